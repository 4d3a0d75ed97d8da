"""How well a service worked against what was agreed, and the money that comes back where it did not. [A5]"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from telecom.management.history import bounded
from telecom.management.inventory import Meant, access_meant, label_of, place_of, sold_on
from telecom.management.measuring import list_measurements
from telecom.management.outages import needed_kinds
from telecom.management.service_levels import agreed_on
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.bills import ChargeKind
from telecom.model.calendar import Period, month_of
from telecom.model.charges import AccountCharge
from telecom.model.errors import BusinessError, NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.maintenance import PlannedWork, WorkStatus
from telecom.model.measuring import Measurement
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.performance import (
    HOUR,
    Agreement,
    Break,
    Judged,
    breaks_in,
    judge_all,
    mean_time_to_repair,
    percentile,
)
from telecom.model.proposals import Proposal
from telecom.model.sims import SimChangeWaits
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import charges
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, access_service, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, propose

CREDIT = "service_credit"
# A credit can be claimed for this many months that are over.
CLAIMED_WITHIN = 3
LOW, HIGH = 5, 95


class ClaimedAlready(BusinessError):
    """The credit of this month was given before."""

    response = "utter_performance_claimed"


@dataclass(frozen=True, slots=True)
class Spread:
    """The slowest five percent, the middle and the fastest five percent of a figure."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Owed:
    """What comes back for a month in which a promise was broken."""

    month: Period
    amount: Money


@dataclass(frozen=True, slots=True)
class Performance:
    """The figures of one service over a time, what was agreed, and how each promise was kept."""

    service: Service
    period: Period
    hours: int
    breaks: Sequence[Break]
    speed: Spread | None
    days: Sequence[tuple[date, Spread]]
    latency: float | None
    loss: float | None
    sold_down: int | None
    agreement: Agreement | None
    judged: Sequence[Judged]
    owed: Sequence[Owed]
    others: Sequence[Service] = field(default_factory=tuple)

    @property
    def down(self) -> timedelta:
        return sum((each.lasted for each in self.breaks), timedelta())

    @property
    def available(self) -> float | None:
        """Percent of the hours that were measured."""
        return 100 * (1 - self.down / HOUR / self.hours) if self.hours else None

    @property
    def repair(self) -> timedelta | None:
        return mean_time_to_repair(self.breaks)


def show_performance(actor: Actor | None, meant: Meant, *, period: Period | None, work: Work) -> Performance:
    """The figures of the service that was meant, over a period or the last thirty days, held against the agreement.

    Where several fit, the one with an agreement that was down longest. Hours of planned work do not count. Errors as
    show_history.
    """
    services = access_meant(actor, Function.CHECK, meant, work=work)
    days = bounded(period, today=work.today())
    chosen = _most_affected(services, days, work=work)
    measured = _counted(chosen, days, work=work)
    found = agreed_on(chosen, work=work)
    sold = sold_on(chosen, work=work).down
    return Performance(
        chosen,
        days,
        len(measured),
        breaks_in(measured),
        _spread([each.down for each in measured]),
        _by_day(measured, work=work),
        _middle([each.latency for each in measured]),
        _middle([each.loss for each in measured]),
        sold,
        found[1] if found else None,
        judge_all(found[1], measured, sold_down=sold) if found else (),
        _owed(actor, chosen, work=work),
        [service for service in services if service is not chosen],
    )


def _most_affected(services: Sequence[Service], days: Period, *, work: Work) -> Service:
    if len(services) == 1:
        return services[0]
    since, until = days.moments(work.zone)

    def affected(service: Service) -> tuple[bool, int]:
        hours = work.of(Measurement).count(service_id=service.id, at__gte=since, at__lt=until, reachable=False)
        return agreed_on(service, work=work) is not None, hours

    return max(services, key=affected)


def _counted(service: Service, days: Period, *, work: Work) -> list[Measurement]:
    """The hours of a time that count: those of planned work do not."""
    since, until = days.moments(work.zone)
    assert since is not None and until is not None
    measured = list_measurements(service, since, until, work=work)
    place = place_of(service, work=work)
    if place is None:
        return measured
    planned = work.of(PlannedWork).list(
        place=place,
        kind=list(needed_kinds(service.kind)),
        status=[WorkStatus.PLANNED, WorkStatus.DONE],
        starts_at__lt=until,
        ends_at__gt=since,
    )
    return [m for m in measured if not any(w.starts_at < m.at + HOUR and m.at < w.ends_at for w in planned)]


def _spread(values: Sequence[float | None]) -> Spread | None:
    known = [float(value) for value in values if value is not None]
    low, middle, high = (percentile(known, percent) for percent in (LOW, 50, HIGH))
    return Spread(low, middle, high) if low is not None and middle is not None and high is not None else None


def _middle(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _by_day(measured: Sequence[Measurement], *, work: Work) -> list[tuple[date, Spread]]:
    days: dict[date, list[float | None]] = {}
    for each in measured:
        days.setdefault(each.at.astimezone(work.zone).date(), []).append(each.down)
    spreads = [(day, _spread(values)) for day, values in sorted(days.items())]
    return [(day, spread) for day, spread in spreads if spread is not None]


def _owed(actor: Actor | None, service: Service, *, work: Work) -> list[Owed]:
    """What the actor can claim for the last months that are over, the newest first."""
    accounts = {account.id for account in access_accounts(actor, Function.BILL, work=work)}
    if service.account_id not in accounts:
        return []
    found = []
    day = work.today().replace(day=1)
    for _ in range(CLAIMED_WITHIN):
        month = month_of(day - timedelta(days=1))
        assert month.start is not None
        owed = _owed_for(service, month, work=work)
        if owed is not None and work.of(AccountCharge).find(key=_key(service, month)) is None:
            found.append(owed)
        day = month.start
    return found


def _owed_for(service: Service, month: Period, *, work: Work) -> Owed | None:
    """What a month of a service is to be credited with, claimed or not."""
    found = agreed_on(service, work=work)
    account = work.of(BillingAccount).get(service.account_id)
    if found is None or found[0].monthly is None or account.mode is not BillingMode.POSTPAID:
        return None
    offering, agreement = found
    assert offering.monthly is not None
    judged = judge_all(agreement, _counted(service, month, work=work), sold_down=sold_on(service, work=work).down)
    amount = agreement.credit(judged, offering.monthly)
    return Owed(month, amount) if amount.is_positive else None


def _key(service: Service, month: Period) -> str:
    return f"sla:{service.id}:{month.start:%Y-%m}"


def may_claim_now(actor: Actor, *, work: Work) -> bool:
    """Whether a proposal to claim can be shown without asking for a proof first."""
    try:
        require_fresh_proof(actor, work=work)
    except (ProofRequired, SimChangeWaits):
        return False
    return True


def propose_credit(actor: Actor | None, service_id: str, *, month: date, turn_id: str, work: Work) -> Utterance:
    """Propose to take what is owed for the month of a day off the next bill. NotFound where nothing is owed,
    ClaimedAlready."""
    service, owed = _claimable(actor, service_id, month_of(month), work=work)
    actor = require_fresh_proof(actor, work=work)
    values = {"service": label_of(service), "month": owed.month, "amount": owed.amount}
    terms = {"service_id": service.id, "month": owed.month.start, "amount": owed.amount}
    shown = Utterance("utter_performance_propose", values)
    return propose(actor, CREDIT, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _claimable(
    actor: Actor | None, service_id: str, month: Period, *, work: Work, lock: bool = False
) -> tuple[Service, Owed]:
    service = access_service(actor, Function.CHECK, service_id, work=work)
    access_account(actor, Function.BILL, service.account_id, work=work, lock=lock)
    if work.of(AccountCharge).find(key=_key(service, month)) is not None:
        raise ClaimedAlready(month=month, service=label_of(service))
    owed = _owed_for(service, month, work=work) if month.end and month.end < work.today() else None
    if owed is None:
        raise NotFound("utter_performance_nothing_owed", month=month, service=label_of(service))
    return service, owed


@carries_out(CREDIT)
def credit_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Put the credit on the next bill, once for a service and month."""
    terms = proposal.terms
    first = terms["month"]
    service, owed = _claimable(actor, terms["service_id"], month_of(first), work=work, lock=True)
    if owed.amount != terms["amount"]:
        raise BusinessError("utter_proposal_changed")
    key = _key(service, owed.month)
    charges.add(
        work, service.account_id, key=key, kind=ChargeKind.SLA_CREDIT, description=f"{service.name} {first:%m/%Y}",
        amount=-owed.amount, service_id=service.id, reference=key[-7:],
    )  # fmt: skip
    note(work, SecurityEvent.MONEY_MOVED, actor=actor, customer_id=service.customer_id, subject=key, change="credit")
    values = {"service": label_of(service), "month": owed.month, "amount": owed.amount}
    return Outcome([Utterance("utter_performance_credited", values)])
