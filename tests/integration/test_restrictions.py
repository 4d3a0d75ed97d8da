"""Limits on a service: read back, kept on yes, obeyed, told, over by themselves, lifted, taken back. [F14]"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from telecom.bootstrap import Telecom
from telecom.management.call_rules import check_call, show_rules
from telecom.management.configuration import BelowLevel
from telecom.management.restrictions import propose_lift, propose_restriction
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.errors import InvalidValue, NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import Money
from telecom.model.notices import Notice
from telecom.model.parties import BillingMode, GroupedLine, Individual, LineGroup
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.restrictions import SCHOOL_NIGHTS, Limits, Restriction, RestrictionStatus
from telecom.model.usage import UsageRecord
from telecom.model.utterances import Utterance
from telecom.model.volumes import UsageKind
from telecom.support.due import act_on_due, tick
from telecom.support.undoing import undo_last
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_member, a_stranger
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in

LANDLINE = PhoneNumber("+442079460123")
FRIEND, POLAND, STRANGER = PhoneNumber("+447700900222"), PhoneNumber("+48221234567"), PhoneNumber("+447700900999")
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


def propose(
    telecom: Telecom, actor: Actor, service_id: str, kind: str, *, turn: str = "turn 1", **told: Any
) -> Utterance:
    with telecom.open_work() as work:
        return propose_restriction(actor, service_id, limits=Limits(kind, **told), turn_id=turn, work=work)


def restrict(
    telecom: Telecom, home: Household, kind: str, *, on: str = "fixed", turn: str = "turn 1", **told: Any
) -> str:
    shown = propose(telecom, home.manager, home[on], kind, turn=turn, **told)
    return confirm(telecom, home.manager, yes_to(shown))[0].response


def may(
    telecom: Telecom, actor: Actor, called: PhoneNumber, *, caller: PhoneNumber = LANDLINE, at: datetime | None = None
) -> str | None:
    """The reason why a call is refused, None where it is not."""
    with telecom.open_work() as work:
        answers = check_call(actor, caller, called, at=at, work=work)
    return next((a.decision.reason for a in answers if not a.decision.allowed), None)


def standing(telecom: Telecom) -> list[tuple[str, list[str]]]:
    with telecom.open_work() as work:
        found = work.of(Restriction).list(status=RestrictionStatus.RUNNING, order="kind")
    return [(r.kind, r.numbers) for r in found]


def test_it_is_read_back_kept_on_yes_and_obeyed(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    shown = propose(telecom, home.manager, home["fixed"], "listed numbers only", numbers=(FRIEND.e164,))
    assert shown.response == "utter_restriction_propose"
    assert may(telecom, home.manager, STRANGER) is None
    assert confirm(telecom, home.manager, yes_to(shown))[0].response == "utter_restriction_done"
    assert may(telecom, home.manager, STRANGER) == "listed numbers only"
    assert may(telecom, home.manager, FRIEND) is None
    (told,) = outside.register.settings[home["fixed"]]["restrictions"]
    assert (told["kind"], told["numbers"]) == ("listed numbers only", [FRIEND.e164])


def test_two_yes_make_one(telecom: Telecom, home: Household) -> None:
    shown = propose(telecom, home.manager, home["fixed"], "receive only")
    confirm(telecom, home.manager, yes_to(shown))
    confirm(telecom, home.manager, yes_to(shown))
    assert standing(telecom) == [("receive only", [])]


def test_a_second_list_adds_to_the_first_and_a_second_cap_replaces_it(telecom: Telecom, home: Household) -> None:
    restrict(telecom, home, "blocked numbers", numbers=(FRIEND.e164,))
    restrict(telecom, home, "blocked numbers", numbers=(STRANGER.e164,), turn="turn 2")
    restrict(telecom, home, "spending limit", amount=Money(1000, "GBP"), turn="turn 3")
    restrict(telecom, home, "spending limit", amount=Money(2000, "GBP"), turn="turn 4")
    assert standing(telecom) == [("blocked numbers", [FRIEND.e164, STRANGER.e164]), ("spending limit", [])]


def test_for_a_period_it_begins_and_ends_by_itself_and_says_so(
    telecom: Telecom, home: Household, clock: TestClock, outside: FakeOutside
) -> None:
    period = Period(date(2026, 9, 20), date(2026, 9, 21))
    restrict(telecom, home, "no international calls", period=period)
    assert may(telecom, home.manager, POLAND) is None
    clock.advance(days=5)
    assert may(telecom, home.manager, POLAND) == "no international calls"  # before any tick has come by
    run_due(telecom, outside)
    assert standing(telecom) == [("no international calls", [])]
    clock.advance(days=2)
    assert may(telecom, home.manager, POLAND) is None
    run_due(telecom, outside)
    with telecom.open_work() as work:
        assert [r.status for r in work.of(Restriction).list()] == [RestrictionStatus.ENDED]
        told = [m.utterance.response for m in work.of(OutgoingMessage).list()]
    assert told.count("utter_restriction_ended_notice") == 1


def run_due(telecom: Telecom, outside: FakeOutside) -> None:
    tick(telecom.open_work, kinds=["start_of_restriction", "end_of_restriction"])
    with telecom.open_work() as work:
        waiting = work.of(Notice).list(done_at=None)
    for notice in waiting:
        found = [[notice.subject, notice.period]]
        act_on_due(kind=notice.kind, found=found, open_work=telecom.open_work, outside=outside)


def test_a_monthly_amount_leaves_only_one_number_until_the_month_is_over(telecom: Telecom, home: Household) -> None:
    restrict(telecom, home, "one number after an amount", amount=Money(500, "GBP"), numbers=(FRIEND.e164,))
    assert may(telecom, home.manager, STRANGER) is None
    with telecom.open_work() as work:
        work.of(UsageRecord).add(
            UsageRecord(
                service_id=home["fixed"], kind=UsageKind.VOICE, at=work.now, units=600, charge=Money(500, "GBP")
            )
        )
    assert may(telecom, home.manager, STRANGER) == "one number after an amount"
    assert may(telecom, home.manager, FRIEND) is None
    with telecom.open_work() as work:
        (answer,) = check_call(home.manager, LANDLINE, STRANGER, work=work)
    assert answer.decision.until == datetime(2026, 10, 1, tzinfo=LONDON)
    assert may(telecom, home.manager, STRANGER, at=datetime(2026, 10, 1, 8, tzinfo=LONDON)) is None


def test_a_blocked_caller_is_refused_by_the_line_that_is_called(telecom: Telecom, home: Household) -> None:
    restrict(telecom, home, "blocked numbers", numbers=(FRIEND.e164,))
    assert may(telecom, home.manager, LANDLINE, caller=FRIEND) == "blocked numbers"
    assert may(telecom, home.manager, LANDLINE, caller=STRANGER) is None


def test_group_only_lets_the_customers_own_lines_be_called(telecom: Telecom, home: Household) -> None:
    mobile = PhoneNumber("+447700900333")
    with telecom.open_work() as work:
        line = home.services["fixed"]
        kept = {"customer_id": line.customer_id, "account_id": line.account_id}
        work.of(Service).add(Service(**kept, kind="mobile", name="Ben's mobile", phone_number=mobile))
    restrict(telecom, home, "group only")
    assert may(telecom, home.manager, mobile) is None
    assert may(telecom, home.manager, FRIEND) == "group only"
    assert may(telecom, home.manager, LANDLINE, caller=FRIEND) is None


def test_lifting_takes_all_or_only_some_numbers_off(telecom: Telecom, home: Household) -> None:
    restrict(telecom, home, "blocked numbers", numbers=(FRIEND.e164, STRANGER.e164))
    lift(telecom, home, numbers=[FRIEND.e164], turn="turn 2")
    assert standing(telecom) == [("blocked numbers", [STRANGER.e164])]
    lift(telecom, home, turn="turn 3")
    assert standing(telecom) == []


def lift(telecom: Telecom, home: Household, *, turn: str, numbers: list[str] | None = None) -> None:
    with telecom.open_work() as work:
        ids = [r.id for r in work.of(Restriction).list(status=RestrictionStatus.RUNNING)]
        shown = propose_lift(
            home.manager, home["fixed"], restriction_ids=ids, numbers=numbers or [], turn_id=turn, work=work
        )
    confirm(telecom, home.manager, yes_to(shown))


def test_setting_and_lifting_are_taken_back(telecom: Telecom, home: Household) -> None:
    restrict(telecom, home, "spending limit", amount=Money(1000, "GBP"))
    restrict(telecom, home, "spending limit", amount=Money(2000, "GBP"), turn="turn 2")
    undo(telecom, home, turn="turn 3")
    with telecom.open_work() as work:
        (left,) = work.of(Restriction).list(status=RestrictionStatus.RUNNING)
    assert left.amount == Money(1000, "GBP")
    lift(telecom, home, turn="turn 4")
    undo(telecom, home, turn="turn 5")
    assert standing(telecom) == [("spending limit", [])]


def undo(telecom: Telecom, home: Household, *, turn: str) -> None:
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(home.manager.conversation_id)
        undo_last(home.manager, conversation, turn_id=turn, work=work)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("listed numbers only", {}),
        ("spending limit", {}),
        ("quiet hours", {"begins": "21:00", "ends": "21:00"}),
        ("one number after an amount", {"amount": Money(1, "GBP"), "numbers": (FRIEND.e164, STRANGER.e164)}),
        ("no purchases", {}),
        ("SIM blocked", {}),
        ("receive only", {"period": Period(date(2026, 9, 1), date(2026, 9, 14))}),
    ],
)
def test_what_makes_no_sense_is_refused(telecom: Telecom, home: Household, kind: str, told: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        propose(telecom, home.manager, home["fixed"], kind, **told)


def test_only_from_the_level_up_and_freshly_proved(telecom: Telecom, home: Household, clock: TestClock) -> None:
    with telecom.open_work() as work:
        user, stranger = a_member(work, home, Function.CONFIGURE, kind="fixed"), a_stranger(work)
    with pytest.raises(BelowLevel):
        propose(telecom, user, home["fixed"], "receive only")
    with pytest.raises(NotFound):
        propose(telecom, stranger, home["fixed"], "receive only")
    with pytest.raises(NotFound):
        may(telecom, stranger, FRIEND)
    clock.advance(minutes=16)
    with pytest.raises(ProofRequired):
        propose(telecom, home.manager, home["fixed"], "receive only")


def test_the_user_of_a_line_is_told_what_was_set_on_it(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        ben = work.of(Individual).add(Individual(given_name="Ben", family_name="T", phone_number=FRIEND))
        work.flush()
        work.of(Service).get(home["fixed"]).user_id = ben.id
    restrict(telecom, home, "receive only")
    with telecom.open_work() as work:
        told = [m for m in work.of(OutgoingMessage).list() if m.utterance.response == "utter_restriction_notice"]
    assert [m.address for m in told] == [FRIEND.e164]


def test_the_rules_of_a_line_are_shown(telecom: Telecom, home: Household) -> None:
    restrict(telecom, home, "receive only")
    with telecom.open_work() as work:
        assert len(show_rules(home.manager, home["fixed"], work=work).lines) == 1
        assert show_rules(home.manager, home["iptv"], work=work).lines == []


def test_one_sentence_is_read_back_in_plain_words(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    wish = {"intent": "restrict_calls", "entities": {"service": "fixed", "period": None}}
    filled = chat.run(
        home.manager, "validate_restrict_calls_form", text="bar international calls on the landline", **wish
    )
    assert filled.slots["restriction"] == "no international calls"
    assert filled.slots["requested_slot"] is None
    reply = chat.run(home.manager, "action_restrict_calls", slots=filled.slots)
    assert reply.text == (
        "So for Landline (+44 20 7946 0123), from now until you lift it: it can't call abroad. That costs nothing. "
        "Shall I set it?\nEmergency numbers always work."
    )


def test_an_evening_without_an_end_lasts_until_the_morning_other_hours_are_asked_for(
    telecom: Telecom, home: Household
) -> None:
    chat = Asking(telecom)
    said = {"text": "no internet after 9pm", "entities": {"service": "broadband", "time_of_day": "21:00"}}
    form = chat.run(home.manager, "validate_restrict_calls_form", intent="restrict_calls", **said)
    assert (form.slots["begin_time"], form.slots["end_time"]) == ("21:00", "06:00")
    said = {"text": "the kids must not watch after 9", "entities": {"service": "iptv", "time_of_day": "09:00"}}
    form = chat.run(home.manager, "validate_restrict_calls_form", intent="restrict_calls", **said)
    assert (form.slots["begin_time"], form.slots["end_time"]) == ("21:00", "06:00")
    said = {"text": "no internet after 2pm", "entities": {"service": "broadband", "time_of_day": "14:00"}}
    form = chat.run(home.manager, "validate_restrict_calls_form", intent="restrict_calls", **said)
    assert (form.slots["begin_time"], form.slots["requested_slot"]) == ("14:00", "end_time")
    asked = chat.run(home.manager, "action_ask_restrict_calls_form_end_time", slots=form.slots)
    slots = {**form.slots, "end_time": asked.choices[1]["entities"]["end_time"]}
    shown = chat.run(home.manager, "action_restrict_calls", slots=slots)
    assert "Home broadband, from now until you lift it: there is no internet from 14:00 to 07:00" in shown.text


def test_the_first_number_is_the_line_where_it_is_ones_own(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    form = chat.run(
        home.manager,
        "validate_restrict_calls_form",
        intent="restrict_calls",
        text="020 7946 0123 may only call 07700 900222 and 07700 900999",
        entities={"phone_number": LANDLINE.e164, "phone_numbers": [LANDLINE.e164, FRIEND.e164, STRANGER.e164]},
    )
    assert form.slots["service"] == home["fixed"]
    assert form.slots["numbers"] == [FRIEND.e164, STRANGER.e164]


def test_a_group_by_its_name_and_an_amount_before_a_number_are_whom_a_line_may_still_call(
    telecom: Telecom, home: Household
) -> None:
    with telecom.open_work() as work:
        owner = work.of(Service).get(home["fixed"])
        whose = {"customer_id": owner.customer_id, "account_id": owner.account_id}
        group = work.of(LineGroup).add(LineGroup(customer_id=owner.customer_id, name="night shift"))
        guard = work.of(Service).add(Service(kind="mobile", name="Guard's phone", phone_number=STRANGER, **whose))
        work.flush()
        work.of(GroupedLine).add(GroupedLine(service_id=guard.id, group_id=group.id))
    chat = Asking(telecom)
    said = {"intent": "restrict_calls", "entities": {"service": "fixed", "group": "night shift"}}
    wish = "the landline may only call and be called within the night shift"
    form = chat.run(home.manager, "validate_restrict_calls_form", text=wish, slots={"group": "the drivers"}, **said)
    assert (form.slots["service"], form.slots["group"]) == (home["fixed"], None)
    assert (form.slots["restriction"], form.slots["requested_slot"]) == ("listed numbers only", None)
    assert form.slots["numbers"] == [STRANGER.e164]
    said = {"service": "fixed", "phone_number": FRIEND.e164, "amount": {"minor": 2000, "currency": "GBP"}}
    wish = "after 20 pounds a month the landline can only call 07700 900222"
    form = chat.run(
        home.manager, "validate_restrict_calls_form", text=wish, intent="restrict_calls", entities=said, turn="turn 2"
    )
    assert (form.slots["restriction"], form.slots["numbers"]) == ("one number after an amount", [FRIEND.e164])


def test_can_this_number_call_that_one_answers_why_and_until_when(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    both = {"phone_number": LANDLINE.e164, "phone_numbers": [LANDLINE.e164, POLAND.e164]}
    yes = chat.run(home.manager, "action_check_call_rule", entities=both)
    assert yes.text == "Yes, +44 20 7946 0123 can call +48 22 123 45 67 now."
    restrict(telecom, home, "no international calls", period=Period(None, date(2026, 9, 30)))
    no = chat.run(home.manager, "action_check_call_rule", entities=both)
    assert no.text == (
        "No, +44 20 7946 0123 can't call +48 22 123 45 67 now. The reason: it can't call abroad, until Thu 1 Oct at "
        "00:00. It works again by itself Thu 1 Oct at 00:00."
    )
    assert [choice["intent"] for choice in no.choices] == ["restrict_calls"]
    lifting = chat.run(home.manager, "action_restrict_calls", entities=no.choices[0]["entities"], turn="turn 9")
    assert lifting.response == "utter_restriction_propose_lift"


def test_a_cap_is_shown_set_and_lifted_by_its_own_wish(telecom: Telecom, home: Household) -> None:
    chat, wish = Asking(telecom), "set_spending_limit"
    none = chat.run(home.manager, "action_set_spending_limit", intent=wish, text="whats my spending cap")
    assert none.response == "utter_restriction_no_limit"
    slots = {"service": "iptv", "amount": {"minor": 800, "currency": "GBP"}}
    shown = chat.run(home.manager, "action_set_spending_limit", intent=wish, slots=slots, turn="turn 2")
    assert "once £8.00 is spent in a month, nothing that costs extra goes through" in shown.text
    confirm(telecom, home.manager, yes_to(shown.said[0]))
    shown = chat.run(home.manager, "action_set_spending_limit", intent=wish, text="whats my spending cap")
    assert "Living room TV: once £8.00 is spent" in shown.text
    off = chat.run(
        home.manager, "action_set_spending_limit", intent=wish, text="remove my spending limit", turn="turn 3"
    )
    assert off.response == "utter_restriction_propose_lift"


def test_somebody_elses_line_is_not_restricted_by_its_number(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        zoe = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Zoe", number=777))
    chat = Asking(telecom)
    text = "block 020 7946 0123"
    form = chat.run(
        zoe,
        "validate_restrict_calls_form",
        intent="restrict_calls",
        text=text,
        entities={"phone_number": LANDLINE.e164},
    )
    assert form.slots["numbers"] == [LANDLINE.e164]
    assert form.slots.get("service") is None


def test_hours_hold_on_certain_days_of_the_week_only(telecom: Telecom, home: Household) -> None:
    told = Asking(telecom).run(
        home.manager, "validate_restrict_calls_form", intent="restrict_calls",
        text="no calls after 9pm on the landline, monday to friday",
        entities={"time_of_day": "21:00", "service": "fixed", "period": {"start": "2026-09-21", "end": "2026-09-25"}},
    )  # fmt: skip
    assert (told.slots["weekdays"], told.slots["period"]) == ([0, 1, 2, 3, 4], None)
    shown = propose(
        telecom, home.manager, home["fixed"], "quiet hours", begins="21:00", ends="07:00", weekdays=SCHOOL_NIGHTS
    )
    confirm(telecom, home.manager, yes_to(shown))
    # 18 September 2026 is a Friday; a night belongs to the day on which it began.
    refused = {
        day: may(telecom, home.manager, FRIEND, at=datetime(2026, 9, day, hour, tzinfo=LONDON)) is not None
        for day, hour in ((17, 22), (18, 6), (18, 22), (19, 6), (20, 22), (21, 6))
    }
    assert refused == {17: True, 18: False, 19: False, 20: True, 21: True}
    assert may(telecom, home.manager, FRIEND, at=datetime(2026, 9, 18, 6, tzinfo=LONDON)) is not None
    rules = Asking(telecom).run(home.manager, "action_check_call_rule", entities={"service": "fixed"}).text
    assert "from 21:00 to 07:00, on school nights (Sunday to Thursday)" in rules
