"""Why a number cannot be reached: switched off, out of reach, the network, or restricted. [M.3345 App. I-1, A7]"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from telecom.management.arrears import find_stop
from telecom.management.outages import find_outage
from telecom.management.rules_in_force import standing_on
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.diagnosis import diagnose
from telecom.model.errors import NotFound
from telecom.model.inventory import Service, ServiceState
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.trouble import ServiceProblem
from telecom.ports import NetworkDown, OpenWork, Outside, Work
from telecom.services.calls import SIM_BLOCKED
from telecom.services.smi import service_of
from telecom.support.authorization import access_services, known

FORWARDS = ("forward to", "forwarding")


class Reach(Enum):
    """What keeps a number from being reached, or that nothing does."""

    FINE = "fine"
    PAUSED = "paused"
    STOPPED = "stopped for arrears"
    BLOCKED = "SIM blocked"
    FORWARDED = "forwarded"
    OUTAGE = "outage"
    OFF = "phone off"
    NO_COVER = "no cover"
    CELL_DOWN = "cell down"
    OFF_HOOK = "off the hook"
    FAULT = "fault"
    UNKNOWN = "unknown"
    FOREIGN = "another network"
    NOT_YOURS = "somebody else's"
    NOT_YOURS_OUTAGE = "somebody else's, outage"


# What a finding on the line means for who calls it.
_BY_CAUSE = {
    "phone off": Reach.OFF,
    "no signal": Reach.NO_COVER,
    "cell down": Reach.CELL_DOWN,
    "off the hook": Reach.OFF_HOOK,
    "barred": Reach.PAUSED,
}


@dataclass(frozen=True, slots=True)
class Reachability:
    """Why, on which number, since when; the service where it is the actor's own to see."""

    reach: Reach
    number: PhoneNumber
    service: Service | None = None
    since: datetime | None = None
    forwarded_to: str | None = None
    problem: ServiceProblem | None = None
    # The line is still to be looked at in the network.
    is_open: bool = False


def check_reachability(actor: Actor | None, number: str | None, *, work: Work) -> Reachability:
    """What our records say of a number: one of the actor's own, or (without one named) their only line with a number.

    Of other people's phones it only says whether there is an outage where they are: whether somebody's phone is on is
    theirs to tell. ProofRequired; NotFound where several lines could be meant.
    """
    known(actor)
    own = [s for s in access_services(actor, Function.CHECK, work=work) if s.phone_number is not None]
    if number is None:
        mobiles = [s for s in own if s.kind == "mobile"] or own
        if len(mobiles) != 1:
            raise NotFound("utter_reach_which_number")
        service: Service | None = mobiles[0]
    else:
        service = next((s for s in own if s.phone_number and s.phone_number.e164 == number), None)
    if service is None:
        return _of_others(PhoneNumber(str(number)), work=work)
    assert service.phone_number is not None
    problem = find_outage(service, work=work)
    if standing_on(service, kind=SIM_BLOCKED, work=work):
        return Reachability(Reach.BLOCKED, service.phone_number, service)
    if service.state is not ServiceState.ACTIVE:
        is_stopped = find_stop(service.account_id, work=work) is not None
        return Reachability(Reach.STOPPED if is_stopped else Reach.PAUSED, service.phone_number, service)
    if problem is not None:
        return Reachability(Reach.OUTAGE, service.phone_number, service, problem.started_at, problem=problem)
    forwarded = _forwarded_to(service)
    if forwarded is not None:
        return Reachability(Reach.FORWARDED, service.phone_number, service, forwarded_to=forwarded)
    return Reachability(Reach.UNKNOWN, service.phone_number, service, is_open=True)


def _forwarded_to(service: Service) -> str | None:
    settings = service_of(service).configuration()
    said = next((str(settings[name]) for name in FORWARDS if settings.get(name)), "")
    return said if said.startswith("+") else None


def _of_others(number: PhoneNumber, *, work: Work) -> Reachability:
    service = work.of(Service).find(phone_number=number)
    if service is None:
        return Reachability(Reach.FOREIGN, number)
    problem = find_outage(service, work=work)
    if problem is not None:
        return Reachability(Reach.NOT_YOURS_OUTAGE, number, since=problem.started_at, problem=problem)
    return Reachability(Reach.NOT_YOURS, number)


def look_at_line(found: Reachability, *, open_work: OpenWork, outside: Outside) -> Reachability:
    """Look at the line in the network, outside any transaction, where our records gave no reason."""
    service = found.service
    if not found.is_open or service is None:
        return found
    try:
        reading = outside.network.read_line(service.id)
    except NetworkDown:
        return Reachability(Reach.UNKNOWN, found.number, service)
    cause = diagnose(service.kind, reading, sold_down=None)
    if cause is None or (reading.reachable and cause not in _BY_CAUSE):
        return Reachability(Reach.FINE, found.number, service)
    return Reachability(_BY_CAUSE.get(cause, Reach.FAULT), found.number, service, reading.seen_at)
