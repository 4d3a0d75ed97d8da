"""The simulated network: what it measures, how it breaks, and what can be repaired from afar."""

from datetime import timedelta

import pytest

from demo.network import FAULTS, NotSimulated, SimulatedNetwork, install
from telecom.model.diagnosis import diagnose, diagnose_all
from telecom.ports import LineReading, NetworkDown
from tests.fakes import TestClock

LINES = {"broadband": "line", "iptv": "tv", "mobile": "sim", "fixed": "desk"}


@pytest.fixture
def network(database_url: str, clock: TestClock) -> SimulatedNetwork:
    install(database_url)
    install(database_url)
    made = SimulatedNetwork(database_url, clock=clock.now)
    made.provision("line", "broadband", down=500_000_000, up=100_000_000, place="Old Town")
    for kind in ("iptv", "mobile", "fixed"):
        made.provision(LINES[kind], kind, place="Old Town")
    return made


def found(network: SimulatedNetwork, line: str) -> str | None:
    """What is told from a reading of a line."""
    kind = next(kind for kind, each in LINES.items() if each == line)
    return diagnose(kind, network.read_line(line), sold_down=500_000_000 if line == "line" else None)


def test_a_sound_line_gives_nearly_what_was_sold(network: SimulatedNetwork) -> None:
    reading = network.read_line("line")
    assert reading.reachable and reading.fault is None
    assert reading.down is not None and 450_000_000 < reading.down < 530_000_000
    assert reading.loss is not None and reading.loss < 1


def test_a_measurement_is_the_same_at_the_same_time_and_another_one_later(
    network: SimulatedNetwork, clock: TestClock
) -> None:
    first = network.read_line("line")
    assert network.read_line("line") == first
    clock.advance(hours=1)
    assert network.read_line("line") != first


def test_what_the_network_knows_survives_its_process(
    network: SimulatedNetwork, database_url: str, clock: TestClock
) -> None:
    network.break_line("line", "cable cut")
    network.set_line("sim", working=False)
    again = SimulatedNetwork(database_url, clock=clock.now)
    assert found(again, "line") == "cable cut"
    assert again.read_line("sim") == LineReading(False, fault="barred")


def test_a_port_fault_is_repaired_from_afar_and_a_cut_cable_is_not(network: SimulatedNetwork) -> None:
    network.break_line("line", "port fault")
    assert not network.read_line("line").reachable
    assert network.repair_line("line", "port fault")
    assert network.read_line("line").reachable
    network.break_line("line", "cable cut")
    assert not network.repair_line("line", "cable cut")
    network.mend_line("line")
    assert network.read_line("line").reachable


def test_a_repair_of_another_finding_leaves_the_fault(network: SimulatedNetwork) -> None:
    network.break_line("line", "cable cut")
    network.repair_line("line", "port fault")
    assert found(network, "line") == "cable cut"


def test_each_fault_shows_on_the_kinds_that_can_have_it(network: SimulatedNetwork) -> None:
    """The network names no fault by itself: it has to be told from what is measured."""
    for fault, kind in FAULTS.items():
        for service_kind, line in LINES.items():
            if service_kind in kind.kinds:
                network.break_line(line, fault)
                reading = network.read_line(line)
                assert reading.fault is None
                assert found(network, line) == (None if fault == "slow" else fault), (service_kind, fault)
                network.mend_line(line)
                assert found(network, line) is None
            else:
                with pytest.raises(NotSimulated):
                    network.break_line(line, fault)


def test_a_cell_takes_the_phones_it_serves_along_and_raises_an_alarm(network: SimulatedNetwork) -> None:
    network.break_line("sim", "cell down")
    (alarm,) = network.list_alarms()
    assert alarm.kind == "mobile"
    network.mend_line("sim")
    assert network.list_alarms() == []


def test_an_outage_takes_the_lines_of_its_kind_and_place_and_ends(network: SimulatedNetwork, clock: TestClock) -> None:
    network.break_place("Old Town", "broadband")
    assert not network.read_line("line").reachable
    assert network.read_line("tv").reachable
    assert [(a.kind, a.place) for a in network.list_alarms()] == [("broadband", "Old Town")]
    network.restore_place("Old Town")
    assert network.read_line("line").reachable


def test_planned_work_interrupts_in_its_window_and_is_no_alarm(network: SimulatedNetwork, clock: TestClock) -> None:
    begins = clock.now() + timedelta(hours=1)
    network.plan("works", "Old Town", "broadband", begins=begins, ends=begins + timedelta(hours=2))
    assert network.read_line("line").reachable
    clock.advance(hours=2)
    assert not network.read_line("line").reachable
    assert network.list_alarms() == []
    clock.advance(hours=2)
    assert network.read_line("line").reachable


def test_the_hourly_figures_are_the_same_each_time_and_show_a_past_fault(
    network: SimulatedNetwork, clock: TestClock
) -> None:
    until = clock.now().replace(minute=0)
    since = until - timedelta(days=2)
    network.remember("line", "cable cut", began=since + timedelta(hours=5), ended=since + timedelta(hours=9))
    figures = network.collect(since, until)
    assert figures == network.collect(since, until)
    own = [sample for sample in figures if sample.service_id == "line"]
    assert len(own) == 48
    assert [sample.at.hour for sample in own if not sample.reachable] == [(since.hour + n) % 24 for n in range(5, 9)]


def test_a_full_cell_is_slower_than_an_empty_one(network: SimulatedNetwork, clock: TestClock) -> None:
    day = clock.now().replace(hour=0)
    by_hour = {s.at.hour: s.down or 0 for s in network.collect(day, day + timedelta(days=1)) if s.service_id == "sim"}
    assert by_hour[4] > by_hour[19]


def test_a_line_taken_out_of_service_is_unknown(network: SimulatedNetwork) -> None:
    network.withdraw("line")
    assert network.read_line("line") == LineReading(False, fault="line unknown")


def test_a_line_nobody_put_into_service_is_unknown(network: SimulatedNetwork) -> None:
    assert network.read_line("nothing") == LineReading(False, fault="line unknown")
    with pytest.raises(NotSimulated):
        network.break_line("nothing", "slow")


def test_a_network_that_does_not_answer_says_so(clock: TestClock) -> None:
    with pytest.raises(NetworkDown):
        SimulatedNetwork("postgresql://127.0.0.1:1/none", clock=clock.now).read_line("line")


def cause_in_a_test(kind: str, network: SimulatedNetwork, line: str) -> str | None:
    """What is told from as many readings as a test takes."""
    readings = [network.read_line(line) for _ in range(9)]
    return diagnose_all(kind, readings, sold_down=500_000_000 if line == "line" else None)[1]


def test_faults_come_together_come_and_go_and_are_measured_poorly(network: SimulatedNetwork) -> None:
    network.break_line("line", "stale profile", "port fault")
    assert found(network, "line") == "port fault"
    assert network.repair_line("line", "port fault")
    assert found(network, "line") == "stale profile"
    network.break_line("line", "session lost", presence=0.4)
    seen = {network.read_line("line").session for _ in range(12)}
    assert seen == {True, False}
    assert cause_in_a_test("broadband", network, "line") == "session lost"
    network.break_line("line", "noisy line")
    network.blur_line("line", 0.7)
    assert cause_in_a_test("broadband", network, "line") == "noisy line"
    network.mend_line("line")
    assert cause_in_a_test("broadband", network, "line") is None
