"""How the whole stands, in figures for those who run it: what waits, what was sent, whether the ledger adds up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from telecom.model.balance import LedgerEntry
from telecom.model.handover import AgentCase, CaseStatus
from telecom.model.messaging import Conversation, DeliveryStatus, IncomingMessage, OutgoingMessage
from telecom.model.notices import Notice
from telecom.ports import Work

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """The state at a moment. `sends` counts the last day's messages by how their sending stands; `due_lag` is for how
    long the oldest due thing has waited to be acted on; `ledger_off` is what all entries of the ledger add up to, in
    minor units: nothing but 0 is right. `contained` is the share of the last day's talks without a hand-over."""

    messages_waiting: int
    sends: Mapping[DeliveryStatus, int]
    due_lag: timedelta
    cases_open: int
    cases_in_progress: int
    contained: float
    ledger_off: int


def read_figures(*, work: Work) -> Figures:
    """The figures now."""
    since = work.now - _A_DAY
    talks = work.of(Conversation).count(last_seen_at__gte=since)
    handed_over = len({case.conversation_id for case in work.of(AgentCase).list(opened_at__gte=since)})
    oldest = work.of(Notice).find(done_at=None, order="found_at")
    return Figures(
        messages_waiting=work.of(IncomingMessage).count(handled_at=None),
        sends={s: work.of(OutgoingMessage).count(status=s, created_at__gte=since) for s in DeliveryStatus},
        due_lag=work.now - oldest.found_at if oldest else timedelta(0),
        cases_open=work.of(AgentCase).count(status=CaseStatus.OPEN),
        cases_in_progress=work.of(AgentCase).count(status=CaseStatus.IN_PROGRESS),
        contained=1 - min(handed_over / talks, 1) if talks else 1.0,
        ledger_off=work.of(LedgerEntry).total("amount_minor"),
    )
