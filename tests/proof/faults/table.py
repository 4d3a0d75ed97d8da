"""Breaks every kind of line in every way, reports it in plain words, and writes down what was read, found and done."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

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
# A poor measurement, and a fault that every second measurement sees.
NOISE, PRESENCE = 0.7, 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """What is broken on a line: nothing, one thing or several at once, seen always or now and then, clearly or not."""

    kind: str
    faults: tuple[str, ...]
    presence: float = 1.0
    noise: float = 0.0

    @property
    def how(self) -> str:
        """In which way it is broken."""
        number = ("sound", "one", "two at once", "three at once")[len(self.faults)]
        return (
            number + (", comes and goes" if self.presence < 1 else "") + (", poor measurements" if self.noise else "")
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A case with what was found, what came of it, what the subscriber read, and which faults the line still has."""

    case: Case
    found: str | None
    outcome: ReportOutcome | None
    read: str
    left: Sequence[str]

    @property
    def is_right(self) -> bool:
        """What was found is there, what was done about it fits, and nothing that could be mended from afar is left,
        unless what was found hides it."""
        if not self.case.faults:
            return self.found is None and self.outcome is ReportOutcome.GUIDED
        if not self.left:
            return self.outcome is ReportOutcome.FIXED and self.found in self.case.faults
        if self.found is None or self.found not in self.left or self.outcome is not _ought(self.found):
            return False
        hidden = not FAULTS[self.found].reachable or self.found == "set-top box frozen"
        return hidden or not any(mends(fault) is Mends.REMOTE for fault in self.left)


def _ought(fault: str) -> ReportOutcome:
    return ReportOutcome.OUTAGE if fault == "cell down" else OUGHT[mends(fault)]


def cases() -> list[Case]:
    """Every kind of service with every fault it can have: alone, seen by half of the measurements, and measured poorly;
    every pair of them; sound lines; and some with three faults."""
    found = []
    for kind in WORDS:
        having = [fault for fault, each in FAULTS.items() if kind in each.kinds]
        alone = [(fault,) for fault in having]
        found += [Case(kind, one) for one in alone]
        # An outage of a mast has no halves.
        found += [Case(kind, one, presence=PRESENCE) for one in alone if one != ("cell down",)]
        found += [Case(kind, one, noise=NOISE) for one in alone]
        found += [Case(kind, two) for two in combinations(having, 2) if "cell down" not in two]
        found += [Case(kind, ()), Case(kind, (), noise=NOISE)]
        found.append(Case(kind, ("stale profile", "session lost", "weak wifi") if kind == "broadband" else alone[0]))
    return list(dict.fromkeys(found))


def inject(chat: Asking, telecom: Telecom, network: SimulatedNetwork, home: Household, case: Case) -> Row:
    """Break a line, report it, and mend it again."""
    service_id = home[case.kind]
    network.break_line(service_id, *case.faults, presence=case.presence)
    network.blur_line(service_id, case.noise)
    turn = f"{case.kind} {'+'.join(case.faults)} {case.how}"
    reply = chat.run(
        home.manager, "action_report_fault", slots={"service": service_id}, text=WORDS[case.kind], turn=turn
    )
    with telecom.open_work() as work:
        report = work.of(FaultReport).find(key=turn)
        assert report is not None
        left = [] if "cell down" in case.faults else network.faults_of(service_id)
        left = [*case.faults] if "cell down" in case.faults else left
        row = Row(case, report.fault, report.outcome, " ".join(reply.text.split()), left)
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


def as_markdown(rows: Sequence[Row]) -> str:
    """The table for people, and the share that was diagnosed right, in all and for each way of being broken."""
    lines = [
        "| service | broken | how | found | outcome | still broken | right | the subscriber read |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.case.kind} | {' + '.join(row.case.faults) or 'nothing'} | {row.case.how} | {row.found or 'nothing'} "
        f"| {row.outcome.value if row.outcome else ''} | {', '.join(row.left)} | {'yes' if row.is_right else 'no'} "
        f"| {row.read} |"
        for row in rows
    ]
    ways = dict.fromkeys(row.case.how for row in rows)
    return "\n".join(
        [*lines, "", *(_share(way, [r for r in rows if r.case.how == way]) for way in ways), _share("all", rows)]
    )


def _share(name: str, rows: Sequence[Row]) -> str:
    right = sum(row.is_right for row in rows)
    return f"{name}: {right} of {len(rows)} diagnosed right ({100 * right // len(rows)} %)."
