"""Limits on a service: read back, kept on yes, obeyed by the service, lifted on yes. [M.3345 I-1, F14]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from telecom.management.configuration import APPLY_SETTINGS, applied, require_level
from telecom.management.inventory import label_of
from telecom.management.rules_in_force import kinds_of, said_of, standing_on, words_of
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.calendar import start_of_day
from telecom.model.errors import BusinessError, InvalidValue, NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.money import read_amount
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.restrictions import STANDING, Limits, Restriction, RestrictionStatus, read_weekdays
from telecom.model.undoing import Change
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.services.declaring import Need, RestrictionKind
from telecom.services.smi import service_of
from telecom.support.audit import note
from telecom.support.authorization import access_service, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, corrects, propose
from telecom.support.telling import push
from telecom.support.undoing import remember, undoes

RESTRICT, LIFT = "restrict_service", "lift_restriction"
MOST_NUMBERS = 20
MOST_AGE = 18
_UNTIL = re.compile(r"\b(?:until|till|til|to|bis)\b", re.I)
# Kinds that only make sense with one number, and those of which a second one adds its numbers to the first.
_ONE_NUMBER = "one number after an amount"
_LISTS = ("blocked numbers", "listed numbers only")


def propose_restriction(actor: Actor | None, service_id: str, *, limits: Limits, turn_id: str, work: Work) -> Utterance:
    """Read a restriction back in plain words, to be kept on yes. InvalidValue for what is missing or makes no sense."""
    service = access_service(actor, Function.CONFIGURE, service_id, work=work)
    actor = require_fresh_proof(actor, work=work, even_after_sim_change=True)
    declared = _declared(service, limits.kind)
    require_level(actor, service, declared.level, what=declared.name, work=work)
    _check(declared, limits)
    numbers, replaced = _put_together(limits, service, work=work)
    limits = replace(limits, kind=declared.name, numbers=numbers)
    starts_at, ends_at = _moments(limits, work=work)
    values = {
        "service": label_of(service),
        "what": words_of(limits, declared),
        "period": limits.period,
        "until": ends_at,
        "emergency": [Utterance("utter_restriction_emergency")] if service.phone_number else [],
    }
    terms = {
        "service_id": service.id, "kind": declared.name, "numbers": list(numbers), "amount": limits.amount,
        "begins": limits.begins, "ends": limits.ends, "weekdays": list(limits.weekdays), "age": limits.age,
        "period": limits.period,
        "replaced": [each.id for each in replaced],
    }  # fmt: skip
    name = "utter_restriction_propose_period" if limits.period else "utter_restriction_propose"
    assert starts_at is not None
    return propose(actor, RESTRICT, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


@corrects(RESTRICT)
def correct_restriction(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Other days of the week, another hour, amount or time for the limit that is proposed."""
    terms, said = proposal.terms, str(changes.get("text") or "")
    names = ("kind", "amount", "begins", "ends", "age", "period")
    limits = Limits(
        **{name: terms[name] for name in names}, numbers=tuple(terms["numbers"]), weekdays=tuple(terms["weekdays"])
    )
    other = limits
    if limits.begins is not None and (days := read_weekdays(said)):
        other = replace(other, weekdays=days)
    elif limits.begins is not None and changes.get("time_of_day"):
        hour, ends = str(changes["time_of_day"]), _UNTIL.search(said) is not None
        other = replace(other, ends=hour) if ends else replace(other, begins=hour)
    if limits.amount is not None and changes.get("amount"):
        other = replace(other, amount=read_amount(changes["amount"], currency=work.currency))
    if other == limits:
        return None
    return propose_restriction(actor, terms["service_id"], limits=other, turn_id=turn_id, work=work)


def _declared(service: Service, kind: str) -> RestrictionKind:
    declared = service_of(service).lifecycle.restriction(kind)
    if declared is None or not declared.offered:
        raise InvalidValue("utter_restriction_unknown", service=label_of(service), known=kinds_of(service))
    return declared


def _check(declared: RestrictionKind, limits: Limits) -> None:
    """InvalidValue where something that the kind needs is missing or makes no sense."""
    told = {
        Need.NUMBERS: bool(limits.numbers),
        Need.AMOUNT: limits.amount is not None,
        Need.HOURS: limits.begins is not None and limits.ends is not None and limits.begins != limits.ends,
        Need.AGE: limits.age is not None and 0 <= limits.age <= MOST_AGE,
    }
    for need in declared.needs:
        if not told[need]:
            raise InvalidValue(_MISSING[need])
    if len(limits.numbers) > MOST_NUMBERS or (declared.name == _ONE_NUMBER and len(limits.numbers) > 1):
        most = 1 if declared.name == _ONE_NUMBER else MOST_NUMBERS
        raise InvalidValue("utter_restriction_too_many_numbers", most=most)


_MISSING: Mapping[Need, str] = {
    Need.NUMBERS: "utter_restriction_ask_numbers",
    Need.AMOUNT: "utter_restriction_ask_amount",
    Need.HOURS: "utter_restriction_ask_hours",
    Need.AGE: "utter_restriction_ask_age",
}


def _put_together(limits: Limits, service: Service, *, work: Work) -> tuple[tuple[str, ...], list[Restriction]]:
    """The numbers of the new restriction and those that it replaces: a second list adds to the first."""
    standing = standing_on(service, kind=limits.kind, work=work)
    if limits.period is not None:
        return limits.numbers, []
    replaced = [each for each in standing if each.ends_at is None]
    before = [number for each in replaced for number in each.numbers] if limits.kind in _LISTS else []
    return tuple(dict.fromkeys([*before, *limits.numbers])), replaced


def _moments(limits: Limits, *, work: Work) -> tuple[datetime, datetime | None]:
    """From when until when, InvalidValue for a time that is past."""
    period = limits.period
    start, end = (period.start, period.end) if period else (None, None)
    if end is not None and end < work.today():
        raise InvalidValue("utter_restriction_in_past", day=end)
    starts_at = start_of_day(start, work.zone) if start is not None and start > work.today() else work.now
    return starts_at, start_of_day(end + timedelta(days=1), work.zone) if end is not None else None


@carries_out(RESTRICT, protects=True)
def restrict_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Keep the restriction that was read back, have the network and the line's user know."""
    terms = proposal.terms
    service = access_service(actor, Function.CONFIGURE, terms["service_id"], work=work, lock=True)
    declared = _declared(service, terms["kind"])
    require_level(actor, service, declared.level, what=declared.name, work=work)
    told = {name: terms[name] for name in ("amount", "begins", "ends", "age", "period")}
    limits = Limits(declared.name, tuple(terms["numbers"]), weekdays=tuple(terms.get("weekdays", ())), **told)
    starts_at, ends_at = _moments(limits, work=work)
    replaced = [r for r in standing_on(service, kind=declared.name, work=work, lock=True) if r.id in terms["replaced"]]
    for each in replaced:
        _close(each, RestrictionStatus.LIFTED, work=work)
    made = Restriction(
        key=proposal.id,
        service_id=service.id,
        kind=declared.name,
        asked_by=actor.person_id,
        numbers=list(limits.numbers),
        amount=limits.amount,
        begins=limits.begins,
        ends=limits.ends,
        weekdays=list(limits.weekdays),
        age=limits.age,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    if starts_at <= work.now:
        made.become(RestrictionStatus.RUNNING)
    work.of(Restriction).add(made)
    work.flush()
    _note(service, actor, "restricted", declared.name, work=work)
    work.enqueue(APPLY_SETTINGS, service_id=service.id, lock=f"line:{service.id}")
    undo_terms = {"service_id": service.id, "made": [made.id], "lifted": [each.id for each in replaced]}
    undo = remember(actor, RESTRICT, terms=undo_terms, key=proposal.id, work=work)
    values = {"service": label_of(service), "line": said_of(made, service, work=work)}
    _tell_user(service, actor, Utterance("utter_restriction_notice", values), f"restricted:{made.id}", work=work)
    return applied([Utterance("utter_restriction_done", values, [undo])], service)


def propose_lift(
    actor: Actor | None, service_id: str, *, restriction_ids: Sequence[str], turn_id: str, work: Work,
    numbers: Sequence[str] = (),
) -> Utterance:  # fmt: skip
    """Propose to lift restrictions of a service, or only to let some numbers off a list."""
    service = access_service(actor, Function.CONFIGURE, service_id, work=work)
    actor = require_fresh_proof(actor, work=work)
    found = [each for each in standing_on(service, work=work) if each.id in restriction_ids]
    if not found:
        raise NotFound("utter_restriction_none")
    for each in found:
        _may_lift(actor, service, each, work=work)
    off = [number for number in numbers if any(number in each.numbers for each in found)]
    values: dict[str, Any] = {
        "service": label_of(service),
        "lines": [words_of(each, _declared(service, each.kind)) for each in found],
        "numbers": [PhoneNumber(number) for number in off],
    }
    name = "utter_restriction_propose_lift_numbers" if off else "utter_restriction_propose_lift"
    terms = {"service_id": service.id, "restrictions": [each.id for each in found], "numbers": off}
    return propose(actor, LIFT, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


def _may_lift(actor: Actor, service: Service, restriction: Restriction, *, work: Work) -> None:
    declared = _declared(service, restriction.kind)
    require_level(actor, service, declared.level, what=declared.name, work=work)


@carries_out(LIFT)
def lift_restrictions(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Lift what was shown; what has ended by itself meanwhile is no error."""
    terms = proposal.terms
    service = access_service(actor, Function.CONFIGURE, terms["service_id"], work=work, lock=True)
    found = [r for r in standing_on(service, work=work, lock=True) if r.id in terms["restrictions"]]
    made: list[Restriction] = []
    for at, each in enumerate(found):
        _may_lift(actor, service, each, work=work)
        _close(each, RestrictionStatus.LIFTED, work=work)
        left = [number for number in each.numbers if number not in terms["numbers"]]
        if terms["numbers"] and left:
            made.append(_rest_of(each, left, key=f"{proposal.id}:{at}", work=work))
    work.flush()
    _note(service, actor, "restriction lifted", ", ".join(each.kind for each in found), work=work)
    work.enqueue(APPLY_SETTINGS, service_id=service.id, lock=f"line:{service.id}")
    undo_terms = {"service_id": service.id, "made": [r.id for r in made], "lifted": [r.id for r in found]}
    choices = [remember(actor, RESTRICT, terms=undo_terms, key=proposal.id, work=work)] if found else []
    values = {"service": label_of(service), "lines": [words_of(r, _declared(service, r.kind)) for r in found]}
    _tell_user(service, actor, Utterance("utter_restriction_lifted_notice", values), proposal.id, work=work)
    return applied([Utterance("utter_restriction_lifted", values, choices)], service)


def _rest_of(restriction: Restriction, numbers: Sequence[str], *, key: str, work: Work) -> Restriction:
    """The same restriction for the numbers that are left."""
    rest = Restriction(
        key=key,
        service_id=restriction.service_id,
        kind=restriction.kind,
        asked_by=restriction.asked_by,
        numbers=list(numbers),
        amount=restriction.amount,
        begins=restriction.begins,
        ends=restriction.ends,
        weekdays=restriction.weekdays,
        age=restriction.age,
        starts_at=restriction.starts_at,
        ends_at=restriction.ends_at,
    )
    if rest.starts_at <= work.now:
        rest.become(RestrictionStatus.RUNNING)
    return work.of(Restriction).add(rest)


@undoes(RESTRICT)
def undo_restriction(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Lift what the change made, and have stand again what it lifted."""
    service = access_service(actor, Function.CONFIGURE, change.terms["service_id"], work=work, lock=True)
    made = work.of(Restriction).list(id=change.terms["made"], lock=True)
    lifted = work.of(Restriction).list(id=change.terms["lifted"], lock=True)
    for each in (*made, *lifted):
        _may_lift(actor, service, each, work=work)
    if any(each.status not in STANDING for each in made):
        raise BusinessError("utter_undo_changed_since")
    for each in made:
        _close(each, RestrictionStatus.LIFTED, work=work)
    for each in lifted:
        each.become(RestrictionStatus.RUNNING if each.starts_at <= work.now else RestrictionStatus.SCHEDULED)
        each.ended_at = None
    _note(service, actor, "restriction taken back", ", ".join(r.kind for r in (*made, *lifted)), work=work)
    work.enqueue(APPLY_SETTINGS, service_id=service.id, lock=f"line:{service.id}")
    return applied([Utterance("utter_restriction_undone", {"service": label_of(service)})], service)


def _close(restriction: Restriction, status: RestrictionStatus, *, work: Work) -> None:
    restriction.become(status)
    restriction.ended_at = work.now


def _note(service: Service, actor: Actor, change: str, kind: str, *, work: Work) -> None:
    event, customer_id = SecurityEvent.SERVICE_CHANGED, service.customer_id
    note(work, event, actor=actor, customer_id=customer_id, subject=service.id, change=change, kind=kind)


def _tell_user(service: Service, actor: Actor, notice: Utterance, what: str, *, work: Work) -> None:
    """Who uses the line is told what changed on it, unless they did it themselves."""
    if service.user_id is not None and service.user_id != actor.person_id:
        user = work.of(Individual).get(service.user_id)
        push(work, user.id, user.phone_number, notice, key=f"rule:{what}", priority=Priority.PROGRESS)
