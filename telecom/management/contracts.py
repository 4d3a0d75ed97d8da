"""Contracts of services: their parties and roles, term, notice, and what leaving costs. [M.3345 3.2.6, 6, F17]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from telecom.management.activation import OURSELVES
from telecom.management.catalogue import base_of
from telecom.management.configuration import parameter_said
from telecom.management.inventory import Meant, access_meant, held_products
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.contracts import (
    Agreement,
    AgreementParty,
    AgreementStatus,
    PartyRole,
    Terms,
    earliest_end,
    end_of_term,
    leaving_fee,
)
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.ordering import Carrying, OrderItem, OrderState, ProductOrder
from telecom.model.parties import Customer
from telecom.ports import Work
from telecom.support.authorization import refuse_outside_contract
from telecom.support.settings_said import find_parameter


@dataclass(frozen=True, slots=True)
class ContractReport:
    """The contract of one service, and what ending it today would mean. `ends_on` where it is ending already;
    `is_ours` whether a party's name stands for the operator itself."""

    service: Service
    plan: str
    agreement: Agreement
    parties: Sequence[AgreementParty]
    last_day: date
    fee: Money | None
    ends_on: date | None


def check_contract(actor: Actor | None, meant: Meant, *, work: Work) -> list[ContractReport]:
    """The contracts of the services that were meant. NotAllowed, NotFound, ProofRequired. [F17]"""
    reports = []
    for service in access_meant(actor, Function.CHECK, meant, work=work):
        base = base_of(service, work=work)
        if base is None:
            continue
        agreement = agreement_of(service, work=work)
        last_day = earliest_end(work.today(), notice_days=agreement.notice_days)
        fee = fee_for_leaving(service, last_day, work=work)
        parties = work.of(AgreementParty).list(agreement_id=agreement.id, order="role,name")
        reports.append(
            ContractReport(
                service,
                base[1].name,
                agreement,
                parties or _usual_parties(agreement, work=work),
                last_day,
                fee,
                ending_on(service, work=work),
            )
        )
    return reports


def refuse_parameter(actor: Actor | None, text: str, *, work: Work) -> None:
    """NotInContract where a message names a setting that only a service has whose contract does not let it change."""
    if actor is not None and text and parameter_said(text, actor, work=work) is None:
        refuse_outside_contract(
            actor, Function.CONFIGURE, lambda service: find_parameter(text, {service.kind}) is not None, work=work
        )


def agreement_of(service: Service, *, work: Work) -> Agreement:
    """The contract of a service as it is kept; where none was kept, as its plan's terms have it."""
    found = work.of(Agreement).find(service_id=service.id, status=AgreementStatus.ACTIVE, order="-begun_on")
    if found is not None:
        return found
    base = base_of(service, work=work)
    terms = Terms.read(base[1].terms) if base else Terms()
    begun_on = base[0].started_on if base else work.today()
    return Agreement(
        number="",
        customer_id=service.customer_id,
        service_id=service.id,
        begun_on=begun_on,
        first_end=end_of_term(begun_on, terms.months),
        notice_days=terms.notice_days,
        early_percent=terms.early_percent,
        functions=list(terms.functions),
    )


def _usual_parties(agreement: Agreement, *, work: Work) -> list[AgreementParty]:
    customer = work.of(Customer).get(agreement.customer_id)
    named = {PartyRole.CUSTOMER: customer.name, PartyRole.PROVIDER: OURSELVES, PartyRole.NETWORK_OPERATOR: OURSELVES}
    return [AgreementParty(agreement_id=agreement.id, role=role, name=name) for role, name in named.items()]


def fee_for_leaving(service: Service, last_day: date, *, work: Work) -> Money | None:
    """What ending a service on a day costs beside its fees until then: a share of the months its term still has."""
    agreement = agreement_of(service, work=work)
    base = base_of(service, work=work)
    monthly = base[1].monthly if base else None
    return leaving_fee(monthly, first_end=agreement.first_end, percent=agreement.early_percent, last_day=last_day)


def ending_on(service: Service, *, work: Work) -> date | None:
    """The last day of a service that is to end, None where it goes on."""
    for item in work.of(OrderItem).list(
        service_id=service.id, carrying=Carrying.END_SERVICE, state=[OrderState.PENDING, OrderState.IN_PROGRESS]
    ):
        return date.fromisoformat(item.details["last_day"])
    return None


def under_way_on(service: Service, *, work: Work) -> ProductOrder | None:
    """An order that changes or ends a service and is not done yet, or None."""
    item = work.of(OrderItem).find(
        service_id=service.id,
        carrying=[Carrying.PLAN_CHANGE, Carrying.END_SERVICE, Carrying.PORT_IN, Carrying.PORT_OUT, Carrying.MOVE],
        state=[OrderState.PENDING, OrderState.IN_PROGRESS, OrderState.HELD],
    )
    return work.of(ProductOrder).get(item.order_id) if item else None


def monthly_of(service: Service, *, work: Work) -> Money | None:
    """The monthly price of all that runs on a service, None where nothing has one."""
    products = held_products(service, work=work)
    offerings = {o.id: o for o in work.of(Offering).list(id={p.offering_id for p in products})}
    prices = [price for p in products if (price := offerings[p.offering_id].monthly) is not None]
    return sum(prices[1:], prices[0]) if prices else None
