"""Answers to "where did my credit go?": what was taken and added in some days, by what it was for."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.periods import asked_period
from telecom.management.credit_history import (
    USE,
    CreditHistory,
    Movements,
    credit_history,
    longer_period,
    usual_period,
)
from telecom.model.calendar import Period
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

_WENT = re.compile(
    r"\b(?:why|where|went|gone?|going|goes|down|less|lower|dropp?\w*|ea(?:t|ts|ten|ting)|taken?|took|takes|charged?"
    r"|disappear\w*|vanish\w*|missing|deduct\w*|spen[dt]\w*|was more|had more|history|movements?|statement|warum|wohin"
    r"|weniger|abgezogen|verschwunden|abgebucht)\b",
    re.I,
)
_WENT_WHERE = re.compile(r"\b(?:where|why|went|gone?|going|eat\w*|taken?|disappear\w*|wohin|warum|weg)\b", re.I)
_SINCE = re.compile(r"\b(?:than|since|had|was more|seit|als)\b", re.I)
_REASONS = frozenset(
    {"usage", "pack renewal", "top up", "voucher", "transfer", "transfer fee", "order", "order cancelled",
     "goods returned", "points", "opening", "to the bill"}
)  # fmt: skip


def asks_where_credit_went(text: str) -> bool:
    """Whether a question about one's credit is where it went, and not how much there is."""
    return _WENT.search(text) is not None


def below_credit(asked: Asked, work: Work) -> bool:
    """Whether it is asked where it went just below one's credit: "that's less than friday, what happened"."""
    said = messaging.latest_answers(asked.conversation, work=work)
    is_below = any(each.response.removeprefix("utter_").startswith(("balance", "credit")) for each in said)
    return is_below and asks_where_credit_went(asked.text)


def about_credit(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What moved the credit in the days that were named, else in the last week; empty for who pays by bill."""
    period = asked_period(asked)
    if period is not None and _SINCE.search(asked.text) and period.start == period.end:
        period = Period(period.start, work.today())
    today = work.today()
    if period is not None and (period.start or today) <= today < (period.end or today):
        period = Period(period.start, today)  # "this week" is told as far as it has come
    told = credit_history(asked.actor, period or usual_period(work), work=work)
    if told is None:
        return []
    said: list[Utterance] = []
    only_added = bool(told.movements) and all(each.amount.is_positive for each in told.movements)
    if only_added and _WENT_WHERE.search(asked.text):
        said = [Utterance("utter_credit_nothing_taken", {"period": told.period})]
        told = credit_history(asked.actor, longer_period(work), work=work) or told
    if period is not None and not told.movements:
        said = [Utterance("utter_credit_unmoved", {"period": told.period, "after": told.after})]
        told = credit_history(asked.actor, usual_period(work), work=work) or told
    choices = [ask_for("check_balance", "utter_choice_balance"), ask_for("check_usage", "utter_choice_usage")]
    if not told.movements:
        last = said or [Utterance("utter_credit_unmoved", {"period": told.period, "after": told.after})]
        return [Utterance(last[0].response, last[0].values, choices)]
    return [*said, _history(told, choices)]


def _history(told: CreditHistory, choices: Sequence[Offered]) -> Utterance:
    values = {
        "period": told.period,
        "before": told.before,
        "after": told.after,
        "lines": [_line(each) for each in told.movements],
    }
    return Utterance("utter_credit_history", values, choices)


def _line(moved: Movements) -> Utterance:
    is_added = moved.amount.is_positive
    values = {"amount": moved.amount if is_added else -moved.amount, "count": moved.count, "used": list(moved.used)}
    if moved.reason == USE and moved.kind is not None:
        return Utterance(f"utter_credit_use_{moved.kind.name.lower()}", values)
    if moved.reason not in _REASONS:
        return Utterance("utter_credit_other_added" if is_added else "utter_credit_other", values)
    name = f"utter_credit_{moved.reason.replace(' ', '_')}"
    return Utterance(f"{name}_received" if moved.reason == "transfer" and is_added else name, values)
