"""Pausing a service for a while, and taking it up again."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from actions.asked import Asked
from actions.explaining import offered_last
from actions.frame import Answer, DialtoneAction
from actions.inventory import AskService, ListServices, ServiceForm, ask_which, read_meant
from actions.lines import lines_named, numbers_named
from actions.own_services import own_named, pause_own, resume_own
from actions.pause_questions import asks_what_a_pause_costs
from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.suspension import PAUSE, pausable_services, pause_to_move, propose_pause, resumable_services
from telecom.management.suspension_lines import propose_pauses, propose_resumes
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.suspension import check_pause, corrected, moved_to, read_pause, shifted
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.model.wire import read_period
from telecom.ports import Work
from telecom.support import proposals

# "Is it still paused?", "when does it come back?" want to know, not to change anything.
_ONLY_ASKS = re.compile(r"^\W*(?:(?:so|and|ok|is|no|wait)\W+)*(?:is|are|has|was|when|until|till|how long|did)\b", re.I)
_RESUMES = re.compile(
    r"\b(resume|unpause|unfreeze|reactivate|start|restart|can i|could i|can you|could you|possible)\b", re.I
)
# What is offered where no time was named: a week, two, four.
OFFERED_WEEKS = (1, 2, 4)


class PauseServiceForm(ServiceForm):
    """Which service, and from when until when."""

    form = "pause_service_form"
    form_slots = ("service", "period")
    also_taken = ("phone_number", "group", "date", "begins_on")

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return pausable_services(asked.actor, meant, work=work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """A single day is the last one: the pause begins today."""
        found = {**_still_offered(asked, work), **super().filled(asked, work), **_numbers(asked, self.form)}
        found |= _joined_periods(asked)
        if (moved := _of_standing(asked, self._found(read_meant(asked), asked, work), work)) is not None:
            return found | {"period": {"start": _iso(moved.start), "end": _iso(moved.end)}, "date": None}
        if asked.value("date") and not asked.value("period"):
            until = read_pause(None, asked.value("date"), today=work.today())
            found |= {"period": until and {"start": _iso(until.start), "end": _iso(until.end)}, "date": None}
        return found | dict(_with_beginning(asked, found.get("period") or asked.value("period"), work))

    def check_period(self, value: Any, asked: Asked, work: Work) -> Any:
        period = read_pause(value, None, today=work.today())
        assert period is not None
        check_pause(period, today=work.today())
        return value

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        if asks_what_a_pause_costs(asked):
            return ()
        if asked.value("group") or isinstance(asked.value("phone_number"), list):
            return ("period",)
        # Where it cannot be done at all nothing is asked; the action that follows says why.
        found = self._found(read_meant(asked), asked, work)
        return (*super().needed(asked, work), "period") if found else ()


def _still_offered(asked: Asked, work: Work) -> Mapping[str, Any]:
    """The service whose pause stands open as an offer: "but only in December" is about that one."""
    if asked.intent not in ("pause_service", "inform") or asked.actor is None or read_meant(asked) != Meant():
        return {}
    offer = proposals.open_proposal(asked.conversation, work=work)
    is_pause = offer is not None and offer.kind == PAUSE and not asked.value("group")
    return {"service": offer.terms["service_id"]} if offer is not None and is_pause else {}


def _joined_periods(asked: Asked) -> Mapping[str, Any]:
    """Two stretches that follow each other are one: "in December and January"."""
    told = [each for each in asked.every.get("period") or () if isinstance(each, Mapping)]
    if len(told) != 2 or asked.intent not in ("pause_service", "inform"):
        return {}
    first, second = sorted((read_period(each) for each in told), key=lambda each: each.start or date.max)
    if first.end is None or second.start != first.end + timedelta(days=1):
        return {}
    return {"period": {"start": _iso(first.start), "end": _iso(second.end)}}


def _of_standing(asked: Asked, services: Sequence[Service], work: Work) -> Period | None:
    """The days that are meant where the one service has a pause already, and something is said about its time."""
    standing = pause_to_move(services[0].id, work=work) if len(services) == 1 else None
    told = asked.entities if standing is not None and asked.intent in ("pause_service", "inform") else {}
    if standing is None:
        return None
    if not (told.get("period") or told.get("date")):
        return shifted(standing, asked.text)
    return corrected(standing, told.get("period"), told.get("date"), words=asked.text, today=work.today())


def _with_beginning(asked: Asked, told: Any, work: Work) -> Mapping[str, Any]:
    """A beginning that was told without an end is kept until the end is told."""
    period, begins = read_pause(told, None, today=work.today()), asked.slots.get("begins_on")
    if period is None or asked.actor is None:  # a stranger's wish is kept as it was said until they are known
        return {}
    if period.start is not None and period.end is None:
        return {"begins_on": period.start.isoformat(), "period": None}
    if not begins:
        return {}
    whole = moved_to(date.fromisoformat(begins), period, words=asked.text, today=work.today())
    return {"period": {"start": _iso(whole.start), "end": _iso(whole.end)}}


def _numbers(asked: Asked, form: str) -> Mapping[str, Any]:
    """All numbers of a message that names several lines."""
    numbers = numbers_named(asked) if asked.intent in (form.removesuffix("_form"), "inform") else []
    return {"phone_number": numbers} if numbers else {}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class AskPauseService(AskService):
    """Asks which service to pause."""

    called = "action_ask_pause_service_form_service"
    asks_for = PauseServiceForm


class AskPausePeriod(DialtoneAction):
    """Asks from when until when."""

    called = "action_ask_pause_service_form_period"

    def answer(self, asked: Asked, work: Work) -> Answer:
        begins = asked.slots.get("begins_on")
        first = date.fromisoformat(begins) if begins else work.today()
        choices = _offered_periods(asked.value("service"), first)
        if begins:
            return Answer([Utterance("utter_suspension_ask_end", {"begins": first}, choices)])
        return Answer([Utterance("utter_suspension_ask_period", {}, choices)])


def _offered_periods(service: Any, first: date) -> list[Offered]:
    """Some weeks from a day on, each saying the wish again with the service that was named."""
    told = {"service": service} if service else {}
    choices = []
    for weeks in OFFERED_WEEKS:
        last = first + timedelta(days=7 * weeks - 1)
        period = {"start": first.isoformat(), "end": last.isoformat()}
        shown = {"period": Period(first, last)}
        choices.append(ask_for("pause_service", "utter_choice_period", shown, period=period, **told))
    return choices


class PauseService(DialtoneAction):
    """Proposes the pause; asks for what is missing where no form did."""

    called = "action_pause_service"
    form_slots = ("service", "phone_number", "group", "period", "date", "begins_on")

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asks_what_a_pause_costs(asked):
            return Answer([Utterance("utter_suspension_costs", {}, [ask_for("pause_service", "utter_choice_pause")])])
        raw_period, raw_date = asked.value("period"), asked.value("date")
        own, said = own_named(asked, work), read_pause(raw_period, raw_date, today=work.today())
        if own is not None and said is not None:
            return pause_own(asked, own, said, work)
        lines: Sequence[Service] = lines_named(asked, Function.CONFIGURE, work=work)
        services = lines or pausable_services(asked.actor, read_meant(asked), work=work)
        if len(services) > 1 and not lines:
            return ask_which("pause_service", services, period=raw_period, date=raw_date)
        if said is None and (moved := _of_standing(asked, services, work)) is not None:
            move = propose_pause(
                asked.actor, services[0].id, period=moved, moves=True, turn_id=asked.turn_id, work=work
            )
            return Answer([move])
        if said is None:
            choices = _offered_periods(None if lines else services[0].id, work.today())
            return Answer([Utterance("utter_suspension_ask_period", {}, choices)])
        if len(services) == 1 and pause_to_move(services[0].id, work=work) is not None:
            period = said if asked.slots.get("period") else _of_standing(asked, services, work) or said
            move = propose_pause(
                asked.actor, services[0].id, period=period, moves=True, turn_id=asked.turn_id, work=work
            )
            return Answer([move])
        ids = [service.id for service in services]
        return Answer([propose_pauses(asked.actor, ids, period=said, turn_id=asked.turn_id, work=work)])


class ResumeServiceForm(ServiceForm):
    """Which of the paused services."""

    form = "resume_service_form"
    also_taken = ("phone_number", "group")

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return resumable_services(asked.actor, meant, work=work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        return dict(super().filled(asked, work)) | dict(_numbers(asked, self.form))

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        several = asked.value("group") or isinstance(asked.value("phone_number"), list)
        return () if several else super().needed(asked, work)


class AskResumeService(AskService):
    """Asks which service to take up again."""

    called = "action_ask_resume_service_form_service"
    asks_for = ResumeServiceForm


def _until_when(asked: Asked, work: Work) -> Answer | None:
    """The days of the pauses that are set, or of the one that is offered right now; None where there is neither."""
    meant = access_meant(asked.actor, Function.CONFIGURE, read_meant(asked), work=work)
    standing = [(each, days) for each in meant if (days := pause_to_move(each.id, work=work)) and days.end]
    lines = [
        Utterance(
            "utter_suspension_stands",
            {"service": label_of(each), "period": days, "back_on": days.end + timedelta(days=1)},
        )
        for each, days in standing
        if days.end
    ]
    if lines:
        return Answer(lines if len(lines) == 1 else [Utterance("utter_plain_lines", {"lines": lines})])
    offered = [each for each in offered_last(asked, work) if each.response.startswith("utter_suspension_propose")]
    return Answer([Utterance("utter_help_price"), *offered]) if offered else None


class ResumeService(DialtoneAction):
    """Proposes to end the pause now."""

    called = "action_resume_service"
    form_slots = ("service", "phone_number", "group")

    def answer(self, asked: Asked, work: Work) -> Answer:
        own = own_named(asked, work)
        if own is not None:
            return resume_own(asked, own, work)
        if _ONLY_ASKS.search(asked.text) and not _RESUMES.search(asked.text):
            return _until_when(asked, work) or ListServices().answer(asked, work)
        lines = lines_named(asked, Function.CONFIGURE, work=work)
        services = resumable_services(asked.actor, Meant() if lines else read_meant(asked), work=work)
        if len(services) > 1 and not lines:
            return ask_which("resume_service", services)
        named = {line.id for line in lines or services}
        ids = [service.id for service in services if service.id in named]
        if not ids:
            raise NotFound("utter_suspension_nothing_paused")
        return Answer([propose_resumes(asked.actor, ids, turn_id=asked.turn_id, work=work)])
