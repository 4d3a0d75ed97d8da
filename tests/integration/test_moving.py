"""Moving house: availability there first, everything on one day, no gap, and nothing in between. [F18]"""

from datetime import date, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.moving import check_move, movable, move_ahead, propose_move, propose_other_day
from telecom.management.order_items import Place as Where
from telecom.management.order_life import propose_cancellation
from telecom.model.access import Actor
from telecom.model.errors import NotAllowed, ProofRequired
from telecom.model.inventory import Service
from telecom.model.ordering import CannotOrder, OrderState
from telecom.model.parties import BillingMode, Individual
from telecom.model.places import Place
from telecom.model.resources import NothingFree, Resource, ResourceKind, ResourceStatus
from telecom.model.utterances import Utterance
from telecom.support.jobs import RetryLater
from telecom.support.messaging import conversation_at
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import Wanted, a_shop, killed_at_each_step, ordered, states, the_order, work_on

DAY = date(2026, 9, 20)
MILL_HILL = Where("Mill Hill", "27 Elm Close, Mill Hill")


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """Somebody with broadband and TV in Northgate; Mill Hill has both too, Old Town no TV."""
    with telecom.open_work() as work:
        a_shop(work)
        work.of(Place).add(Place(id="mill-hill", name="Mill Hill", kinds=["mobile", "broadband", "iptv"]))
        for kind in ("broadband", "iptv"):
            port = f"Mill Hill/{kind}/1"
            work.of(Resource).add(Resource(kind=ResourceKind.PORT, service_kind=kind, value=port, place="Mill Hill"))
        actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))
        work.of(Individual).get(actor.person_id).place = "Northgate"
    ordered(telecom, actor, Wanted("Fibre 100"), Wanted("TV Family"), turn="first")
    return actor


def moving(telecom: Telecom, actor: Actor) -> Utterance:
    with telecom.open_work() as work:
        services = [service.id for service in movable(actor, work=work)]
        return propose_move(actor, services, MILL_HILL, day=DAY, turn_id="turn 1", work=work)


def places(telecom: Telecom, actor: Actor) -> list[tuple[str, str | None]]:
    with telecom.open_work() as work:
        found = work.of(Service).list(id=[s.id for s in movable(actor, work=work)], order="kind")
        return [(service.kind, service.place) for service in found]


def ports(telecom: Telecom) -> dict[str, ResourceStatus]:
    with telecom.open_work() as work:
        taken = work.of(Resource).list(kind=ResourceKind.PORT, status__not=ResourceStatus.AVAILABLE)
        return {port.value: port.status for port in taken}


def on_the_day(telecom: Telecom, clock: TestClock) -> None:
    clock.advance(days=5)
    run_due(telecom, "start of order")
    work_on(telecom)


def test_everything_works_in_the_old_place_until_the_day_and_in_the_new_one_from_then(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    shown = moving(telecom, jonas)
    assert len(shown.values["services"]) == 2
    said = confirm(telecom, jonas, yes_to(shown))
    assert said[-1].response == "utter_move_scheduled"
    lit = dict(outside.network.profiles)
    assert places(telecom, jonas) == [("broadband", "Northgate"), ("iptv", "Northgate")]
    # What is needed there is kept from the yes on.
    assert ports(telecom)["Mill Hill/iptv/1"] is ResourceStatus.RESERVED
    on_the_day(telecom, clock)
    assert places(telecom, jonas) == [("broadband", "Mill Hill"), ("iptv", "Mill Hill")]
    assert outside.network.profiles.keys() == lit.keys()
    assert set(ports(telecom)) == {"Mill Hill/broadband/1", "Mill Hill/iptv/1"}
    with telecom.open_work() as work:
        person = work.of(Individual).get(jonas.person_id)
        assert (person.place, person.address) == ("Mill Hill", "27 Elm Close, Mill Hill")
        assert "Mill Hill broadband" in [each.name for each in work.of(Service).list()]


def test_what_cannot_be_had_there_is_said_before_anything_is_asked(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        everything = movable(jonas, work=work)
        with pytest.raises(NothingFree) as refusal:
            check_move(jonas, everything, "Old Town", work=work)
        assert refusal.value.values["product"] == "TV Family"
        check_move(jonas, movable(jonas, kind="broadband", work=work), "Old Town", work=work)
        with pytest.raises(CannotOrder):
            check_move(jonas, everything, "Northgate", work=work)


def test_a_move_that_is_called_off_leaves_all_as_it_was(telecom: Telecom, jonas: Actor) -> None:
    before = ports(telecom)
    confirm(telecom, jonas, yes_to(moving(telecom, jonas)))
    with telecom.open_work() as work:
        shown = propose_cancellation(jonas, the_order(work).number, turn_id="turn 2", work=work)
    confirm(telecom, jonas, yes_to(shown))
    assert ports(telecom) == before
    assert states(telecom)[0] is OrderState.CANCELLED


def test_a_silent_network_moves_nothing_until_it_answers(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    confirm(telecom, jonas, yes_to(moving(telecom, jonas)))
    outside.network.silent = True
    with pytest.raises(RetryLater):
        on_the_day(telecom, clock)
    assert {place for _, place in places(telecom, jonas)} == {"Northgate"}
    outside.network.silent = False
    work_on(telecom)
    assert {place for _, place in places(telecom, jonas)} == {"Mill Hill"}


def test_killed_at_every_step_of_the_day_it_ends_in_the_new_place_and_runs_all_the_time(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    confirm(telecom, jonas, yes_to(moving(telecom, jonas)))
    lit = set(outside.network.profiles)
    clock.advance(days=5)
    run_due(telecom, "start of order")
    assert killed_at_each_step(telecom, between=lambda: set(outside.network.profiles) == lit) > 3
    assert states(telecom)[0] is OrderState.COMPLETED
    assert {place for _, place in places(telecom, jonas)} == {"Mill Hill"}
    assert set(ports(telecom).values()) == {ResourceStatus.STANDBY}


def test_only_who_may_order_moves_anything(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        ids = [service.id for service in movable(jonas, work=work)]
        ana = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Ana"))
        with pytest.raises(CannotOrder):
            movable(ana, work=work)
        with pytest.raises(NotAllowed):
            propose_move(ana, ids, MILL_HILL, day=DAY, turn_id="turn 9", work=work)
        with pytest.raises(ProofRequired):
            propose_move(None, ids, MILL_HILL, day=DAY, turn_id="turn 9", work=work)


def test_another_day_is_said_below_the_offer(telecom: Telecom, jonas: Actor) -> None:
    assert moving(telecom, jonas).values["day"] == DAY
    later = Asking(telecom).run(jonas, "action_inform", text="actually a week later", turn="turn 2")
    assert later.said[0].values["day"] == DAY + timedelta(days=7)
    asked = {"date": (DAY - timedelta(days=31)).replace(day=20).isoformat()}
    other = Asking(telecom).run(jonas, "action_inform", text="can it be the 20th", entities=asked, turn="turn 3")
    assert other.said[0].values["day"] == (DAY + timedelta(days=7)).replace(day=20)


def test_in_the_chat_the_place_is_asked_then_the_day(telecom: Telecom, jonas: Actor) -> None:
    chat, form = Asking(telecom), "validate_move_service_form"
    with telecom.open_work() as work:
        unknown = conversation_at("terminal", "somebody", work=work)
        nobody = Actor("", "", unknown.id, "terminal", work.now)
    assert not chat.run(nobody, form, intent="move_service", text="im moving house").said
    begun = chat.run(jonas, form, intent="move_service", text="im moving house")
    assert begun.slots["requested_slot"] == "place"
    no_tv = chat.run(jonas, form, text="Old Town", slots={"requested_slot": "place"})
    assert no_tv.slots["requested_slot"] == "place" and "TV Family" in no_tv.text
    asked = {"requested_slot": "place"}
    there = chat.run(jonas, form, text="27 Elm Close, Mill Hill", slots=asked)
    assert (there.slots["place"], there.slots["requested_slot"]) == ("Mill Hill", "date")
    told = {"place": "Mill Hill", "address": there.slots["address"]}
    question = chat.run(jonas, "action_ask_move_service_form_date", slots=told)
    assert "can come along to Mill Hill" in question.text
    shown = chat.run(jonas, "action_move_service", slots={**told, "date": "2026-09-20"})
    assert shown.response == "utter_move_propose" and "27 Elm Close" in shown.text


def test_a_move_that_is_ordered_gets_another_day_and_keeps_its_number(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    confirm(telecom, jonas, yes_to(moving(telecom, jonas)))
    chat = Asking(telecom)
    begun = chat.run(jonas, "validate_move_service_form", intent="move_service", text="our move is put off")
    assert begun.slots["requested_slot"] == "date"
    question = chat.run(jonas, "action_ask_move_service_form_date", slots={"place": "Mill Hill"})
    assert question.response == "utter_move_ask_day" and "20 Sept" in question.text
    told = {"place": "Mill Hill", "date": "2026-09-27"}
    shown = chat.run(jonas, "action_move_service", turn="turn 2", slots=told)
    assert shown.response == "utter_move_propose_day"
    with telecom.open_work() as work:
        number = the_order(work).number
        anew = propose_other_day(jonas, day=date(2026, 9, 27), turn_id="turn 3", work=work)
    (said,) = confirm(telecom, jonas, yes_to(anew))
    assert (said.response, said.values["number"]) == ("utter_move_day_set", number)
    on_the_day(telecom, clock)  # the day it was first ordered for
    assert places(telecom, jonas) == [("broadband", "Northgate"), ("iptv", "Northgate")]
    clock.advance(days=7)
    run_due(telecom, "start of order")
    work_on(telecom)
    assert places(telecom, jonas) == [("broadband", "Mill Hill"), ("iptv", "Mill Hill")]
    with telecom.open_work() as work:
        assert move_ahead(jonas, work=work) is None
