"""Figures for Prometheus: what this process has answered, and how the whole stands in the database."""

from collections.abc import Callable, Iterable, Sequence

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.handover import LED_NOWHERE
from telecom.management.operation import Figures
from telecom.model.utterances import Utterance

log = structlog.get_logger("metrics")
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16)


class Metrics:
    """Counts the turns of one process. Nothing of what was said is kept but the name of the wish."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter("dialtone_turns", "Messages answered.", registry=self.registry)
        self._seconds = Histogram(
            "dialtone_turn_seconds", "From taking a message up to its answer.", buckets=_SECONDS, registry=self.registry
        )
        self._intents = Counter("dialtone_intents", "Wishes as understood.", ["intent"], registry=self.registry)
        self._nowhere = Counter(
            "dialtone_fallbacks", "Answers that led nowhere, by sentence.", ["response"], registry=self.registry
        )
        self._handovers = Counter("dialtone_handovers", "Wishes for a person.", registry=self.registry)

    def turn(self, seconds: float) -> None:
        """A message was answered."""
        self._turns.inc()
        self._seconds.observe(seconds)

    def understood(self, intent: str | None, said: Sequence[Utterance]) -> None:
        """What a message was taken for, and what was said to it."""
        self._intents.labels(intent or "none").inc()
        for each in said:
            if each.response in LED_NOWHERE:
                self._nowhere.labels(each.response).inc()
        if any(each.response in ("utter_handover_waiting", "utter_handover_closed") for each in said):
            self._handovers.inc()

    def show(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)


class StoredFigures(Collector):
    """The figures that stand in the database, read anew at each scrape; none where it does not answer."""

    def __init__(self, read: Callable[[], Figures], jobs_waiting: Callable[[], int]) -> None:
        self._read = read
        self._jobs_waiting = jobs_waiting

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: registering must not ask the database."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            figures, jobs = self._read(), self._jobs_waiting()
        except Exception:
            log.exception("figures could not be read")
            return
        sends = GaugeMetricFamily("dialtone_sends", "Messages of the last day by state.", labels=["state"])
        for state, count in figures.sends.items():
            sends.add_metric([state.value], count)
        yield sends
        for name, text, value in (
            ("messages_waiting", "Messages that nobody has answered yet.", figures.messages_waiting),
            ("jobs_waiting", "Jobs that are due or being done.", jobs),
            ("due_lag_seconds", "How long the oldest due thing has waited.", figures.due_lag.total_seconds()),
            ("cases_open", "Cases that wait for a person.", figures.cases_open),
            ("cases_in_progress", "Cases that a person has.", figures.cases_in_progress),
            ("containment", "Share of the last day's talks without a hand-over.", figures.contained),
            ("ledger_off_minor", "What the ledger adds up to; only 0 is right.", figures.ledger_off),
        ):
            yield GaugeMetricFamily(f"dialtone_{name}", text, value=value)
