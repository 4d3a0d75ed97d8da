"""A service of one's own paused, resumed and ended as one, each part as far as it can be. [M.3345 7.1, F22]

Whole services have their own pauses, with their own fees and ends. Settings, such as voicemail, and alerts are switched
off for the time and set again afterwards. A product that runs on a service rests only together with that service.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from telecom.management.configuration import set_parameter
from telecom.management.inventory import label_of
from telecom.management.lines import propose_all
from telecom.management.own_alarms import end_alarm, rest_alarm, wake_alarm
from telecom.management.own_inventory import access_own, part_in_words, parts_of
from telecom.management.own_services import end_own, note_own
from telecom.management.suspension import propose_pause, propose_resume
from telecom.management.termination import propose_termination
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.catalogue import Offering
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.own_services import OwnPart, OwnService, OwnServiceStatus, PartKind
from telecom.model.parties import Individual
from telecom.model.proposals import Proposal
from telecom.model.suspension import OPEN_SUSPENSION, Suspension, check_pause, pause_moments, read_pause
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.services.smi import service_of
from telecom.support.authorization import require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.proposals import Outcome, carries_out, corrects, propose
from telecom.support.telling import push

# What is switched off while the whole rests.
_SWITCHED = (PartKind.SETTING, PartKind.ALARM)
REST, WAKE, END = "rest_own_service", "wake_own_service", "end_own_service"
_Wishes = list[Callable[[str], Utterance]]


def propose_own_pause(actor: Actor | None, own_id: str, *, period: Period, turn_id: str, work: Work) -> Utterance:
    """Propose to pause all of it for a period with one yes; what cannot rest by itself is named. What pausing a
    service refuses; NotFound, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    own = access_own(actor, Function.CONFIGURE, own_id, work=work)
    period = check_pause(period, today=work.today())
    parts = parts_of(own, work=work)
    whole = _whole(parts)
    wishes: _Wishes = [partial(_pause_one, actor, service_id, period, work) for service_id in whole]
    if any(part.kind in _SWITCHED for part, _ in parts):
        wishes.append(lambda key: _propose_rest(actor, own, period, turn_id=key, work=work))
    stay = [
        Utterance("utter_own_stays", {"product": work.of(Offering).get(part.name).name})
        for part, service in parts
        if part.kind is PartKind.PRODUCT and service.id not in whole
    ]
    if not wishes:
        raise NotFound("utter_own_cannot_rest", name=own.name)
    return propose_all(actor, wishes, left_out=stay, turn_id=turn_id, work=work)


def _pause_one(actor: Actor, service_id: str, period: Period, work: Work, key: str) -> Utterance:
    return propose_pause(actor, service_id, period=period, turn_id=key, work=work)


def _whole(parts: Iterable[tuple[OwnPart, Service]]) -> list[str]:
    """The services that are part as a whole."""
    return list(dict.fromkeys(service.id for part, service in parts if part.kind is PartKind.SERVICE))


def _propose_rest(actor: Actor, own: OwnService, period: Period, *, turn_id: str, work: Work) -> Utterance:
    back_on = pause_moments(period, work.zone)[1].astimezone(work.zone).date()
    values = {"name": own.name, "settings": _settings(own, work=work), "period": period, "back_on": back_on}
    terms = {"own_id": own.id, "period": period}
    return propose(
        actor, REST, terms=terms, shown=Utterance("utter_own_propose_rest", values), turn_id=turn_id, work=work
    )


def _settings(own: OwnService, *, work: Work) -> list[Utterance]:
    """The settings and alerts that are part of it, a line each."""
    return [_line(part, service, work=work) for part, service in parts_of(own, work=work) if part.kind in _SWITCHED]


def _line(part: OwnPart, service: Service, *, work: Work) -> Utterance:
    if part.kind is PartKind.ALARM:
        return part_in_words(part.capability, service, work=work)
    return Utterance("utter_own_rests_setting", {"parameter": part.name, "service": label_of(service)})


@corrects(REST)
def correct_rest(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Other days for the same settings."""
    period = read_pause(changes.get("period"), changes.get("date"), today=work.today())
    if period is None:
        return None
    own = access_own(actor, Function.CONFIGURE, proposal.terms["own_id"], work=work)
    return _propose_rest(actor, own, check_pause(period, today=work.today()), turn_id=turn_id, work=work)


@carries_out(REST)
def rest_own_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes: its settings rest for the period, from now where that is today."""
    own = access_own(actor, Function.CONFIGURE, proposal.terms["own_id"], work=work)
    period = check_pause(proposal.terms["period"], today=work.today())
    own.rest_key = proposal.id
    own.rests_from, own.rests_until = pause_moments(period, work.zone)
    note_own(own, actor, "own service paused", work=work)
    begins_now = own.rests_from <= work.now
    if begins_now and own.status is OwnServiceStatus.ACTIVE:
        _begin_rest(own, work=work)
    values = {"name": own.name, "settings": _settings(own, work=work), "period": period}
    return Outcome([Utterance("utter_own_rests" if begins_now else "utter_own_rest_planned", values)])


def _begin_rest(own: OwnService, *, work: Work) -> None:
    """Switch its settings off, and remember what each was set to."""
    own.become(OwnServiceStatus.RESTING)
    for part, service in parts_of(own, work=work):
        if part.kind is PartKind.ALARM:
            rest_alarm(part, service, work=work)
        interface = service_of(service)
        declared = interface.lifecycle.parameter(part.name) if part.kind is PartKind.SETTING else None
        if declared is not None:
            part.value = interface.configuration()[part.name]
            set_parameter(interface, declared, False if declared.is_switch else declared.default, work=work)


def _end_rest(own: OwnService, *, work: Work) -> None:
    """Set its settings and alerts to what they were, but for those that somebody has set since."""
    own.become(OwnServiceStatus.ACTIVE)
    own.forget_rest()
    for part, service in parts_of(own, work=work):
        if part.kind is PartKind.ALARM:
            wake_alarm(part, service, work=work)
        interface = service_of(service)
        declared = interface.lifecycle.parameter(part.name) if part.kind is PartKind.SETTING else None
        if declared is None:
            continue
        resting = False if declared.is_switch else declared.default
        if interface.configuration()[part.name] == resting and part.value != resting:
            set_parameter(interface, declared, part.value, work=work)


def propose_own_resume(actor: Actor | None, own_id: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose to end every pause of its parts with one yes, or drop those planned. NotFound where nothing is paused."""
    actor = require_fresh_proof(actor, work=work)
    own = access_own(actor, Function.CONFIGURE, own_id, work=work)
    paused = work.of(Suspension).list(service_id=_whole(parts_of(own, work=work)), status=OPEN_SUSPENSION)
    wishes: _Wishes = [partial(_resume_one, actor, each.service_id, work) for each in paused]
    if own.rests_from is not None:
        wishes.append(lambda key: _propose_wake(actor, own, turn_id=key, work=work))
    if not wishes:
        raise NotFound("utter_own_nothing_paused", name=own.name)
    return propose_all(actor, wishes, turn_id=turn_id, work=work)


def _resume_one(actor: Actor, service_id: str, work: Work, key: str) -> Utterance:
    return propose_resume(actor, service_id, turn_id=key, work=work)


def _propose_wake(actor: Actor, own: OwnService, *, turn_id: str, work: Work) -> Utterance:
    shown = Utterance("utter_own_propose_wake", {"name": own.name, "settings": _settings(own, work=work)})
    return propose(actor, WAKE, terms={"own_id": own.id}, shown=shown, turn_id=turn_id, work=work)


@carries_out(WAKE)
def wake_own_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes: its settings are as they were, or stay as they are where they do not rest yet."""
    own = access_own(actor, Function.CONFIGURE, proposal.terms["own_id"], work=work)
    if own.status is OwnServiceStatus.RESTING:
        _end_rest(own, work=work)
    own.forget_rest()
    note_own(own, actor, "own service resumed", work=work)
    return Outcome([Utterance("utter_own_wakes", {"name": own.name, "settings": _settings(own, work=work)})])


def propose_own_end(actor: Actor | None, own_id: str, *, with_parts: bool, turn_id: str, work: Work) -> Utterance:
    """Propose to take it apart, so that its parts go on by themselves; or to end all its services, products and alerts
    too, with their last days and fees, as one. What ending a service refuses; NotFound, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    own = access_own(actor, Function.CONFIGURE, own_id, work=work)
    wishes: _Wishes = []
    if with_parts:
        parts = parts_of(own, work=work)
        whole = _whole(parts)
        products = [(s.id, work.of(Offering).get(p.name).name) for p, s in parts if p.kind is PartKind.PRODUCT]
        wishes = [partial(_end_one, actor, each, None, work) for each in whole]
        wishes += [partial(_end_one, actor, each, name, work) for each, name in products if each not in whole]
    wishes.append(lambda key: _propose_end(actor, own, with_alarms=with_parts, turn_id=key, work=work))
    return propose_all(actor, wishes, turn_id=turn_id, work=work)


def _end_one(actor: Actor, service_id: str, product: str | None, work: Work, key: str) -> Utterance:
    return propose_termination(actor, [service_id], product=product, turn_id=key, work=work)


def _propose_end(actor: Actor, own: OwnService, *, with_alarms: bool, turn_id: str, work: Work) -> Utterance:
    alarms = [_line(part, s, work=work) for part, s in parts_of(own, work=work) if part.kind is PartKind.ALARM]
    shown = Utterance("utter_own_propose_end", {"name": own.name})
    if alarms and with_alarms:
        shown = Utterance("utter_own_propose_end_alarms", {"name": own.name, "alarms": alarms})
    terms = {"own_id": own.id, "alarms": with_alarms}
    return propose(actor, END, terms=terms, shown=shown, turn_id=turn_id, work=work)


@carries_out(END)
def end_own_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes: the name stands for nothing any more. What rests is set as it was before; alerts end where that was
    asked."""
    own = access_own(actor, Function.CONFIGURE, proposal.terms["own_id"], work=work)
    if own.status is OwnServiceStatus.RESTING:
        _end_rest(own, work=work)
    for part, service in parts_of(own, work=work) if proposal.terms.get("alarms") else ():
        if part.kind is PartKind.ALARM:
            end_alarm(part, service, work=work)
    end_own(own, actor, work=work)
    return Outcome([Utterance("utter_own_taken_apart", {"name": own.name})])


def due_rests(work: Work) -> Iterable[Due]:
    """Those whose settings begin to rest."""
    found = work.of(OwnService).list(status=OwnServiceStatus.ACTIVE, rests_from__lte=work.now)
    return [Due(own.id, str(own.rest_key)) for own in found]


@due("own_service_rests", due_rests)
def rest_due(one: Due, work: Work) -> None:
    """The first day of a planned rest has come."""
    own = work.of(OwnService).get(one.subject, lock=True)
    if own.status is not OwnServiceStatus.ACTIVE or own.rests_from is None or own.rests_from > work.now:
        return
    _begin_rest(own, work=work)


def due_wakes(work: Work) -> Iterable[Due]:
    """Those whose settings have rested long enough."""
    found = work.of(OwnService).list(status=OwnServiceStatus.RESTING, rests_until__lte=work.now)
    return [Due(own.id, str(own.rest_key)) for own in found]


@due("own_service_wakes", due_wakes)
def wake_due(one: Due, work: Work) -> None:
    """The last day of a rest is over: its settings are as they were, and whoever made it is told."""
    own = work.of(OwnService).get(one.subject, lock=True)
    if own.status is not OwnServiceStatus.RESTING or own.rests_until is None or own.rests_until > work.now:
        return
    key = f"own:{own.id}:{one.period}"
    _end_rest(own, work=work)
    person = work.of(Individual).get(own.made_by)
    notice = Utterance("utter_own_wakes", {"name": own.name, "settings": _settings(own, work=work)})
    push(work, person.id, person.phone_number, notice, key=key, priority=Priority.PROGRESS)
