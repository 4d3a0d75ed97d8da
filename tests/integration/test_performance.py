"""Figures against the agreement, and the credit where it was broken: once for a service and month. [A5]"""

from datetime import UTC, date, datetime, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.gateways.paper.drawings import Drawings
from telecom.management.inventory import Meant
from telecom.management.performance import propose_credit, show_performance
from telecom.model.authorization import Function
from telecom.model.bills import ChargeKind
from telecom.model.calendar import Period
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge
from telecom.model.errors import BusinessError, NotFound
from telecom.model.maintenance import PlannedWork
from telecom.model.measuring import Measurement
from telecom.model.money import Money
from telecom.model.performance import ObjectiveStatus
from telecom.model.wire import to_wire
from telecom.ports import Work
from tests.asking import Asking
from tests.fakes import TestClock
from tests.households import Household, a_home, a_member, a_stranger
from tests.money import confirm, yes_to

AUGUST = Period(date(2026, 8, 1), date(2026, 8, 31))
# British summer time: August begins at eleven in the evening, UTC.
BEGINS = datetime(2026, 7, 31, 23, tzinfo=UTC)
HOURS = 31 * 24


def measured(work: Work, service_id: str, *, down: range) -> None:
    """August hour by hour, some hours of it without a connection."""
    for hour in range(HOURS):
        up = hour not in down
        work.of(Measurement).add(
            Measurement(
                service_id=service_id, at=BEGINS + timedelta(hours=hour), reachable=up,
                down=470_000_000 if up else None, latency=9.0, loss=0.1,
            )
        )  # fmt: skip
    work.flush()


@pytest.fixture
def home(telecom: Telecom) -> Household:
    """A home whose fibre, promised for 99 % and repaired within eight hours, was down for ten hours in August."""
    with telecom.open_work() as work:
        made = a_home(work)
        plan = work.of(Offering).get("fibre-500")
        plan.terms = {**plan.terms, "sla": {"availability": 99.0, "repair_hours": 8, "speed": 80, "credit": 10}}
        measured(work, made["broadband"], down=range(100, 110))
        return made


def test_figures_are_held_against_the_agreement(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        found = show_performance(home.manager, Meant(), period=AUGUST, work=work)
    assert found.service.id == home["broadband"]
    assert found.available == pytest.approx(100 * (1 - 10 / HOURS))
    assert found.repair == timedelta(hours=10)
    assert found.speed is not None and found.speed.middle == 470_000_000
    assert [each.status for each in found.judged] == [
        ObjectiveStatus.VIOLATED,
        ObjectiveStatus.VIOLATED,
        ObjectiveStatus.MET,
    ]
    assert [(each.month, each.amount) for each in found.owed] == [(AUGUST, Money(760, "GBP"))]


def test_hours_of_planned_work_do_not_count(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        began = BEGINS + timedelta(hours=100)
        planned = PlannedWork(
            place="Northgate", kind="broadband", starts_at=began, ends_at=began + timedelta(hours=10), reason="new",
            effect="off",
        )  # fmt: skip
        work.of(PlannedWork).add(planned)
        work.flush()
        found = show_performance(home.manager, Meant("broadband"), period=AUGUST, work=work)
    assert (found.available, found.breaks, found.owed) == (100.0, [], [])


def test_the_credit_is_claimed_with_one_yes_and_once_for_a_month(telecom: Telecom, home: Household) -> None:
    ask = Asking(telecom)
    period = {"start": "2026-08-01", "end": "2026-08-31"}
    reply = ask.run(home.manager, "action_check_performance", entities={"service": "broadband", "period": period})
    assert "we didn't keep what we promised" in reply.texts[0]
    assert "It worked 98.66 % of the time: one break of 10 h." in reply.texts[0]
    assert "Promised: repaired within 8 hours. Not kept." in reply.texts[0]
    assert "For August we owe you £7.60" in reply.texts[1]
    (said,) = confirm(telecom, home.manager, yes_to(reply.said[1]))
    assert said.response == "utter_performance_credited"
    with telecom.open_work() as work:
        (charge,) = work.of(AccountCharge).list(kind=ChargeKind.SLA_CREDIT)
        assert (charge.amount, charge.service_id) == (Money(-760, "GBP"), home["broadband"])
        assert show_performance(home.manager, Meant("broadband"), period=AUGUST, work=work).owed == []
        with pytest.raises(BusinessError) as again:
            propose_credit(home.manager, home["broadband"], month=date(2026, 8, 9), turn_id="again", work=work)
    assert again.value.name == "utter_performance_claimed"


def test_two_open_offers_give_one_credit(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        day = date(2026, 8, 1)
        shown = propose_credit(home.manager, home["broadband"], month=day, turn_id="1", work=work)
        other = a_member(work, home, Function.CHECK, Function.BILL)
        work.flush()
        with pytest.raises(NotFound):
            propose_credit(other, home["iptv"], month=day, turn_id="2", work=work)
    confirm(telecom, home.manager, yes_to(shown))
    confirm(telecom, home.manager, yes_to(shown))
    with telecom.open_work() as work:
        assert work.of(AccountCharge).count(kind=ChargeKind.SLA_CREDIT) == 1


def test_an_old_proof_shows_the_figures_and_offers_to_claim(
    telecom: Telecom, home: Household, clock: TestClock
) -> None:
    clock.advance(minutes=20)
    reply = Asking(telecom).run(home.manager, "action_check_performance", entities={"service": "broadband"})
    assert len(reply.said) == 1
    assert reply.choices[0]["action"] == "action_claim_credit"
    claimed = Asking(telecom).run(home.manager, "action_claim_credit", slots=reply.choices[0]["slots"])
    assert claimed.response == "proof_required"


def test_a_month_that_still_runs_gives_nothing_back(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work, pytest.raises(NotFound) as nothing:
        propose_credit(home.manager, home["broadband"], month=date(2026, 9, 1), turn_id="1", work=work)
    assert nothing.value.name == "utter_performance_nothing_owed"


def test_who_may_only_look_sees_figures_and_no_money(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        member = a_member(work, home, Function.CHECK)
        found = show_performance(member, Meant("broadband"), period=AUGUST, work=work)
        assert found.available is not None and found.owed == []
        with pytest.raises(NotFound):
            propose_credit(member, home["broadband"], month=date(2026, 8, 1), turn_id="1", work=work)
        with pytest.raises(NotFound):
            propose_credit(a_stranger(work), home["broadband"], month=date(2026, 8, 1), turn_id="2", work=work)


def test_the_picture_has_what_was_measured(telecom: Telecom, home: Household) -> None:
    period = {"start": "2026-08-01", "end": "2026-08-31"}
    reply = Asking(telecom).run(
        home.manager, "action_check_performance", entities={"service": "broadband", "period": period}
    )
    (picture,) = reply.said[0].attachments
    assert set(picture.values["amounts"]) == {470.0}
    assert [level["value"] for level in picture.values["levels"]] == [500.0, 400.0]
    words = {**picture.values, "title": "Speed", "unit": "Mbit/s", "middle_label": "usual", "band_label": "most"}
    words["levels"] = [{"label": "sold", "value": 500.0}]
    assert Drawings().draw(picture.name, words).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("period", "response"),
    [
        (AUGUST, "utter_performance_propose"),
        (Period(date(2026, 9, 1), date(2026, 9, 30)), "utter_performance_not_yet"),
        (Period(date(2026, 7, 1), date(2026, 7, 31)), "utter_performance_nothing_owed"),
    ],
)
def test_money_back_is_for_the_month_that_was_named(
    telecom: Telecom, home: Household, period: Period, response: str
) -> None:
    said = {"intent": "dispute_charge", "text": "can i have money back for the outage"}
    reply = Asking(telecom).run(home.manager, "action_dispute_charge", entities={"period": to_wire(period)}, **said)  # type: ignore[arg-type]
    assert reply.response == response, reply.text
