"""The past of a service: what was tested, what was wrong, how well it worked, in words and as a picture."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.periods import asked_period
from actions.trouble import NAMES
from actions.trouble_spoken_of import service_in_trouble
from telecom.management.history import LONGEST_DAYS, History, faults_by_day, show_history
from telecom.management.inventory import label_of
from telecom.model.calendar import Period
from telecom.model.trouble import FaultReport, ReportOutcome
from telecom.model.utterances import Attachment, Offered, Utterance, ask_for
from telecom.ports import Work

MEGABIT = 1_000_000
FAULTS_TOLD = 6
ENDED = {
    ReportOutcome.FIXED: "utter_history_fixed",
    ReportOutcome.TICKET: "utter_history_ticket",
    ReportOutcome.STANDING: "utter_history_ticket",
    ReportOutcome.OUTAGE: "utter_history_outage",
}
# A line of fewer days than this says less than words.
FEWEST_DAYS = 3
# "When was it broken last?", "since spring", "how often so far": all that is known of it.
_LONG_AGO = re.compile(
    r"\b(?:last time|the last|ever|so far|before|already|previous\w*"
    r"|(?:since|this|last|over|during) (?:the )?(?:spring|summer|autumn|winter|easter|christmas)"
    r"|letzte[ns]? mal|zuletzt|jemals|bisher|schon(?: mal)?|früher|damals"
    r"|(?:seit|diese[ns]?|letzte[ns]?|im) (?:dem )?(?:frühjahr|frühling|sommer|herbst|winter|ostern|weihnachten))\b",
    re.I,
)


class ShowHistory(DialtoneAction):
    """Tests, faults and quality of a service over a period."""

    called = "action_show_history"

    def answer(self, asked: Asked, work: Work) -> Answer:
        period = asked_period(asked)
        if period is None and _LONG_AGO.search(asked.text):
            period = Period(work.today() - timedelta(days=LONGEST_DAYS), work.today())
        history = show_history(asked.actor, service_in_trouble(asked, work), period=period, work=work)
        service = label_of(history.service)
        values = {"service": service, "period": history.period, "lines": _lines(history)}
        name = "utter_history" if history.tests or history.faults or history.days else "utter_history_nothing"
        return Answer([Utterance(name, values, _choices(history), _chart(history, work))])


def _lines(history: History) -> list[Utterance]:
    lines = []
    if history.available is not None:
        lines.append(Utterance("utter_history_available", {"percent": round(history.available, 2)}))
    speeds = [each.speed for each in history.days if each.speed is not None]
    if speeds:
        worst = min(history.days, key=lambda each: each.speed if each.speed is not None else float("inf"))
        usual = round(sorted(speeds)[len(speeds) // 2] / MEGABIT)
        values = {"usual": usual, "worst": round((worst.speed or 0) / MEGABIT), "day": worst.day}
        lines.append(Utterance("utter_history_speed", values))
    if history.tests:
        values = {"tests": len(history.tests), "good": len(history.tests) - history.bad_tests}
        lines.append(Utterance("utter_history_tests", values))
    if not history.faults:
        lines.append(Utterance("utter_history_no_faults"))
    lines += [_fault(each) for each in history.faults[-FAULTS_TOLD:]]
    return lines


def _fault(report: FaultReport) -> Utterance:
    cause = Utterance(NAMES.get(report.fault or "", "utter_fault_unclear"))
    ended = Utterance(ENDED.get(report.outcome, "utter_history_told") if report.outcome else "utter_history_told")
    return Utterance("utter_history_fault", {"day": report.reported_at.date(), "cause": cause, "ended": ended})


def _choices(history: History) -> Sequence[Offered]:
    choices = [ask_for("test_service", "utter_choice_test", service=history.service.id)]
    return choices + [
        ask_for("show_history", "utter_choice_service", {"service": label_of(each)}, service=each.id)
        for each in history.others[:4]
    ]


def _chart(history: History, work: Work) -> Sequence[Attachment]:
    """Speed by day against what was sold (or delay, where no speed is measured), with the faults marked."""
    if len(history.days) < FEWEST_DAYS:
        return ()
    by_speed = any(each.speed is not None for each in history.days)
    faults = faults_by_day(history, work=work)
    amounts = [
        None if value is None else round(value / MEGABIT if by_speed else value, 1)
        for value in (each.speed if by_speed else each.latency for each in history.days)
    ]
    days = [each.day for each in history.days]
    values: dict[str, Any] = {
        "title": Utterance("utter_history_chart", {"service": history.service.name}),
        "unit": Utterance("utter_history_megabits" if by_speed else "utter_history_delay"),
        "labels": days,
        "amounts": amounts,
        "marks": [days.index(day) for day in faults if day in days],
        "mark_label": Utterance("utter_history_chart_fault"),
    }
    if by_speed and history.sold_down is not None:
        sold = round(history.sold_down / MEGABIT)
        values["sold"] = {"label": Utterance("utter_history_chart_sold", {"sold": sold}), "value": sold}
    return (Attachment("chart", "quality", values),)
