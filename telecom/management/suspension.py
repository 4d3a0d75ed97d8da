"""Pausing a service for a while, and taking it up again; it comes back by itself at the end. [M.3345 7.1, F12]"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telecom.management.inventory import Meant, access_meant, held_products, label_of
from telecom.management.switching import SET_LINE, give_back, told
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import ProductStatus, Service, ServiceState
from telecom.model.money import Money, total
from telecom.model.proposals import Proposal
from telecom.model.suspension import (
    OPEN_SUSPENSION,
    AlreadyPaused,
    NotPausable,
    PauseTerms,
    Suspension,
    SuspensionStatus,
    check_pause,
    corrected,
    pause_moments,
)
from telecom.model.undoing import Change
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.services.smi import ExecutionAction, registered_kinds, service_of
from telecom.support.audit import note
from telecom.support.authorization import access_service, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, corrects, propose
from telecom.support.undoing import remember, undoes

PAUSE, RESUME = "pause_service", "resume_service"


def pausable_services(actor: Actor | None, meant: Meant, *, work: Work) -> list[Service]:
    """The services that were meant and could be paused; where the only ones meant are paused already, those."""
    found = access_meant(actor, Function.CONFIGURE, meant, work=work)
    return [s for s in found if s.state is ServiceState.ACTIVE and _open(s, work=work) is None] or found


def resumable_services(actor: Actor | None, meant: Meant, *, work: Work) -> list[Service]:
    """The services that were meant and have a pause; where none of them has one, NotFound says so."""
    found = access_meant(actor, Function.CONFIGURE, meant, work=work)
    paused = [s for s in found if _open(s, work=work) is not None]
    if not paused:
        raise NotFound("utter_suspension_nothing_paused")
    return paused


def _open(service: Service, *, work: Work, lock: bool = False) -> Suspension | None:
    return work.of(Suspension).find(service_id=service.id, status=OPEN_SUSPENSION, lock=lock)


def propose_pause(
    actor: Actor | None, service_id: str, *, period: Period, moves: bool = False, turn_id: str, work: Work
) -> Utterance:
    """Propose to pause a service for a period: what, which line, from when, until when, and the fee meanwhile; with
    `moves`, to have a pause that is set at this time instead.

    InvalidValue for a time that is past, open or over 180 days; AlreadyPaused, NotPausable.
    """
    service = access_service(actor, Function.CONFIGURE, service_id, work=work)
    actor = require_fresh_proof(actor, work=work)
    period = check_pause(period, today=work.today())
    standing = _open(service, work=work) if moves else None
    before, meanwhile = _check_pausable(service, instead_of=standing, work=work)
    values = {
        "before": standing.period if standing else "",
        "service": label_of(service),
        "period": period,
        "back_on": pause_moments(period, work.zone)[1].astimezone(work.zone).date(),
        "monthly": before,
        "meanwhile": meanwhile,
        "also": [Utterance("utter_suspension_also", {"service": label_of(s)}) for s in _dependents(service, work=work)],
    }
    name = "utter_suspension_propose" if before else "utter_suspension_propose_no_fee"
    terms = {"service_id": service.id, "period": period, "monthly": before, "meanwhile": meanwhile}
    if standing is not None:
        name, terms = "utter_suspension_propose_move", {**terms, "instead_of": standing.id}
    return propose(actor, PAUSE, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


def _check_pausable(
    service: Service, *, instead_of: Suspension | None = None, work: Work
) -> tuple[Money | None, Money | None]:
    """The monthly fee of a service before and during a pause, None where it has none; else why it cannot be."""
    standing = _open(service, work=work)
    if standing is not None and instead_of is not None and standing.id == instead_of.id:
        return standing.monthly, standing.monthly_paused
    if standing is not None:
        raise AlreadyPaused(service=label_of(service), period=standing.period, back_on=standing.back_on)
    if service.state is not ServiceState.ACTIVE:
        raise BusinessError("utter_suspension_not_working", service=label_of(service))
    products = held_products(service, work=work, status=ProductStatus.ACTIVE)
    offerings = {o.id: o for o in work.of(Offering).list(id={p.offering_id for p in products})}
    running = [offerings[p.offering_id] for p in products]
    for offering in running:
        if not PauseTerms.read(offering.terms).allowed:
            raise NotPausable(offering=offering.name)
    paid = [(o.monthly, PauseTerms.read(o.terms).percent) for o in running if o.monthly is not None]
    if not paid:
        return None, None
    return (
        total((fee for fee, _ in paid), currency=work.currency),
        total((fee.share(percent, 100) for fee, percent in paid), currency=work.currency),
    )


def _dependents(service: Service, *, work: Work) -> list[Service]:
    """The customer's services in the same place that do not work without this one."""
    kinds = [name for name, kind in registered_kinds().items() if service.kind in kind.lifecycle.dependencies]
    return work.of(Service).list(
        customer_id=service.customer_id, kind=kinds, place=service.place, state=ServiceState.ACTIVE, order="name"
    )


@corrects(PAUSE)
def correct_pause(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another time for the same service: another beginning, another end, another length."""
    words = str(changes.get("text") or "")
    standing: Period = proposal.terms["period"]
    period = corrected(standing, changes.get("period"), changes.get("date"), words=words, today=work.today())
    if period is None:
        return None
    service_id, moves = proposal.terms["service_id"], proposal.terms.get("instead_of") is not None
    return propose_pause(actor, service_id, period=period, moves=moves, turn_id=turn_id, work=work)


def pause_to_move(service_id: str, *, work: Work) -> Period | None:
    """The days of a pause that is set and could have other ones; None where there is none."""
    standing = work.of(Suspension).find(service_id=service_id, status=OPEN_SUSPENSION)
    return standing.period if standing else None


@carries_out(PAUSE)
def pause_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Keep the pause that was confirmed, and begin it where its first day is today."""
    service = access_service(actor, Function.CONFIGURE, proposal.terms["service_id"], work=work, lock=True)
    period = check_pause(proposal.terms["period"], today=work.today())
    if instead_of := proposal.terms.get("instead_of"):
        _make_room(work.of(Suspension).get(instead_of, lock=True), service, work=work)
    _check_pausable(service, work=work)
    starts_at, ends_at = pause_moments(period, work.zone)
    assert period.start and period.end
    suspension = Suspension(
        key=proposal.id,
        service_id=service.id,
        asked_by=actor.person_id,
        first_day=period.start,
        last_day=period.end,
        starts_at=starts_at,
        ends_at=ends_at,
        monthly=proposal.terms["monthly"],
        monthly_paused=proposal.terms["meanwhile"],
    )
    work.of(Suspension).add(suspension)
    _note(service, actor, "pause", work=work)
    values = {"service": label_of(service), "period": period, "back_on": suspension.back_on}
    undo_terms = {"service_id": service.id, "suspension_id": suspension.id}
    undo = (remember(actor, PAUSE, terms=undo_terms, key=proposal.id, work=work),)
    if starts_at > work.now:
        return Outcome([Utterance("utter_suspension_scheduled", values, undo)])
    begin_pause(suspension, service, work=work)
    return told([Utterance("utter_suspension_begun", values, undo)], service)


def _make_room(standing: Suspension, service: Service, *, work: Work) -> None:
    """End a pause that another one takes the place of."""
    if standing.status is SuspensionStatus.SCHEDULED:
        standing.become(SuspensionStatus.CANCELLED)
        standing.ended_at = work.now
    elif standing.status is SuspensionStatus.RUNNING:
        end_pause(standing, service, work=work)
    work.flush()


@undoes(PAUSE)
def undo_pause(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Drop or end the pause again, unless it is over already."""
    service, suspension = _changed(actor, change, work=work)
    if suspension.status not in OPEN_SUSPENSION:
        raise BusinessError("utter_undo_changed_since")
    return _finish(suspension, service, actor, "pause taken back", work=work)


def _changed(actor: Actor, change: Change, *, work: Work) -> tuple[Service, Suspension]:
    """The service and the pause that a change was about."""
    service = access_service(actor, Function.CONFIGURE, change.terms["service_id"], work=work, lock=True)
    return service, work.of(Suspension).get(change.terms["suspension_id"], lock=True)


def propose_resume(actor: Actor | None, service_id: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose to end a pause now, or to drop one that is still to come."""
    service = access_service(actor, Function.CONFIGURE, service_id, work=work)
    actor = require_fresh_proof(actor, work=work)
    suspension = _open(service, work=work)
    if suspension is None:
        raise NotFound("utter_suspension_nothing_paused")
    running = suspension.status is SuspensionStatus.RUNNING
    values = {"service": label_of(service), "period": suspension.period, "monthly": suspension.monthly}
    name = "utter_suspension_propose_drop"
    if running:
        name = "utter_suspension_propose_resume" if suspension.monthly else "utter_suspension_propose_resume_no_fee"
    terms = {"service_id": service.id, "suspension_id": suspension.id}
    return propose(actor, RESUME, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


@carries_out(RESUME)
def resume_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """End the pause that was shown; one that has ended by itself meanwhile is said to have."""
    service = access_service(actor, Function.CONFIGURE, proposal.terms["service_id"], work=work, lock=True)
    suspension = work.of(Suspension).get(proposal.terms["suspension_id"], lock=True)
    if suspension.status not in OPEN_SUSPENSION:
        return Outcome([Utterance("utter_suspension_resumed", {"service": label_of(service)})])
    done = _finish(suspension, service, actor, "resume", work=work)
    undo_terms = {"service_id": service.id, "suspension_id": suspension.id}
    undo = remember(actor, RESUME, terms=undo_terms, key=proposal.id, work=work)
    said = [replace(each, choices=(undo,)) for each in done.said]
    return told(said, service) if done.follow_up else Outcome(said)


def _finish(suspension: Suspension, service: Service, actor: Actor, change: str, *, work: Work) -> Outcome:
    """End a pause that runs, or drop one that is still to come."""
    values = {"service": label_of(service)}
    _note(service, actor, change, work=work)
    if suspension.status is SuspensionStatus.SCHEDULED:
        suspension.become(SuspensionStatus.CANCELLED)
        suspension.ended_at = work.now
        return Outcome([Utterance("utter_suspension_dropped", values)])
    end_pause(suspension, service, work=work)
    return told([Utterance("utter_suspension_resumed", values)], service)


@undoes(RESUME)
def undo_resume(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Pause the service again for the rest of the same days, on the same terms."""
    service, ended = _changed(actor, change, work=work)
    if _open(service, work=work) or service.state is not ServiceState.ACTIVE or ended.ends_at <= work.now:
        raise BusinessError("utter_undo_changed_since")
    days = ("service_id", "first_day", "last_day", "starts_at", "ends_at", "monthly", "monthly_paused")
    again = Suspension(key=change.id, asked_by=actor.person_id, **{name: getattr(ended, name) for name in days})
    work.of(Suspension).add(again)
    _note(service, actor, "resume taken back", work=work)
    values = {"service": label_of(service), "period": again.period, "back_on": again.back_on}
    if again.starts_at > work.now:
        return Outcome([Utterance("utter_suspension_scheduled", values)])
    begin_pause(again, service, work=work)
    return told([Utterance("utter_suspension_begun", values)], service)


def _note(service: Service, actor: Actor, change: str, *, work: Work) -> None:
    customer_id = service.customer_id
    event = SecurityEvent.SERVICE_CHANGED
    note(work, event, actor=actor, customer_id=customer_id, subject=service.id, change=change)


def begin_pause(suspension: Suspension, service: Service, *, work: Work) -> None:
    """From now on the service rests: its products are suspended, and the network is told."""
    suspension.become(SuspensionStatus.RUNNING)
    suspension.began_at = work.now
    products = held_products(service, work=work, status=ProductStatus.ACTIVE)
    for product in products:
        product.become(ProductStatus.SUSPENDED)
    suspension.product_ids = [product.id for product in products]
    service_of(service).set_execution_state(ExecutionAction.STOP)
    work.enqueue(SET_LINE, service_id=service.id, lock=f"line:{service.id}")


def end_pause(suspension: Suspension, service: Service, *, work: Work) -> None:
    """The service works again, with exactly the products that the pause suspended."""
    give_back(suspension, service, work=work)
    work.enqueue(SET_LINE, service_id=service.id, lock=f"line:{service.id}")
