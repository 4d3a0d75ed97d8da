"""Lines that a partner delivers: it tests, pauses and resumes them, and may refuse or be away. [F8, A4, F12]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.staff_tasks import list_tasks, resolve_task, take_task
from telecom.management.suspension import propose_pause, propose_resume
from telecom.management.switching import SET_LINE
from telecom.model.access import Actor
from telecom.model.calendar import Period
from telecom.model.catalogue import Offering
from telecom.model.contracts import PartyRole
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.messaging import OutgoingMessage
from telecom.model.partners import Partner, PartnerOrder, PartnerOrderState
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.support.jobs import RetryLater, run_job
from tests.asking import Asking
from tests.fakes import FakeOutside
from tests.households import Household, a_home
from tests.money import confirm, yes_to

WEEK = Period(date(2026, 9, 15), date(2026, 9, 21))


@pytest.fixture
def home(telecom: Telecom, outside: FakeOutside) -> Household:
    """A home whose broadband Northlink delivers."""
    with telecom.open_work() as work:
        home = a_home(work)
        since = date(2026, 1, 1)
        partner = Partner(id="northlink", name="Northlink", role=PartyRole.PROVIDER, agent=True, begins_on=since)
        work.of(Partner).add(partner)
        fibre = work.of(Offering).get("fibre-500")
        fibre.terms = {**fibre.terms, "months": 12, "partner": "northlink", "provider": "Northlink"}
    line = home["broadband"]
    outside.partners.orders[line] = PartnerOrder(line, PartnerOrderState.DONE)
    return home


def pause(telecom: Telecom, home: Household) -> list[str]:
    with telecom.open_work() as work:
        shown = propose_pause(home.manager, home["broadband"], period=WEEK, turn_id="turn 1", work=work)
    return [each.response for each in confirm(telecom, home.manager, yes_to(shown))]


def resume(telecom: Telecom, home: Household) -> list[str]:
    with telecom.open_work() as work:
        shown = propose_resume(home.manager, home["broadband"], turn_id="turn 2", work=work)
    return [each.response for each in confirm(telecom, home.manager, yes_to(shown))]


def stands(telecom: Telecom, home: Household) -> tuple[ServiceState, ProductStatus | None]:
    with telecom.open_work() as work:
        product = work.of(Product).find(service_id=home["broadband"])
        return work.of(Service).get(home["broadband"]).state, product.status if product else None


def said_of_test(telecom: Telecom, actor: Actor, *, turn: str) -> str:
    named = {"provider": "Northlink"}
    return Asking(telecom).run(actor, "action_test_service", intent="test_service", entities=named, turn=turn).text


def test_the_partner_measures_its_line_and_says_no_or_nothing_honestly(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    said = said_of_test(telecom, home.manager, turn="turn 1")
    assert "290 of 500 Mbit/s" in said and "Measured by Northlink" in said
    assert outside.network.readings == 0
    outside.partners.refuses.add("northlink")
    assert "Northlink won't test it now: an instalment is outstanding" in said_of_test(
        telecom, home.manager, turn="turn 2"
    )
    outside.partners.silent.add("northlink")
    assert "Northlink isn't answering right now" in said_of_test(telecom, home.manager, turn="turn 3")


def test_a_pause_rests_at_the_partner_and_not_in_our_network(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    assert pause(telecom, home) == ["utter_suspension_begun"]
    assert (outside.partners.resting, outside.network.barred) == ({home["broadband"]}, set())
    assert resume(telecom, home) == ["utter_suspension_resumed"]
    assert outside.partners.resting == set()


def test_a_pause_that_the_partner_refuses_is_none_and_changes_no_price(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    outside.partners.refuses.add("northlink")
    assert pause(telecom, home) == ["utter_suspension_partner_refused"]
    assert stands(telecom, home) == (ServiceState.ACTIVE, ProductStatus.ACTIVE)
    with telecom.open_work() as work:
        assert [each.status for each in work.of(Suspension).list()] == [SuspensionStatus.ENDED]
    # The job that was enqueued with it finds the line working, as it should.
    run_job(SET_LINE, {"service_id": home["broadband"]}, open_work=telecom.open_work, outside=outside)
    with telecom.open_work() as work:
        assert list_tasks("kim", work=work) == []


def test_a_partner_that_is_away_is_asked_until_it_answers_and_a_late_no_is_told(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    outside.partners.silent.add("northlink")
    assert pause(telecom, home) == ["utter_suspension_begun", "utter_suspension_partner_later"]
    job = {"service_id": home["broadband"]}
    with pytest.raises(RetryLater):
        run_job(SET_LINE, job, open_work=telecom.open_work, outside=outside)
    outside.partners.silent.clear()
    outside.partners.refuses.add("northlink")
    run_job(SET_LINE, job, open_work=telecom.open_work, outside=outside)
    assert stands(telecom, home)[0] is ServiceState.ACTIVE
    with telecom.open_work() as work:
        assert "utter_suspension_partner_refused" in [m.utterance.response for m in work.of(OutgoingMessage).list()]


def test_a_line_that_the_partner_does_not_take_up_again_goes_to_people(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    pause(telecom, home)
    outside.partners.refuses.add("northlink")
    assert resume(telecom, home) == ["utter_suspension_partner_with_people"]
    with telecom.open_work() as work:
        [task] = list_tasks("kim", work=work)
        assert (task.subject, task.needs["partner"], task.needs["should"]) == (home["broadband"], "Northlink", "work")
        take_task(task.number, "kim", work=work)
        resolve_task(task.number, "kim", "done", work=work)
        assert "utter_suspension_partner_settled" in [m.utterance.response for m in work.of(OutgoingMessage).list()]
