"""Money by words: what the language model may set in motion, and that it can only ever propose. [R14, R15, R33]"""

import asyncio
import math
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from actions.server import ActionEndpoint
from bot.rendering.render import Renderer
from bot.rendering.texts import load_domain, load_texts
from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.payments import Payment
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import Utterance
from telecom.model.wire import from_wire
from tests.fakes import FakeOutside, TestClock
from tests.money import a_card, a_payer, a_voucher, account_of, confirm, pounds, yes_to
from tests.people import a_prepaid_subscriber, logged_in

TENNER = {"minor": 1000, "currency": "GBP"}
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    """A prepaid subscriber with a card."""
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=500)
        a_card(work, person)
        a_voucher(work, "7KQ4MX2P9TRAW3HD")
        return logged_in(work, person)


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a card and a bill of £30."""
    return a_payer(telecom)


@pytest.fixture
def run(telecom: Telecom, clock: TestClock) -> Run:
    """Call an action as the language model does; what it said (proved to be sayable), and the slots it set."""
    endpoint = ActionEndpoint(telecom, key="key", domain=load_domain())
    renderer = Renderer(load_texts(), "Dialtone Mobile", ZoneInfo("Europe/London"))

    def call(
        actor: Actor,
        action: str,
        *,
        turn: str = "turn 1",
        slots: Mapping[str, Any] | None = None,
        entities: Mapping[str, Any] | None = None,
        intent: str = "inform",
        text: str = "",
    ) -> dict[str, Any]:
        with telecom.open_work() as work:
            rasa_id = work.of(Conversation).get(actor.conversation_id).rasa_id
        tracker = {
            "sender_id": rasa_id,
            "slots": dict(slots or {}),
            "latest_message": {
                "intent": {"name": intent},
                "text": text,
                "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
                "metadata": {"turn_id": turn},
            },
            "events": [{"event": "slot", "name": name, "value": value} for name, value in (slots or {}).items()],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": "action_listen",
        }
        result = asyncio.run(endpoint.run(action, tracker))
        said = [from_wire(response["custom"]["utterance"]) for response in result["responses"]]
        for utterance in said:
            if utterance.response != "proof_required":
                renderer.render(utterance, channel="terminal", language="en", today=clock.now().date())
        return {"said": said, "slots": {e["name"]: e["value"] for e in result["events"]}}

    return call


def only(answer: Mapping[str, Any]) -> Utterance:
    (said,) = answer["said"]
    return said


def test_a_top_up_is_asked_for_proposed_and_leaves_no_slot_behind(telecom: Telecom, maya: Actor, run: Run) -> None:
    assert run(maya, "validate_top_up_form")["slots"]["requested_slot"] == "amount"
    asked = only(run(maya, "action_ask_top_up_form_amount"))
    assert asked.choices[0].content["entities"]["amount"] == TENNER
    assert run(maya, "validate_top_up_form", slots={"amount": TENNER})["slots"]["requested_slot"] is None
    answer = run(maya, "action_top_up", slots={"amount": TENNER})
    assert only(answer).response == "utter_top_up_proposal"
    assert answer["slots"] == {"amount": None, "phone_number": None}


@pytest.mark.parametrize(
    ("value", "response"),
    [
        ({"minor": -500, "currency": "GBP"}, "utter_error_amount_not_positive"),
        ({"minor": 499, "currency": "GBP"}, "utter_top_up_limits"),
        ({"minor": 1000, "currency": "USD"}, "utter_error_amount_currency"),
        ("1e999", "utter_error_amount_unreadable"),
    ],
)
def test_the_form_says_why_an_amount_will_not_do_and_asks_again(
    maya: Actor, run: Run, value: Any, response: str
) -> None:
    answer = run(maya, "validate_top_up_form", slots={"amount": value})
    assert only(answer).response == response
    assert answer["slots"]["requested_slot"] == "amount"


HOSTILE: list[Any] = [0, -5, math.nan, 1e999, "1,5", "1.000,50", "١٠", {}, [], True, {"minor": -1, "currency": "GBP"}]


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
@pytest.mark.parametrize("action", ["action_top_up", "action_pay_bill"])
def test_a_hostile_amount_proposes_nothing(telecom: Telecom, maya: Actor, run: Run, action: str, value: Any) -> None:
    said = only(run(maya, action, slots={"amount": value}, entities={"amount": value}))
    assert said.response.startswith("utter_error_amount_")
    with telecom.open_work() as work:
        assert work.of(Proposal).count() == 0


def test_no_action_moves_money_whatever_it_is_told(
    telecom: Telecom, maya: Actor, jonas: Actor, outside: FakeOutside, run: Run
) -> None:
    for turn, intent in enumerate(("affirm", "pay_bill", "top_up", "inform")):
        for action in ("action_top_up", "action_pay_bill", "action_affirm", "action_inform"):
            for actor in (maya, jonas):
                run(actor, action, turn=f"{turn} {action}", intent=intent, entities={"amount": TENNER})
    assert outside.payments.calls == []
    with telecom.open_work() as work:
        assert work.of(Payment).count() == 0
        assert work.of(Proposal).count(status=ProposalStatus.DONE) == 0
        assert work.of(Proposal).count(status=ProposalStatus.OPEN) == 2


def test_an_amount_said_for_another_wish_is_not_paid(jonas: Actor, run: Run) -> None:
    proposal = only(run(jonas, "action_pay_bill", slots={"amount": TENNER}))
    assert proposal.values["amount"] == pounds(30)


def test_no_make_it_ten(telecom: Telecom, jonas: Actor, outside: FakeOutside, run: Run) -> None:
    run(jonas, "action_pay_bill", turn="turn 1")
    corrected = only(run(jonas, "action_inform", turn="turn 2", entities={"amount": TENNER}))
    refused = only(run(jonas, "action_inform", turn="turn 3", entities={"amount": {"minor": 1, "currency": "EUR"}}))
    assert refused.response == "utter_proposal_not_corrected"
    (receipt,) = confirm(telecom, jonas, yes_to(corrected))
    assert receipt.values["left"] == pounds(20)
    assert list(outside.payments.amounts.values()) == [pounds(10)]


def test_another_card_keeps_the_sum_and_the_saved_one_comes_back(jonas: Actor, run: Run) -> None:
    run(jonas, "action_pay_bill", turn="turn 1", entities={"amount": TENNER})
    page = only(run(jonas, "action_inform", turn="turn 2", text="with another card please"))
    assert (page.values["amount"], page.values["way"].response) == (pounds(10), "utter_payment_by_page")
    saved = only(run(jonas, "action_inform", turn="turn 3", text="no, the saved one"))
    assert (saved.values["amount"], saved.values["way"].response) == (pounds(10), "utter_payment_by_card")


def test_a_voucher_by_words(maya: Actor, run: Run) -> None:
    assert run(maya, "validate_redeem_voucher_form")["slots"]["requested_slot"] == "voucher_code"
    assert only(run(maya, "action_ask_redeem_voucher_form_voucher_code")).response == "utter_voucher_ask_code"
    half = run(maya, "validate_redeem_voucher_form", text="it says 1234 5678 9012")
    assert ([each.response for each in half["said"]], half["slots"]["voucher_code"]) == (
        ["utter_voucher_not_whole"],
        None,
    )
    wrong = only(run(maya, "action_redeem_voucher", turn="a", slots={"voucher_code": "7KQ4-MX2P-9TRA-0000"}))
    assert (wrong.response, wrong.values["tries"]) == ("utter_voucher_wrong", 4)
    used = only(run(maya, "action_redeem_voucher", turn="b", slots={"voucher_code": "7kq4-mx2p-9tra-w3hd"}))
    assert (used.response, used.values["credit"]) == ("utter_voucher_redeemed", pounds(15))
    again = only(run(maya, "action_redeem_voucher", turn="c", slots={"voucher_code": "7KQ4-MX2P-9TRA-W3HD"}))
    assert again.response == "utter_voucher_used"


def test_who_pays_by_bill_is_told_instead_of_asked(jonas: Actor, run: Run) -> None:
    assert run(jonas, "validate_top_up_form")["slots"]["requested_slot"] is None
    assert only(run(jonas, "action_top_up")).response == "utter_top_up_by_bill"
    assert (
        only(run(jonas, "action_redeem_voucher", slots={"voucher_code": "X" * 16})).response == "utter_top_up_by_bill"
    )


def test_every_result_of_a_payment_can_be_said(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, run: Run, clock: TestClock
) -> None:
    renderer = Renderer(load_texts(), "Dialtone Mobile", ZoneInfo("Europe/London"))
    said = []
    for number, reason in enumerate(("insufficient funds", "expired card", "limit exceeded", "stolen", None)):
        outside.payments.deny = reason
        outside.payments.silent_after = reason is None
        shown = only(run(jonas, "action_pay_bill", turn=f"turn {number}", entities={"amount": TENNER}))
        said += confirm(telecom, jonas, yes_to(shown))
    words = [renderer.render(each, channel="terminal", language="en", today=clock.now().date()).text for each in said]
    assert len(set(words)) == 5
    assert all("£10.00" in text for text in words)


def test_with_several_prepaid_accounts_the_line_is_asked_first(telecom: Telecom, maya: Actor, run: Run) -> None:
    with telecom.open_work() as work:
        first = account_of(work, work.of(Individual).get(maya.person_id))
        second = BillingAccount(customer_id=first.customer_id, mode=BillingMode.PREPAID, currency="GBP")
        work.of(BillingAccount).add(second)
        work.flush()
        tablet = PhoneNumber("+447700900777")
        work.of(Service).add(
            Service(
                customer_id=first.customer_id, account_id=second.id, kind="mobile", name="Tablet", phone_number=tablet
            )
        )
    assert run(maya, "validate_top_up_form")["slots"]["requested_slot"] == "phone_number"
    asked = only(run(maya, "action_ask_top_up_form_phone_number"))
    assert {choice.content["entities"]["phone_number"] for choice in asked.choices} >= {tablet.e164}
    filled = {"phone_number": tablet.e164}
    assert run(maya, "validate_top_up_form", slots=filled)["slots"]["requested_slot"] == "amount"
