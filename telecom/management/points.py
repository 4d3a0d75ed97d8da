"""Points for loyalty: earned by paying, changed into credit; booked in the ledger, never below zero. [O2]"""

from dataclasses import dataclass

from telecom.management.settlement import after_capture
from telecom.management.topup import credit_account
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.balance import LedgerAccount
from telecom.model.bills import ChargeKind
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.payments import Payment
from telecom.model.points import POINTS, check_exchange, points_for, worth
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import charges, ledger
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, propose

REDEEM = "redeem_points"
_ISSUED = "points issued"


@dataclass(frozen=True, slots=True)
class PointsReport:
    """The points of one account and what they are worth."""

    account: BillingAccount
    points: int
    worth: Money


def _account_of(name: str, *, floor: int | None, work: Work) -> LedgerAccount:
    found = work.of(LedgerAccount).find(name=name)
    if found is None:
        work.of(LedgerAccount).add_once(LedgerAccount(name=name, currency=POINTS, floor=floor), key="name")
        found = work.of(LedgerAccount).find(name=name)
        assert found is not None
    return found


def points_account(account_id: str, *, work: Work) -> LedgerAccount:
    """Where the points of a billing account are booked."""
    return _account_of(f"points {account_id}", floor=0, work=work)


@after_capture
def earn_points(payment: Payment, *, work: Work) -> None:
    """Whoever pays gets points, once a payment."""
    earned = points_for(payment.amount)
    if earned:
        issued = _account_of(_ISSUED, floor=None, work=work)
        held = points_account(payment.account_id, work=work)
        key = f"points:{payment.id}"
        ledger.move(work, Money(earned, POINTS), source=issued, target=held, key=key, reason="points earned")


def show_points(actor: Actor | None, *, work: Work) -> PointsReport:
    """The points of the account that has most, of those the actor may pay for."""
    accounts = access_accounts(actor, Function.PAY, work=work)
    require_any(accounts)
    reports = []
    for account in accounts:
        held = work.of(LedgerAccount).find(name=f"points {account.id}")
        points = ledger.balance_of(held, work=work).minor if held else 0
        reports.append(PointsReport(account, points, worth(points // 100 * 100, account.currency)))
    return max(reports, key=lambda report: report.points)


def propose_exchange(actor: Actor | None, *, points: int, turn_id: str, work: Work) -> Utterance:
    """Propose to change points into credit: on the prepaid line, or off the next bill. InvalidValue for part hundreds
    or more than are held."""
    actor = require_fresh_proof(actor, work=work)
    report = show_points(actor, work=work)
    check_exchange(points, held=report.points)
    prepaid = report.account.mode is BillingMode.PREPAID
    values = {"points": points, "worth": worth(points, report.account.currency), "left": report.points - points}
    shown = Utterance("utter_points_propose_credit" if prepaid else "utter_points_propose_bill", values)
    terms = {"account_id": report.account.id, "points": points}
    return propose(actor, REDEEM, terms=terms, shown=shown, turn_id=turn_id, work=work)


@carries_out(REDEEM)
def redeem_points(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Take the points and give the credit, in one transaction."""
    account = access_account(actor, Function.PAY, proposal.terms["account_id"], work=work)
    points: int = proposal.terms["points"]
    held = points_account(account.id, work=work)
    work.of(LedgerAccount).get(held.id, lock=True)
    check_exchange(points, held=ledger.balance_of(held, work=work).minor)
    value, key = worth(points, account.currency), f"points redeemed:{proposal.id}"
    issued = _account_of(_ISSUED, floor=None, work=work)
    ledger.move(work, Money(points, POINTS), source=held, target=issued, key=key, reason="points redeemed")
    values = {"points": points, "worth": value, "left": ledger.balance_of(held, work=work).minor}
    if account.mode is BillingMode.PREPAID:
        credit = credit_account(account, work=work)
        given = ledger.operators_account("points granted", work=work)
        ledger.move(work, value, source=given, target=credit, key=f"{key}:credit", reason="points")
        said = Utterance("utter_points_credited", {**values, "credit": ledger.balance_of(credit, work=work)})
    else:
        charges.add(work, account.id, key=key, kind=ChargeKind.CREDIT, description=f"{points} points", amount=-value)
        said = Utterance("utter_points_off_bill", values)
    note(
        work,
        SecurityEvent.MONEY_MOVED,
        actor=actor,
        customer_id=account.customer_id,
        subject=f"points:{proposal.id}",
        purpose="points",
        amount=value,
    )
    return Outcome([said])
