"""The questions that setting a limit may need: which service, which limit, numbers, amount, hours, age."""

from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import AskService, ask_which
from actions.restrictions import FORM_SLOTS, RestrictCallsForm, amounts_offered, find_line, which_limit
from telecom.management.rules_in_force import restrictable_services
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work

# What is offered where an hour or an age is asked for.
OFFERED_BEGINS, OFFERED_ENDS = ("20:00", "21:00", "22:00"), ("06:00", "07:00", "08:00")
OFFERED_AGES = (0, 7, 12, 16)


class AskRestrictionService(AskService):
    """Asks which service is to be limited."""

    called = "action_ask_restrict_calls_form_service"
    asks_for = RestrictCallsForm

    def answer(self, asked: Asked, work: Work) -> Answer:
        services = self.asks_for().candidates(find_line(asked, work), asked, work)
        told = {name: asked.slots.get(name) for name in (*FORM_SLOTS[1:], "weekdays", "period", "date")}
        return ask_which("restrict_calls", services, **told)


class AskRestriction(DialtoneAction):
    """Asks which limit."""

    called = "action_ask_restrict_calls_form_restriction"

    def answer(self, asked: Asked, work: Work) -> Answer:
        service = restrictable_services(asked.actor, find_line(asked, work), work=work)[0]
        return Answer([which_limit(service)])


class AskNumbers(DialtoneAction):
    """Asks for the numbers of a list."""

    called = "action_ask_restrict_calls_form_numbers"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_restriction_ask_numbers")])


class AskRestrictionAmount(DialtoneAction):
    """Asks for the amount a month."""

    called = "action_ask_restrict_calls_form_amount"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_restriction_ask_amount", {}, amounts_offered("restrict_calls", asked, work))])


class AskBegins(DialtoneAction):
    """Asks at which hour it begins."""

    called = "action_ask_restrict_calls_form_begin_time"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_restriction_ask_begins", {}, _hours(asked, "begin_time", OFFERED_BEGINS))])


class AskEnds(DialtoneAction):
    """Asks at which hour it ends."""

    called = "action_ask_restrict_calls_form_end_time"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_restriction_ask_ends", {}, _hours(asked, "end_time", OFFERED_ENDS))])


class AskAge(DialtoneAction):
    """Asks up to which age rating."""

    called = "action_ask_restrict_calls_form_age"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_restriction_ask_age", {}, _hours(asked, "age", OFFERED_AGES))])


def _hours(asked: Asked, slot: str, offered: Sequence[Any]) -> list[Offered]:
    kept = ("service", "restriction", "begin_time", "weekdays")
    told = {name: asked.value(name) for name in kept if asked.value(name)}
    told.pop(slot, None)
    return [
        ask_for("restrict_calls", "utter_choice_value", {"value": str(value)}, **{slot: value}, **told)
        for value in offered
    ]
