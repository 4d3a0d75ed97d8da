"""Answers about what was used."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.lasting import asks_how_long
from actions.lines import asks_of_people
from actions.numbers import number_said
from actions.periods import asked_period
from actions.running_out import about_running_out
from actions.use_lists import use_as_file
from actions.use_prices import about_use
from telecom.management.lines import is_all, lines_meant
from telecom.management.offers import ride_along
from telecom.management.usage import KindUsage, NoSuchService, ServiceUsage, UsageReport, check_usage
from telecom.model.authorization import Function
from telecom.model.calendar import Period, month_of
from telecom.model.errors import InvalidValue
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Attachment, Offered, Utterance, ask_for
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind, Volume
from telecom.ports import Work
from telecom.support.approvals import customers_to_ask

SERVICES_IN_FULL = 4
HEAVIEST_TOLD = 3
MOST_BARS = 62
ALMOST_GONE = 0.1
TITLE = {
    UsageKind.DATA: "utter_usage_chart_data",
    UsageKind.VOICE: "utter_usage_chart_voice",
    UsageKind.SMS: "utter_usage_chart_messages",
}


_ASKED_FOR = {
    UsageKind.DATA: re.compile(r"\b(?:data|gbs?|gigs?|gigabytes?|mbs?|megabytes?|daten\w*)\b", re.I),
    UsageKind.VOICE: re.compile(r"\b(?:min(?:ute)?s?|talk ?time|(?:gespr(?:ae|ä)chs)?minuten)\b", re.I),
    UsageKind.SMS: re.compile(r"\b(?:texts?|sms|messages?)\b", re.I),
}


_ENOUGH = re.compile(
    r"\b(?:enough|last (?:me|until|till|til|the)|(?:how long|will|does)\b.*\blast|run(?:s|ning)? out|make it"
    r"|(?:going to|gonna|will i|shall i|do i) (?:go|be|run) over|go(?:ing)? over\b"
    r"|(?:keep|get|see) me (?:through|to|going)|(?:how long|gonna|going to|will|would|does)\b.*\bdo (?:me|us)|reicht"
    r"|langt)\b",
    re.I,
)


# "How much have I left, and when does it renew?" asks for the figures beside what comes then.
_HOW_MUCH_TOO = re.compile(
    r"\bhow (?:much|many)\b[^,.;?]*\b(?:left|got|have|had|remaining|used)\b|\bw(?:ha|o)t'?s (?:\w+ )?left\b"
    r"|\bwie ?viel\b[^,.;?]*\b(?:übrig|habe|noch)\b",
    re.I,
)
_LEAST = re.compile(r"\b(?:least|fewest|lowest|smallest|wenigsten|niedrigste\w*)\b", re.I)


class CheckUsage(DialtoneAction):
    """Data, minutes and messages used in a period, and what is left of the allowances."""

    called = "action_check_usage"
    of_a_line = True

    def answer(self, asked: Asked, work: Work) -> Answer:
        told = self._told_instead(asked, work)
        if told and not _HOW_MUCH_TOO.search(asked.text):
            return Answer(told)
        if (listed := use_as_file(asked, work)) is not None:
            return listed
        period = asked_period(asked)
        if _ENOUGH.search(asked.text):
            period = None  # "Is it enough until Sunday?" is about what runs now.
        report = _report(asked, period, work)
        choices = _offer_more(asked, report, work)
        report = _of_people(_only_asked(report, asked.text), asked.text)
        if not report.together:
            return Answer([Utterance("utter_usage_nothing", {"period": report.period}, choices)])
        name = "utter_usage_so_far" if report.is_running else "utter_usage_past"
        lines = _lines(report, asked.text)
        if report.is_running and _ENOUGH.search(asked.text):
            lines += _forecast(report, work)
        values = {"period": report.period, "start": report.period.start, "lines": lines}
        said = [*told, Utterance(name, values, choices, _chart(report))]
        if report.is_running and _runs_out(report):
            said += ride_along(asked.actor, asked.conversation, turn_id=asked.turn_id, work=work)
        return Answer(said)

    def _told_instead(self, asked: Asked, work: Work) -> Sequence[Utterance]:
        """What use costs abroad, or what happens when it is used up, where that is asked."""
        return about_use(asked, work, home=self.telecom.settings.country) or about_running_out(asked, work)


def allowances_lasting(asked: Asked, work: Work) -> list[Utterance]:
    """Whether the allowances last at the pace so far, where that is asked; empty where it is not, or there are none."""
    if asked.actor is None or not asks_how_long(asked.text):
        return []
    lines = _forecast(check_usage(asked.actor, work=work), work)
    return [Utterance("utter_plain_lines", {"lines": lines})] if lines else []


def _forecast(report: UsageReport, work: Work) -> list[Utterance]:
    """Whether what is left lasts at the pace so far, for each allowance."""
    lines = []
    for kind in (kind for service in report.services for kind in service.kinds):
        if kind.ends is None or kind.left is None:
            continue
        empty_at = kind.lasts_until(work.now)
        values = {"left": kind.left, "ends": kind.ends.date(), "day": empty_at.date() if empty_at else ""}
        lines.append(Utterance("utter_usage_lasts" if empty_at is None else "utter_usage_lasts_not", values))
    return lines


def _report(asked: Asked, period: Period | None, work: Work) -> UsageReport:
    """Usage of what was named; "how much internet have I used" is all of it for somebody who has no broadband."""
    kind, numbers = asked.entities.get("service"), _numbers(asked) or _in_group(asked, work)
    if kind is None and not numbers and _is_anothers(asked, work):
        raise InvalidValue("utter_usage_no_such_service")
    try:
        return check_usage(asked.actor, work=work, period=period, service=kind, numbers=numbers)
    except NoSuchService:
        if kind != "broadband" or numbers:
            raise
        return check_usage(asked.actor, work=work, period=period)


def _only_asked(report: UsageReport, text: str) -> UsageReport:
    """Of data, minutes and messages only the one that was asked for, where that was one and there is any of it."""
    named = [kind for kind, words in _ASKED_FOR.items() if words.search(text)]
    if len(named) != 1 or named[0] not in {used.kind for used in report.together}:
        return report
    services = [replace(s, kinds=[kind for kind in s.kinds if kind.used.kind is named[0]]) for s in report.services]
    together = [used for used in report.together if used.kind is named[0]]
    daily = report.daily if report.daily_kind is named[0] else {}
    return replace(report, services=[s for s in services if s.kinds], together=together, daily=daily)


def _runs_out(report: UsageReport) -> bool:
    """Whether an allowance is as good as used up, or use beyond it is charged already."""
    kinds = [kind for service in report.services for kind in service.kinds if kind.left and kind.allowance]
    low = any(kind.left.units < ALMOST_GONE * kind.allowance.units for kind in kinds if kind.left and kind.allowance)
    return low or any(service.charge.is_positive for service in report.services)


def _numbers(asked: Asked) -> list[PhoneNumber]:
    named = asked.every.get("phone_number", ())
    said = [each for one in named for each in (one if isinstance(one, list) else [one])]
    try:
        return [PhoneNumber(each) for each in said if isinstance(each, str)]
    except (ValueError, TypeError) as error:
        raise InvalidValue("utter_usage_no_such_service") from error


def _is_anothers(asked: Asked, work: Work) -> bool:
    """Whether somebody else's use is asked for by one who has a manager: theirs is not told instead."""
    person = asked.entities.get("person")
    if not person or asked.actor is None or not customers_to_ask(asked.actor, work=work):
        return False
    own = work.of(Individual).find(id=asked.actor.person_id)
    return own is None or str(person).casefold() not in (own.given_name.casefold(), own.name.casefold())


def _in_group(asked: Asked, work: Work) -> list[PhoneNumber]:
    """The numbers of a group of lines that was named; none for "everybody", which is all of it."""
    group = asked.entities.get("group")
    if not group or asked.actor is None or is_all(str(group)):
        return []
    found = lines_meant(asked.actor, Function.CHECK, group=str(group), kind=None, work=work)
    return [line.phone_number for line in found if line.phone_number is not None]


def _ranked(report: UsageReport, text: str) -> Sequence[ServiceUsage]:
    """The services that used most, or least where that was asked; people's mobiles where people were meant."""
    services = report.services
    of_kind = [s for s in services if any(kind.used.kind is report.daily_kind for kind in s.kinds)]
    most = number_said(text, before="(?:heaviest|biggest|highest|most|least|lowest|worst)") or HEAVIEST_TOLD
    return of_kind[: -most - 1 : -1] if _LEAST.search(text) else of_kind[:most]


def _of_people(report: UsageReport, text: str) -> UsageReport:
    """Only the mobiles, where people were meant and there are some."""
    mobiles = [each for each in report.services if each.service.kind == "mobile"]
    if not mobiles or not asks_of_people(text):
        return report
    sums: dict[UsageKind, Volume] = {}
    for used in (kind.used for each in mobiles for kind in each.kinds):
        sums[used.kind] = sums[used.kind] + used if used.kind in sums else used
    return replace(report, services=mobiles, together=[sums[kind] for kind in UsageKind if kind in sums])


def _lines(report: UsageReport, text: str) -> list[Utterance]:
    if len(report.services) <= SERVICES_IN_FULL:
        return [line for service in report.services for line in _service(service, report.period.start)]
    count = len(report.services)
    lines = [Utterance("utter_usage_together", {"used": used, "count": count}) for used in report.together]
    first = "utter_usage_lightest" if _LEAST.search(text) else "utter_usage_heaviest"
    for place, service in enumerate(_ranked(report, text)):
        used = next((kind.used for kind in service.kinds if kind.used.kind is report.daily_kind), None)
        if used is not None:
            name = "utter_usage_then" if place else first
            lines.append(Utterance(name, {"service": service.service.name, "used": used}))
    return lines


def _service(service: ServiceUsage, since: date | None) -> list[Utterance]:
    lines = [_kind(service.service.name, kind, since) for kind in service.kinds]
    if service.charge.is_positive:
        values = {"service": service.service.name, "charge": service.charge}
        lines.append(Utterance("utter_usage_charge", values))
    return lines


def _kind(name: str, kind: KindUsage, since: date | None) -> Utterance:
    values: dict[str, Any] = {"service": name, "used": kind.used, "left": kind.left, "allowance": kind.allowance}
    if kind.left is None and kind.is_unlimited:
        return Utterance("utter_usage_used_unlimited", values)
    if kind.is_apart and kind.ends is not None:
        return Utterance("utter_usage_used_of_pack", {**values, "ends": kind.ends.date(), "since": since})
    return Utterance("utter_usage_used" if kind.left is None else "utter_usage_used_of", values)


def _offer_more(asked: Asked, report: UsageReport, work: Work) -> list[Offered]:
    last = _month_before(work.today())
    same = {name: asked.entities[name] for name in ("service", "phone_number") if name in asked.entities}
    choices = [ask_for("check_balance", "utter_choice_balance")]
    if report.is_running and last.start and last.end:
        days = {"start": last.start.isoformat(), "end": last.end.isoformat()}
        choices.insert(0, ask_for("check_usage", "utter_choice_last_month", period=days, **same))
    elif not report.is_running:
        choices.insert(0, ask_for("check_usage", "utter_choice_this_month", **same))
    return choices


def _month_before(day: date) -> Period:
    first = day.replace(day=1)
    return month_of(date.fromordinal(first.toordinal() - 1))


def _chart(report: UsageReport) -> Sequence[Attachment]:
    """The picture of usage by day, by week where there are too many days; none for a single day."""
    if len(report.daily) < 2 or not any(report.daily.values()):
        return ()
    step = 1 if len(report.daily) <= MOST_BARS else 7
    days, units = list(report.daily), list(report.daily.values())
    bars = [sum(units[at : at + step]) for at in range(0, len(units), step)]
    divisor, unit = _scale(report.daily_kind, max(bars), weekly=step > 1)
    amounts = [round(bar / divisor, 3) for bar in bars]
    mean = round(sum(amounts) / len(amounts), 2)
    only = report.services[0].service.name if len(report.services) == 1 else None
    title = (
        Utterance(TITLE[report.daily_kind]) if only is None else Utterance("utter_usage_chart_of", {"service": only})
    )
    values = {
        "title": title,
        "unit": Utterance(unit),
        "labels": days[::step],
        "amounts": amounts,
        "average": {"label": Utterance("utter_usage_chart_average"), "value": mean},
    }
    return (Attachment("chart", "usage", values),)


def _scale(kind: UsageKind, most: int, *, weekly: bool) -> tuple[int, str]:
    if kind is UsageKind.VOICE:
        return 60, "utter_usage_minutes_a_week" if weekly else "utter_usage_minutes_a_day"
    if kind is UsageKind.SMS:
        return 1, "utter_usage_texts_a_week" if weekly else "utter_usage_texts_a_day"
    if most < GIGABYTE:
        return MEGABYTE, "utter_usage_megabytes_a_week" if weekly else "utter_usage_megabytes_a_day"
    return GIGABYTE, "utter_usage_gigabytes_a_week" if weekly else "utter_usage_gigabytes_a_day"
