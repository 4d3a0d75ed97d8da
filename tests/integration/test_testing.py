"""Testing a service now, against what was sold. [A4]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.testing import NotRunning, begin_service_test, finish_service_test
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import NotFound, ProofRequired
from telecom.model.inventory import Service, ServiceState
from telecom.model.testing import Health, ServiceTest, ServiceTestStatus
from tests.asking import Asking
from tests.fakes import FakeOutside
from tests.households import Household, a_home, a_member, a_stranger


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


def run_test(telecom: Telecom, actor: Actor, service_id: str, *, turn: str = "turn 1") -> ServiceTest:
    with telecom.open_work() as work:
        test = begin_service_test(actor, service_id, turn_id=turn, work=work)
    return finish_service_test(test.id, open_work=telecom.open_work, outside=telecom.outside)


def test_a_good_line_is_measured_against_what_was_sold(telecom: Telecom, home: Household) -> None:
    run_test(telecom, home.manager, home["broadband"])
    with telecom.open_work() as work:
        (test,) = work.of(ServiceTest).list()
    assert (test.status, test.health, test.kind) == (ServiceTestStatus.COMPLETED, Health.OK, "speed")
    assert (test.figures["down"], test.sold_down) == (480_000_000, 500_000_000)


def test_a_dead_line_is_found_dead(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    outside.network.faults[home["broadband"]] = "cable cut"
    test = run_test(telecom, home.manager, home["broadband"])
    assert (test.health, test.fault) == (Health.FAILED, "cable cut")


def test_a_turn_that_is_run_again_measures_once(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    first = run_test(telecom, home.manager, home["broadband"])
    assert run_test(telecom, home.manager, home["broadband"]).id == first.id
    # Two readings that are alike are enough for a test.
    assert outside.network.readings == 2


def test_a_silent_network_leaves_the_health_unknown(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    outside.network.silent = True
    test = run_test(telecom, home.manager, home["broadband"])
    assert (test.status, test.health) == (ServiceTestStatus.FAILED, Health.UNKNOWN)


def test_a_paused_service_is_not_tested(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        work.of(Service).get(home["broadband"]).become(ServiceState.INACTIVE)
    with pytest.raises(NotRunning):
        run_test(telecom, home.manager, home["broadband"])


def test_testing_needs_the_right_to_report(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        stranger, looker = a_stranger(work), a_member(work, home, Function.CHECK)
    for actor in (stranger, looker):
        with pytest.raises(NotFound):
            run_test(telecom, actor, home["broadband"])
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        begin_service_test(None, home["broadband"], turn_id="turn 1", work=work)
    with telecom.open_work() as work:
        assert work.of(ServiceTest).count() == 0


def test_a_member_tests_the_line_they_were_granted(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        member = a_member(work, home, Function.REPORT)
    assert run_test(telecom, member, home["broadband"]).health is Health.OK


def test_figures_and_verdict_in_words(telecom: Telecom, home: Household) -> None:
    reply = Asking(telecom).run(home.manager, "action_test_service", slots={"service": "broadband"})
    assert "all is well" in reply.text
    assert "Download: 480 of 500 Mbit/s" in reply.text
    assert "Upload: 90 of 90 Mbit/s" in reply.text
    assert reply.slots == {"service": None, "phone_number": None}


def test_a_bad_line_offers_to_report_it(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    outside.network.faults[home["iptv"]] = "port fault"
    reply = Asking(telecom).run(home.manager, "action_test_service", entities={"service": "iptv"})
    assert reply.response == "utter_testing_dead"
    assert reply.choices[0] == {"intent": "report_fault", "entities": {"service": home["iptv"]}}


def test_it_is_asked_which_one_where_several_fit(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    assert chat.run(home.manager, "validate_test_service_form").slots["requested_slot"] == "service"
    assert chat.run(home.manager, "action_test_service").response == "utter_inventory_which"
    asked = chat.run(home.manager, "action_ask_test_service_form_service")
    assert [c["entities"]["service"] for c in asked.choices] == [home["broadband"], home["fixed"], home["iptv"]]


def test_somebody_elses_number_is_not_found(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        stranger = a_stranger(work)
    reply = Asking(telecom).run(stranger, "action_test_service", entities={"phone_number": "+442079460123"})
    assert reply.response == "utter_error_not_found"
