"""Wishes about many lines at once."""

from collections.abc import Sequence

from actions.frame import Asked
from telecom.management.lines import lines_meant
from telecom.model.authorization import Function
from telecom.model.inventory import Service
from telecom.ports import Work


def names_several(asked: Asked) -> bool:
    """Whether several lines were named: a group, all of them, or more than one number."""
    return bool(asked.entities.get("group")) or len(_numbers(asked)) > 1


def several_lines(asked: Asked, function: Function, *, kind: str | None = "mobile", work: Work) -> list[Service]:
    """The lines that were named together."""
    group = asked.entities.get("group")
    return lines_meant(
        asked.actor, function, group=str(group) if group else None, numbers=_numbers(asked), kind=kind, work=work
    )


def _numbers(asked: Asked) -> Sequence[str]:
    said = asked.every.get("phone_number", ())
    flat = [each for one in said for each in (one if isinstance(one, list) else [one])]
    return list(dict.fromkeys(str(each) for each in flat if each))
