"""Another plan for a service, up or down: what it costs and when, for one line or many. [M.3345 7.1, F11, F23]"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from telecom.management.activation import end_allowances, provision, start_product
from telecom.management.catalogue import base_of
from telecom.management.contracts import agreement_of, under_way_on
from telecom.management.fulfilment import NotYet, Step, Way, carried_out_by
from telecom.management.inventory import label_of
from telecom.management.order_items import Line, find_offering
from telecom.management.order_life import call_off
from telecom.management.order_money import give_back, settle_price
from telecom.management.order_rules import check_customer_takes, require_credit
from telecom.management.ordering import open_order, start_order
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import cycle_of
from telecom.model.catalogue import Offering, Price
from telecom.model.contracts import Agreement, AgreementStatus, Terms, end_of_term, leaving_fee
from telecom.model.errors import BusinessError
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.money import Money, total
from telecom.model.ordering import CannotOrder, Carrying, ItemAction, OrderItem, OrderState, ProductOrder
from telecom.model.other_days import day_corrected
from telecom.model.parties import BillingAccount, Customer
from telecom.model.partners import components_of, partner_of
from telecom.model.proposals import Proposal
from telecom.model.undoing import Change
from telecom.model.utterances import Utterance
from telecom.ports import Outside, Work
from telecom.support.authorization import access_service, require_fresh_proof, require_within_limit
from telecom.support.proposals import Outcome, carries_out, corrects, propose
from telecom.support.undoing import remember, undoes

CHANGE = "change_plan"


def propose_change(
    actor: Actor | None,
    service_ids: Sequence[str],
    product: str,
    *,
    day: date | None = None,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose another plan for one service or several: prices before and after, what it costs, from when. A dearer
    plan comes at once, a cheaper one with the next billing period. Lines that cannot are left out and named.

    CannotOrder where none can; ProofRequired, NotFound, BeyondGrant. [F11, F23]
    """
    actor = require_fresh_proof(actor, work=work)
    target = find_offering(product, work=work)
    lines: list[Line] = []
    left_out: list[Utterance] = []
    starts: list[date] = []
    for service_id in service_ids:
        service = access_service(actor, Function.ORDER, service_id, work=work)
        try:
            line, start = _line(service, target, day, work=work)
        except CannotOrder as refusal:
            if len(service_ids) == 1:
                raise
            left_out.append(Utterance(refusal.name, refusal.values))
            continue
        lines.append(line)
        starts.append(start)
    if not lines:
        raise CannotOrder("utter_change_none", product=target.name)
    _require_means(actor, lines, key=None, work=work)
    terms = {
        "service_ids": [line.service.id for line in lines if line.service],
        "product": target.name,
        "day": max(starts),
        "asked_day": day,
        "fees": [line.price.one_off for line in lines],
        "monthly": target.monthly,
    }
    shown = _shown(lines, target, max(starts), left_out, work=work)
    return propose(actor, CHANGE, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _line(service: Service, target: Offering, day: date | None, *, work: Work) -> tuple[Line, date]:
    """What changes on one service, and from when; CannotOrder where it cannot."""
    product, current = _present(service, target, work=work)
    assert current.monthly is not None and target.monthly is not None
    account = work.of(BillingAccount).get(service.account_id)
    agreement = agreement_of(service, work=work)
    is_down = target.monthly < current.monthly
    start = work.today()
    if is_down:
        end = cycle_of(start, account.cycle_day).end
        assert end is not None
        start = end + timedelta(days=1)
    start = max(start, day) if day else start
    fee = None
    if is_down:
        less = current.monthly - target.monthly
        fee = leaving_fee(
            less, first_end=agreement.first_end, percent=agreement.early_percent, last_day=start - timedelta(days=1)
        )
    details = {
        "service_id": service.id,
        "kind": service.kind,
        "from": current.id,
        "product_id": product.id,
        "down": target.terms.get("down"),
        "up": target.terms.get("up"),
        "down_before": current.terms.get("down"),
        "up_before": current.terms.get("up"),
    }
    price = Price(fee, target.monthly)
    return Line(target, Carrying.PLAN_CHANGE, 1, account, service, price, details, ItemAction.MODIFY), start


def _present(service: Service, target: Offering, *, work: Work) -> tuple[Product, Offering]:
    """The plan that is to be replaced; CannotOrder where this one cannot take its place."""
    values = {"service": label_of(service), "product": target.name}
    base = base_of(service, work=work)
    if base is None or service.kind != target.service_kind or not target.is_base:
        raise CannotOrder("utter_order_wrong_kind", **values)
    if base[1].id == target.id:
        raise CannotOrder("utter_order_has_already", **values)
    if service.state is not ServiceState.ACTIVE:
        raise CannotOrder("utter_order_service_rests", **values)
    if partner_of(base[1]) != partner_of(target) or components_of(target):
        raise CannotOrder("utter_change_other_provider", **values)
    if base[1].monthly is None or target.monthly is None:
        raise CannotOrder("utter_change_other_billing", **values)
    other = under_way_on(service, work=work)
    if other is not None:
        raise CannotOrder("utter_change_under_way", **values, number=other.number)
    check_customer_takes(work.of(Customer).get(service.customer_id), target)
    return base


def _require_means(actor: Actor, lines: Sequence[Line], *, key: str | None, work: Work) -> None:
    require_credit([(line.account, line.price.one_off) for line in lines], work=work)
    for at, line in enumerate(lines):
        asked = [amount for amount in (line.price.one_off, line.price.monthly) if amount is not None]
        require_within_limit(
            actor,
            Function.ORDER,
            total(asked, currency=work.currency),
            account=line.account,
            service_id=line.service.id if line.service else None,
            key=f"{key}:{at}" if key else None,
            work=work,
        )


def _shown(
    lines: Sequence[Line], target: Offering, start: date, left_out: Sequence[Utterance], *, work: Work
) -> Utterance:
    before = {o.id: o for o in work.of(Offering).list(id={line.details["from"] for line in lines})}
    old = [before[line.details["from"]] for line in lines]
    fees = [line.price.one_off for line in lines if line.price.one_off is not None]
    assert target.monthly is not None and lines[0].service is not None
    months = Terms.read(target.terms).months
    values: dict[str, Any] = {
        "service": label_of(lines[0].service),
        "product": target.name,
        "current": old[0].name,
        "before": total((o.monthly for o in old if o.monthly), currency=work.currency),
        "after": target.monthly * len(lines),
        "day": start,
        "fee": [Utterance("utter_change_fee", {"fee": total(fees, currency=work.currency)})]
        if fees
        else [Utterance("utter_change_free")],
        "term": [Utterance("utter_order_term", {"product": target.name, "months": months})] if months > 1 else [],
        "left_out": [Utterance("utter_lines_left_out"), *left_out] if left_out else [],
    }
    if len(lines) == 1 and not left_out:
        return Utterance("utter_change_propose", values)
    values |= {"count": len(lines), "lines": [label_of(line.service) for line in lines if line.service]}
    return Utterance("utter_change_propose_many", values)


@corrects(CHANGE)
def correct_change(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another plan, or another day."""
    terms, product, words = proposal.terms, changes.get("product"), str(changes.get("text") or "")
    standing = terms["asked_day"] or proposal.shown.values["day"]
    day = day_corrected(standing, changes.get("date"), words=words, today=work.today())
    if product is None and day is None:
        return None
    return propose_change(
        actor,
        terms["service_ids"],
        str(product or terms["product"]),
        day=day or terms["asked_day"],
        turn_id=turn_id,
        work=work,
    )


@carries_out(CHANGE)
def change_plan(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to another plan: checked once more, an order with an item for each line."""
    terms = proposal.terms
    target = find_offering(terms["product"], work=work)
    worked_out = [
        _line(access_service(actor, Function.ORDER, one, work=work), target, terms["asked_day"], work=work)
        for one in terms["service_ids"]
    ]
    lines = [line for line, _ in worked_out]
    same = [line.price.one_off for line in lines] == terms["fees"] and target.monthly == terms["monthly"]
    if not same or max(start for _, start in worked_out) != terms["day"]:
        raise BusinessError("utter_proposal_changed")
    _require_means(actor, lines, key=proposal.id, work=work)
    order = open_order(actor, lines, key=proposal.id, day=terms["day"], work=work)
    outcome = start_order(order, scheduled="utter_change_scheduled", work=work)
    if order.state is not OrderState.PENDING:
        return outcome
    # Until its day nothing has changed: it can be taken back.
    undo = remember(actor, CHANGE, terms={"number": order.number}, key=proposal.id, work=work)
    return Outcome([replace(said, choices=(*said.choices, undo)) for said in outcome.said])


@undoes(CHANGE)
def stay_on_plan(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """The plan stays as it is. TooLateToCancel where the new one has begun."""
    return call_off(actor, str(change.terms["number"]), work=work)


def _provision_as_before(item: OrderItem, outside: Outside) -> None:
    details = item.details
    outside.network.provision(
        str(details["service_id"]), str(details["kind"]), down=details["down_before"], up=details["up_before"]
    )


def _change(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """The old product ends, the new one runs, the contract goes on with the longer of both terms."""
    service = work.of(Service).get(str(item.service_id), lock=True)
    if service.state is not ServiceState.ACTIVE:
        raise NotYet()  # it is paused just now, and changes when it is back
    old = work.of(Product).get(item.details["product_id"], lock=True)
    target = work.of(Offering).get(item.offering_id)
    end_product(old, last_day=work.today() - timedelta(days=1), work=work)
    start_product(item, target, service, work=work)
    _lengthen(service, target, work=work)
    settle_price(item, order, work=work)


def end_product(product: Product, *, last_day: date, work: Work) -> None:
    """A product ends; the first day it ran is the least it is charged for."""
    if product.status is ProductStatus.SUSPENDED:
        product.become(ProductStatus.ACTIVE)
    product.become(ProductStatus.PENDING_TERMINATE)
    product.become(ProductStatus.TERMINATED)
    product.ended_on = max(product.started_on, last_day)
    if product.service_id is not None:
        end_allowances(product.offering_id, product.service_id, work=work)


def _lengthen(service: Service, target: Offering, *, work: Work) -> None:
    agreement = work.of(Agreement).find(service_id=service.id, status=AgreementStatus.ACTIVE, lock=True)
    if agreement is None:
        return
    terms = Terms.read(target.terms)
    ends = [end for end in (agreement.first_end, end_of_term(work.today(), terms.months)) if end is not None]
    agreement.first_end = max(ends) if ends else None
    agreement.notice_days, agreement.early_percent = terms.notice_days, terms.early_percent
    agreement.functions = list(terms.functions)


def release(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """Nothing was kept for it but money."""
    give_back(item, work=work)


def money_of(prices: Sequence[Money | None], *, work: Work) -> Money | None:
    """Prices together, None where nothing is asked."""
    listed = [price for price in prices if price is not None]
    return total(listed, currency=work.currency) if listed else None


carried_out_by(
    Carrying.PLAN_CHANGE,
    Way([Step("network", ask=provision, take_back=_provision_as_before), Step("change", do=_change)], release),
)
