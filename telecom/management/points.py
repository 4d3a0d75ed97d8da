"""Points for loyalty: earned by paying, changed into credit, put towards an order; they run out after a year. [O2]

They are booked in the ledger, never below zero; a lot for each month knows when they run out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from telecom.management.notices import may_tell_now, tell_managers
from telecom.management.settlement import after_capture
from telecom.management.topup import credit_account
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.balance import LedgerAccount
from telecom.model.bills import ChargeKind
from telecom.model.errors import InvalidValue
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.payments import Payment
from telecom.model.points import (
    POINTS,
    SMALLEST_EXCHANGE,
    TOLD_BEFORE,
    PointLot,
    check_exchange,
    last_day_of,
    points_for,
    points_towards,
    take,
    worth,
)
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import charges, ledger
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.proposals import Outcome, carries_out, propose

REDEEM, ENDING, OVER = "redeem_points", "points ending", "points over"
_ISSUED = "points issued"


@dataclass(frozen=True, slots=True)
class PointsReport:
    """The points of one account, what they are worth, and those of them that run out first."""

    account: BillingAccount
    points: int
    worth: Money
    ending: PointLot | None = None


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
        if ledger.move(work, Money(earned, POINTS), source=issued, target=held, key=key, reason="points earned"):
            _lot(payment.account_id, last_day_of(work.today()), work=work).add(earned)


def _lot(account_id: str, last_day: date, *, work: Work) -> PointLot:
    """Where points are noted that run out after a day. The account of the ledger is held by the movement before."""
    found = work.of(PointLot).find(account_id=account_id, last_day=last_day)
    return found or work.of(PointLot).add(PointLot(account_id=account_id, last_day=last_day))


def show_points(actor: Actor | None, *, work: Work) -> PointsReport:
    """The points of the account that has most, of those the actor may pay for."""
    accounts = access_accounts(actor, Function.PAY, work=work)
    require_any(accounts)
    reports = []
    for account in accounts:
        held = work.of(LedgerAccount).find(name=f"points {account.id}")
        points = ledger.balance_of(held, work=work).minor if held else 0
        first = work.of(PointLot).find(account_id=account.id, left__gt=0, order="last_day") if points else None
        reports.append(PointsReport(account, points, worth(points // 100 * 100, account.currency), first))
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
    value = exchange(actor, account, points, key=proposal.id, work=work)
    held = points_account(account.id, work=work)
    values = {"points": points, "worth": value, "left": ledger.balance_of(held, work=work).minor}
    if account.mode is BillingMode.PREPAID:
        credit = ledger.balance_of(credit_account(account, work=work), work=work)
        return Outcome([Utterance("utter_points_credited", {**values, "credit": credit})])
    return Outcome([Utterance("utter_points_off_bill", values)])


def exchange(actor: Actor, account: BillingAccount, points: int, *, key: str, work: Work) -> Money:
    """Change points of an account into credit, once per key: on the prepaid credit, or off the next bill; says what
    they were worth. InvalidValue for part hundreds or more than are held."""
    held = points_account(account.id, work=work)
    work.of(LedgerAccount).get(held.id, lock=True)
    check_exchange(points, held=ledger.balance_of(held, work=work).minor)
    value = worth(points, account.currency)
    take_points(account.id, points, key=f"points redeemed:{key}", reason="points redeemed", work=work)
    if account.mode is BillingMode.PREPAID:
        credit = credit_account(account, work=work)
        given = ledger.operators_account("points granted", work=work)
        ledger.move(work, value, source=given, target=credit, key=f"points redeemed:{key}:credit", reason="points")
    else:
        told = f"{points} points"
        key_of_charge = f"points redeemed:{key}"
        charges.add(work, account.id, key=key_of_charge, kind=ChargeKind.CREDIT, description=told, amount=-value)
    note(
        work,
        SecurityEvent.MONEY_MOVED,
        actor=actor,
        customer_id=account.customer_id,
        subject=f"points:{key}",
        purpose="points",
        amount=value,
    )
    return value


def take_points(account_id: str, points: int, *, key: str, reason: str, work: Work) -> None:
    """Take points off an account, once per key; those first that can be used the shortest."""
    held, issued = points_account(account_id, work=work), _account_of(_ISSUED, floor=None, work=work)
    if ledger.move(work, Money(points, POINTS), source=held, target=issued, key=key, reason=reason):
        take(points, work.of(PointLot).list(account_id=account_id, left__gt=0, lock=True))


def points_for_order(actor: Actor, account: BillingAccount, price: Money, *, work: Work) -> int:
    """How many points of an account that the actor may pay for can go towards a price. InvalidValue where there are
    too few for any."""
    access_account(actor, Function.PAY, account.id, work=work)
    held = work.of(LedgerAccount).find(name=f"points {account.id}")
    points = ledger.balance_of(held, work=work).minor if held else 0
    if points < SMALLEST_EXCHANGE:
        raise InvalidValue("utter_points_held_few", points=points, smallest=SMALLEST_EXCHANGE)
    return points_towards(price, held=points)


def _points_ending(work: Work) -> Iterable[Due]:
    """Points that can be used for a month at most, told once in daytime."""
    if may_tell_now(work):
        for lot in work.of(PointLot).list(left__gt=0, last_day__lte=work.today() + TOLD_BEFORE):
            yield Due(lot.id, lot.last_day.isoformat())


@due(ENDING, _points_ending)
def tell_of_ending(one: Due, work: Work) -> None:
    """Say how many points run out and when, with the choice to use them."""
    lot = work.of(PointLot).get(one.subject)
    if not lot.left:
        return
    account = work.of(BillingAccount).get(lot.account_id)
    values = {"points": lot.left, "last_day": lot.last_day}
    notice = Utterance("utter_points_ending", values, [ask_for("redeem_points", "utter_choice_use_points")])
    key = f"{ENDING}:{lot.id}"
    tell_managers(account.customer_id, notice, key=key, priority=Priority.PROGRESS, work=work)


def _points_over(work: Work) -> Iterable[Due]:
    for lot in work.of(PointLot).list(left__gt=0, last_day__lt=work.today()):
        yield Due(lot.id, lot.last_day.isoformat())


@due(OVER, _points_over)
def let_points_run_out(one: Due, work: Work) -> None:
    """Take off what nobody has used in a year."""
    account_id = work.of(PointLot).get(one.subject).account_id
    work.of(LedgerAccount).get(points_account(account_id, work=work).id, lock=True)
    lot = work.of(PointLot).get(one.subject, lock=True)
    if lot.left:
        key = f"points over:{lot.id}"
        take_points(account_id, lot.left, key=key, reason="points run out", work=work)
