"""Where an amount comes from that somebody saw: a line of a bill, a payment, what goes on the next bill. [B4, B13]"""

from dataclasses import dataclass, field
from typing import Any

from telecom.management.bills import ISSUED
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.bills import AppliedCustomerBillingRate, CustomerBill
from telecom.model.charges import AccountCharge
from telecom.model.money import Money
from telecom.model.payments import Payment, PaymentState
from telecom.ports import Work
from telecom.support.authorization import access_accounts, require_any

TOLD = 3


@dataclass(frozen=True, slots=True)
class AmountFound:
    """Everything of exactly this amount, the newest first: lines with their bills, payments, charges on no bill yet."""

    amount: Money
    lines: list[tuple[AppliedCustomerBillingRate, CustomerBill]] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    charges: list[AccountCharge] = field(default_factory=list)
    is_a_bill: bool = False

    @property
    def is_nowhere(self) -> bool:
        """Whether nothing of this amount stands anywhere."""
        return not (self.lines or self.payments or self.charges or self.is_a_bill)


def find_amount(actor: Actor | None, amount: Money, *, work: Work) -> AmountFound:
    """What of exactly this amount stands on the actor's bills, among their payments, or is to be billed."""
    accounts = access_accounts(actor, Function.BILL, work=work)
    require_any(accounts)
    of_theirs: dict[str, Any] = {"account_id": [account.id for account in accounts]}
    bills = {bill.id: bill for bill in work.of(CustomerBill).list(state=ISSUED, **of_theirs)}
    rates = work.of(AppliedCustomerBillingRate).list(bill_id=list(bills), amount_minor=amount.minor)
    lines = sorted(((rate, bills[rate.bill_id]) for rate in rates), key=lambda each: each[1].period_start, reverse=True)
    payments = work.of(Payment).list(
        state=PaymentState.DONE, amount_minor=amount.minor, order="-created_at", limit=TOLD, **of_theirs
    )
    charges = work.of(AccountCharge).list(
        bill_id=None, amount_minor=amount.minor, order="-day", limit=TOLD, **of_theirs
    )
    is_a_bill = any(amount in (bill.total, bill.open_amount) for bill in bills.values())
    return AmountFound(amount, lines[:TOLD], payments, charges, is_a_bill)
