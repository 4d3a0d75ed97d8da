"""Against guessing: how many wrong codes and PINs a number, a chat, and all chats together may have. [R18, R19]"""

import math
from datetime import datetime, timedelta

from telecom.model.access import (
    ACCOUNTS_A_CHAT,
    ACCOUNTS_AT_ONCE,
    AT_ONCE,
    CODES_AN_HOUR,
    FAILURES_A_DAY,
    ChatSession,
    FailedProof,
    OneTimeCode,
)
from telecom.model.audit import SecurityEvent
from telecom.model.errors import BusinessError
from telecom.model.messaging import Conversation
from telecom.ports import Work
from telecom.support.audit import note

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


class TooManyTries(BusinessError):
    """Too many codes, or too many wrong ones, for this number or from this chat; it has to wait."""

    response = "utter_access_locked"


def failures_left(subject: str, *, work: Work) -> int:
    """How many more wrong codes and PINs a subject may have today, over all channels together."""
    return FAILURES_A_DAY - work.of(FailedProof).count(subject=subject, at__gt=work.now - _DAY)


def failures_since(moment: datetime, subject: str, *, work: Work) -> int:
    """How many wrong codes, PINs and numbers a subject has had since a moment."""
    work.flush()
    return work.of(FailedProof).count(subject=subject, at__gte=moment)


def find_lock(subject: str, conversation: Conversation, *, work: Work) -> TooManyTries | None:
    """Why nothing more may be tried now for a subject in a chat, or None: the subject's own failures; one guess on
    each of several accounts from this chat; or, where that comes from many chats, any chat never logged in before."""
    if failures_left(subject, work=work) <= 0:
        return TooManyTries(wait=_DAY)
    tried = work.of(FailedProof).list(conversation_id=conversation.id, at__gt=work.now - _DAY)
    others = {each.subject for each in tried} - {subject}
    if len(others) >= ACCOUNTS_A_CHAT:
        return TooManyTries("utter_access_chat_locked", wait=_DAY)
    lately = work.of(FailedProof).list(at__gt=work.now - AT_ONCE, limit=ACCOUNTS_AT_ONCE * FAILURES_A_DAY)
    if len({each.subject for each in lately}) >= ACCOUNTS_AT_ONCE and not _is_trusted(conversation, work=work):
        return TooManyTries("utter_access_chat_locked", wait=AT_ONCE)
    return None


def _is_trusted(conversation: Conversation, *, work: Work) -> bool:
    return work.of(ChatSession).count(conversation_id=conversation.id) > 0


def refuse_when_locked(subject: str, conversation: Conversation, *, work: Work) -> None:
    """TooManyTries where nothing more may be tried, or three codes were sent to a subject within the hour."""
    locked = find_lock(subject, conversation, work=work)
    if locked is not None:
        raise locked
    lately = work.of(OneTimeCode).list(subject=subject, created_at__gt=work.now - _HOUR, order="created_at")
    if len(lately) >= CODES_AN_HOUR:
        wait = lately[-CODES_AN_HOUR].created_at + _HOUR - work.now
        raise TooManyTries(wait=timedelta(minutes=math.ceil(wait.total_seconds() / 60)))


def count_failure(subject: str, conversation: Conversation, person_id: str | None, *, work: Work) -> None:
    """Write a wrong code or PIN down."""
    work.of(FailedProof).add(FailedProof(subject=subject, at=work.now, conversation_id=conversation.id))
    note(work, SecurityEvent.LOG_IN_FAILED, person_id=person_id, subject=subject[-3:])
