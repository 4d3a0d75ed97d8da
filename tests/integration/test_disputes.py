"""Contesting a charge: a case with states, nothing of it dunned meanwhile, and the money back where it was right."""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.arrangements import look_at_standing
from telecom.management.bill_reasons import explain_bill
from telecom.management.bills import to_pay
from telecom.management.disputes import CREDIT, REJECT, contestable_lines, list_disputes, propose_dispute
from telecom.management.payments import propose_payment
from telecom.management.staff_tasks import list_tasks, resolve_task, take_task
from telecom.model.access import Actor
from telecom.model.bills import AppliedCustomerBillingRate, BillState, ChargeKind, CustomerBill
from telecom.model.charges import AccountCharge
from telecom.model.disputes import Dispute, DisputedAlready, DisputeStatus
from telecom.model.errors import NotFound, ProofRequired
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import total
from telecom.model.staff import SecondPersonNeeded
from telecom.model.usage import UsageZone
from telecom.model.volumes import MEGABYTE, UsageKind, Volume
from telecom.ports import Work
from telecom.support import messaging
from tests.asking import Asking
from tests.billing import Line, a_line, a_plan, at, bill_due, go_to, set_prices, use
from tests.fakes import TestClock
from tests.money import confirm, pounds, yes_to
from tests.people import logged_in
from tests.personal import standing_in_clear


def _two_bills(telecom: Telecom, clock: TestClock) -> tuple[Actor, Line, CustomerBill]:
    """August quiet; in September abroad, and one premium call. The newer bill, not paid."""
    go_to(clock, date(2026, 10, 5))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=700, gigabytes=2), since=date(2026, 8, 1))
        use(work, line.service, 40 * MEGABYTE, at(date(2026, 8, 9)))
        for day in (3, 4, 5):
            use(work, line.service, 100 * MEGABYTE, at(date(2026, 9, day)), zone=UsageZone.ROAMING)
        use(work, line.service, 240, at(date(2026, 9, 9)), UsageKind.VOICE, zone=UsageZone.PREMIUM)
        actor = logged_in(work, line.person)
    _, bill = bill_due(telecom)
    return actor, line, bill


def _line_of(work: Work, bill: CustomerBill, kind: ChargeKind) -> AppliedCustomerBillingRate:
    found = work.of(AppliedCustomerBillingRate).find(bill_id=bill.id, kind=kind)
    assert found is not None
    return found


def _contest(telecom: Telecom, actor: Actor, bill: CustomerBill, kind: ChargeKind, turn: str = "t") -> str:
    with telecom.open_work() as work:
        shown = propose_dispute(actor, _line_of(work, bill, kind).id, words="not me", turn_id=turn, work=work)
    (said, *_) = confirm(telecom, actor, yes_to(shown))
    assert confirm(telecom, actor, yes_to(shown))[0] == said
    return said.response


def test_a_bill_is_explained_by_its_causes_the_use_behind_them_and_the_records(
    telecom: Telecom, clock: TestClock
) -> None:
    actor, *_ = _two_bills(telecom, clock)
    with telecom.open_work() as work:
        told = explain_bill(actor, work=work)
        roaming, premium = told.causes
        assert (roaming.kind, roaming.difference, premium.difference) == (ChargeKind.ROAMING, pounds(9), pounds(2.40))
        assert roaming.evidence is not None and roaming.evidence.count == 3
        assert list(roaming.evidence.volumes) == [Volume(UsageKind.DATA, 300 * MEGABYTE)]
        assert told.usage.agrees and told.usage.charged == 4
    reply = Asking(telecom).run(actor, "action_explain_bill", intent="explain_bill")
    august = {"period": {"start": "2026-08-01", "end": "2026-08-31"}}
    said = "how come my last bill was more than august"
    compared = Asking(telecom).run(actor, "action_explain_bill", intent="explain_bill", text=said, entities=august)
    assert compared.text == reply.text
    assert reply.response == "utter_bill_explained_more"
    assert "3 uses: 300 MB" in reply.text and "exactly what the bill says" in reply.text
    assert [c["intent"] for c in reply.choices][:2] == ["dispute_charge", "dispute_charge"]
    assert [attachment.name for attachment in reply.said[0].attachments] == ["bill_change"]
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(actor.conversation_id), reply.said, turn_id="turn 1")
    free = Asking(telecom).run(actor, "action_help", text="ok and how do i stop that happening again", turn="turn 1b")
    assert free.response == "utter_charges_prevented"
    switches = [c["entities"].get("parameter") or c["entities"].get("restriction") for c in free.choices]
    assert switches == ["data abroad", "no premium numbers", None, None] and "service" in free.choices[0]["entities"]
    chosen = reply.choices[0]["entities"]
    asked = Asking(telecom).run(actor, "action_dispute_charge", intent="dispute_charge", entities=chosen, turn="turn 2")
    assert asked.response == "utter_dispute_propose" and "£9.00" in asked.text


def test_a_small_charge_is_given_back_at_once_twice_a_year(telecom: Telecom, clock: TestClock) -> None:
    actor, _, bill = _two_bills(telecom, clock)
    assert _contest(telecom, actor, bill, ChargeKind.PREMIUM) == "utter_dispute_granted"
    with telecom.open_work() as work:
        now = work.of(CustomerBill).get(bill.id)
        assert (now.open_amount, now.state) == (pounds(16), BillState.SENT)
        (dispute,) = work.of(Dispute).list()
        assert (dispute.status, dispute.granted) == (DisputeStatus.CLOSED, pounds(2.40))
        with pytest.raises(DisputedAlready):
            propose_dispute(actor, _line_of(work, bill, ChargeKind.PREMIUM).id, words="", turn_id="u", work=work)


def test_a_larger_charge_goes_to_people_and_is_not_dunned_until_they_decide(telecom: Telecom, clock: TestClock) -> None:
    actor, _, bill = _two_bills(telecom, clock)
    assert _contest(telecom, actor, bill, ChargeKind.ROAMING) == "utter_dispute_opened"
    with telecom.open_work() as work:
        now = work.of(CustomerBill).get(bill.id)
        assert (now.open_amount, to_pay(now, work=work)) == (pounds(18.40), pounds(9.40))
        shown = propose_payment(actor, bill_id=now.number, turn_id="pays", work=work)
        assert (shown.response, shown.values["amount"]) == ("utter_payment_proposal_contested", pounds(9.40))
        standing = look_at_standing(actor, work=work)
        assert standing.owed == total((b.open_amount for b in standing.bills), currency="GBP") - pounds(9)
        (task,) = list_tasks("ann", work=work)
        assert (task.reason, task.needs["words"]) == ("a charge is contested", "not me")
        take_task(task.number, "kim", work=work)
        with pytest.raises(SecondPersonNeeded):
            resolve_task(task.number, "kim", CREDIT, work=work)
        resolve_task(task.number, "bea", CREDIT, work=work)
        assert to_pay(now, work=work) == now.open_amount == pounds(9.40)
        (report,) = list_disputes(actor, work=work)
        assert (report.dispute.status, report.dispute.answer) == (DisputeStatus.CLOSED, "kim")
        assert [m.utterance.response for m in work.of(OutgoingMessage).list()] == ["utter_dispute_granted"]


def test_a_charge_that_was_found_right_is_owed_again_and_the_customer_is_told(
    telecom: Telecom, clock: TestClock
) -> None:
    actor, _, bill = _two_bills(telecom, clock)
    _contest(telecom, actor, bill, ChargeKind.ROAMING)
    with telecom.open_work() as work:
        (task,) = list_tasks("ann", work=work)
        take_task(task.number, "kim", work=work)
        resolve_task(task.number, "kim", REJECT, work=work)
        assert to_pay(work.of(CustomerBill).get(bill.id), work=work) == pounds(18.40)
        assert list_disputes(actor, work=work)[0].dispute.status is DisputeStatus.REJECTED
        assert [m.utterance.response for m in work.of(OutgoingMessage).list()] == ["utter_dispute_rejected"]


def test_what_was_paid_already_comes_back_on_the_next_bill(telecom: Telecom, clock: TestClock) -> None:
    actor, _, bill = _two_bills(telecom, clock)
    with telecom.open_work() as work:
        work.of(CustomerBill).get(bill.id).settle(pounds(17))
    assert _contest(telecom, actor, bill, ChargeKind.PREMIUM) == "utter_dispute_granted_later"
    with telecom.open_work() as work:
        now = work.of(CustomerBill).get(bill.id)
        assert (now.state, now.open_amount) == (BillState.SETTLED, pounds(0))
        (charge,) = work.of(AccountCharge).list()
        assert (charge.kind, charge.amount) == (ChargeKind.REFUND, -pounds(1))
    go_to(clock, date(2026, 11, 5))
    (october,) = bill_due(telecom)
    assert october.total == pounds(6)


def test_nobody_contests_what_is_not_theirs(telecom: Telecom, clock: TestClock) -> None:
    actor, _, bill = _two_bills(telecom, clock)
    with telecom.open_work() as work:
        other = a_line(work, plan=a_plan(work, "basic", monthly=700), since=date(2026, 10, 1))
        stranger = logged_in(work, other.person)
        line = _line_of(work, bill, ChargeKind.ROAMING)
        with pytest.raises(NotFound):
            propose_dispute(stranger, line.id, words="", turn_id="t", work=work)
        with pytest.raises(ProofRequired):
            propose_dispute(None, line.id, words="", turn_id="t", work=work)
        found, lines = contestable_lines(actor, amount=pounds(9), work=work)
        assert (found.id, [each.id for each in lines]) == (bill.id, [line.id])


def test_which_charge_is_asked_where_none_was_named_and_the_words_go_along(telecom: Telecom, clock: TestClock) -> None:
    actor, _, bill = _two_bills(telecom, clock)
    asking = Asking(telecom)
    reply = asking.run(actor, "action_dispute_charge", intent="dispute_charge", text="these calls are not mine")
    assert reply.response == "utter_dispute_which"
    assert reply.choices[0]["entities"]["symptom"] == "these calls are not mine"
    _contest(telecom, actor, bill, ChargeKind.ROAMING)
    with telecom.open_work() as work:
        number = list_disputes(actor, work=work)[0].dispute.number
    under_way = asking.run(actor, "action_list_requests", intent="list_requests")
    assert under_way.text.count(number) == 1 and len(under_way.choices) == 1
    stands = asking.run(actor, "action_dispute_charge", intent="dispute_charge", entities={"ticket_id": number})
    assert number in stands.text and stands.choices[0]["entities"]["value"] == "withdraw"
    asking.run(actor, "action_dispute_charge", intent="dispute_charge", entities=stands.choices[0]["entities"])
    with telecom.open_work() as work:
        assert list_disputes(actor, work=work)[0].dispute.status is DisputeStatus.CANCELLED
        assert list_tasks("ann", work=work) == []


def test_a_charge_is_named_by_its_kind(telecom: Telecom, clock: TestClock) -> None:
    actor, _, bill = _two_bills(telecom, clock)
    said = "the roaming bit is wrong i wasn't even abroad"
    reply = Asking(telecom).run(actor, "action_dispute_charge", intent="dispute_charge", text=said)
    assert reply.response.startswith("utter_dispute_propose")
    assert confirm(telecom, actor, yes_to(reply.said[0]))
    with telecom.open_work() as work:
        (disputed,) = list_disputes(actor, work=work)
        assert disputed.dispute.line_id == _line_of(work, bill, ChargeKind.ROAMING).id
    assert standing_in_clear(telecom.open_work.engine, [said]) == set(), "also not in what people are to do about it"
