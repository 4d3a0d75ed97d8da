"""A wish beyond somebody's rights: put to a manager, carried out once on Approve, or refused, or too old. C5."""

import pytest

from bot.own_word import OwnWord
from bot.plans import Run
from telecom.bootstrap import Telecom
from telecom.management.approvals import decide_request
from telecom.model.access import Actor
from telecom.model.authorization import Approval, ApprovalStatus, Function, Permission
from telecom.model.errors import BusinessError, NotFound, ProofRequired
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.notices import Notice
from telecom.model.parties import Individual, Role
from telecom.model.payments import Payment
from telecom.model.suspension import Suspension
from telecom.support.approvals import DECIDE
from telecom.support.due import tick
from telecom.support.jobs import run_job
from tests.asking import Asking, Reply
from tests.fakes import TestClock
from tests.granting import grant, only, somebody, told_to
from tests.households import Household, a_home, a_stranger
from tests.money import a_bill, a_card, confirm, pounds, yes_to
from tests.outgoing import RENDERER

ALEX = "+447700900861"
PAUSE = {"service": "broadband", "period": {"start": "2026-09-15", "end": "2026-09-30"}}


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


@pytest.fixture
def partner(telecom: Telecom, home: Household) -> Actor:
    """Alex, who may see the broadband and report its faults, and no more."""
    with telecom.open_work() as work:
        actor = somebody(work, home, "Alex", Role.AUTHORIZED_USER, ending=861)
    grant(telecom, home.manager, actor, [Function.REPORT], only(home, "broadband"), turn="grant")
    return actor


def ask(telecom: Telecom, partner: Actor, action: str = "action_pause_service", **entities: object) -> Reply:
    """The wish, refused, and put to the manager by the choice below the refusal."""
    chat = Asking(telecom)
    refused = chat.run(partner, action, intent=action.removeprefix("action_"), entities=entities or PAUSE)
    [choice] = refused.choices
    return chat.run(partner, choice["action"], slots=choice["slots"], turn="asked")


def approval_of(telecom: Telecom) -> Approval:
    with telecom.open_work() as work:
        [found] = work.of(Approval).list()
        return found


def decide(telecom: Telecom, manager: Actor, *, approve: bool) -> Reply:
    """Approve or Refuse below the question: the turn's own affair, and no action that Rasa could have done."""
    step = Run(DECIDE, slots={"approval_id": approval_of(telecom).id, "approve": approve})
    with telecom.open_work() as work:
        conversation, today = work.of(Conversation).get(manager.conversation_id), work.today()
    said = OwnWord(telecom).decide(conversation.id, step)
    rendered = [RENDERER.render(each, channel="terminal", language="en", today=today).text for each in said]
    return Reply(said, rendered, {})


def pauses(telecom: Telecom) -> int:
    with telecom.open_work() as work:
        return work.of(Suspension).count()


def test_the_manager_reads_what_and_what_it_costs_and_approve_carries_it_out(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    assert "I've asked Priya" in ask(telecom, partner).text
    assert pauses(telecom) == 0
    with telecom.open_work() as work:
        question = work.of(OutgoingMessage).find(order="-number")
        assert question is not None and question.utterance.response == "utter_approval_question"
        [offer] = question.utterance.values["offer"]
        assert offer.values["monthly"] == pounds(38)
    done = decide(telecom, home.manager, approve=True)
    assert done.response == "utter_suspension_begun"
    assert pauses(telecom) == 1
    assert approval_of(telecom).status is ApprovalStatus.APPROVED
    with telecom.open_work() as work:
        assert told_to(work, ALEX)[-1] == "utter_approval_told_approved"


def test_approving_twice_says_the_same_and_does_nothing_more(telecom: Telecom, home: Household, partner: Actor) -> None:
    ask(telecom, partner)
    first, again = decide(telecom, home.manager, approve=True), decide(telecom, home.manager, approve=True)
    assert [s.response for s in again.said] == [s.response for s in first.said]
    assert pauses(telecom) == 1


def test_asking_twice_in_one_turn_asks_once(telecom: Telecom, home: Household, partner: Actor) -> None:
    ask(telecom, partner)
    ask(telecom, partner)
    approval_of(telecom)


def test_refused_is_refused_and_stays_so(telecom: Telecom, home: Household, partner: Actor) -> None:
    ask(telecom, partner)
    assert "it's refused" in decide(telecom, home.manager, approve=False).text
    assert "closed" in decide(telecom, home.manager, approve=True).text
    assert pauses(telecom) == 0
    with telecom.open_work() as work:
        assert told_to(work, ALEX)[-1] == "utter_approval_told_refused"


def test_nobody_but_a_manager_decides(telecom: Telecom, home: Household, partner: Actor) -> None:
    ask(telecom, partner)
    with telecom.open_work() as work:
        stranger = a_stranger(work)
    for actor in (partner, stranger):
        with telecom.open_work() as work, pytest.raises(NotFound):
            decide_request(actor, approval_of(telecom).id, approve=True, work=work)
    assert pauses(telecom) == 0


def test_deciding_needs_a_fresh_proof(telecom: Telecom, home: Household, partner: Actor, clock: TestClock) -> None:
    ask(telecom, partner)
    clock.advance(minutes=16)
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        decide_request(home.manager, approval_of(telecom).id, approve=True, work=work)


def test_a_question_lapses_after_a_day_and_the_asker_is_told(
    telecom: Telecom, home: Household, partner: Actor, clock: TestClock
) -> None:
    ask(telecom, partner)
    clock.advance(hours=24, minutes=1)
    tick(telecom.open_work, kinds=["end_of_approval"])
    with telecom.open_work() as work:
        found = [[n.subject, n.period] for n in work.of(Notice).list(kind="end_of_approval")]
    run_job("act_on_due", {"kind": "end_of_approval", "found": found}, open_work=telecom.open_work, outside=None)
    assert approval_of(telecom).status is ApprovalStatus.EXPIRED
    manager = Actor(home.manager.person_id, home.manager.session_id, home.manager.conversation_id, "terminal", clock.at)
    with telecom.open_work() as work, pytest.raises(BusinessError):
        decide_request(manager, approval_of(telecom).id, approve=True, work=work)
    with telecom.open_work() as work:
        assert told_to(work, ALEX)[-1] == "utter_approval_told_expired"


def test_a_wish_about_what_the_asker_knows_nothing_of_is_not_put(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    reply = ask(telecom, partner, service="broadband")  # no time was said: nothing a manager could decide on
    assert reply.response == "utter_approval_not_possible"
    reply = Asking(telecom).run(partner, "action_pause_service", entities={**PAUSE, "service": "iptv"})
    assert reply.response == "utter_approval_offer"  # they may change nothing at all
    chat = Asking(telecom)
    wish = {"action": "action_pause_service", "intent": "pause_service", "entities": {**PAUSE, "service": "iptv"}}
    put = chat.run(partner, "action_ask_manager", slots={"wish": wish}, turn="3")
    assert put.response == "utter_error_not_found"
    with telecom.open_work() as work:
        assert work.of(Approval).count() == 0


def test_only_what_is_proposed_can_be_put_to_a_manager(telecom: Telecom, home: Household, partner: Actor) -> None:
    wish = {"action": "action_list_services", "intent": "list_services", "entities": {}}
    reply = Asking(telecom).run(partner, "action_ask_manager", slots={"wish": wish}, turn="2")
    assert [s.response for s in reply.said] == ["utter_approval_not_possible"]


def test_more_than_the_limit_is_asked_for_and_paid_on_approval(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        actor = somebody(work, home, "Alex", Role.AUTHORIZED_USER, ending=861)
        manager = work.of(Individual).get(home.manager.person_id)
        manager.phone_number = home.services["fixed"].phone_number
        a_card(work, manager)
        a_bill(work, manager, total=30)
    grant(
        telecom,
        home.manager,
        actor,
        [Function.PAY],
        only(home, "broadband", "iptv", "fixed"),
        limit=pounds(20),
        turn="1",
    )
    chat = Asking(telecom)
    refused = chat.run(actor, "action_pay_bill", intent="pay_bill", turn="2")
    assert "£30.00 is more than you may spend: of £20.00 a month you have £20.00 left" in refused.text
    part = {"amount": {"minor": 1500, "currency": "GBP"}}
    shown = chat.run(actor, "action_pay_bill", intent="pay_bill", entities=part, slots=part, turn="3")
    confirm(telecom, actor, yes_to(shown.said[0]))
    refused = chat.run(actor, "action_pay_bill", intent="pay_bill", turn="4")
    assert "you have £5.00 left" in refused.text
    [choice] = refused.choices
    assert "I've asked Priya" in chat.run(actor, choice["action"], slots=choice["slots"], turn="5").text
    decide(telecom, home.manager, approve=True)
    with telecom.open_work() as work:
        assert [p.amount for p in work.of(Payment).list(order="created_at,number")] == [pounds(15), pounds(15)]


def test_who_may_not_see_the_bill_asks_for_the_right_to_see_it(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    chat = Asking(telecom)
    refused = chat.run(partner, "action_show_bill", intent="show_bill")
    [choice] = refused.choices
    sent = chat.run(partner, choice["action"], slots=choice["slots"], turn="asked")
    assert sent.response == "utter_approval_sent" and approval_of(telecom).kind == "authorize_user"
    decide(telecom, home.manager, approve=True)
    assert chat.run(partner, "action_show_bill", intent="show_bill", turn="again").response != refused.response
    with telecom.open_work() as work:
        [given] = work.of(Permission).list(person_id=partner.person_id, function=Function.BILL)
        assert (given.granter_id, given.service_id) == (home.manager.person_id, None)
        assert work.of(Permission).count(person_id=partner.person_id, function=Function.PAY) == 0
