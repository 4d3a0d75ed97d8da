"""Putting what was ordered into operation: new services and add-ons, without anybody's help. [M.3345 5.1.1, F4]"""

from datetime import date
from typing import Any

from telecom.management.allowances import end_of_span
from telecom.management.first_sims import reserve_first_sim
from telecom.management.fulfilment import Step, Way, carried_out_by
from telecom.management.order_money import give_back, settle_price
from telecom.management.trials import start_trial
from telecom.model.balance import Bucket, BucketStatus
from telecom.model.catalogue import Offering
from telecom.model.contracts import Agreement, AgreementParty, PartyRole, Terms, end_of_term
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.ordering import CannotOrder, Carrying, OrderItem, ProductOrder
from telecom.model.parties import BillingAccount, BillingMode, Customer
from telecom.model.partners import Partner, partner_of, roles_with
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.resources import Resource
from telecom.model.volumes import UsageKind
from telecom.ports import Outside, Work
from telecom.services.smi import ExecutionAction, service_of

# The party of an agreement that is the operator itself, whatever it is called.
OURSELVES = "self"
ROAMING_ZONE = "roaming"


def provision(item: OrderItem, outside: Outside) -> None:
    """Have the network put the service into operation with the speed that was sold."""
    details = item.details
    outside.network.provision(
        str(details["service_id"]), str(details["kind"]), down=details.get("down"), up=details.get("up")
    )


def _withdraw(item: OrderItem, outside: Outside) -> None:
    outside.network.withdraw(str(item.details["service_id"]))


def _send_equipment(item: OrderItem, outside: Outside) -> None:
    """Have the equipment sent that was chosen with the service, such as a better router."""
    if item.details.get("options"):
        article = f"{item.offering_id}: {', '.join(item.details['options'].values())}"
        outside.warehouse.send(f"equipment:{item.id}", article=article, count=1, address=str(item.details["address"]))


def _stop_equipment(item: OrderItem, outside: Outside) -> None:
    if item.details.get("options"):
        outside.warehouse.stop(f"equipment:{item.id}")


def activate_service(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """The service stands and runs: with its product, allowances, resources in use, contract and price."""
    details, offering = item.details, work.of(Offering).get(item.offering_id)
    if details.get("needs_bill"):
        item.account_id = bill_account(order.customer_id, work=work).id
    service = Service(
        id=details["service_id"],
        customer_id=order.customer_id,
        account_id=item.account_id,
        kind=details["kind"],
        name=details["name"],
        phone_number=PhoneNumber(details["number"]) if details.get("number") else None,
        user_id=details.get("user_id"),
        place=details.get("place"),
        state=ServiceState.RESERVED,
    )
    work.of(Service).add(service)
    work.flush()
    service_of(service).set_execution_state(ExecutionAction.START)
    item.service_id = service.id
    for resource in work.of(Resource).list(item_id=item.id, lock=True):
        resource.take(service.id)
    start_product(item, offering, service, work=work)
    reserve_first_sim(item, order, service, work=work)
    _make_agreement(item, order, offering, service, work=work)
    settle_price(item, order, work=work)


def bill_account(customer_id: str, *, work: Work) -> BillingAccount:
    """The customer's account that is paid by bill, opened where they only had credit so far."""
    found = work.of(BillingAccount).find(customer_id=customer_id, mode=BillingMode.POSTPAID, order="id")
    if found is None:
        found = BillingAccount(customer_id=customer_id, mode=BillingMode.POSTPAID, currency=work.currency)
        work.of(BillingAccount).add(found)
        work.flush()
    return found


def start_product(item: OrderItem, offering: Offering, service: Service, *, work: Work) -> Product:
    """The product runs from today, with its allowances; the service is set as the offering wants it."""
    product = Product(
        customer_id=service.customer_id,
        account_id=service.account_id,
        offering_id=offering.id,
        service_id=service.id,
        status=ProductStatus.CREATED,
        started_on=work.today(),
    )
    work.of(Product).add(product)
    work.flush()
    product.become(ProductStatus.PENDING_ACTIVE)
    product.become(ProductStatus.ACTIVE)
    item.product_id = product.id
    grant_allowances(offering, service, work=work)
    wanted = _settings_of(offering, service)
    if wanted:
        service_of(service).configure(wanted)
    return product


def _settings_of(offering: Offering, service: Service) -> dict[str, Any]:
    """What has to be set on the service so that the product works, such as roaming for a roaming pack."""
    wanted = dict(offering.terms.get("configures") or {})
    known = service_of(service).configuration()
    if offering.terms.get("zone") == ROAMING_ZONE:
        wanted = {"roaming": True, "data abroad": True, **wanted}
    return {name: value for name, value in wanted.items() if name in known and known[name] != value}


def grant_allowances(offering: Offering, service: Service, *, work: Work) -> None:
    """What the offering lets the service use, from now until its span is over."""
    until = end_of_span(offering, work.now, zone=work.zone)
    for kind, granted in offering.allowances.items():
        work.of(Bucket).add(
            Bucket(
                service_id=service.id,
                offering_id=offering.id,
                kind=UsageKind(kind),
                granted=granted,
                valid_from=work.now,
                valid_until=until,
            )
        )


def end_allowances(offering_id: str, service_id: str, *, work: Work) -> None:
    """What is left of an offering's allowances on a service ends now."""
    for bucket in work.of(Bucket).list(
        offering_id=offering_id, service_id=service_id, status=BucketStatus.ACTIVE, lock=True
    ):
        bucket.status = BucketStatus.EXPIRED


def _make_agreement(
    item: OrderItem, order: ProductOrder, offering: Offering, service: Service, *, work: Work
) -> Agreement:
    number = f"AG-{order.number.removeprefix('ORD-')}-{item.position}"
    return make_agreement(service, offering, number=number, begun_on=work.today(), work=work)


def make_agreement(service: Service, offering: Offering, *, number: str, begun_on: date, work: Work) -> Agreement:
    """The contract of a service: its term, notice, functions and parties."""
    terms = Terms.read(offering.terms)
    agreement = Agreement(
        number=number,
        customer_id=service.customer_id,
        service_id=service.id,
        begun_on=begun_on,
        first_end=end_of_term(begun_on, terms.months),
        notice_days=terms.notice_days,
        early_percent=terms.early_percent,
        functions=list(terms.functions),
    )
    work.of(Agreement).add(agreement)
    work.flush()
    customer = work.of(Customer).get(service.customer_id)
    roles = _roles(offering, work=work)
    work.of(AgreementParty).add(
        AgreementParty(agreement_id=agreement.id, role=PartyRole.CUSTOMER, name=customer.name, customer_id=customer.id)
    )
    for role, name in roles.items():
        work.of(AgreementParty).add(AgreementParty(agreement_id=agreement.id, role=role, name=name))
    return agreement


def _roles(offering: Offering, *, work: Work) -> dict[PartyRole, str]:
    """Who is what in the contract of an offering, beside the customer."""
    partner_id = partner_of(offering)
    if partner_id is not None:
        return roles_with(work.of(Partner).get(partner_id), ourselves=OURSELVES)
    provider = str(offering.terms.get("provider") or OURSELVES)
    roles = {PartyRole.PROVIDER: provider, PartyRole.NETWORK_OPERATOR: OURSELVES}
    return roles if provider == OURSELVES else roles | {PartyRole.AGENT_FOR: provider}


def _activate_add_on(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """The add-on runs on the service that it was ordered for; refused where that has ended meanwhile."""
    assert item.service_id is not None
    service = work.of(Service).get(item.service_id, lock=True)
    offering = work.of(Offering).get(item.offering_id)
    if service.state is ServiceState.TERMINATED:
        raise CannotOrder("utter_order_service_ended", service=service.name, product=offering.name)
    product = start_product(item, offering, service, work=work)
    if item.details.get("trial"):
        start_trial(item, product, person_id=order.asked_by, work=work)
    settle_price(item, order, work=work)


def release_new(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """What was kept for a new service is free again."""
    for resource in work.of(Resource).list(item_id=item.id, lock=True):
        resource.free()
    give_back(item, work=work)


def _release_add_on(item: OrderItem, order: ProductOrder, work: Work) -> None:
    give_back(item, work=work)


carried_out_by(
    Carrying.NEW_SERVICE,
    Way(
        [
            Step("network", ask=provision, take_back=_withdraw),
            Step("equipment", ask=_send_equipment, take_back=_stop_equipment),
            Step("activation", do=activate_service),
        ],
        release_new,
    ),
)
carried_out_by(Carrying.ADD_ON, Way([Step("activation", do=_activate_add_on)], _release_add_on))
