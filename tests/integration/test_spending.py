"""What it has cost so far, and what given numbers spent, for whoever may see the bill."""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.spending import PaidBeforeUse, check_spending, show_current_charges
from telecom.management.usage import PeriodAhead
from telecom.model.access import Actor
from telecom.model.authorization import Function, Permission
from telecom.model.bills import ChargeKind
from telecom.model.calendar import Period, month_of
from telecom.model.errors import NotAllowed, NotFound, ProofRequired
from telecom.model.parties import BillingMode, GroupedLine, Individual, LineGroup
from telecom.model.usage import UsageZone
from telecom.model.volumes import MEGABYTE, UsageKind
from telecom.ports import Work
from telecom.support import charges
from tests.asking import Asking
from tests.billing import a_line, a_plan, at, bill_due, go_to, set_prices, use
from tests.fakes import TestClock
from tests.money import pounds
from tests.people import logged_in


def test_charges_so_far_grow_with_every_use_and_become_the_bill(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 9, 15))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=700), since=date(2026, 9, 1))
        actor = logged_in(work, line.person)
        (before,) = show_current_charges(actor, work=work)
        use(work, line.service, 30 * MEGABYTE, at(date(2026, 9, 14)))
        charges.add(work, line.account.id, key="k", kind=ChargeKind.FEE, description="Delivery", amount=pounds(5))
        (now,) = show_current_charges(actor, work=work)
    assert (before.total, now.fixed, now.used, now.other) == (pounds(7), pounds(7), pounds(0.30), pounds(5))
    reply = Asking(telecom).run(actor, "action_show_current_charges", intent="show_current_charges")
    assert reply.response == "utter_charges_so_far" and "£12.30" in reply.text and "£5.30 besides" in reply.text
    go_to(clock, date(2026, 10, 3))
    with telecom.open_work() as work:
        over, running = show_current_charges(actor, work=work)
    assert (over.is_over, over.total, running.total) == (True, pounds(12.30), pounds(7))
    go_to(clock, date(2026, 10, 5))
    (bill,) = bill_due(telecom)
    assert bill.total == over.total


def test_who_pays_before_use_runs_nothing_up(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        line = a_line(work, plan=a_plan(work, "start", monthly=None), since=date(2026, 9, 1), mode=BillingMode.PREPAID)
        with pytest.raises(PaidBeforeUse):
            show_current_charges(logged_in(work, line.person), work=work)
        with pytest.raises(ProofRequired):
            show_current_charges(None, work=work)
        nobody = work.of(Individual).add(Individual(given_name="Tom", family_name="Reed"))
        work.flush()
        for ask in (show_current_charges, check_spending):
            with pytest.raises(NotAllowed):
                ask(Actor(nobody.id, "s", "c", "terminal", work.now), work=work)


def test_spending_of_a_number_is_its_price_by_days_its_use_and_its_charges(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2027, 1, 10))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=3100), since=date(2026, 1, 1))
        actor = logged_in(work, line.person)
        use(work, line.service, 120, at(date(2026, 12, 31), 23, 59), UsageKind.VOICE, zone=UsageZone.ROAMING)
        use(work, line.service, 1, at(date(2027, 1, 1), 0, 0), UsageKind.SMS)
        charges.add(
            work, line.account.id, key="k", kind=ChargeKind.FEE, description="New card", amount=pounds(5),
            day=date(2026, 12, 5), service_id=line.service.id,
        )  # fmt: skip
        number = line.person.phone_number
        assert number is not None
        december = check_spending(actor, work=work, period=month_of(date(2026, 12, 1)), numbers=[number])
        (spent,) = december.services
        assert (spent.fixed, spent.used, spent.other) == (pounds(31), pounds(0.40), pounds(5))
        assert december.together == pounds(36.40) and not december.is_running
        so_far = check_spending(actor, work=work)
        assert (so_far.period, so_far.together) == (
            Period(date(2027, 1, 1), date(2027, 1, 10)), pounds(10.08)
        )  # fmt: skip
        with pytest.raises(PeriodAhead):
            check_spending(actor, work=work, period=month_of(date(2027, 2, 1)))
    asked = {"period": {"start": "2026-12-01", "end": "2026-12-31"}, "phone_number": number.e164}
    reply = Asking(telecom).run(actor, "action_check_spending", intent="check_spending", entities=asked)
    assert reply.response == "utter_spending_one" and "£36.40 for December 2026" in reply.text


def test_nobody_sees_what_anothers_number_spent_and_a_grant_opens_one_line(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 9, 15))
    with telecom.open_work() as work:
        set_prices(work)
        plan = a_plan(work, "basic", monthly=3000)
        line, other = (a_line(work, plan=plan, since=date(2026, 9, 1)) for _ in range(2))
        actor = logged_in(work, line.person)
        assert other.person.phone_number is not None
        with pytest.raises(NotFound):
            check_spending(actor, work=work, numbers=[other.person.phone_number])
        work.of(Permission).add(
            Permission(
                customer_id=other.service.customer_id, granter_id=other.person.id, person_id=line.person.id,
                function=Function.BILL, service_id=other.service.id, valid_from=work.now,
            )
        )  # fmt: skip
        work.flush()
        both = check_spending(actor, work=work)
        assert {each.service.id for each in both.services} == {line.service.id, other.service.id}
        assert both.together == pounds(30)
        work.of(GroupedLine).add(
            GroupedLine(service_id=other.service.id, group_id=_a_group("Drivers", other.service.customer_id, work))
        )
        work.flush()
        (driving,) = check_spending(actor, work=work, groups=["the drivers team"]).services
        assert driving.service.id == other.service.id
        assert len(check_spending(actor, work=work, groups=["my team"]).services) == 2
        with pytest.raises(NotFound):
            check_spending(actor, work=work, groups=["the sailors"])
    reply = Asking(telecom).run(actor, "action_check_spending", intent="check_spending")
    assert reply.response == "utter_spending_so_far" and len(reply.said[0].attachments) == 1


def _a_group(name: str, customer_id: str, work: Work) -> str:
    group = work.of(LineGroup).add(LineGroup(customer_id=customer_id, name=name))
    work.flush()
    return group.id
