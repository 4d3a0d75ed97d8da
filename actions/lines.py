"""Wishes about many lines at once."""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.asked import Asked
from telecom.management.lines import lines_meant
from telecom.model.authorization import Function
from telecom.model.inventory import Service
from telecom.ports import Work
from telecom.support.authorization import access_services

_PEOPLE = re.compile(
    r"\b(?:who|whose|whos|employees?|staff|people|persons?|colleagues?|guys|lads|team|workers?|everyone|everybody"
    r"|of us|mitarbeiter\w*|wer)\b",
    re.I,
)
_EVERYTHING = re.compile(r"everything|services", re.I)


def asks_of_people(text: str) -> bool:
    """Whether people are asked about: what they have are the mobiles."""
    return _PEOPLE.search(text) is not None


def names_several(asked: Asked) -> bool:
    """Whether several lines were named: a group, all of them, or more than one number."""
    return bool(asked.entities.get("group")) or len(_numbers(asked)) > 1


def several_lines(asked: Asked, function: Function, *, kind: str | None = "mobile", work: Work) -> list[Service]:
    """The lines that were named together."""
    group = asked.entities.get("group")
    return lines_meant(
        asked.actor, function, group=str(group) if group else None, numbers=_numbers(asked), kind=kind, work=work
    )


def lines_named(asked: Asked, function: Function, *, work: Work) -> list[Service]:
    """The lines that were named together, now or in the form that is open; none where one line was meant. Phones
    where there are some, unless a kind or everything was said."""
    group, numbers = asked.value("group"), asked.slots.get("phone_number")
    entities = {**asked.entities, "group": group} if group else asked.entities
    every = {**asked.every, "phone_number": numbers} if isinstance(numbers, list) else asked.every
    asked = replace(asked, entities=entities, every=every)
    if not names_several(asked):
        return []
    found = several_lines(asked, function, kind=None, work=work)
    said = str(asked.value("service") or "").casefold()
    kind = said if any(line.kind == said for line in found) else "mobile"
    of_kind = [line for line in found if line.kind == kind]
    return found if _EVERYTHING.search(str(group or "")) or not of_kind or len(_numbers(asked)) > 1 else of_kind


def own_numbers(asked: Asked, work: Work) -> list[str]:
    """The numbers of the message that are lines of the asker's own; the others are whom they call."""
    if asked.actor is None:
        return []
    ours = {str(s.phone_number.e164) for s in access_services(asked.actor, Function.CHECK, work=work) if s.phone_number}
    return [number for number in _numbers(asked) if number in ours]


def numbers_named(asked: Asked) -> list[str]:
    """The numbers of the message, where it has more than one."""
    found = list(_numbers(asked))
    return found if len(found) > 1 else []


def _numbers(asked: Asked) -> Sequence[str]:
    said = asked.every.get("phone_number", ())
    flat = [each for one in said for each in (one if isinstance(one, list) else [one])]
    return list(dict.fromkeys(str(each) for each in flat if each))
