"""Breaks every kind of line in every way, reports it in plain words, and writes down what was read, found and done."""

from dataclasses import dataclass

from demo.network import SimulatedNetwork
from demo.network_faults import FAULTS
from telecom.bootstrap import Telecom
from telecom.model.diagnosis import Mends, mends
from telecom.model.trouble import FaultReport, OutageFollower, ReportOutcome, ServiceProblem, TroubleTicket
from telecom.model.troubleshooting import FaultSearch
from tests.asking import Asking
from tests.households import Household

# How somebody would say it who knows nothing of networks.
WORDS = {
    "broadband": "my internet is not working properly",
    "iptv": "something is wrong with the telly",
    "fixed": "the landline is not right",
    "mobile": "my mobile is not working properly",
}
# What ought to come of a cause, by who can mend it. A mast that is down is an outage.
OUGHT = {
    Mends.REMOTE: ReportOutcome.FIXED,
    Mends.CUSTOMER: ReportOutcome.ADVISED,
    Mends.VISIT: ReportOutcome.TICKET,
    Mends.PEOPLE: ReportOutcome.TICKET,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One injected fault: what was found, what came of it, and what the subscriber read."""

    kind: str
    fault: str
    found: str | None
    outcome: ReportOutcome | None
    read: str

    @property
    def is_right(self) -> bool:
        """The very fault was found, and what was done about it fits."""
        ought = ReportOutcome.OUTAGE if self.fault == "cell down" else OUGHT[mends(self.fault)]
        return self.found == self.fault and self.outcome is ought


def cases() -> list[tuple[str, str]]:
    """Every kind of service with every fault it can have."""
    return [(kind, fault) for kind in WORDS for fault, each in FAULTS.items() if kind in each.kinds]


def inject(chat: Asking, telecom: Telecom, network: SimulatedNetwork, home: Household, case: tuple[str, str]) -> Row:
    """Break a line, report it, and mend it again."""
    kind, fault = case
    service_id = home[kind]
    network.break_line(service_id, fault)
    turn = f"{kind} {fault}"
    reply = chat.run(home.manager, "action_report_fault", slots={"service": service_id}, text=WORDS[kind], turn=turn)
    with telecom.open_work() as work:
        report = work.of(FaultReport).find(key=turn)
        assert report is not None
        row = Row(kind, fault, report.fault, report.outcome, " ".join(reply.text.split()))
    _clear(telecom, network, service_id)
    return row


def _clear(telecom: Telecom, network: SimulatedNetwork, service_id: str) -> None:
    """The next fault is reported as if there had been none before."""
    network.mend_line(service_id)
    with telecom.open_work() as work:
        connection = work.session.connection()
        for entity in (FaultSearch, OutageFollower, FaultReport, TroubleTicket, ServiceProblem):
            connection.exec_driver_sql(f"delete from {_TABLES[entity]}")


_TABLES = {
    FaultSearch: "fault_searches",
    OutageFollower: "outage_followers",
    FaultReport: "fault_reports",
    TroubleTicket: "trouble_tickets",
    ServiceProblem: "service_problems",
}


def as_markdown(rows: list[Row]) -> str:
    """The table for people, and the share that was diagnosed right."""
    lines = ["| service | fault | found | outcome | right | the subscriber read |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.kind} | {row.fault} | {row.found or 'nothing'} | {row.outcome.value if row.outcome else ''} "
        f"| {'yes' if row.is_right else 'no'} | {row.read} |"
        for row in rows
    ]
    right = sum(row.is_right for row in rows)
    return "\n".join([*lines, "", f"{right} of {len(rows)} diagnosed right ({100 * right // len(rows)} %)."])
