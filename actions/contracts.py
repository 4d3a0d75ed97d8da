"""Answers about contracts."""

from actions.frame import Answer, Asked, DialtoneAction
from actions.inventory import read_named
from telecom.management.activation import OURSELVES
from telecom.management.contracts import ContractReport, check_contract
from telecom.management.inventory import label_of
from actions.running_out import about_running_out
from telecom.model.contracts import PartyRole
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_ROLES = {
    PartyRole.CUSTOMER: "utter_contract_party_customer",
    PartyRole.PROVIDER: "utter_contract_party_provider",
    PartyRole.NETWORK_OPERATOR: "utter_contract_party_network_operator",
    PartyRole.CONTENT_PROVIDER: "utter_contract_party_content_provider",
    PartyRole.AGENT_FOR: "utter_contract_party_agent_for",
}
_MOST_LISTED = 8


class CheckContract(DialtoneAction):
    """When a contract ends, its notice, its parties, and what leaving costs today."""

    called = "action_check_contract"

    def answer(self, asked: Asked, work: Work) -> Answer:
        reports = check_contract(asked.actor, read_named(asked), work=work)
        if len(reports) == 1:
            return Answer([contract_utterance(reports[0], asked, work)])
        if told := about_running_out(asked, work):
            return Answer(told)
        lines = [self._line(report, work) for report in reports]
        choices = [
            ask_for("check_contract", "utter_choice_service", {"service": label_of(r.service)}, service=r.service.id)
            for r in reports[:_MOST_LISTED]
        ]
        return Answer([Utterance("utter_contract_list", {"contracts": lines}, choices)])

    @staticmethod
    def _line(report: ContractReport, work: Work) -> Utterance:
        first_end = report.agreement.first_end
        values = {"service": label_of(report.service), "plan": report.plan}
        if first_end is None or first_end < work.today():
            return Utterance("utter_contract_line_free", values)
        return Utterance("utter_contract_line", {**values, "first_end": first_end})


def contract_utterance(report: ContractReport, asked: Asked, work: Work) -> Utterance:
    """One contract, a line for each fact."""
    agreement = report.agreement
    facts = [Utterance("utter_contract_begun", {"day": agreement.begun_on})]
    if agreement.first_end is None:
        facts.append(Utterance("utter_contract_no_term"))
    else:
        over = agreement.first_end < work.today()
        name = "utter_contract_term_over" if over else "utter_contract_term"
        facts.append(Utterance(name, {"day": agreement.first_end}))
    if report.ends_on is not None:
        facts.append(Utterance("utter_contract_ending", {"day": report.ends_on}))
    elif agreement.notice_days:
        values = {"days": agreement.notice_days, "last_day": report.last_day}
        facts.append(Utterance("utter_contract_notice", values))
    else:
        facts.append(Utterance("utter_contract_no_notice"))
    if report.ends_on is None:
        fee = report.fee
        facts.append(Utterance("utter_contract_fee", {"fee": fee}) if fee else Utterance("utter_contract_no_fee"))
    for party in report.parties:
        party_name = Utterance("utter_contract_operator") if party.name == OURSELVES else party.name
        facts.append(Utterance(_ROLES[party.role], {"name": party_name}))
    if agreement.functions:
        facts.append(Utterance("utter_contract_functions", {"functions": list(agreement.functions)}))
    values = {"service": label_of(report.service), "plan": report.plan, "number": agreement.number, "facts": facts}
    name = "utter_contract_one" if agreement.number else "utter_contract_one_no_number"
    choices = [ask_for("terminate_service", "utter_wish_terminate_service", service=report.service.id)]
    return Utterance(name, values, choices if report.ends_on is None else ())
