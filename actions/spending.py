"""Answers about what it has cost so far, and what given numbers spent."""

from collections.abc import Sequence
from typing import Any

from actions.bills import bill_line
from actions.explaining import about_the_offer
from actions.frame import Answer, Asked, DialtoneAction
from actions.numbers import find_number
from actions.periods import asked_period, period_shown
from actions.use_prices import about_use
from telecom.management.inventory import label_of
from telecom.management.spending import (
    LineSpending,
    RunningCharges,
    SpendingReport,
    check_spending,
    show_current_charges,
)
from telecom.model.errors import InvalidValue
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Attachment, Utterance, ask_for
from telecom.ports import Work

LINES_TOLD = 12
BARS = 10


class ShowCurrentCharges(DialtoneAction):
    """What stands on no bill yet."""

    called = "action_show_current_charges"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if offer := about_the_offer(asked, work):
            return Answer(offer)
        choices = [ask_for("check_usage", "utter_choice_usage"), ask_for("show_bill", "utter_choice_bill")]
        periods = [_running(each) for each in show_current_charges(asked.actor, work=work)]
        return Answer([*periods[:-1], Utterance(periods[-1].response, periods[-1].values, choices)])


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
    """What numbers, kinds of service or groups spent in a period."""

    called = "action_check_spending"

    def answer(self, asked: Asked, work: Work) -> Answer:
        report = check_spending(
            asked.actor,
            work=work,
            period=asked_period(asked),
            numbers=[_number(said) for said in _said(asked, "phone_number")],
            services=[str(said) for said in _said(asked, "service")],
        if told := about_use(asked, work, home=self.telecom.settings.country, follows=True):
            return Answer(told)
            groups=[str(said) for said in _said(asked, "group")],
        )
        told = [each for each in report.services if not each.total.is_zero or len(report.services) <= LINES_TOLD]
        values: dict[str, Any] = {
            "period": report.period,
            "total": report.together,
            "lines": [_spent(each) for each in told[:LINES_TOLD]],
        }
        if len(report.services) == 1:
            values["service"] = label_of(report.services[0].service)
            name = "utter_spending_one_so_far" if report.is_running else "utter_spending_one"
            only = report.services[0]
            values["lines"] = [Utterance("utter_spending_parts", _parts(only))]
            return Answer([Utterance(name, values, [ask_for("check_usage", "utter_choice_usage")])])
        if len(told) > LINES_TOLD:
            values["lines"].append(Utterance("utter_spending_others", {"count": len(told) - LINES_TOLD}))
        name = "utter_spending_so_far" if report.is_running else "utter_spending"
        choices = [ask_for("check_usage", "utter_choice_usage"), ask_for("show_bill", "utter_choice_bill")]
        return Answer([Utterance(name, values, choices, _picture(report))])


def _said(asked: Asked, entity: str) -> Sequence[Any]:
    """Every value of an entity in the message, or the single one of a choice."""
    several = asked.every.get(entity)
    if several:
        return several
    one = asked.entities.get(entity)
    return [] if one is None else [one]


def _number(said: Any) -> PhoneNumber:
    try:
        return PhoneNumber(str(said))
    except ValueError as error:
        raise InvalidValue("utter_spending_nothing_meant") from error


def _spent(spent: LineSpending) -> Utterance:
    values = {"service": label_of(spent.service), **_parts(spent)}
    beyond = spent.used + spent.other
    return Utterance("utter_spending_line" if beyond.is_zero else "utter_spending_line_beyond", values)


def _parts(spent: LineSpending) -> dict[str, Any]:
    return {"total": spent.total, "fixed": spent.fixed, "beyond": spent.used + spent.other}


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
