"""How values travel as JSON and come back as what they were."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from telecom.model.calendar import Period
from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.translated import Translated
from telecom.model.utterances import Attachment, ChoiceKind, Offered, Utterance
from telecom.model.volumes import UsageKind, Volume

TAG = "_"


def to_wire(value: Any) -> Any:
    """A JSON-able form; typed values become a dictionary whose `_` names their type."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): to_wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_wire(item) for item in value]
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"{type(value).__name__} cannot travel")


def from_wire(value: Any) -> Any:
    """The value that `to_wire` wrote; an unknown tag is an error, nothing is guessed."""
    if isinstance(value, list):
        return [from_wire(item) for item in value]
    if isinstance(value, dict):
        if TAG in value:
            return _READERS[value[TAG]](value)
        return {key: from_wire(item) for key, item in value.items()}
    return value


def _write_period(period: Period) -> dict[str, Any]:
    return {
        TAG: "period",
        "start": period.start.isoformat() if period.start else None,
        "end": period.end.isoformat() if period.end else None,
    }


def read_period(raw: Mapping[str, Any]) -> Period:
    """A period from `start` and `end` days in ISO form, either of them None."""
    start, end = raw.get("start"), raw.get("end")
    return Period(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


def _write_utterance(utterance: Utterance) -> dict[str, Any]:
    return {
        TAG: "utterance",
        "response": utterance.response,
        "values": to_wire(utterance.values),
        "choices": [to_wire(choice) for choice in utterance.choices],
        "attachments": [to_wire(attachment) for attachment in utterance.attachments],
    }


def _read_utterance(raw: Mapping[str, Any]) -> Utterance:
    return Utterance(
        raw["response"],
        from_wire(raw.get("values", {})),
        tuple(from_wire(raw.get("choices", []))),
        tuple(from_wire(raw.get("attachments", []))),
    )


# datetime stands before date: a datetime is a date too.
_WRITERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Money: lambda m: {TAG: "money", "minor": m.minor, "currency": m.currency},
    datetime: lambda d: {TAG: "moment", "at": d.isoformat()},
    date: lambda d: {TAG: "day", "on": d.isoformat()},
    timedelta: lambda d: {TAG: "duration", "seconds": int(d.total_seconds())},
    Period: _write_period,
    PhoneNumber: lambda p: {TAG: "phone", "e164": p.e164},
    Volume: lambda v: {TAG: "volume", "kind": v.kind.value, "units": v.units},
    Translated: lambda t: {TAG: "translated", "texts": dict(t.texts)},
    Utterance: _write_utterance,
    Offered: lambda o: {TAG: "offered", "label": to_wire(o.label), "kind": o.kind.value, "content": to_wire(o.content)},
    Attachment: lambda a: {TAG: "attachment", "kind": a.kind, "name": a.name, "values": to_wire(a.values)},
}

_READERS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "money": lambda r: Money(r["minor"], r["currency"]),
    "moment": lambda r: datetime.fromisoformat(r["at"]),
    "day": lambda r: date.fromisoformat(r["on"]),
    "duration": lambda r: timedelta(seconds=r["seconds"]),
    "period": read_period,
    "phone": lambda r: PhoneNumber(r["e164"]),
    "volume": lambda r: Volume(UsageKind(r["kind"]), r["units"]),
    "translated": lambda r: Translated(r["texts"]),
    "utterance": _read_utterance,
    "offered": lambda r: Offered(from_wire(r["label"]), ChoiceKind(r["kind"]), from_wire(r["content"])),
    "attachment": lambda r: Attachment(r["kind"], r["name"], from_wire(r["values"])),
}
