"""Sessions and the PIN as the subscriber manages them. [M.3345 7.2, C3, C11]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telecom.model.access import RECOVERED_PIN_WAITS, Actor, ChatSession, check_new_pin
from telecom.model.audit import SecurityEvent
from telecom.model.errors import InvalidValue, NotFound, ProofRequired
from telecom.model.messaging import Conversation, Priority
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import known
from telecom.support.identity import end_session, hash_pin, is_pin_of
from telecom.support.telling import send_sms


def log_out(actor: Actor | None, *, work: Work) -> bool:
    """End the session of the actor's chat; False where nobody was logged in."""
    if actor is None:
        return False
    session = work.of(ChatSession).get(actor.session_id, lock=True)
    end_session(session, work.of(Conversation).get(actor.conversation_id), work=work)
    return True


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A chat in which somebody is logged in; `is_this` is the one that asks."""

    id: str
    channel: str
    started_at: datetime
    is_this: bool


def list_sessions(actor: Actor | None, *, work: Work) -> list[OpenSession]:
    """The actor's own open sessions, the newest first. [C3]"""
    actor = known(actor)
    found = work.of(ChatSession).list(person_id=actor.person_id, ended_at=None, order="-started_at,id")
    return [OpenSession(s.id, s.channel, s.started_at, s.id == actor.session_id) for s in found if s.is_open(work.now)]


def end_sessions(actor: Actor | None, session_id: str | None = None, *, work: Work) -> int:
    """End one of the actor's sessions, or all but the one that asks; says how many. NotFound for anybody else's."""
    actor = known(actor)
    mine = {s.id for s in list_sessions(actor, work=work)}
    if session_id is not None and session_id not in mine:
        raise NotFound("utter_sessions_gone")
    wanted = [session_id] if session_id is not None else sorted(mine - {actor.session_id})
    for each in wanted:
        session = work.of(ChatSession).get(each, lock=True)
        end_session(session, work.of(Conversation).get(session.conversation_id, lock=True), work=work)
    return len(wanted)


def has_pin(actor: Actor | None, *, work: Work) -> bool:
    """Whether the actor has a PIN that counts by now. ProofRequired."""
    return work.of(Individual).get(known(actor).person_id).has_usable_pin(work.now)


def begin_pin_change(actor: Actor | None, *, forgotten: bool, work: Work) -> None:
    """The PIN is typed where the language model never sees it: always ends in ProofRequired for that dialogue. [C11]"""
    known(actor)
    raise ProofRequired("lost_pin" if forgotten else "new_pin")


def change_pin(actor: Actor | None, pin: str, *, recovered: bool, work: Work) -> Sequence[Utterance]:
    """Keep a new PIN after the old one or a code was right; one recovered by code counts only after a day, and its
    owner is told by SMS. InvalidValue for one that is too easy or the old one."""
    actor = known(actor)
    person = work.of(Individual).get(actor.person_id, lock=True)
    number = person.phone_number.e164 if person.phone_number else None
    check_new_pin(pin, own_number=number, born_year=person.born_on.year if person.born_on else None)
    if is_pin_of(person, pin):
        raise InvalidValue("utter_pin_same")
    waits = recovered and person.pin_hash is not None
    person.pin_hash = hash_pin(pin)
    person.pin_valid_from = work.now + RECOVERED_PIN_WAITS if waits else None
    event = SecurityEvent.RIGHTS_CHANGED
    note(work, event, actor=actor, subject=person.id, change="pin recovered" if waits else "pin changed")
    if person.phone_number is not None and actor.channel != "sms":
        told, key = Utterance("utter_pin_told", {"at": work.now}), f"pin:{person.id}:{work.now.isoformat()}"
        send_sms(work, person.phone_number, told, key=key, priority=Priority.EMERGENCY)
    if waits:
        return [Utterance("utter_pin_recovered", {"valid_from": person.pin_valid_from})]
    return [Utterance("utter_pin_changed")]
