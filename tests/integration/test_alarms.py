"""Alarms: set in words, told once per period at the threshold, on the channel chosen, taken back by undo. F15, P4."""

from datetime import timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.alarm_notices import LEFT, SPENT, USED
from telecom.model.access import Actor
from telecom.model.alarms import Alarm, AlarmSubject, AlarmWish, NoticeWish, read_wish
from telecom.model.balance import Bucket, LedgerAccount
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import Money
from telecom.model.parties import BillingMode, Individual, Membership
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.volumes import GIGABYTE, UsageKind
from telecom.support import ledger
from telecom.support.identity import open_session
from telecom.support.messaging import conversation_at
from telecom.support.undoing import undo_last
from tests.asking import Asking, Reply
from tests.due import run_due
from tests.fakes import TestClock
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    """Somebody with ten gigabytes a month."""
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID)
        work.of(Offering).add(Offering(id="ten", name="Ten", category="plan", service_kind="mobile", summary=""))
        work.flush()
        service = work.of(Service).find()
        assert service is not None
        work.of(Bucket).add(
            Bucket(service_id=service.id, offering_id="ten", kind=UsageKind.DATA, granted=10 * GIGABYTE,
                   valid_from=work.now, valid_until=work.now + timedelta(days=30))
        )  # fmt: skip
        return logged_in(work, person)


def ask(telecom: Telecom, actor: Actor, text: str, *, turn: str = "t1", **entities: object) -> Reply:
    return Asking(telecom).run(actor, "action_set_alerts", intent="set_alerts", text=text, turn=turn, entities=entities)


def use(telecom: Telecom, gigabytes: float) -> None:
    with telecom.open_work() as work:
        bucket = work.of(Bucket).find(lock=True)
        assert bucket is not None
        bucket.used = int(gigabytes * GIGABYTE)


def told(telecom: Telecom, kind: str) -> list[str]:
    run_due(telecom, kind)
    with telecom.open_work() as work:
        return [m.utterance.response for m in work.of(OutgoingMessage).list(order="number")]


def test_a_share_of_the_data_is_told_once_per_month(telecom: Telecom, maya: Actor, clock: TestClock) -> None:
    reply = ask(telecom, maya, "tell me when ive used 80% of my data", percent=80)
    assert "at 80% of the data" in reply.text
    use(telecom, 7.9)
    assert told(telecom, USED) == []
    use(telecom, 8.1)
    assert told(telecom, USED) == ["utter_notice_alarm_usage"]
    clock.advance(hours=2)
    use(telecom, 9.9)
    assert told(telecom, USED) == ["utter_notice_alarm_usage"]


def test_to_keep_an_alarm_while_advertising_ends_leaves_the_alarm(telecom: Telecom, maya: Actor) -> None:
    reply = ask(telecom, maya, "turn off all promotional messages, but keep the outage alerts")
    assert reply.response.startswith("utter_preferences")
    with telecom.open_work() as work:
        assert work.of(NoticeWish).count(person_id=maya.person_id) == 0


def test_a_new_threshold_replaces_the_old_one_and_undo_brings_it_back(telecom: Telecom, maya: Actor) -> None:
    ask(telecom, maya, "data warning at 80%", percent=80)
    reply = ask(telecom, maya, "change my data alert to 75%", turn="t2", percent=75)
    assert "75%" in reply.text and "80%" not in reply.text
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(maya.conversation_id)
        outcome = undo_last(maya, conversation, turn_id="t3", work=work)
    assert outcome.said[0].response == "utter_alarms_undone"
    with telecom.open_work() as work:
        assert [a.percent for a in work.of(Alarm).list(ended_at=None)] == [80]


def test_nothing_is_told_at_night_and_nothing_after_it_was_turned_off(
    telecom: Telecom, maya: Actor, clock: TestClock
) -> None:
    ask(telecom, maya, "data warning at 50%", percent=50)
    use(telecom, 6)
    clock.advance(hours=14)
    assert told(telecom, USED) == []
    clock.advance(hours=10)
    assert ask(telecom, maya, "no more data warnings", turn="t2").response == "utter_alarms_off"
    assert told(telecom, USED) == []


def test_spending_beyond_the_plan_is_told_at_its_amount_once_a_month(telecom: Telecom, maya: Actor) -> None:
    ask(telecom, maya, "let me know when i spend 10 pounds", amount={"minor": 1000, "currency": "GBP"})
    with telecom.open_work() as work:
        service = work.of(Service).find()
        assert service is not None
        for pence in (600, 500):
            work.of(UsageRecord).add(
                UsageRecord(service_id=service.id, kind=UsageKind.VOICE, at=work.now, units=60,
                            charge=Money(pence, "GBP"), state=UsageState.RATED)
            )  # fmt: skip
    assert told(telecom, SPENT) == ["utter_notice_alarm_spending"]
    assert told(telecom, SPENT) == ["utter_notice_alarm_spending"]


def test_credit_is_told_at_the_chosen_amount_and_again_only_after_a_top_up(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        actor = logged_in(work, a_prepaid_subscriber(work, credit=1000))
    eight = {"minor": 800, "currency": "GBP"}
    assert "£8.00" in ask(telecom, actor, "warn me when my credit is under 8", amount=eight).text
    assert "£8.00" in ask(telecom, actor, "tell me when below 8").text

    def pay(pence: int, key: str) -> None:
        with telecom.open_work() as work:
            held = work.of(LedgerAccount).find(floor=0)
            assert held is not None
            other = ledger.operators_account("revenue", work=work)
            source, target = (held, other) if pence > 0 else (other, held)
            ledger.move(work, Money(abs(pence), "GBP"), source=source, target=target, key=key, reason="test")

    assert told(telecom, LEFT) == []
    pay(300, "a")
    assert told(telecom, LEFT) == ["utter_notice_alarm_credit"]
    pay(100, "b")
    assert told(telecom, LEFT) == ["utter_notice_alarm_credit"]
    pay(-500, "c")
    pay(500, "d")
    assert told(telecom, LEFT) == ["utter_notice_alarm_credit"] * 2


def test_alarms_come_by_the_channel_that_was_chosen(telecom: Telecom, maya: Actor) -> None:
    ask(telecom, maya, "sms alert at 50% of my data", percent=50, channel="sms")
    use(telecom, 6)
    told(telecom, USED)
    with telecom.open_work() as work:
        sent = work.of(OutgoingMessage).list()
    assert [m.channel for m in sent] == ["sms"]


def test_an_alarm_ends_with_the_right_to_see_the_line(telecom: Telecom, maya: Actor) -> None:
    ask(telecom, maya, "data warning at 50%", percent=50)
    use(telecom, 6)
    with telecom.open_work() as work:
        membership = work.of(Membership).find()
        assert membership is not None
        work.of(Membership).remove(membership)
    assert told(telecom, USED) == []


def test_each_log_in_is_told_to_who_asked_for_it(telecom: Telecom, maya: Actor) -> None:
    ask(telecom, maya, "alert me when someone logs in to my account")
    with telecom.open_work() as work:
        person = work.of(Individual).get(maya.person_id)
        open_session(conversation_at("telegram", "77", work=work), person.id, work=work)
    with telecom.open_work() as work:
        assert [(m.channel, m.utterance.response) for m in work.of(OutgoingMessage).list()] == [
            ("sms", "utter_notice_logged_in")
        ]


def test_alarms_are_listed_and_a_question_sets_nothing(telecom: Telecom, maya: Actor) -> None:
    assert ask(telecom, maya, "what warnings do i have on").response == "utter_alarms_none"
    ask(telecom, maya, "data warning at 80%", turn="t2", percent=80)
    assert "80%" in ask(telecom, maya, "show alert settings", turn="t3").text


def test_percentages_and_amounts_that_make_no_sense_are_refused(telecom: Telecom, maya: Actor) -> None:
    assert ask(telecom, maya, "warn me at 140 percent", percent=140).response == "utter_alarms_percent_range"
    assert ask(telecom, maya, "alert about my spending").response == "utter_alarms_which_amount"


@pytest.mark.parametrize(
    ("text", "percents", "amount", "wanted"),
    [
        ("no more data warnings please", (), False, (AlarmSubject.USAGE, True)),
        ("alert me if my bill goes over £30", (), True, (AlarmSubject.SPENDING, False)),
        ("notify me when internet goes down at home", (), False, (AlarmSubject.OUTAGES, False)),
        ("don't stop the spending, just let me know when it reaches £20", (), True, (AlarmSubject.SPENDING, False)),
        ("shout when we've used half the family data", (), False, (AlarmSubject.USAGE, False)),
        ("give me a nudge two days before the pause ends", (), False, (AlarmSubject.PAUSES, False)),
        ("i'd like to be told whenever a ticket changes", (), False, (AlarmSubject.PROGRESS, False)),
        ("set up an alert", (), False, (None, False)),
    ],
)
def test_wishes_are_read_from_the_words(
    text: str, percents: tuple[int, ...], amount: bool, wanted: tuple[AlarmSubject | None, bool]
) -> None:
    wish: AlarmWish = read_wish(text, percents=percents, has_amount=amount)
    assert (wish.subject, wish.off) == wanted


def test_gigabytes_that_are_left_are_told_and_corrected(telecom: Telecom, maya: Actor) -> None:
    assert "when down to 2 GB" in ask(telecom, maya, "text me when 2 gb are left").text
    use(telecom, 7.9)
    assert told(telecom, USED) == []
    use(telecom, 8.2)
    assert told(telecom, USED) == ["utter_notice_alarm_usage"]
    reply = Asking(telecom).run(maya, "action_inform", text="make it 500 mb", turn="t2")
    assert "when down to 500 MB" in reply.text and "2 GB" not in reply.text
    assert told(telecom, USED) == ["utter_notice_alarm_usage"]
    use(telecom, 9.6)
    assert told(telecom, USED) == ["utter_notice_alarm_usage"] * 2
