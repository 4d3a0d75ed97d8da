"""What an order costs once: prepaid credit is set aside at the yes and taken when done; else it goes on the bill."""

from telecom.model.balance import BalanceTooLow
from telecom.model.bills import ChargeKind
from telecom.model.catalogue import Offering
from telecom.model.money import Money
from telecom.model.ordering import Carrying, OrderItem, ProductOrder
from telecom.model.parties import BillingAccount, BillingMode
from telecom.ports import Work
from telecom.support import charges, ledger

SET_ASIDE = "orders set aside"
_IS_FEE = (Carrying.PLAN_CHANGE, Carrying.END_SERVICE, Carrying.END_ADD_ON, Carrying.PORT_OUT)


def is_prepaid(account_id: str, *, work: Work) -> bool:
    """Whether an account pays from credit."""
    return work.of(BillingAccount).get(account_id).mode is BillingMode.PREPAID


def set_aside(item: OrderItem, *, work: Work) -> None:
    """Keep the price of an item apart from the credit until it is done. BalanceTooLow where the credit falls short."""
    if item.one_off is None or not item.one_off.is_positive or not is_prepaid(item.account_id, work=work):
        return
    credit = ledger.find_credit_account(item.account_id, work=work)
    if credit is None:
        raise BalanceTooLow(amount=item.one_off, balance=Money(0, item.one_off.currency))
    kept = ledger.operators_account(SET_ASIDE, work=work)
    ledger.move(work, item.one_off, source=credit, target=kept, key=f"order:{item.id}:aside", reason="order")
    item.details = {**item.details, "set_aside": True}


def settle_price(item: OrderItem, order: ProductOrder, *, work: Work) -> None:
    """The item is done: take what was set aside, or put the price on the next bill."""
    if item.one_off is None or not item.one_off.is_positive:
        return
    if item.details.get("set_aside"):
        kept = ledger.operators_account(SET_ASIDE, work=work)
        revenue = ledger.operators_account("revenue", work=work)
        ledger.move(work, item.one_off, source=kept, target=revenue, key=f"order:{item.id}:taken", reason="order")
        return
    offering = work.of(Offering).get(item.offering_id)
    charges.add(
        work,
        item.account_id,
        key=f"order:{item.id}",
        kind=ChargeKind.FEE if item.carrying in _IS_FEE else ChargeKind.PURCHASE,
        description=", ".join([offering.name, *item.details.get("options", {}).values()]),
        amount=item.one_off,
        service_id=item.service_id,
        offering_id=offering.id,
        reference=order.number,
    )


def give_back(item: OrderItem, *, work: Work) -> None:
    """The item is called off: what was set aside is credit again. Nothing else was charged yet."""
    if item.one_off is None or not item.details.get("set_aside"):
        return
    credit = ledger.find_credit_account(item.account_id, work=work)
    assert credit is not None
    kept = ledger.operators_account(SET_ASIDE, work=work)
    ledger.move(work, item.one_off, source=kept, target=credit, key=f"order:{item.id}:back", reason="order cancelled")
