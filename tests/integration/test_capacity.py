"""A share of the network: seen, added to, given back; the network obeys at once, and the bill follows. [A12]"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from demo.identities import demo_id
from demo.register import SimulatedRegister, demand, install
from demo.usage import make_uses_between
from telecom.bootstrap import Telecom
from telecom.management.calls import lines_of
from telecom.management.capacity import APPLY_SHARE, apply_share, propose_share, share_of
from telecom.management.capacity_boosts import BEGINS, ENDS
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.capacity import Overflow, ShareOutOfRange, SharePriority
from telecom.model.catalogue import Offering, OfferingStatus
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Product, ProductStatus, Service
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import Money
from telecom.model.utterances import Utterance
from telecom.model.volumes import UsageKind
from telecom.support.proposals import correct
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_member, a_stranger
from tests.money import confirm, yes_to

SHARE = {"unit": "channels", "included": 10, "most": 60, "extra": "extra-channel"}


@pytest.fixture
def firm(telecom: Telecom) -> Household:
    """A landline with ten channels, and more of them at three pounds a month."""
    with telecom.open_work() as work:
        made = a_home(work)
        work.of(Offering).get("landline-plan").terms = {"share": SHARE}
        extra = Offering(
            id="extra-channel", name="Extra channel", category="add-on", service_kind="fixed", summary="one more",
            monthly=Money(300, "GBP"), status=OfferingStatus.IN_DESIGN,
        )  # fmt: skip
        work.of(Offering).add(extra)
        return made


def ask(telecom: Telecom, actor: Actor, text: str, turn: str = "turn 1") -> Utterance:
    return Asking(telecom).run(actor, "action_manage_capacity", text=text, turn=turn).said[0]


def change(telecom: Telecom, actor: Actor, text: str, turn: str) -> Sequence[Utterance]:
    return confirm(telecom, actor, yes_to(ask(telecom, actor, text, turn)))


def test_allotted_in_use_and_free(telecom: Telecom, firm: Household, outside: FakeOutside) -> None:
    outside.register.demand = 7
    reply = Asking(telecom).run(firm.manager, "action_manage_capacity", text="how many channels do we have")
    assert "10 channels; now 7 in use, 3 free. £3.00 a month for 1 more, up to 60." in reply.text
    assert "When full: callers hear the busy tone. Priority: normal." in reply.text


def test_more_channels_cost_more_and_the_network_obeys_at_once(
    telecom: Telecom, firm: Household, outside: FakeOutside
) -> None:
    outside.register.demand = 14
    assert ask(telecom, firm.manager, "are there free channels").response == "utter_capacity_full"
    shown = ask(telecom, firm.manager, "add two more channels", "turn 2")
    assert shown.response == "utter_capacity_propose_more"
    assert (shown.values["count"], shown.values["monthly"]) == (12, Money(600, "GBP"))
    (done,) = confirm(telecom, firm.manager, yes_to(shown))
    confirm(telecom, firm.manager, yes_to(shown))
    assert (done.response, done.values["count"]) == ("utter_capacity_done", 12)
    assert outside.register.settings[firm["fixed"]]["share"]["count"] == 12
    assert ask(telecom, firm.manager, "how many channels are in use", "turn 3").values["used"] == 12
    with telecom.open_work() as work:
        assert work.of(Product).count(offering_id="extra-channel", status=ProductStatus.ACTIVE) == 2
        assert lines_of(work.of(Service).get(firm["fixed"]), work=work) == 12


def test_what_is_given_back_is_paid_no_longer(telecom: Telecom, firm: Household, outside: FakeOutside) -> None:
    change(telecom, firm.manager, "increase our trunk to 15 channels", "1")
    (done,) = change(telecom, firm.manager, "reduce our channels from 15 to 11", "2")
    assert done.values["count"] == 11
    with telecom.open_work() as work:
        ended = work.of(Product).list(offering_id="extra-channel", status=ProductStatus.TERMINATED)
        assert [product.ended_on for product in ended] == [work.today()] * 4
        assert work.of(Product).count(offering_id="extra-channel", status=ProductStatus.ACTIVE) == 1
    assert outside.register.settings[firm["fixed"]]["share"]["count"] == 11


def test_overflow_and_priority_cost_nothing(telecom: Telecom, firm: Household, outside: FakeOutside) -> None:
    shown = ask(telecom, firm.manager, "set overflow to voicemail when all lines are taken")
    assert shown.response == "utter_capacity_propose_settings"
    confirm(telecom, firm.manager, yes_to(shown))
    change(telecom, firm.manager, "put our switchboard calls first", "2")
    told = outside.register.settings[firm["fixed"]]["share"]
    assert (told["count"], told["overflow"], told["priority"]) == (10, "voicemail", "high")
    with telecom.open_work() as work:
        share = share_of(work.of(Service).get(firm["fixed"]), work=work)
        assert share is not None
        assert (share.settings.overflow, share.settings.priority) == (Overflow.VOICEMAIL, SharePriority.HIGH)
        assert work.of(Product).count(offering_id="extra-channel") == 0


def test_a_network_that_is_away_is_told_later(telecom: Telecom, firm: Household, outside: FakeOutside) -> None:
    shown = ask(telecom, firm.manager, "add 1 channel")
    outside.register.silent = True
    said = confirm(telecom, firm.manager, yes_to(shown))
    assert [each.response for each in said] == ["utter_capacity_done", "utter_configuration_network_later"]
    assert ask(telecom, firm.manager, "how many channels", "2").response == "utter_capacity_unmeasured"
    outside.register.silent = False
    assert APPLY_SHARE == "apply_share"
    apply_share(service_id=firm["fixed"], open_work=telecom.open_work, outside=outside)
    assert outside.register.settings[firm["fixed"]]["share"]["count"] == 11


def test_two_open_offers_change_it_once(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        other = a_member(work, firm, Function.CHECK, Function.ORDER, kind="fixed")
    mine = ask(telecom, firm.manager, "add two channels")
    theirs = ask(telecom, other, "add two channels", "2")
    confirm(telecom, firm.manager, yes_to(mine))
    with pytest.raises(BusinessError) as changed:
        confirm(telecom, other, yes_to(theirs))
    assert changed.value.name == "utter_proposal_changed"


def test_no_more_than_can_be_had_no_less_than_is_included(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        for count in (9, 61):
            with pytest.raises(ShareOutOfRange):
                propose_share(firm.manager, firm["fixed"], count=count, turn_id="1", work=work)
    reply = Asking(telecom).run(firm.manager, "action_manage_capacity", text="add 500 channels")
    assert reply.text == "It can be 10 to 60; I can't set 510."


def test_who_may_only_look_changes_nothing_and_strangers_see_nothing(telecom: Telecom, firm: Household) -> None:
    with telecom.open_work() as work:
        looker = a_member(work, firm, Function.CHECK, kind="fixed")
        stranger = a_stranger(work)
        for actor in (looker, stranger):
            with pytest.raises(NotFound):
                propose_share(actor, firm["fixed"], count=12, turn_id="1", work=work)
    assert ask(telecom, looker, "how many channels").response == "utter_capacity"
    assert ask(telecom, stranger, "how many channels", "2").response == "utter_capacity_none"


def test_what_has_no_share_says_so(telecom: Telecom, firm: Household) -> None:
    reply = Asking(telecom).run(
        firm.manager, "action_manage_capacity", text="more bandwidth", entities={"service": "broadband"}
    )
    assert reply.response == "utter_capacity_none"


def test_the_demos_network_carries_no_more_than_it_was_told(database_url: str) -> None:
    clock = TestClock()
    install(database_url)
    register = SimulatedRegister(database_url, clock=clock.now)
    assert register.read_share("line") is None
    register.apply_settings("line", {"share": {"unit": "channels", "count": 1}})
    few = register.read_share("line")
    assert few is not None and (few.allotted, few.in_use) == (1, 1)
    assert few.turned_away == demand("line", "channels", clock.now()) - 1 > 0
    register.apply_settings("line", {"share": {"unit": "channels", "count": 40}})
    many = register.read_share("line")
    assert many is not None and (many.allotted, many.in_use, many.turned_away) == (40, few.turned_away + 1, 0)


def test_what_is_in_use_agrees_with_the_calls_that_are_analysed() -> None:
    london, line = ZoneInfo("Europe/London"), demo_id("service business calls")
    monday = datetime(2026, 9, 21, 8, 0, tzinfo=UTC)
    seconds, in_use = 0, []
    for day in range(5):
        begins = monday + timedelta(days=day)
        uses = make_uses_between("business calls", begins, begins + timedelta(hours=9), london)
        seconds += sum(use.units for _, use in uses if use.kind is UsageKind.VOICE)
        in_use += [demand(line, "channels", begins + timedelta(minutes=5 * n), london) for n in range(9 * 12)]
    assert abs(sum(in_use) / len(in_use) - seconds / (5 * 9 * 3600)) < 0.1
    assert 1 < max(in_use) < 10


def test_more_for_a_time_comes_and_gives_itself_back(
    telecom: Telecom, firm: Household, outside: FakeOutside, clock: TestClock
) -> None:
    chat = Asking(telecom)
    september = {"period": {"start": "2026-09-16", "end": "2026-09-20"}}
    shown = chat.run(
        firm.manager, "action_manage_capacity", text="two more lines from 16 to 20 september", entities=september
    ).said[0]
    assert (shown.response, shown.values["count"]) == ("utter_capacity_propose_for", 12)
    # Five of thirty days of two channels at three pounds a month.
    assert shown.values["price"] == Money(100, "GBP")
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(firm.manager.conversation_id)
        longer = correct(firm.manager, conversation, {"date": "2026-09-22"}, turn_id="2", work=work)
    assert longer is not None and longer.values["price"] == Money(140, "GBP")
    (booked,) = confirm(telecom, firm.manager, yes_to(longer))
    assert booked.response == "utter_capacity_booked"
    run_due(telecom, BEGINS)
    assert lines(telecom, firm) == 10
    clock.advance(days=1)
    run_due(telecom, BEGINS)
    assert lines(telecom, firm) == 12
    apply_share(service_id=firm["fixed"], open_work=telecom.open_work, outside=outside)
    assert outside.register.settings[firm["fixed"]]["share"]["count"] == 12
    clock.advance(days=7)
    run_due(telecom, ENDS)
    assert lines(telecom, firm) == 10
    with telecom.open_work() as work:
        ended = work.of(Product).list(offering_id="extra-channel")
        assert {(p.started_on.day, p.ended_on.day if p.ended_on else None) for p in ended} == {(16, 22)}
        told = [each.utterance.response for each in work.of(OutgoingMessage).list(order="number")]
    assert told == ["utter_notice_capacity_begins", "utter_notice_capacity_ends"]


def lines(telecom: Telecom, firm: Household) -> int:
    with telecom.open_work() as work:
        return lines_of(work.of(Service).get(firm["fixed"]), work=work)


def test_what_is_there_for_a_time_can_be_given_back_sooner(telecom: Telecom, firm: Household) -> None:
    chat = Asking(telecom)
    change(telecom, firm.manager, "add 3 channels", "1")
    week = {"period": {"start": "2026-09-15", "end": "2026-09-20"}}
    shown = chat.run(firm.manager, "action_manage_capacity", text="5 more this week", turn="2", entities=week).said[0]
    assert confirm(telecom, firm.manager, yes_to(shown))[0].values["count"] == 18
    seen = chat.run(firm.manager, "action_manage_capacity", text="how many channels do we have", turn="3").text
    assert "18 channels" in seen and "5 channels more, " in seen
    back = ask(telecom, firm.manager, "give back the extra ones", "4")
    assert (back.response, back.values["count"]) == ("utter_capacity_propose_end", 13)
    confirm(telecom, firm.manager, yes_to(back))
    assert lines(telecom, firm) == 13


def test_overflow_goes_to_another_number(telecom: Telecom, firm: Household, outside: FakeOutside) -> None:
    chat = Asking(telecom)
    asked_back = ask(telecom, firm.manager, "when we are full let calls go to reception")
    assert asked_back.response == "utter_capacity_which_number"
    shown = chat.run(
        firm.manager, "action_manage_capacity", text="send overflow calls to 07700 900123", turn="2",
        entities={"phone_number": "+447700900123"},
    )  # fmt: skip
    assert "callers go on to +44 7700 900123" in shown.text
    confirm(telecom, firm.manager, yes_to(shown.said[0]))
    told = outside.register.settings[firm["fixed"]]["share"]
    assert (told["overflow"], told["number"]) == ("other number", "+447700900123")
    outside.register.demand = 14
    full = chat.run(firm.manager, "action_manage_capacity", text="how many channels are in use", turn="3")
    assert "4 more right now: callers go on to +44 7700 900123" in full.text
    circle = chat.run(
        firm.manager, "action_manage_capacity", text="overflow to 020 7946 0123", turn="4",
        entities={"phone_number": "+442079460123"},
    )  # fmt: skip
    assert circle.response == "utter_capacity_same_number"
