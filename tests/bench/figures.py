"""What was measured of each side, as a table for people and as one line of JSON for programs."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Figures:
    """One side. Times of turns in milliseconds, other times in seconds, memory in megabytes."""

    one_user: list[float] = field(default_factory=list)
    many_users: list[float] = field(default_factory=list)
    many_turns: int = 0
    many_seconds: float = 0.0
    at_turn_10: float | None = None
    at_turn_500: float | None = None
    at_last_turn: float | None = None
    long_talk_turns: int = 0
    answers: int = 0
    answers_out_of_scope: int = 0
    training_seconds: float = 0.0
    training_of: str = ""
    start_seconds: list[float] = field(default_factory=list)
    memory_mb: float = 0.0
    memory_shared_once_mb: float = 0.0

    def summary(self) -> "Summary":
        """The same in single figures."""
        grown = self.at_turn_500 / self.at_turn_10 if self.at_turn_500 and self.at_turn_10 else None
        return Summary(
            one_user_p50_ms=percentile(self.one_user, 50),
            one_user_p95_ms=percentile(self.one_user, 95),
            users_20_p50_ms=percentile(self.many_users, 50),
            users_20_p95_ms=percentile(self.many_users, 95),
            turns_per_second=round(self.many_turns / self.many_seconds, 2),
            turn_10_ms=_rounded(self.at_turn_10),
            turn_500_ms=_rounded(self.at_turn_500),
            turn_500_over_10=_rounded(grown, 2),
            long_talk_turns=self.long_talk_turns,
            last_turn_ms=_rounded(self.at_last_turn),
            out_of_scope_percent=round(100 * self.answers_out_of_scope / max(1, self.answers), 1),
            training_seconds=round(self.training_seconds, 1),
            training_of=self.training_of,
            start_seconds=round(percentile(self.start_seconds, 50), 1),
            memory_mb=round(self.memory_mb),
            memory_shared_once_mb=round(self.memory_shared_once_mb),
        )


@dataclass(frozen=True)
class Summary:
    """One side in single figures; None where the time was up before there was one."""

    one_user_p50_ms: float
    one_user_p95_ms: float
    users_20_p50_ms: float
    users_20_p95_ms: float
    turns_per_second: float
    turn_10_ms: float | None
    turn_500_ms: float | None
    turn_500_over_10: float | None
    long_talk_turns: int
    last_turn_ms: float | None
    out_of_scope_percent: float
    training_seconds: float
    training_of: str
    start_seconds: float
    memory_mb: float
    memory_shared_once_mb: float


# One message of the talk in twelve is out of scope by intention; above this the two sides did different work.
TOO_MUCH = 50.0
ROWS = (
    ("turn, one user, p50 (ms)", "one_user_p50_ms"),
    ("turn, one user, p95 (ms)", "one_user_p95_ms"),
    ("turn, 20 at once, p50 (ms)", "users_20_p50_ms"),
    ("turn, 20 at once, p95 (ms)", "users_20_p95_ms"),
    ("turns per second, 20 at once", "turns_per_second"),
    ("turn 10 of one talk (ms)", "turn_10_ms"),
    ("turn 500 of the same talk (ms)", "turn_500_ms"),
    ("turn 500 over turn 10", "turn_500_over_10"),
    ("answered with 'out of scope' (%)", "out_of_scope_percent"),
    ("training (s)", "training_seconds"),
    ("start to the first answer (s)", "start_seconds"),
    ("memory, each process for itself (MB)", "memory_mb"),
    ("memory, shared pages once (MB)", "memory_shared_once_mb"),
)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many percent of the values lie (nearest rank)."""
    ordered = sorted(values)
    return round(ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)], 1)


def table(ours: Summary, stock: Summary) -> str:
    """Both sides beside each other."""
    lines = [f"{'':38}{'ours':>12}{'stock':>12}{'ours/stock':>12}"]
    for title, name in ROWS:
        one, other = getattr(ours, name), getattr(stock, name)
        ratio = f"{one / other:.3f}" if one is not None and other else "-"
        lines.append(f"{title:38}{_shown(one):>12}{_shown(other):>12}{ratio:>12}")
    lines.append(f"\nTrained: ours on {ours.training_of}; stock on {stock.training_of}.")
    for name, side in (("ours", ours), ("stock", stock)):
        if side.out_of_scope_percent > TOO_MUCH:
            lines.append(f"Beware: {name} understood so little that it did not have the same talks.")
        if side.turn_500_ms is None:
            ended = f"The long talk with {name} was ended for time after {side.long_talk_turns} turns"
            lines.append(f"{ended}, which then took {side.last_turn_ms:g} ms each.")
    return "\n".join(lines)


def as_object(ours: Summary, stock: Summary) -> dict[str, Any]:
    """What the last line of the bench says; the ratios are ours over stock."""
    ratio = {
        "turns_per_second": round(ours.turns_per_second / stock.turns_per_second, 3),
        "p95": round(ours.users_20_p95_ms / stock.users_20_p95_ms, 3),
        "one_user_p95": round(ours.one_user_p95_ms / stock.one_user_p95_ms, 3),
    }
    return {"ours": asdict(ours), "stock": asdict(stock), "ratio": ratio}


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
