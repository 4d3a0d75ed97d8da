"""The menu: every wish that can be carried out here, by topic, a few choices at a time."""

from collections.abc import Mapping, Sequence

from actions.frame import DialtoneAction
from telecom.model.utterances import Offered, Utterance, ask_for

# Each topic with its wishes, the most wanted first; those that nobody can carry out yet are left out by themselves.
TOPICS: Mapping[str, str] = {
    "utter_menu_bills": "show_bill pay_bill explain_bill show_current_charges show_payments ask_payment_methods"
    " set_autopay arrange_payment dispute_charge set_e_bill change_billing_mode",
    "utter_menu_credit": "check_balance check_usage top_up redeem_voucher check_spending transfer_credit redeem_points",
    "utter_menu_services": "list_services configure_service pause_service resume_service change_plan terminate_service"
    " check_contract move_service port_number undo",
    "utter_menu_limits": "restrict_calls check_call_rule set_spending_limit set_alerts",
    "utter_menu_sim": "report_lost_phone activate_sim return_equipment",
    "utter_menu_shop": "browse_catalogue ask_price check_availability order_product order_status cancel_order"
    " recommend_product build_bundle show_offers list_requests",
    "utter_menu_faults": "report_fault check_ticket update_ticket test_service check_service_status manage_appointment"
    " report_experience check_reachability show_history check_performance analyse_calls manage_capacity ask_how_to",
    "utter_menu_people": "authorize_user revoke_authorization list_authorizations manage_people",
    "utter_menu_me": "show_profile update_profile change_pin list_sessions log_in log_out request_account set_language"
    " export_my_data delete_my_data",
    "utter_menu_more": "talk_to_agent show_news opt_in opt_out rate_service give_feedback read_tips share_tip",
}
TOPIC = "topic"


def wishes_of(topic: str) -> Sequence[str]:
    """The wishes of a topic that some action carries out: `action_pay_bill` carries out `pay_bill`."""
    return [intent for intent in TOPICS[topic].split() if f"action_{intent}" in DialtoneAction.named]


def topics() -> list[Offered]:
    """A choice for each topic that has anything in it."""
    return [ask_for("help", topic, topic=topic) for topic in TOPICS if wishes_of(topic)]


def wishes(topic: str) -> list[Offered]:
    """A choice for each wish of a topic."""
    return [ask_for(intent, f"utter_wish_{intent}") for intent in wishes_of(topic)]


def menu_of(topic: str | None) -> Utterance:
    """The topics, or the wishes of one of them."""
    if topic is None or topic not in TOPICS:
        return Utterance("utter_help", {}, topics())
    return Utterance("utter_help_topic", {"topic": Utterance(topic)}, wishes(topic))
