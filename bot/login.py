"""The dialogue of proving who one is, outside the language model: number, code, PIN."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import pins
from bot.wishes_kept import behind, in_order
from telecom.model.access import ChatSession, OneTimeCode
from telecom.model.errors import BusinessError
from telecom.model.messaging import NUMBERED_CHANNELS, Conversation
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import contacts, identity
from telecom.support.claims import parse_claim
from telecom.support.recognition import recognise

_PROVED = "proved"
_CODE = re.compile(r"^\D{0,30}(\d{3})[ -]?(\d{3})\D{0,10}$")
_PIN = re.compile(r"^\D{0,20}(\d{4,8})\D{0,5}$")
_DIGITS = re.compile(r"^[\d \-]{3,12}$")
_ANOTHER = re.compile(
    r"^\s*(resend|again|new code|another code|send (it )?again|didn.?t get (it|the code).*"
    r"|neuer code|noch ?mal|nochmal (senden|schicken)|kein code.*|(code )?nicht (bekommen|angekommen|da).*)\s*\W*$",
    re.I,
)

_SIX_DIGITS = re.compile(r"\d{3}[ -]?\d{3}")
_LIKE_A_PIN = re.compile(r"(?!20\d\d)\d{4}")
# Questions, or none, that four digits do not answer.
_TOLD_IN_WORDS = frozenset({None, "product", "service", "period", "date", "person", "place", "function", "restriction"})
_MAY_BE_SIX_DIGITS = frozenset({"order_id", "ticket_id", "bill_id", "voucher_code", "phone_number", "value"})

# Refusals after which waiting for the proof makes no sense.
_ENDS = frozenset({"utter_access_locked", "utter_access_chat_locked", "utter_access_session_over"})


@dataclass(frozen=True, slots=True)
class Step:
    """What the dialogue says, and the wish to carry out when the proof succeeded."""

    said: Sequence[Utterance]
    wish: Mapping[str, Any] | None = None
    proved: bool = False


def ask_for_proof(
    conversation: Conversation,
    level: str,
    wish: Mapping[str, Any] | None,
    *,
    contact: str | None = None,
    country: str,
    work: Work,
) -> Step:
    """Begin (or go on with) the dialogue that a wish needs; the wish is kept with it."""
    waiting = conversation.waiting or {}
    if level in ("new_pin", "lost_pin"):
        return Step(pins.begin(conversation, lost=level == "lost_pin", work=work))
    if contact is not None:
        return _send_contact_code(conversation, contact, wish, work=work)
    is_new = bool(wish)
    if waiting.get("kind") == "contact" and level == "identity" and _code_is_open(waiting, work=work):
        # Who is just becoming a customer is known right after this code: no second one is sent.
        conversation.waiting = {**waiting, "wish": behind(waiting.get("wish"), wish)}
        return Step([Utterance("utter_access_code_then" if is_new else "utter_access_contact_code_still")])
    wish = in_order(waiting, wish, now=work.now) if waits_for_proof(conversation) else wish
    if waiting.get("kind") == "code" and level == "identity" and _code_is_open(waiting, work=work):
        conversation.waiting = {**waiting, "wish": wish}
        # Who does not type the code may have no account to log in to.
        join = ask_for("request_account", "utter_choice_become_customer")
        return Step([Utterance("utter_access_code_then" if is_new else "utter_access_code_still", {}, [join])])
    if level == "fresh" and _has_pin(conversation, work=work):
        _wait(conversation, "pin", wish, work=work)
        asked_already = waiting.get("kind") == "pin"
        return Step([Utterance("utter_access_pin_then" if asked_already else "utter_access_ask_pin")])
    if level == "fresh" and (session := identity.session_of(conversation, work=work)) is not None:
        person = work.of(Individual).get(session.person_id)
        if person.phone_number is not None:
            return _send_code(conversation, person.phone_number.e164, wish, work=work)
    if conversation.channel in NUMBERED_CHANNELS:
        return _send_code(conversation, conversation.address, wish, work=work)
    _wait(conversation, "number", wish, work=work)
    return Step(
        [Utterance("utter_access_ask_number", {}, [ask_for("request_account", "utter_choice_become_customer")])]
    )


def _wait(conversation: Conversation, kind: str, wish: Mapping[str, Any] | None, *, work: Work, **about: str) -> None:
    conversation.waiting = {"kind": kind, "wish": wish, "at": work.now.isoformat(), **about}


def _code_is_open(waiting: Mapping[str, Any], *, work: Work) -> bool:
    code = work.of(OneTimeCode).find(id=waiting.get("code_id"))
    return code is not None and code.is_open(work.now)


def _has_pin(conversation: Conversation, *, work: Work) -> bool:
    session = identity.session_of(conversation, work=work)
    return session is not None and work.of(Individual).get(session.person_id).has_usable_pin(work.now)


def _send_contact_code(conversation: Conversation, contact: str, wish: Mapping[str, Any] | None, *, work: Work) -> Step:
    """A code to a number or an address that somebody says is theirs."""
    try:
        code = contacts.send_contact_code(conversation, contact, work=work)
    except BusinessError as refusal:
        conversation.waiting = None
        return Step([Utterance(refusal.name, refusal.values)])
    _wait(conversation, "contact", wish, code_id=code.id, claim=contact, work=work)
    if "@" in contact:
        return Step([Utterance("utter_access_contact_code_sent_mail", {"email": contact})])
    return Step([Utterance("utter_access_contact_code_sent", {"ending": contact[-3:]})])


def _send_code(conversation: Conversation, claim: str, wish: Mapping[str, Any] | None, *, work: Work) -> Step:
    try:
        code = identity.send_code(conversation, claim, work=work)
    except BusinessError as refusal:
        conversation.waiting = None
        return Step([Utterance(refusal.name, refusal.values)])
    _wait(conversation, "code", wish, code_id=code.id, claim=claim, work=work)
    ending = {"ending": claim[-3:]} if claim.startswith("+") else {"ending": claim}
    return Step([Utterance("utter_access_code_sent", ending)])


def take_step(conversation: Conversation, text: str, *, country: str, work: Work) -> Step | None:
    """Read a message as the answer to what the chat waits for; None where it is about something else."""
    waiting = conversation.waiting
    if waiting is None:
        return None
    kind, wish = waiting.get("kind"), waiting.get("wish")
    if kind == "number":
        claim = parse_claim(text, country=country)
        return _send_code(conversation, claim, wish, work=work) if claim else None
    if kind in pins.KINDS:
        said = pins.take(conversation, text, waiting, work=work)
        return Step(said) if said is not None else None
    if kind == "contact":
        return _take_contact_code(conversation, text, waiting, work=work)
    if kind == "code":
        if _ANOTHER.match(text):
            return _send_code(conversation, str(waiting["claim"]), wish, work=work)
        if match := _CODE.match(text):
            found = identity.check_code(conversation, str(waiting["code_id"]), "".join(match.groups()), work=work)
            return _judged(conversation, found, wish, work=work)
        return Step([Utterance("utter_access_code_shape")]) if _DIGITS.match(text) else None
    if kind == "pin" and (match := _PIN.match(text)):
        return _judged(conversation, identity.check_pin(conversation, match.group(1), work=work), wish, work=work)
    return None


def is_stray_code(simple: str, conversation: Conversation, *, work: Work) -> bool:
    """Whether a message is nothing but a code or a PIN that no question of ours asked for, and no end of an own
    number."""
    if conversation.waiting is not None or conversation.requested_slot in _MAY_BE_SIX_DIGITS:
        return False
    is_pin = conversation.requested_slot in _TOLD_IN_WORDS and _LIKE_A_PIN.fullmatch(simple)
    if not is_pin and not _SIX_DIGITS.fullmatch(simple):
        return False
    actor = identity.actor_of(conversation, work=work)
    return (actor is not None or not is_pin) and not recognise(simple, actor, work=work)


def _take_contact_code(conversation: Conversation, text: str, waiting: Mapping[str, Any], *, work: Work) -> Step | None:
    contact, wish = str(waiting["claim"]), waiting.get("wish")
    if _ANOTHER.match(text):
        return _send_contact_code(conversation, contact, wish, work=work)
    match = _CODE.match(text)
    if match is None:
        return Step([Utterance("utter_access_code_shape")]) if _DIGITS.match(text) else None
    digits = "".join(match.groups())
    found = contacts.check_contact_code(conversation, str(waiting["code_id"]), digits, work=work)
    if isinstance(found, OneTimeCode):
        conversation.waiting = None
        return Step([], wish, True)
    if found.name in _ENDS:
        conversation.waiting = None
    return Step([Utterance(found.name, found.values)])


def keep_proved(conversation: Conversation, step: Step, *, turn_id: str) -> None:
    """The proof is used up, its wish not yet carried out: who takes this turn up after a crash finds both here."""
    conversation.waiting = {"kind": _PROVED, "turn_id": turn_id, "said": list(step.said), "wish": step.wish}


def find_kept(conversation: Conversation, *, turn_id: str) -> Step | None:
    """What an interrupted turn of this id had proved."""
    waiting = conversation.waiting or {}
    if waiting.get("kind") != _PROVED or waiting["turn_id"] != turn_id:
        return None
    return Step(waiting["said"], waiting["wish"], True)


def waits_for_proof(conversation: Conversation) -> bool:
    """Whether a code, a number or a PIN is awaited, so that nothing else is to be asked meanwhile."""
    return conversation.waiting is not None and conversation.waiting.get("kind") != _PROVED


def holds_up_others(conversation: Conversation) -> bool:
    """Whether what else is wished comes after the proof; a code to a new address is for that address alone."""
    return waits_for_proof(conversation) and (conversation.waiting or {}).get("kind") != "contact"


def drop_kept(conversation: Conversation) -> None:
    """The wish is carried out."""
    if (conversation.waiting or {}).get("kind") == _PROVED:
        conversation.waiting = None


def stop_asking_number(conversation: Conversation) -> None:
    """A form that anybody may fill (to become a customer) asks for numbers of its own."""
    if conversation.form is not None and (conversation.waiting or {}).get("kind") == "number":
        conversation.waiting = None


def _judged(conversation: Conversation, found: Any, wish: Mapping[str, Any] | None, *, work: Work) -> Step:
    if isinstance(found, ChatSession):
        conversation.waiting = None
        person = work.of(Individual).get(found.person_id)
        fresh = found.started_at == found.proved_at
        return Step([Utterance("utter_access_welcome", {"name": person.given_name})] if fresh else [], wish, True)
    assert isinstance(found, BusinessError)
    if found.name in _ENDS:
        conversation.waiting = None
    return Step([Utterance(found.name, found.values)])
