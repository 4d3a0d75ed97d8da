"""What services of one's own there are, what they are made of, and how each part stands. [F22]"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telecom.management.inventory import ServiceReport, held_products, label_of, list_services
from telecom.management.own_alarms import alarm_in_words, alarm_state, is_there
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.errors import NotFound
from telecom.model.inventory import Service, ServiceState
from telecom.model.own_services import STANDING, Capability, OwnPart, OwnService, PartKind
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.services.declaring import word_of
from telecom.services.smi import service_of
from telecom.support.authorization import access_services


@dataclass(frozen=True, slots=True)
class OwnServiceReport:
    """A service of one's own with a line for each part that is still there."""

    own: OwnService
    parts: Sequence[Utterance]


def own_services(actor: Actor | None, function: Function, *, work: Work) -> list[OwnService]:
    """The services of one's own on all of whose parts the actor may run the function, by name."""
    services = access_services(actor, function, work=work, ended=True)
    ids = {s.id for s in services}
    owns = work.of(OwnService).list(customer_id={s.customer_id for s in services}, status=STANDING, order="name")
    parts = work.of(OwnPart).list(own_id=[own.id for own in owns]) if owns else []
    return [own for own in owns if all(part.service_id in ids for part in parts if part.own_id == own.id)]


def find_own(actor: Actor | None, function: Function, name: str | None, *, work: Work) -> OwnService | None:
    """The service of one's own of this name, None where the actor has none."""
    if actor is None or not name:
        return None
    wanted = name.casefold().removeprefix("my ").strip()
    return next((own for own in own_services(actor, function, work=work) if own.name.casefold() == wanted), None)


def access_own(actor: Actor | None, function: Function, own_id: str, *, work: Work) -> OwnService:
    """One service of one's own, locked; NotFound where it is not the actor's to see."""
    if own_id not in {own.id for own in own_services(actor, function, work=work)}:
        raise NotFound(kind="Service")
    return work.of(OwnService).get(own_id, lock=True)


def parts_of(own: OwnService, *, work: Work) -> list[tuple[OwnPart, Service]]:
    """The parts that are still there, each with its service."""
    found = work.of(OwnPart).list(own_id=own.id, order="position,id")
    services = {s.id: s for s in work.of(Service).list(id={part.service_id for part in found})}
    return [
        (part, services[part.service_id]) for part in found if _is_there(part, services[part.service_id], work=work)
    ]


def _is_there(part: OwnPart, service: Service, *, work: Work) -> bool:
    """Whether the service and the product of a part still run, or its alerts are still set."""
    if part.kind is PartKind.ALARM:
        return is_there(part, service, work=work)
    if service.state is ServiceState.TERMINATED or part.kind is not PartKind.PRODUCT:
        return service.state is not ServiceState.TERMINATED
    return any(product.offering_id == part.name for product in held_products(service, work=work))


def list_own_services(actor: Actor | None, *, work: Work) -> list[OwnServiceReport]:
    """The services of one's own that the actor may see, with how each part stands."""
    reports = {report.service.id: report for report in list_services(actor, work=work)}
    return [
        OwnServiceReport(own, [_state(part, reports[service.id], work=work) for part, service in found])
        for own in own_services(actor, Function.CHECK, work=work)
        if (found := parts_of(own, work=work))
    ]


# The sentence for a part that works, is off, or rests with its service.
_STATES = {
    PartKind.SERVICE: ("utter_own_state_service", "utter_own_state_service_off", "utter_own_state_service_paused"),
    PartKind.PRODUCT: ("utter_own_state_product", "utter_own_state_product_off", "utter_own_state_product_paused"),
}


def _state(part: OwnPart, report: ServiceReport, *, work: Work) -> Utterance:
    """How a part stands, in words."""
    service, pause = report.service, report.suspension
    if part.kind is PartKind.ALARM:
        return alarm_state(part, service, work=work)
    values = dict(part_in_words(part.capability, service, work=work).values)
    works = service.state is ServiceState.ACTIVE
    if part.kind is PartKind.SETTING:
        values["value"] = word_of(service_of(service).configuration()[part.name])
        return Utterance("utter_own_state_setting" if works else "utter_own_state_setting_rests", values)
    if not works and pause is not None:
        values["back_on"] = pause.back_on
    running, off, paused = _STATES[part.kind]
    return Utterance(running if works else off if pause is None else paused, values)


def part_in_words(part: Capability, service: Service, *, work: Work) -> Utterance:
    """A part in words: what, on which service."""
    if part.kind is PartKind.ALARM:
        return alarm_in_words(part, service)
    values: dict[str, Any] = {"service": label_of(service)}
    if part.kind is PartKind.PRODUCT:
        values["product"] = work.of(Offering).get(part.name).name
        return Utterance("utter_own_part_product", values)
    if part.kind is PartKind.SETTING:
        return Utterance("utter_own_part_setting", {**values, "parameter": part.name})
    return Utterance("utter_own_part_service", values)
