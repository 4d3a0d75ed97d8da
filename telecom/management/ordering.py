"""Ordering: what is wanted becomes a proposal with its price, and on yes an order with a number. [M.3345 7.1, F4]"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from telecom.management.availability import reserve_for_service, reserve_stock
from telecom.management.fulfilment import begin, carry_out_order, done_utterance, what_of
from telecom.management.order_items import Line, Place, Wanted, describe, price_utterance, work_out
from telecom.management.order_life import call_off_order, how_it_ended
from telecom.management.order_money import set_aside
from telecom.management.order_rules import name_for, require_credit, require_dependencies
from telecom.management.points import exchange, points_for_order
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering, Price, price_of
from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.money import Money, total
from telecom.model.ordering import CannotOrder, Carrying, OrderItem, OrderState, ProductOrder
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.points import worth
from telecom.model.proposals import Proposal
from telecom.model.sims import SimKind
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import OpenWork, Outside, Work
from telecom.support.audit import note
from telecom.support.authorization import access_account, require_fresh_proof, require_within_limit
from telecom.support.jobs import RetryLater
from telecom.support.proposals import Outcome, carries_out, propose

ORDER = "order_product"


def propose_order(
    actor: Actor | None,
    wanted: Sequence[Wanted],
    *,
    place: Place | None = None,
    day: date | None = None,
    points: bool = False,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose to order one or several things: what, for which line or place, the price now and each month, when; with
    as many `points` as there are going towards it, where that is wished.

    CannotOrder, NothingFree, BalanceTooLow, BeyondGrant where it cannot be had; InvalidValue where there are too few
    points for anything; ProofRequired. [F4, O2]
    """
    actor = require_fresh_proof(actor, work=work)
    day = day or work.today()
    if day < work.today():
        raise CannotOrder("utter_order_in_past", day=day)
    lines = [work_out(actor, each, place or Place(), work=work) for each in wanted]
    require_dependencies([(line.offering, line.carrying, line.details) for line in lines], lines[0].account, work=work)
    account = lines[0].account
    towards = points_for_order(actor, account, _asked_now(lines, account, work=work), work=work) if points else 0
    check_money(actor, lines, key=None, less=worth(towards, work.currency), work=work)
    return _show(actor, lines, day=day, points=towards, turn_id=turn_id, work=work)


def _asked_now(lines: Sequence[Line], account: BillingAccount, *, work: Work) -> Money:
    """What is asked of one account for it now: at once, and by bill the first month too."""
    by_bill = account.mode is BillingMode.POSTPAID
    asked = [
        amount
        for line in lines
        for amount in (line.price.one_off, line.price.monthly if by_bill else None)
        if amount is not None and line.account.id == account.id
    ]
    return total(asked, currency=work.currency)


def check_money(actor: Actor, lines: Sequence[Line], *, key: str | None, less: Money | None = None, work: Work) -> None:
    """Whether the credit reaches for what is paid from it, `less` what points will add to it, and the actor's grant
    for all of it."""
    require_credit([(line.account, line.price.one_off) for line in lines], less=less, work=work)
    for at, line in enumerate(lines):
        # A grant's limit is one of a month: what is asked once and the first month's fee count together.
        asked = [amount for amount in (line.price.one_off, line.price.monthly) if amount is not None]
        require_within_limit(
            actor,
            Function.ORDER,
            total(asked, currency=work.currency),
            account=line.account,
            service_id=line.service.id if line.service else None,
            provider=line.provider,
            key=f"{key}:{at}" if key else None,
            work=work,
        )


def _show(actor: Actor, lines: Sequence[Line], *, day: date, points: int, turn_id: str, work: Work) -> Utterance:
    together = price_of([line.price for line in lines])
    contracts = [
        Utterance("utter_order_term", {"product": line.offering.name, "months": int(line.offering.terms["months"])})
        for line in lines
        if int(line.offering.terms.get("months", 0)) > 1 and line.carrying is Carrying.NEW_SERVICE
    ]
    values = {
        "items": [describe(line) for line in lines],
        "item": describe(lines[0]),
        "total": price_utterance(together),
        "paid": _paid_with_points(lines, points, work=work) if points else how_paid(lines),
        "count": sum(line.quantity for line in lines),
        "terms": contracts,
        "when": Utterance("utter_order_at_once" if day == work.today() else "utter_order_on_day", {"day": day}),
    }
    name = "utter_order_propose" if len(lines) == 1 else "utter_order_propose_several"
    terms = {"items": [line.terms() for line in lines], "day": day, "points": points}
    return propose(actor, ORDER, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


def _paid_with_points(lines: Sequence[Line], points: int, *, work: Work) -> Utterance:
    account, value = lines[0].account, worth(points, work.currency)
    values = {"points": points, "worth": value}
    if value == _asked_now(lines, account, work=work):
        return Utterance("utter_order_paid_points_all", values)
    prepaid = account.mode is BillingMode.PREPAID
    return Utterance("utter_order_paid_points_credit" if prepaid else "utter_order_paid_points_bill", values)


def how_paid(lines: Sequence[Line]) -> Utterance:
    if all(line.price == Price() for line in lines):
        return Utterance("utter_order_paid_nothing")
    from_credit = [line.account.mode is BillingMode.PREPAID and not line.details.get("needs_bill") for line in lines]
    if all(from_credit):
        return Utterance("utter_order_paid_credit")
    return Utterance("utter_order_paid_mixed" if any(from_credit) else "utter_order_paid_bill")


@carries_out(ORDER)
def place_order(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to an order: everything is checked once more, kept for it, and it begins."""
    lines = [work_out_again(actor, raw, work=work) for raw in proposal.terms["items"]]
    if proposal.terms["points"]:
        account = access_account(actor, Function.PAY, lines[0].account.id, work=work)
        exchange(actor, account, proposal.terms["points"], key=proposal.id, work=work)
    check_money(actor, lines, key=proposal.id, work=work)
    order = open_order(actor, lines, key=proposal.id, day=proposal.terms["day"], work=work)
    return start_order(order, work=work)


def work_out_again(actor: Actor, raw: Mapping[str, Any], *, work: Work) -> Line:
    """An item of the proposal, worked out anew; CannotOrder where its price has changed meanwhile."""
    offering = work.of(Offering).get(raw["offering_id"])
    details = raw["details"]
    sim = SimKind(details["sim"]) if details.get("sim") else None
    wanted = Wanted(
        offering.name, raw["quantity"], raw["service_id"], details.get("options", {}), details.get("number"), sim,
        trial=details.get("trial"),
    )  # fmt: skip
    line = work_out(actor, wanted, Place(details.get("place"), details.get("address")), work=work)
    if line.price != Price(raw["one_off"], raw["monthly"]) or line.account.id != raw["account_id"]:
        raise BusinessError("utter_proposal_changed")
    return line


def open_order(actor: Actor, lines: Sequence[Line], *, key: str, day: date, work: Work) -> ProductOrder:
    """Write down an order with its items, and keep for it what it needs: numbers, ports, stock, credit."""
    customer_id = lines[0].account.customer_id
    order = ProductOrder(
        key=key,
        number=f"ORD-{work.next_number('order')}",
        customer_id=customer_id,
        asked_by=actor.person_id,
        placed_at=work.now,
        wanted_on=day,
    )
    work.of(ProductOrder).add(order)
    work.flush()
    # A thing that another one needs comes first: TV stands on broadband.
    for line in sorted(lines, key=lambda each: each.offering.service_kind == "iptv"):
        _add_items(order, line, work=work)
    note(work, SecurityEvent.SERVICE_CHANGED, actor=actor, customer_id=customer_id, subject=order.id, change="order")
    return order


def _add_items(order: ProductOrder, line: Line, *, work: Work) -> None:
    """The items of one line: goods are one with a count, new services one each."""
    pieces = line.quantity if line.carrying is Carrying.NEW_SERVICE else 1
    each = line.offering.price_with(line.details.get("options", {})) if pieces > 1 else line.price
    for _ in range(pieces):
        details = dict(line.details)
        if line.carrying is Carrying.NEW_SERVICE:
            person = work.of(Individual).get(order.asked_by)
            details["service_id"] = new_id()
            details["name"] = name_for(details["kind"], person, details["place"], order.customer_id, work=work)
        item = OrderItem(
            order_id=order.id,
            position=work.of(OrderItem).count(order_id=order.id) + 1,
            action=line.action,
            carrying=line.carrying,
            offering_id=line.offering.id,
            provider=line.provider,
            quantity=line.quantity if pieces == 1 else 1,
            service_id=line.service.id if line.service else None,
            account_id=line.account.id,
            one_off=each.one_off,
            monthly=each.monthly,
            details=details,
        )
        work.of(OrderItem).add(item)
        work.flush()
        if line.carrying is Carrying.NEW_SERVICE and line.provider is None:
            reserve_for_service(item, str(line.offering.service_kind), details["place"], work=work)
        elif line.carrying is Carrying.GOODS:
            reserve_stock(item, line.offering, work=work)
        set_aside(item, work=work)
    work.flush()


def _given_up(order: ProductOrder, open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
    """Somebody outside said no: what stands is taken back at once. Nothing to say where that takes longer."""
    try:
        call_off_order(order_id=order.id, open_work=open_work, outside=outside, tell=False)
    except RetryLater:
        return []
    with open_work() as work:
        return [how_it_ended(work.of(ProductOrder).get(order.id), work=work)]


def start_order(
    order: ProductOrder, *, scheduled: str = "utter_order_scheduled", last_day: date | None = None, work: Work
) -> Outcome:
    """Begin an order at once, or keep it until its day; says its number, and how far it got in this very moment.
    `scheduled` is what is said where it begins later."""
    values = {
        "number": order.number,
        "day": order.wanted_on,
        "last_day": last_day or "",
        "what": what_of(order, work=work),
    }
    choices = [ask_for("order_status", "utter_choice_order_status", order_id=order.number)]
    if order.wanted_on > work.today():
        order.become(OrderState.PENDING)
        for item in work.of(OrderItem).list(order_id=order.id):
            item.become(OrderState.PENDING)
        return Outcome([Utterance(scheduled, values, choices)])
    begin(order, work=work, in_chat=True)
    started = Utterance("utter_order_started", values, choices)

    def carry_out(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        try:
            carry_out_order(order_id=order.id, open_work=open_work, outside=outside, tell=False)
        except RetryLater:
            return [Utterance("utter_order_slow", values, choices)]
        with open_work() as later:
            now = later.of(ProductOrder).get(order.id)
            if now.state in (OrderState.COMPLETED, OrderState.PARTIAL):
                return [done_utterance(now, work=later)]
        if now.state is OrderState.ASSESSING_CANCELLATION:
            return _given_up(now, open_work, outside) or [started]
        # That it is held was pushed with the reason; here only its number.
        return [Utterance("utter_order_noted", values, choices)] if now.state is OrderState.HELD else [started]

    return Outcome([started], carry_out)
