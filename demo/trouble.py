"""The demo operator's three past months of trouble: faults, tests, tickets, planned work, and each hour's figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from demo.identities import DEMO_START, demo_id
from demo.network import SimulatedNetwork
from demo.network_figures import make_line, measure, samples
from demo.people import People
from demo.usage import FIRST_DAY
from telecom.model.diagnosis import diagnose
from telecom.model.inventory import Service
from telecom.model.maintenance import PlannedWork
from telecom.model.measuring import Measured
from telecom.model.testing import Health, ServiceTest, ServiceTestStatus, Sold
from telecom.model.trouble import (
    FaultReport,
    ReportOutcome,
    ServiceProblem,
    TicketNote,
    TicketStatus,
    TroubleTicket,
)
from telecom.services.smi import service_of

OUTAGE_STARTED = DEMO_START.replace(hour=6, minute=40)
OUTAGE_EXPECTED_END = DEMO_START.replace(hour=17, minute=30)
OUTAGE_PLACE, OUTAGE_KIND, OUTAGE_KEY = "Harbour district", "broadband", "harbour trunk"
WORK_STARTS = datetime(2026, 9, 21, 0, 0, tzinfo=UTC)
WORK_HOURS, WORK_PLACE, WORK_KIND = 3, "Mill Hill", "broadband"
# A test of each line every so many days, as people make them.
TEST_EVERY = timedelta(days=16)
_COPY = "copy measurements (service_id, at, reachable, down, up, latency, loss, snr) from stdin"


@dataclass(frozen=True, slots=True)
class Past:
    """A fault of the past: on which service, since when, for how many hours, in whose words, and how it ended."""

    service: str
    fault: str
    began: datetime
    hours: float
    words: str
    resolution: str | None = None


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, 15, tzinfo=UTC)


PAST = (
    Past("home broadband", "port fault", _at(6, 17, 18), 1.0, "no internet since I came home"),
    Past(
        "home broadband", "noisy line", _at(7, 9, 8), 29.0, "the internet keeps getting slow and drops out",
        "Water in the joint box on Orchard Lane; joint made anew.",
    ),
    Past("home broadband", "unstable line", _at(8, 22, 20), 2.0, "it goes on and off all evening"),
    Past("home tv", "set-top box frozen", _at(8, 1, 19), 0.5, "the picture is frozen"),
    Past(
        "home line", "cable cut", _at(6, 29, 10), 52.0, "the landline is dead",
        "Cable cut by roadworks in Mill Hill; a new piece put in.",
    ),
    Past("postpaid mobile", "session lost", _at(7, 28, 12), 1.0, "my phone has no service in town"),
    Past(
        "business office", "cable cut", _at(7, 2, 9), 9.0, "the office has no internet",
        "Fibre broken in the duct at Pier 4; spliced.",
    ),
    Past("business office", "stale profile", _at(8, 18, 8), 5.0, "the office internet is crawling"),
    Past(
        "business calls", "noisy line", _at(8, 5, 9), 26.0, "callers complain about crackling",
        "Worn line card at the exchange changed.",
    ),
    Past("prepaid mobile", "wrong settings", _at(8, 12, 16), 1.0, "mobile internet stopped working"),
)  # fmt: skip


def make_outage() -> ServiceProblem:
    """The outage that goes on when the demo begins; everybody was told of it at seven in the morning."""
    return ServiceProblem(
        id=demo_id("outage"),
        kind=OUTAGE_KIND,
        place=OUTAGE_PLACE,
        started_at=OUTAGE_STARTED,
        expected_end=OUTAGE_EXPECTED_END,
        alarm_key=OUTAGE_KEY,
        announced_at=OUTAGE_STARTED + timedelta(minutes=20),
    )


def make_planned_work() -> PlannedWork:
    """Work in a night next week."""
    return PlannedWork(
        id=demo_id("planned work"),
        place=WORK_PLACE,
        kind=WORK_KIND,
        starts_at=WORK_STARTS,
        ends_at=WORK_STARTS + timedelta(hours=WORK_HOURS),
        reason="new equipment in the exchange",
        effect="Internet and TV are off for up to half an hour.",
    )


@dataclass(frozen=True, slots=True)
class History:
    """What is stored of the past, in the order in which it can be."""

    tests: Sequence[ServiceTest]
    tickets: Sequence[TroubleTicket]
    notes: Sequence[TicketNote]
    reports: Sequence[FaultReport]
    measured: Measured


def make_history(people: People, sold: dict[str, Sold], numbers: Iterable[int]) -> History:
    """Tests, tickets and reports of three months. `numbers` number the tickets."""
    services = {service.id: service for service in people.services}
    homes = {person.id: person.place for person in people.individuals}
    managers = {m.customer_id: m.person_id for m in reversed(people.memberships) if m.role.value == "manager"}
    tests, tickets, notes, reports = [], [], [], []
    count = iter(numbers)
    for past in PAST:
        service = services[demo_id(f"service {past.service}")]
        asker = managers[service.customer_id]
        lines = _line_of(service, sold[service.id], homes)
        first = _test(service, lines, past.fault, past.began, asker, sold[service.id])
        second = _test(service, lines, None, past.began + timedelta(hours=past.hours), asker, sold[service.id])
        tests += [first, second]
        report = FaultReport(
            id=demo_id(f"report {past.service} {past.began}"),
            key=f"past {past.service} {past.began:%Y-%m-%d}",
            service_id=service.id,
            reporter_id=asker,
            words=past.words,
            reported_at=past.began,
            outcome=ReportOutcome.FIXED,
            fault=past.fault,
            test_id=first.id,
            second_test_id=second.id,
            kind=service.kind,
            place=lines["place"],
        )
        reports.append(report)
        if past.resolution is not None:
            ticket, note = _ticket(past, service, asker, first, next(count))
            report.outcome, report.ticket_id, report.second_test_id = ReportOutcome.TICKET, ticket.id, None
            tickets.append(ticket)
            notes.append(note)
    for service in people.services:
        asker = service.user_id or managers[service.customer_id]
        tests += _own_tests(service, _line_of(service, sold[service.id], homes), asker, sold[service.id])
    return History(tests, tickets, notes, reports, Measured(until=DEMO_START, asked_at=DEMO_START))


def _line_of(service: Service, sold: Sold, homes: dict[str, str | None]) -> dict[str, Any]:
    place = service.place or homes.get(service.user_id or "")
    line = make_line(service.id, service.kind, down=sold.down, up=sold.up, place=place)
    return {**line, "fault_since": None}


def _test(
    service: Service, line: dict[str, Any], fault: str | None, at: datetime, asked_by: str, sold: Sold
) -> ServiceTest:
    reading = measure(line, [fault] if fault else [], at, at.isoformat())
    test = ServiceTest(
        id=demo_id(f"test {service.id} {at}"),
        key=f"past {service.id} {at:%Y-%m-%d %H:%M}",
        service_id=service.id,
        kind=service_of(service).lifecycle.tests[0],
        asked_at=at,
        asked_by=asked_by,
        sold_down=sold.down,
        sold_up=sold.up,
        status=ServiceTestStatus.COMPLETED,
        ended_at=at + timedelta(seconds=20),
        health=Health.OK if fault is None else Health.DEGRADED if reading.reachable else Health.FAILED,
        fault=diagnose(service.kind, reading, sold_down=sold.down),
    )
    codes = service_of(service).lifecycle.metrics
    measured = {code: getattr(reading, code, None) for code in codes}
    test.figures = {code: float(value) for code, value in measured.items() if value is not None}
    return test


def _own_tests(service: Service, line: dict[str, Any], asked_by: str, sold: Sold) -> list[ServiceTest]:
    first = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 19, 5, tzinfo=UTC) + timedelta(days=4)
    count = int((DEMO_START - first) / TEST_EVERY) + 1
    return [_test(service, line, None, first + n * TEST_EVERY, asked_by, sold) for n in range(count)]


def _ticket(
    past: Past, service: Service, asker: str, test: ServiceTest, number: int
) -> tuple[TroubleTicket, TicketNote]:
    ended = past.began + timedelta(hours=past.hours)
    ticket = TroubleTicket(
        id=demo_id(f"ticket {past.service} {past.began}"),
        number=f"TT-{number}",
        customer_id=service.customer_id,
        service_id=service.id,
        reporter_id=asker,
        words=past.words,
        fault=past.fault,
        test_id=test.id,
        status=TicketStatus.CLOSED,
        opened_at=past.began,
        changed_at=ended,
        resolution=past.resolution,
        taken_by="field service",
    )
    note = TicketNote(
        id=demo_id(f"note {ticket.id}"),
        ticket_id=ticket.id,
        key=f"past {ticket.id}",
        at=ended,
        text=past.resolution or "",
    )
    return ticket, note


def tell_network(network: SimulatedNetwork) -> None:
    """The simulated network knows of the past, of the outage and of the planned work too."""
    for past in PAST:
        ended = past.began + timedelta(hours=past.hours)
        network.remember(demo_id(f"service {past.service}"), past.fault, began=past.began, ended=ended)
    network.plan(OUTAGE_KEY, OUTAGE_PLACE, OUTAGE_KIND, begins=OUTAGE_STARTED, ends=OUTAGE_EXPECTED_END, planned=False)
    ends = WORK_STARTS + timedelta(hours=WORK_HOURS)
    network.plan("planned work", WORK_PLACE, WORK_KIND, begins=WORK_STARTS, ends=ends)


def copy_measurements(people: People, sold: dict[str, Sold], owner_url: str) -> None:
    """The figures of every hour since the first day of the demo's past, in one stream."""
    since = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
    homes = {person.id: person.place for person in people.individuals}
    with psycopg.connect(owner_url) as connection, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for service in people.services:
            line = _line_of(service, sold[service.id], homes)
            own = [
                (past.began, past.began + timedelta(hours=past.hours), past.fault)
                for past in PAST
                if demo_id(f"service {past.service}") == service.id
            ]
            if (service.kind, line["place"]) == (OUTAGE_KIND, OUTAGE_PLACE):
                own.append((OUTAGE_STARTED, OUTAGE_EXPECTED_END, "cable cut"))
            for each in samples(line, own, since, DEMO_START):
                copy.write_row(
                    (each.service_id, each.at, each.reachable, each.down, each.up, each.latency, each.loss, each.snr)
                )
