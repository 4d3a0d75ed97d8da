"""Ending a service or an add-on: the fee shown before, the last day, the final bill. [M.3345 7.1, F13]"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from telecom.management.activation import provision
from telecom.management.catalogue import base_of
from telecom.management.changing import end_product, money_of, release
from telecom.management.contracts import agreement_of, fee_for_leaving, under_way_on
from telecom.management.fulfilment import Step, Way, carried_out_by
from telecom.management.inventory import held_products, label_of
from telecom.management.order_items import Line
from telecom.management.order_money import is_prepaid, settle_price
from telecom.management.ordering import open_order, start_order
from telecom.management.trials import running_trial
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.balance import Bucket, BucketStatus
from telecom.model.catalogue import Offering, Price
from telecom.model.contracts import Agreement, AgreementStatus, Terms, earliest_end
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Product, Service, ServiceState
from telecom.model.money import Money
from telecom.model.ordering import CannotOrder, Carrying, ItemAction, OrderItem, ProductOrder
from telecom.model.other_days import day_corrected
from telecom.model.parties import BillingAccount
from telecom.model.proposals import Proposal
from telecom.model.resources import Resource, ResourceKind, ResourceStatus, UsageState
from telecom.model.suspension import OPEN_SUSPENSION, Suspension, SuspensionStatus
from telecom.model.utterances import Utterance
from telecom.ports import Outside, Work
from telecom.services.smi import ExecutionAction, registered_kinds, service_of
from telecom.support.authorization import access_service, access_services, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, corrects, propose

END = "terminate_service"


def add_ons_called(actor: Actor | None, product: str, *, work: Work) -> list[Service]:
    """The services on which the actor may end a product of this name; NotFound where they have none."""
    offering = work.of(Offering).find(name=product)
    services = access_services(actor, Function.ORDER, work=work)
    found = [s for s in services if offering and any(p.offering_id == offering.id for p in held_products(s, work=work))]
    if not found:
        raise NotFound("utter_terminate_not_held", product=product)
    return found


def propose_termination(
    actor: Actor | None,
    service_ids: Sequence[str],
    *,
    product: str | None = None,
    day: date | None = None,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose to end services, or one product on each: the last day with the notice, the fee for leaving early, what
    else stops, the final bill. CannotOrder, NotFound, ProofRequired. [F13, F23]"""
    actor = require_fresh_proof(actor, work=work)
    ends = [_line(actor, one, product, day, work=work) for one in service_ids]
    lines = [line for line, _ in ends]
    last_day = max(end for _, end in ends)
    fee = money_of([line.price.one_off for line in lines], work=work)
    terms = {
        "service_ids": list(service_ids),
        "product": product,
        "asked_day": day,
        "last_day": last_day,
        "fee": fee,
    }
    shown = _shown(lines, last_day, fee, day, product is not None, work=work)
    return propose(actor, END, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _line(actor: Actor, service_id: str, product: str | None, day: date | None, *, work: Work) -> tuple[Line, date]:
    """What ends on one service, and its last day; CannotOrder where it cannot."""
    service = access_service(actor, Function.ORDER, service_id, work=work)
    values = {"service": label_of(service)}
    if service.state is ServiceState.TERMINATED:
        raise CannotOrder("utter_terminate_ended", **values)
    other = under_way_on(service, work=work)
    if other is not None:
        raise CannotOrder("utter_change_under_way", **values, number=other.number)
    account = work.of(BillingAccount).get(service.account_id)
    base = base_of(service, work=work)
    if product is not None and (base is None or base[1].name != product):
        held, offering = _held(service, product, work=work)
        last = _last_day_of_add_on(held, offering, day, work=work)
        details = {"product_id": held.id, "last_day": last.isoformat()}
        carrying, price = Carrying.END_ADD_ON, Price()
    else:
        if base is None:
            raise CannotOrder("utter_terminate_ended", **values)
        offering = base[1]
        last = last_day_of_service(service, day, work=work)
        details = network_details(service, offering, last)
        carrying, price = Carrying.END_SERVICE, Price(fee_for_leaving(service, last, work=work))
    return Line(offering, carrying, 1, account, service, price, details, ItemAction.DELETE), last


def _held(service: Service, product: str, *, work: Work) -> tuple[Product, Offering]:
    for held in held_products(service, work=work):
        offering = work.of(Offering).get(held.offering_id)
        if offering.name == product:
            return held, offering
    raise NotFound("utter_terminate_not_held", product=product)


def _last_day_of_add_on(product: Product, offering: Offering, day: date | None, *, work: Work) -> date:
    """A monthly one ends with its notice; a pack that renews with the days that are paid; any other by itself. What is
    on trial ends at once, or on a day before the trial is over."""
    if (trial := running_trial(product.id, work=work)) is not None:
        return min(day or work.today(), trial.last_day)
    bucket = work.of(Bucket).find(
        service_id=product.service_id, offering_id=offering.id, status=BucketStatus.ACTIVE, order="-valid_until"
    )
    if offering.monthly is None:
        if not offering.terms.get("renews"):
            ends_on = bucket.valid_until if bucket else work.now
            raise CannotOrder("utter_terminate_ends_itself", product=offering.name, day=ends_on)
        return bucket.valid_until.astimezone(work.zone).date() if bucket else work.today()
    first = earliest_end(work.today(), notice_days=Terms.read(offering.terms).notice_days)
    return max(first, day) if day else first


def last_day_of_service(service: Service, day: date | None, *, work: Work) -> date:
    """The last day of a service: as wished, but not before its notice is over."""
    notice = 0 if is_prepaid(service.account_id, work=work) else agreement_of(service, work=work).notice_days
    first = earliest_end(work.today(), notice_days=notice)
    return max(first, day) if day else first


def network_details(service: Service, offering: Offering, last: date) -> dict[str, Any]:
    """What has to be known of a service to end it, or to have it back while that can still be called off."""
    return {
        "service_id": service.id,
        "kind": service.kind,
        "last_day": last.isoformat(),
        "down": offering.terms.get("down"),
        "up": offering.terms.get("up"),
    }


def _shown(
    lines: Sequence[Line], last_day: date, fee: Money | None, day: date | None, add_on: bool, *, work: Work
) -> Utterance:
    services = [line.service for line in lines if line.service is not None]
    values: dict[str, Any] = {
        "service": label_of(services[0]),
        "product": lines[0].offering.name,
        "last_day": last_day,
        "notice": [Utterance("utter_terminate_notice", {"day": last_day})] if day and last_day > day else [],
        "fee": [Utterance("utter_terminate_fee", {"fee": fee}) if fee else Utterance("utter_terminate_no_fee")],
        "also": [
            Utterance("utter_suspension_also", {"service": label_of(s)})
            for service in services
            for s in _dependents(service, services, work=work)
        ],
        "final": [] if is_prepaid(services[0].account_id, work=work) else [Utterance("utter_terminate_final_bill")],
    }
    if lines[0].carrying is Carrying.END_ADD_ON and len(lines) == 1:
        return Utterance("utter_terminate_propose_add_on", values)
    if len(lines) == 1:
        return Utterance("utter_terminate_propose", values)
    values |= {"count": len(lines), "lines": [label_of(service) for service in services]}
    return Utterance("utter_terminate_propose_many", values)


def _dependents(service: Service, ending: Sequence[Service], *, work: Work) -> list[Service]:
    """The customer's services in the same place that do not work without this one and do not end along with it."""
    kinds = [name for name, kind in registered_kinds().items() if service.kind in kind.lifecycle.dependencies]
    found = work.of(Service).list(
        customer_id=service.customer_id, kind=kinds, place=service.place, state=ServiceState.ACTIVE, order="name"
    )
    return [s for s in found if s.id not in {e.id for e in ending}]


@corrects(END)
def correct_termination(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another last day."""
    terms, words = proposal.terms, str(changes.get("text") or "")
    day = day_corrected(terms["last_day"], changes.get("date"), words=words, today=work.today())
    if day is None:
        return None
    return propose_termination(
        actor, terms["service_ids"], product=terms["product"], day=day, turn_id=turn_id, work=work
    )


@carries_out(END)
def terminate(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to an end: an order that is carried out on the day after the last one."""
    terms = proposal.terms
    ends = [_line(actor, one, terms["product"], terms["asked_day"], work=work) for one in terms["service_ids"]]
    lines, last_day = [line for line, _ in ends], max(end for _, end in ends)
    if last_day != terms["last_day"] or money_of([line.price.one_off for line in lines], work=work) != terms["fee"]:
        raise BusinessError("utter_proposal_changed")
    # What needs no notice and was asked for no day ends now.
    at_once = last_day == work.today() and terms["asked_day"] is None
    day = last_day if at_once else last_day + timedelta(days=1)
    order = open_order(actor, lines, key=proposal.id, day=day, work=work)
    return start_order(order, scheduled="utter_terminate_scheduled", last_day=last_day, work=work)


def withdraw(item: OrderItem, outside: Outside) -> None:
    """Have the network take the service out of operation."""
    outside.network.withdraw(str(item.details["service_id"]))


def end_service(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """The service, its products, pauses, allowances and contract end; its port is free, its number rests."""
    service = work.of(Service).get(str(item.service_id), lock=True)
    last_day = date.fromisoformat(item.details["last_day"])
    for pause in work.of(Suspension).list(service_id=service.id, status=OPEN_SUSPENSION, lock=True):
        running = pause.status is SuspensionStatus.RUNNING
        pause.become(SuspensionStatus.ENDED if running else SuspensionStatus.CANCELLED)
        pause.ended_at = work.now
    for product in held_products(service, work=work):
        end_product(product, last_day=last_day, work=work)
    if service.state is ServiceState.INACTIVE:
        service_of(service).set_execution_state(ExecutionAction.START)
    service.become(ServiceState.TERMINATED)
    for resource in work.of(Resource).list(service_id=service.id, lock=True):
        if resource.kind is ResourceKind.PORT:
            resource.free()
        else:
            # A number rests before somebody else gets it.
            resource.usage, resource.status = UsageState.IDLE, ResourceStatus.SUSPENDED
    for agreement in work.of(Agreement).list(service_id=service.id, status=AgreementStatus.ACTIVE, lock=True):
        agreement.become(AgreementStatus.TERMINATED)
        agreement.ends_on = last_day
    settle_price(item, order, work=work)


def _end_add_on(item: OrderItem, order: ProductOrder, work: Work) -> None:
    product = work.of(Product).get(item.details["product_id"], lock=True)
    end_product(product, last_day=date.fromisoformat(item.details["last_day"]), work=work)


carried_out_by(
    Carrying.END_SERVICE,
    Way([Step("network", ask=withdraw, take_back=provision), Step("end", do=end_service)], release),
)
carried_out_by(Carrying.END_ADD_ON, Way([Step("end", do=_end_add_on)], release))
