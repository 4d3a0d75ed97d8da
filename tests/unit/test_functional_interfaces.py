"""What each service decides for its user now, under its settings and its restrictions. [F14, E1]"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from telecom.model.inventory import Service, ServiceState
from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.restrictions import Restriction, RestrictionStatus
from telecom.model.testing import Sold
from telecom.model.usage import UsageZone
from telecom.services.broadband import BroadbandService
from telecom.services.calls import CallDecision, CallingService, Moment
from telecom.services.fixed import FixedService
from telecom.services.iptv import Channel, IptvService
from telecom.services.mobile import MobileService

NOON = datetime(2026, 9, 15, 12, 0, tzinfo=ZoneInfo("Europe/London"))
OCTOBER = datetime(2026, 10, 1, tzinfo=NOON.tzinfo)
MUM, FRIEND, POLAND, CHAT_LINE = "+447700900111", "+447700900222", "+48221234567", "+449098790001"
RATES = {
    UsageZone.HOME: Money(10, "GBP"),
    UsageZone.PREMIUM: Money(60, "GBP"),
    UsageZone.INTERNATIONAL: Money(25, "GBP"),
}


def a_service(kind: str, **parameters: object) -> Service:
    number = PhoneNumber("+447700900123") if kind in ("mobile", "fixed") else None
    return Service(customer_id="c", account_id="a", kind=kind, name="one", phone_number=number, parameters=parameters)


def paused(kind: str) -> Service:
    service = a_service(kind)
    service.become(ServiceState.INACTIVE)
    return service


def limit(kind: str, **values: Any) -> Restriction:
    return Restriction(key=kind, service_id="s", kind=kind, asked_by="p", starts_at=NOON - timedelta(days=1), **values)


def now(**facts: Any) -> Moment:
    return Moment(**{"at": NOON, "rates": RATES, "month_ends": OCTOBER, "spent": Money(0, "GBP"), **facts})


def a_mobile(*restrictions: Restriction, **parameters: object) -> MobileService:
    return MobileService(a_service("mobile", **parameters), restrictions)


def why(decision: CallDecision) -> str | None:
    assert decision.allowed == (decision.reason is None)
    return decision.reason


def test_a_call_has_the_rate_of_where_it_goes() -> None:
    line = a_mobile()
    assert line.may_call(FRIEND, now()).rate == Money(10, "GBP")
    assert line.may_call(FRIEND, now(covered=True)).rate == Money(0, "GBP")
    assert line.may_call(POLAND, now()).rate == Money(25, "GBP")
    assert line.may_call(CHAT_LINE, now(covered=True)).rate == Money(60, "GBP")


def test_a_mobile_calls_what_its_settings_allow() -> None:
    assert why(a_mobile(**{"international calls": False}).may_call(POLAND, now())) == "international calls off"
    assert why(a_mobile(**{"premium calls": False}).may_call(CHAT_LINE, now())) == "premium calls off"
    assert why(a_mobile(roaming=False).may_call(FRIEND, now(abroad=True))) == "roaming off"
    assert why(a_mobile(roaming=False).may_use_data(now(abroad=True))) == "roaming off"
    assert why(a_mobile(data=False).may_use_data(now())) == "data off"
    costly = a_mobile(**{"data abroad": False})
    assert why(costly.may_use_data(now(abroad=True))) == "data abroad off"
    assert costly.may_use_data(now()).allowed and costly.may_call(FRIEND, now(abroad=True)).allowed
    assert why(MobileService(paused("mobile")).may_call(FRIEND, now())) == "paused"


@pytest.mark.parametrize("line", [a_mobile(), FixedService(a_service("fixed"))], ids=["mobile", "fixed"])
def test_the_four_restrictions_decide_the_call(line: CallingService) -> None:
    group, spent = [MUM], Money(1500, "GBP")

    def asked(*restrictions: Restriction, to: str, **facts: Any) -> str | None:
        return why(type(line)(line.service, restrictions).may_call(to, now(group=group, **facts)))

    assert asked(limit("receive only"), to=MUM) == "receive only"
    assert asked(limit("group only"), to=MUM) is None
    assert asked(limit("group only"), to=FRIEND) == "group only"
    listed = limit("listed numbers only", numbers=[FRIEND])
    assert asked(listed, to=FRIEND) is None
    assert asked(listed, to=MUM) == "listed numbers only"
    amount = limit("one number after an amount", amount=Money(1500, "GBP"), numbers=[MUM])
    assert asked(amount, to=FRIEND, spent=Money(1499, "GBP")) is None
    assert asked(amount, to=FRIEND, spent=spent) == "one number after an amount"
    assert asked(amount, to=MUM, spent=spent) is None


def test_who_may_only_receive_is_still_called() -> None:
    for kind in ("receive only", "group only"):
        assert why(a_mobile(limit(kind)).may_be_called_by(PhoneNumber(FRIEND), now())) is None


def test_emergency_numbers_are_always_open() -> None:
    everything = [limit("receive only"), limit("SIM blocked"), limit("quiet hours", begins="00:00", ends="23:59")]
    assert why(MobileService(paused("mobile"), everything).may_call("999", now())) is None


def test_a_blocked_caller_does_not_get_through_and_others_do() -> None:
    line = a_mobile(limit("blocked numbers", numbers=[FRIEND]), limit("no hidden callers"))
    assert why(line.may_be_called_by(PhoneNumber(FRIEND), now())) == "blocked numbers"
    assert why(line.may_be_called_by(None, now())) == "no hidden callers"
    assert why(line.may_be_called_by(PhoneNumber(MUM), now())) is None
    assert why(line.may_call(FRIEND, now())) is None


def test_quiet_hours_pass_midnight_and_say_when_they_end() -> None:
    line = a_mobile(limit("quiet hours", begins="21:00", ends="07:00"))
    late, early = NOON.replace(hour=22), NOON.replace(hour=6, minute=59)
    assert line.may_call(MUM, now(at=late)).until == (NOON + timedelta(days=1)).replace(hour=7)
    assert line.may_call(MUM, now(at=early)).until == NOON.replace(hour=7)
    assert why(line.may_call(MUM, now(at=NOON.replace(hour=7)))) is None


def test_a_spending_limit_leaves_what_is_paid_for_already() -> None:
    line = a_mobile(limit("spending limit", amount=Money(500, "GBP")))
    over = Money(500, "GBP")
    assert why(line.may_call(FRIEND, now(spent=over, covered=True))) is None
    refused = line.may_call(FRIEND, now(spent=over))
    assert (refused.reason, refused.until) == ("spending limit", OCTOBER)
    assert why(line.may_call(POLAND, now(spent=over, covered=True))) == "spending limit"
    assert why(line.may_use_data(now(spent=over))) == "spending limit"


def test_of_several_refusals_the_last_to_end_is_named() -> None:
    soon = limit("no international calls", ends_at=NOON + timedelta(hours=1))
    later = limit("receive only", ends_at=NOON + timedelta(days=3))
    assert a_mobile(soon, later).may_call(POLAND, now()).until == NOON + timedelta(days=3)
    assert a_mobile(soon, limit("receive only")).may_call(POLAND, now()).until is None


def test_a_lifted_or_ended_restriction_decides_nothing() -> None:
    lifted = limit("receive only", status=RestrictionStatus.LIFTED)
    over = limit("receive only", ends_at=NOON)
    assert why(a_mobile(lifted, over).may_call(FRIEND, now())) is None


def test_a_lost_sim_does_nothing_but_emergencies() -> None:
    line = a_mobile(limit("SIM blocked"))
    assert why(line.may_call(MUM, now())) == "SIM blocked"
    assert why(line.may_be_called_by(PhoneNumber(MUM), now())) == "SIM blocked"
    assert why(line.may_use_data(now())) == "SIM blocked"


def test_a_forwarded_mobile_rings_elsewhere_and_a_paused_one_nowhere() -> None:
    assert a_mobile().rings_at() == PhoneNumber("+447700900123")
    assert a_mobile(forwarding="+442079460123").rings_at() == PhoneNumber("+442079460123")
    assert MobileService(paused("mobile")).rings_at() is None


def test_a_fixed_line_can_refuse_hidden_callers() -> None:
    line = FixedService(a_service("fixed", **{"anonymous calls": False}))
    assert why(line.may_be_called_by(None, now())) == "anonymous calls off"
    assert why(line.may_be_called_by(PhoneNumber(FRIEND), now())) is None


def test_broadband_gives_the_least_of_line_plan_and_profile() -> None:
    line = BroadbandService(a_service("broadband"))
    sold = Sold(500_000_000, 100_000_000)
    assert (line.speed(sold, now()).down, line.speed(sold, now()).limited_by) == (500_000_000, "plan")
    assert line.speed(sold, now(), sync_down=80_000_000, sync_up=20_000_000).limited_by == "line"
    line.configure({"speed": "eco"})
    assert line.speed(sold, now()).down == 50_000_000
    assert BroadbandService(paused("broadband")).speed(sold, now()).down == 0


def test_quiet_hours_and_parental_control_close_pages() -> None:
    hours = limit("quiet hours", begins="23:00", ends="06:00")
    line = BroadbandService(a_service("broadband", **{"parental control": "strict"}), [hours])
    night = now(at=NOON.replace(hour=23, minute=30))
    assert not line.may_open("news", night)
    assert line.speed(Sold(500_000_000), night).limited_by == "quiet hours"
    assert line.may_open("news", now(at=NOON.replace(hour=6)))
    assert not line.may_open("gambling", now())


def test_tv_needs_the_pack_and_the_age() -> None:
    tv = IptvService(a_service("iptv", **{"age limit": 12}))
    assert tv.may_watch(Channel("One"), now(), packs=()).allowed
    assert tv.may_watch(Channel("Sport 1", pack="Sports Pack"), now(), packs=()).reason == "not in your packs"
    assert tv.may_watch(Channel("Sport 1", pack="Sports Pack"), now(), packs=["Sports Pack"]).allowed
    assert tv.may_watch(Channel("Late", age=16), now(), packs=()).reason == "age limit"


def test_tv_under_restrictions() -> None:
    film = Money(499, "GBP")
    assert IptvService(a_service("iptv"), [limit("no purchases")]).may_buy(film, now()).reason == "no purchases"
    capped = IptvService(a_service("iptv"), [limit("spending limit", amount=Money(800, "GBP"))])
    assert capped.may_buy(film, now()).allowed
    assert capped.may_buy(film, now(spent=Money(302, "GBP"))).reason == "spending limit"
    rated = IptvService(a_service("iptv"), [limit("age rating", age=12)])
    assert rated.may_watch(Channel("Late", age=16), now(), packs=()).reason == "age rating"
    assert rated.may_watch(Channel("One", age=12), now(), packs=()).allowed
    assert not IptvService(paused("iptv")).may_buy(film, now()).allowed
