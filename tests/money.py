"""Money for tests: saved cards, bills, vouchers, and a yes to what was proposed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.bills import BillState, CustomerBill
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.payments import PaymentMethod
from telecom.model.utterances import ChoiceKind, Utterance
from telecom.model.vouchers import Voucher, hash_voucher_code
from telecom.ports import Work
from telecom.support import proposals
from telecom.support.jobs import run_job
from tests.people import a_subscriber, logged_in


def pounds(amount: float) -> Money:
    return Money(round(amount * 100), "GBP")


def account_of(work: Work, person: Individual) -> BillingAccount:
    """The billing account of a person's own line."""
    line = work.of(Service).find(phone_number=person.phone_number)
    assert line is not None
    return work.of(BillingAccount).get(line.account_id)


def a_card(work: Work, person: Individual, *, expires_on: date = date(2029, 12, 31)) -> PaymentMethod:
    """A saved Visa ending 4242."""
    card = PaymentMethod(
        account_id=account_of(work, person).id,
        person_id=person.id,
        token=f"card_{person.id}",
        brand="Visa",
        last_four="4242",
        expires_on=expires_on,
        saved_at=work.now,
    )
    work.of(PaymentMethod).add(card)
    work.flush()
    return card


def a_bill(work: Work, person: Individual, *, total: float, month: int = 8, paid: float = 0) -> CustomerBill:
    """A bill that was sent to a person for a month of 2026."""
    account = account_of(work, person)
    first = date(2026, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    bill = CustomerBill(
        number=f"BILL-2026-{month:02d}-{account.id[:8]}".upper(),
        account_id=account.id,
        period_start=first,
        period_end=last,
        issued_on=last,
        due_on=last + timedelta(days=21),
        total=pounds(total),
        paid=pounds(paid),
        state=BillState.PARTIALLY_PAID if paid else BillState.SENT,
    )
    work.of(CustomerBill).add(bill)
    work.flush()
    return bill


def a_voucher(work: Work, code: str, *, value: float = 10, valid_until: date = date(2027, 12, 31)) -> Voucher:
    """A voucher on sale."""
    voucher = Voucher(code_hash=hash_voucher_code(code), value=pounds(value), valid_until=valid_until)
    work.of(Voucher).add(voucher)
    work.flush()
    return voucher


def a_payer(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a card and a bill of £30 for August, logged in."""
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        a_card(work, person)
        a_bill(work, person, total=30)
        return logged_in(work, person)


def yes_to(shown: Utterance) -> Mapping[str, Any]:
    """What the Yes under a proposal holds."""
    return next(choice.content for choice in shown.choices if choice.kind is ChoiceKind.CONFIRM)


def confirm(telecom: Telecom, actor: Actor, content: Mapping[str, Any]) -> Sequence[Utterance]:
    """Say yes, as the turn does."""
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(actor.conversation_id)
    return proposals.confirm(actor, content, conversation, open_work=telecom.open_work, outside=telecom.outside)


def settle_later(telecom: Telecom, payment_id: str) -> None:
    """Run the job that a confirmed payment left behind."""
    run_job("settle_payment", {"payment_id": payment_id}, open_work=telecom.open_work, outside=telecom.outside)
