"""Sorting by what stands sealed: the database cannot, only who reads it can."""

from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from telecom.model.phone_numbers import PhoneNumber
from telecom.storage.columns import Sealed, SealedAlike, SealedWire

T = TypeVar("T")
_SEALED = (Sealed, SealedAlike, SealedWire)


@lru_cache(maxsize=500)
def sealed_among(kind: type, order: str) -> tuple[str, ...]:
    """Those of the names to sort by that stand sealed: only who reads them can sort by them."""
    mapped: Mapper[Any] = inspect(kind)
    columns = mapped.columns
    names = [name.lstrip("-") for name in order.split(",") if name]
    return tuple(name for name in names if name in columns and isinstance(columns[name].type, _SEALED))


def sorted_by(found: list[T], order: str) -> list[T]:
    """In the order that the database gives: what is empty comes last, from high to low first."""
    for name in reversed(order.split(",")):
        backwards, attribute = name.startswith("-"), name.lstrip("-")
        found.sort(key=lambda each, attribute=attribute: _rank_of(getattr(each, attribute)), reverse=backwards)  # type: ignore[misc]
    return found


def _rank_of(value: Any) -> tuple[bool, Any]:
    if isinstance(value, Enum):
        value = value.value
    return value is None, value.e164 if isinstance(value, PhoneNumber) else value or ""
