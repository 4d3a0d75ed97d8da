"""`dialtone agent`: what the operator's people do: tasks, tickets, visits, outages, questions without an answer."""

import sys
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.commands.cases import NotUnderstood as NotUnderstood
from bot.commands.cases import act_on_case, list_waiting_cases
from bot.commands.feedback import FEEDBACK, SAID, act_for_partner, act_on_feedback
from bot.commands.staff import in_words, log_in
from bot.commands.works import list_works, plan
from bot.supervisor.errors import CannotStart
from telecom.bootstrap import Telecom
from telecom.management.appointments import settle_visit, waiting_visits
from telecom.management.articles import list_open_questions
from telecom.management.outages import confirm_outage, declare_outage, end_outage, going_on
from telecom.management.staff_tasks import is_money, list_tasks, resolve_task, take_task, ways_to_resolve
from telecom.management.tickets import list_waiting_tickets, move_ticket
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.policy import StaffRight
from telecom.model.trouble import TicketStatus
from telecom.ports import Work

USE = """list                          tickets and tasks that wait, the oldest first
take NUMBER                   work on a ticket (TT-...) or a task (TASK-...)
hold NUMBER WHY               it has to wait for something of ours
ask NUMBER QUESTION           it waits for an answer of the customer's
resolve NUMBER HOW            it is mended; for a task one of the ways that `list` names
reject NUMBER WHY             it is not taken up
visits, done NUMBER, missed NUMBER                               technicians' visits, and how they went
outages, outage KIND PLACE [HOURS], confirm KIND PLACE, over KIND PLACE
works, work KIND PLACE WHEN HOURS REASON; EFFECT                 planned work; who it touches is told before
questions                     what people asked and no article answers
cases                         who wants to talk to a person, in the order of the queue
case NUMBER                   all of a case (CASE-...): who, the latest turns, what was tried and tested, what was said
take NUMBER                   the chat is yours; reply NUMBER TEXT says something in it
feedback [PROVIDER]           what people said of our services, or of a partner's: counted, then what is open
answer NUMBER TEXT            somebody acted on feedback (FB-...); who gave it reads the text
tips, publish NUMBER, refuse NUMBER WHY                          tips of users that wait to be read
back NUMBER SUMMARY           hand the chat back to the assistant; the subscriber reads the summary"""
MOVES = {
    "hold": TicketStatus.HELD,
    "ask": TicketStatus.PENDING,
    "resolve": TicketStatus.RESOLVED,
    "reject": TicketStatus.REJECTED,
}
Lines = list[str]


def run_agent(words: Sequence[str], *, name: str | None, database: str | None) -> None:
    """Do one thing on a database, beside a Dialtone that runs, and print what came of it."""
    from bot.commands.beside import business

    with business(database) as telecom:
        # What moves money is let out by billing staff, who have not taken the task; the rest is an agent's.
        officer = log_in(telecom, name, right=right_for(words))
        try:
            lines = act(telecom, words, staff=officer.name, partner=officer.partner)
            sys.stdout.write("\n".join(lines) + "\n")
        except NotUnderstood as refusal:
            raise CannotStart(str(refusal), advice=USE) from refusal
        except BusinessError as refusal:
            raise CannotStart(in_words(refusal), advice="`dialtone agent help` says what there is.") from refusal


def right_for(words: Sequence[str]) -> StaffRight:
    """What somebody needs for these words."""
    if moves_money(words):
        return StaffRight.MONEY
    return StaffRight.FEEDBACK if words and words[0] in SAID else StaffRight.CASES


def moves_money(words: Sequence[str]) -> bool:
    """Whether these words resolve a task in a way that moves money."""
    return len(words) == 3 and words[0] == "resolve" and words[1].upper().startswith("TASK") and is_money(words[2])


def act(telecom: Telecom, words: Sequence[str], *, staff: str, partner: str | None = None) -> Lines:
    """Do what the words say in one transaction; lines to read. NotUnderstood, or the BusinessError of what refused.
    Who is of a `partner`'s people reads and answers what was said of its services, and does nothing else."""
    name, *rest = words or ["list"]
    with telecom.open_work() as work:
        if partner is not None:
            return act_for_partner(name, rest, staff, partner, work)
        if name in _LISTS:
            return _LISTS[name](staff, work) or ["Nothing."]
        if name == "work":
            return plan(rest, work)
        if name == "outage" and len(rest) >= 2:
            return _declare(rest, work)
        if name in ("confirm", "over") and len(rest) >= 2:
            return _settle_outages(name, rest, work)
        if name in ("done", "missed") and rest:
            visit = settle_visit(rest[0], done=name == "done", work=work)
            return [f"{visit.number}: {visit.status.value}"]
        if name in FEEDBACK:
            return act_on_feedback(name, rest, staff, work)
        if rest and rest[0].upper().startswith("CASE"):
            return act_on_case(telecom, name, rest[0], " ".join(rest[1:]), staff, work)
        if name == "take" and rest:
            return _take(rest[0], staff, work)
        if name in MOVES and rest:
            return _move(name, rest[0], " ".join(rest[1:]), staff, work)
    raise NotUnderstood(f"{' '.join(words)!r} is not understood.")


def _list(staff: str, work: Work) -> Lines:
    lines = [
        f"{each.ticket.number}  {each.ticket.status.value:12}  {each.ticket.opened_at:%d %b %H:%M}"
        f"  {each.service.name}: {each.ticket.fault or 'no fault found'}; {each.ticket.words!r}"
        + (f"; tried: {', '.join(each.ticket.steps)}" if each.ticket.steps else "")
        for each in list_waiting_tickets(staff, work=work)
    ]
    for task in list_tasks(staff, work=work):
        needs = ", ".join(f"{name} {value}" for name, value in task.needs.items())
        ways = "/".join(ways_to_resolve(task.kind))
        lines.append(
            f"{task.number}  {task.state.value:12}  {task.opened_at:%d %b %H:%M}  {task.kind}: {needs} [{ways}]"
        )
    return lines


def _visits(staff: str, work: Work) -> Lines:
    return [
        f"{visit.number}  {visit.starts_at:%a %d %b %H:%M} UTC  {visit.place}  technician {visit.technician}"
        f"  {work.of(Service).get(visit.service_id).name}"
        for visit in waiting_visits(staff, work=work)
    ]


def _outages(staff: str, work: Work) -> Lines:
    return [
        f"{problem.kind}  {problem.place}  since {problem.started_at:%d %b %H:%M}  {problem.status.value}"
        + ("  suspected from reports" if problem.suspected else "")
        for problem in going_on(work=work)
    ]


def _questions(staff: str, work: Work) -> Lines:
    return [f"{each.times} x  {each.question}" for each in list_open_questions(work=work)]


_LISTS: dict[str, Callable[[str, Work], Lines]] = {
    "list": _list,
    "visits": _visits,
    "outages": _outages,
    "questions": _questions,
    "works": list_works,
    "cases": list_waiting_cases,
    "help": lambda staff, work: USE.splitlines(),
}


def _take(number: str, staff: str, work: Work) -> Lines:
    if number.upper().startswith("TASK"):
        return [f"{take_task(number, staff, work=work).number}: taken"]
    return [f"{move_ticket(number, TicketStatus.IN_PROGRESS, by=staff, work=work).number}: taken"]


def _move(name: str, number: str, text: str, staff: str, work: Work) -> Lines:
    if number.upper().startswith("TASK"):
        if name != "resolve":
            raise NotUnderstood(f"A task can be taken and resolved, there is no {name!r} for it.")
        return [f"{number.upper()}: {resolve_task(number, staff, text, work=work).resolution}"]
    ticket = move_ticket(number, MOVES[name], by=staff, text=text or None, work=work)
    return [f"{ticket.number}: {ticket.status.value}"]


def _declare(rest: Sequence[str], work: Work) -> Lines:
    kind, *place = rest
    hours = int(place.pop()) if place[-1].isdigit() else None
    end = work.now + timedelta(hours=hours) if hours else None
    problem = declare_outage(kind, " ".join(place), expected_end=end, work=work)
    return [f"{problem.kind} in {problem.place}: outage"]


def _settle_outages(name: str, rest: Sequence[str], work: Work) -> Lines:
    kind, place = rest[0], " ".join(rest[1:])
    found = [p for p in going_on(work=work) if (p.kind, p.place.casefold()) == (kind, place.casefold())]
    for problem in found:
        (end_outage if name == "over" else confirm_outage)(problem, work=work)
    return [f"{problem.kind} in {problem.place}: {problem.status.value}" for problem in found] or ["Nothing."]
