"""What a business learns from its calls, in words and as pictures."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.lines import asks_of_people
from actions.periods import asked_period
from actions.use_lists import calls_one_by_one, named_line, use_as_file
from actions.watching import offer_to_watch
from telecom.management.calls import CallAnalysis, analyse_calls
from telecom.management.inventory import label_of
from telecom.management.use_lists import FEW
from telecom.model.calendar import month_of
from telecom.model.calls import CallCount
from telecom.model.utterances import Attachment, Offered, Utterance, ask_for
from telecom.ports import Work

_CALLED_ABROAD = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:abroad|overseas)|international\w*|other countries|auslandsgespr\w+)\b", re.I
)
MOST_LINES = 3
# Months are told apart from so many on; a share of the time from which on it was all of it.
MONTHS_TOLD = 2
ALWAYS = 99.995
# A stack of fewer days, or a week of fewer calls, says less than words.
FEWEST_DAYS, FEWEST_CALLS = 3, 20
# More days than this are drawn by the month.
MOST_DAYS = 62


class AnalyseCalls(DialtoneAction):
    """Calls received, answered and lost, when they come, and whether the lines are enough."""

    called = "action_analyse_calls"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if (listed := use_as_file(asked, work)) is not None:
            return listed
        if asks_of_people(asked.text) and _CALLED_ABROAD.search(asked.text):
            return DialtoneAction.named["action_check_spending"]().answer(asked, work)
        group = asked.entities.get("group")
        found = analyse_calls(
            asked.actor, named_line(asked), group=str(group) if group else None, period=asked_period(asked), work=work
        )
        values: dict[str, Any] = {"what": _subject(found), "period": found.period}
        if not found.total.received and not found.total.made:
            return Answer([Utterance("utter_calls_none", values)])
        are_few = len(found.services) == 1 and found.total.received + found.total.made <= FEW
        if are_few and (single := calls_one_by_one(asked, found.services[0], found.period, work)):
            return Answer([Utterance("utter_calls_single", {**values, "lines": single})])
        values |= _counts(found.total)
        charts = _charts(found)
        if (hour := _hour_named(asked)) is not None:
            return Answer(
                [Utterance("utter_calls_at_hour", {**values, **hour_said(found, hour)}, _choices(found), charts)]
            )
        if (about := read_about(asked.text)) is not None:
            name, lines = _ABOUT[about](_of_people(found) if asks_of_people(asked.text) else found)
            return Answer([Utterance(name, {**values, "lines": lines}, _choices(found), charts)])
        return Answer([Utterance("utter_calls", {**values, "lines": _lines(found)}, _choices(found), charts)])


def _hour_named(asked: Asked) -> int | None:
    """The hour of the day that was asked about: "at lunchtime", "around 9"; None where none or several were."""
    named = asked.entities.get("time_of_day")
    return time.fromisoformat(named).hour if isinstance(named, str) else None


def hour_said(found: CallAnalysis, hour: int) -> dict[str, Any]:
    """The calls of one hour of the day, over all days of the time."""
    return {"window": _window(hour), **_counts(found.by_hour[hour])}


def read_about(text: str) -> str | None:
    """What of the calls was asked: how long callers wait, who is called most, when, how many are lost, or whether the
    lines are enough; None where it was all."""
    return next((about for about, words in _ASKED.items() if words.search(text)), None)


def _subject(found: CallAnalysis) -> Utterance:
    if found.group is not None:
        return Utterance("utter_plain", {"text": found.group})
    if len(found.services) == 1:
        return label_of(found.services[0])
    return Utterance("utter_calls_all_lines", {"count": len(found.services)})


def _counts(count: CallCount) -> dict[str, Any]:
    percent = round(count.answered_percent or 0)
    lost = 100 - percent if count.received else 0
    return {
        "received": count.received,
        "answered": count.answered,
        "answered_percent": percent,
        "lost": count.lost,
        "lost_percent": lost,
    }


def _lines(found: CallAnalysis) -> list[Utterance]:
    lines = [*_times(found), *_durations(found), *_capacity(found)]
    if found.available is not None and found.available < ALWAYS:
        lines.append(Utterance("utter_calls_available", {"percent": round(found.available, 2)}))
    if len(found.by_month) > MONTHS_TOLD:
        lines += [
            Utterance("utter_calls_of_month", {"month": month_of(month), **_counts(count)})
            for month, count in found.by_month.items()
        ]
    return lines + _by_number(found)


def _times(found: CallAnalysis) -> list[Utterance]:
    lines = []
    if found.busiest_day is not None:
        with_calls = [count for count in found.by_day.values() if count.received]
        each_day = round(found.total.received / len(with_calls))
        values = {"mean": each_day, "day": found.busiest_day, "count": found.by_day[found.busiest_day].received}
        lines.append(Utterance("utter_calls_busiest_day", values))
    if found.busy is not None and found.busy.calls:
        values = {"window": _window(found.busy.hour), "calls": round(found.busy.calls, 1)}
        lines.append(Utterance("utter_calls_busy_hour", values))
        day, hour = max(((d, h) for d in range(7) for h in range(24)), key=lambda at: found.flow[at[0]][at[1]])
        values = {"weekday": Utterance(f"utter_calls_weekday_{day}"), "window": _window(hour)}
        lines.append(Utterance("utter_calls_busiest_time", values))
    return lines


def _window(hour: int) -> str:
    return f"{time(hour):%H:%M}-{time((hour + 1) % 24):%H:%M}"


def _of_people(found: CallAnalysis) -> CallAnalysis:
    """Only the mobiles, where there are some."""
    mobiles = [service for service in found.services if service.kind == "mobile"]
    return replace(found, services=mobiles) if len(mobiles) > 1 else found


def _about_waiting(found: CallAnalysis) -> tuple[str, list[Utterance]]:
    return "utter_calls_waiting", _durations(found)[:1]


def _about_lines(found: CallAnalysis) -> tuple[str, list[Utterance]]:
    return "utter_calls_by_line", _by_number(found) or _durations(found)


def _about_times(found: CallAnalysis) -> tuple[str, list[Utterance]]:
    return "utter_calls_when", _times(found)


def _about_enough(found: CallAnalysis) -> tuple[str, list[Utterance]]:
    switchboards = _switchboards(found)
    return "utter_calls", switchboards or [*_times(found)[1:2], *_by_number(found)[:1]]


def _about_lost(found: CallAnalysis) -> tuple[str, list[Utterance]]:
    lines = [*_by_number(found, lost=True)]
    enough = bool(found.shared) and all(part.needed <= part.lines for part in found.shared)
    rang = [Utterance("utter_calls_rang")] if enough and found.total.lost else []
    return "utter_calls_lost_first", [*(lines or _times(found)[1:]), *rang]


_ABOUT: Mapping[str, Callable[[CallAnalysis], tuple[str, list[Utterance]]]] = {
    "waiting": _about_waiting,
    "enough": _about_enough,
    "lines": _about_lines,
    "times": _about_times,
    "lost": _about_lost,
}
_ASKED = {
    "waiting": re.compile(r"\b(?:wait\w*|on hold|holding|pick(?:ed)? up|warte\w*)\b", re.I),
    "enough": re.compile(
        r"\b(?:enough|understaff\w*|nobody (?:picking|there|free)|personal|staffing"
        r"|(?:need|want|have) (?:more|extra|fewer|another)|too (?:few|many)|occupancy|reichen|genug"
        r"|how many (?:lines|channels|would|do) .*need)\b",
        re.I,
    ),
    "times": re.compile(
        r"\b(?:when|busiest|peak|worst|quietest|what (?:time|hour|day)|which (?:hour|time|day|weekday)|rush|wann)\b",
        re.I,
    ),
    "lost": re.compile(
        r"\b(?:miss(?:ed)?|lose|lost|losing|unanswered|not answered|turned away|rejected|engaged|busy tone"
        r"|(?:not|n'?t) get through|hung up|went unanswered|verpasst\w*|verloren\w*)\b",
        re.I,
    ),
    "lines": re.compile(
        r"\b(?:who|whose|which (?:line|number|phone|mobile|employee|of)|(?:by|per) (?:line|number|person)"
        r"|each (?:line|number)|top \d+|wer|welche (?:leitung|nummer))\b",
        re.I,
    ),
}


def _durations(found: CallAnalysis) -> list[Utterance]:
    lines = []
    if found.total.mean_duration is not None:
        lines.append(Utterance("utter_calls_duration", {"mean": found.total.mean_duration}))
    if found.total.made:
        lines.append(Utterance("utter_calls_made", {"made": found.total.made}))
    return lines


def _capacity(found: CallAnalysis) -> list[Utterance]:
    """Whether the lines are enough; one line, or many single ones, cannot be shared out."""
    if found.busy is None or found.occupancy is None or len(found.services) > 1 or found.lines < 2:
        return []
    values = {
        "lines": found.lines,
        "used": round(found.busy.traffic, 1),
        "percent": round(found.occupancy),
        "needed": found.needed,
    }
    return [Utterance("utter_calls_enough" if found.needed <= found.lines else "utter_calls_too_few", values)]


def _switchboards(found: CallAnalysis) -> list[Utterance]:
    """The busy hour of each line with several channels, which the calls of the others would hide."""
    lines = []
    for part in found.shared:
        values = {"service": part.service.name, "lines": part.lines, "used": round(part.traffic, 1),
                  "percent": round(100 * part.traffic / part.lines), "needed": part.needed,
                  "received": part.count.received, "lost": part.count.lost}  # fmt: skip
        lines.append(Utterance("utter_calls_of_line", values))
        name = "utter_calls_enough" if part.needed <= part.lines else "utter_calls_too_few"
        lines.append(Utterance(name, values))
    return lines


def _by_number(found: CallAnalysis, *, lost: bool = False) -> list[Utterance]:
    if len(found.services) < 2:
        return []
    called = [(service, found.by_service[service.id]) for service in found.services if service.id in found.by_service]
    most = sorted(called, key=lambda each: -(each[1].lost if lost else each[1].received))[:MOST_LINES]
    most = [each for each in most if each[1].lost] if lost else most
    return [Utterance("utter_calls_of_line", {"service": service.name, **_counts(count)}) for service, count in most]


def _choices(found: CallAnalysis) -> Sequence[Offered]:
    period = {"start": str(found.period.start), "end": str(found.period.end)}
    if len(found.services) < 2:
        return [offer_to_watch(found.services[0])]
    called = sorted(
        (service for service in found.services if service.id in found.by_service),
        key=lambda service: -found.by_service[service.id].received,
    )
    return [
        ask_for("analyse_calls", "utter_choice_service", {"service": label_of(each)}, service=each.id, period=period)
        for each in called[:3]
    ]


def _charts(found: CallAnalysis) -> Sequence[Attachment]:
    """Calls by weekday and hour, and those answered and lost by day (by month over a long time)."""
    if found.total.received < FEWEST_CALLS:
        return ()
    one = len(found.services) == 1 and found.group is None
    title = {"what": found.services[0].name if one else _subject(found)}
    week = {
        "title": Utterance("utter_calls_chart_week", title),
        "rows": [Utterance(f"utter_calls_weekday_short_{day}") for day in range(7)],
        "amounts": [[round(amount, 2) for amount in row] for row in found.flow],
        "unit": Utterance("utter_calls_chart_unit"),
    }
    charts = [Attachment("chart", "call_week", week)]
    if len(found.by_day) >= FEWEST_DAYS:
        counted: Mapping[date, CallCount] = found.by_day if len(found.by_day) <= MOST_DAYS else found.by_month
        labels: list[Any] = list(counted) if counted is found.by_day else [month_of(month) for month in counted]
        days = {
            "title": Utterance("utter_calls_chart_days", title),
            "unit": Utterance("utter_calls_chart_calls"),
            "labels": labels,
            "answered": [count.answered for count in counted.values()],
            "lost": [count.lost for count in counted.values()],
            "answered_label": Utterance("utter_calls_chart_answered"),
            "lost_label": Utterance("utter_calls_chart_lost"),
        }
        charts.append(Attachment("chart", "call_days", days))
    return charts
