"""Reading from a message which days it is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.asked import Asked
from telecom.model.calendar import Period
from telecom.model.errors import InvalidValue
from telecom.model.wire import read_period
from telecom.ports import Work
from telecom.support import messaging


def asked_period(asked: Asked) -> Period | None:
    """The period that was named, or the single day, or None; InvalidValue where it ends before it starts."""
    named: Any = asked.entities.get("period")
    if isinstance(named, Period):
        return named
    day = asked.entities.get("date")
    try:
        if named:
            return read_period(named)
        return Period(date.fromisoformat(day), date.fromisoformat(day)) if day else None
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidValue("utter_error_period") from error


def period_shown(asked: Asked, work: Work, *, about: Sequence[str]) -> Period | None:
    """The period that the last answer was about, where that was one of these subjects (as its sentence is named)."""
    for said in messaging.latest_answers(asked.conversation, work=work):
        period = said.values.get("period")
        if said.response.startswith(tuple(f"utter_{each}" for each in about)) and isinstance(period, Period):
            return period
    return None


def asked_day(value: Any) -> date | None:
    """A day that was named, None where none was; InvalidValue for what is no day."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidValue("utter_error_period") from error
