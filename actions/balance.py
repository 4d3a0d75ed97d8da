"""Answers about prepaid money and allowances, and putting credit on a line by card or voucher."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from actions.asked import Asked
from actions.credit_history import about_credit, asks_where_credit_went
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction, say
from actions.lasting import about_lasting
from actions.more_of_it import more_of_it
from actions.payments import pays_in_chat, wants_other_way
from actions.running_out import about_running_out
from actions.usage import allowances_lasting
from telecom.management.balance import Allowance, check_balance
from telecom.management.offers import ride_along
from telecom.management.topup import (
    LARGEST_MINOR,
    SMALLEST_MINOR,
    check_top_up_amount,
    prepaid_lines,
    propose_top_up,
    read_line,
)
from telecom.management.vouchers import Redeemed, redeem_voucher
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError
from telecom.model.money import Money, read_amount
from telecom.model.notices import LOW_CREDIT
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance, ask_for
from telecom.model.volumes import UsageKind
from telecom.model.vouchers import parse_voucher_code
from telecom.ports import Work
from telecom.support.authorization import access_services

ALLOWANCES_IN_FULL = 6
OFFERED_MINOR = (1000, 2000, 5000)


class CheckBalance(DialtoneAction):
    """Money left, allowances left and when they end."""

    called = "action_check_balance"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if then := about_running_out(asked, work):
            return Answer(then)
        if lasting := [*about_lasting(asked, work), *allowances_lasting(asked, work)]:
            return Answer(lasting)
        if asks_where_credit_went(asked.text) and (told := about_credit(asked, work)):
            return Answer(told)
        report = check_balance(asked.actor, work=work)
        allowances = _allowances(report.allowances)
        if not report.credit:
            return say("utter_balance_by_bill", allowances=allowances)
        values = {"credit": list(report.credit), "allowances": allowances}
        choices = [ask_for("top_up", "utter_choice_top_up"), ask_for("check_usage", "utter_choice_usage")]
        said = [Utterance("utter_balance_credit", values, choices)]
        is_low = any(credit.minor < LOW_CREDIT for credit in report.credit)
        if is_low or any(one.left.units == 0 for one in report.allowances):
            said += ride_along(asked.actor, asked.conversation, turn_id=asked.turn_id, work=work)
        return Answer(said)


def _allowances(held: Sequence[Allowance]) -> list[Utterance]:
    """A line for each pack; those of many services are added up by offering, with the one that has least left."""
    if len(held) <= ALLOWANCES_IN_FULL:
        return _by_pack(held)
    alike: dict[tuple[str, UsageKind, datetime], list[Allowance]] = defaultdict(list)
    for one in held:
        alike[one.offering_name, one.granted.kind, one.ends_at].append(one)
    lines = []
    for group in alike.values():
        least = min(group, key=lambda one: one.left.units / max(one.granted.units, 1))
        if len(group) == 1:
            lines.append(Utterance("utter_balance_allowance", _values(least)))
            continue
        left, granted = (reduce(add, volumes) for volumes in zip(*((a.left, a.granted) for a in group), strict=True))
        values = {**_values(least), "left": left, "granted": granted, "count": len(group)}
        lines.append(Utterance("utter_balance_allowance_together", values))
        told = {"service": least.service_name, "left": least.left, "granted": least.granted}
        lines.append(Utterance("utter_balance_allowance_least", told))
    return lines


def _by_pack(held: Sequence[Allowance]) -> list[Utterance]:
    """A line for each pack of each line, whatever kinds of use are in it."""
    packs: dict[tuple[str, str, datetime], list[Allowance]] = defaultdict(list)
    for one in held:
        packs[one.service_name, one.offering_name, one.ends_at].append(one)
    lines = []
    for own in packs.values():
        if len(own) == 1:
            lines.append(Utterance("utter_balance_allowance", _values(own[0])))
            continue
        values = {**_values(own[0]), "left": [one.left for one in own], "granted": [one.granted for one in own]}
        lines.append(Utterance("utter_balance_pack", values))
    return lines


def _values(one: Allowance) -> dict[str, Any]:
    return {"left": one.left, "granted": one.granted, "offering": one.offering_name, "ends": one.ends_at.date()}


class TopUpForm(DialtoneForm):
    """Which line gets the credit, where there are several, and how much."""

    form = "top_up_form"
    form_slots = ("phone_number", "amount")

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        return (*_line_if_unclear(asked, work), "amount") if _can_top_up(asked, work) else ()

    def check_amount(self, value: Any, asked: Asked, work: Work) -> Any:
        check_top_up_amount(read_amount(value, currency=work.currency))
        return value

    def check_phone_number(self, value: Any, asked: Asked, work: Work) -> Any:
        read_line(value)
        return value


class AskTopUpAmount(DialtoneAction):
    """Asks how much credit it should be."""

    called = "action_ask_top_up_form_amount"

    def answer(self, asked: Asked, work: Work) -> Answer:
        limits = {"smallest": Money(SMALLEST_MINOR, work.currency), "largest": Money(LARGEST_MINOR, work.currency)}
        amounts = [Money(minor, work.currency) for minor in OFFERED_MINOR]
        choices = [
            ask_for(
                "inform",
                "utter_choice_amount",
                {"amount": amount},
                amount={"minor": amount.minor, "currency": amount.currency},
            )
            for amount in amounts
        ]
        return Answer([Utterance("utter_top_up_ask_amount", limits, choices)])


class AskTopUpLine(DialtoneAction):
    """Asks which of several lines should get the credit."""

    called = "action_ask_top_up_form_phone_number"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return _ask_for_line(asked, work)


class TopUp(DialtoneAction):
    """Proposes a top-up by card."""

    called = "action_top_up"
    form_slots = ("phone_number", "amount")

    def answer(self, asked: Asked, work: Work) -> Answer:
        if not _can_top_up(asked, work) and (meant := more_of_it(asked, work)) is not None:
            return meant
        named = asked.value("amount")
        amount = read_amount(named, currency=work.currency) if named is not None else None
        line = read_line(asked.value("phone_number"))
        if line is not None and _can_top_up(asked, work) and not _is_own(line, asked, work):
            return DialtoneAction.named["action_transfer_credit"]().answer(asked, work)
        shown = propose_top_up(
            asked.actor,
            amount=amount,
            phone_number=line,
            other=wants_other_way(asked),
            in_chat=pays_in_chat(asked, self.telecom),
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])


# So many digits, whatever stands between them, are meant for a code.
_NUMBERS = re.compile(r"(?:\d[ -]?){6,}")


class RedeemVoucherForm(DialtoneForm):
    """The code of the voucher, and the line where there are several."""

    form = "redeem_voucher_form"
    form_slots = ("voucher_code", "phone_number")

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        return ("voucher_code", *_line_if_unclear(asked, work)) if _can_top_up(asked, work) else ()

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """What was meant for a code and is none: it is said so, rather than asked again without a word."""
        meant = _NUMBERS.search(asked.text) if not asked.entities else None
        return {"voucher_code": meant.group()} if meant else {}

    def check_voucher_code(self, value: Any, asked: Asked, work: Work) -> Any:
        is_code = parse_voucher_code(str(value)) and re.search("[A-Za-z]", str(value))
        return value if is_code else Utterance("utter_voucher_not_whole")

    def check_phone_number(self, value: Any, asked: Asked, work: Work) -> Any:
        read_line(value)
        return value


class AskVoucherCode(DialtoneAction):
    """Asks for the code of the voucher."""

    called = "action_ask_redeem_voucher_form_voucher_code"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return say("utter_voucher_ask_code")


class AskVoucherLine(DialtoneAction):
    """Asks which of several lines the voucher is for."""

    called = "action_ask_redeem_voucher_form_phone_number"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return _ask_for_line(asked, work)


class RedeemVoucher(DialtoneAction):
    """Puts a voucher's worth on a line, at once."""

    called = "action_redeem_voucher"
    form_slots = ("voucher_code", "phone_number")

    def answer(self, asked: Asked, work: Work) -> Answer:
        line = read_line(asked.value("phone_number"))
        code = str(asked.value("voucher_code") or "")
        result = redeem_voucher(asked.actor, code, phone_number=line, turn_id=asked.turn_id, work=work)
        if isinstance(result, Redeemed):
            return say("utter_voucher_redeemed", value=result.value, line=result.line, credit=result.credit)
        return say(result.name, **result.values)


def _can_top_up(asked: Asked, work: Work) -> bool:
    """Where it cannot be done at all nothing is asked; the action that follows says why."""
    try:
        return bool(prepaid_lines(asked.actor, work=work))
    except BusinessError:
        return False


def _is_own(line: PhoneNumber, asked: Asked, work: Work) -> bool:
    """Whether credit for this number is a top-up; another's number gets some of one's own."""
    return any(service.phone_number == line for service in access_services(asked.actor, Function.CHECK, work=work))


def _line_if_unclear(asked: Asked, work: Work) -> Sequence[str]:
    return ("phone_number",) if len(prepaid_lines(asked.actor, work=work)) > 1 else ()


def _ask_for_line(asked: Asked, work: Work) -> Answer:
    lines = [s.phone_number for s in prepaid_lines(asked.actor, work=work) if s.phone_number]
    choices = [ask_for("inform", "utter_choice_line", {"line": line}, phone_number=line.e164) for line in lines]
    return Answer([Utterance("utter_top_up_ask_line", {}, choices)])
