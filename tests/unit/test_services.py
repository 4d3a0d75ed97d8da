"""Every kind of service: one suite for the interface they share, and what each decides for its user."""

from datetime import UTC, datetime, time

import pytest

from telecom.model.errors import IllegalTransition, InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.testing import Health, Sold
from telecom.ports import LineReading
from telecom.services.broadband import BroadbandService
from telecom.services.fixed import FixedService
from telecom.services.iptv import Channel, IptvService
from telecom.services.mobile import MobileService
from telecom.services.smi import (
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
KINDS = sorted(registered_kinds())


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
        for value in parameter.allowed or ["Home"]:
            assert managed.configure({parameter.name: value})[parameter.name] == value


def test_a_value_out_of_range_changes_nothing_at_all(managed: BaseService) -> None:
    first = managed.lifecycle.parameters[0]
    other = next(v for v in first.allowed or () if v != first.default)
    for wrong in ({"no such thing": 1}, {managed.lifecycle.parameters[1].name: ["x"]}):
        with pytest.raises(InvalidValue):
            managed.configure({first.name: other, **wrong})
    assert managed.configuration()[first.name] == first.default


def test_a_number_is_no_switch(managed: BaseService) -> None:
    switch = next(p for p in managed.lifecycle.parameters if p.allowed == (True, False))
    with pytest.raises(InvalidValue):
        managed.configure({switch.name: 1})


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


def test_a_mobile_calls_what_its_settings_allow() -> None:
    line = MobileService(a_service("mobile"))
    assert line.may_call("+442079460123").allowed
    assert line.may_call("+4990123456").allowed
    assert line.may_call("+449098790000").reason == "premium calls off"
    line.configure({"international calls": False, "roaming": False})
    assert line.may_call("+4990123456").reason == "international calls off"
    assert line.may_call("+442079460123", abroad=True).reason == "roaming off"
    assert line.may_use_data(abroad=True).reason == "roaming off"
    assert line.may_use_data().allowed


def test_emergency_calls_are_open_on_a_paused_line() -> None:
    for line in (MobileService(paused("mobile")), FixedService(paused("fixed"))):
        assert line.may_call("999").allowed
        assert line.may_call("+442079460123").reason == "paused"


def test_a_forwarded_mobile_rings_elsewhere_and_a_paused_one_nowhere() -> None:
    assert MobileService(a_service("mobile")).rings_at() == PhoneNumber("+447700900123")
    forwarded = MobileService(a_service("mobile", **{"forward to": "+442079460123"}))
    assert forwarded.rings_at() == PhoneNumber("+442079460123")
    assert MobileService(paused("mobile")).rings_at() is None


def test_a_fixed_line_can_refuse_hidden_callers() -> None:
    line = FixedService(a_service("fixed", **{"anonymous calls": False}))
    assert line.may_be_called_by(None).reason == "anonymous calls off"
    assert line.may_be_called_by(PhoneNumber("+447700900124")).allowed


def test_broadband_gives_the_least_of_line_plan_and_profile() -> None:
    line = BroadbandService(a_service("broadband"))
    sold = Sold(500_000_000, 100_000_000)
    assert (line.speed(sold).down, line.speed(sold).limited_by) == (500_000_000, "plan")
    assert line.speed(sold, sync_down=80_000_000, sync_up=20_000_000).limited_by == "line"
    line.configure({"speed profile": "eco"})
    assert line.speed(sold).down == 50_000_000
    assert BroadbandService(paused("broadband")).speed(sold).down == 0


def test_night_rest_and_parental_control_close_pages() -> None:
    line = BroadbandService(a_service("broadband", **{"night rest": True, "parental control": "strict"}))
    assert not line.may_open("news", at=time(23, 30))
    assert not line.may_open("news", at=time(5, 59))
    assert line.may_open("news", at=time(6, 0))
    assert not line.may_open("gambling", at=time(12, 0))


def test_tv_needs_the_pack_and_the_age() -> None:
    tv = IptvService(a_service("iptv", **{"age limit": 12}))
    assert tv.may_watch(Channel("One"), packs=()).allowed
    assert tv.may_watch(Channel("Sport 1", pack="Sports Pack"), packs=()).reason == "not in your packs"
    assert tv.may_watch(Channel("Sport 1", pack="Sports Pack"), packs=["Sports Pack"]).allowed
    assert tv.may_watch(Channel("Late", age=16), packs=()).reason == "age limit"
    assert not IptvService(paused("iptv")).may_buy()
