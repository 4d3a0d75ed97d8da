"""Alarms: when, about what and where somebody wants to be told by itself."""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import ask_which, read_meant, read_named
from actions.payments import when_to_pay
from actions.preferences import ends_advertising
from actions.watching import figures_of
from telecom.management.alarms import list_alarms, set_alarms
from telecom.management.autopay import account_paid
from telecom.management.figure_alarms import set_watch, watchable_services
from telecom.model.alarms import AlarmSubject, AlarmWish, PartSaid, read_parts, read_wish
from telecom.model.autopay import read_threshold
from telecom.model.money import read_amount
from telecom.model.parties import BillingMode
from telecom.model.utterances import Utterance, ask_for
from telecom.model.watching import FigureWish, read_figure_wish
from telecom.ports import Work

ABOUT = "value"
_OF_BILLS = re.compile(r"\b(?:remind\w*|erinner\w*)\b", re.I)
# How it stands now, and no alarm: "tell me if I'm near my limit".
_HOW_NEAR = re.compile(
    r"\b(?:if|whether)\b\s+(?:i'?m|i am|we'?re|we are|he'?s|she'?s|he is|she is)\s+(?:\w+\s+){0,2}"
    r"(?:near|close|nearly|almost|about to|over|running)\b(?!.*\b(?:when|ever|once|again|always)\b)"
    r"|\bob (?:ich|wir)\b.*\b(?:nahe|fast|bald)\b",
    re.I,
)
_SPENDS = re.compile(r"\b(?:spen[dt]\w*|bills?|costs?|beyond|ausgeb\w*|rechnung)\b", re.I)


class SetAlerts(DialtoneAction):
    """Sets, changes and ends alarms, or shows which there are."""

    called = "action_set_alerts"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if ends_advertising(asked.text):
            return DialtoneAction.named["action_opt_out"]().answer(asked, work)
        if _HOW_NEAR.search(asked.text):
            return DialtoneAction.named["action_check_usage"]().answer(asked, work)
        parts = read_parts(asked.text, percents=asked.every.get("percent", ()), amounts=asked.every.get("amount", ()))
        # The last answer tells of all that is set by then; whatever is on or off is told by itself.
        answers = [self._one(each, work) for each in _asked_apart(asked, parts)]
        said = [one for each in answers for one in each.said]
        done = [one for one in said if one.response == "utter_alarms_done"]
        return Answer([one for one in said if one.response != "utter_alarms_done" or one is done[-1]])

    def _one(self, asked: Asked, work: Work) -> Answer:
        figure = read_figure_wish(said_by(asked), percents=asked.every.get("percent", ()))
        if figure is not None:
            return _watch(asked, figure, work)
        if _OF_BILLS.search(asked.text) and asked.last_wish is not None and asked.last_wish.intent == "set_autopay":
            return DialtoneAction.named["action_set_autopay"]().answer(asked, work)  # "no, I don't need the reminder"
        wish = _read(asked)
        if wish.subject is None and (when := when_to_pay(asked, work)) is not None:
            return Answer([when])  # "first tell me when it must be paid"
        under = read_threshold(asked.text, currency=work.currency)
        if wish.subject is None and under is not None and _pays_before_use(asked, work):
            wish = replace(wish, subject=AlarmSubject.CREDIT, shows=False)  # "tell me when below 2"
        if wish.shows or wish.subject is None:
            return _show(asked, work)
        if wish.subject is AlarmSubject.SPENDING and _pays_before_use(asked, work):
            wish = replace(wish, subject=AlarmSubject.CREDIT)
        raw, channel = asked.entities.get("amount"), asked.entities.get("channel")
        outcome = set_alarms(
            asked.actor,
            wish,
            meant=read_meant(asked),
            amount=read_amount(raw, currency=work.currency) if raw is not None else under,
            channel=str(channel) if channel else None,
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer(outcome.said)


def _asked_apart(asked: Asked, parts: Sequence[PartSaid]) -> Sequence[Asked]:
    """Each alarm that was wished for as if it had been a message of its own; the message itself where it is one."""
    if not parts:
        return [asked]
    apart = []
    for at, part in enumerate(parts):
        told = {"percent": part.percents, "amount": part.amounts}
        rest = {name: value for name, value in asked.entities.items() if name not in told}
        rest |= {name: values[0] for name, values in told.items() if values}
        every = {**asked.every, **told}
        turn = asked.turn_id if at == 0 else f"{asked.turn_id}:{at}"
        apart.append(replace(asked, text=part.text, entities=rest, every=every, turn_id=turn))
    return apart


def _pays_before_use(asked: Asked, work: Work) -> bool:
    """Whether "warn me at 3 pounds" can only mean the credit that is left."""
    return (
        not _SPENDS.search(asked.text)
        and account_paid(asked.actor, BillingMode.POSTPAID, work=work) is None
        and account_paid(asked.actor, BillingMode.PREPAID, work=work) is not None
    )


def said_by(asked: Asked) -> str:
    """The words of the message, or those for which a choice stands."""
    return asked.text or str(asked.entities.get(ABOUT) or "")


def _watch(asked: Asked, wish: FigureWish, work: Work) -> Answer:
    """Watches a figure; asks on which service where several could be meant, and which figure where none was named."""
    services = watchable_services(asked.actor, wish.figure, read_named(asked), work=work)
    if len(services) > 1:
        return ask_which("set_alerts", services, value=said_by(asked))
    if wish.figure is None:
        return figures_of(asked.actor, services[0].id, work)
    return Answer(set_watch(asked.actor, services[0].id, wish, turn_id=asked.turn_id, work=work).said)


def _read(asked: Asked) -> AlarmWish:
    """What is wanted: by the choice that was taken, or by the words."""
    chosen = asked.entities.get(ABOUT)
    if chosen in {subject.value for subject in AlarmSubject} and not asked.text:
        return AlarmWish(AlarmSubject(chosen), percents=[int(p) for p in asked.every.get("percent", ())])
    return read_wish(
        asked.text, percents=asked.every.get("percent", ()), has_amount=asked.entities.get("amount") is not None
    )


def _show(asked: Asked, work: Work) -> Answer:
    lines = list_alarms(asked.actor, work=work)
    choices = [
        ask_for("set_alerts", "utter_choice_alarm_usage", value="usage", percent=80),
        ask_for("set_alerts", "utter_choice_alarm_outages", value="outages"),
        ask_for("set_alerts", "utter_choice_alarm_security", value="security"),
    ]
    if not lines:
        return Answer([Utterance("utter_alarms_none", {}, choices)])
    return Answer([Utterance("utter_alarms_list", {"alarms": lines}, choices)])
