"""Why a number cannot be reached. [A7]"""

from datetime import timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.lost_phones import propose_block
from telecom.model.access import Actor
from telecom.model.inventory import Service, ServiceState
from telecom.model.parties import BillingMode, Individual
from telecom.model.readings import LineReading
from telecom.model.trouble import ServiceProblem
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID)
        person.place = "Northgate"
        return logged_in(work, person)


def line_of(telecom: Telecom, actor: Actor) -> Service:
    with telecom.open_work() as work:
        found = work.of(Service).find(user_id=actor.person_id)
        assert found is not None
        return found


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (LineReading(True, session=True, signal=-90), "utter_reach_fine"),
        (LineReading(False, session=False, said_goodbye=True), "utter_reach_off"),
        (LineReading(False, session=False, said_goodbye=False, signal=-126), "utter_reach_no_cover"),
        (LineReading(False, session=False, cell_up=False), "utter_reach_cell"),
        (LineReading(False, session=False, said_goodbye=False, signal=-80), "utter_reach_fault"),
        (LineReading(False, fault="barred"), "utter_reach_paused"),
    ],
)
def test_the_reason_is_told_from_the_line(
    telecom: Telecom, maya: Actor, outside: FakeOutside, clock: TestClock, reading: LineReading, said: str
) -> None:
    seen = LineReading(**{**{f: getattr(reading, f) for f in reading.__slots__}, "seen_at": clock.now()})
    outside.network.seen[line_of(telecom, maya).id] = seen
    reply = Asking(telecom).run(maya, "action_check_reachability")
    assert reply.response == said
    assert reply.text


def test_a_network_that_does_not_answer_is_said(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    outside.network.silent = True
    assert Asking(telecom).run(maya, "action_check_reachability").response == "utter_reach_unknown"


def test_a_paused_line_needs_no_look_at_the_network(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        work.of(Service).get(line_of(telecom, maya).id).become(ServiceState.INACTIVE)
    reply = Asking(telecom).run(maya, "action_check_reachability")
    assert (reply.response, outside.network.readings) == ("utter_reach_paused", 0)


def test_a_line_whose_sim_is_blocked_is_said_to_be(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        shown = propose_block(maya, line_of(telecom, maya).id, turn_id="turn 1", work=work)
    confirm(telecom, maya, yes_to(shown))
    reply = Asking(telecom).run(maya, "action_check_reachability", turn="turn 2")
    assert (reply.response, outside.network.readings) == ("utter_reach_blocked", 0)


def test_of_somebody_elses_phone_only_outages_are_told(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        other = a_subscriber(work, mode=BillingMode.POSTPAID, name="Ines")
        work.of(Individual).get(other.id).place = "Old Town"
        number = str(other.phone_number.e164) if other.phone_number else ""
    chat, asked = Asking(telecom), {"phone_number": number}
    assert chat.run(maya, "action_check_reachability", entities=asked).response == "utter_reach_not_yours"
    assert outside.network.readings == 0
    with telecom.open_work() as work:
        began = work.now - timedelta(hours=1)
        work.of(ServiceProblem).add(ServiceProblem(kind="mobile", place="Old Town", started_at=began))
    assert chat.run(maya, "action_check_reachability", entities=asked).response == "utter_reach_not_yours_outage"


def test_a_number_of_another_network_is_said_to_be_one(telecom: Telecom, maya: Actor) -> None:
    asked = {"phone_number": "+442079460999"}
    assert Asking(telecom).run(maya, "action_check_reachability", entities=asked).response == "utter_reach_foreign"


def test_a_line_that_is_named_by_its_name_is_looked_at(telecom: Telecom, maya: Actor, outside: FakeOutside) -> None:
    line = line_of(telecom, maya)
    outside.network.seen[line.id] = LineReading(False, session=False, cell_up=False)
    reply = Asking(telecom).run(
        maya, "action_check_reachability", intent="check_reachability", entities={"service": line.name}
    )
    assert reply.response == "utter_reach_cell"
