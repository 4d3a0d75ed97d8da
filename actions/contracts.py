"""Answers about contracts."""

import re
from collections.abc import Sequence
from datetime import date

from actions.asked import Asked
from actions.catalogue import details_utterance
from actions.frame import Answer, DialtoneAction
from actions.inventory import read_named
from actions.mentioned import products_meant
from actions.running_out import about_running_out
from telecom.management.activation import OURSELVES
from telecom.management.contracts import ContractReport, check_contract, refuse_parameter
from telecom.management.inventory import Meant, label_of
from telecom.management.termination import add_ons_called
from telecom.model.authorization import Function
from telecom.model.contracts import Agreement, NotInContract, PartyRole
from telecom.model.errors import BusinessError
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.contracted import function_named
from telecom.support.joined import told_together

_ROLES = {
    PartyRole.CUSTOMER: "utter_contract_party_customer",
    PartyRole.PROVIDER: "utter_contract_party_provider",
    PartyRole.NETWORK_OPERATOR: "utter_contract_party_network_operator",
    PartyRole.CONTENT_PROVIDER: "utter_contract_party_content_provider",
    PartyRole.AGENT_FOR: "utter_contract_party_agent_for",
}
_MOST_LISTED = 8
_WITH_WHOM = re.compile(r"\b(?:who|whom|which (?:company|provider|firm)|wem|welchem)\b", re.I)
_ONES_OWN = re.compile(r"\b(?:my|our|mine|ours|mein\w*|unser\w*)\b", re.I)


class CheckContract(DialtoneAction):
    """When a contract ends, its notice, its parties, and what leaving costs today."""

    called = "action_check_contract"
    of_a_line = True
    in_general = "utter_contract_in_general"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if told := about_running_out(asked, work):
            return Answer(told)
        is_own = bool(asked.entities.get("service")) or _ONES_OWN.search(asked.text) is not None
        # "How long am I tied in by that one?"
        if asked.actor is None and not is_own and (shown := products_meant(asked, work)):
            return Answer([details_utterance(asked, shown[0], work)])
        reports = check_contract(asked.actor, _meant(asked, work), work=work)
        if len(reports) == 1:
            return Answer([contract_utterance(reports[0], asked, work)])
        if _WITH_WHOM.search(asked.text):
            return Answer([Utterance("utter_contract_list", {"contracts": [_with_whom(each) for each in reports]})])
        choices = [
            ask_for("check_contract", "utter_choice_service", {"service": label_of(r.service)}, service=r.service.id)
            for r in reports[:_MOST_LISTED]
        ]
        return Answer([Utterance("utter_contract_list", {"contracts": _in_short(reports, work)}, choices)])


def _meant(asked: Asked, work: Work) -> Meant:
    """The service that was named, or the one on which the product that was named runs."""
    named, product = read_named(asked), asked.entities.get("product")
    if named != Meant() or not isinstance(product, str) or asked.actor is None:
        return named
    try:
        holding = add_ons_called(asked.actor, product, work=work)
    except BusinessError:
        return named
    return Meant(holding[0].id) if len(holding) == 1 else named


def _with_whom(report: ContractReport) -> Utterance:
    """With whom a contract is."""
    provider = next((each.name for each in report.parties if each.role is PartyRole.PROVIDER), OURSELVES)
    name = Utterance("utter_contract_operator") if provider == OURSELVES else provider
    return Utterance(
        "utter_contract_line_with", {"service": label_of(report.service), "plan": report.plan, "name": name}
    )


def _in_short(reports: Sequence[ContractReport], work: Work) -> list[Utterance]:
    """A line for each contract that still binds or is ending; those that may end with the same notice share one."""
    free: dict[date, list[ContractReport]] = {}
    lines = []
    for report in reports:
        values = {"service": label_of(report.service), "plan": report.plan, "last_day": report.last_day}
        first_end = report.agreement.first_end
        if report.ends_on is not None:
            lines.append(Utterance("utter_contract_line_ending", {**values, "day": report.ends_on}))
        elif first_end is None or first_end < work.today():
            free.setdefault(report.last_day, []).append(report)
        elif report.fee is not None:
            lines.append(Utterance("utter_contract_line_fee", {**values, "first_end": first_end, "fee": report.fee}))
        else:
            lines.append(Utterance("utter_contract_line", {**values, "first_end": first_end}))
    for last_day, alike in free.items():
        values = {"services": [each.service.name for each in alike[:_MOST_LISTED]], "last_day": last_day}
        name = "utter_contract_free_at_once" if last_day == work.today() else "utter_contract_free"
        lines.append(Utterance(name, values))
    return told_together(lines)


def is_outside_contract(asked: Asked, work: Work, said: str = "") -> bool:
    """Whether the setting that is meant is one that the contract does not let anybody change."""
    try:
        refuse_parameter(asked.actor, said or str(asked.value("parameter") or asked.text), work=work)
    except NotInContract:
        return True
    return False


def unread_parameter(said: str, asked: Asked, work: Work) -> str | Utterance:
    """The refusal of words for a setting; as they are where the contract does not give it: then the action says so."""
    return said if is_outside_contract(asked, work, said) else Utterance("utter_configuration_which_unread")


def _functions_said(agreement: Agreement) -> list[Utterance]:
    """That its people may do all themselves, or what they may not."""
    missing = [each for each in Function if not agreement.gives(each)]
    named = [Utterance("utter_contract_function_missing", {"function": function_named(each)}) for each in missing]
    return named or [Utterance("utter_contract_functions_all")]


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
    facts += _functions_said(agreement)
    values = {"service": label_of(report.service), "plan": report.plan, "number": agreement.number, "facts": facts}
    name = "utter_contract_one" if agreement.number else "utter_contract_one_no_number"
    choices = [ask_for("terminate_service", "utter_wish_terminate_service", service=report.service.id)]
    return Utterance(name, values, choices if report.ends_on is None else ())
