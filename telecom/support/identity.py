"""Proving who somebody is: a code to their phone, a PIN, and a session until log-out. [M.3345 7.2]"""

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from telecom.model.access import CODE_LIFE, SESSION_LIFE, Actor, ChatSession, OneTimeCode
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Permission, PermissionStatus
from telecom.model.errors import BusinessError
from telecom.model.messaging import DEFAULT_LANGUAGE, Conversation, DeliveryStatus, OutgoingMessage, Priority
from telecom.model.parties import Customer, Individual, Membership, PartyStatus, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.guessing import TooManyTries, count_failure, failures_left, find_lock, refuse_when_locked
from telecom.support.messaging import mark
from telecom.support.notice_wishes import wants_security_notices
from telecom.support.telling import send_sms

_PINS = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Checked where there is no PIN, so that an unknown person takes as long to refuse as a known one.
_NOBODYS_PIN = _PINS.hash("no pin at all")
# No country begins with 999: a message to it never leaves.
_NOWHERE = PhoneNumber("+999000000000")


class WrongProof(BusinessError):
    """The code or PIN is not right, or not valid any more."""

    response = "utter_access_wrong_code"


def actor_of(conversation: Conversation, *, work: Work) -> Actor | None:
    """Who this chat speaks for, or None; from the session, never from what is said."""
    session, person = work.speaker(conversation.id) or (None, None)
    if session is None or person is None or not session.is_open(work.now):
        return None
    if person.status is not PartyStatus.VALIDATED:
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

    For a claim nobody stands behind the same happens as far as the asker can see: only the SMS says otherwise, and
    where there is no number either, one is written that goes nowhere. [R17, R18, R25]
    """
    person = find_claimed(claim, work=work)
    number = person.phone_number if person else (PhoneNumber(claim) if claim.startswith("+") else None)
    subject = number.e164 if number else claim
    refuse_when_locked(subject, conversation, work=work)
    code, digits = new_code(conversation, subject, purpose="log_in", person_id=person.id if person else None, work=work)
    sentence = Utterance("utter_access_code_sms", {"minutes": int(CODE_LIFE.total_seconds() // 60)})
    if person is None and number is not None:
        sentence = Utterance("utter_access_no_account_sms")
    key = f"code:{code.id}"
    sent = send_sms(
        work,
        number or _NOWHERE,
        sentence,
        key=key,
        priority=Priority.CODE,
        secrets={"code": digits} if person else None,
    )
    if number is None:
        mark(work.of(OutgoingMessage).get(sent.id), DeliveryStatus.CANCELLED, work=work)
    note(work, SecurityEvent.CODE_SENT, person_id=code.person_id, subject=subject[-3:])
    return code


def new_code(
    conversation: Conversation, subject: str, *, purpose: str, person_id: str | None, work: Work
) -> tuple[OneTimeCode, str]:
    """A fresh code for a subject, with its digits, which are kept nowhere; older ones of this chat are used up."""
    for older in work.of(OneTimeCode).list(conversation_id=conversation.id, used_at=None):
        older.used_at = work.now
    digits = f"{secrets.randbelow(10**6):06d}"
    code = OneTimeCode(
        subject=subject,
        purpose=purpose,
        conversation_id=conversation.id,
        person_id=person_id,
        code_hash="",
        created_at=work.now,
        expires_at=work.now + CODE_LIFE,
    )
    code.code_hash = _hash(code.id, digits)
    work.of(OneTimeCode).add(code)
    return code, digits


def _hash(code_id: str, digits: str) -> str:
    return hmac.new(code_id.encode(), digits.encode(), hashlib.sha256).hexdigest()


def check_digits(
    conversation: Conversation, code_id: str, digits: str, *, purpose: str, work: Work
) -> OneTimeCode | WrongProof | TooManyTries:
    """The code, used up now, where the digits are right; otherwise the refusal, returned so that it stays counted."""
    code = work.of(OneTimeCode).get(code_id, lock=True)
    locked = find_lock(code.subject, conversation, work=work)
    if locked is not None:
        return locked
    if not code.is_open(work.now) or code.conversation_id != conversation.id or code.purpose != purpose:
        return WrongProof("utter_access_code_expired")
    code.tries_left -= 1
    is_nobodys = purpose == "log_in" and code.person_id is None
    if not hmac.compare_digest(code.code_hash, _hash(code.id, digits)) or is_nobodys:
        count_failure(code.subject, conversation, code.person_id, work=work)
        if code.tries_left == 0:
            return WrongProof("utter_access_code_used_up")
        return WrongProof(tries=code.tries_left)
    code.used_at = code.proved_at = work.now
    return code


def check_code(
    conversation: Conversation, code_id: str, digits: str, *, work: Work
) -> ChatSession | WrongProof | TooManyTries:
    """Open a session for the right code; otherwise the refusal."""
    code = check_digits(conversation, code_id, digits, purpose="log_in", work=work)
    if not isinstance(code, OneTimeCode):
        return code
    assert code.person_id is not None
    return open_session(conversation, code.person_id, work=work)


def open_session(conversation: Conversation, person_id: str, *, work: Work) -> ChatSession:
    """Log a person in to a chat, or renew the proof where they are; somebody else's session there is ended."""
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
    if conversation.language == DEFAULT_LANGUAGE:  # another one was chosen, or written, in this chat
        conversation.language = work.of(Individual).get(person_id).language
    note(work, SecurityEvent.LOG_IN, person_id=person_id, subject=session.id, channel=conversation.channel)
    number = work.of(Individual).get(person_id).phone_number
    if number is not None and wants_security_notices(person_id, work=work):
        said = Utterance("utter_notice_logged_in", {"at": work.now, "channel": conversation.channel})
        send_sms(work, number, said, key=f"logged in:{session.id}", priority=Priority.EMERGENCY)
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
    locked = find_lock(subject, conversation, work=work)
    if locked is not None:
        return locked
    usable = person.pin_hash if person.has_usable_pin(work.now) else None
    try:
        _PINS.verify(usable or _NOBODYS_PIN, pin)
    except VerifyMismatchError:
        count_failure(subject, conversation, person.id, work=work)
        return WrongProof("utter_access_wrong_pin", tries=failures_left(subject, work=work))
    session.proved_at = work.now
    note(work, SecurityEvent.LOG_IN, person_id=person.id, subject=session.id, channel=conversation.channel, by="pin")
    return session


def is_pin_of(person: Individual, pin: str) -> bool:
    """Whether this is the person's PIN, used or still to be."""
    try:
        return _PINS.verify(person.pin_hash or _NOBODYS_PIN, pin) and person.pin_hash is not None
    except VerifyMismatchError:
        return False


def hash_pin(pin: str) -> str:
    """The form in which a PIN is kept."""
    return _PINS.hash(pin)


def end_session(session: ChatSession, conversation: Conversation, *, work: Work) -> None:
    """Log out: the chat forgets whose it is, and the language model forgets the talk."""
    session.ended_at = work.now
    conversation.forget()
    note(work, SecurityEvent.LOG_OUT, person_id=session.person_id, subject=session.id)
