"""What anybody is told without proof: prices, what is sold, what happens in general. A question that nobody need prove
themselves for is answered at once, whatever wish it was taken for."""

from collections.abc import Sequence

from actions.asked import Asked
from actions.catalogue import choice_utterance
from actions.frame import DialtoneAction
from actions.running_out import running_out_in_general
from actions.use_prices import about_use
from telecom.model.utterances import Utterance
from telecom.ports import Work

# Wishes that ask; who orders or pays something is to be known first.
_ASKING = frozenset(
    {
        *("check_usage", "check_balance", "check_contract", "check_call_rule", "check_spending", "order_status"),
        *("show_current_charges", "recommend_product", "change_plan", "set_spending_limit", "list_services"),
        *("order_product", "configure_service", "restrict_calls", "check_service_status", "report_experience"),
    }
)
# Of these "the most" and "the cheapest" are one's own, and nothing from the shop.
_OF_ONES_OWN = frozenset(
    {"check_usage", "check_balance", "check_contract", "check_spending", "order_status", "show_current_charges"}
)


def told_to_anybody(asked: Asked, work: Work, *, home: str) -> Sequence[Utterance]:
    """The general answer to a question of somebody whom nobody knows; empty where it takes proof."""
    if told := about_use(asked, work, home=home, follows=asked.intent in _ASKING):
        return told
    if asked.intent not in _ASKING or not asked.text:
        return []
    if told := running_out_in_general(asked, work):
        return told
    chosen = choice_utterance(asked, work) if asked.intent not in _OF_ONES_OWN else None
    return [chosen] if chosen is not None else []


DialtoneAction.told_to_anybody = staticmethod(told_to_anybody)
