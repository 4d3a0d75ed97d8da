"""Which limits stand on a service, what they do in plain words, and which it could have. [F14]"""

from collections.abc import Sequence
from typing import Any

from telecom.management.inventory import Meant, access_meant, label_of
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import InvalidValue
from telecom.model.inventory import Service
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.restrictions import SCHOOL_NIGHTS, STANDING, WEEKEND, WORKING_DAYS, Limits, Restriction
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.services.declaring import RestrictionKind
from telecom.services.smi import service_of


def restrictable_services(actor: Actor | None, meant: Meant, *, kind: str | None = None, work: Work) -> list[Service]:
    """The services that were meant, that the actor may configure, and that have restrictions (of the kind)."""
    found = access_meant(actor, Function.CONFIGURE, meant, work=work)
    able = [s for s in found if kinds_of(s)]
    having = [s for s in able if kind is None or service_of(s).lifecycle.restriction(kind) is not None]
    if having:
        return having
    if not able:
        raise InvalidValue("utter_restriction_not_here", service=label_of(found[0]))
    raise InvalidValue("utter_restriction_unknown", service=label_of(able[0]), known=kinds_of(able[0]))


def kinds_of(service: Service) -> list[str]:
    """The names of the restrictions that can be asked for on a service."""
    return [each.name for each in service_of(service).lifecycle.restrictions if each.offered]


def needs_of(service: Service, kind: str) -> list[str]:
    """What has to be told to make a restriction of a kind: numbers, amount, hours, age."""
    declared = service_of(service).lifecycle.restriction(kind)
    return [need.value for need in declared.needs] if declared else []


def standing_on(service: Service, *, kind: str | None = None, work: Work, lock: bool = False) -> list[Restriction]:
    """The restrictions on a service that hold or are to come."""
    of_kind: dict[str, Any] = {"kind": kind} if kind else {}
    return work.of(Restriction).list(service_id=service.id, status=STANDING, order="starts_at,id", lock=lock, **of_kind)


def words_of(restriction: Restriction | Limits, declared: RestrictionKind) -> Utterance:
    """What a restriction does, in plain words."""
    values = {
        "name": declared.name,
        "numbers": [PhoneNumber(each) for each in restriction.numbers],
        "amount": restriction.amount,
        "begins": restriction.begins,
        "ends": restriction.ends,
        "age": restriction.age,
    }
    said = Utterance(declared.says, values)
    if restriction.begins is None or not restriction.weekdays:
        return said
    return Utterance("utter_restriction_on_days", {"what": said, "days": _days_said(restriction.weekdays)})


_CALLED = {
    SCHOOL_NIGHTS: "utter_restriction_days_school_nights",
    WORKING_DAYS: "utter_restriction_days_working",
    WEEKEND: "utter_restriction_days_weekend",
}


def _days_said(days: Sequence[int]) -> Utterance:
    """The days of a week in words: on school nights, on Mondays and Wednesdays."""
    if tuple(days) in _CALLED:
        return Utterance(_CALLED[tuple(days)])
    named = Utterance(f"utter_restriction_weekday_{days[-1]}")
    for day in reversed(days[:-1]):
        named = Utterance(
            "utter_restriction_days_and", {"first": Utterance(f"utter_restriction_weekday_{day}"), "rest": named}
        )
    return Utterance("utter_restriction_days_named", {"days": named})


def said_of(restriction: Restriction, service: Service, *, work: Work) -> Utterance:
    """A restriction as one line: what it does, and until when."""
    declared = service_of(service).lifecycle.restriction(restriction.kind)
    assert declared is not None
    values: dict[str, Any] = {"what": words_of(restriction, declared), "until": restriction.ends_at}
    if restriction.starts_at > work.now:
        name = "utter_restriction_line_planned" if restriction.ends_at else "utter_restriction_line_planned_open"
        return Utterance(name, {**values, "since": restriction.starts_at})
    return Utterance("utter_restriction_line_until" if restriction.ends_at else "utter_restriction_line_open", values)
