"""The management interface that every kind of service has, whatever it does for its user. [SMI, TM Forum TR139]

Operation names follow TM Forum's public sample of the SMI. What the sample leaves open is our choice: the levels of
parameters, the limits of health, and that a measurement is made outside any transaction and handed in.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, Protocol, TypeVar

from telecom.model.diagnosis import diagnose_all
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.restrictions import Restriction
from telecom.model.testing import Finding, Health, Metric, Sold, judge
from telecom.ports import LineReader, LineReading
from telecom.services.declaring import Lifecycle, word_of

# How often a line is looked at for one test.
_READINGS = 9
# What stands in place of a secret value.
SECRET = "(secret)"


class ExecutionAction(Enum):
    """What one can do to a service: have it run, or have it rest."""

    START = "start"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class ManagementReport:
    """How a service stands: whether it runs, how well, and what was measured."""

    execution_state: ServiceState
    health: Health
    metrics: Sequence[Metric]


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """That the state or the health of a service changed."""

    service_id: str
    attribute: str
    before: str
    after: str


Listener = Callable[[ServiceEvent], None]


class ManagedService(Protocol):
    """The management interface. One parametrised test suite runs against every registered kind."""

    kind: ClassVar[str]
    lifecycle: ClassVar[Lifecycle]

    def execution_state(self) -> ServiceState:
        """Whether it runs."""

    def set_execution_state(self, action: ExecutionAction) -> ServiceState:
        """Have it run or rest; IllegalTransition where its life cycle forbids it."""

    def configuration(self) -> Mapping[str, Any]:
        """Every declared parameter with its present value."""

    def configure(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change parameters, all or none; InvalidValue for an undeclared one or a value that is not allowed."""

    def management_report(self, reading: LineReading | None, *, at: datetime) -> ManagementReport:
        """State, health and metrics of a reading; without one, the health is unknown."""

    def run_test(self, kind: str | None, network: LineReader, *, sold: Sold, at: datetime) -> Finding:
        """Measure now and compare with what was sold. May take seconds: never inside a transaction."""

    def listen(self, listener: Listener) -> None:
        """Be told when state or health changes."""


class BaseService:
    """What all kinds do alike; a kind adds its declaration and its functional interface."""

    kind: ClassVar[str]
    lifecycle: ClassVar[Lifecycle]

    def __init__(self, service: Service, restrictions: Sequence[Restriction] = ()) -> None:
        self.service = service
        self.restrictions = restrictions
        self._health = Health.UNKNOWN
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def execution_state(self) -> ServiceState:
        return self.service.state

    def set_execution_state(self, action: ExecutionAction) -> ServiceState:
        before = self.service.state
        self.service.become(ServiceState.ACTIVE if action is ExecutionAction.START else ServiceState.INACTIVE)
        self._tell("execution state", before.value, self.service.state.value)
        return self.service.state

    def configuration(self) -> Mapping[str, Any]:
        return {p.name: self.service.parameters.get(p.name, p.default) for p in self.lifecycle.parameters}

    def configure(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        declared = {p.name: p for p in self.lifecycle.parameters}
        before = self.configuration()
        for name in values:
            if name not in declared:
                raise InvalidValue("utter_service_parameter_unknown", parameter=name, known=list(declared))
        accepted = {name: declared[name].accept(value) for name, value in values.items()}
        # A secret is the network's to know; here it is only noted that there is one.
        accepted |= {
            name: SECRET
            for name, value in accepted.items()
            if declared[name].secret and value != declared[name].default
        }
        # A new dictionary: a change inside the old one would not be seen by the storage.
        self.service.parameters = {**self.service.parameters, **accepted}
        for name, value in accepted.items():
            self._tell(name, word_of(before[name]), word_of(value))
        return self.configuration()

    def management_report(self, reading: LineReading | None, *, at: datetime) -> ManagementReport:
        health = Health.UNKNOWN if reading is None else self._judged([reading], Sold(), at).health
        metrics = self._metrics(reading, at) if reading else []
        before, self._health = self._health, health
        self._tell("health", before.value, health.value)
        return ManagementReport(self.service.state, health, metrics)

    def run_test(self, kind: str | None, network: LineReader, *, sold: Sold, at: datetime) -> Finding:
        kind = kind or self.lifecycle.tests[0]
        if kind not in self.lifecycle.tests:
            raise InvalidValue("utter_service_test_unknown", known=list(self.lifecycle.tests))
        return self._judged(self._read_line(network), sold, at)

    def _read_line(self, network: LineReader) -> list[LineReading]:
        """Several readings, because a fault may come and go and a measurement may be off; two where the second is the
        first again, as the network then has nothing newer to tell."""
        readings = [network.read_line(self.service.id)]
        while len(readings) < _READINGS:
            readings.append(network.read_line(self.service.id))
            if readings[0] == readings[-1]:
                break
        return readings

    def _judged(self, readings: Sequence[LineReading], sold: Sold, at: datetime) -> Finding:
        typical, fault = diagnose_all(self.kind, readings, sold_down=sold.down)
        found = judge(self._metrics(typical, at), sold, reachable=typical.reachable, fault=fault)
        if found.health is not Health.OK:
            return found
        # What is too bad in a third of the readings is felt, though most of them are fine.
        bad = [each for each in (self._judge_one(reading, sold, at) for reading in readings) if each.weak]
        return bad[0] if len(bad) * 3 >= len(readings) else found

    def _judge_one(self, reading: LineReading, sold: Sold, at: datetime) -> Finding:
        return judge(self._metrics(reading, at), sold, reachable=reading.reachable, fault=None)

    def _metrics(self, reading: LineReading, at: datetime) -> list[Metric]:
        measured = ((code, getattr(reading, code)) for code in self.lifecycle.metrics)
        return [Metric(code, at, float(value)) for code, value in measured if value is not None]

    def holding(self, at: datetime) -> list[Restriction]:
        """The restrictions that hold at a moment, in the order in which they were made."""
        return [each for each in self.restrictions if each.holds(at)]

    def _setting(self, name: str) -> Any:
        return self.configuration()[name]

    def _tell(self, attribute: str, before: str, after: str) -> None:
        if before != after:
            for listener in self._listeners:
                listener(ServiceEvent(self.service.id, attribute, before, after))

    @property
    def runs(self) -> bool:
        """Whether the service is switched on."""
        return self.service.state is ServiceState.ACTIVE


class UnknownKind(BusinessError):
    """No module declares this kind of service."""

    response = "utter_service_kind_unknown"


Kind = TypeVar("Kind", bound=type[BaseService])
_KINDS: dict[str, type[BaseService]] = {}


def service_kind(kind: Kind) -> Kind:
    """Registers a kind of service under its name."""
    _KINDS[kind.kind] = kind
    return kind


def registered_kinds() -> Mapping[str, type[BaseService]]:
    """Every kind of service by name. A new module in this folder is found by itself."""
    package = __name__.rpartition(".")[0]
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        importlib.import_module(f"{package}.{module.name}")
    return dict(_KINDS)


def service_of(service: Service, restrictions: Sequence[Restriction] = ()) -> BaseService:
    """The interfaces of a service under its restrictions, or UnknownKind."""
    found = _KINDS.get(service.kind) or registered_kinds().get(service.kind)
    if found is None:
        raise UnknownKind(kind=service.kind)
    return found(service, restrictions)
