"""The dialogue of a new PIN, outside the language model: the old one or a code, then the new one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from telecom.management.access import change_pin
from telecom.model.access import ChatSession, OneTimeCode
from telecom.model.errors import BusinessError
from telecom.model.messaging import Conversation
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import contacts, identity

OLD, CODE, NEW = "old_pin", "pin_code", "new_pin"
KINDS = frozenset({OLD, CODE, NEW})
_MOST_BESIDE = 2
# What looks like a secret at all is read here and goes no further; "top me up 10" is no PIN.
_PIN = re.compile(r"(?<!\d)(\d{4,8})(?!\d)")
# The number of a phone in a sentence is none either.
_PHONE = re.compile(r"(?<!\d)(?:\+|00?)\d[\d \-/]{7,}\d")
_CODE = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})(?!\d)")
_DIGITS = re.compile(r"^[\d\s-]+$|\b(?:pin|code|it'?s|its)\b.*\d", re.IGNORECASE)
_LOST = re.compile(
    r"forg[eo]t|lost|don.?t (know|remember|have)|can.?t remember|no idea|recover|reset|vergessen|verloren|weiß.*nicht",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(resend|again|new code|another|neuer code|noch ?mal)\b", re.IGNORECASE)


def begin(conversation: Conversation, *, lost: bool, work: Work) -> Sequence[Utterance]:
    """Ask for the old PIN, or send a code where it is lost or there never was one."""
    session = identity.session_of(conversation, work=work)
    if session is None:
        return [Utterance("utter_access_session_over")]
    person = work.of(Individual).get(session.person_id)
    if person.has_usable_pin(work.now) and not lost:
        conversation.waiting = {"kind": OLD}
        return [Utterance("utter_pin_ask_old")]
    return _send_code(conversation, person, work=work)


def _send_code(conversation: Conversation, person: Individual, *, work: Work) -> Sequence[Utterance]:
    conversation.waiting = None
    if person.phone_number is None:
        return [Utterance("utter_pin_no_phone")]
    try:
        code = contacts.send_contact_code(conversation, person.phone_number.e164, work=work)
    except BusinessError as refusal:
        return [Utterance(refusal.name, refusal.values)]
    conversation.waiting = {"kind": CODE, "code_id": code.id}
    return [Utterance("utter_access_code_sent", {"ending": person.phone_number.ending})]


def take(
    conversation: Conversation, text: str, waiting: Mapping[str, Any], *, work: Work
) -> Sequence[Utterance] | None:
    """Read a message as the next step; None where it holds nothing of the kind."""
    session = identity.session_of(conversation, work=work)
    if session is None:
        conversation.waiting = None
        return [Utterance("utter_access_session_over")]
    person = work.of(Individual).get(session.person_id)
    if waiting["kind"] == CODE:
        return _take_code(conversation, text, waiting, person, work=work)
    if waiting["kind"] == OLD and _LOST.search(text):
        return _send_code(conversation, person, work=work)
    text = _PHONE.sub(" ", text) if re.search(r"[^\W\d]", text) else text
    match = _PIN.search(text)
    if match is None:
        return _unread(conversation, waiting, text, "utter_pin_shape")
    if waiting["kind"] == OLD:
        return _take_old(conversation, match.group(1), work=work)
    return _take_new(conversation, match.group(1), recovered=bool(waiting.get("recovered")), work=work)


def _unread(
    conversation: Conversation, waiting: Mapping[str, Any], text: str, shape: str
) -> Sequence[Utterance] | None:
    """Digits of another shape are refused. What is something else is heard, and after a few such messages the PIN is
    waited for no more."""
    if _DIGITS.search(text):
        return [Utterance(shape)]
    beside = int(waiting.get("beside", 0)) + 1
    conversation.waiting = {**waiting, "beside": beside} if beside <= _MOST_BESIDE else None
    return None


def _take_code(
    conversation: Conversation, text: str, waiting: Mapping[str, Any], person: Individual, *, work: Work
) -> Sequence[Utterance] | None:
    match = _CODE.search(text)
    if match is None:
        if _AGAIN.search(text):
            return _send_code(conversation, person, work=work)
        return _unread(conversation, waiting, text, "utter_access_code_shape")
    digits = "".join(match.groups())
    found = contacts.check_contact_code(conversation, str(waiting["code_id"]), digits, work=work)
    if not isinstance(found, OneTimeCode):
        return _refused(conversation, found)
    conversation.waiting = {"kind": NEW, "recovered": True}
    return [Utterance("utter_pin_ask_new")]


def _take_old(conversation: Conversation, pin: str, *, work: Work) -> Sequence[Utterance]:
    found = identity.check_pin(conversation, pin, work=work)
    if not isinstance(found, ChatSession):
        return _refused(conversation, found)
    conversation.waiting = {"kind": NEW, "recovered": False}
    return [Utterance("utter_pin_ask_new")]


def _take_new(conversation: Conversation, pin: str, *, recovered: bool, work: Work) -> Sequence[Utterance]:
    try:
        said = change_pin(identity.actor_of(conversation, work=work), pin, recovered=recovered, work=work)
    except BusinessError as refusal:
        return [Utterance(refusal.name, refusal.values)]
    conversation.waiting = None
    return said


def _refused(conversation: Conversation, refusal: BusinessError) -> Sequence[Utterance]:
    if refusal.name in ("utter_access_locked", "utter_access_chat_locked"):
        conversation.waiting = None
    return [Utterance(refusal.name, refusal.values)]
