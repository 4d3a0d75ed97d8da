"""Where prepaid credit went, and what came onto it: its movements of some days, added up by what they were for. [B7]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from telecom.management.usage import find_records
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.balance import LedgerEntry, LedgerTransaction
from telecom.model.bill_making import kind_of_use
from telecom.model.bills import ChargeKind
from telecom.model.calendar import Period
from telecom.model.inventory import Service
from telecom.model.money import Money, total
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.usage import UsageRecord
from telecom.model.volumes import UsageKind, Volume
from telecom.ports import Work
from telecom.support import ledger
from telecom.support.authorization import access_accounts

USUAL_DAYS, LONGER_DAYS = 7, 30
USE = "usage"


@dataclass(frozen=True, slots=True)
class Movements:
    """What moved for one reason: how often and how much, below zero where it was taken. Of use: its kind, and how much
    was used."""

    reason: str
    count: int
    amount: Money
    kind: ChargeKind | None = None
    used: Sequence[Volume] = ()


@dataclass(frozen=True, slots=True)
class CreditHistory:
    """The credit before and after some days, and what moved it, the largest first."""

    period: Period
    before: Money
    after: Money
    movements: Sequence[Movements]


def usual_period(work: Work) -> Period:
    """The days that are told of where none were named."""
    return Period(work.today() - timedelta(days=USUAL_DAYS - 1), work.today())


def longer_period(work: Work) -> Period:
    """The days that are told of where nothing was taken in fewer."""
    return Period(work.today() - timedelta(days=LONGER_DAYS - 1), work.today())


def credit_history(actor: Actor | None, period: Period, *, work: Work) -> CreditHistory | None:
    """What moved the asker's prepaid credit in some days; None where they have none, or pay by bill too. ProofRequired.
    [B7]"""
    accounts = access_accounts(actor, Function.BILL, work=work)
    if not accounts or any(account.mode is not BillingMode.PREPAID for account in accounts):
        return None
    start, end = period.moments(work.zone)
    found: list[Movements] = []
    before = after = Money(0, work.currency)
    for account in accounts:
        moved, earlier = _moved(account, start, end, work=work)
        before += earlier
        after += earlier + total((entry.amount for entry, _ in moved), currency=work.currency)
        found += _by_reason(account, moved, period, work=work)
    return CreditHistory(period, before, after, sorted(found, key=lambda each: each.amount.minor))


def _moved(
    account: BillingAccount, start: datetime | None, end: datetime | None, *, work: Work
) -> tuple[list[tuple[LedgerEntry, LedgerTransaction]], Money]:
    """The movements of a credit between two moments, and what stood on it before."""
    held = ledger.find_credit_account(account.id, work=work)
    if held is None:
        return [], Money(0, work.currency)
    entries = work.of(LedgerEntry).list(account_id=held.id)
    transactions = {t.id: t for t in work.of(LedgerTransaction).list(id={e.transaction_id for e in entries})}
    paired = [(entry, transactions[entry.transaction_id]) for entry in entries]
    earlier = total((e.amount for e, t in paired if start is not None and t.at < start), currency=work.currency)
    during = [(e, t) for e, t in paired if (start is None or t.at >= start) and (end is None or t.at < end)]
    return during, earlier


def _by_reason(
    account: BillingAccount,
    moved: Sequence[tuple[LedgerEntry, LedgerTransaction]],
    period: Period,
    *,
    work: Work,
) -> list[Movements]:
    found = []
    for reason in dict.fromkeys(transaction.reason for _, transaction in moved):
        amounts = [entry.amount for entry, transaction in moved if transaction.reason == reason]
        together = total(amounts, currency=work.currency)
        split = _by_kind(account, period, work=work) if reason == USE else []
        # What the records of use say is told only where it is what the credit says.
        if split and total((each.amount for each in split), currency=work.currency) == together:
            found += split
        else:
            found.append(Movements(reason, len(amounts), together))
    return found


def _by_kind(account: BillingAccount, period: Period, *, work: Work) -> list[Movements]:
    """The charged uses of an account's lines, by kind."""
    services = work.of(Service).list(account_id=account.id)
    records = [r for r in find_records(services, period, work=work) if r.charge.is_positive] if services else []
    by_kind: dict[ChargeKind, list[UsageRecord]] = {}
    for record in records:
        by_kind.setdefault(kind_of_use(record.zone, record.kind), []).append(record)
    return [
        Movements(USE, len(own), -total((r.charge for r in own), currency=work.currency), kind, _volumes(own))
        for kind, own in by_kind.items()
    ]


def _volumes(records: Sequence[UsageRecord]) -> list[Volume]:
    units = {kind: sum(r.units for r in records if r.kind is kind) for kind in UsageKind}
    return [Volume(kind, much) for kind, much in units.items() if much]
