"""Life cycles: which state may follow which."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from telecom.model.errors import IllegalTransition

State = TypeVar("State", bound=Enum)


def advance(current: State, to: State, allowed: Mapping[State, frozenset[State]], *, subject: str) -> State:
    """`to`, if the life cycle lets it follow `current`; otherwise IllegalTransition. Staying is allowed."""
    if to is not current and to not in allowed.get(current, frozenset()):
        raise IllegalTransition(subject=subject, current=current.value, wanted=to.value)
    return to
