"""Services of one's own: built, looked at, paused, changed and ended as one; each part keeps its contract. [F22]"""

from collections.abc import Sequence
from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.alarms import set_alarms
from telecom.management.inventory import Meant
from telecom.management.own_inventory import list_own_services
from telecom.management.own_rests import propose_own_end, propose_own_pause, propose_own_resume
from telecom.management.own_services import find_parts, propose_other_parts, propose_own_service
from telecom.model.access import Actor
from telecom.model.alarms import Alarm, AlarmSubject, AlarmWish, NoticeWish
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.errors import InvalidValue, NotFound
from telecom.model.inventory import Product, Service, ServiceState
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import Money
from telecom.model.ordering import OrderItem
from telecom.model.own_services import NotAPart, OwnService, OwnServiceStatus
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.services.smi import service_of
from telecom.support.recognition import recognise
from telecom.support.undoing import undo_last
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_member, a_stranger, an_offering, runs_on
from tests.money import confirm, yes_to
from tests.people import logged_in

WEEK = Period(date(2026, 9, 15), date(2026, 9, 21))
HOME = ("my broadband", "the voicemail of my landline", "sports pack")


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        home = a_home(work)
        sports = an_offering(work, "Sports Pack", "iptv", monthly=1500)
        sports.category = "TV pack"
        runs_on(work, work.of(Service).get(home["iptv"]), sports)
        return home


def build(telecom: Telecom, actor: Actor, *pieces: str, name: str = "Home", turn: str = "turn 1") -> Utterance:
    with telecom.open_work() as work:
        parts = find_parts(actor, pieces or HOME, work=work).parts
        return propose_own_service(actor, name=name, parts=parts, turn_id=turn, work=work)


def built(telecom: Telecom, home: Household, *pieces: str) -> OwnService:
    confirm(telecom, home.manager, yes_to(build(telecom, home.manager, *pieces)))
    with telecom.open_work() as work:
        return work.of(OwnService).list()[0]


def paused(telecom: Telecom, home: Household, own: OwnService, period: Period = WEEK) -> Sequence[Utterance]:
    with telecom.open_work() as work:
        shown = propose_own_pause(home.manager, own.id, period=period, turn_id="turn p", work=work)
    return confirm(telecom, home.manager, yes_to(shown))


def voicemail(telecom: Telecom, home: Household) -> bool:
    with telecom.open_work() as work:
        return bool(service_of(work.of(Service).get(home["fixed"])).configuration()["voicemail"])


def state(telecom: Telecom, home: Household, kind: str) -> ServiceState:
    with telecom.open_work() as work:
        return work.of(Service).get(home[kind]).state


def test_capabilities_of_several_services_become_one_that_costs_nothing(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        before = work.of(Product).count()
    shown = build(telecom, home.manager)
    assert [each.response.rpartition("_")[2] for each in shown.values["parts"]] == ["service", "setting", "product"]
    [done] = confirm(telecom, home.manager, yes_to(shown))
    assert done.response == "utter_own_built"
    with telecom.open_work() as work:
        assert (work.of(Product).count(), work.of(OrderItem).count()) == (before, 0)
        [report] = list_own_services(home.manager, work=work)
        assert [each.response for each in report.parts] == [
            "utter_own_state_service",
            "utter_own_state_setting",
            "utter_own_state_product",
        ]
        undo_last(home.manager, _chat(work, home), turn_id="turn u", work=work)
        assert list_own_services(home.manager, work=work) == []


def _chat(work: Work, home: Household) -> Conversation:
    return work.of(Conversation).get(home.manager.conversation_id)


def test_one_yes_pauses_all_that_can_rest_and_it_comes_back_by_itself(
    telecom: Telecom, home: Household, clock: TestClock, outside: FakeOutside
) -> None:
    own = built(telecom, home)
    with telecom.open_work() as work:
        shown = propose_own_pause(home.manager, own.id, period=WEEK, turn_id="turn p", work=work)
    assert [each.response for each in shown.values["left_out"]] == ["utter_lines_left_out", "utter_own_stays"]
    confirm(telecom, home.manager, yes_to(shown))
    assert state(telecom, home, "broadband") is ServiceState.INACTIVE
    assert state(telecom, home, "iptv") is ServiceState.ACTIVE
    assert not voicemail(telecom, home)
    clock.advance(days=8)
    for kind in ("end_of_pause", "own_service_wakes"):
        run_due(telecom, kind)
    assert state(telecom, home, "broadband") is ServiceState.ACTIVE
    assert voicemail(telecom, home)
    with telecom.open_work() as work:
        told = {message.utterance.response for message in work.of(OutgoingMessage).list()}
    assert {"utter_suspension_ended_notice", "utter_own_wakes"} <= told


def test_it_is_resumed_sooner_as_one_and_a_planned_rest_begins_on_its_day(
    telecom: Telecom, home: Household, clock: TestClock
) -> None:
    own = built(telecom, home)
    paused(telecom, home, own, Period(date(2026, 9, 17), date(2026, 9, 30)))
    assert voicemail(telecom, home)
    clock.advance(days=3)
    for kind in ("start_of_pause", "own_service_rests"):
        run_due(telecom, kind)
    assert (state(telecom, home, "broadband"), voicemail(telecom, home)) == (ServiceState.INACTIVE, False)
    with telecom.open_work() as work:
        actor = _again(work, home)
        shown = propose_own_resume(actor, own.id, turn_id="turn r", work=work)
    confirm(telecom, actor, yes_to(shown))
    assert (state(telecom, home, "broadband"), voicemail(telecom, home)) == (ServiceState.ACTIVE, True)
    with telecom.open_work() as work, pytest.raises(NotFound) as refusal:
        propose_own_resume(actor, own.id, turn_id="turn s", work=work)
    assert refusal.value.name == "utter_own_nothing_paused"


def _again(work: Work, home: Household) -> Actor:
    return logged_in(work, work.of(Individual).get(home.manager.person_id))


def test_parts_come_and_go(telecom: Telecom, home: Household) -> None:
    own = built(telecom, home)
    with telecom.open_work() as work:
        tv = find_parts(home.manager, ["my tv"], work=work).parts
        shown = propose_other_parts(home.manager, own.id, parts=tv, leaves=False, turn_id="turn 2", work=work)
    assert len(confirm(telecom, home.manager, yes_to(shown))[0].values["parts"]) == 4
    with telecom.open_work() as work:
        with pytest.raises(NotAPart) as refusal:
            propose_other_parts(home.manager, own.id, parts=tv, leaves=False, turn_id="turn 3", work=work)
        assert refusal.value.name == "utter_own_in_already"
        fibre = find_parts(home.manager, ["my broadband"], work=work).parts
        shown = propose_other_parts(home.manager, own.id, parts=fibre, leaves=True, turn_id="turn 4", work=work)
    assert len(confirm(telecom, home.manager, yes_to(shown))[0].values["parts"]) == 3
    # With the TV now a part, the pack that runs on it rests along with it.
    paused(telecom, home, own)
    assert state(telecom, home, "iptv") is ServiceState.INACTIVE


@pytest.mark.parametrize("with_parts", [False, True])
def test_it_is_taken_apart_or_ended_with_all_in_it(telecom: Telecom, home: Household, with_parts: bool) -> None:
    own = built(telecom, home)
    with telecom.open_work() as work:
        shown = propose_own_end(home.manager, own.id, with_parts=with_parts, turn_id="turn e", work=work)
    confirm(telecom, home.manager, yes_to(shown))
    with telecom.open_work() as work:
        assert work.of(OwnService).get(own.id).status is OwnServiceStatus.ENDED
        ending = {item.offering_id for item in work.of(OrderItem).list()}
    assert ending == ({"fibre-500", "sports-pack"} if with_parts else set())


def test_alerts_and_reminders_rest_and_end_with_it(telecom: Telecom, home: Household) -> None:
    pieces = ("my broadband", "my spending alert", "bill reminders")
    with pytest.raises(NotAPart) as refusal:
        build(telecom, home.manager, *pieces)
    assert refusal.value.name == "utter_own_alarm_first"
    with telecom.open_work() as work:
        wish, meant, amount = AlarmWish(AlarmSubject.SPENDING), Meant("fixed"), Money(1500, "GBP")
        set_alarms(home.manager, wish, meant=meant, amount=amount, turn_id="turn a", work=work)
    own = built(telecom, home, *pieces)
    assert (told_of(telecom, home), states(telecom, home)) == ((1, True), ["alarm", "alarm"])
    paused(telecom, home, own, WEEK)
    assert (told_of(telecom, home), states(telecom, home)) == ((0, False), ["rests", "rests"])
    with telecom.open_work() as work:
        shown = propose_own_resume(home.manager, own.id, turn_id="turn r", work=work)
    confirm(telecom, home.manager, yes_to(shown))
    assert told_of(telecom, home) == (1, True)
    with telecom.open_work() as work:
        shown = propose_own_end(home.manager, own.id, with_parts=True, turn_id="turn e", work=work)
    confirm(telecom, home.manager, yes_to(shown))
    assert told_of(telecom, home) == (0, False)


def told_of(telecom: Telecom, home: Household) -> tuple[int, bool]:
    """How many alerts are set, and whether bills are told of."""
    with telecom.open_work() as work:
        wish = work.of(NoticeWish).find(person_id=home.manager.person_id, subject=AlarmSubject.BILLS)
        return work.of(Alarm).count(ended_at=None), wish is None or wish.wanted


def states(telecom: Telecom, home: Household) -> list[str]:
    """How the alerts in it stand."""
    with telecom.open_work() as work:
        [report] = list_own_services(home.manager, work=work)
        return [each.response.rpartition("_")[2] for each in report.parts if "alarm" in each.response]


def test_names_are_free_parts_are_ones_own_and_nobody_else_sees_it(telecom: Telecom, home: Household) -> None:
    own = built(telecom, home)
    for name, why in (("home", "taken"), ("landline", "taken"), ("x" * 41, "length")):
        with pytest.raises(InvalidValue) as refusal:
            build(telecom, home.manager, name=name, turn="turn 9")
        assert refusal.value.name.endswith(why)
    with pytest.raises(NotAPart) as not_set:
        build(telecom, home.manager, "my landline's forwarding", name="Other", turn="turn 9")
    assert not_set.value.name == "utter_own_set_first"
    with telecom.open_work() as work:
        assert find_parts(home.manager, ["my cellar"], work=work).parts == []
        sam, zoe = a_member(work, home, Function.CONFIGURE, Function.CHECK), a_stranger(work)
        for other in (sam, zoe):
            assert list_own_services(other, work=work) == []
            with pytest.raises(NotFound):
                propose_own_pause(other, own.id, period=WEEK, turn_id="turn 7", work=work)


def test_it_is_built_named_and_managed_in_the_chat(telecom: Telecom, home: Household) -> None:
    chat, actor = Asking(telecom), home.manager
    said = "put my broadband and the voicemail of my landline together"
    form = "validate_build_bundle_form"
    asked = chat.run(actor, form, intent="build_bundle", text=said)
    assert asked.slots["requested_slot"] == "own_name"
    held = {"capabilities": asked.slots["capabilities"], "requested_slot": "own_name"}
    assert "What shall I call it?" in chat.run(actor, "action_ask_build_bundle_form_own_name", slots=held).text
    taken = chat.run(actor, form, text="Landline", slots=held)
    assert (taken.response, taken.slots["requested_slot"]) == ("utter_own_name_taken", "own_name")
    named = chat.run(actor, form, text="call it Home", slots=held)
    assert (named.slots["own_name"], named.slots["requested_slot"]) == ("Home", None)
    shown = chat.run(actor, "action_build_bundle", slots={**held, "own_name": "Home"}, turn="turn 2")
    confirm(telecom, actor, yes_to(shown.said[0]))
    status = chat.run(actor, "action_list_services", intent="list_services", entities={"group": "Home"}, turn="turn 3")
    assert "Home broadband: working" in status.text and "voicemail" in status.text
    period = {"start": "2026-09-15", "end": "2026-09-21"}
    pause = chat.run(actor, "action_pause_service", slots={"group": "Home", "period": period}, turn="turn 4")
    assert pause.response == "utter_proposal_joined"
    ending = chat.run(actor, "action_terminate_service", entities={"group": "Home"}, turn="turn 5")
    assert [each["entities"]["value"] for each in ending.choices] == ["apart", "all"]
    apart = chat.run(actor, "action_terminate_service", entities={"group": "Home", "value": "apart"}, turn="turn 6")
    assert apart.response == "utter_own_propose_end"


def test_its_name_is_known_in_a_message_but_not_in_passing(telecom: Telecom, home: Household) -> None:
    built(telecom, home)
    with telecom.open_work() as work:
        for text in ("pause home until May", "how is Home?", "end home"):
            assert ("group", "Home") in [(e["entity"], e["value"]) for e in recognise(text, home.manager, work=work)]
        for text in ("the internet at home is down", "my home phone", "is my Home broadband ok"):
            assert "group" not in [each["entity"] for each in recognise(text, home.manager, work=work)]
