"""The prepaid ledger: every movement has two sides that sum to zero, and happens once. [R11, R12]"""

from telecom.model.balance import BalanceTooLow, LedgerAccount, LedgerEntry, LedgerTransaction
from telecom.model.errors import InvalidValue
from telecom.model.money import Money
from telecom.model.notices import LOW_CREDIT, CreditFall
from telecom.ports import Work


def find_credit_account(billing_account_id: str, *, work: Work) -> LedgerAccount | None:
    """The ledger account that holds the prepaid credit of a billing account, or None if it never had any."""
    return work.of(LedgerAccount).find(billing_account_id=billing_account_id)


def balance_of(account: LedgerAccount, *, work: Work) -> Money:
    """The money on an account: the sum of its entries."""
    return Money(work.of(LedgerEntry).total("amount_minor", account_id=account.id), account.currency)


def operators_account(name: str, *, work: Work) -> LedgerAccount:
    """One of the operator's own accounts (`card clearing`, `vouchers`, `revenue`...), opened at first use."""
    found = work.of(LedgerAccount).find(name=name)
    if found is None:
        work.of(LedgerAccount).add_once(LedgerAccount(name=name, currency=work.currency), key="name")
        found = work.of(LedgerAccount).find(name=name)
        assert found is not None
    return found


def move(work: Work, amount: Money, *, source: LedgerAccount, target: LedgerAccount, key: str, reason: str) -> bool:
    """Move money from one account to another, once per key; says whether it moved now.

    Raises InvalidValue for an amount that is not positive, BalanceTooLow when the source would go under its floor.
    """
    if not amount.is_positive:
        raise InvalidValue("utter_error_amount_not_positive", amount=amount)
    # Subscribers' accounts are locked in the order of their ids, so that two movements cannot wait for each other.
    for account_id in sorted(a.id for a in (source, target) if a.floor is not None):
        work.of(LedgerAccount).get(account_id, lock=True)
    transaction = LedgerTransaction(key=key, reason=reason, at=work.now)
    if not work.of(LedgerTransaction).add_once(transaction, key="key"):
        return False
    before = balance_of(source, work=work) if source.floor is not None else None
    if source.floor is not None and before is not None and (before - amount).minor < source.floor:
        raise BalanceTooLow(amount=amount, balance=before)
    work.of(LedgerEntry).add(LedgerEntry(transaction_id=transaction.id, account_id=source.id, amount=-amount))
    work.of(LedgerEntry).add(LedgerEntry(transaction_id=transaction.id, account_id=target.id, amount=amount))
    is_credit = source.billing_account_id is not None
    if is_credit and before is not None and before.minor >= LOW_CREDIT > (before - amount).minor:
        work.flush()
        work.of(CreditFall).add(CreditFall(account_id=source.id, transaction_id=transaction.id, at=work.now))
    work.flush()
    return True
