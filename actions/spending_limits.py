"""A cap on what a service may spend in a month."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.caps_apart import LIMIT, caps_apart, caps_named
from actions.explaining import about_ourselves
from actions.frame import Answer, DialtoneAction
from actions.inventory import AskService, ServiceForm, ask_which
from actions.limited_lines import limited_lines
from actions.restrictions import amounts_offered, find_line, lift, read_span
from telecom.management.inventory import Meant, label_of
from telecom.management.restriction_lines import propose_lifts, propose_restrictions
from telecom.management.rules_in_force import restrictable_services, said_of, standing_on
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.money import Money, read_amount
from telecom.model.restrictions import Limits
from telecom.model.use_questions import read_volume
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.settings_said import is_lifting

MANY, ALL_LINES = 2, "all"
_TOTAL = re.compile(
    r"\b(?:whole|entire|total|overall|altogether|in all|combined|together|gesamt\w*|insgesamt)\b"
    r"|\b(?:company|firm|business|account)(?:'s)? (?:bill|spend\w*|as a whole)\b",
    re.I,
)
_ASKS_WHAT_STANDS = re.compile(r"\b(what|whats|how high|show|see|do i have|which)\b", re.I)
_REMOVES = re.compile(r"\b(off|uncapped|no limit)\b", re.I)


class SetSpendingLimitForm(ServiceForm):
    """Which service, and how much a month."""

    form = "set_spending_limit_form"
    form_slots = ("service", "amount")
    also_taken = ("phone_number", "group", "period", "date")

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return restrictable_services(asked.actor, meant, kind=LIMIT, work=work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """Several lines by their numbers, however they were named together."""
        together = _together(asked, work) if asked.intent in ("set_spending_limit", "inform") else []
        numbers = [line.phone_number.e164 for line in together if line.phone_number]
        return {"phone_number": numbers, "service": None} if len(numbers) > 1 else super().filled(asked, work)

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        if caps_named(asked, work):
            return ()
        if asked.intent == "set_spending_limit" and _beyond_us(asked, work) is not None:
            return ()
        if isinstance(asked.slots.get("phone_number"), list):
            return ("amount",)
        is_told = _is_off(asked) or _is_look(asked) or about_ourselves(asked)
        if asked.intent == "set_spending_limit" and not asked.value("amount") and is_told:
            return ()
        services = self._found(find_line(asked, work), asked, work)
        if not services:
            return ()
        return ("service", "amount") if len(services) > 1 else ("amount",)


def _beyond_us(asked: Asked, work: Work) -> Utterance | None:
    """What there is in place of a cap on data, or on the bill as a whole; None for a cap on lines."""
    alert, volume = ask_for("set_alerts", "utter_wish_set_alerts"), read_volume(asked.text)
    if volume is not None and asked.entities.get("amount") is None and not is_lifting(asked.text):
        choices = [alert, ask_for("set_spending_limit", "utter_choice_set_limit")]
        return Utterance("utter_restriction_no_data_cap", {"volume": volume}, choices)
    if asked.entities.get("amount") is None or not _TOTAL.search(asked.text) or asked.actor is None:
        return None
    amount = read_amount(asked.entities["amount"], currency=work.currency)
    lines = restrictable_services(asked.actor, Meant(), kind=LIMIT, work=work)
    lines = [line for line in lines if line.kind == "mobile"] or lines
    each = Money(amount.minor // max(len(lines), 1) // 100 * 100, amount.currency)
    if len(lines) < MANY or not each.is_positive:
        return None
    shared = {"minor": each.minor, "currency": each.currency}
    set_each = ask_for("set_spending_limit", "utter_choice_cap_each", {"each": each}, amount=shared, group=ALL_LINES)
    values = {"count": len(lines), "each": each, "amount": each * len(lines)}
    return Utterance("utter_restriction_no_total", values, [set_each, alert])


def _together(asked: Asked, work: Work) -> Sequence[Service]:
    """The lines that were named together; none where they are not theirs, which the action says."""
    try:
        return limited_lines(asked, work)
    except BusinessError:
        return []


def _is_off(asked: Asked) -> bool:
    return is_lifting(asked.text) or _REMOVES.search(asked.text) is not None


def _is_look(asked: Asked) -> bool:
    return _ASKS_WHAT_STANDS.search(asked.text) is not None


class AskSpendingService(AskService):
    """Asks which service is to be capped."""

    called = "action_ask_set_spending_limit_form_service"
    asks_for = SetSpendingLimitForm

    def answer(self, asked: Asked, work: Work) -> Answer:
        services = self.asks_for().candidates(find_line(asked, work), asked, work)
        return ask_which("set_spending_limit", services, amount=asked.slots.get("amount"))


class AskSpendingAmount(DialtoneAction):
    """Asks how much a month."""

    called = "action_ask_set_spending_limit_form_amount"

    def answer(self, asked: Asked, work: Work) -> Answer:
        choices = amounts_offered("set_spending_limit", asked, work)
        return Answer([Utterance("utter_restriction_ask_amount", {}, choices)])


class SetSpendingLimit(DialtoneAction):
    """Reads the cap back to be confirmed, says which stands, or proposes to lift it."""

    called = "action_set_spending_limit"
    form_slots = ("service", "phone_number", "group", "amount", "period", "date")

    def answer(self, asked: Asked, work: Work) -> Answer:
        if (apart := caps_apart(asked, work)) is not None:
            return Answer([apart])
        if (cannot := _beyond_us(asked, work)) is not None:
            return Answer([cannot])
        together, amount = limited_lines(asked, work), asked.value("amount")
        if together and amount:
            return self._proposed(asked, together, work)
        if together and _is_off(asked):
            return Answer([propose_lifts(asked.actor, together, kind=LIMIT, turn_id=asked.turn_id, work=work)])
        if not amount and (told := about_ourselves(asked)):
            return Answer(told)
        services = restrictable_services(asked.actor, find_line(asked, work), kind=LIMIT, work=work)
        if not amount and _is_off(asked):
            return lift(asked, services, LIMIT, work)
        if not amount and _is_look(asked):
            return _show(services, work)
        if len(services) > 1:
            return ask_which("set_spending_limit", services, amount=amount)
        if not amount:
            choices = amounts_offered("set_spending_limit", asked, work)
            return Answer([Utterance("utter_restriction_ask_amount", {}, choices)])
        return self._proposed(asked, services[:1], work)

    @staticmethod
    def _proposed(asked: Asked, lines: Sequence[Service], work: Work) -> Answer:
        amount = read_amount(asked.value("amount"), currency=work.currency)
        limits, ids = Limits(LIMIT, amount=amount, period=read_span(asked, work)), [line.id for line in lines]
        return Answer([propose_restrictions(asked.actor, ids, limits=limits, turn_id=asked.turn_id, work=work)])


def _show(services: Sequence[Service], work: Work) -> Answer:
    lines = [
        Utterance("utter_restriction_of", {"service": label_of(service), "line": said_of(each, service, work=work)})
        for service in services
        for each in standing_on(service, kind=LIMIT, work=work)
    ]
    if not lines:
        choices = [ask_for("set_spending_limit", "utter_choice_set_limit")]
        return Answer([Utterance("utter_restriction_no_limit", {}, choices)])
    return Answer([Utterance("utter_restriction_limits", {"lines": lines})])
