"""How one message leaves: may it go now, who is sending it, and what became of it. [SES infrastructure support]"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telecom.model.access import CODE_LIFE, ChatSession
from telecom.model.calendar import as_utc
from telecom.model.messaging import DEFAULT_LANGUAGE, Choice, Conversation, DeliveryStatus, OutgoingMessage, Priority
from telecom.model.notices import QUIET_UNTIL, is_quiet
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import Work
from telecom.support import telling
from telecom.support.proposals import open_proposal
from telecom.support.publishing import Verdict, may_go

TRIES = 5
# Somebody who wrote so lately is not asleep.
_AWAKE = timedelta(minutes=30)
# After so long it is looked whether a paused campaign goes on.
_PAUSED_FOR = timedelta(minutes=30)
# The channels whose address is a phone number.
_BY_NUMBER = ("sms", "terminal")
_MANDATORY = frozenset({Priority.EMERGENCY, Priority.BILL})
# Somebody waits for these or has to know them: twice does no harm, never does.
_RATHER_TWICE = _MANDATORY | {Priority.CODE, Priority.ANSWER}
_ON_THE_WAY = (DeliveryStatus.INITIAL, DeliveryStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that this instance now sends: in which language it is read, the ids of its choices, and the day; and
    whether its reader may have it already, which it then says."""

    message: OutgoingMessage
    language: str
    choice_ids: Sequence[str]
    today: date
    may_repeat: bool = False


def begin(message_id: str, *, instance: int, repeats_safely: bool, work: Work) -> Sending | None:
    """Take a message to send it; None if it is not to go now (sent, being sent, waiting) or ever.

    Nobody can tell whether a message that a dead instance was sending went. It is sent again where the channel knows
    a repeated one (`repeats_safely`), and where silence would be worse than reading it twice: a code, an answer, a
    bill. What nobody waits for stays `unknown`.
    """
    message = work.of(OutgoingMessage).get(message_id, lock=True)
    if not _may_be_taken(message, repeats_safely=repeats_safely, work=work):
        return None
    conversation = work.of(Conversation).get(message.conversation_id) if message.conversation_id else None
    if conversation is not None and message.turn_id is None and conversation.blocked_at is not None:
        fail_blocked(message, work=work)
        return None
    verdict = may_go(message, work=work)
    if verdict is Verdict.NEVER:
        _close(message, DeliveryStatus.CANCELLED)
        return None
    wait_until = _has_to_wait(message, conversation, work=work)
    if verdict is Verdict.WAIT:
        wait_until = work.now + _PAUSED_FOR
    if wait_until is not None:
        message.next_try_at = wait_until
        return None
    was_under_way = message.status is DeliveryStatus.IN_PROGRESS and message.priority is not Priority.CODE
    message.status, message.claimed_by = DeliveryStatus.IN_PROGRESS, instance
    message.attempts, message.next_try_at = message.attempts + 1, None
    return replace(look_at(message, work=work), may_repeat=was_under_way and not repeats_safely)


def look_at(message: OutgoingMessage, *, work: Work) -> Sending:
    """What is needed to put a message into words for its reader."""
    conversation = work.of(Conversation).get(message.conversation_id) if message.conversation_id else None
    choices = work.of(Choice).list(message_id=message.id, order="position") if message.has_choices else []
    language = conversation.language if conversation else _language_at(message, work=work)
    return Sending(message, language, [c.id for c in choices], work.today())


def _may_be_taken(message: OutgoingMessage, *, repeats_safely: bool, work: Work) -> bool:
    too_old = message.secrets is not None and work.now - message.created_at > CODE_LIFE
    if too_old and message.status is not DeliveryStatus.IN_PROGRESS:
        _close(message, DeliveryStatus.CANCELLED)
        return False
    if message.status is DeliveryStatus.IN_PROGRESS:
        if message.claimed_by is not None and work.is_running(message.claimed_by):
            return False
        is_worth_it = repeats_safely or message.priority in _RATHER_TWICE
        # One at which the process dies each time must not go on for ever, and an old code helps nobody.
        if too_old or message.attempts >= TRIES or not is_worth_it:
            _close(message, DeliveryStatus.UNKNOWN, sent_at=work.now)
            return False
        return True
    if message.status is DeliveryStatus.FAILED:
        return message.next_try_at is not None and message.next_try_at <= work.now
    return message.status is DeliveryStatus.INITIAL


def _has_to_wait(message: OutgoingMessage, conversation: Conversation | None, *, work: Work) -> datetime | None:
    """Until when a message nobody asked for waits: for the answer to an open proposal, for the morning. [R39]"""
    if message.turn_id is not None or message.priority <= Priority.ANSWER:
        return None
    if conversation is not None and (proposal := open_proposal(conversation, work=work)) is not None:
        return proposal.expires_at
    zone = _zone_of(message, conversation, work=work)
    local = work.now.astimezone(zone)
    seen = conversation.last_seen_at if conversation else None
    if not is_quiet(local.time()) or (seen is not None and work.now - seen < _AWAKE):
        return None
    morning = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return as_utc(datetime.combine(morning, QUIET_UNTIL, tzinfo=zone))


def _zone_of(message: OutgoingMessage, conversation: Conversation | None, *, work: Work) -> ZoneInfo:
    """The zone of whoever reads a message, as they told us; else the operator's. [P3]"""
    reader = _reader_of(message, conversation, work=work)
    return ZoneInfo(reader.time_zone) if reader and reader.time_zone else work.zone


def _reader_of(message: OutgoingMessage, conversation: Conversation | None, *, work: Work) -> Individual | None:
    if conversation is not None:
        session = work.of(ChatSession).find(conversation_id=conversation.id, ended_at=None, order="-started_at")
        if session is not None:
            return work.of(Individual).find(id=session.person_id)
    return work.of(Individual).find(phone_number=PhoneNumber(message.address)) if message.channel == "sms" else None


def _language_at(message: OutgoingMessage, *, work: Work) -> str:
    """That of a chat from the same number, where it is another than the first one; else that of its owner's profile."""
    chats = work.of(Conversation).list(channel=_BY_NUMBER, address=message.address, order="id")
    spoken = next((chat.language for chat in chats if chat.language != DEFAULT_LANGUAGE), None)
    reader = _reader_of(message, None, work=work)
    return spoken or (reader.language if reader else DEFAULT_LANGUAGE)


def _close(message: OutgoingMessage, status: DeliveryStatus, *, sent_at: datetime | None = None) -> None:
    message.status, message.secrets = status, None
    message.claimed_by, message.next_try_at, message.sent_at = None, None, sent_at


def conclude(message_id: str, status: DeliveryStatus, *, work: Work, channel_message_id: str | None = None) -> None:
    """Write down how a sending ended; whatever the end, the message loses its secrets."""
    # Where it is not known whether a message went, it may well stand on the screen since now.
    on_screen = status in (DeliveryStatus.COMPLETED, DeliveryStatus.UNKNOWN)
    end = {"status": status, "channel_message_id": channel_message_id, "sent_at": work.now if on_screen else None}
    work.of(OutgoingMessage).change({**end, "secrets": None, "claimed_by": None, "next_try_at": None}, id=message_id)


def try_again(message_id: str, after: timedelta, *, counts: bool, work: Work) -> None:
    """The channel did not take the message: try it again after a while, at most five times where tries count."""
    message = work.of(OutgoingMessage).get(message_id, lock=True)
    if counts and message.attempts >= TRIES:
        _close(message, DeliveryStatus.FAILED)
        return
    message.status, message.claimed_by = DeliveryStatus.FAILED, None
    message.next_try_at = work.now + after


def fail_blocked(message: OutgoingMessage, *, work: Work) -> None:
    """The reader blocked us: nothing more goes to this chat; what they must know goes by SMS. [R38]"""
    _close(message, DeliveryStatus.FAILED)
    if message.conversation_id is None:
        return
    conversation = work.of(Conversation).get(message.conversation_id)
    conversation.blocked_at = conversation.blocked_at or work.now
    if message.turn_id is not None or message.priority not in _MANDATORY:
        return
    session = work.of(ChatSession).find(conversation_id=conversation.id, order="-proved_at")
    number = work.of(Individual).get(session.person_id).phone_number if session else None
    if number is not None:
        telling.send_sms(work, number, message.utterance, key=f"{message.key}:sms", priority=message.priority)


def to_send_with(message_ids: Sequence[str], *, work: Work) -> list[str]:
    """These messages with all else that waits for their chats, in the hands of a dead instance too: replies left
    behind first, pushed ones last."""
    wanted = work.of(OutgoingMessage).list(id=list(message_ids))
    chats = {m.conversation_id for m in wanted if m.conversation_id}
    waiting = work.of(OutgoingMessage).list(conversation_id=chats, status=_ON_THE_WAY) if chats else []
    everything = {m.id: m for m in (*wanted, *waiting)}
    ordered = sorted(everything.values(), key=lambda m: (m.turn_id is None, m.number or 0))
    return [m.id for m in ordered]
