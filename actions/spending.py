"""Answers about what it has cost so far, and what given numbers spent."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from actions.asked import Asked
from actions.bills import asks_of_the_end, bill_line
from actions.credit_history import about_credit
from actions.explaining import about_ourselves, about_the_offer
from actions.frame import Answer, DialtoneAction
from actions.hints import kinds_hinted
from actions.lines import asks_of_people
from actions.numbers import find_number
from actions.periods import asked_period, period_shown
from actions.running_out import about_more_use
from actions.spent_on import USES, uses_named
from actions.use_prices import about_use
from telecom.management.inventory import label_of
from telecom.management.lines import short_names
from telecom.management.spending import (
    LineSpending,
    RunningCharges,
    SpendingReport,
    check_spending,
    show_current_charges,
)
from telecom.model.bills import ChargeKind
from telecom.model.errors import InvalidValue
from telecom.model.money import Money, total
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.use_questions import kinds_said
from telecom.model.utterances import Attachment, Offered, Utterance, ask_for
from telecom.ports import Work

LINES_TOLD = 10
MOST_TOLD = 3
# So many lines that cost the same are told in one.
ALIKE_FROM = 3
BARS = 10
# After a bill or figures of a month, what somebody spent is asked of that month, unless it is asked of now.
_ABOUT_MONEY = ("bill", "spending", "explain", "credit")
_RUNNING = re.compile(r"\b(?:so far|now|current\w*|spending|running|today|this month)\b", re.I)
_OF_MONEY = re.compile(
    r"£|\b(?:spen[dt]\w*|costs?|costing|pa(?:y|ys|id|ying)|money|charge\w*|bills?|billed|invoice\w*|expensive|dear\w*"
    r"|pric\w+|quid|pounds?|pence|ausgegeben|ausgaben|kost\w+|bezahl\w*|teuer\w*|rechnung\w*|geld)\b",
    re.I,
)
# What all comes to month by month: prices, and nothing that was used.
_REGULAR = re.compile(
    r"\b(?:cost(?:s|ing)?|pay(?:s|ing)?|comes?)\b(?!.*\b(?:spent|used|last)\b)"
    r".*\b(?:(?:a|per|each|every) month|monthly)\b"
    r"|\b(?:kostet|kosten|zahle?n?)\b.*\b(?:im|pro|jeden) monat\b",
    re.I,
)
_MOBILES = re.compile(r"\b(?:mobiles|mobile phones|phones|sims|handys)\b", re.I)
_MOST = re.compile(r"\b(?:most|highest|dearest|biggest|priciest|heaviest|top|meisten|teuerste\w*)\b", re.I)
_PARTS = {
    ChargeKind.DATA: "utter_spending_part_data",
    ChargeKind.CALLS: "utter_spending_part_calls",
    ChargeKind.MESSAGES: "utter_spending_part_messages",
    ChargeKind.ROAMING: "utter_spending_part_roaming",
    ChargeKind.INTERNATIONAL: "utter_spending_part_international",
    ChargeKind.PREMIUM: "utter_spending_part_premium",
}


class ShowCurrentCharges(DialtoneAction):
    """What stands on no bill yet."""

    called = "action_show_current_charges"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if told := about_use(asked, work, home=self.telecom.settings.country, follows=True):
            return Answer(told)
        if more := about_more_use(asked, work):
            return Answer(more)
        if own := about_ourselves(asked):
            return Answer(own)
        if offer := about_the_offer(asked, work):
            return Answer(offer)
        if moved := about_credit(asked, work):
            return Answer(moved)
        choices = [ask_for("check_usage", "utter_choice_usage"), ask_for("show_bill", "utter_choice_bill")]
        running = show_current_charges(asked.actor, work=work)
        if asks_of_the_end(asked.text) and not running[-1].is_over:
            return Answer([_by_the_end(running[-1], choices, today=work.today())])
        periods = [_running(each) for each in running]
        return Answer([*periods[:-1], Utterance(periods[-1].response, periods[-1].values, choices)])


def _by_the_end(charges: RunningCharges, choices: Sequence[Offered], *, today: date) -> Utterance:
    """What is certain by then, and what it comes to if use goes on as so far."""
    beyond, expected = charges.used + charges.other, charges.expected(today)
    values = {"period": charges.period, "total": charges.total, "fixed": charges.fixed, "beyond": beyond,
              "expected": expected, "bill_on": charges.bill_on}  # fmt: skip
    if beyond.is_zero:
        return Utterance("utter_charges_end_fixed", values, choices)
    name = "utter_charges_end" if charges.used.is_positive else "utter_charges_end_certain"
    return Utterance(name, values, choices)


def _running(charges: RunningCharges) -> Utterance:
    values = {
        "period": charges.period,
        "total": charges.total,
        "bill_on": charges.bill_on,
        "since": charges.period.start,
        "lines": [bill_line(line) for line in charges.lines],
    }
    if charges.is_over:
        return Utterance("utter_charges_over", values)
    beyond = charges.used + charges.other
    if beyond.is_zero:
        return Utterance("utter_charges_fixed_only", values)
    return Utterance("utter_charges_so_far", {**values, "fixed": charges.fixed, "beyond": beyond})


class CheckSpending(DialtoneAction):
    """What numbers, kinds of service or groups spent in a period: each, the dearest, or on one thing only."""

    called = "action_check_spending"
    of_a_line = True

    def answer(self, asked: Asked, work: Work) -> Answer:
        if not _is_narrowed(asked) and (moved := about_credit(asked, work)):
            return Answer(moved)
        if (instead := _asked_instead(asked)) is not None:
            return DialtoneAction.named[instead]().answer(asked, work)
        shown = None if _RUNNING.search(asked.text) else period_shown(asked, work, about=_ABOUT_MONEY)
        report = check_spending(
            asked.actor,
            work=work,
            period=asked_period(asked) or shown,
            numbers=[_number(said) for said in _said(asked, "phone_number")],
            services=[str(said) for said in _said(asked, "service")] or _kind_meant(asked),
            groups=[str(said) for said in _said(asked, "group")],
        )
        report = _by_person(report) if asks_of_people(asked.text) else report
        choices = [ask_for("check_usage", "utter_choice_usage"), ask_for("show_bill", "utter_choice_bill")]
        kinds = uses_named(asked.text)
        if kinds:
            return Answer([Utterance(*_on_uses(report, kinds, work), choices)])
        if len(report.services) == 1:
            return Answer([_one(report)])
        most = read_most(asked.text)
        told = report.services[: most or None]
        values: dict[str, Any] = {"period": report.period, "total": report.together, "lines": _told(told, work)}
        if most:
            return Answer([Utterance("utter_spending_most", {**values, "count": len(told)}, choices, _picture(report))])
        name = "utter_spending_so_far" if report.is_running else "utter_spending"
        return Answer([Utterance(name, values, choices, _picture(report))])


def _asked_instead(asked: Asked) -> str | None:
    """The action that knows what was meant: how much data people used is no money, what all costs a month is no use,
    and what the bill will come to is no sum of the days so far; None for spending itself."""
    if not _OF_MONEY.search(asked.text) and kinds_said(asked.text):
        return "action_check_usage"
    if _REGULAR.search(asked.text) and not _is_narrowed(asked) and asked_period(asked) is None:
        return "action_list_services"
    if asks_of_the_end(asked.text) and not _is_narrowed(asked) and not asks_of_people(asked.text):
        return ShowCurrentCharges.called
    return None


def _is_narrowed(asked: Asked) -> bool:
    """Whether it is about some lines, or some kind of use only."""
    named = any(_said(asked, entity) for entity in ("phone_number", "group"))
    return named or any(words.search(asked.text) for words in USES.values())


def read_most(text: str) -> int | None:
    """How many of the dearest or heaviest are asked for: "top 3", "who spent most"; None where all are."""
    if (top := find_number(text, before="(?:dearest|biggest|highest|most|heaviest|worst)")) or (top := _top(text)):
        return top
    return MOST_TOLD if _MOST.search(text) else None


def _top(text: str) -> int | None:
    match = re.search(r"\btop\s+(\w+)", text, re.I)
    return find_number(match[1]) if match else None


def _by_person(report: SpendingReport) -> SpendingReport:
    """Only the mobiles, where there are some: those are what people have."""
    mobiles = [each for each in report.services if each.service.kind == "mobile"]
    if not mobiles:
        return report
    together = total((each.total for each in mobiles), currency=report.together.currency)
    return replace(report, services=mobiles, together=together)


def _one(report: SpendingReport) -> Utterance:
    """What one service cost, and for what."""
    spent = report.services[0]
    parts = [Utterance(_PARTS[kind], {"amount": amount}) for kind, amount in spent.by_use.items()]
    if not spent.other.is_zero:
        parts.append(Utterance("utter_spending_part_other", {"amount": spent.other}))
    if not spent.fixed.is_zero:
        parts.insert(0, Utterance("utter_spending_part_fixed", {"amount": spent.fixed}))
    values = {"service": label_of(spent.service), "total": spent.total, "period": report.period, "lines": parts}
    name = "utter_spending_one_so_far" if report.is_running else "utter_spending_one"
    return Utterance(name, values, [ask_for("check_usage", "utter_choice_usage", service=spent.service.id)])


def _on_uses(report: SpendingReport, kinds: Sequence[ChargeKind], work: Work) -> tuple[str, dict[str, Any]]:
    """What was spent on data, calls abroad and the like: the sentence and its values."""
    currency = report.together.currency
    spent = [(each, total((each.by_use.get(k, Money(0, currency)) for k in kinds), currency=currency))
             for each in report.services]  # fmt: skip
    spent = sorted((each for each in spent if each[1].is_positive), key=lambda each: -each[1].minor)
    called = short_names([each.service for each in report.services], work=work)
    values: dict[str, Any] = {
        "period": report.period,
        "total": total((amount for _, amount in spent), currency=currency),
        "what": Utterance(f"utter_spending_on_{kinds[0].name.lower()}"),
        "lines": [
            Utterance("utter_spending_line", {"service": called[each.service.id], "total": amount})
            for each, amount in spent[:LINES_TOLD]
        ],
    }
    return ("utter_spending_on" if spent else "utter_spending_on_nothing"), values


def _told(spent: Sequence[LineSpending], work: Work) -> list[Utterance]:
    """A line each, the dearest first; those that cost the same are told together."""
    called = short_names([each.service for each in spent], work=work)
    lines: list[Utterance] = []
    for _, alike in groupby(spent, key=lambda each: (each.total, each.used + each.other)):
        same = list(alike)
        if len(same) < ALIKE_FROM:
            lines += [_spent(each, called[each.service.id]) for each in same]
            continue
        names = [called[each.service.id] for each in same]
        lines.append(Utterance("utter_spending_alike", {"services": names, "total": same[0].total}))
    if len(lines) <= LINES_TOLD:
        return lines
    return [*lines[:LINES_TOLD], Utterance("utter_spending_others", {"count": len(lines) - LINES_TOLD})]


def _said(asked: Asked, entity: str) -> Sequence[Any]:
    """Every value of an entity in the message, or the single one of a choice."""
    several = asked.every.get(entity)
    if several:
        return several
    one = asked.entities.get(entity)
    return [] if one is None else [one]


def _kind_meant(asked: Asked) -> list[str]:
    """The kind of service that was spoken of without its name: "the office internet"; none where people were meant."""
    if asks_of_people(asked.text) or any(_said(asked, entity) for entity in ("phone_number", "group")):
        return []
    kinds = ["mobile"] if _MOBILES.search(asked.text) else kinds_hinted(asked.text)
    return kinds if len(kinds) == 1 else []


def _number(said: Any) -> PhoneNumber:
    try:
        return PhoneNumber(str(said))
    except ValueError as error:
        raise InvalidValue("utter_spending_nothing_meant") from error


def _spent(spent: LineSpending, called: str) -> Utterance:
    beyond = spent.used + spent.other
    values = {"service": called, "total": spent.total, "beyond": beyond}
    return Utterance("utter_spending_line" if beyond.is_zero else "utter_spending_line_beyond", values)


def _picture(report: SpendingReport) -> Sequence[Attachment]:
    """The dearest services as bars, split into monthly prices and the rest."""
    shown = [each for each in report.services if each.total.is_positive][:BARS]
    if len(shown) < 2:
        return ()
    values = {
        "title": Utterance("utter_spending_chart", {"period": report.period}),
        "unit": report.together.currency,
        "labels": [each.service.name for each in shown],
        "parts": [
            {"label": Utterance("utter_spending_chart_fixed"), "amounts": [each.fixed.minor / 100 for each in shown]},
            {
                "label": Utterance("utter_spending_chart_beyond"),
                "amounts": [(each.used + each.other).minor / 100 for each in shown],
            },
        ],
        "totals": [each.total for each in shown],
    }
    return (Attachment("chart", "spending", values),)
