"""Services of one's own: capabilities of several services under one name; each keeps its contract. [M.3345 7.1, F22]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telecom.management.configuration import require_level, set_parameter
from telecom.management.inventory import Meant, held_products, label_of, services_meant
from telecom.management.order_items import find_offering
from telecom.management.own_alarms import alarm_parts, check_alarm_part, wake_alarm, whose
from telecom.management.own_inventory import access_own, part_in_words, parts_of
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.own_services import (
    LONGEST_NAME,
    MOST_PARTS,
    STANDING,
    Capability,
    NotAPart,
    OwnPart,
    OwnService,
    OwnServiceStatus,
    PartKind,
)
from telecom.model.proposals import Proposal
from telecom.model.undoing import Change
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.services.smi import service_of
from telecom.support.audit import note
from telecom.support.authorization import access_service, access_services, require_fresh_proof
from telecom.support.own_service_said import find_alarm, find_capability, kind_said
from telecom.support.proposals import Outcome, carries_out, propose
from telecom.support.recognition import find_products
from telecom.support.undoing import remember, undoes

BUILD, CHANGE_PARTS = "build_own_service", "change_own_service"


@dataclass(frozen=True, slots=True)
class PartsFound:
    """What a message names: capabilities that the asker has, and products that they would have to order first."""

    parts: Sequence[Capability]
    missing: Sequence[str]


def find_parts(actor: Actor | None, pieces: Sequence[str], *, work: Work) -> PartsFound:
    """What the pieces of a message name, of what the actor may configure: alerts, settings, products, services."""
    services = access_services(actor, Function.CONFIGURE, work=work)
    assert actor is not None
    found: list[Capability] = []
    missing: list[str] = []
    for piece in pieces:
        named = [s for s in services if s.name.casefold() in piece.casefold()]
        kind = kind_said(piece)
        candidates = named or (services_meant(services, Meant(kind)) if kind else services)
        alarm = find_alarm(piece)
        if alarm is not None:
            anchor = next(iter(_of_one(candidates, actor)), None)
            found += alarm_parts(actor.person_id, alarm, candidates, anchor=anchor, work=work)
            continue
        setting = find_capability(piece, sorted({s.kind for s in candidates}))
        if setting is not None:
            having = [s for s in candidates if service_of(s).lifecycle.parameter(setting.name)]
            found += [Capability(s.id, PartKind.SETTING, setting.name) for s in _of_one(having, actor)]
            continue
        products = [str(each["value"]) for each in find_products(piece, work=work)]
        for product in products:
            held = _held(product, services, work=work)
            found += held
            missing += [] if held else [product]
        if not products and (named or kind):
            found += [Capability(s.id, PartKind.SERVICE) for s in (named or _of_one(candidates, actor))]
    return PartsFound(list(dict.fromkeys(found)), missing)


def _of_one(services: Sequence[Service], actor: Actor) -> Sequence[Service]:
    """Where several fit, the one that the actor uses; else all of them."""
    own = [s for s in services if s.user_id == actor.person_id]
    return own if len(services) > 1 and len(own) == 1 else services


def _held(product: str, services: Sequence[Service], *, work: Work) -> list[Capability]:
    """Where a product runs: a plan is the whole service, anything else a part of it."""
    offering = find_offering(product, work=work)
    kind, name = (PartKind.SERVICE, "") if offering.is_base else (PartKind.PRODUCT, offering.id)
    holding = [s for s in services if any(p.offering_id == offering.id for p in held_products(s, work=work))]
    return [Capability(s.id, kind, name) for s in holding]


def propose_own_service(
    actor: Actor | None, *, name: str, parts: Sequence[Capability], turn_id: str, work: Work
) -> Utterance:
    """Propose to put capabilities together under a name: which, and that each keeps its contract and price. NotAPart,
    InvalidValue for a name that is taken or too long, NotFound, ProofRequired. [F22]"""
    actor = require_fresh_proof(actor, work=work)
    services = _services_of(actor, parts, work=work)
    _check_name(name, services[0].customer_id, work=work)
    values = {"name": name, "parts": [_checked(actor, each, work=work) for each in parts]}
    terms = {"name": name, "parts": [each.terms() for each in parts]}
    shown = Utterance("utter_own_propose", values)
    return propose(actor, BUILD, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _services_of(actor: Actor, parts: Sequence[Capability], *, work: Work) -> list[Service]:
    """The services of the parts, which all belong to one customer."""
    if not parts or len(parts) > MOST_PARTS:
        raise NotAPart("utter_own_of_what" if not parts else "utter_own_too_many", most=MOST_PARTS)
    services = [access_service(actor, Function.CONFIGURE, each.service_id, work=work) for each in parts]
    if len({s.customer_id for s in services}) > 1:
        raise NotAPart("utter_authorization_one_contract")
    return services


def check_name(actor: Actor | None, name: str, found: PartsFound, *, work: Work) -> None:
    """InvalidValue for a name that is too long, or that something of the same customer has already."""
    services = access_services(actor, Function.CONFIGURE, work=work)
    customers = [s.customer_id for part in found.parts for s in services if s.id == part.service_id]
    _check_name(name, customers[0] if customers else "", work=work)


def _check_name(name: str, customer_id: str, *, work: Work) -> None:
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidValue("utter_own_name_length", longest=LONGEST_NAME)
    owns = work.of(OwnService).list(customer_id=customer_id, status=STANDING)
    services = work.of(Service).list(customer_id=customer_id, state__not=ServiceState.TERMINATED)
    if name.casefold() in {each.casefold() for each in (*(o.name for o in owns), *(s.name for s in services))}:
        raise InvalidValue("utter_own_name_taken", name=name)


def _checked(actor: Actor, part: Capability, *, work: Work) -> Utterance:
    """A part in words, or NotAPart where it cannot be one."""
    service = work.of(Service).get(part.service_id)
    if service.state is ServiceState.TERMINATED:
        raise NotAPart("utter_terminate_ended", service=label_of(service))
    if part.kind is PartKind.ALARM:
        check_alarm_part(actor.person_id, part, service, work=work)
    if part.kind is PartKind.SETTING:
        declared = service_of(service).lifecycle.parameter(part.name)
        if declared is None or not declared.is_capability:
            raise NotAPart(service=label_of(service), parameter=part.name)
        require_level(actor, service, declared.level, what=part.name, work=work)
        if not declared.is_switch and service_of(service).configuration()[part.name] == declared.default:
            raise NotAPart("utter_own_set_first", service=label_of(service), parameter=part.name)
    return part_in_words(part, service, work=work)


@carries_out(BUILD)
def build_own_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes: the parts stand under their name, and the settings among them are switched on."""
    name, parts = proposal.terms["name"], [Capability.read(each) for each in proposal.terms["parts"]]
    customer_id = _services_of(actor, parts, work=work)[0].customer_id
    _check_name(name, customer_id, work=work)
    person, now = actor.person_id, work.now
    own = OwnService(key=proposal.id, customer_id=customer_id, name=name, made_by=person, made_at=now)
    work.of(OwnService).add(own)
    work.flush()
    lines = [_add_part(actor, own, each, at, work=work) for at, each in enumerate(parts)]
    note_own(own, actor, "own service built", work=work)
    undo = remember(actor, BUILD, terms={"own_id": own.id}, key=proposal.id, work=work)
    see = ask_for("list_services", "utter_choice_own_status", {"name": own.name}, group=own.name)
    return Outcome([Utterance("utter_own_built", {"name": own.name, "parts": lines}, [undo, see])])


def _add_part(actor: Actor, own: OwnService, part: Capability, position: int, *, work: Work) -> Utterance:
    said = _checked(actor, part, work=work)
    made = OwnPart(own_id=own.id, position=position, service_id=part.service_id, kind=part.kind, name=part.name)
    if part.kind is PartKind.SETTING:
        service = work.of(Service).get(part.service_id, lock=True)
        interface = service_of(service)
        declared = interface.lifecycle.parameter(part.name)
        assert declared is not None
        made.value = True if declared.is_switch else interface.configuration()[part.name]
        set_parameter(interface, declared, made.value, work=work)
    elif part.kind is PartKind.ALARM:
        made.value = whose(actor.person_id)
    work.of(OwnPart).add(made)
    return said


def _remove_part(part: OwnPart, *, work: Work) -> None:
    """Alerts that leave while the whole rests tell again."""
    if part.kind is PartKind.ALARM:
        wake_alarm(part, work.of(Service).get(part.service_id), work=work)
    work.of(OwnPart).remove(part)


def note_own(own: OwnService, actor: Actor, change: str, *, work: Work) -> None:
    """Write down who did what to a service of one's own."""
    event = SecurityEvent.SERVICE_CHANGED
    note(work, event, actor=actor, customer_id=own.customer_id, subject=own.id, change=change)


@undoes(BUILD)
def undo_building(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Take it apart again; what its parts are set to stays."""
    own = access_own(actor, Function.CONFIGURE, change.terms["own_id"], work=work)
    end_own(own, actor, work=work)
    return Outcome([Utterance("utter_own_taken_apart", {"name": own.name})])


def end_own(own: OwnService, actor: Actor, *, work: Work) -> None:
    """The name stands for nothing any more; each part goes on by itself."""
    own.become(OwnServiceStatus.ENDED)
    own.forget_rest()
    own.ended_at = work.now
    note_own(own, actor, "own service taken apart", work=work)


def propose_other_parts(
    actor: Actor | None, own_id: str, *, parts: Sequence[Capability], leaves: bool, turn_id: str, work: Work
) -> Utterance:
    """Propose that parts come to a service of one's own, or leave it. NotAPart, NotFound, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    own = access_own(actor, Function.CONFIGURE, own_id, work=work)
    _other_parts(actor, own, parts, leaves=leaves, work=work)
    words = [part_in_words(each, work.of(Service).get(each.service_id), work=work) for each in parts]
    terms = {"own_id": own.id, "leaves": leaves, "parts": [each.terms() for each in parts]}
    name = "utter_own_propose_without" if leaves else "utter_own_propose_more"
    shown = Utterance(name, {"name": own.name, "parts": words})
    return propose(actor, CHANGE_PARTS, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _other_parts(
    actor: Actor, own: OwnService, parts: Sequence[Capability], *, leaves: bool, work: Work
) -> Mapping[Capability, OwnPart]:
    """The parts that stand, by what they are; NotAPart where the change cannot be made."""
    services = _services_of(actor, parts, work=work)
    if {s.customer_id for s in services} != {own.customer_id}:
        raise NotAPart("utter_authorization_one_contract")
    standing = {part.capability: part for part in work.of(OwnPart).list(own_id=own.id, lock=True)}
    values = {"name": own.name, "parts": [part_in_words(p, s, work=work) for p, s in zip(parts, services, strict=True)]}
    if leaves and not set(parts) <= set(standing):
        raise NotAPart("utter_own_not_in", **values)
    if not leaves and set(parts) & set(standing):
        raise NotAPart("utter_own_in_already", **values)
    if leaves and set(parts) == set(standing):
        raise NotAPart("utter_own_nothing_left", name=own.name)
    if not leaves and len(standing) + len(parts) > MOST_PARTS:
        raise NotAPart("utter_own_too_many", most=MOST_PARTS)
    return standing


@carries_out(CHANGE_PARTS)
def change_own_service(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes: the parts are in it, or out of it, from now."""
    terms = proposal.terms
    own = access_own(actor, Function.CONFIGURE, terms["own_id"], work=work)
    parts, leaves = [Capability.read(each) for each in terms["parts"]], bool(terms["leaves"])
    standing = _other_parts(actor, own, parts, leaves=leaves, work=work)
    following = max((part.position for part in standing.values()), default=0) + 1
    for at, each in enumerate(parts):
        if leaves:
            _remove_part(standing[each], work=work)
        else:
            _add_part(actor, own, each, following + at, work=work)
    work.flush()
    note_own(own, actor, "part left" if leaves else "part added", work=work)
    lines = [part_in_words(part.capability, service, work=work) for part, service in parts_of(own, work=work)]
    return Outcome([Utterance("utter_own_changed", {"name": own.name, "parts": lines})])


def refuse_missing(missing: Sequence[str]) -> None:
    """BusinessError for products that would have to be ordered before they can be part of anything."""
    if missing:
        raise BusinessError("utter_own_not_held", products=list(missing))
