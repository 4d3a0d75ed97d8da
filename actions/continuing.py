"""Going on with the last wish, when something more is told about it: "Friday then", "the 10 GB one"."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.model.errors import ProofRequired
from telecom.model.other_days import says_shift
from telecom.model.utterances import Utterance
from telecom.ports import Work

# Wishes that ask, show or propose: to carry them out once more with something else does nothing by itself.
_GOES_ON = frozenset({
    "check_usage", "check_spending", "show_bill", "ask_price", "check_availability", "browse_catalogue",
    "order_product", "change_plan", "pause_service", "resume_service", "terminate_service", "restrict_calls",
    "set_spending_limit", "check_performance", "analyse_calls", "show_history", "check_service_status",
    "recommend_product", "manage_capacity", "check_contract", "check_call_rule", "top_up", "transfer_credit",
    "pay_bill", "arrange_payment", "authorize_user", "revoke_authorization", "manage_appointment",
    "move_service", "check_balance", "list_services"
})  # fmt: skip

# What has days that can be moved: "a week later".
_MOVES = frozenset({"pause_service", "move_service"})
# What takes each other's place: a day said now is no addition to the days said before.
_ALIKE = (frozenset({"date", "period"}), frozenset({"service", "phone_number", "person", "group"}))


def go_on(asked: Asked, work: Work) -> Answer | None:
    """The answer to the last wish with what was told now; None where there was no such wish, or nothing was told."""
    last = asked.last_wish
    action = _action_of(last.intent) if last is not None and last.intent in _GOES_ON else None
    moves = last is not None and last.intent in _MOVES and says_shift(asked.text)
    if last is None or action is None or not (asked.entities or moves):
        return None
    left = {name for alike in _ALIKE if alike & set(asked.entities) for name in alike}
    kept = {name: value for name, value in last.entities.items() if name not in left}
    told: Mapping[str, Any] = {**kept, **asked.entities}
    again = replace(asked, intent=last.intent, entities=told)
    try:
        return action.answer(again, work)
    except ProofRequired as proof:
        values = {"level": proof.level, "wish": action.wish_of(again), "contact": proof.contact}
        return Answer([Utterance("proof_required", values)])


def _action_of(intent: str) -> DialtoneAction | None:
    """The action that carries out a wish."""
    action = DialtoneAction.named.get(f"action_{intent}")
    return action() if action else None
