"""Campaigns: approved by a second person, told once to whom they are for, stopped, taken, counted. P1-P6."""

from typing import Any

import pytest

from telecom.bootstrap import Telecom
from telecom.management import campaigns, offers
from telecom.model.access import Actor
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.campaigns import CampaignMember, CampaignState, Group, WrongCampaign
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation, DeliveryStatus, OutgoingMessage, Priority
from telecom.model.money import Money
from telecom.model.parties import BillingMode, Individual
from telecom.model.preferences import MessageKind
from telecom.model.staff import Officer, RoleMissing, SecondPersonNeeded, StaffRole
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.volumes import UsageKind
from telecom.support import delivery
from telecom.support.jobs import run_job
from telecom.support.preferences import holders_of, say_wanted
from tests.asking import Asking
from tests.fakes import TestClock
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in

ANN = Officer("ann", "Ann", frozenset({StaffRole.CAMPAIGN_AUTHOR}))
BOB = Officer("bob", "Bob", frozenset({StaffRole.CAMPAIGN_AUTHOR, StaffRole.CAMPAIGN_APPROVER}))
RAW: dict[str, Any] = {"name": "spring", "kind": "promotions", "text": "Ten gigabytes more for £5.", "offering": "more"}


@pytest.fixture
def people(telecom: Telecom) -> list[Individual]:
    """Four subscribers, two of them in Northgate, and something to offer."""
    with telecom.open_work() as work:
        work.of(Offering).add(
            Offering(id="more", name="More data", category="add-on", service_kind="mobile", summary="",
                     monthly=Money(500, "GBP"))
        )  # fmt: skip
        found = [a_subscriber(work, mode=BillingMode.POSTPAID, name=name) for name in ("Ada", "Ben", "Cy", "Dee")]
        for person in found[:2]:
            person.place = "Northgate"
        return found


def release(telecom: Telecom, **changed: Any) -> str:
    """Draft, preview, approve and start a campaign; its id."""
    raw = RAW | changed
    with telecom.open_work() as work:
        campaigns.draft_campaign(ANN, raw, work=work)
    with telecom.open_work() as work:
        campaigns.preview_campaign(ANN, raw["name"], work=work)
        campaigns.approve_campaign(BOB, raw["name"], work=work)
        return campaigns.start_campaign(ANN, raw["name"], work=work).id


def publish(telecom: Telecom, campaign_id: str) -> list[OutgoingMessage]:
    run_job(
        campaigns.PUBLISH, {"campaign_id": campaign_id, "since": ""}, open_work=telecom.open_work,
        outside=telecom.outside,
    )  # fmt: skip
    with telecom.open_work() as work:
        return work.of(OutgoingMessage).list(order="number")


def begin(telecom: Telecom, message: OutgoingMessage) -> DeliveryStatus:
    with telecom.open_work() as work:
        delivery.begin(message.id, instance=1, repeats_safely=True, work=work)
    with telecom.open_work() as work:
        return work.of(OutgoingMessage).get(message.id).status


def test_a_campaign_needs_a_second_person_and_the_roles(telecom: Telecom, people: list[Individual]) -> None:
    with telecom.open_work() as work:
        with pytest.raises(RoleMissing):
            campaigns.draft_campaign(Officer("cy", "Cy", frozenset({StaffRole.AGENT})), RAW, work=work)
        campaigns.draft_campaign(BOB, RAW | {"segment": {"place": ["Northgate"]}}, work=work)
    with telecom.open_work() as work:
        with pytest.raises(WrongCampaign):
            campaigns.start_campaign(BOB, "spring", work=work)
        with pytest.raises(WrongCampaign):
            campaigns.approve_campaign(Officer("eve", "Eve", BOB.roles), "spring", work=work)
        found = campaigns.preview_campaign(BOB, "spring", work=work)
        assert (found.count, set(found.sample)) == (2, {"Ada Test", "Ben Test"})
        with pytest.raises(SecondPersonNeeded):
            campaigns.approve_campaign(BOB, "spring", work=work)
        with pytest.raises(RoleMissing):
            campaigns.approve_campaign(ANN, "spring", work=work)
        campaign = campaigns.approve_campaign(Officer("eve", "Eve", BOB.roles), "spring", work=work)
        assert campaign.state is CampaignState.WAITING
        changes = [r.values["change"] for r in work.of(AuditRecord).list(event=SecurityEvent.PUBLISHED, order="at,id")]
    assert sorted(changes) == ["approved", "drafted", "previewed"]


def test_everybody_of_the_segment_is_told_once_whatever_runs_again(telecom: Telecom, people: list[Individual]) -> None:
    name = release(telecom, segment={"place": ["Northgate"]})
    assert len(publish(telecom, name)) == 2
    sent = publish(telecom, name)
    assert len(sent) == 2 and {m.priority for m in sent} == {Priority.PROMOTION}
    assert {m.address for m in sent} == {p.phone_number.e164 for p in people[:2] if p.phone_number}


def test_the_control_group_is_left_alone_and_the_roll_out_goes_on(telecom: Telecom, people: list[Individual]) -> None:
    name = release(telecom, control=50, rollout=0)
    assert publish(telecom, name) == []
    with telecom.open_work() as work:
        campaigns.start_campaign(ANN, "spring", rollout=100, work=work)
    sent = publish(telecom, name)
    with telecom.open_work() as work:
        groups = [m.group for m in work.of(CampaignMember).list()]
    assert len(groups) == 4 and groups.count(Group.TOLD) == len(sent)


def test_who_opted_out_is_not_told_and_what_waits_is_not_sent_after_a_stop(
    telecom: Telecom, people: list[Individual]
) -> None:
    with telecom.open_work() as work:
        say_wanted(people[0].id, [MessageKind.PROMOTIONS], wanted=False, work=work)
    sent = publish(telecom, release(telecom))
    assert len(sent) == 3
    with telecom.open_work() as work:
        reader = next(p for p in people if p.phone_number and p.phone_number.e164 == sent[0].address)
        say_wanted(holders_of(reader)[1], [MessageKind.PROMOTIONS], wanted=False, work=work)
    assert begin(telecom, sent[0]) is DeliveryStatus.CANCELLED
    assert begin(telecom, sent[1]) is DeliveryStatus.IN_PROGRESS


def test_a_pause_holds_back_what_waits_and_the_kill_switch_pauses_all(
    telecom: Telecom, people: list[Individual]
) -> None:
    name = release(telecom)
    sent = publish(telecom, name)
    with telecom.open_work() as work:
        assert campaigns.stop_everything(BOB, work=work) == 1
    assert begin(telecom, sent[0]) is DeliveryStatus.INITIAL
    with telecom.open_work() as work:
        campaigns.stop_campaign(BOB, "spring", work=work)
    assert begin(telecom, sent[0]) is DeliveryStatus.CANCELLED


def test_nobody_gets_a_third_message_in_a_week_but_an_emergency_passes(
    telecom: Telecom, people: list[Individual], clock: TestClock
) -> None:
    for name in ("one", "two", "three"):
        publish(telecom, release(telecom, name=name))
    with telecom.open_work() as work:
        assert work.of(OutgoingMessage).count() == 8
        say_wanted(people[0].id, list(MessageKind), wanted=False, work=work)
    flood = {"name": "flood", "kind": "notices", "text": "Flood warning.", "offering": None, "emergency": True}
    clock.advance(hours=15)
    sent = publish(telecom, release(telecom, **flood))
    assert len(sent) == 12 and sent[-1].priority is Priority.EMERGENCY
    assert begin(telecom, sent[-1]) is DeliveryStatus.IN_PROGRESS
    others = [one for one in sent if one.address != str(people[0].phone_number and people[0].phone_number.e164)]
    assert begin(telecom, others[0]) is DeliveryStatus.INITIAL
    clock.advance(days=8)
    with telecom.open_work() as work:
        work.of(OutgoingMessage).change({"status": DeliveryStatus.COMPLETED}, status=DeliveryStatus.INITIAL)
        third = campaigns.find_campaign("three", work=work).id
    assert len(publish(telecom, third)) == 15


def test_an_offer_is_taken_from_its_message_and_becomes_an_order(telecom: Telecom, people: list[Individual]) -> None:
    with telecom.open_work() as work:
        actor: Actor = logged_in(work, people[0], channel="telegram")
    name = release(telecom, control=0)
    sent = next(m for m in publish(telecom, name) if m.channel == "telegram")
    take, why = sent.utterance.choices
    asking = Asking(telecom)
    reply = asking.run(actor, why.content["action"], slots=why.content["slots"], turn="t1")
    assert reply.response == "utter_offers_why_everybody"
    reply = asking.run(actor, take.content["action"], slots=take.content["slots"], turn="t2")
    assert reply.response == "utter_order_propose" and "More data" in reply.text
    assert asking.run(actor, "action_take_offer", turn="t3").response == "utter_order_propose"
    with telecom.open_work() as work:
        assert asking.run(actor, "action_show_offers", turn="t4").texts == [RAW["text"]]
        assert asking.run(actor, "action_show_news", turn="t5").response == "utter_offers_no_news"


def test_results_count_orders_and_opt_outs_in_both_groups(
    telecom: Telecom, people: list[Individual], clock: TestClock
) -> None:
    name = release(telecom, control=50)
    sent = publish(telecom, name)
    clock.advance(hours=1)
    with telecom.open_work() as work:
        members = {m.person_id: m.group for m in work.of(CampaignMember).list()}
        told = [p for p in people if members[p.id] is Group.TOLD]
        for message in work.of(OutgoingMessage).list():
            message.status, message.delivered_at = DeliveryStatus.COMPLETED, work.now
        if told:
            say_wanted(told[0].id, [MessageKind.PROMOTIONS], wanted=False, work=work)
    with telecom.open_work() as work:
        results = offers.results_of(campaigns.find_campaign("spring", work=work), work=work)
        by_group = {r.group: r for r in results}
    assert by_group[Group.TOLD].people + by_group[Group.CONTROL].people == 4
    assert by_group[Group.TOLD].sent == by_group[Group.TOLD].delivered == len(sent)
    assert by_group[Group.TOLD].opted_out == bool(told)
    table = offers.table_of(results)
    assert table[0].split()[0] == "group" and len(table) == 4
    assert telecom.paper.draw("usage", offers.picture_of("spring", results)).startswith(b"\x89PNG")


def test_who_comes_to_fit_later_is_told_on_the_next_day(
    telecom: Telecom, people: list[Individual], clock: TestClock
) -> None:
    name = release(telecom, segment={"place": ["Hafod"]})
    assert publish(telecom, name) == []
    clock.advance(days=1)
    with telecom.open_work() as work:
        work.of(Individual).get(people[3].id).place = "Hafod"
        found = list(campaigns._of_the_day(work))
    assert [one.subject for one in found] == [name]
    assert len(publish(telecom, name)) == 1


def test_an_offer_rides_along_once_a_talk_where_credit_is_low_and_never_after_an_opt_out(
    telecom: Telecom, people: list[Individual], clock: TestClock
) -> None:
    with telecom.open_work() as work:
        poor = logged_in(work, a_prepaid_subscriber(work, credit=200))
        rich = logged_in(work, a_prepaid_subscriber(work, credit=5000, name="Rich"))
    release(telecom)
    asking = Asking(telecom)
    along = ["utter_balance_credit", "utter_published_offer"]

    def names(actor: Actor, turn: str) -> list[str]:
        return [each.response for each in asking.run(actor, "action_check_balance", turn=turn).said]

    assert names(rich, "t1") == along[:1]
    assert names(poor, "t2") == along
    assert names(poor, "t2") == along
    assert names(poor, "t3") == along[:1]
    with telecom.open_work() as work:
        work.of(Conversation).get(poor.conversation_id).forget()
        say_wanted(poor.person_id, [MessageKind.PROMOTIONS], wanted=False, work=work)
    assert names(poor, "t4") == along[:1]
    clock.advance(minutes=1)
    with telecom.open_work() as work:
        say_wanted(poor.person_id, [MessageKind.PROMOTIONS], wanted=True, work=work)
    assert names(poor, "t5") == along


@pytest.mark.parametrize(("charge", "along"), [(20, ["utter_published_offer"]), (0, [])])
def test_an_offer_rides_along_with_the_usage_where_use_costs_extra(
    telecom: Telecom, people: list[Individual], charge: int, along: list[str]
) -> None:
    with telecom.open_work() as work:
        user = a_prepaid_subscriber(work, credit=5000)
        line = work.of(Service).find(user_id=user.id)
        assert line is not None
        work.of(UsageRecord).add(
            UsageRecord(
                service_id=line.id,
                kind=UsageKind.VOICE,
                units=120,
                at=work.now,
                charge=Money(charge, "GBP"),
                state=UsageState.RATED,
            )
        )
        actor = logged_in(work, user)
    release(telecom)
    said = [each.response for each in Asking(telecom).run(actor, "action_check_usage").said]
    assert said == ["utter_usage_so_far", *along]
