"""What is understood, but not offered here yet: said honestly, with what is near."""

from actions.asked import Asked
from actions.conversation import menu
from actions.frame import Answer, DialtoneAction
from telecom.model.utterances import Utterance
from telecom.ports import Work


class NotBuilt(DialtoneAction):
    """Understood, but not offered here yet: says so honestly and offers what is near."""

    called = "action_not_built"

    def answer(self, asked: Asked, work: Work) -> Answer:
        near = NEAR.get(asked.intent or "", ("list_services", "show_bill", "report_fault"))
        return Answer([Utterance("utter_not_built", {}, menu(*near))])


# What is nearest to a wish that is not built yet.
NEAR = {
    "explain_bill": ("show_bill", "check_usage"),
    "show_current_charges": ("check_usage", "show_bill", "check_balance"),
    "check_spending": ("check_usage", "show_bill"),
    "show_payments": ("show_bill", "pay_bill"),
    "ask_payment_methods": ("pay_bill", "show_bill"),
    "set_autopay": ("pay_bill", "show_bill"),
    "arrange_payment": ("pay_bill", "show_bill"),
    "dispute_charge": ("show_bill", "check_ticket"),
    "transfer_credit": ("check_balance",),
    "redeem_points": ("check_balance",),
    "terminate_service": ("pause_service", "list_services"),
    "restrict_calls": ("pause_service", "list_services"),
    "report_lost_phone": ("pause_service", "list_services"),
    "update_ticket": ("check_ticket", "report_fault"),
    "manage_appointment": ("check_ticket", "report_fault"),
    "report_experience": ("report_fault", "check_ticket"),
    "check_reachability": ("report_fault", "check_ticket"),
    "ask_how_to": ("report_fault", "list_services"),
}
