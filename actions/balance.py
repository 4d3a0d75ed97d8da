"""Answers about prepaid money and allowances."""

from actions.frame import Answer, Asked, DialtoneAction, say
from telecom.management.balance import check_balance
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work


class CheckBalance(DialtoneAction):
    """Money left, allowances left and when they end."""

    called = "action_check_balance"

    def answer(self, asked: Asked, work: Work) -> Answer:
        report = check_balance(asked.actor, work=work)
        allowances = [
            Utterance(
                "utter_balance_allowance",
                {"left": a.left, "granted": a.granted, "offering": a.offering_name, "ends": a.ends_at.date()},
            )
            for a in report.allowances
        ]
        if not report.credit:
            return say("utter_balance_by_bill", allowances=allowances)
        values = {"credit": report.credit[0], "allowances": allowances}
        choices = [ask_for("top_up", "utter_choice_top_up"), ask_for("check_usage", "utter_choice_usage")]
        return Answer([Utterance("utter_balance_credit", values, choices)])
