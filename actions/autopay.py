"""Answers about paying by itself, and reminders to pay."""

import re
from datetime import timedelta
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.numbers import find_number, named_amount
from telecom.management.autopay import (
    account_paid,
    find_standing,
    propose_auto_top_up,
    propose_autopay,
    set_reminder,
    when_paid,
)
from telecom.model.autopay import (
    USUAL_REMINDER,
    USUAL_THRESHOLD_MINOR,
    USUAL_TOP_UP_MINOR,
    read_pay_day,
    read_threshold,
)
from telecom.model.money import Money, read_amount
from telecom.model.parties import BillingMode
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

# What a choice says in place of words.
ON, OFF, TOP_UP, TOP_UP_OFF = "autopay on", "autopay off", "auto top up on", "auto top up off"
REMIND = "remind me"
# Money that is taken "off my card" is not switched off.
_OFF = re.compile(
    r"\b(off(?!\s+(?:my|the|our|this|that|his|her|a)\b)"
    r"|stop|cancel|end|disable|deactivate|revoke|without|un-?enroll|unsubscribe|no more|don.?t|never|by hand"
    r"|(?:aus|ab)(?:ge|zu)?schalt\w*|abstellen|beend\w*|stopp\w*|nicht mehr|aus(?!\s+(?:mein|dem|der|unser)))\b",
    re.IGNORECASE,
)
# "Never more than ninety" is how far it may go, and no end of it.
_AT_MOST = re.compile(
    r"\b(?:more than|over|above|beyond|up to|at most|max(?:imum)?|mehr als|über|höchstens|bis zu)\b", re.I
)
# "That it's never under five" is when it shall happen, and no end of it.
_NEVER_UNDER = re.compile(
    r"\b(?:never|don'?t|not|nie)\b(?:\s+\w+){0,4}\s+(?:under|below|less|low|empty|out|unter|leer)\b", re.I
)
_REMINDER = re.compile(
    r"\b(remind\w*|nudge|ping|poke|nagging|text me|let me know|note when|a shout|a bell"
    r"|(?:warn|tell|alert|notify) (?:me|us)\b.*\b(?:before|ahead|due)|heads[- ]?up|erinner\w*)\b",
    re.IGNORECASE,
)
_BANK = re.compile(r"\b(?:bank(?: account)?|direct debit|sort code|iban|\w*konto|lastschrift|bankeinzug)\b", re.I)
_TOP_UP = re.compile(r"\b(top\w*[ -]?(me |my kid |up)|recharge|refill|credit)\b", re.IGNORECASE)
# "So that I never have to think of it" is why it is wanted, and no end of it.
_NO_TROUBLE = re.compile(
    r"\b(?:never|don'?t|not|no|without|nie|nicht|ohne)\b(?:\s+\w+){0,3}\s+(?:think\w*|worry\w*|bother\w*|remember\w*"
    r"|forget\w*|miss\w*|ask\w*|touch\w*|lift\w*|denken|kümmern|vergesse\w*)\b",
    re.I,
)
_QUESTION = re.compile(r"^(is|do (?:i|you|u|we|they|my|our)|does|when|what|which)\b", re.IGNORECASE)
# "Is it set up? If not, set it up."
_SETS_UP = re.compile(r"\b(?:if not|otherwise|then|please|else)\b.*\b(?:set|turn|switch|do|make|start|put)\b", re.I)


class SetAutopay(DialtoneAction):
    """Automatic payment, automatic top-up, and reminders: on, off, or how it is."""

    called = "action_set_autopay"

    def answer(self, asked: Asked, work: Work) -> Answer:
        wish = str(asked.entities.get("value") or asked.text)
        capped = _AT_MOST.search(wish) is not None and named_amount(asked, work) is not None
        off = _OFF.search(_NO_TROUBLE.sub("", _NEVER_UNDER.sub("", wish))) is not None and not capped
        if _REMINDER.search(wish):
            return _remind(asked, wish, off=off, work=work)
        by_bill = account_paid(asked.actor, BillingMode.POSTPAID, work=work)
        prepaid = account_paid(asked.actor, BillingMode.PREPAID, work=work)
        if (_QUESTION.search(wish) and not _SETS_UP.search(wish)) or not wish:
            return _as_it_is(asked, work)
        if prepaid is not None and (by_bill is None or _TOP_UP.search(wish)):
            threshold = read_threshold(wish, currency=work.currency)
            named = [read_amount(each, currency=work.currency) for each in asked.every.get("amount", ())]
            amount = next((each for each in named if each != threshold), Money(USUAL_TOP_UP_MINOR, work.currency))
            shown = propose_auto_top_up(
                asked.actor,
                amount=None if off else amount,
                threshold=threshold or Money(USUAL_THRESHOLD_MINOR, work.currency),
                turn_id=asked.turn_id,
                work=work,
            )
            return Answer([shown])
        limit = None if off else named_amount(asked, work)
        day = None if off else read_pay_day(wish)
        shown = propose_autopay(asked.actor, on=not off, limit=limit, day=day, turn_id=asked.turn_id, work=work)
        by_bank = not off and _BANK.search(wish) is not None
        return Answer([*([Utterance("utter_autopay_cards_only")] if by_bank else []), shown])


def _remind(asked: Asked, wish: str, *, off: bool, work: Work) -> Answer:
    days = 0 if off and "forget" not in wish else _days_before(wish)
    channel = asked.entities.get("channel")
    kept = set_reminder(asked.actor, days, channel=str(channel) if channel else None, work=work)
    if kept == 0:
        choices = [ask_for("set_autopay", "utter_choice_remind_me", value=REMIND)]
        return Answer([Utterance("utter_autopay_never_reminded", {}, choices)])
    account = account_paid(asked.actor, BillingMode.POSTPAID, work=work)
    standing = find_standing(account.id, work=work) if account else None
    if standing is not None and standing.pays_bills:
        return Answer([Utterance("utter_autopay_reminded_of_own", {"days": timedelta(days=kept)})])
    choices = [ask_for("set_autopay", "utter_choice_autopay", value=ON)]
    if channel:
        values = {"days": timedelta(days=kept), "channel": Utterance(f"utter_preferences_by_{channel}")}
        return Answer([Utterance("utter_autopay_reminded_by", values, choices)])
    return Answer([Utterance("utter_autopay_reminded", {"days": timedelta(days=kept)}, choices)])


def _days_before(wish: str) -> int:
    if re.search(r"\b(?:week|woche)\b", wish, re.IGNORECASE):
        return 7
    return find_number(wish, before=r"(?:days?|tagen?)") or USUAL_REMINDER


def _as_it_is(asked: Asked, work: Work) -> Answer:
    lines, choices = [], []
    for mode in (BillingMode.POSTPAID, BillingMode.PREPAID):
        account = account_paid(asked.actor, mode, work=work)
        if account is None:
            continue
        standing = find_standing(account.id, work=work)
        if mode is BillingMode.PREPAID:
            on = standing is not None and standing.top_up is not None
            values: dict[str, Any] = {"amount": standing.top_up, "threshold": standing.threshold} if standing else {}
            lines.append(Utterance("utter_autopay_line_top_up" if on else "utter_autopay_line_no_top_up", values))
            label = "utter_choice_auto_top_up_off" if on else "utter_choice_auto_top_up"
            choices.append(ask_for("set_autopay", label, value=TOP_UP_OFF if on else TOP_UP))
        else:
            on = standing is not None and standing.pays_bills
            when = {"when": when_paid(standing.pay_day if standing else None)}
            lines.append(Utterance("utter_autopay_line_on", when) if on else Utterance("utter_autopay_line_off"))
            choices.append(
                ask_for(
                    "set_autopay", "utter_choice_autopay_off" if on else "utter_choice_autopay", value=OFF if on else ON
                )
            )
    return Answer([Utterance("utter_autopay_as_it_is", {"lines": lines}, choices)])
