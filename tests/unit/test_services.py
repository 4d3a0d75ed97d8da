"""Every kind of service: one suite for the interface they share, and what each decides for its user."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from telecom.model.errors import IllegalTransition, InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.restrictions import Restriction
from telecom.model.testing import Health, Sold
from telecom.ports import LineReading
from telecom.services.declaring import Need, Shape
from telecom.services.smi import (
    SECRET,
    BaseService,
    ExecutionAction,
    ManagedService,
    ServiceEvent,
    UnknownKind,
    registered_kinds,
    service_of,
)
from tests.fakes import FakeNetwork

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")
KINDS = sorted(registered_kinds())
TEXTS = {Shape.TEXT: "Harbour Cafe", Shape.PHONE_NUMBER: "+447700900456"}


def a_service(kind: str, **parameters: object) -> Service:
    return Service(
        customer_id="c",
        account_id="a",
        kind=kind,
        name="one",
        phone_number=PhoneNumber("+447700900123"),
        parameters=parameters,
    )


def paused(kind: str) -> Service:
    service = a_service(kind)
    service.become(ServiceState.INACTIVE)
    return service


@pytest.fixture(params=KINDS)
def managed(request: pytest.FixtureRequest) -> BaseService:
    return service_of(a_service(request.param))


def test_all_four_kinds_are_found_by_themselves() -> None:
    assert {"mobile", "fixed", "broadband", "iptv"} <= set(KINDS)


def test_a_kind_nobody_declared_is_refused() -> None:
    with pytest.raises(UnknownKind):
        service_of(a_service("telegraph"))


def test_each_kind_has_the_management_interface(managed: BaseService) -> None:
    assert all(hasattr(managed, name) for name in dir(ManagedService) if not name.startswith("_"))
    assert managed.lifecycle.tests and managed.lifecycle.metrics and managed.lifecycle.parameters
    assert set(managed.lifecycle.dependencies) <= set(KINDS)
    assert all(hasattr(managed, operation) for operation in managed.lifecycle.permissions)


def test_it_stops_and_starts_and_tells_its_listeners(managed: BaseService) -> None:
    heard: list[ServiceEvent] = []
    managed.listen(heard.append)
    assert managed.set_execution_state(ExecutionAction.STOP) is ServiceState.INACTIVE
    assert managed.set_execution_state(ExecutionAction.START) is ServiceState.ACTIVE
    assert managed.set_execution_state(ExecutionAction.START) is ServiceState.ACTIVE
    assert [(e.attribute, e.after) for e in heard] == [("execution state", "inactive"), ("execution state", "active")]


def test_an_ended_service_is_not_stopped(managed: BaseService) -> None:
    managed.service.become(ServiceState.TERMINATED)
    with pytest.raises(IllegalTransition):
        managed.set_execution_state(ExecutionAction.STOP)


def test_its_defaults_are_allowed_values(managed: BaseService) -> None:
    assert managed.configure(managed.configuration()) == {p.name: p.default for p in managed.lifecycle.parameters}


def test_every_allowed_value_can_be_set(managed: BaseService) -> None:
    for parameter in managed.lifecycle.parameters:
        for value in parameter.allowed or [TEXTS[parameter.shape]]:
            kept = managed.configure({parameter.name: value})[parameter.name]
            assert kept == (SECRET if parameter.secret else value)


def test_a_value_out_of_range_changes_nothing_at_all(managed: BaseService) -> None:
    first, *others = [p for p in managed.lifecycle.parameters if p.allowed]
    other = next(v for v in first.allowed or () if v != first.default)
    for wrong in ({"no such thing": 1}, {others[0].name: ["x"]}):
        with pytest.raises(InvalidValue):
            managed.configure({first.name: other, **wrong})
    assert managed.configuration()[first.name] == first.default


def test_a_number_is_no_switch(managed: BaseService) -> None:
    switch = next(p for p in managed.lifecycle.parameters if p.is_switch)
    with pytest.raises(InvalidValue):
        managed.configure({switch.name: 1})


def test_a_change_of_a_setting_is_told_to_listeners(managed: BaseService) -> None:
    heard: list[ServiceEvent] = []
    managed.listen(heard.append)
    switch = next(p for p in managed.lifecycle.parameters if p.is_switch)
    managed.configure({switch.name: not switch.default})
    managed.configure({switch.name: not switch.default})
    assert [(e.attribute, e.before, e.after) for e in heard] == [
        (switch.name, *(("on", "off") if switch.default else ("off", "on")))
    ]


def test_every_parameter_says_who_may_change_it_and_what_it_may_be(managed: BaseService) -> None:
    names = [p.name for p in managed.lifecycle.parameters]
    assert len(set(names)) == len(names)
    assert all(p.allowed is None or p.default in p.allowed for p in managed.lifecycle.parameters)


def test_a_restriction_limits_only_while_it_holds(managed: BaseService) -> None:
    for kind in managed.lifecycle.restrictions:
        made = Restriction(
            key=kind.name,
            service_id=managed.service.id,
            kind=kind.name,
            asked_by="p",
            starts_at=NOW,
            ends_at=NOW + timedelta(days=1),
        )
        limited = service_of(managed.service, [made])
        assert limited.holding(NOW) == [made]
        assert limited.holding(NOW - timedelta(seconds=1)) == []
        assert limited.holding(NOW + timedelta(days=1)) == []
        assert set(kind.needs) <= set(Need)


def test_health_is_unknown_without_a_reading_and_changes_are_told(managed: BaseService) -> None:
    heard: list[ServiceEvent] = []
    managed.listen(heard.append)
    assert managed.management_report(None, at=NOW).health is Health.UNKNOWN
    assert managed.management_report(FakeNetwork().read_line("x"), at=NOW).health is Health.OK
    assert managed.management_report(LineReading(False), at=NOW).health is Health.FAILED
    assert [e.after for e in heard] == ["ok", "failed"]


def test_a_report_has_the_declared_metrics_only(managed: BaseService) -> None:
    report = managed.management_report(FakeNetwork().read_line("x"), at=NOW)
    assert {m.code for m in report.metrics} <= set(managed.lifecycle.metrics)
    assert report.metrics


def test_its_test_finds_a_fault_and_none(managed: BaseService) -> None:
    network = FakeNetwork()
    assert managed.run_test(None, network, sold=Sold(), at=NOW).health is Health.OK
    network.faults[managed.service.id] = "port fault"
    found = managed.run_test(managed.lifecycle.tests[0], network, sold=Sold(), at=NOW)
    assert (found.health, found.fault) == (Health.FAILED, "port fault")
    with pytest.raises(InvalidValue):
        managed.run_test("blood", network, sold=Sold(), at=NOW)


def test_less_than_was_sold_is_degraded() -> None:
    line = service_of(a_service("broadband"))
    found = line.run_test(None, FakeNetwork(), sold=Sold(900_000_000, 90_000_000), at=NOW)
    assert (found.health, list(found.weak)) == (Health.DEGRADED, ["down"])
