"""Counts calls by the hour where they stand: however many there are, few rows come back."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, literal_column, select
from sqlalchemy.orm import Session

from telecom.model.calls import CallHour
from telecom.model.volumes import UsageKind
from telecom.storage.usage import usage

_IN, _ANSWERED = usage.c.incoming, usage.c.incoming & usage.c.answered
# The hours of the operator's clock; the hour that an autumn night has twice is one.
_HOUR = func.date_trunc("hour", func.timezone(bindparam("zone"), usage.c.at)).label("begun")
# Written out: only so does the database see at every time that the index of calls has all that is asked for.
_VOICE: ColumnElement[str] = literal_column(f"'{UsageKind.VOICE.value}'")


def _sum(wanted: ColumnElement[bool], what: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((wanted, what), else_=0)), 0)


_ONE = literal_column("1", Integer)
_CALLS = (
    select(
        usage.c.service_id,
        _HOUR,
        _sum(_IN, _ONE),
        _sum(_ANSWERED, _ONE),
        _sum(_ANSWERED, usage.c.units),
        _sum(~_IN, _ONE),
        _sum(~_IN, usage.c.units),
    )
    .where(
        usage.c.service_id.in_(bindparam("lines", expanding=True)),
        usage.c.kind == _VOICE,
        usage.c.at >= bindparam("since"),
        usage.c.at < bindparam("until"),
    )
    .group_by(usage.c.service_id, "begun")
    .order_by("begun", usage.c.service_id)
)


def call_hours(
    session: Session, lines: Sequence[str], since: datetime, until: datetime, *, zone: ZoneInfo
) -> list[CallHour]:
    """The calls of lines from a moment (included) to another (not), by line and hour; the oldest first."""
    asked = {"lines": list(lines), "since": since, "until": until, "zone": zone.key}
    return [
        CallHour(line, hour, *(int(number) for number in numbers))
        for line, hour, *numbers in session.execute(_CALLS, asked).all()
    ]
