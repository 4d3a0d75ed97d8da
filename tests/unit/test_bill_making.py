"""Bills by the rules alone: whatever happens in a year, each bill is the sum of its lines and no day is lost."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from telecom.model.bill_making import BillFacts, Pause, UsageSum, make_lines, pauses_of, share_of_months
from telecom.model.bills import ChargeKind
from telecom.model.calendar import Period, cycle_of, days_in
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge, Discount
from telecom.model.inventory import Product, Service
from telecom.model.money import Money, total
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.usage import UsageZone
from telecom.model.volumes import UsageKind
from tests.billing import at

FIRST, LAST = date(2027, 1, 1), date(2028, 12, 31)
days = st.dates(FIRST, LAST)
cycle_days = st.integers(1, 31)
prices = st.integers(1, 20_000)


def _plan(monthly: int, **terms: object) -> Offering:
    price = Money(monthly, "GBP")
    return Offering(
        id="plan", name="Plan", category="plan", service_kind="mobile", summary="", monthly=price, terms=dict(terms)
    )


def _product(first: date, last: date | None) -> Product:
    return Product(customer_id="c", account_id="a", offering_id="plan", service_id="s", started_on=first, ended_on=last)


def _periods(cycle_day: int, first: date, last: date) -> list[Period]:
    found = []
    while first <= last:
        period = cycle_of(first, cycle_day)
        assert period.end is not None
        found.append(Period(first, period.end))
        first = period.end + timedelta(days=1)
    return found


@given(days, cycle_days)
def test_every_day_is_in_one_cycle_and_cycles_follow_each_other(day: date, cycle_day: int) -> None:
    cycle = cycle_of(day, cycle_day)
    assert cycle.start is not None and cycle.end is not None
    assert day in cycle and 28 <= days_in(cycle) <= 31
    assert cycle_of(cycle.start, cycle_day) == cycle == cycle_of(cycle.end, cycle_day)
    assert cycle_of(cycle.end + timedelta(days=1), cycle_day).start == cycle.end + timedelta(days=1)


@given(prices, cycle_days, days)
def test_a_whole_month_costs_its_price_and_so_do_its_parts(price: int, cycle_day: int, day: date) -> None:
    monthly, cycle = Money(price, "GBP"), cycle_of(day, cycle_day)
    assert share_of_months(monthly, [cycle], cycle_day) == monthly
    if day != cycle.end:
        parts = [Period(cycle.start, day), Period(day + timedelta(days=1), cycle.end)]
        assert share_of_months(monthly, parts, cycle_day) == monthly
        apart = [share_of_months(monthly, [part], cycle_day).minor for part in parts]
        assert abs(sum(apart) - price) <= 1


@given(prices, cycle_days, st.lists(days, min_size=2, max_size=4, unique=True).map(sorted), st.integers(0, 100))
@settings(max_examples=150)
def test_a_product_that_rests_in_between_is_charged_for_each_of_its_days_once(
    price: int, cycle_day: int, marks: list[date], percent: int
) -> None:
    first, last = marks[0], marks[-1]
    rest = [Pause("", Period(marks[1], marks[2]))] if len(marks) == 4 else []
    product = _product(first, last)
    pauses = [Pause(product.id, pause.days) for pause in rest]
    offering = _plan(price, pause={"percent": percent})
    charged: dict[ChargeKind, int] = {}
    for period in _periods(cycle_day, FIRST - timedelta(days=40), LAST):
        facts = BillFacts(period, cycle_day, 20, "GBP", [product], {"plan": offering}, pauses=pauses)
        lines = make_lines(facts)
        for line in lines:
            charged[line.kind] = charged.get(line.kind, 0) + line.amount.minor
            assert line.tax == line.amount.share(20, 120)
            assert line.kind is not ChargeKind.SUBSCRIPTION or line.amount.minor == price
    rested = days_in(rest[0].days) if rest else 0
    worked = days_in(Period(first, last)) - rested
    usual = charged.get(ChargeKind.SUBSCRIPTION, 0) + charged.get(ChargeKind.PART_MONTH, 0)
    # By days, within what rounding and the different lengths of months may do.
    assert worked * price / 31 - 30 <= usual <= worked * price / 28 + 30
    assert charged.get(ChargeKind.PAUSED, 0) <= rested * (price * percent / 100 + 1) / 28 + 30


def test_the_lines_stand_as_people_read_them_in_whatever_order_the_records_come() -> None:
    month = cycle_of(date(2028, 2, 29), 1)
    line = {"customer_id": "c", "account_id": "a", "user_id": None}
    services = [
        Service(id=i, kind=kind, name=i, **line) for i, kind in (("1", "mobile"), ("2", "fixed"), ("3", "fixed"))
    ]
    extra = Offering(id="x", name="Extra", category="add-on", service_kind=None, summary="", monthly=Money(100, "GBP"))
    products = [
        Product(customer_id="c", account_id="a", offering_id=of, service_id=service.id, started_on=FIRST)
        for service in services
        for of in ("x", "plan")
    ]
    used = [UsageSum(s.id, UsageKind.VOICE, UsageZone.HOME, 60, Money(10, "GBP")) for s in services]
    fee = AccountCharge(
        key="k", account_id="a", kind=ChargeKind.FEE, description="Fee", amount=Money(5, "GBP"),
        day=date(2028, 2, 1), added_at=at(date(2028, 2, 1)),
    )  # fmt: skip
    offerings = {"plan": _plan(500), "x": extra}
    for way in (1, -1):
        facts = BillFacts(
            month, 1, 20, "GBP", products[::way], offerings, {s.id: s for s in services}, (), used[::way], [fee]
        )
        assert [(each.description, each.service_id) for each in make_lines(facts)] == [
            *((name, number) for number in ("2", "3", "1") for name in ("Plan", "Extra")),
            *((number, number) for number in ("2", "3", "1")),
            ("Fee", None),
        ]


amounts = st.integers(-30_000, 30_000).filter(bool)


@given(st.lists(amounts, max_size=6), st.lists(st.integers(1, 100), max_size=2), st.integers(0, 5_000))
def test_a_bill_is_the_sum_of_its_lines_and_never_under_zero(
    given_and_taken: list[int], percents: list[int], monthly: int
) -> None:
    period = cycle_of(date(2028, 2, 29), 1)
    charges = [
        AccountCharge(
            key=str(number),
            account_id="a",
            kind=ChargeKind.FEE if minor > 0 else ChargeKind.CREDIT,
            description="",
            amount=Money(minor, "GBP"),
            day=date(2028, 2, 29),
            added_at=at(date(2028, 2, 29)),
        )
        for number, minor in enumerate(given_and_taken)
    ]
    discounts = [
        Discount(key=str(each), account_id="a", description="", percent=each, first_day=date(2028, 2, 10))
        for each in percents
    ]
    facts = BillFacts(
        period, 1, 20, "GBP", [_product(FIRST, None)], {"plan": _plan(monthly)}, charges=charges, discounts=discounts
    )
    lines = make_lines(facts)
    owed = total((line.amount for line in lines), currency="GBP")
    carried = sum(line.amount.minor for line in lines if line.kind is ChargeKind.CARRIED)
    assert owed >= Money(0, "GBP")
    assert carried == 0 or owed.is_zero
    less = sum(Money(monthly, "GBP").share(each * 20, 100 * 29).minor for each in percents)
    assert owed.minor - carried == monthly - less + sum(given_and_taken)


def test_a_pause_counts_from_the_day_it_began_to_the_day_before_it_ended() -> None:
    pause = Suspension(
        key="k", service_id="s", asked_by="p", first_day=date(2026, 9, 6), last_day=date(2026, 9, 30),
        starts_at=at(date(2026, 9, 6), 0), ends_at=at(date(2026, 10, 1), 0), product_ids=["one", "two"],
    )  # fmt: skip
    london = ZoneInfo("Europe/London")
    assert pauses_of([pause], london) == []
    pause.status, pause.began_at = SuspensionStatus.RUNNING, at(date(2026, 9, 6), 0)
    whole = Period(date(2026, 9, 6), date(2026, 9, 30))
    assert pauses_of([pause], london) == [Pause("one", whole), Pause("two", whole)]
    pause.ended_at = at(date(2026, 9, 6), 15)
    assert pauses_of([pause], london) == []
