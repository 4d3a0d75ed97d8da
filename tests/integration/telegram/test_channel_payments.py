"""Paying by invoice on Telegram: allowed in time, counted once, given back where it has no place. [B6]"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from telecom.bootstrap import Telecom
from telecom.management.chat_payments import approve_checkout, take_chat_payment
from telecom.management.payments import propose_payment
from telecom.model.access import Actor
from telecom.model.bills import BillState, CustomerBill
from telecom.model.parties import BillingMode
from telecom.model.payments import Payment, PaymentState, Refund
from telecom.support.identity import actor_of
from telecom.support.jobs import RetryLater
from tests.fakes import TestClock
from tests.integration.telegram.serving import log_in, serving
from tests.money import a_bill, confirm, pounds, settle_later, yes_to
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Person
from tests.peers.telegram.server import FakeBotApi
from tests.people import a_subscriber


@pytest.fixture
def telecom(telecom: Telecom) -> Iterator[Telecom]:
    """The business with a payment provider in Telegram."""
    settings = telecom.settings.model_copy(update={"telegram_payment_token": SecretStr("1234:TEST:token")})
    yield replace(telecom, settings=settings)


def owes(telecom: Telecom, person: Person) -> Actor:
    """Somebody logged in on Telegram with a bill of £30."""
    with telecom.open_work() as work:
        subscriber = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        a_bill(work, subscriber, total=30)
        conversation = log_in(work, person, subscriber)
        actor = actor_of(conversation, work=work)
    assert actor is not None
    return actor


def invoice_for(telecom: Telecom, actor: Actor) -> list[object]:
    """What the yes to paying in the chat says."""
    with telecom.open_work() as work:
        shown = propose_payment(actor, in_chat=True, turn_id="pay", work=work)
    return list(confirm(telecom, actor, yes_to(shown)))


def the_payment(telecom: Telecom) -> Payment:
    with telecom.open_work() as work:
        (payment,) = work.of(Payment).list()
    return payment


def bill_state(telecom: Telecom) -> BillState:
    with telecom.open_work() as work:
        return work.of(CustomerBill).list()[0].state


def test_an_invoice_is_allowed_paid_and_counted_once(telegram: FakeBotApi, bot: FakeBot, telecom: Telecom) -> None:
    async def script() -> None:
        async with serving(telegram, bot, telecom) as served:
            person = bot.add_person("Jonas")
            actor = await asyncio.to_thread(owes, telecom, person)
            served.understanding.says = lambda heard, turn_id: invoice_for(telecom, actor)  # type: ignore[assignment,return-value]
            person.send("pay my bill")
            await served.until(lambda: any("invoice" in m.content for m in person.chat.messages.values()))
            invoice = next(number for number, m in person.chat.messages.items() if "invoice" in m.content)
            terms = person.chat.messages[invoice].content["invoice"]
            assert (terms["total_amount"], terms["currency"]) == (3000, "GBP")
            person.pay(invoice)
            await served.until(lambda: bill_state(telecom) is BillState.SETTLED)
            await served.until_quiet()
            assert the_payment(telecom).state is PaymentState.DONE
            assert "Paid: £30.00" in person.received[-1].text
            # The same invoice again: no second charge.
            person.pay(invoice)
            await served.until(lambda: len(bot.checkouts) == 2)
            second = list(bot.checkouts.values())[1]
            await served.until(lambda: second.outcome is not None)
            assert second.outcome is not None and not second.outcome["ok"]

    asyncio.run(script())


def test_only_this_chat_pays_this_invoice_and_only_its_amount(telecom: Telecom, bot: FakeBot) -> None:
    person = bot.add_person("Jonas")
    actor = owes(telecom, person)
    invoice_for(telecom, actor)
    key, address = the_payment(telecom).key, str(person.chat_id)
    refusals = []
    for asked_key, amount, asker in (
        ("made up", 30, address), (key, 30, "somebody else"), (key, 0.30, address), (key, 30, address),
    ):  # fmt: skip
        with telecom.open_work() as work:
            refusal = approve_checkout(asked_key, pounds(amount), address=asker, work=work)
        refusals.append(refusal.response if refusal else None)
    assert refusals == [
        "utter_payment_checkout_unknown",
        "utter_payment_checkout_unknown",
        "utter_payment_checkout_changed",
        None,
    ]


def test_an_allowed_invoice_waits_a_day_for_its_money_and_late_money_is_not_lost(
    telecom: Telecom, bot: FakeBot, clock: TestClock
) -> None:
    person = bot.add_person("Jonas")
    actor = owes(telecom, person)
    invoice_for(telecom, actor)
    payment, address = the_payment(telecom), str(person.chat_id)
    with telecom.open_work() as work:
        assert approve_checkout(payment.key, pounds(30), address=address, work=work) is None
    clock.advance(hours=2)
    with pytest.raises(RetryLater):
        settle_later(telecom, payment.id)
    clock.advance(hours=24)
    settle_later(telecom, payment.id)
    assert the_payment(telecom).state is PaymentState.CANCELED
    with telecom.open_work() as work:
        work.of(CustomerBill).list()[0].settle(pounds(30))
    said = []
    for _ in range(2):
        with telecom.open_work() as work:
            said.append(take_chat_payment(payment.key, pounds(30), reference="P1", address=address, work=work))
    assert [each.response if each else None for each in said] == ["utter_payment_given_back", None]
    with telecom.open_work() as work:
        assert [refund.amount for refund in work.of(Refund).list()] == [pounds(30)]


def test_an_invoice_nobody_paid_frees_the_bill(telecom: Telecom, bot: FakeBot, clock: TestClock) -> None:
    actor = owes(telecom, bot.add_person("Jonas"))
    invoice_for(telecom, actor)
    clock.advance(minutes=31)
    settle_later(telecom, the_payment(telecom).id)
    assert the_payment(telecom).state is PaymentState.CANCELED
    assert bill_state(telecom) is BillState.SENT
