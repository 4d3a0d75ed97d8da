"""What was agreed about a service, and whether it was kept: availability, repair, speed. [A5; TM Forum 657]"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from math import ceil
from typing import Any

from telecom.model.measuring import Measurement
from telecom.model.money import Money

HOUR = timedelta(hours=1)
# A speed is measured every hour; it has to be reached in this share of them, in percent.
SPEED_HOURS = 95.0
# The share of what may go wrong that may be used up before an objective is at risk.
GRACE = 0.75


class ObjectiveStatus(Enum):
    """How an objective stands (TM Forum 657)."""

    MET = "met"
    AT_RISK = "atRisk"
    VIOLATED = "violated"


class Objective(Enum):
    """What is promised: percent of the hours, hours until it works again, percent of the speed that was sold."""

    AVAILABILITY = "availability"
    REPAIR = "repair_hours"
    SPEED = "speed"


@dataclass(frozen=True, slots=True)
class ServiceLevelObjective:
    """One promise: so many percent of the observations (`conformance_target`) reach the `threshold`."""

    kind: Objective
    threshold: float
    conformance_target: float
    grace: float = GRACE

    def conforms(self, value: float) -> bool:
        """Whether one observation is as promised."""
        return value <= self.threshold if self.kind is Objective.REPAIR else value >= self.threshold

    def judge(self, observed: Sequence[float]) -> ObjectiveStatus:
        """Derived from values, threshold, conformance target and grace; nothing observed is nothing broken."""
        if not observed:
            return ObjectiveStatus.MET
        failing = 100 * sum(not self.conforms(value) for value in observed) / len(observed)
        allowed = 100 - self.conformance_target
        # Sums of floats: a limit that is reached exactly is not passed.
        if failing > allowed + 1e-9:
            return ObjectiveStatus.VIOLATED
        used = failing / allowed if allowed else max(observed) / self.threshold
        return ObjectiveStatus.AT_RISK if used > self.grace else ObjectiveStatus.MET


@dataclass(frozen=True, slots=True)
class Agreement:
    """The promises of an offering, and how much of its monthly price comes back for each that is broken in a month."""

    objectives: Sequence[ServiceLevelObjective]
    credit_percent: int

    @property
    def repair_within(self) -> timedelta | None:
        """How soon a fault is promised to be mended."""
        promised = next((each for each in self.objectives if each.kind is Objective.REPAIR), None)
        return timedelta(hours=promised.threshold) if promised else None

    def credit(self, judged: Sequence["Judged"], monthly: Money) -> Money:
        """What is owed for a month, never more than its price."""
        broken = sum(each.status is ObjectiveStatus.VIOLATED for each in judged)
        return monthly.share(min(self.credit_percent * broken, 100), 100)


@dataclass(frozen=True, slots=True)
class Judged:
    """An objective with what was reached: percent of the hours, or hours to repair on average."""

    objective: ServiceLevelObjective
    value: float
    status: ObjectiveStatus


@dataclass(frozen=True, slots=True)
class Break:
    """A time in which a service was down."""

    began: datetime
    lasted: timedelta


def read_agreement(terms: Mapping[str, Any]) -> Agreement | None:
    """The agreement in the terms of an offering: `sla: {availability, repair_hours, speed, credit}`, None without."""
    promised = terms.get("sla")
    if not promised:
        return None
    objectives = []
    for kind in (each for each in Objective if each.value in promised):
        value = float(promised[kind.value])
        # Of the hours, or of the repairs: the availability is itself the share that has to be reached.
        target = {Objective.AVAILABILITY: value, Objective.REPAIR: 100.0, Objective.SPEED: SPEED_HOURS}[kind]
        threshold = 1.0 if kind is Objective.AVAILABILITY else value
        objectives.append(ServiceLevelObjective(kind, threshold, target))
    return Agreement(objectives, int(promised.get("credit", 0)))


def breaks_in(measurements: Sequence[Measurement]) -> list[Break]:
    """The times in which a service was down, from its hours, the oldest first."""
    found: list[Break] = []
    for each in measurements:
        if each.reachable:
            continue
        if found and found[-1].began + found[-1].lasted == each.at:
            found[-1] = Break(found[-1].began, found[-1].lasted + HOUR)
        else:
            found.append(Break(each.at, HOUR))
    return found


def mean_time_to_repair(breaks: Sequence[Break]) -> timedelta | None:
    """How long a break lasted on average; None where there was none."""
    return sum((each.lasted for each in breaks), timedelta()) / len(breaks) if breaks else None


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The value that so many percent of the values do not pass (nearest rank); None of nothing."""
    if not values:
        return None
    return sorted(values)[max(ceil(percent / 100 * len(values)), 1) - 1]


def judge_all(agreement: Agreement, measurements: Sequence[Measurement], *, sold_down: int | None) -> list[Judged]:
    """Every promise that can be held against what was measured."""
    judged = []
    for objective in agreement.objectives:
        if objective.kind is Objective.AVAILABILITY:
            observed = [float(each.reachable) for each in measurements]
        elif objective.kind is Objective.REPAIR:
            observed = [each.lasted / HOUR for each in breaks_in(measurements)]
        else:
            observed = [100 * each.down / sold_down for each in measurements if each.down is not None and sold_down]
        if objective.kind is Objective.REPAIR:
            value = sum(observed) / len(observed) if observed else 0.0
        else:
            value = 100 * sum(map(objective.conforms, observed)) / len(observed) if observed else 100.0
        judged.append(Judged(objective, value, objective.judge(observed)))
    return judged
