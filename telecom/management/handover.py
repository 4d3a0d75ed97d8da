"""Talking to a person: the case with all they need to know, the queue, the answers, and handing back. [C9, 5.1, 7.1]

While a case has the chat, what the subscriber writes goes to it and the assistant is silent.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telecom.management.feedback import stars
from telecom.management.requests import list_requests
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.calendar import as_utc
from telecom.model.handover import (
    OPENS,
    TURNS_KEPT,
    UNDER_WAY,
    AgentCase,
    CaseMessage,
    CaseStatus,
    WrongCase,
    are_there,
)
from telecom.model.messaging import LONGEST_TEXT, Conversation, OutgoingMessage, Priority
from telecom.model.parties import Individual, Membership
from telecom.model.testing import ServiceTest
from telecom.model.trouble import FaultReport
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import Work
from telecom.support import telling
from telecom.support.audit import note, note_look
from telecom.support.authorization import access_services

_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class CaseReport:
    """A case as its subscriber sees it: its place in the queue (0 once somebody has it), and when people are there
    again where they are not now."""

    case: AgentCase
    place: int
    opens_at: datetime | None


def open_case(
    conversation: Conversation, actor: Actor | None, *, wish: str, heard: Mapping[str, str], key: str, work: Work
) -> CaseReport:
    """Ask for a person, logged in or not; one who waits already keeps the place. `heard` is what was said in the
    latest turns, by turn. Outside the hours the case waits and the assistant goes on until somebody takes it."""
    conversation = work.of(Conversation).get(conversation.id, lock=True)
    case = work.of(AgentCase).find(conversation_id=conversation.id, status=UNDER_WAY)
    if case is None:
        customer = work.of(Membership).find(person_id=actor.person_id, order="id") if actor else None
        case = AgentCase(
            key=key,
            number=f"CASE-{work.next_number('ticket')}",
            conversation_id=conversation.id,
            person_id=actor.person_id if actor else None,
            customer_id=customer.customer_id if customer else None,
            wish=wish[:LONGEST_TEXT],
            packet=_packet(conversation, actor, heard, work),
            opened_at=work.now,
        )
        work.of(AgentCase).add(case)
        work.flush()
    report = _report(case, work)
    case.told_place = report.place
    if report.opens_at is None or case.status is CaseStatus.IN_PROGRESS:
        conversation.case_id = case.id
    conversation.waiting, conversation.failed_turns = None, 0
    return report


def _packet(conversation: Conversation, actor: Actor | None, heard: Mapping[str, str], work: Work) -> dict[str, Any]:
    """What the one who takes the case finds: the latest turns, what is under way, what was tried and tested lately."""
    packet: dict[str, Any] = {"turns": _latest_turns(conversation, heard, work)}
    if actor is None:
        return packet
    packet["under_way"] = [request.line for request in list_requests(actor, work=work)]
    reports = work.of(FaultReport).list(
        reporter_id=actor.person_id, reported_at__gte=work.now - _LATELY, order="-reported_at", limit=3
    )
    packet["tried"] = [f"{r.words!r}: {r.outcome.value if r.outcome else 'not finished'}" for r in reports]
    services = {s.id: s for s in access_services(actor, Function.CHECK, work=work)}
    tests = work.of(ServiceTest).list(service_id=list(services), order="-asked_at", limit=3) if services else []
    packet["tests"] = [
        f"{services[t.service_id].name}, {t.asked_at:%d %b %H:%M} UTC: {t.health.value if t.health else t.status.value}"
        + (f", {t.fault}" if t.fault else "")
        for t in tests
    ]
    return packet


def _latest_turns(conversation: Conversation, heard: Mapping[str, str], work: Work) -> list[dict[str, Any]]:
    """The latest turns, the oldest first: what was said, where it is still known, and what was answered."""
    answers: dict[str, list[Utterance]] = {}
    sent = work.of(OutgoingMessage).list(
        conversation_id=conversation.id, turn_id__not=None, order="-number", limit=TURNS_KEPT * 2
    )
    for message in reversed(sent):
        answers.setdefault(str(message.turn_id), []).append(
            Utterance(message.utterance.response, message.utterance.values)
        )
    turns = [{"said": heard.get(turn, ""), "answered": said} for turn, said in answers.items()]
    return turns[-TURNS_KEPT:]


def _report(case: AgentCase, work: Work) -> CaseReport:
    local = work.now.astimezone(work.zone)
    if case.status is not CaseStatus.OPEN:
        return CaseReport(case, 0, None)
    before = work.of(AgentCase).count(status=CaseStatus.OPEN, opened_at__lt=case.opened_at)
    if are_there(local.time()):
        return CaseReport(case, before + 1, None)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return CaseReport(case, before + 1, as_utc(datetime.combine(day, OPENS, tzinfo=work.zone)))


# "How long is the wait?", "is anybody there?" are told the place in the queue.
_ASKS_WAIT = re.compile(
    r"\b(?:how long|wait(?:ing)?|queue|still there|any ?(?:body|one) there"
    r"|when (?:will|is|does|do) (?:any|some|they|you)\w*"
    r"|wie lange|warte\w*|(?:ist|noch) (?:da )?(?:jemand|wer)|wann (?:kommt|meldet|geht|bin))\b"
    r"|^\W*(?:hello|hallo|hi)\W*$",
    re.I,
)


def add_to_case(conversation: Conversation, text: str, *, key: str, work: Work) -> list[Utterance]:
    """Give what a subscriber writes to the case that has the chat, once per key. What to say is nothing, or the place
    in the queue: below the first words, where it has changed, and where it is asked for."""
    case = work.of(AgentCase).get(conversation.case_id)
    line = CaseMessage(case_id=case.id, key=key, at=work.now, author=None, text=text[:LONGEST_TEXT])
    is_first = work.of(CaseMessage).find(case_id=case.id) is None
    is_new = work.of(CaseMessage).add_once(line, key="key")
    report = _report(case, work)
    # The first words are told to have arrived; from then on only what is new, or asked, is said.
    is_told = is_first or report.place != case.told_place or _ASKS_WAIT.search(text) is not None
    if not is_new or case.status is not CaseStatus.OPEN or not is_told:
        return []
    case.told_place = report.place
    return [Utterance("utter_handover_place", {"place": report.place}, [back_choice()])]


def back_choice() -> Offered:
    """The choice to go on with the assistant; works without the language model."""
    return Offered(Utterance("utter_choice_back_to_assistant"), ChoiceKind.ACTION, {"action": "action_leave_agent"})


def leave_case(conversation: Conversation, *, only_waiting: bool = False, work: Work) -> bool:
    """The subscriber goes back to the assistant; says whether there was a case. `only_waiting` leaves one alone that
    somebody has taken."""
    conversation = work.of(Conversation).get(conversation.id, lock=True)
    case = work.of(AgentCase).find(conversation_id=conversation.id, status=UNDER_WAY, lock=True)
    if case is None or (only_waiting and case.status is not CaseStatus.OPEN):
        return False
    _close(case, conversation, None, work)
    return True


def _close(case: AgentCase, conversation: Conversation, summary: str | None, work: Work) -> None:
    case.become(CaseStatus.COMPLETED)
    case.closed_at, case.summary = work.now, summary
    conversation.case_id = None
    # What was being asked before a person came is not asked any more.
    conversation.forget()


# What the operator's people do; who they are was proved before, and is written down.


def list_cases(staff: str, *, work: Work) -> list[AgentCase]:
    """The cases that wait or are with somebody, in the order of the queue; each look is written down. [S5]"""
    cases = work.of(AgentCase).list(status=UNDER_WAY, order="opened_at,number")
    for case in cases:
        note_look(work, staff, subject=case.number, person_id=case.person_id, customer_id=case.customer_id)
    return cases


def find_case(number: str, *, work: Work, lock: bool = False) -> AgentCase:
    """A case by its number, or WrongCase."""
    found = work.of(AgentCase).find(number=number.strip().upper(), lock=lock)
    if found is None:
        raise WrongCase(number=number)
    return found


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the one who works on it sees it: who it is (None where nobody is logged in), and what was said."""

    case: AgentCase
    person: Individual | None
    messages: Sequence[CaseMessage]


def look_at_case(number: str, staff: str, *, work: Work) -> CaseView:
    """All of a case; that somebody looked is written into the trail. [S5]"""
    case = find_case(number, work=work)
    note_look(work, staff, subject=case.number, person_id=case.person_id, customer_id=case.customer_id)
    person = work.of(Individual).get(case.person_id) if case.person_id else None
    return CaseView(case, person, work.of(CaseMessage).list(case_id=case.id, order="number"))


def take_case(number: str, staff: str, *, name: str, work: Work) -> AgentCase:
    """Somebody takes the case; from now on the chat is theirs, and the subscriber is told. `name` is how they sign."""
    case = find_case(number, work=work, lock=True)
    if case.status is not CaseStatus.OPEN:
        if case.taken_by == staff and case.status is CaseStatus.IN_PROGRESS:
            return case
        raise WrongCase(number=number)
    case.become(CaseStatus.IN_PROGRESS)
    case.taken_by, case.taken_at = staff, work.now
    conversation = work.of(Conversation).get(case.conversation_id, lock=True)
    conversation.case_id, conversation.waiting = case.id, None
    _note(case, staff, "taken", work)
    taken = Utterance("utter_handover_taken", {"name": name})
    telling.tell(work, conversation, taken, key=f"{case.id}:taken", priority=Priority.ANSWER)
    return case


def reply_to_case(number: str, staff: str, text: str, *, name: str, key: str | None = None, work: Work) -> CaseMessage:
    """Say something to the subscriber in their chat. WrongCase unless the case is with this person."""
    case = _own_case(number, staff, work)
    said = CaseMessage(
        case_id=case.id,
        key=key or f"{case.id}:{work.of(CaseMessage).count(case_id=case.id)}",
        at=work.now,
        author=staff,
        text=text[:LONGEST_TEXT],
    )
    work.of(CaseMessage).add(said)
    conversation = work.of(Conversation).get(case.conversation_id)
    reply = Utterance("utter_handover_reply", {"name": name, "text": said.text})
    telling.tell(work, conversation, reply, key=f"{case.id}:{said.id}", priority=Priority.ANSWER)
    return said


def hand_back(number: str, staff: str, summary: str, *, name: str, work: Work) -> AgentCase:
    """It is done: the subscriber reads in short what came of it, and the assistant goes on."""
    case = _own_case(number, staff, work)
    conversation = work.of(Conversation).get(case.conversation_id, lock=True)
    _close(case, conversation, summary[:LONGEST_TEXT], work)
    _note(case, staff, "handed back", work)
    back = Utterance("utter_handover_back", {"name": name, "summary": summary}, stars("case", case.number))
    telling.tell(work, conversation, back, key=f"{case.id}:back", priority=Priority.ANSWER)
    return case


def _own_case(number: str, staff: str, work: Work) -> AgentCase:
    case = find_case(number, work=work, lock=True)
    if case.status is not CaseStatus.IN_PROGRESS or case.taken_by != staff:
        raise WrongCase(number=number)
    return case


def _note(case: AgentCase, staff: str, change: str, work: Work) -> None:
    note(
        work,
        SecurityEvent.PERSONAL_DATA,
        person_id=case.person_id,
        customer_id=case.customer_id,
        subject=case.number,
        staff=staff,
        change=change,
    )
