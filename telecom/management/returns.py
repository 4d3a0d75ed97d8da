"""Sending back goods and equipment: how, until when, received, and the refund. [M.3345 5.3.4, F21, O1]"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from telecom.management.requests import OpenRequest, lists_requests
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.bills import ChargeKind
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, ProductStatus
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.ordering import Carrying, OrderItem, ProductOrder
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.proposals import Proposal
from telecom.model.resources import StockLevel
from telecom.model.returns import RETURN_WITHIN, SEND_WITHIN, NothingToReturn, ProductReturn, ReturnState
from telecom.model.utterances import Utterance
from telecom.ports import OpenWork, Outside, WarehouseDown, Work
from telecom.support import charges, ledger, telling
from telecom.support.authorization import access_accounts, access_services, known, require_any, require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome, carries_out, propose

RETURN, RECEIVE, EXPECTED = "return_equipment", "receive_return", "expected returns"
# What a service was lent: it goes back when the service has ended.
LENT = {"broadband": "router", "iptv": "set-top box"}
_ASK_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Returnable:
    """Something that can be sent back, until when, and what is given back for it."""

    product_id: str
    what: str
    until: date
    refund: Money | None
    account_id: str
    customer_id: str


def returnables(actor: Actor | None, *, named: str | None = None, work: Work) -> list[Returnable]:
    """What the actor could send back now: goods of the last fourteen days, and what ended services were lent."""
    accounts = access_accounts(actor, Function.ORDER, work=work)
    require_any(accounts)
    ids = [account.id for account in accounts]
    coming = {r.product_id for r in work.of(ProductReturn).list(account_id=ids)}
    found = [*_goods(ids, work), *_lent(actor, work)]
    found = [each for each in found if each.product_id not in coming]
    fitting = [each for each in found if named and named.casefold() in each.what.casefold()]
    return fitting or found


def _goods(account_ids: list[str], work: Work) -> Iterable[Returnable]:
    since = work.today() - RETURN_WITHIN
    products = work.of(Product).list(
        account_id=account_ids, service_id=None, status=ProductStatus.ACTIVE, started_on__gte=since, order="started_on"
    )
    offerings = {o.id: o for o in work.of(Offering).list(id={p.offering_id for p in products})}
    for product in products:
        offering = offerings[product.offering_id]
        if offering.is_goods:
            until = product.started_on + RETURN_WITHIN
            paid = _paid_for(product, work) or offering.one_off
            yield Returnable(product.id, offering.name, until, paid, product.account_id, product.customer_id)


def _paid_for(product: Product, work: Work) -> Money | None:
    """What one piece cost when it was ordered, its options included."""
    orders = [order.id for order in work.of(ProductOrder).list(customer_id=product.customer_id)]
    items = work.of(OrderItem).list(order_id=orders, offering_id=product.offering_id, carrying=Carrying.GOODS)
    item = next((i for i in items if i.completed_at and i.completed_at.date() == product.started_on), None)
    return item.one_off.share(1, item.quantity) if item and item.one_off else None


def _lent(actor: Actor | None, work: Work) -> Iterable[Returnable]:
    for service in access_services(actor, Function.ORDER, work=work, ended=True):
        if service.kind not in LENT:
            continue
        product = work.of(Product).find(service_id=service.id, order="-ended_on")
        running = work.of(Product).count(service_id=service.id, status__not=ProductStatus.TERMINATED)
        if product is not None and not running and product.ended_on is not None:
            what = f"{LENT[service.kind]}, {service.name}"
            until = work.today() + SEND_WITHIN
            yield Returnable(product.id, what, until, None, service.account_id, service.customer_id)


def coming_back(actor: Actor | None, *, work: Work) -> list[ProductReturn]:
    """The actor's returns that are expected, or were received in the last month."""
    actor = known(actor)
    since = work.now - timedelta(days=30)
    return work.of(ProductReturn).list(asked_by=actor.person_id, opened_at__gte=since, order="opened_at")


def propose_return(actor: Actor | None, product_id: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose to send something back: until when, and what is given back for it. NothingToReturn, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    found = _one(actor, product_id, work=work)
    values = {"what": found.what, "until": found.until, "refund": found.refund}
    name = "utter_return_propose" if found.refund else "utter_return_propose_lent"
    terms = {"product_id": found.product_id, "refund": found.refund}
    return propose(actor, RETURN, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


def _one(actor: Actor, product_id: str, *, work: Work) -> Returnable:
    found = next((r for r in returnables(actor, work=work) if r.product_id == product_id), None)
    if found is None:
        raise NothingToReturn()
    return found


@carries_out(RETURN)
def expect_return(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to a return: it gets a number for its label, and the warehouse expects it."""
    found = _one(actor, proposal.terms["product_id"], work=work)
    made = ProductReturn(
        key=proposal.id,
        number=f"RET-{work.next_number('order')}",
        customer_id=found.customer_id,
        account_id=found.account_id,
        asked_by=actor.person_id,
        product_id=found.product_id,
        what=found.what,
        refund=proposal.terms["refund"],
        opened_at=work.now,
        send_by=found.until,
    )
    work.of(ProductReturn).add(made)
    work.flush()
    work.enqueue(RECEIVE, return_id=made.id, lock=f"return:{made.id}")
    values = {"what": made.what, "number": made.number, "until": made.send_by}
    return Outcome([Utterance("utter_return_label", values)])


@job(RECEIVE)
def receive_return(*, return_id: str, open_work: OpenWork, outside: Outside) -> None:
    """Tell the warehouse to expect a return, and see whether it has come; then it is refunded and said, once."""
    with open_work() as work:
        one = work.of(ProductReturn).get(return_id)
    if one.state is not ReturnState.EXPECTED:
        return
    try:
        outside.warehouse.expect_return(one.number)
        came = outside.warehouse.find_return(one.number)
    except WarehouseDown as down:
        raise RetryLater(after=timedelta(minutes=5)) from down
    if came is None:
        return
    with open_work() as work:
        one = work.of(ProductReturn).get(return_id, lock=True)
        if one.state is ReturnState.EXPECTED:
            _settle(one, work)


def _settle(one: ProductReturn, work: Work) -> None:
    one.become(ReturnState.RECEIVED)
    one.received_at = work.now
    product = work.of(Product).get(one.product_id, lock=True)
    name = "utter_return_received_lent"
    if one.refund is not None:
        name = "utter_return_received"
        product.become(ProductStatus.TERMINATED)
        product.ended_on = work.today()
        level = work.of(StockLevel).find(offering_id=product.offering_id, lock=True)
        if level is not None:
            level.put_back(1)
        _refund(one, product, one.refund, work)
    person = work.of(Individual).get(one.asked_by)
    told = Utterance(name, {"what": one.what, "refund": one.refund, "number": one.number})
    telling.push(work, person.id, person.phone_number, told, key=f"return:{one.id}", priority=Priority.PROGRESS)


def _refund(one: ProductReturn, product: Product, refund: Money, work: Work) -> None:
    if work.of(BillingAccount).get(one.account_id).mode is BillingMode.PREPAID:
        credit = ledger.find_credit_account(one.account_id, work=work)
        assert credit is not None
        revenue = ledger.operators_account("revenue", work=work)
        ledger.move(work, refund, source=revenue, target=credit, key=f"return:{one.id}", reason="goods returned")
        return
    charges.add(
        work, one.account_id, key=f"return:{one.id}", kind=ChargeKind.REFUND, description=one.what, amount=-refund,
        offering_id=product.offering_id, reference=one.number,
    )  # fmt: skip


def _expected(work: Work) -> Iterable[Due]:
    """Returns that have not come yet, four times a day."""
    period = str(int(work.now.timestamp()) // int(_ASK_EVERY.total_seconds()))
    for one in work.of(ProductReturn).list(state=ReturnState.EXPECTED):
        yield Due(one.id, period)


@due(EXPECTED, _expected)
def ask_for_return(one: Due, work: Work) -> None:
    """Have a worker ask the warehouse whether a return has come."""
    work.enqueue(RECEIVE, return_id=one.subject, lock=f"return:{one.subject}")


@lists_requests("return")
def _open_returns(actor: Actor, work: Work) -> Iterable[OpenRequest]:
    for one in work.of(ProductReturn).list(asked_by=actor.person_id, state=ReturnState.EXPECTED):
        line = Utterance("utter_request_return", {"number": one.number, "what": one.what, "until": one.send_by})
        label = Utterance("utter_choice_request", {"number": one.number})
        yield OpenRequest(one.opened_at, line, "return_equipment", {}, label)
