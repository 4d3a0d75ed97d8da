"""Rating by the rules alone: allowances first, whole steps, nothing for what is free."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecom.model.catalogue import Offering
from telecom.model.errors import IllegalTransition
from telecom.model.inventory import Product
from telecom.model.money import Money
from telecom.model.rating import Meter, allowances_of, monthly, repeated
from telecom.model.tariffs import NoTariff, Tariff, UsageRate
from telecom.model.usage import UsageRecord, UsageState, UsageZone
from telecom.model.volumes import UsageKind
from tests.billing import LONDON, at


def _rate(pence: int, *, per: int = 60, step: int = 1, zone: UsageZone = UsageZone.HOME, **more: object) -> UsageRate:
    since = more.pop("valid_from", date(2020, 1, 1))
    return UsageRate(
        zone=zone, kind=UsageKind.VOICE, price=Money(pence, "GBP"), per=per, step=step, valid_from=since, **more
    )  # type: ignore[arg-type]


def _call(seconds: int, moment: datetime, **more: object) -> UsageRecord:
    return UsageRecord(
        service_id="s", kind=UsageKind.VOICE, at=moment, units=seconds, charge=Money(0, "GBP"),
        state=UsageState.GUIDED, **more
    )  # type: ignore[arg-type]  # fmt: skip


def _meter(allowances: Mapping[str, int] | None = None, *, terms: Mapping[str, object] | None = None) -> Meter:
    offering = Offering(
        id="o", name="", category="plan", service_kind="mobile", summary="", allowances=dict(allowances or {}),
        terms=dict(terms or {}),
    )  # fmt: skip
    product = Product(customer_id="c", account_id="a", offering_id="o", service_id="s", started_on=date(2026, 1, 1))
    tariff = Tariff.of([_rate(10), _rate(20, zone=UsageZone.ROAMING, step=60)])
    zones = {"o": UsageZone(str(terms["zone"]))} if terms and "zone" in terms else {}
    return Meter("s", tariff, LONDON, allowances_of([product], {"o": offering}, LONDON), zones=zones)


def test_a_call_is_free_within_the_allowance_and_by_the_second_beyond_it() -> None:
    meter = _meter({"voice": 600})
    assert meter.rate(_call(590, at(date(2026, 9, 3)))).minor == 0
    assert meter.rate(_call(40, at(date(2026, 9, 4)))).minor == 5
    assert meter.rate(_call(60, at(date(2026, 10, 1), 0))).minor == 0
    assert [bucket.used for bucket in meter.opened] == [600, 60]


def test_every_step_begun_is_charged_whole() -> None:
    assert [_rate(20, step=60).cost(seconds).minor for seconds in (0, 1, 60, 61)] == [0, 20, 20, 40]
    assert _rate(20, step=1).cost(90).minor == 30


def test_an_allowance_counts_only_in_its_zone_and_while_its_product_is_there() -> None:
    pack = _meter({"voice": 600}, terms={"zone": "roaming"})
    assert pack.rate(_call(60, at(date(2026, 9, 3)), zone=UsageZone.ROAMING)).minor == 0
    assert pack.rate(_call(60, at(date(2026, 9, 3)))).minor == 10
    assert pack.rate(_call(60, at(date(2025, 12, 31)), zone=UsageZone.ROAMING)).minor == 20


def test_incoming_and_unanswered_calls_and_flat_data_cost_nothing() -> None:
    meter = _meter()
    assert meter.rate(_call(600, at(date(2026, 9, 3)), incoming=True)).minor == 0
    assert meter.rate(_call(0, at(date(2026, 9, 3)), answered=False)).minor == 0
    assert _meter(terms={"unlimited": ["voice"]}).rate(_call(10_000, at(date(2026, 9, 3)))).minor == 0


def test_the_price_is_that_of_the_day_and_of_the_plan() -> None:
    tariff = Tariff.of([_rate(10), _rate(12, valid_from=date(2026, 7, 1)), _rate(1, offering_id="gold")])
    find = tariff.find
    assert find(UsageZone.HOME, UsageKind.VOICE, on=date(2026, 6, 30)).price.minor == 10
    assert find(UsageZone.HOME, UsageKind.VOICE, on=date(2026, 7, 1)).price.minor == 12
    assert find(UsageZone.HOME, UsageKind.VOICE, on=date(2026, 7, 1), offerings=["gold"]).price.minor == 1
    with pytest.raises(NoTariff):
        find(UsageZone.PREMIUM, UsageKind.VOICE, on=date(2026, 7, 1))


def test_a_use_is_rated_once() -> None:
    meter, call = _meter(), _call(60, at(date(2026, 9, 3)))
    meter.rate(call)
    with pytest.raises(IllegalTransition):
        call.become(UsageState.GUIDED)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))


@given(moments)
def test_every_moment_is_in_its_month_and_its_week_through_both_clock_changes(moment: datetime) -> None:
    for window in (monthly(LONDON), repeated(date(2026, 1, 3), 7, LONDON)):
        start, end = window(moment)
        assert start <= moment < end
        assert window(start) == (start, end) and window(end)[0] == end
        assert window(end - timedelta(seconds=1)) == (start, end)


@given(st.lists(st.integers(0, 4000), max_size=30), st.integers(0, 20_000))
def test_what_is_charged_and_what_the_allowance_gave_is_all_that_was_used(calls: list[int], granted: int) -> None:
    meter = _meter({"voice": granted})
    charged = 0
    for number, seconds in enumerate(calls):
        call = _call(seconds, at(date(2026, 9, 3), number % 24))
        charged += meter.rate(call).minor
    used, given_free = sum(calls), sum(bucket.used for bucket in meter.opened)
    assert given_free == min(used, granted)
    # Ten pence a minute by the second, each call rounded to a penny.
    assert abs(charged - (used - given_free) / 6) <= len(calls) / 2 + 0.001
