"""What anybody is told without proof: prices, what is sold, what happens in general. A question that nobody need prove
themselves for is answered at once, whatever wish it was taken for."""

from collections.abc import Sequence

from actions.asked import Asked
from actions.catalogue import choice_utterance
from actions.frame import DialtoneAction
from actions.mentioned import plan_named_among, products_meant
from actions.running_out import running_out_in_general
from actions.use_prices import about_use
from telecom.management.catalogue import browse
from telecom.management.order_items import find_offering, price_utterance
from telecom.model.utterances import Utterance, ask_for, said_as
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


def _new_line_wanted(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What comes first for somebody unknown who orders a plan: an account, or logging in; empty where it is no plan."""
    named = asked.entities.get("product") or asked.slots.get("product")
    names = named if isinstance(named, list) else [named] if named else products_meant(asked, work)
    if not names:  # "then the one with 10 GB"
        plans = [each.offering for each in browse(None, category="plan", service_kind="mobile", work=work)]
        names = [said.name] if (said := plan_named_among(asked.text, plans)) is not None else []
    offerings = [find_offering(str(name), work=work) for name in names]
    if len(offerings) != 1 or not offerings[0].is_base:
        return []
    new = ask_for("request_account", "utter_choice_new_here")
    known = ask_for("log_in", "utter_choice_am_customer")
    choices = [
        said_as(
            new, "new", "i'm new", "im new", "new here", "not yet", "not a customer", "no", "neu", "bin neu", "do it"
        ),
        said_as(known, "a customer", "am a customer", "already", "log in", "bin kunde", "schon kunde"),
    ]
    values = {"product": offerings[0].name, "price": price_utterance(offerings[0].price)}
    return [Utterance("utter_order_who", values, choices)]


def told_to_anybody(asked: Asked, work: Work, *, home: str) -> Sequence[Utterance]:
    """The general answer to a question of somebody whom nobody knows; empty where it takes proof."""
    if told := about_use(asked, work, home=home, follows=asked.intent in _ASKING):
        return told
    if asked.intent == "order_product" and (first := _new_line_wanted(asked, work)):
        return first
    if asked.intent not in _ASKING or not asked.text:
        return []
    if told := running_out_in_general(asked, work):
        return told
    chosen = choice_utterance(asked, work) if asked.intent not in _OF_ONES_OWN else None
    return [chosen] if chosen is not None else []


DialtoneAction.told_to_anybody = staticmethod(told_to_anybody)
