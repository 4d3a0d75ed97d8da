"""How a kind of service declares what can be set on it, limited, measured and tested."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from telecom.model.authorization import Function
from telecom.model.errors import InvalidValue

SWITCH = (True, False)
_NUMBER = re.compile(r"^\+[1-9]\d{6,14}$")


class Level(Enum):
    """From which level up a parameter may be changed. [M.3345 5.1.1]"""

    USER = "user"
    SUPER_USER = "super-user"
    CUSTOMER = "customer"


class Shape(Enum):
    """What a value looks like where no list of values is declared."""

    TEXT = "text"
    PHONE_NUMBER = "phone number"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting of a service. `allowed` lists its values; where that is None, `shape` says what will do.

    `also_called` are other words for it, `phrases` words that name it together with a value ("hide my number" is
    caller id off), `values_called` other words for a value. A `sensitive` one needs a fresh proof, as a thief would
    begin with it; a `secret` one is handed to the network and kept nowhere. One that `is_capability` does something of
    its own for the user when it is on, so it can be part of a service that they put together.
    """

    name: str
    default: Any
    allowed: Sequence[Any] | None = None
    shape: Shape = Shape.TEXT
    shortest: int = 1
    longest: int = 40
    level: Level = Level.USER
    also_called: Sequence[str] = ()
    phrases: Mapping[str, Any] = field(default_factory=dict)
    values_called: Mapping[str, Any] = field(default_factory=dict)
    sensitive: bool = False
    secret: bool = False
    is_capability: bool = False

    @property
    def is_switch(self) -> bool:
        return self.allowed == SWITCH

    def accept(self, value: Any) -> Any:
        """The value, or InvalidValue with what is allowed."""
        if value == self.default and type(value) is type(self.default):
            return value
        if self.allowed is not None:
            # 1 == True, yet a switch is not a number.
            if not any(value == one and type(value) is type(one) for one in self.allowed):
                values = [word_of(each) for each in self.allowed]
                raise InvalidValue("utter_service_parameter_value", parameter=self.name, allowed=values)
        elif not isinstance(value, str):
            raise InvalidValue("utter_service_parameter_text", parameter=self.name, longest=self.longest)
        elif self.shape is Shape.PHONE_NUMBER:
            if not _NUMBER.match(value):
                raise InvalidValue("utter_service_parameter_number", parameter=self.name)
        elif not self.shortest <= len(value.strip()) <= self.longest:
            name = "utter_service_parameter_text" if self.shortest == 1 else "utter_service_parameter_length"
            raise InvalidValue(name, parameter=self.name, shortest=self.shortest, longest=self.longest)
        return value


def word_of(value: Any) -> str:
    """A value as it is shown: a switch is on or off."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


class Need(Enum):
    """What has to be known to make a restriction of a kind."""

    NUMBERS = "numbers"
    AMOUNT = "amount"
    HOURS = "hours"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class RestrictionKind:
    """A limit that can be set on a service. `says` names the sentence that reads it back; `also_called` are words by
    which people ask for it. `needs` must be told, `may_have` may be."""

    name: str
    says: str = "utter_restriction_is_other"
    needs: Sequence[Need] = ()
    may_have: Sequence[Need] = ()
    also_called: Sequence[str] = ()
    level: Level = Level.SUPER_USER
    # Set by another function than the one for restrictions, such as that for lost phones.
    offered: bool = True


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure of a day that can be watched. `limits` are those that are offered, the first is the usual one; it is
    worse `above` them, or below. `unit` is %, ms or Mbit/s."""

    name: str
    limits: Sequence[int]
    above: bool = False
    unit: str = "%"

    def is_breached(self, value: float, limit: float) -> bool:
        """Whether a day's figure is on the wrong side of a limit."""
        return value > limit if self.above else value < limit


AVAILABILITY = KeyFigure("availability", (99, 95))
SPEED = KeyFigure("speed", (80, 50))
# Watched only where somebody names a limit: what is little differs from plan to plan.
DOWNLOAD = KeyFigure("download", (), unit="Mbit/s")
UPLOAD = KeyFigure("upload", (), unit="Mbit/s")
DELAY = KeyFigure("delay", (50, 100), above=True, unit="ms")
LOSS = KeyFigure("loss", (1, 3), above=True)
LOST_CALLS = KeyFigure("lost calls", (10, 20, 30), above=True)
OCCUPANCY = KeyFigure("occupancy", (70, 90), above=True)


def _who_may() -> Mapping[str, Function]:
    return {
        "execution_state": Function.CHECK,
        "set_execution_state": Function.CONFIGURE,
        "configuration": Function.CHECK,
        "configure": Function.CONFIGURE,
        "management_report": Function.CHECK,
        "run_test": Function.REPORT,
    }


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What a kind of service declares about itself. `key_figures` can be watched.

    The first of `tests` is the one that runs by itself after a fault report; `dependencies` are the kinds of service
    without which this one does not work; `permissions` name the function a person needs for each operation.
    """

    parameters: Sequence[Parameter]
    metrics: Sequence[str]
    tests: Sequence[str]
    restrictions: Sequence[RestrictionKind] = ()
    dependencies: Sequence[str] = ()
    permissions: Mapping[str, Function] = field(default_factory=_who_may)
    key_figures: Sequence[KeyFigure] = ()

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of this name, or None."""
        return next((each for each in self.parameters if each.name == name), None)

    def restriction(self, name: str) -> RestrictionKind | None:
        """The kind of restriction of this name, or None."""
        return next((each for each in self.restrictions if each.name == name), None)
