"""Did you mean: the likeliest wishes as choices, where a message was not clear enough to act on."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from telecom.model.messaging import NUMBERED_CHANNELS
from telecom.model.utterances import Offered, ask_for

MOST = 3
# Small talk and answers are never offered: nobody wants to be asked whether they meant good-bye.
NEVER_OFFERED = frozenset(
    {
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "inform",
        "cancel",
        "help",
        "repeat",
        "out_of_scope",
    }
)

# Wishes about what is the asker's own: they need a proof anyway.
OF_ONES_OWN = frozenset({
    "check_balance", "check_usage", "check_spending", "show_bill", "explain_bill", "show_current_charges", "pay_bill",
    "show_payments", "arrange_payment", "set_autopay", "set_e_bill", "change_billing_mode", "dispute_charge",
    "list_services", "check_contract", "change_plan", "configure_service", "terminate_service", "pause_service",
    "resume_service", "restrict_calls", "check_call_rule", "set_spending_limit", "set_alerts", "report_fault",
    "check_ticket", "update_ticket", "manage_appointment", "test_service", "check_performance", "show_history",
    "check_reachability", "analyse_calls", "manage_capacity", "authorize_user", "revoke_authorization",
    "list_authorizations", "manage_people", "order_status", "cancel_order", "move_service", "list_requests",
    "show_profile", "update_profile", "top_up", "redeem_points", "transfer_credit", "activate_sim",
    "report_lost_phone",
})  # fmt: skip
_OWN = re.compile(
    r"\b(?:i|i'?m|im|i'?ve|ive|my|me|mine|our|ours|we|we'?re|us|ich|mich|mir|mein\w*|wir|uns|unser\w*)\b", re.I
)


def better_known_first(asked: Asked) -> bool:
    """Whether somebody whom nobody knows speaks of their own things, so that all that may be meant needs a proof: only
    where the chat has a number that the code can go to at once, is that asked first. [C4]"""
    if asked.actor is not None or asked.conversation.channel not in NUMBERED_CHANNELS:
        return False
    wishes = [intent for intent in asked.guesses if intent not in NEVER_OFFERED][:MOST]
    return _OWN.search(asked.text) is not None and set(wishes) <= OF_ONES_OWN


def guessed_wishes(asked: Asked) -> Sequence[Offered]:
    """A choice for each of the likeliest wishes, with what the message named, and one for none of them.

    Empty where the message is hardly any of our business, or where only small talk comes near.
    """
    if not asked.guesses or asked.guesses[0] == "out_of_scope":
        return []
    wishes = [intent for intent in asked.guesses if intent not in NEVER_OFFERED][:MOST]
    if not wishes:
        return []
    offered = [ask_for(intent, f"utter_wish_{intent}", **asked.entities) for intent in wishes]
    return [*offered, ask_for("help", "utter_wish_something_else")]
