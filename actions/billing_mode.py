"""Answers about how somebody is charged: prepaid or by bill, the day of the bill, every use listed or not."""

import re
from datetime import date

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction, say
from actions.inventory import read_meant
from telecom.management.billing_mode import (
    drop_planned,
    planned_words,
    propose_cycle_day,
    propose_mode,
    set_itemised,
    show_mode,
)
from telecom.management.inventory import Meant, label_of
from telecom.model.parties import BillingMode
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

PREPAID, POSTPAID, DROP = "go prepaid", "pay monthly by bill", "drop the planned change"
_PREPAID = re.compile(r"\b(pre-?pa(id|y)|pay[ -]as[ -](you|u)[ -]go|payg|pay g)\b", re.IGNORECASE)
_FROM_PREPAID = re.compile(
    r"\b(from|don.?t wanna|no more|instead of|rather than)\b.{0,20}\b(pre-?paid|prepay|payg|credit|top(ping)?)",
    re.IGNORECASE,
)
_POSTPAID = re.compile(
    r"\b(post-?paid|pay monthly|monthly|contract|a bill each month|afterwards|by bill)\b", re.IGNORECASE
)
_ITEMISED = re.compile(r"\b(itemi[sz]\w*|detailed|every (call|text|use)|full call list|call list)\b", re.IGNORECASE)
_SUMMARY = re.compile(r"\b(summary|stop listing|hide|off|not? itemi[sz]\w*|without)\b", re.IGNORECASE)
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", re.IGNORECASE)
_ABOUT_DAY = re.compile(r"\b(date|day|cycle|month|on the|bill me|made out|come on)\b", re.IGNORECASE)


class ChangeBillingMode(DialtoneAction):
    """Shows how it is; proposes what was wished."""

    called = "action_change_billing_mode"

    def answer(self, asked: Asked, work: Work) -> Answer:
        wish = str(asked.entities.get("value") or asked.text)
        if wish == DROP:
            dropped = drop_planned(asked.actor, work=work)
            return say("utter_billing_mode_dropped" if dropped else "utter_billing_mode_nothing_planned")
        if _ITEMISED.search(wish) or re.search(r"\bsummary\b", wish, re.IGNORECASE):
            on = _SUMMARY.search(wish) is None
            meant = read_meant(asked)
            lines = set_itemised(asked.actor, on, meant=None if meant == Meant() else meant, work=work)
            if lines:
                name = "utter_billing_mode_itemised_line" if on else "utter_billing_mode_summary_line"
                return say(name, lines=[label_of(line) for line in lines])
            return say("utter_billing_mode_itemised" if on else "utter_billing_mode_summary")
        mode = _named_mode(wish)
        if mode is not None:
            return Answer([propose_mode(asked.actor, mode, turn_id=asked.turn_id, work=work)])
        day = _named_day(asked, wish)
        if day is not None:
            return Answer([propose_cycle_day(asked.actor, day, turn_id=asked.turn_id, work=work)])
        return Answer([_as_it_is(asked, work)])


def _named_mode(wish: str) -> BillingMode | None:
    if _FROM_PREPAID.search(wish):
        return BillingMode.POSTPAID
    if _PREPAID.search(wish) and not re.search(r"\bfrom pre", wish, re.IGNORECASE):
        return BillingMode.PREPAID
    return BillingMode.POSTPAID if _POSTPAID.search(wish) else None


def _named_day(asked: Asked, wish: str) -> int | None:
    found = _DAY.findall(wish)
    if found and _ABOUT_DAY.search(wish):
        # "wages on the 5th, so bill me on the 7th": the day that is wished stands last.
        return int(found[-1])
    named = asked.entities.get("date")
    try:
        return date.fromisoformat(str(named)).day if named else None
    except ValueError:
        return None


def _as_it_is(asked: Asked, work: Work) -> Utterance:
    report = show_mode(asked.actor, work=work)
    planned = []
    by_bill = report.account.mode is BillingMode.POSTPAID
    choices = [
        ask_for(
            "change_billing_mode",
            "utter_choice_go_prepaid" if by_bill else "utter_choice_go_postpaid",
            value=PREPAID if by_bill else POSTPAID,
        )
    ]
    if report.planned is not None:
        planned.append(planned_words(report.planned))
        choices = [ask_for("change_billing_mode", "utter_choice_drop_change", value=DROP)]
    if not by_bill:
        return Utterance("utter_billing_mode_is_prepaid", {"planned": planned}, choices)
    listed = "utter_billing_mode_listed" if report.itemised else "utter_billing_mode_summed"
    values = {"day": report.account.cycle_day, "listed": Utterance(listed), "planned": planned}
    label, wish = ("utter_choice_summary", "summary bill") if report.itemised else ("utter_choice_itemised", "itemised")
    choices.append(ask_for("change_billing_mode", label, value=wish))
    return Utterance("utter_billing_mode_is_postpaid", values, choices)
