"""A technician's visit: offering times, booking, moving, cancelling; and asking for planned work at another time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.asked import Asked
from actions.explaining import last_choices
from actions.frame import Answer, DialtoneAction
from actions.inventory import MOST_ASKED, read_named
from actions.other_times import earliest_hour, first_day, names_another, other_times, times_instead
from actions.troubleshooting import VISIT, describe_search, offer_visit, search_going_on, visit_instead
from actions.visits import offered_visits, visit_choice
from telecom.management.appointments import (
    book_visit,
    cancel_visit,
    list_visits,
    move_visit,
    tickets_to_visit,
    window_values,
)
from telecom.management.inventory import access_meant, label_of
from telecom.management.maintenance import OTHER_TIMES, ask_for_another_window
from telecom.model.appointments import Appointment
from telecom.model.authorization import Function
from telecom.model.errors import NotAllowed
from telecom.model.inventory import Service
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

CANCELS = re.compile(
    r"\bcancel|call (it |\w+ )?off|no need|not need|don'?t (need|send|come)|do not (send|come)|no longer|isn'?t needed"
    r"|needn'?t|scrap|fixed itself"
    r"|\b(?:forget|no|without|skip) (?:about )?(?:the |an? )?(?:technician|engineer|visit)\b"
    r"|\b(?:absag\w*|abbestell\w*|stornier\w*|streich\w*|ohne techniker)\b"
    r"|\b(?:techniker|termin|besuch|monteur)\b.*\b(?:nicht mehr|doch nicht|kann weg)\b"
    r"|\bkeine?n? (?:techniker|termin|monteur)\b"
    r"|\b(?:schick\w*|brauch\w*) (?:\w+ ){0,3}(?:doch )?(?:keine?n?|niemand\w*|nicht)\b",
    re.IGNORECASE,
)
MOVES = re.compile(
    r"\bmov|chang|swap|resched|re-?book|postpone|put (\w+ )?off|push|delay|instead|another|other (day|time)|new time"
    r"|different|earlier|later|won'?t be (in|home)|missed|can'?t (make|do)|not (be )?(in|home)"
    r"|\b(?:verschieb\w*|verleg\w*|umbuch\w*|änder\w*|ander\w*|später|früher|verpasst)\b"
    r"|\b(?:bin|sind) (?:\w+ ){0,3}nicht (?:da|daheim|zu ?hause)\b",
    re.IGNORECASE,
)
_MOST = 4
# "Is she still coming on Friday?" asks how it stands, and moves nothing.
_ONLY_ASKS = re.compile(
    r"^\W*(?:(?:so|and|ok|okay|hi|hello|sorry|und|also)\W+)*(?:(?:is|are|was)(?! there)|when|what|who|does|did|will"
    r"|wann|wer|kommt)\b",
    re.I,
)
_SENDS = re.compile(
    r"\b(?:send|book|arrange|schedule|order|get (?:me )?(?:an?|some)|want|need|schick\w*|bestell\w*"
    r"|(?:can|could|possible|would|have|get|like|please|kann|könnte|können)\b.*\b(?:come|visit|pop|kommen|vorbei\w*)"
    r"|(?:earliest|soonest|how (?:soon|quick\w*|fast)|when|wie schnell|wann)\b.*\b(?:some(?:one|body)|anyone|engineer"
    r"|technician|jemand|einer|techniker))\b",
    re.I,
)


# Who has to be there, how long it takes, what it costs: asked of any visit.
_ABOUT_VISITS = re.compile(
    r"\b(?:do(?:es)?|will|must|should|muss|müssen|kann|can|is it|what|how|who|wie|was|wer)\b.*"
    r"\b(?:(?:be|sein) (?:in|home|there)|at home|zu ?hause|how long|(?:it|visit|they|that|he|she) takes?|dauert"
    r"|ring|call (?:me|us|ahead|before|first)|anrufen|neighbour|nachbar\w*|mum|mother"
    r"|sister|brother|husband|wife|schwester|bruder|mann|frau|mutter"
    r"|(?:get|come|go) in(?:side)?|into the (?:house|flat)"
    r"|access|ins haus|in (?:die|meine) wohnung|zutritt|reinlassen|hereinlassen"
    r"|(?:it|that|this|visit|he|she|they|technician|engineer|guy|das|es|er|besuch|termin|techniker) (?:\w+ ){0,2}"
    r"(?:cost|kostet)|costs? (?:me|us|anything|something|extra)|kostet (?:mich|uns|das|es|der)|zahlt (?:das|den|es)"
    r"|pay(?:s|ing)? for (?:it|him|her|them|that|the (?:visit|technician|engineer|guy|man))|kosten"
    r"|(?:text|message|sms|call|reminder|warning|nachricht|bescheid)\b.*\b(?:before|first|comes|turns? up|arrives?"
    r"|vorher|kommt)"
    r"|let (?:him|her|them|you) in|need to do|bring an?y?|prepare|get ready|vorbereiten)\b"
    r"|\b(?:open (?:the door|up)|let (?:him|her|them) in|(?:kann|könnte|würde) (?:\w+ ){0,3}aufmachen)\b"
    r"|\bwill be (?:there|in|home) (?:not me|instead)\b|\bhow long\b.*\b(?:take|here|visit)\b",
    re.I,
)
_ORDERS = re.compile(r"\b(?:send|book|arrange|schedule|earliest|soonest|how (?:soon|quick)|schick\w*)\b", re.I)


class ManageAppointment(DialtoneAction):
    """Shows the visit that is booked; moves or cancels it, or offers times for a ticket that needs one."""

    called = "action_manage_appointment"

    def answer(self, asked: Asked, work: Work) -> Answer:
        visits = list_visits(asked.actor, work=work)
        wanted = asked.entities.get("value")
        if wanted is None and _asks_about_visits(asked):
            return _about_visits(asked, visits, work)
        said = None if wanted or CANCELS.search(asked.text) else other_times(asked, work)
        if said is not None:
            return Answer([said])
        if not visits:
            return self._offer(asked, work)
        visit, service = visits[0]
        values = {"service": label_of(service), **window_values(visit, work)}
        if wanted == "cancel" or (wanted is None and CANCELS.search(asked.text)):
            cancel_visit(asked.actor, visit.number, work=work)
            again = ask_for("manage_appointment", "utter_choice_visit_book")
            return Answer([Utterance("utter_appointment_cancelled", values, [again])])
        if wanted == "move" or MOVES.search(asked.text) or _names_another(asked):
            choices = _times(visit, service, asked, work)
            name = "utter_appointment_move" if choices else "utter_appointment_full"
            return Answer([Utterance(name, values, choices)])
        change = [
            ask_for("manage_appointment", "utter_choice_visit_change", value="move"),
            ask_for("manage_appointment", "utter_choice_visit_cancel", value="cancel"),
        ]
        return Answer([Utterance("utter_appointment_booked_is", values, change)])

    def _offer(self, asked: Asked, work: Work) -> Answer:
        if CANCELS.search(asked.text):
            return Answer([Utterance("utter_appointment_none")])
        waiting = tickets_to_visit(asked.actor, work=work)
        named = asked.entities.get("ticket_id")
        waiting = [each for each in waiting if each[0].number == named] or waiting
        if not waiting:
            return _nothing_to_visit(asked, work)
        ticket, service = waiting[0]
        choices = offered_visits(ticket, service, work, from_day=first_day(asked), earliest=earliest_hour(asked))
        values = {"service": label_of(service), "number": ticket.number}
        return Answer([Utterance("utter_appointment_offer" if choices else "utter_appointment_full", values, choices)])


def _nothing_to_visit(asked: Asked, work: Work) -> Answer:
    """Nobody comes before it is known that somebody must: the search that is going on is ended, or a fault told."""
    step = search_going_on(asked, work)
    if step is not None and (_SENDS.search(asked.text) or first_day(asked) is not None):
        return visit_instead(asked, step, work, from_day=first_day(asked), earliest=earliest_hour(asked))
    if step is not None:
        said = Utterance("utter_appointment_after_search", {"service": label_of(step.service)})
        question = describe_search(step)
        return Answer([said, replace(question, choices=[*question.choices, offer_visit(step)])])
    try:
        services = access_meant(asked.actor, Function.REPORT, read_named(asked), work=work)
    except NotAllowed:
        services = []
    choices = [
        ask_for("report_fault", "utter_choice_service", {"service": label_of(each)}, service=each.id)
        for each in services[:MOST_ASKED]
    ]
    choices.append(ask_for("check_ticket", "utter_choice_tickets"))
    return Answer([Utterance("utter_appointment_needs_ticket", {}, choices)])


def _names_another(asked: Asked) -> bool:
    return names_another(asked) and not _ONLY_ASKS.search(asked.text)


def _times(visit: Appointment, service: Service, asked: Asked, work: Work) -> list[Offered]:
    others = times_instead(visit, service, asked, work)[:_MOST]
    return [visit_choice(slot, {"visit": visit.number}, work, is_first=slot is others[0]) for slot in others]


class BookVisit(DialtoneAction):
    """Books or moves a visit to the time that was chosen."""

    called = "action_book_visit"

    def answer(self, asked: Asked, work: Work) -> Answer:
        starts = datetime.fromisoformat(str(asked.slots.get("starts")))
        number = asked.slots.get("visit")
        if number:
            visit = move_visit(asked.actor, str(number), starts, work=work)
        else:
            ticket = str(asked.slots.get("ticket_id"))
            visit = book_visit(asked.actor, ticket, starts, key=asked.turn_id, work=work)
        # The reminder goes out the day before, so a visit of today is not promised one.
        today = starts.astimezone(work.zone).date() == work.today()
        booked = "utter_appointment_booked_today" if today else "utter_appointment_booked"
        name = "utter_appointment_moved" if number else booked
        return Answer([Utterance(name, window_values(visit, work), _changes())])


def _changes() -> Sequence[Offered]:
    return [
        ask_for("manage_appointment", "utter_choice_visit_change", value="move"),
        ask_for("manage_appointment", "utter_choice_visit_cancel", value="cancel"),
    ]


class AskOtherWindow(DialtoneAction):
    """Passes on the wish that planned work be done at another time."""

    called = "action_ask_other_window"

    def answer(self, asked: Asked, work: Work) -> Answer:
        planned = ask_for_another_window(
            asked.actor,
            str(asked.slots.get("work_id")),
            str(asked.slots.get("service")),
            wanted=str(asked.slots.get("wanted")),
            key=asked.turn_id,
            work=work,
        )
        return Answer([Utterance("utter_maintenance_asked", {"starts": planned.starts_at})])


def _asks_about_visits(asked: Asked) -> bool:
    is_other = any(words.search(asked.text) for words in (_ORDERS, CANCELS)) or first_day(asked) is not None
    return _ABOUT_VISITS.search(asked.text) is not None and not is_other


def _about_visits(asked: Asked, visits: Sequence[tuple[Appointment, Service]], work: Work) -> Answer:
    """What any visit is like; below, the one that is booked, or the times that still wait for a choice."""
    times = [each for each in last_choices(asked, work) if each.content.get("action") == BookVisit.called]
    about = Utterance("utter_appointment_about", {}, () if visits else times)
    booked = [{"service": label_of(service), **window_values(visit, work)} for visit, service in visits[:1]]
    return Answer([about, *(Utterance("utter_appointment_booked_is", values, _changes()) for values in booked)])


_JUST_A_TIME = frozenset({"date", "period", "time_of_day", "times_of_day", "person", "address", "place"})
_LONGEST_TIME = 7
# So long a message may be where it is taken for nothing else.
_LONGEST_STORY = 18
_ABOUT_TIMES = frozenset(
    ["inform", "manage_appointment", "check_ticket", "update_ticket", "out_of_scope", "deny", "affirm", "cancel"]
)


def below_times(asked: Asked, work: Work) -> Answer | None:
    """Other times, where a day or a part of it is all that is said below those that were offered."""
    longest = _LONGEST_STORY if asked.intent in _ABOUT_TIMES else _LONGEST_TIME
    is_short = 0 < len(asked.text.split()) <= longest
    is_yes = asked.intent == "affirm" and is_short
    if not (is_yes or _asks_about_visits(asked) or names_another(asked)):
        return None
    if (day := first_day(asked)) is not None and day < work.today():  # nobody comes on a day that is over
        return None
    times = [each for each in last_choices(asked, work) if each.content.get("action") == BookVisit.called]
    if is_yes and len(times) > 1:  # a yes to which of them?
        return Answer([Utterance("utter_appointment_which", {}, times)])
    if (times or visit_told_last(asked, work)) and _asks_about_visits(asked):
        return _about_visits(asked, list_visits(asked.actor, work=work), work)
    if is_short and visit_told_last(asked, work) and _names_another(asked) and not CANCELS.search(asked.text):
        return ManageAppointment().answer(replace(asked, entities={**asked.entities, "value": "move"}), work)
    if not is_short or set(asked.entities) - _JUST_A_TIME or CANCELS.search(asked.text) or not names_another(asked):
        return None
    if (others := other_times(asked, work)) is not None:
        return Answer([others])
    step = search_going_on(asked, work) if any(_is_visit(each) for each in last_choices(asked, work)) else None
    if step is None:
        return None
    return visit_instead(asked, step, work, from_day=first_day(asked), earliest=earliest_hour(asked))


def visit_told_last(asked: Asked, work: Work) -> bool:
    """Whether the last answer told of a visit that is booked, with the choice of another time below it."""
    changes = [each.content for each in last_choices(asked, work) if each.content.get("intent") == "manage_appointment"]
    return any((each.get("entities") or {}).get("value") == "move" for each in changes)


def _is_visit(choice: Offered) -> bool:
    """Whether a choice has somebody come in place of more questions."""
    return (choice.content.get("slots") or {}).get("answer") == VISIT


_OTHER_WINDOW = re.compile(
    r"\b(?:another|other|different|andere\w*) (?:night|day|time|week|date|nacht|tag|zeit|woche|termin)\b"
    r"|\b(?:weekend|wochenende|at night|overnight|nachts)\b|\b(?:doesn'?t|does not|won'?t|not) (?:\w+ )?(?:suit"
    r"|work for)\b"
    r"|\bpasst (?:\w+ ){0,3}nicht\b|\b(?:postpone|put it off|verschieb\w*)\b",
    re.I,
)
_ABOUT_WORKS = _ABOUT_TIMES | {"check_service_status", "show_news", "check_availability", "order_status", "ask_price"}


def below_works(asked: Asked, work: Work) -> Answer | None:
    """Passes on in words that work is to be done at another time, where the last answer told of it."""
    if asked.intent not in _ABOUT_WORKS or not _OTHER_WINDOW.search(asked.text):
        return None
    if set(asked.entities) - _JUST_A_TIME:
        return None
    told = [
        choice.content for said in messaging.latest_answers(asked.conversation, work=work) for choice in said.choices
    ]
    windows = [each["slots"] for each in told if each.get("action") == AskOtherWindow.called]
    if not windows:
        return None
    said = asked.text.casefold()
    wanted = next((name for name, words in OTHER_TIMES.items() if any(word in said for word in words)), "later")
    return AskOtherWindow().answer(replace(asked, slots={**windows[0], "wanted": wanted}), work)


DialtoneAction.below_last += [below_works, below_times]
