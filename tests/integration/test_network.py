"""The simulated network: what it measures, how it breaks, and what can be repaired from afar."""

import pytest

from demo.network import FAULTS, NotSimulated, SimulatedNetwork, install
from telecom.ports import LineReading, NetworkDown
from tests.fakes import TestClock


@pytest.fixture
def network(database_url: str, clock: TestClock) -> SimulatedNetwork:
    install(database_url)
    install(database_url)
    made = SimulatedNetwork(database_url, clock=clock.now)
    made.provision("line", "broadband", down=500_000_000, up=100_000_000)
    made.provision("tv", "iptv")
    made.provision("sim", "mobile")
    return made


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
    assert again.read_line("line") == LineReading(False, fault="cable cut")
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
    assert network.read_line("line").fault == "cable cut"


def test_each_fault_is_seen_on_the_kinds_that_can_have_it(network: SimulatedNetwork) -> None:
    lines = {"broadband": "line", "iptv": "tv", "mobile": "sim"}
    for fault, kind in FAULTS.items():
        for service_kind, line in lines.items():
            if service_kind in kind.kinds:
                network.break_line(line, fault)
                assert network.read_line(line).fault == fault
            else:
                with pytest.raises(NotSimulated):
                    network.break_line(line, fault)


def test_a_line_nobody_put_into_service_is_unknown(network: SimulatedNetwork) -> None:
    assert network.read_line("nothing") == LineReading(False, fault="line unknown")
    with pytest.raises(NotSimulated):
        network.break_line("nothing", "slow")


def test_a_network_that_does_not_answer_says_so(clock: TestClock) -> None:
    with pytest.raises(NetworkDown):
        SimulatedNetwork("postgresql://127.0.0.1:1/none", clock=clock.now).read_line("line")
