"""An amount that somebody asks about is found where it stands: on a bill, among the payments, on the next bill. [B4]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.payments import propose_payment
from telecom.model.access import Actor
from telecom.model.bills import AppliedCustomerBillingRate, ChargeKind, CustomerBill
from telecom.model.messaging import Conversation
from telecom.support import charges, messaging
from tests.asking import Asking
from tests.money import a_payer, confirm, pounds, yes_to


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A subscriber with a bill of £30 for August: a plan and some use; £7 of it paid, and £12 to be billed."""
    payer = a_payer(telecom)
    with telecom.open_work() as work:
        (bill,) = work.of(CustomerBill).list()
        for position, (kind, what, amount) in enumerate(
            [(ChargeKind.SUBSCRIPTION, "Basic", pounds(25)), (ChargeKind.ROAMING, "Jonas's mobile", pounds(5))], 1
        ):
            line = AppliedCustomerBillingRate(
                bill_id=bill.id, position=position, kind=kind, description=what, amount=amount, tax=pounds(0)
            )
            work.of(AppliedCustomerBillingRate).add(line)
        kind, fee = ChargeKind.FEE, pounds(12)
        charges.add(work, bill.account_id, key="fee", kind=kind, description="SIM by post", amount=fee)
        shown = propose_payment(payer, amount=pounds(7), turn_id="pay", work=work)
    confirm(telecom, payer, yes_to(shown))
    return payer


@pytest.mark.parametrize(
    ("said", "amount", "told"),
    [
        ("what was that 25 quid for", 25, "£25.00, that's:\nBasic: £25.00, on your bill for August"),
        ("why did you take £7 off me", 7, "what you paid for a bill on"),
        ("whats the 12 pound thing", 12, "SIM by post, today; it goes on your next bill"),
        ("what is the 99 pounds for", 99, "I find nothing of exactly £99.00 on your bills or among your payments."),
        ("why is my bill 30 pounds", 30, "Your bill for August is £30.00."),
    ],
)
def test_an_amount_is_found_where_it_stands(telecom: Telecom, jonas: Actor, said: str, amount: int, told: str) -> None:
    entities = {"amount": {"minor": amount * 100, "currency": "GBP"}}
    reply = Asking(telecom).run(jonas, "action_explain_bill", intent="explain_bill", text=said, entities=entities)
    assert told in reply.text


def test_a_line_of_the_bill_just_shown_is_told_when_it_is_pointed_at(telecom: Telecom, jonas: Actor) -> None:
    asking = Asking(telecom)
    shown = asking.run(jonas, "action_show_bill", intent="show_bill", text="my bill")
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(jonas.conversation_id), shown.said, turn_id="turn 0")
    second = asking.run(jonas, "action_ask_price", intent="ask_price", text="what's that second one")
    assert second.text.startswith("Use abroad of Jonas's mobile: £5.00.\nThat's your phone used in other countries.")
    for said in ("and the roaming?", "i don't know those, what are they?", "what is that for"):
        assert asking.run(jonas, "action_out_of_scope", intent="out_of_scope", text=said).text == second.text, said
    assert (
        asking.run(jonas, "action_ask_price", intent="ask_price", text="when must i pay it").response != second.response
    )
    contested = asking.run(
        jonas, "action_dispute_charge", intent="dispute_charge", text="can i have that second one back"
    )
    assert "£5.00" in contested.text and contested.choices
