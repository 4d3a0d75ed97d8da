"""Changing a setting of a service: any parameter that the service declares, by whoever may. [M.3345 5.1.1, F10]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telecom.management.inventory import Meant, access_meant, label_of
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, InvalidValue, NotAllowed, NotFound
from telecom.model.inventory import Service
from telecom.model.parties import Membership, Role
from telecom.model.passing_secrets import PassingSecret
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.restrictions import STANDING, Restriction
from telecom.model.translated import Translated
from telecom.model.undoing import Change
from telecom.model.utterances import Utterance
from telecom.model.wire import to_wire
from telecom.ports import NetworkDown, OpenWork, Outside, Work
from telecom.services.declaring import Level, Parameter, Shape, word_of
from telecom.services.setting_words import setting_for_reader, value_for_reader
from telecom.services.smi import BaseService, registered_kinds, service_of
from telecom.support.audit import note
from telecom.support.authorization import access_service, access_services, require_fresh_proof
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome, carries_out, propose
from telecom.support.settings_said import SaidParameter, find_parameter, read_value
from telecom.support.undoing import remember, undoes

APPLY_SETTINGS = "apply_settings"
SETTING, CONFIGURE = "setting", "configure_service"
_ASK_AGAIN = timedelta(seconds=30)
_RANK = (Level.USER, Level.SUPER_USER, Level.CUSTOMER)
_LEVEL_OF = {Role.MANAGER: Level.CUSTOMER, Role.AUTHORIZED_USER: Level.SUPER_USER, Role.USER: Level.USER}
_WHO = {Level.SUPER_USER: "utter_configuration_from_authorized", Level.CUSTOMER: "utter_configuration_from_manager"}


class BelowLevel(BusinessError):
    """The parameter belongs to a higher level than the actor's."""

    response = "utter_configuration_below_level"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of a service as it is shown: its value in words, and what may be chosen (empty where it is typed)."""

    name: str
    value: str
    allowed: Sequence[Any]
    is_secret: bool
    may_change: bool

    @property
    def called(self) -> Translated | str:
        return setting_for_reader(self.name)

    def word(self, value: Any) -> Translated | str:
        return value_for_reader(value)


def level_of(actor: Actor, customer_id: str, *, work: Work) -> Level:
    """From which level a person changes the things of a customer; who is no member acts as a plain user."""
    if actor.asks_manager:
        return Level.CUSTOMER
    member = work.of(Membership).find(customer_id=customer_id, person_id=actor.person_id)
    return _LEVEL_OF[member.role] if member else Level.USER


def require_level(actor: Actor, service: Service, level: Level, *, what: str, work: Work) -> None:
    """BelowLevel where a thing of this level is not the actor's to change."""
    if _RANK.index(level_of(actor, service.customer_id, work=work)) < _RANK.index(level):
        raise BelowLevel(what=what, who=Utterance(_WHO[level]))


def interface_of(service: Service, *, work: Work) -> BaseService:
    """The interfaces of a service under the restrictions that stand on it."""
    standing = work.of(Restriction).list(service_id=service.id, status=STANDING, order="starts_at,id")
    return service_of(service, standing)


def configurable_services(
    actor: Actor | None, meant: Meant, *, parameter: str | None = None, work: Work
) -> list[Service]:
    """The services that were meant, that the actor may configure, and that have the parameter; never empty."""
    found = access_meant(actor, Function.CONFIGURE, meant, work=work)
    if parameter is None:
        return found
    having = [s for s in found if service_of(s).lifecycle.parameter(parameter) is not None]
    if having:
        return having
    raise _unknown(found[0], parameter) if meant.named or meant.number else NotFound(kind="Service")


def _unknown(service: Service, name: str) -> InvalidValue:
    known = [each.name for each in service_of(service).lifecycle.parameters]
    return InvalidValue("utter_service_parameter_unknown", parameter=name, known=known)


def parameter_said(text: str, actor: Actor | None, *, named: str | None = None, work: Work) -> SaidParameter | None:
    """The parameter that a message names, among those of what the actor has (of all kinds, for nobody known).

    Where a service is named, its own words count: "parental control" is something else on TV than online.
    """
    services = access_services(actor, Function.CONFIGURE, work=work) if actor else []
    kinds = {s.kind for s in services}
    if named:
        told = {s.kind for s in services if named in (s.id, s.kind) or named.casefold() in s.name.casefold()}
        kinds = told or ({named} & kinds) or kinds
    return find_parameter(text, kinds or None)


def value_said(text: str, parameter: str, kinds: Sequence[str] = (), *, number: str | None = None) -> Any:
    """The value that a message names for a parameter of one of these kinds (of any, where none is told), or None."""
    for kind in kinds or registered_kinds():
        declared = find_declared(kind, parameter)
        if declared is not None:
            return read_value(text, declared, number=number)
    return None


def find_declared(kind: str, parameter: str) -> Parameter | None:
    """The parameter of this name that a kind of service declares, or None."""
    # Only the kind matters here; the service itself is not looked at.
    return service_of(Service(customer_id="", account_id="", kind=kind, name="")).lifecycle.parameter(parameter)


def takes_a_number(parameter: str) -> bool:
    """Whether a phone number in the message is the value, not the line."""
    found = next((each for kind in registered_kinds() if (each := find_declared(kind, parameter))), None)
    return found is not None and found.allowed is None and found.shape is Shape.PHONE_NUMBER


def show_settings(actor: Actor | None, service_id: str, *, work: Work) -> list[Setting]:
    """Every setting of a service with its value, its allowed values, and whether the actor may change it. [F9, F10]"""
    service = access_service(actor, Function.CHECK, service_id, work=work)
    assert actor is not None
    interface = service_of(service)
    rank = _RANK.index(level_of(actor, service.customer_id, work=work))
    may_configure = service.id in {s.id for s in access_services(actor, Function.CONFIGURE, work=work)}
    values = interface.configuration()
    return [
        Setting(p.name, word_of(values[p.name]), list(p.allowed or ()), p.secret,
                may_configure and rank >= _RANK.index(p.level))
        for p in interface.lifecycle.parameters
    ]  # fmt: skip


def change_setting(
    actor: Actor | None, service_id: str, *, parameter: str, value: Any, turn_id: str, work: Work
) -> Outcome:
    """Set a parameter of a service to a value, now, and have the network know; it can be taken back.

    InvalidValue with what is allowed; BelowLevel; ProofRequired for what a thief would change first. A turn that is
    run again says the same.
    """
    service = access_service(actor, Function.CONFIGURE, service_id, work=work, lock=True)
    assert actor is not None
    interface = service_of(service)
    declared = _settable(actor, service, parameter, work=work)
    if declared.sensitive:
        require_fresh_proof(actor, work=work)
    value = declared.accept(value)
    if actor.asks_manager:
        return _ask_for(actor, service, declared, value, turn_id=turn_id, work=work)
    standing = work.of(Change).find(key=turn_id)
    before = interface.configuration()[parameter]
    if standing is None and before == value and not declared.secret:
        return Outcome([Utterance("utter_configuration_same", _shown(service, declared, value))])
    set_parameter(interface, declared, value, work=work)
    what: dict[str, Any] = {"parameter": parameter} if declared.secret else {"parameter": parameter, "value": value}
    event = SecurityEvent.SERVICE_CHANGED
    note(work, event, actor=actor, customer_id=service.customer_id, subject=service.id, change=SETTING, **what)
    if declared.secret:
        return applied([Utterance("utter_configuration_secret_done", _shown(service, declared, value))], service)
    terms = {"service_id": service.id, "parameter": parameter, "before": before, "after": value}
    undo = remember(actor, SETTING, terms=terms, key=turn_id, work=work)
    return applied([Utterance("utter_configuration_done", _shown(service, declared, value), [undo])], service)


def _settable(actor: Actor, service: Service, parameter: str, *, work: Work) -> Parameter:
    """The declaration of a parameter that the actor may change; InvalidValue, BelowLevel."""
    declared = service_of(service).lifecycle.parameter(parameter)
    if declared is None:
        raise _unknown(service, parameter)
    require_level(actor, service, declared.level, what=declared.name, work=work)
    return declared


def propose_setting(
    actor: Actor | None, service_id: str, *, parameter: str, value: Any, turn_id: str, work: Work
) -> Utterance:
    """Propose to set a parameter, where several lines are changed with one yes. What `change_setting` refuses, and
    BusinessError where it is set so already, or is a secret, which is each line's own."""
    service = access_service(actor, Function.CONFIGURE, service_id, work=work)
    actor = require_fresh_proof(actor, work=work)
    declared = _settable(actor, service, parameter, work=work)
    if declared.secret:
        raise BusinessError("utter_configuration_one_by_one", parameter=parameter)
    value = declared.accept(value)
    if service_of(service).configuration()[parameter] == value:
        raise BusinessError("utter_configuration_same", **_shown(service, declared, value))
    terms = {"service_id": service.id, "parameter": declared.name, "value": value}
    shown = Utterance("utter_configuration_propose", _shown(service, declared, value))
    return propose(actor, CONFIGURE, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _ask_for(actor: Actor, service: Service, parameter: Parameter, value: Any, *, turn_id: str, work: Work) -> Outcome:
    """Put the change to a manager of the contract. A secret is told to nobody."""
    if parameter.secret:
        raise NotAllowed()
    terms = {"service_id": service.id, "parameter": parameter.name, "value": value}
    shown = Utterance("utter_configuration_propose", _shown(service, parameter, value))
    return Outcome([propose(actor, CONFIGURE, terms=terms, shown=shown, turn_id=turn_id, work=work)])


@carries_out(CONFIGURE)
def carry_out_change(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Make the change that was confirmed for one of several lines, or that a manager approved."""
    service_id, parameter, value = (proposal.terms[name] for name in ("service_id", "parameter", "value"))
    return change_setting(actor, service_id, parameter=parameter, value=value, turn_id=proposal.id, work=work)


def _shown(service: Service, parameter: Parameter, value: Any) -> Mapping[str, Any]:
    shown: Any = value_for_reader(value)
    if parameter.shape is Shape.PHONE_NUMBER and isinstance(shown, str) and shown.startswith("+"):
        shown = PhoneNumber(shown)
    return {"service": label_of(service), "parameter": setting_for_reader(parameter.name), "value": shown}


def set_parameter(interface: BaseService, parameter: Parameter, value: Any, *, work: Work) -> None:
    interface.configure({parameter.name: value})
    service = interface.service
    if parameter.secret:
        kept = PassingSecret(service_id=service.id, parameter=parameter.name, value=value, given_at=work.now)
        work.of(PassingSecret).add(kept)
    work.enqueue(APPLY_SETTINGS, service_id=service.id, lock=f"line:{service.id}")


@undoes(SETTING)
def undo_setting(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Set a parameter back to what it was, unless somebody has changed it since."""
    service = access_service(actor, Function.CONFIGURE, change.terms["service_id"], work=work, lock=True)
    interface = service_of(service)
    declared = _settable(actor, service, change.terms["parameter"], work=work)
    if interface.configuration()[declared.name] != change.terms["after"]:
        raise BusinessError("utter_undo_changed_since")
    before = change.terms["before"]
    set_parameter(interface, declared, before, work=work)
    event = SecurityEvent.SERVICE_CHANGED
    note(work, event, actor=actor, customer_id=service.customer_id, subject=service.id, change="setting taken back")
    return applied([Utterance("utter_configuration_undone", _shown(service, declared, before))], service)


def applied(said: Sequence[Utterance], service: Service) -> Outcome:
    """The outcome after which the network is told at once; the job that was enqueued makes up for a network that is
    away, or for our own end."""

    def tell_network(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        try:
            apply_settings(service_id=service.id, open_work=open_work, outside=outside)
        except RetryLater:
            return [*said, Utterance("utter_configuration_network_later")]
        return said

    return Outcome(said, tell_network)


@job(APPLY_SETTINGS)
def apply_settings(*, service_id: str, open_work: OpenWork, outside: Outside) -> None:
    """Bring the network to the settings and limits that our records say, and forget the secrets that it then has."""
    with open_work() as work:
        service = work.of(Service).get(service_id)
        interface = interface_of(service, work=work)
        secret = {p.name for p in interface.lifecycle.parameters if p.secret}
        settings = {name: value for name, value in interface.configuration().items() if name not in secret}
        settings["restrictions"] = [_as_told(each) for each in interface.restrictions]
        passing = work.of(PassingSecret).list(service_id=service_id, order="given_at,id")
        settings |= {each.parameter: each.value for each in passing}
    try:
        outside.register.apply_settings(service_id, settings)
    except NetworkDown as down:
        raise RetryLater(after=_ASK_AGAIN) from down
    with open_work() as work:
        for each in work.of(PassingSecret).list(id=[each.id for each in passing], lock=True):
            work.of(PassingSecret).remove(each)


def _as_told(restriction: Restriction) -> Mapping[str, Any]:
    """A restriction as the network is told of it: what it limits and when, by raw values."""
    names = ("kind", "numbers", "amount", "begins", "ends", "weekdays", "age")
    told = {name: getattr(restriction, name) for name in names}
    told |= {"starts_at": restriction.starts_at, "ends_at": restriction.ends_at}
    return {name: to_wire(value) for name, value in told.items() if value not in (None, [])}
