"""What a contract lets its people do themselves: the rights of a manager end where those of the contract do. [F17]"""

from collections.abc import Sequence
from typing import Any

from telecom.model.authorization import Function
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.contracts import (
    ALWAYS_GIVEN,
    Agreement,
    AgreementParty,
    AgreementStatus,
    NotInContract,
    PartyRole,
    Terms,
)
from telecom.model.inventory import Product, ProductStatus, Service
from telecom.model.partners import components_of
from telecom.model.utterances import Utterance
from telecom.ports import Work

_OFFERED = 2


def within_contract(services: Sequence[Service], function: Function, *, work: Work) -> list[Service]:
    """Those of the services whose contract gives the function; what has no contract of its own has no bounds."""
    if function in ALWAYS_GIVEN or not services:
        return list(services)
    ids = [service.id for service in services]
    found = work.of(Agreement).list(service_id=ids, status=AgreementStatus.ACTIVE, order="begun_on,number")
    latest = {agreement.service_id: agreement for agreement in found}
    return [s for s in services if s.id not in latest or latest[s.id].gives(function)]


def not_in_contract(service: Service, function: Function, *, work: Work) -> NotInContract:
    """The refusal with what the contract says, who does it instead, and which plans would give it."""
    held = work.of(Product).list(service_id=service.id, status=ProductStatus.ACTIVE)
    on_it = work.of(Offering).list(id={p.offering_id for p in held}, order="id")
    plan = next((each for each in on_it if each.is_base), None)
    values: dict[str, Any] = {
        "service": service.name,
        "plan": plan.name if plan else service.name,
        "function": function_named(function),
        "provider": _provider_of(service, work=work),
    }
    others = _giving(service, function, plan, work=work)
    if others and function is not Function.ORDER:
        return NotInContract(plans=[each.name for each in others], **values)
    return NotInContract("utter_contract_not_given_at_all", **values)


def function_named(function: Function) -> Utterance:
    """What a function lets somebody do, in a sentence."""
    return Utterance(f"utter_contract_function_{function.value}")


def _provider_of(service: Service, *, work: Work) -> str | Utterance:
    """With whom the contract is: a partner by name, or the operator."""
    agreement = work.of(Agreement).find(service_id=service.id, status=AgreementStatus.ACTIVE, order="-begun_on")
    if agreement is not None:
        partner = work.of(AgreementParty).find(agreement_id=agreement.id, role=PartyRole.AGENT_FOR)
        if partner is not None:
            return partner.name
    return Utterance("utter_contract_operator")


def _giving(service: Service, function: Function, plan: Offering | None, *, work: Work) -> list[Offering]:
    """The cheapest plans of the kind that give the function."""
    business = bool(plan and plan.terms.get("business"))
    found = [
        each
        for each in work.of(Offering).list(status=ON_SALE, service_kind=service.kind, order="id")
        if each.is_base and each.monthly and bool(each.terms.get("business")) is business and not components_of(each)
    ]
    found = [each for each in found if Terms.read(each.terms).gives(function)]
    return sorted(found, key=lambda each: each.monthly.minor if each.monthly else 0)[:_OFFERED]
