"""Pausing and resuming a service: proposed, done once, told to the network, and over by itself. [F12]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.suspension import propose_pause, propose_resume
from telecom.model.access import Actor
from telecom.model.audit import AuditRecord
from telecom.model.authorization import Function, Permission, PermissionStatus
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError, InvalidValue, NotFound, ProofRequired
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import Money
from telecom.model.notices import Notice
from telecom.model.suspension import OPEN_SUSPENSION, AlreadyPaused, NotPausable, Suspension, SuspensionStatus
from telecom.model.utterances import Utterance
from telecom.support import messaging, proposals
from telecom.support.due import tick
from telecom.support.jobs import RetryLater, run_job
from telecom.support.undoing import undo_last
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_member, a_stranger, an_offering, runs_on
from tests.money import confirm, yes_to

TODAY = date(2026, 9, 15)
THREE_WEEKS = Period(TODAY, date(2026, 10, 5))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
OCTOBER_SAID = {"start": "2026-10-01", "end": "2026-10-31"}


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


def propose(
    telecom: Telecom, actor: Actor, service_id: str, period: Period = THREE_WEEKS, *, turn: str = "turn 1"
) -> Utterance:
    with telecom.open_work() as work:
        return propose_pause(actor, service_id, period=period, turn_id=turn, work=work)


def pause(telecom: Telecom, home: Household, period: Period = THREE_WEEKS, *, kind: str = "broadband") -> str:
    """A confirmed pause; the name of the receipt."""
    shown = propose(telecom, home.manager, home[kind], period)
    return confirm(telecom, home.manager, yes_to(shown))[0].response


def resume(telecom: Telecom, home: Household, *, turn: str = "turn 2") -> str:
    with telecom.open_work() as work:
        shown = propose_resume(home.manager, home["broadband"], turn_id=turn, work=work)
    return confirm(telecom, home.manager, yes_to(shown))[0].response


def states(telecom: Telecom, home: Household) -> tuple[ServiceState, ProductStatus, SuspensionStatus]:
    with telecom.open_work() as work:
        service = work.of(Service).get(home["broadband"])
        product = work.of(Product).find(service_id=service.id)
        suspension = work.of(Suspension).find(service_id=service.id, order="-starts_at")
    assert product and suspension
    return service.state, product.status, suspension.status


def pass_time(telecom: Telecom, clock: TestClock, **by: float) -> None:
    """Let time pass, and have done what falls due."""
    clock.advance(**by)
    for kind in ("start_of_pause", "end_of_pause"):
        tick(telecom.open_work, kinds=[kind])
        with telecom.open_work() as work:
            noted = [[notice.subject, notice.period] for notice in work.of(Notice).list(kind=kind, done_at=None)]
        run_job("act_on_due", {"kind": kind, "found": noted}, open_work=telecom.open_work, outside=telecom.outside)


PAUSED = (ServiceState.INACTIVE, ProductStatus.SUSPENDED, SuspensionStatus.RUNNING)
BACK = (ServiceState.ACTIVE, ProductStatus.ACTIVE, SuspensionStatus.ENDED)


def test_the_proposal_says_what_when_until_when_and_the_fee(telecom: Telecom, home: Household) -> None:
    shown = propose(telecom, home.manager, home["broadband"])
    assert shown.response == "utter_suspension_propose"
    assert shown.values["period"] == THREE_WEEKS
    assert shown.values["back_on"] == date(2026, 10, 6)
    assert (shown.values["monthly"], shown.values["meanwhile"]) == (Money(3800, "GBP"), Money(1900, "GBP"))
    assert [also.values["service"].values["name"] for also in shown.values["also"]] == ["Living room TV"]


def test_nothing_is_paused_before_the_yes(telecom: Telecom, home: Household) -> None:
    propose(telecom, home.manager, home["broadband"])
    with telecom.open_work() as work:
        assert work.of(Suspension).count() == 0
        assert work.of(Service).get(home["broadband"]).state is ServiceState.ACTIVE


def test_a_pause_from_today_begins_at_once_and_the_network_knows(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    assert pause(telecom, home) == "utter_suspension_begun"
    assert states(telecom, home) == PAUSED
    assert outside.network.barred == {home["broadband"]}
    with telecom.open_work() as work:
        assert [r.values["change"] for r in work.of(AuditRecord).list(subject=home["broadband"])] == ["pause"]


def test_a_second_yes_repeats_the_receipt_and_nothing_else(telecom: Telecom, home: Household) -> None:
    yes = yes_to(propose(telecom, home.manager, home["broadband"]))
    first = confirm(telecom, home.manager, yes)
    assert confirm(telecom, home.manager, yes) == first
    with telecom.open_work() as work:
        assert work.of(Suspension).count() == 1


def test_a_silent_network_is_told_later_by_the_job(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    outside.network.silent = True
    shown = propose(telecom, home.manager, home["broadband"])
    said = confirm(telecom, home.manager, yes_to(shown))
    assert [s.response for s in said] == ["utter_suspension_begun", "utter_suspension_network_later"]
    job = {"service_id": home["broadband"]}
    with pytest.raises(RetryLater):
        run_job("set_line", job, open_work=telecom.open_work, outside=outside)
    outside.network.silent = False
    run_job("set_line", job, open_work=telecom.open_work, outside=outside)
    assert outside.network.barred == {home["broadband"]}


def test_a_later_pause_begins_and_ends_by_itself(telecom: Telecom, home: Household, clock: TestClock) -> None:
    assert pause(telecom, home, OCTOBER) == "utter_suspension_scheduled"
    assert states(telecom, home) == (ServiceState.ACTIVE, ProductStatus.ACTIVE, SuspensionStatus.SCHEDULED)
    pass_time(telecom, clock, days=15, hours=13.9)  # 23:54 on 30 September in London
    assert states(telecom, home)[0] is ServiceState.ACTIVE
    pass_time(telecom, clock, hours=1)
    assert states(telecom, home) == PAUSED
    pass_time(telecom, clock, days=32)
    assert states(telecom, home) == BACK
    with telecom.open_work() as work:
        told = [m.utterance.response for m in work.of(OutgoingMessage).list(order="number")]
    assert told == ["utter_suspension_begun_notice", "utter_suspension_ended_notice"]


def test_a_pause_that_was_slept_through_is_dropped(telecom: Telecom, home: Household, clock: TestClock) -> None:
    pause(telecom, home, OCTOBER)
    pass_time(telecom, clock, days=90)
    assert states(telecom, home) == (ServiceState.ACTIVE, ProductStatus.ACTIVE, SuspensionStatus.CANCELLED)


def test_resuming_ends_it_now_and_a_new_pause_is_possible(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    pause(telecom, home)
    assert resume(telecom, home) == "utter_suspension_resumed"
    assert states(telecom, home) == BACK
    assert outside.network.barred == set()
    shown = propose(telecom, home.manager, home["broadband"], turn="turn 3")
    assert shown.response == "utter_suspension_propose"


def test_resuming_drops_a_pause_that_is_still_to_come(telecom: Telecom, home: Household) -> None:
    pause(telecom, home, OCTOBER)
    assert resume(telecom, home) == "utter_suspension_dropped"
    assert states(telecom, home) == (ServiceState.ACTIVE, ProductStatus.ACTIVE, SuspensionStatus.CANCELLED)


def test_a_product_bought_before_stays_ended_after_the_pause(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        extra = runs_on(work, home.services["broadband"], an_offering(work, "Wi-Fi Plus", "broadband", monthly=500))
        extra.become(ProductStatus.TERMINATED)
    pause(telecom, home)
    resume(telecom, home)
    with telecom.open_work() as work:
        assert work.of(Product).get(extra.id).status is ProductStatus.TERMINATED


@pytest.mark.parametrize(
    "period", [Period(TODAY, None), Period(date(2026, 9, 1), TODAY), Period(TODAY, date(2027, 9, 1))]
)
def test_a_time_that_will_not_do_is_refused(telecom: Telecom, home: Household, period: Period) -> None:
    with pytest.raises(InvalidValue):
        propose(telecom, home.manager, home["broadband"], period)


def test_a_paused_service_is_not_paused_again(telecom: Telecom, home: Household) -> None:
    pause(telecom, home)
    with pytest.raises(AlreadyPaused):
        propose(telecom, home.manager, home["broadband"], OCTOBER, turn="turn 2")


def test_a_pause_that_is_set_can_have_other_days(telecom: Telecom, home: Household) -> None:
    pause(telecom, home)
    with telecom.open_work() as work:
        shown = propose_pause(home.manager, home["broadband"], period=OCTOBER, moves=True, turn_id="turn 2", work=work)
    assert shown.response == "utter_suspension_propose_move" and shown.values["period"] == OCTOBER
    confirm(telecom, home.manager, yes_to(shown))
    with telecom.open_work() as work:
        open_ones = work.of(Suspension).list(service_id=home["broadband"], status=OPEN_SUSPENSION)
    assert [each.period for each in open_ones] == [OCTOBER]


def test_terms_can_forbid_a_pause(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        never = an_offering(work, "Promise", "fixed", monthly=100, pause={"allowed": False})
        runs_on(work, home.services["fixed"], never)
    with pytest.raises(NotPausable):
        propose(telecom, home.manager, home["fixed"])


def test_a_stranger_cannot_pause_and_a_member_only_what_was_granted(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        member = a_member(work, home, Function.CHECK, Function.CONFIGURE)
    for actor, kind in ((stranger, "broadband"), (member, "fixed")):
        with pytest.raises(NotFound):
            propose(telecom, actor, home[kind])
    assert propose(telecom, member, home["broadband"], turn="turn 2").response == "utter_suspension_propose"


def test_an_old_proof_is_not_enough(telecom: Telecom, home: Household, clock: TestClock) -> None:
    clock.advance(minutes=16)
    with pytest.raises(ProofRequired):
        propose(telecom, home.manager, home["broadband"])


def test_a_right_taken_away_meanwhile_stops_the_yes(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        member = a_member(work, home, Function.CONFIGURE)
    yes = yes_to(propose(telecom, member, home["broadband"]))
    with telecom.open_work() as work:
        for permission in work.of(Permission).list(person_id=member.person_id):
            permission.status = PermissionStatus.REVOKED
    with pytest.raises(BusinessError):
        confirm(telecom, member, yes)
    with telecom.open_work() as work:
        assert work.of(Suspension).count() == 0


def test_another_time_corrects_the_proposal(telecom: Telecom, home: Household) -> None:
    propose(telecom, home.manager, home["broadband"])
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(home.manager.conversation_id)
        october = {"period": {"start": "2026-10-01", "end": "2026-10-31"}}
        shown = proposals.correct(home.manager, conversation, october, turn_id="turn 2", work=work)
    assert shown is not None
    assert shown.values["period"] == OCTOBER


def test_the_form_asks_which_and_until_when_and_the_action_proposes(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    assert chat.run(home.manager, "validate_pause_service_form").slots["requested_slot"] == "service"
    which = chat.run(home.manager, "action_ask_pause_service_form_service")
    assert len(which.choices) == 3
    filled = chat.run(home.manager, "validate_pause_service_form", slots={"service": "broadband"})
    assert filled.slots == {"service": home["broadband"], "requested_slot": "period"}
    until = chat.run(home.manager, "action_ask_pause_service_form_period", slots={"service": home["broadband"]})
    slots = {"service": home["broadband"], "period": until.choices[1]["entities"]["period"]}
    assert chat.run(home.manager, "validate_pause_service_form", slots=slots).slots["requested_slot"] is None
    proposed = chat.run(home.manager, "action_pause_service", slots=slots, turn="turn 9")
    assert "Pause Home broadband, today to Mon 28 Sept?" in proposed.text
    assert proposed.slots == dict.fromkeys(("service", "phone_number", "group", "period", "date", "begins_on"))


def test_a_past_date_is_refused_with_why_and_asked_again(telecom: Telecom, home: Household) -> None:
    slots = {"service": home["broadband"]}
    reply = Asking(telecom).run(
        home.manager, "validate_pause_service_form", slots=slots, entities={"date": "2026-09-01"}
    )
    assert reply.response == "utter_suspension_in_past"
    assert reply.slots["requested_slot"] == "period"


def test_a_service_is_answered_by_its_own_name(telecom: Telecom, home: Household) -> None:
    reply = Asking(telecom).run(
        home.manager, "validate_resume_service_form", text="the living room", slots={"requested_slot": "service"}
    )
    assert reply.slots["requested_slot"] is None  # nothing is paused: the action says so
    reply = Asking(telecom).run(
        home.manager, "validate_pause_service_form", text="living room tv", slots={"requested_slot": "service"}
    )
    assert reply.slots["service"] == home["iptv"]


def test_resuming_what_is_not_paused_says_so(telecom: Telecom, home: Household) -> None:
    reply = Asking(telecom).run(home.manager, "action_resume_service", intent="resume_service")
    assert reply.response == "utter_suspension_nothing_paused"


def test_when_a_pause_ends_is_told_and_changes_nothing(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    pause(telecom, home)
    told = chat.run(home.manager, "action_resume_service", intent="resume_service", text="when does it come back")
    assert told.response == "utter_suspension_stands" and "comes back by itself on" in told.text
    assert not told.choices


def test_a_paused_service_is_listed_as_paused(telecom: Telecom, home: Household) -> None:
    pause(telecom, home)
    reply = Asking(telecom).run(home.manager, "action_list_services", intent="list_services")
    assert "Home broadband: Fibre 500, paused, back on Tue 6 Oct" in reply.text


def ask_all(telecom: Telecom, home: Household, wish: str, turn: str, **slots: object) -> Utterance:
    entities = {"group": "everything"}
    return (
        Asking(telecom)
        .run(home.manager, f"action_{wish}", intent=wish, turn=turn, slots=slots, entities=entities)
        .said[0]
    )


def working(telecom: Telecom, home: Household) -> list[bool]:
    with telecom.open_work() as work:
        return [work.of(Service).get(home[kind]).state is ServiceState.ACTIVE for kind in home.services]


def test_all_lines_are_one_proposal_with_one_yes_and_the_result_of_each(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    week = {"start": "2026-09-15", "end": "2026-09-21"}
    shown = ask_all(telecom, home, "pause_service", "turn 1", period=week)
    assert shown.response == "utter_suspension_propose_many"
    assert (shown.values["count"], len(shown.values["lines"])) == (3, 3)
    fees = shown.values["fee"][0].values
    assert (fees["monthly"], fees["meanwhile"]) == (Money(5800, "GBP"), Money(2900, "GBP"))
    said = confirm(telecom, home.manager, yes_to(shown))
    assert [each.response for each in said[0].values["results"]] == ["utter_suspension_begun"] * 3
    assert working(telecom, home) == [False] * 3
    assert len(outside.network.barred) == 3
    again = ask_all(telecom, home, "resume_service", "turn 2")
    assert (again.response, again.values["count"]) == ("utter_suspension_propose_resume_many", 3)
    confirm(telecom, home.manager, yes_to(again))
    assert working(telecom, home) == [True] * 3


def test_a_line_that_cannot_be_paused_is_left_out_and_said(telecom: Telecom, home: Household) -> None:
    pause(telecom, home)
    shown = ask_all(telecom, home, "pause_service", "turn 2", period={"start": "2026-09-15", "end": "2026-09-21"})
    assert shown.values["count"] == 2
    assert [each.response for each in shown.values["left_out"]] == ["utter_lines_left_out", "utter_suspension_already"]


def test_lines_named_together_are_asked_only_for_how_long(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    said = {"intent": "pause_service", "entities": {"group": "everything"}}
    asked = chat.run(home.manager, "validate_pause_service_form", **said)  # type: ignore[arg-type]
    assert asked.slots == {"group": "everything", "requested_slot": "period"}
    week = {"start": "2026-09-15", "end": "2026-09-21"}
    slots = {"group": "everything", "period": week}
    assert "Pause 3 lines" in chat.run(home.manager, "action_pause_service", slots=slots, turn="turn 2").text


def undo(telecom: Telecom, home: Household, *, turn: str) -> str:
    with telecom.open_work() as work:
        chat = work.of(Conversation).get(home.manager.conversation_id)
        return undo_last(home.manager, chat, turn_id=turn, work=work).said[0].response


def test_a_pause_and_its_end_are_taken_back(telecom: Telecom, home: Household) -> None:
    pause(telecom, home)
    resume(telecom, home)
    assert undo(telecom, home, turn="turn 3") == "utter_suspension_begun"
    assert states(telecom, home)[:2] == PAUSED[:2]
    with telecom.open_work() as work:
        again = work.of(Suspension).find(status=SuspensionStatus.RUNNING)
    assert again is not None and again.period == THREE_WEEKS
    with pytest.raises(BusinessError):  # the pause itself has been ended and begun anew since
        undo(telecom, home, turn="turn 4")


def test_a_pause_of_several_lines_is_taken_back_as_one(telecom: Telecom, home: Household) -> None:
    shown = ask_all(telecom, home, "pause_service", "turn 1", period={"start": "2026-09-15", "end": "2026-09-21"})
    said = confirm(telecom, home.manager, yes_to(shown))
    assert [choice.content["intent"] for choice in said[0].choices] == ["undo"]
    assert undo(telecom, home, turn="turn 2") == "utter_proposal_results"
    assert working(telecom, home) == [True] * 3


def test_a_pause_that_is_set_is_shifted_in_words_and_costs_nothing(telecom: Telecom, home: Household) -> None:
    pause(telecom, home, OCTOBER)
    chat, told = Asking(telecom), {"service": home["broadband"]}
    shown = chat.run(home.manager, "action_pause_service", slots=told, text="shift it one week later", turn="turn 2")
    assert shown.said[0].values["period"] == Period(date(2026, 10, 8), date(2026, 11, 7))
    with telecom.open_work() as work:
        proposals.refuse(yes_to(shown.said[0]), work.of(Conversation).get(home.manager.conversation_id), work=work)
    price = chat.run(
        home.manager, "action_ask_price", intent="ask_price", text="is it gonna cost me", before=["pause_service"]
    )
    assert price.response == "utter_costs_nothing"


def test_what_a_pause_costs_is_told_and_asks_for_no_days(telecom: Telecom, home: Household) -> None:
    chat, asks = Asking(telecom), {"intent": "pause_service", "text": "is there a fee for freezing the internet"}
    assert chat.run(home.manager, "validate_pause_service_form", **asks).slots["requested_slot"] is None
    assert chat.run(home.manager, "action_pause_service", **asks).response == "utter_suspension_costs"


def test_below_an_offered_pause_other_days_are_for_the_same_service(telecom: Telecom, home: Household) -> None:
    shown, chat = propose(telecom, home.manager, home["fixed"]), Asking(telecom)
    only = {"intent": "pause_service", "text": "only in october", "entities": {"period": OCTOBER_SAID}}
    form = chat.run(home.manager, "validate_pause_service_form", turn="turn 2", **only)
    assert (form.slots["requested_slot"], form.slots["service"]) == (None, home["fixed"])
    asked = chat.run(home.manager, "action_pause_service", intent="pause_service", text="do i pay a fee", turn="turn 3")
    assert asked.said[-1] == shown and asked.response == "utter_help_price"


def test_what_was_just_paused_is_left_running_after_all(telecom: Telecom, home: Household) -> None:
    pause(telecom, home, OCTOBER)
    reply = Asking(telecom).run(
        home.manager, "action_cancel", intent="cancel", text="no leave it running", turn="turn 2"
    )
    assert reply.response == "utter_suspension_dropped"


def test_nobody_is_hurried_to_say_yes(telecom: Telecom, home: Household) -> None:
    shown = propose(telecom, home.manager, home["broadband"])
    reply = Asking(telecom).run(home.manager, "action_help", intent="help", text="im not sure yet", turn="turn 2")
    assert [each.response for each in reply.said] == ["utter_help_no_hurry", shown.response]


def test_what_is_asked_of_a_pause_is_answered_before_and_after_the_yes(telecom: Telecom, home: Household) -> None:
    shown, chat = propose(telecom, home.manager, home["broadband"], OCTOBER), Asking(telecom)
    early = chat.run(home.manager, "action_help", intent="help", text="can i cut it short", turn="turn 2")
    assert [each.response for each in early.said] == ["utter_suspension_can_end_early", shown.response]
    with telecom.open_work() as work:
        chat_of = work.of(Conversation).get(home.manager.conversation_id)
        receipt = confirm(telecom, home.manager, yes_to(shown))
        messaging.answer(work, chat_of, receipt, turn_id="turn 3")
    back = chat.run(home.manager, "action_resume_service", text="when does it start again", turn="turn 4")
    assert back.response == "utter_suspension_back_on"
