"""The demo's money: bills made from products and usage, what was paid on them, cards, vouchers and prepaid credit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.catalogue import CURRENCY, Catalogue
from demo.identities import DEMO_START, demo_id
from demo.people import People
from telecom.model.balance import LedgerAccount, LedgerEntry, LedgerTransaction
from telecom.model.bill_making import compute_charges
from telecom.model.bills import AppliedCustomerBillingRate, BillState, CustomerBill
from telecom.model.calendar import Period, month_of, start_of_day
from telecom.model.money import Money, total
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.payments import Payment, PaymentMethod, PaymentState, Purpose
from telecom.model.usage import UsageRecord
from telecom.model.vouchers import Voucher, hash_voucher_code, parse_voucher_code

TAX_PERCENT = 20
BILLED_MONTHS = (date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1))
ISSUED_DAY, DUE_AFTER, PAID_AFTER = 5, timedelta(days=14), timedelta(days=9)
CREDIT_AT_START = Money(1240, CURRENCY)
TOP_UP = Money(1000, CURRENCY)
CARDS = {
    "prepaid": ("Visa", "4242", date(2028, 3, 31)),
    "postpaid": ("Mastercard", "5454", date(2027, 11, 30)),
    "home": ("Visa", "1881", date(2029, 1, 31)),
    "business": ("Visa", "0077", date(2028, 8, 31)),
}
VOUCHERS = {"7KQ4-MX2P-9TRA-W3HD": 1000, "H6TN-2VKC-QX8R-5JPD": 2000, "B9WE-4ZFM-K3UA-7RGC": 500}


@dataclass(frozen=True, slots=True)
class MadeBill:
    """A bill with its lines, and the payment that settled it, if it was paid."""

    bill: CustomerBill
    lines: Sequence[AppliedCustomerBillingRate]
    payment: Payment | None


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


def make_bills(
    people: People, catalogue: Catalogue, records: Mapping[str, Sequence[UsageRecord]], zone: ZoneInfo
) -> list[MadeBill]:
    """The bills of June, July and August; all but the last month's are paid. `records` are by service."""
    numbers = {customer.id: customer.number.removeprefix("C-") for customer in people.customers}
    keys = {demo_id(f"account {key}"): key for key in CARDS}
    made = []
    for month in BILLED_MONTHS:
        for account in people.accounts:
            if account.mode is BillingMode.POSTPAID:
                number = f"BILL-{month:%Y-%m}-{numbers[account.customer_id]}"
                bill, lines = _make_bill(account, number, month_of(month), people, catalogue, records, zone)
                paid = month != BILLED_MONTHS[-1]
                made.append(MadeBill(bill, lines, _pay(bill, keys[account.id], zone) if paid else None))
    return made


def _make_bill(
    account: BillingAccount,
    number: str,
    period: Period,
    people: People,
    catalogue: Catalogue,
    records: Mapping[str, Sequence[UsageRecord]],
    zone: ZoneInfo,
) -> tuple[CustomerBill, list[AppliedCustomerBillingRate]]:
    services = {service.id: service for service in people.services if service.account_id == account.id}
    charges = compute_charges(
        period,
        products=[product for product in people.products if product.account_id == account.id],
        offerings=catalogue.offerings,
        services=services,
        records=[r for service_id in services for r in _within(records[service_id], period, zone)],
        tax_percent=TAX_PERCENT,
    )
    assert period.start is not None and period.end is not None
    issued_on = (period.end + timedelta(days=1)).replace(day=ISSUED_DAY)
    bill = CustomerBill(
        id=demo_id(number),
        number=number,
        account_id=account.id,
        period_start=period.start,
        period_end=period.end,
        issued_on=issued_on,
        due_on=issued_on + DUE_AFTER,
        total=total((charge.amount for charge in charges), currency=CURRENCY),
        paid=Money(0, CURRENCY),
    )
    bill.become(BillState.VALIDATED)
    bill.become(BillState.SENT)
    lines = [
        AppliedCustomerBillingRate(
            id=demo_id(f"{number} {position}"),
            bill_id=bill.id,
            position=position,
            kind=charge.kind,
            description=charge.description,
            offering_id=charge.offering_id,
            service_id=charge.service_id,
            volume=charge.volume,
            amount=charge.amount,
            tax=charge.tax,
        )
        for position, charge in enumerate(charges, start=1)
    ]
    return bill, lines


def _within(records: Iterable[UsageRecord], period: Period, zone: ZoneInfo) -> list[UsageRecord]:
    start, end = period.moments(zone)
    assert start is not None and end is not None
    return [record for record in records if start <= record.at < end]


def _pay(bill: CustomerBill, persona: str, zone: ZoneInfo) -> Payment:
    """Settle a bill by the saved card, as the persona did some days after it came."""
    at = start_of_day(bill.issued_on + PAID_AFTER, zone) + timedelta(hours=18, minutes=12)
    card = make_card(persona, bill.account_id)
    key = demo_id(f"payment of {bill.number}")
    payment = Payment(
        id=key,
        number="",
        key=key,
        purpose=Purpose.BILL,
        person_id=card.person_id,
        account_id=bill.account_id,
        method_id=card.id,
        bill_id=bill.id,
        amount=bill.total,
        reference=f"ch_{bill.number.lower()}",
        created_at=at,
        settled_at=at,
        told_at=at,
    )
    for state in (PaymentState.AUTHORIZED, PaymentState.CAPTURED, PaymentState.DONE):
        payment.become(state)
    bill.settle(bill.total)
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
        made = LedgerTransaction(id=demo_id(f"ledger {key}"), key=key, reason=movement.reason, at=movement.at)
        transactions.append(made)
        other = clearing if movement.amount.is_positive else revenue
        for side, (of, amount) in enumerate(((held, movement.amount), (other, -movement.amount))):
            entries.append(
                LedgerEntry(id=demo_id(f"{key} {side}"), transaction_id=made.id, account_id=of.id, amount=amount)
            )
    return [held, clearing, revenue], transactions, entries
