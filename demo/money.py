"""The demo's money: bills made from products and usage, what was paid on them, cards, vouchers and prepaid credit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.catalogue import CURRENCY
from demo.identities import DEMO_START, demo_id
from telecom.model.balance import LedgerAccount, LedgerEntry, LedgerTransaction
from telecom.model.bills import CustomerBill
from telecom.model.calendar import start_of_day
from telecom.model.inventory import Service
from telecom.model.money import Money, total
from telecom.model.parties import BillingAccount
from telecom.model.payments import Payment, PaymentMethod, PaymentState, Purpose
from telecom.model.vouchers import Voucher, hash_voucher_code, parse_voucher_code

PAID_AFTER = timedelta(days=9)
CREDIT_AT_START = Money(1240, CURRENCY)
TOP_UP = Money(1000, CURRENCY)
CARDS = {
    "prepaid": ("Visa", "4242", date(2028, 3, 31)),
    "postpaid": ("Mastercard", "5454", date(2027, 11, 30)),
    "home": ("Visa", "1881", date(2029, 1, 31)),
    "business": ("Visa", "0077", date(2028, 8, 31)),
}
VOUCHERS = {"7KQ4-MX2P-9TRA-W3HD": 1000, "H6TN-2VKC-QX8R-5JPD": 2000, "B9WE-4ZFM-K3UA-7RGC": 500}


def make_card(persona: str, account_id: str) -> PaymentMethod:
    """The saved card of a persona; the token is the payment provider's."""
    brand, last_four, expires_on = CARDS[persona]
    return PaymentMethod(
        id=demo_id(f"card {persona}"),
        account_id=account_id,
        person_id=demo_id("person business 300" if persona == "business" else f"person {persona}"),
        token=f"tok_{persona}",
        brand=brand,
        last_four=last_four,
        expires_on=expires_on,
        saved_at=datetime(2026, 5, 4, 12, tzinfo=UTC),
    )


def make_vouchers() -> list[Voucher]:
    """Vouchers as sold in a shop; their codes stand in the README."""
    vouchers = []
    for code, pence in VOUCHERS.items():
        plain = parse_voucher_code(code)
        assert plain is not None
        value, code_hash = Money(pence, CURRENCY), hash_voucher_code(plain)
        made = Voucher(id=demo_id(f"voucher {plain}"), code_hash=code_hash, value=value, valid_until=date(2027, 12, 31))
        vouchers.append(made)
    return vouchers


def pay_by_card(bill: CustomerBill, persona: str, zone: ZoneInfo) -> Payment:
    """Settle a bill by the saved card, as the persona did some days after it came."""
    at = start_of_day(bill.issued_on + PAID_AFTER, zone) + timedelta(hours=18, minutes=12)
    payment = _paid(bill.number, make_card(persona, bill.account_id), Purpose.BILL, bill.total, at=at)
    payment.bill_id = bill.id
    bill.settle(bill.total)
    return payment


def pay_for_top_ups(movements: Iterable["Movement"], *, line: Service) -> list[Payment]:
    """The payments by saved card behind the top-ups of a prepaid line."""
    card = make_card("prepaid", line.account_id)
    payments = []
    for number, movement in enumerate(movements):
        if movement.reason == "top up":
            payment = _paid(f"top-up {number}", card, Purpose.TOP_UP, movement.amount, at=movement.at)
            payment.service_id = line.id
            payments.append(payment)
    return payments


def _paid(what: str, card: PaymentMethod, purpose: Purpose, amount: Money, *, at: datetime) -> Payment:
    key = demo_id(f"payment of {what}")
    payment = Payment(
        id=key,
        number="",
        key=key,
        purpose=purpose,
        person_id=card.person_id,
        account_id=card.account_id,
        method_id=card.id,
        amount=amount,
        reference=f"ch_{what.lower().replace(' ', '_')}",
        created_at=at,
        settled_at=at,
        told_at=at,
    )
    for state in (PaymentState.AUTHORIZED, PaymentState.CAPTURED, PaymentState.DONE):
        payment.become(state)
    return payment


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that went on (positive) or off a prepaid credit."""

    at: datetime
    amount: Money
    reason: str


def make_movements(charges: Iterable[tuple[datetime, Money, str]], *, opened_at: datetime) -> list[Movement]:
    """The life of a prepaid credit: an opening amount, charges, and a top-up whenever the next charge would not be
    covered, so that what is left at the demo's start is CREDIT_AT_START."""
    charges = sorted(charges, key=lambda charge: charge[:1])
    spent = total((amount for _, amount, _ in charges), currency=CURRENCY)
    opening = Money((spent + CREDIT_AT_START).minor % TOP_UP.minor, CURRENCY)
    movements = [Movement(opened_at, opening, "opening")] if opening.is_positive else []
    credit = opening
    for at, amount, reason in charges:
        while credit < amount:
            movements.append(Movement(at - timedelta(hours=2), TOP_UP, "top up"))
            credit = credit + TOP_UP
        movements.append(Movement(at, -amount, reason))
        credit = credit - amount
    last = datetime.combine(date(2026, 9, 14), time(17, 41), tzinfo=UTC)
    while credit < CREDIT_AT_START:
        movements.append(Movement(last, TOP_UP, "top up"))
        credit = credit + TOP_UP
    assert credit == CREDIT_AT_START and last < DEMO_START
    return movements


def make_ledger(
    account: BillingAccount, movements: Iterable[Movement]
) -> tuple[list[LedgerAccount], list[LedgerTransaction], list[LedgerEntry]]:
    """The movements in double entry: top-ups against the card clearing, charges against the revenue."""
    held = LedgerAccount(
        id=demo_id("credit"), name=f"credit {account.id}", currency=CURRENCY, billing_account_id=account.id, floor=0
    )
    clearing = LedgerAccount(id=demo_id("card clearing"), name="card clearing", currency=CURRENCY)
    revenue = LedgerAccount(id=demo_id("revenue"), name="revenue", currency=CURRENCY)
    transactions, entries = [], []
    for number, movement in enumerate(movements):
        key = f"demo {number}"
        paid = f"payment:{demo_id(f'payment of top-up {number}')}" if movement.reason == "top up" else key
        made = LedgerTransaction(id=demo_id(f"ledger {key}"), key=paid, reason=movement.reason, at=movement.at)
        transactions.append(made)
        other = clearing if movement.amount.is_positive else revenue
        for side, (of, amount) in enumerate(((held, movement.amount), (other, -movement.amount))):
            entries.append(
                LedgerEntry(id=demo_id(f"{key} {side}"), transaction_id=made.id, account_id=of.id, amount=amount)
            )
    return [held, clearing, revenue], transactions, entries
