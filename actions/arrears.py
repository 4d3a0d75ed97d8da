"""Answers about paying later, or in parts."""

import math
import re
from datetime import date

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.numbers import find_number, named_amount
from actions.payments import describe_plan, when_to_pay
from actions.periods import asked_period
from telecom.management.arrangements import Standing, look_at_standing, propose_arrangement
from telecom.model.arrears import LADDER, LONGEST_PROMISE, Step
from telecom.model.money import Money
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

PARTS = "in 3 parts"
_IN_PARTS = re.compile(
    r"\b(instal\w*|parts?|halves|split|spread|divide|chunks|goes|bit by bit|plan|smaller|half)\b", re.IGNORECASE
)
_INTO = re.compile(
    r"\b(?:split|divide|spread|teil\w*)\b.{0,20}?\b(?:in|into|over|by|auf)\s+(\d|two|three|four|five|six)\b"
    r"(?!\s*(?:£|pound|quid))",
    re.I,
)
_CANNOT = re.compile(
    r"\b(?:can'?t|can ?not|unable|not able|afford|won'?t be able|no money|skint|broke|kann nicht|kann .* nicht)\b", re.I
)
_IF_LATE = re.compile(
    r"\b(?:what (?:happens|is happening|would happen|do you do|will you do|are you going to do|comes)"
    r"|(?:if|when|suppose) (?:i|we) (?:\w+ )?(?:don'?t|do not|can'?t|cannot|never|won'?t|miss\w*|skip\w*|ignore)\b"
    r"|people (?:who|that) (?:don'?t|do not|never|can'?t) pay|wenn (?:ich|wir) \w* ?nicht"
    r"|late fee|fees?\b.*\blate|cut (?:me )?off"
    r"|was passiert|mahn\w*)\b",
    re.I,
)
_SHARE = re.compile(r"\b(?:a|one) (third|quarter)\b", re.I)
_COUNTED = (
    r"(?:(?:equal|monthly|smaller)\s+)?(?:instal\w*|parts?|bits|payments?|goes|chunks|months?|times|rates?|halves"
    r"|raten|teilen?)"
)


class ArrangePayment(DialtoneAction):
    """Pay later or in parts; what is owed, and what can be arranged."""

    called = "action_arrange_payment"

    def answer(self, asked: Asked, work: Work) -> Answer:
        standing = look_at_standing(asked.actor, work=work)
        if standing.plan is not None:
            return Answer([describe_plan(standing)])
        if (when := when_to_pay(asked, work)) is not None:
            return Answer([when])
        if standing.owed.is_positive and _IF_LATE.search(asked.text):
            late = [] if standing.stop else [_if_late(standing)]
            return Answer([*late, _possible(standing, work)])
        by, parts = _named_day(asked), _named_parts(asked, standing, work)
        if parts is not None and "date" not in asked.entities and _IN_PARTS.search(asked.text):
            by = None  # "in two goes this month" names no day of its own
        if standing.owed.is_positive and by is not None and by > (latest := work.today() + LONGEST_PROMISE):
            return Answer([Utterance("utter_arrears_promise_limits", {"latest": latest}), _possible(standing, work)])
        if by is not None and by <= work.today():  # "I can pay only half today" is a payment, and no promise
            return DialtoneAction.named["action_pay_bill"]().answer(asked, work)
        if standing.owed.is_positive and (by is not None or parts is not None):
            now = (named_amount(asked, work) or _share_now(asked, standing)) if by is not None else None
            now = None if now == standing.owed else now
            shown = propose_arrangement(asked.actor, by=by, parts=parts, now=now, turn_id=asked.turn_id, work=work)
            return Answer([shown])
        if not standing.owed.is_positive:
            return Answer([Utterance("utter_arrears_nothing_owed", {}, [ask_for("show_bill", "utter_choice_bill")])])
        return Answer([_possible(standing, work)])


def _share_now(asked: Asked, standing: Standing) -> Money | None:
    """The part that is paid at once: "a third now and the rest on Friday"; the half is known by itself."""
    match = _SHARE.search(asked.text)
    return standing.owed.share(1, 3 if match[1].casefold() == "third" else 4) if match else None


def _if_late(standing: Standing) -> Utterance:
    """What comes when the oldest open bill is not paid: two reminders, then the services stop."""
    due = min(bill.due_on for bill in standing.bills)
    days = {"due": due, "first": due + LADDER[Step.FIRST_NOTICE], "stop": due + LADDER[Step.STOP]}
    return Utterance("utter_arrears_if_late", {"amount": standing.owed, **days})


def _named_day(asked: Asked) -> date | None:
    # "I can't pay this month" names no day until which it is promised.
    period = None if _CANNOT.search(asked.text) else asked_period(asked)
    return (period.end or period.start) if period else None


def _named_parts(asked: Asked, standing: Standing, work: Work) -> int | None:
    wish = str(asked.entities.get("value") or asked.text)
    # "In 3 instalments" names no three pounds.
    if (count := find_number(wish, before=_COUNTED)) is not None:
        return count
    if (into := _INTO.search(wish)) is not None:
        return find_number(into[1])
    each = named_amount(asked, work)
    if each is not None and each < standing.owed:
        return math.ceil(standing.owed.minor / each.minor)
    if not _IN_PARTS.search(wish):
        return None
    return 2 if re.search(r"\bhalf\b", wish, re.IGNORECASE) else find_number(wish) or 3


def _possible(standing: Standing, work: Work) -> Utterance:
    choices = [ask_for("pay_bill", "utter_choice_pay_it")]
    if standing.stop is None:
        latest = work.today() + LONGEST_PROMISE
        for day in (work.today() + LONGEST_PROMISE / 2, latest):
            choices.append(
                ask_for("arrange_payment", "utter_choice_pay_by", {"by": day}, value="later", date=day.isoformat())
            )
    choices.append(ask_for("arrange_payment", "utter_choice_in_parts", {"parts": 3}, value=PARTS))
    response = "utter_arrears_possible_stopped" if standing.stop else "utter_arrears_possible"
    return Utterance(response, {"amount": standing.owed, "count": len(standing.bills)}, choices)
