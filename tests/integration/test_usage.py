"""Usage: totals of a period against the allowance, for whoever may see them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.usage import NoSuchService, PeriodAhead, check_usage
from telecom.model.access import Actor
from telecom.model.authorization import Function, Permission
from telecom.model.balance import Bucket
from telecom.model.calendar import Period, month_of
from telecom.model.catalogue import Offering
from telecom.model.errors import IllegalTransition, NotAllowed, ProofRequired
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.parties import BillingMode, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.volumes import GIGABYTE, UsageKind
from telecom.ports import Work
from telecom.support.messaging import conversation_at
from tests.asking import Asking
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop


def _line(work: Work, name: str = "Maya") -> tuple[Actor, Service]:
    person = a_subscriber(work, mode=BillingMode.PREPAID, name=name)
    service = work.of(Service).find(user_id=person.id)
    assert service is not None
    return logged_in(work, person), service


def _use(work: Work, service: Service, kind: UsageKind, units: int, at: datetime, **more: object) -> UsageRecord:
    values = {"charge": Money(0, "GBP"), "state": UsageState.RATED} | more
    record = UsageRecord(service_id=service.id, kind=kind, units=units, at=at, **values)  # type: ignore[arg-type]
    work.of(UsageRecord).add(record)
    work.flush()
    return record


def test_this_months_usage_stands_against_the_allowance(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, service = _line(work)
        work.of(Offering).add(
            Offering(id="pack", name="Pack", category="add-on", service_kind="mobile", summary="3 GB")
        )
        work.flush()
        work.of(Bucket).add(
            Bucket(
                service_id=service.id,
                offering_id="pack",
                kind=UsageKind.DATA,
                granted=3 * GIGABYTE,
                used=GIGABYTE,
                valid_from=work.now - timedelta(days=5),
                valid_until=work.now + timedelta(days=2),
            )
        )
        for day in (3, 14):
            _use(work, service, UsageKind.DATA, GIGABYTE // 2, datetime(2026, 9, day, 12, tzinfo=UTC))
        _use(work, service, UsageKind.VOICE, 120, work.now, charge=Money(20, "GBP"))
        _use(work, service, UsageKind.VOICE, 600, work.now, incoming=True)
        report = check_usage(actor, work=work)
        assert report.is_running and report.period == Period(date(2026, 9, 1), date(2026, 9, 15))
        [used] = report.services
        data, voice = used.kinds
        assert (data.used.units, data.left and data.left.units) == (GIGABYTE, 2 * GIGABYTE)
        assert (voice.used.units, voice.left, used.charge) == (120, None, Money(20, "GBP"))
        assert report.daily_kind is UsageKind.DATA and len(report.daily) == 15
        assert sum(report.daily.values()) == GIGABYTE


def test_a_past_month_ends_at_midnight_of_the_operators_time(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, service = _line(work)
        # In London it is an hour later than in UTC: these two are the last of July and the first of August.
        _use(work, service, UsageKind.SMS, 1, datetime(2026, 7, 31, 22, 59, 59, tzinfo=UTC))
        _use(work, service, UsageKind.SMS, 2, datetime(2026, 7, 31, 23, 0, 0, tzinfo=UTC))
        report = check_usage(actor, work=work, period=month_of(date(2026, 8, 1)))
        assert not report.is_running
        assert [volume.units for volume in report.together] == [2]
        assert report.daily[date(2026, 8, 1)] == 2


def test_records_without_a_price_do_not_count(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, service = _line(work)
        record = _use(work, service, UsageKind.SMS, 1, work.now, state=UsageState.RECEIVED)
        assert check_usage(actor, work=work).together == []
        with pytest.raises(IllegalTransition):
            record.become(UsageState.BILLED)
        record.become(UsageState.GUIDED)
        record.become(UsageState.RATED)
        work.flush()
        assert [volume.units for volume in check_usage(actor, work=work).together] == [1]


def test_a_time_that_has_not_begun_is_refused_and_one_that_goes_on_ends_today(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, _ = _line(work)
        with pytest.raises(PeriodAhead):
            check_usage(actor, work=work, period=Period(date(2026, 9, 16), date(2026, 9, 20)))
        report = check_usage(actor, work=work, period=Period(date(2026, 9, 10), date(2026, 9, 20)))
        assert report.period.end == date(2026, 9, 15)


def test_who_is_not_known_yet_is_offered_nothing_for_asking_of_their_own_use(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        a_shop(work)
        chat = conversation_at("telegram", "ana", work=work)
        unknown = Actor("", "", chat.id, "telegram", work.now)
    asking = Asking(telecom)
    for text in ("who used most data last month", "how much data i got n when does it run out"):
        reply = asking.run(unknown, "action_check_usage", intent="check_usage", text=text)
        assert reply.response == "proof_required", text


def test_nobody_sees_anothers_usage(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor, _ = _line(work)
        _, others = _line(work, "Eve")
        with pytest.raises(NoSuchService):
            check_usage(actor, work=work, numbers=[others.phone_number])
        with pytest.raises(NoSuchService):
            check_usage(actor, work=work, service="Eve's mobile")
        with pytest.raises(ProofRequired):
            check_usage(None, work=work)


def test_a_plain_user_sees_only_the_line_that_was_granted(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        manager, service = _line(work, "Priya")
        employee = work.of(Individual).add(
            Individual(given_name="Tom", family_name="Reed", phone_number=PhoneNumber("+447700900977"))
        )
        work.flush()
        tom = Actor(employee.id, "s", "c", "terminal", work.now)
        with pytest.raises(NotAllowed):
            check_usage(tom, work=work)
        work.of(Permission).add(
            Permission(
                customer_id=service.customer_id,
                granter_id=manager.person_id,
                person_id=employee.id,
                function=Function.CHECK,
                service_id=service.id,
                valid_from=work.now,
            )
        )
        work.flush()
        assert [used.service.id for used in check_usage(tom, work=work).services] == [service.id]
