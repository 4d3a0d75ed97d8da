"""What of a message matters to the wish: "my phone" is one of my services in a pause, only a word in a thank-you."""

from __future__ import annotations

from nlu.components.recognising.setting import Found, Setting

_LISTED: dict[str, str] = {
    "service": "list_services configure_service pause_service resume_service terminate_service restrict_calls"
    " test_service report_fault check_service_status check_performance check_usage show_bill explain_bill"
    " show_current_charges set_alerts move_service change_plan check_contract show_history manage_appointment"
    " manage_capacity build_bundle rate_service check_availability report_experience list_requests"
    " analyse_calls recommend_product",
    "category": "browse_catalogue ask_price recommend_product order_product show_offers check_availability",
    "symptom": "report_fault report_experience check_service_status test_service manage_appointment update_ticket",
    "period": "pause_service check_usage check_spending show_bill explain_bill show_current_charges show_payments"
    " show_history check_performance analyse_calls export_my_data dispute_charge restrict_calls authorize_user"
    " configure_service order_product manage_appointment report_fault check_service_status show_news manage_capacity"
    " set_spending_limit arrange_payment report_experience list_sessions opt_out check_reachability move_service",
    "date": "pause_service resume_service terminate_service move_service change_plan order_product port_number"
    " manage_appointment arrange_payment pay_bill set_autopay authorize_user revoke_authorization check_call_rule"
    " restrict_calls set_alerts check_contract check_usage check_spending dispute_charge show_payments show_bill"
    " explain_bill show_history check_service_status show_news return_equipment change_billing_mode configure_service"
    " check_performance analyse_calls activate_sim manage_people show_current_charges manage_capacity",
    "time_of_day": "manage_appointment check_call_rule restrict_calls set_alerts talk_to_agent pause_service"
    " resume_service configure_service manage_capacity check_service_status show_history analyse_calls test_service"
    " order_product port_number",
    "place": "check_availability check_service_status report_experience report_fault move_service show_news"
    " check_reachability show_history request_account update_profile manage_appointment order_product ask_price"
    " show_offers check_performance browse_catalogue test_service",
    "person": "authorize_user revoke_authorization list_authorizations manage_people update_profile request_account"
    " restrict_calls set_spending_limit check_spending check_usage configure_service order_product transfer_credit"
    " list_services pause_service report_lost_phone",
    "address": "check_availability move_service update_profile request_account manage_appointment order_product"
    " order_status report_fault report_experience check_service_status return_equipment show_profile",
}
MATTERS = {entity: frozenset(wishes.split()) for entity, wishes in _LISTED.items()}
"""Kinds of entity that stand in many messages in passing, and the wishes that ask for them."""

OPEN_ENDED = frozenset(
    "pause_service check_usage check_spending show_bill explain_bill show_current_charges show_payments show_history"
    " check_performance analyse_calls export_my_data dispute_charge report_fault report_experience"
    " manage_capacity".split()
)
"""Wishes about a stretch of time: elsewhere "from Monday" and "until Monday" name a day."""
ABOUT_PROVIDERS = frozenset(
    "port_number check_service_status show_news browse_catalogue show_offers give_feedback rate_service".split()
)
"""Wishes where a name that a partner shares with its product means the partner: "bring my number from Northlink"."""
ABOUT_LINES = frozenset(
    "test_service pause_service resume_service report_fault check_performance show_history list_services"
    " check_contract".split()
)
"""Wishes about what one has: a provider's name is about the line that it delivers."""
ABOUT_LINES_OF_PEOPLE = frozenset(
    "pause_service resume_service terminate_service configure_service restrict_calls test_service check_usage"
    " report_lost_phone activate_sim set_spending_limit change_plan check_service_status report_fault"
    " recommend_product check_spending analyse_calls set_alerts list_services check_performance manage_capacity"
    " check_call_rule check_reachability".split()
)
"""Wishes where who has a line of their own stands for it: "pause Tom", "can Leo call Aisha"."""
SAYS_ANYTHING = frozenset({"", "inform", "affirm", "deny", "undo", "out_of_scope"})
"""Whoever answers or corrects may name anything."""


def matters(found: Found, setting: Setting) -> bool:
    """Whether the wish, or the open question, can do something with this."""
    wishes = MATTERS.get(found.entity)
    return wishes is None or setting.wish in wishes | SAYS_ANYTHING or setting.asks_for(found.entity)


def is_about_a_stretch(setting: Setting) -> bool:
    """Whether one end alone makes a period."""
    return setting.wish in OPEN_ENDED | SAYS_ANYTHING or setting.asks_for("period")
