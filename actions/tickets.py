"""Following a ticket: how it stands, adding to it, closing, reopening, choosing how to be told."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.warranty import claim_followed, means_claim, way_corrected
from telecom.management.feedback import stars
from telecom.management.inventory import label_of
from telecom.management.tickets import (
    TicketReport,
    add_to_ticket,
    changeable_tickets,
    choose_how_to_be_told,
    close_ticket,
    list_tickets,
    reopen_ticket,
)
from telecom.model.trouble import UNDER_WAY, TellBy, TicketStatus, TroubleTicket
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

TICKET = {
    TicketStatus.ACKNOWLEDGED: "utter_trouble_ticket_received",
    TicketStatus.IN_PROGRESS: "utter_trouble_ticket_worked_on",
    TicketStatus.HELD: "utter_trouble_ticket_held",
    TicketStatus.PENDING: "utter_trouble_ticket_pending",
    TicketStatus.RESOLVED: "utter_trouble_ticket_resolved",
    TicketStatus.CLOSED: "utter_trouble_ticket_closed",
    TicketStatus.REJECTED: "utter_trouble_ticket_rejected",
    TicketStatus.CANCELLED: "utter_trouble_ticket_cancelled",
}
# What somebody wants done to a ticket, by their words; the first that fits counts.
WANTED: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "reopen": r"re-?op\w*n|open (it |that )?again|not (fixed|solved|resolved)|isn'?t (fixed|solved)"
        r"|came back(?! by itself)|is back|back again|take (it )?up again"
        r"|wieder (auf|eröffn|öffn)\w*|noch nicht (behoben|gelöst|weg)|(rauscht|knackt|ist"
        r"|geht) (immer )?noch (nicht|da)",
        "sms": r"(text|sms) \w* ?(when|once)|(by|via|through|in|as a?) ?(sms|text)|(text|sms) me",
        "quiet": r"(stop|don'?t|no more|quit) (\w+ ){0,2}(text|messag|tell|send|updat|notif)",
        "chat": r"(by|via|on|in) (telegram|chat|here)|(tell|notify|update|inform|message|keep) me|keep me",
        "close": r"\b(clos|shut)(?!.*\bwhen\b)|mark \w+( \w+)? (solved|fixed|done)|cancel|withdraw|works? (fine "
        r"|ok )?(again|now)"
        r"|working again|(is|been|it'?s|all) (fixed|solved|sorted|fine|ok)|came back by itself"
        r"|no longer need|drop (it|the|my)|schließ\w*|zumachen|erledigt|(geht|läuft|klappt) (jetzt |alles )*wieder",
    }.items()
}
TELLS = {"sms": TellBy.SMS, "chat": TellBy.CHAT, "quiet": TellBy.NOTHING}
TOLD = {
    TellBy.SMS: "utter_ticket_told_sms",
    TellBy.CHAT: "utter_ticket_told_chat",
    TellBy.NOTHING: "utter_ticket_told_nothing",
}
_ASKS = re.compile(
    r"^\W*(?:(?:so|and|ok|und|also)\W+)*(?:what(?:'?s| is| was)|whats|which|when|how|who|has|have you|was ist"
    r"|wie|welche\w*|wann)\b",
    re.I,
)
# "Has it been solved?" asks, "close it, it has been solved" wishes.
_ASKS_WHETHER = re.compile(r"^\W*(?:(?:so|and|ok|und|also)\W+)*(?:has|have|is|was|did|hat|ist|wurde)\b", re.I)
_WISHES = re.compile(r"\b(?:clos|re-?op|cancel|withdraw|mark)\w*", re.I)
_THEN = re.compile(
    r"\b(?:when|once|as soon as|until|if|wenn|sobald|bis) (?:it|that|this|everything|es|das|alles)\b.*", re.I
)
_ADDS = re.compile(r"\b(add|write|put|note|extra)\b", re.IGNORECASE)
# Where a message is no longer than this it only says that something is to be added, not what.
_ONLY_SAYS_ADD = re.compile(
    r"^\W*(\w+\W+){0,4}(add|write|put|update|updat\w*|change|updt|note)\b(\W+\w+){0,6}\W*$", re.I
)


# "Add: the neighbours have it too" says what.
_TELLS_BEHIND = re.compile(
    r"\b(?:add|write|note|update|schreib\w*|ergänz\w*)\b(?:[^:]{0,20}:\s*\w|(?: \w+){0,2} (?:that"
    r"|dass) (?:\w+\W+){2,}\w)",
    re.I,
)


class CheckTicket(DialtoneAction):
    """The tickets under way and lately settled, or one by its number."""

    called = "action_check_ticket"

    def answer(self, asked: Asked, work: Work) -> Answer:
        number = asked.entities.get("ticket_id")
        if (other := way_corrected(asked, work)) is not None:
            return other
        is_of_claim = not number and (means_claim(asked, work) or not list_tickets(asked.actor, work=work))
        if is_of_claim and (claims := claim_followed(asked, work)) is not None:
            return claims
        reports = list_tickets(asked.actor, number=str(number) if number else None, work=work)
        if not reports:
            choices = [ask_for("report_fault", "utter_choice_fault")]
            return Answer([Utterance("utter_trouble_no_tickets", {}, choices)])
        lines = [line for report in reports for line in _lines(report, in_full=len(reports) == 1)]
        return Answer([Utterance("utter_trouble_tickets", {"tickets": lines}, _changes(reports[0].ticket))])


def _lines(report: TicketReport, *, in_full: bool) -> list[Utterance]:
    ticket = report.ticket
    values = {
        "number": ticket.number,
        "service": label_of(report.service),
        "opened": ticket.opened_at.date(),
        "changed": ticket.changed_at.date(),
    }
    lines = [Utterance(TICKET[ticket.status], values)]
    if in_full:
        if report.due:
            lines.append(Utterance("utter_ticket_due", {"by": report.due}))
        if ticket.words:  # a choice was pressed, nothing was written
            lines.append(Utterance("utter_ticket_words", {"words": ticket.words}))
        theirs = [note for note in report.notes if note.author_id is None]
        lines += [Utterance("utter_ticket_note", {"at": note.at, "text": note.text}) for note in theirs[-3:]]
    return lines


def _changes(ticket: TroubleTicket) -> list[Offered]:
    """What can be done to a ticket as it stands."""

    def change(label: str, value: str) -> Offered:
        return ask_for("update_ticket", label, ticket_id=ticket.number, value=value)

    if ticket.status in UNDER_WAY:
        return [
            change("utter_choice_ticket_add", "add"),
            change("utter_choice_ticket_close", "close"),
            change("utter_choice_ticket_tell", "tell"),
        ]
    if ticket.status in (TicketStatus.RESOLVED, TicketStatus.CLOSED, TicketStatus.CANCELLED):
        return [change("utter_choice_ticket_reopen", "reopen")]
    return [ask_for("report_fault", "utter_choice_fault")]


def wanted_change(asked: Asked) -> str | None:
    """What is to be done to the ticket: said by a choice, or by the words; None where they do not say."""
    chosen = asked.entities.get("value")
    if chosen in {"add", "close", "reopen", "tell", *TELLS}:
        return str(chosen)
    # What is to come "when it's fixed" says nothing of how it is.
    said = _THEN.sub(" ", asked.text)
    return next((name for name, pattern in WANTED.items() if pattern.search(said)), None)


def asks_of_ticket(asked: Asked) -> bool:
    """Whether it is asked how a ticket stands or what it is called, and nothing is to be written into it."""
    if _ASKS_WHETHER.search(asked.text) and not _WISHES.search(asked.text) and not asked.entities.get("value"):
        return True
    return _ASKS.search(asked.text) is not None and wanted_change(asked) is None


def _fitting(tickets: Sequence[TroubleTicket], change: Any) -> Sequence[TroubleTicket]:
    """Those of the tickets with which it can be done: only one that is over is taken up again, and only where none is
    under way something is done to one that is over."""
    over = [each for each in tickets if each.status not in UNDER_WAY]
    waiting = [each for each in tickets if each.status in UNDER_WAY or each.status is TicketStatus.RESOLVED]
    return (over[:1] if change == "reopen" else waiting) or tickets


class UpdateTicketForm(DialtoneForm):
    """Which ticket, what to do to it, and the words to add where something is to be added."""

    form = "update_ticket_form"
    form_slots = ("ticket_id", "value", "symptom")

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        tickets = changeable_tickets(asked.actor, work=work)
        if not tickets or (asked.intent == "update_ticket" and asks_of_ticket(asked)):
            return ()
        fitting = _fitting(tickets, asked.slots.get("value") or wanted_change(asked))
        needed = ["ticket_id"] if len(fitting) > 1 else []
        return (*needed, "value", *(["symptom"] if asked.slots.get("value") == "add" else []))

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        requested = asked.slots.get("requested_slot")
        if asked.intent == "update_ticket" and asks_of_ticket(asked):
            return found
        if asked.intent == "update_ticket" or requested == "value":
            change = wanted_change(asked)
            tells = _TELLS_BEHIND.search(asked.text) is not None
            long_enough = bool(asked.text) and (tells or not _ONLY_SAYS_ADD.match(asked.text))
            if change is None and long_enough and asked.intent == "update_ticket":
                found |= {"value": "add", "symptom": asked.text}
            elif change is None and _ADDS.search(asked.text):
                found["value"] = "add"
            elif change is not None:
                found["value"] = change
        if requested == "symptom" and asked.text and asked.intent != "update_ticket":
            found["symptom"] = asked.text
        return found

    def check_value(self, value: Any, asked: Asked, work: Work) -> Any:
        return value if value in {"add", "close", "reopen", "tell", *TELLS} else None


class AskTicket(DialtoneAction):
    """Asks which ticket is meant."""

    called = "action_ask_update_ticket_form_ticket_id"

    def answer(self, asked: Asked, work: Work) -> Answer:
        value = asked.value("value")
        told = {"value": value} if value else {}
        choices = [
            ask_for("update_ticket", "utter_choice_ticket", {"number": each.number}, ticket_id=each.number, **told)
            for each in _fitting(changeable_tickets(asked.actor, work=work), value or wanted_change(asked))[:5]
        ]
        return Answer([Utterance("utter_ticket_which", {}, choices)])


class AskTicketChange(DialtoneAction):
    """Asks what is to be done to the ticket."""

    called = "action_ask_update_ticket_form_value"

    def answer(self, asked: Asked, work: Work) -> Answer:
        number = asked.value("ticket_id")
        tickets = changeable_tickets(asked.actor, work=work)
        ticket = next((each for each in tickets if each.number == number), tickets[0])
        return Answer([Utterance("utter_ticket_what", {"number": ticket.number}, _changes(ticket))])


class AskTicketWords(DialtoneAction):
    """Asks what to write into the ticket."""

    called = "action_ask_update_ticket_form_symptom"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_ticket_ask_words")])


class UpdateTicket(DialtoneAction):
    """Adds to a ticket, closes or reopens it, or changes how its reporter is told."""

    called = "action_update_ticket"
    form_slots = ("ticket_id", "value", "symptom")

    def answer(self, asked: Asked, work: Work) -> Answer:
        change = asked.value("value") or wanted_change(asked)
        tickets = _fitting(changeable_tickets(asked.actor, work=work), change)
        number = str(asked.value("ticket_id") or (tickets[0].number if tickets else ""))
        if not number:
            choices = [ask_for("report_fault", "utter_choice_fault")]
            return Answer([Utterance("utter_trouble_no_tickets", {}, choices)])
        if asks_of_ticket(asked):
            return CheckTicket().answer(asked, work)
        if change == "add":
            words = str(asked.value("symptom") or asked.text)
            ticket = add_to_ticket(asked.actor, number, words, key=asked.turn_id, work=work)
            return _said("utter_ticket_added", ticket)
        if change == "close":
            return self.closed(asked, number, work)
        if change == "reopen":
            return _said("utter_ticket_reopened", reopen_ticket(asked.actor, number, work=work))
        if change in TELLS:
            ticket = choose_how_to_be_told(asked.actor, number, TELLS[change], work=work)
            return _said(TOLD[ticket.tell_by], ticket)
        return Answer([Utterance("utter_ticket_ask_tell", {"number": number}, _tells(number))])

    @staticmethod
    def closed(asked: Asked, number: str, work: Work) -> Answer:
        """The ticket closed, as all is well again."""
        ticket = close_ticket(asked.actor, number, work=work)
        choices = [*stars("ticket", ticket.number), *_changes(ticket)[:1]]
        return Answer([Utterance("utter_ticket_closed", {"number": ticket.number}, choices)])


def _tells(number: str) -> list[Offered]:
    labels = {"chat": "utter_choice_tell_chat", "sms": "utter_choice_tell_sms", "quiet": "utter_choice_tell_nothing"}
    return [ask_for("update_ticket", label, ticket_id=number, value=value) for value, label in labels.items()]


def _said(response: str, ticket: TroubleTicket) -> Answer:
    return Answer([Utterance(response, {"number": ticket.number}, _changes(ticket)[:2])])


# A message taken for one of these may answer what our people asked.
_ANSWERS = frozenset(
    ["inform", "affirm", "deny", "out_of_scope", "report_fault", "update_ticket", "report_experience", "test_service"]
)


def below_question(asked: Asked, work: Work) -> Answer | None:
    """Writes into the ticket what answers the question that our people asked in it; None for anything else."""
    if not asked.text or asked.intent not in _ANSWERS or asked.actor is None or wanted_change(asked) is not None:
        return None
    told = messaging.newest_told(asked.conversation, work=work)
    if told is None or told.response != "utter_notice_ticket_pending" or "?" in asked.text:
        return None
    number = str(told.values["number"])
    return _said("utter_ticket_added", add_to_ticket(asked.actor, number, asked.text, key=asked.turn_id, work=work))


DialtoneAction.below_last.append(below_question)
