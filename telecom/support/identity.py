"""Proving who somebody is: a code to their phone, a PIN, and a session until log-out. [M.3345 7.2]"""

import hashlib
import hmac
import math
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from telecom.model.access import (
    CODE_LIFE,
    CODES_AN_HOUR,
    FAILURES_A_DAY,
    SESSION_LIFE,
    Actor,
    ChatSession,
    FailedProof,
    OneTimeCode,
)
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Permission, PermissionStatus
from telecom.model.errors import BusinessError
from telecom.model.messaging import Conversation, Priority
from telecom.model.parties import Customer, Individual, Membership, PartyStatus, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.messaging import send_sms

_PINS = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Checked where there is no PIN, so that an unknown person takes as long to refuse as a known one.
_NOBODYS_PIN = _PINS.hash("no pin at all")


class TooManyTries(BusinessError):
    """Too many codes, or too many wrong ones, for this number; it has to wait."""

    response = "utter_access_locked"


class WrongProof(BusinessError):
    """The code or PIN is not right, or not valid any more."""

    response = "utter_access_wrong_code"


def actor_of(conversation: Conversation, *, work: Work) -> Actor | None:
    """Who this chat speaks for, or None; from the session, never from what is said."""
    session = session_of(conversation, work=work)
    if session is None or work.of(Individual).get(session.person_id).status is not PartyStatus.VALIDATED:
        return None
    return Actor(session.person_id, session.id, conversation.id, conversation.channel, session.proved_at)


def session_of(conversation: Conversation, *, work: Work) -> ChatSession | None:
    """The open session of this chat, or None."""
    found = work.of(ChatSession).find(conversation_id=conversation.id, ended_at=None, order="-started_at")
    return found if found and found.is_open(work.now) else None


def find_claimed(claim: str, *, work: Work) -> Individual | None:
    """The person meant by a phone number in E.164 or a customer number; for a customer, its first manager."""
    if claim.startswith("+"):
        return work.of(Individual).find(phone_number=PhoneNumber(claim))
    customer = work.of(Customer).find(number=claim.upper())
    if customer is None:
        return None
    manager = work.of(Membership).find(customer_id=customer.id, role=Role.MANAGER, order="id")
    return work.of(Individual).get(manager.person_id) if manager else None


def send_code(conversation: Conversation, claim: str, *, work: Work) -> OneTimeCode:
    """Send a six-digit code to the SIM behind a claim, or raise TooManyTries.

    For a claim nobody stands behind the same happens as far as the asker can see: only the SMS says otherwise.
    [R17, R18, R25]
    """
    person = find_claimed(claim, work=work)
    number = person.phone_number if person else (PhoneNumber(claim) if claim.startswith("+") else None)
    subject = number.e164 if number else claim
    _refuse_when_locked(subject, work=work)
    hour = timedelta(hours=1)
    lately = work.of(OneTimeCode).list(subject=subject, created_at__gt=work.now - hour, order="created_at")
    if len(lately) >= CODES_AN_HOUR:
        wait = lately[-CODES_AN_HOUR].created_at + hour - work.now
        raise TooManyTries(wait=timedelta(minutes=math.ceil(wait.total_seconds() / 60)))
    for older in work.of(OneTimeCode).list(conversation_id=conversation.id, used_at=None):
        older.used_at = work.now
    digits = f"{secrets.randbelow(10**6):06d}"
    code = OneTimeCode(
        subject=subject,
        purpose="log_in",
        conversation_id=conversation.id,
        person_id=person.id if person else None,
        code_hash="",
        created_at=work.now,
        expires_at=work.now + CODE_LIFE,
    )
    code.code_hash = _hash(code.id, digits)
    work.of(OneTimeCode).add(code)
    if number is not None and person is not None:
        sentence = Utterance("utter_access_code_sms", {"minutes": int(CODE_LIFE.total_seconds() // 60)})
        send_sms(work, number, sentence, key=f"code:{code.id}", priority=Priority.CODE, secrets={"code": digits})
    elif number is not None:
        send_sms(work, number, Utterance("utter_access_no_account_sms"), key=f"code:{code.id}", priority=Priority.CODE)
    note(work, SecurityEvent.CODE_SENT, person_id=code.person_id, subject=subject[-3:])
    return code


def _hash(code_id: str, digits: str) -> str:
    return hmac.new(code_id.encode(), digits.encode(), hashlib.sha256).hexdigest()


def _refuse_when_locked(subject: str, *, work: Work) -> None:
    if work.of(FailedProof).count(subject=subject, at__gt=work.now - timedelta(days=1)) >= FAILURES_A_DAY:
        raise TooManyTries(wait=timedelta(days=1))


def _failed(subject: str, person_id: str | None, *, work: Work) -> None:
    work.of(FailedProof).add(FailedProof(subject=subject, at=work.now))
    note(work, SecurityEvent.LOG_IN_FAILED, person_id=person_id, subject=subject[-3:])


def check_code(
    conversation: Conversation, code_id: str, digits: str, *, work: Work
) -> ChatSession | WrongProof | TooManyTries:
    """Open a session for the right code; otherwise the refusal, returned so that the failure stays counted."""
    code = work.of(OneTimeCode).get(code_id, lock=True)
    if work.of(FailedProof).count(subject=code.subject, at__gt=work.now - timedelta(days=1)) >= FAILURES_A_DAY:
        return TooManyTries(wait=timedelta(days=1))
    if not code.is_open(work.now) or code.conversation_id != conversation.id:
        return WrongProof("utter_access_code_expired")
    code.tries_left -= 1
    if not hmac.compare_digest(code.code_hash, _hash(code.id, digits)) or code.person_id is None:
        _failed(code.subject, code.person_id, work=work)
        if code.tries_left == 0:
            return WrongProof("utter_access_code_used_up")
        return WrongProof(tries=code.tries_left)
    code.used_at = work.now
    return _open_session(conversation, code.person_id, work=work)


def _open_session(conversation: Conversation, person_id: str, *, work: Work) -> ChatSession:
    standing = session_of(conversation, work=work)
    if standing is not None and standing.person_id == person_id:
        standing.proved_at = work.now
        return standing
    if standing is not None:
        end_session(standing, conversation, work=work)
    session = ChatSession(
        person_id=person_id,
        conversation_id=conversation.id,
        channel=conversation.channel,
        address=conversation.address,
        started_at=work.now,
        proved_at=work.now,
        expires_at=work.now + SESSION_LIFE,
    )
    work.of(ChatSession).add(session)
    _begin_profile(person_id, work=work)
    conversation.language = work.of(Individual).get(person_id).language
    note(work, SecurityEvent.LOG_IN, person_id=person_id, subject=session.id, channel=conversation.channel)
    return session


def _begin_profile(person_id: str, *, work: Work) -> None:
    """Who was only invited has proved their number: they have a profile now, and the rights they were invited to."""
    person = work.of(Individual).get(person_id)
    if person.status is not PartyStatus.INITIALIZED:
        return
    person.status = PartyStatus.VALIDATED
    for permission in work.of(Permission).list(person_id=person_id, status=PermissionStatus.GRANTED):
        permission.accept()


def check_pin(conversation: Conversation, pin: str, *, work: Work) -> ChatSession | WrongProof | TooManyTries:
    """Renew the proof of an open session by the person's PIN; otherwise the refusal, counted."""
    session = session_of(conversation, work=work)
    if session is None:
        return WrongProof("utter_access_session_over")
    person = work.of(Individual).get(session.person_id)
    subject = person.phone_number.e164 if person.phone_number else person.id
    failures = work.of(FailedProof).count(subject=subject, at__gt=work.now - timedelta(days=1))
    if failures >= FAILURES_A_DAY:
        return TooManyTries(wait=timedelta(days=1))
    try:
        _PINS.verify(person.pin_hash or _NOBODYS_PIN, pin)
    except VerifyMismatchError:
        _failed(subject, person.id, work=work)
        return WrongProof("utter_access_wrong_pin", tries=FAILURES_A_DAY - failures - 1)
    session.proved_at = work.now
    note(work, SecurityEvent.LOG_IN, person_id=person.id, subject=session.id, channel=conversation.channel, by="pin")
    return session


def hash_pin(pin: str) -> str:
    """The form in which a PIN is kept."""
    return _PINS.hash(pin)


def end_session(session: ChatSession, conversation: Conversation, *, work: Work) -> None:
    """Log out: the chat forgets whose it is, and the language model forgets the talk."""
    session.ended_at = work.now
    conversation.forget()
    note(work, SecurityEvent.LOG_OUT, person_id=session.person_id, subject=session.id)
