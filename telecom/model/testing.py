"""Tests of a service: what was measured, what was sold, and what that says. [TM Forum 653]"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from telecom.model.identities import new_id
from telecom.model.states import advance

# Under four fifths of what was sold a line is not what was paid for; over these figures it is felt in use.
ENOUGH_OF_SOLD = 0.8
MOST_LATENCY_MS = 60.0
MOST_LOSS_PERCENT = 1.0
LEAST_SNR_DB = 6.0


class Health(Enum):
    """How well a service works."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured figure: its code (`down`, `latency`...), when, and the value in bit/s, ms, percent or dB."""

    code: str
    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Sold:
    """What the customer pays for, in bit/s; None where no speed was promised."""

    down: int | None = None
    up: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test found: health, figures, the codes of the figures that are not good, and the network's own finding."""

    health: Health
    metrics: Sequence[Metric]
    weak: Sequence[str] = ()
    fault: str | None = None

    def value(self, code: str) -> float | None:
        """The figure of a code, None where it was not measured."""
        return next((m.value for m in self.metrics if m.code == code), None)


def judge(metrics: Sequence[Metric], sold: Sold, *, reachable: bool, fault: str | None) -> Finding:
    """Compare figures with what was sold. A service that does not answer has failed, whatever was sold."""
    if not reachable:
        return Finding(Health.FAILED, metrics, fault=fault)
    weak = [m.code for m in metrics if _is_weak(m, sold)]
    health = Health.DEGRADED if weak or fault else Health.OK
    return Finding(health, metrics, weak, fault)


def _is_weak(metric: Metric, sold: Sold) -> bool:
    if metric.code in ("down", "up"):
        promised = sold.down if metric.code == "down" else sold.up
        return promised is not None and metric.value < promised * ENOUGH_OF_SOLD
    if metric.code == "snr":
        return metric.value < LEAST_SNR_DB
    most = {"latency": MOST_LATENCY_MS, "loss": MOST_LOSS_PERCENT}.get(metric.code)
    return most is not None and metric.value > most


class ServiceTestStatus(Enum):
    """Life of a test (TM Forum 653)."""

    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    PENDING = "pending"
    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


SERVICE_TEST_LIFE = {
    ServiceTestStatus.ACKNOWLEDGED: frozenset(
        {ServiceTestStatus.REJECTED, ServiceTestStatus.PENDING, ServiceTestStatus.IN_PROGRESS}
    ),
    ServiceTestStatus.PENDING: frozenset({ServiceTestStatus.IN_PROGRESS, ServiceTestStatus.CANCELLED}),
    ServiceTestStatus.IN_PROGRESS: frozenset(
        {ServiceTestStatus.COMPLETED, ServiceTestStatus.FAILED, ServiceTestStatus.CANCELLED}
    ),
}


@dataclass(kw_only=True, eq=False)
class ServiceTest:
    """One test of a service. `key` is the turn (and the step in it) that asked for it, so that it is kept once.

    `status` says whether the test itself ran; `health` what it found. `partner` is the name of the one who measured a
    line that it delivers, `refusal` why it did not.
    """

    id: str = field(default_factory=new_id)
    key: str
    service_id: str
    kind: str
    status: ServiceTestStatus = ServiceTestStatus.ACKNOWLEDGED
    asked_at: datetime
    asked_by: str | None = None
    ended_at: datetime | None = None
    sold_down: int | None = None
    sold_up: int | None = None
    health: Health | None = None
    fault: str | None = None
    figures: dict[str, Any] = field(default_factory=dict)
    weak: list[str] = field(default_factory=list)
    partner: str | None = None
    refusal: str | None = None

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def sold(self) -> Sold:
        return Sold(self.sold_down, self.sold_up)

    def become(self, status: ServiceTestStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, SERVICE_TEST_LIFE, subject="test")

    def complete(self, finding: Finding, *, at: datetime) -> None:
        """Write down what was found."""
        self.become(ServiceTestStatus.IN_PROGRESS)
        self.become(ServiceTestStatus.COMPLETED)
        self.health, self.fault, self.ended_at = finding.health, finding.fault, at
        self.figures = {m.code: m.value for m in finding.metrics}
        self.weak = list(finding.weak)

    def fail(self, *, at: datetime, refusal: str | None = None) -> None:
        """The test itself could not be run, or was refused: nothing is known of the service."""
        self.refusal = refusal
        self.become(ServiceTestStatus.IN_PROGRESS)
        self.become(ServiceTestStatus.FAILED)
        self.health, self.ended_at = Health.UNKNOWN, at
