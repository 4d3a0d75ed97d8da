"""The bill by e-mail, and how it is charged: proved, sent once with its paper, returned; other modes and days."""

import asyncio
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.channels.email import EMAIL, EmailSender
from bot.outbox import Outbox
from bot.rendering.render import Renderer
from bot.rendering.texts import load_texts
from telecom.bootstrap import Telecom
from telecom.management.bill_facts import collect
from telecom.management.billing import set_bill_day
from telecom.management.billing_mode import TAKES_EFFECT, propose_cycle_day, propose_mode
from telecom.management.e_bill import RETURNED, mail_new_bills, set_address
from telecom.management.payments import propose_payment
from telecom.model.access import Actor, OneTimeCode
from telecom.model.bill_making import make_lines
from telecom.model.billing_mode import CannotChangeMode, next_cycle_start
from telecom.model.bills import CustomerBill
from telecom.model.charges import AccountCharge
from telecom.model.errors import InvalidValue, ProofRequired
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation, DeliveryStatus, OutgoingMessage
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.tariffs import TaxRate
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.volumes import UsageKind
from telecom.ports import MailLater, MailRefused
from telecom.support.due import tick
from tests.asking import Asking
from tests.billing import a_plan, at, bill_due, has
from tests.fakes import FakeOutside, TestClock
from tests.integration.test_due import run_waiting_jobs
from tests.money import a_payer, confirm, pounds, yes_to
from tests.people import a_prepaid_subscriber, logged_in

ADDRESS = "jonas@example.com"


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber with a card and a bill of £30 for August, logged in."""
    with telecom.open_work() as work:
        work.of(TaxRate).add(TaxRate(name="VAT", percent=20, valid_from=date(2020, 1, 1)))
    return a_payer(telecom)


def prove(telecom: Telecom, actor: Actor, address: str = ADDRESS) -> None:
    """The code that went to an address was typed in this chat."""
    with telecom.open_work() as work:
        code = OneTimeCode(
            subject=address,
            purpose="contact",
            conversation_id=actor.conversation_id,
            person_id=None,
            code_hash="",
            created_at=work.now,
            expires_at=work.now,
        )
        code.proved_at = work.now
        work.of(OneTimeCode).add(code)


def switch_on(telecom: Telecom, actor: Actor, address: str = ADDRESS) -> None:
    prove(telecom, actor, address)
    with telecom.open_work() as work:
        set_address(actor, address, work=work)


def mail_bill(telecom: Telecom) -> OutgoingMessage:
    """A bill run has just made the bill; the mail in the outbox."""
    with telecom.open_work() as work:
        mail_new_bills(work.of(CustomerBill).list(), work)
    for _ in range(2):
        run_waiting_jobs(telecom, name="mail_bills")
    with telecom.open_work() as work:
        (mail,) = work.of(OutgoingMessage).list(channel=EMAIL)
    return mail


def deliver(telecom: Telecom) -> DeliveryStatus:
    renderer = Renderer(load_texts(), "Dialtone Mobile", ZoneInfo("Europe/London"))
    outbox = Outbox(telecom, renderer, {EMAIL: EmailSender(telecom.outside.mail, telecom.paper)})

    with telecom.open_work() as work:
        waiting = [mail.id for mail in work.of(OutgoingMessage).list(channel=EMAIL)]

    async def run() -> None:
        await outbox.deliver(waiting)
        await outbox.stop()

    asyncio.run(run())
    with telecom.open_work() as work:
        return work.of(OutgoingMessage).list(channel=EMAIL)[-1].status


def test_an_address_has_to_be_proved_by_the_code_that_goes_there(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work, pytest.raises(ProofRequired) as proof:
        set_address(jonas, ADDRESS, work=work)
    assert proof.value.level == "contact"
    switch_on(telecom, jonas)
    reply = Asking(telecom).run(jonas, "action_set_e_bill", intent="set_e_bill", text="which email do my bills go to")
    assert (reply.response, reply.said[0].values["address"]) == ("utter_e_bill_is_on", ADDRESS)


def test_a_new_bill_is_mailed_once_with_its_paper(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    switch_on(telecom, jonas)
    mail_bill(telecom)
    for _ in range(2):
        assert deliver(telecom) is DeliveryStatus.COMPLETED
    (mail,) = outside.mail.sent
    assert (mail.to, mail.subject) == (ADDRESS, "Your Dialtone Mobile bill for August: £30.00")
    assert mail.attachments[0].content.startswith(b"%PDF") and mail.attachments[0].name.startswith("BILL-2026-08")


def test_a_busy_mail_server_is_tried_again(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    switch_on(telecom, jonas)
    mail_bill(telecom)
    outside.mail.fails = MailLater("451")
    assert deliver(telecom) is DeliveryStatus.FAILED
    outside.mail.fails = None
    assert deliver(telecom) is DeliveryStatus.FAILED
    clock.advance(seconds=16)
    assert deliver(telecom) is DeliveryStatus.COMPLETED


def test_a_returned_mail_is_told_once_and_the_bill_can_be_seen(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    switch_on(telecom, jonas)
    mail_bill(telecom)
    outside.mail.fails = MailRefused("550")
    assert deliver(telecom) is DeliveryStatus.FAILED
    for _ in range(2):
        tick(telecom.open_work, kinds=[RETURNED])
        run_waiting_jobs(telecom)
    with telecom.open_work() as work:
        told = work.of(OutgoingMessage).list(channel="terminal")
    assert [message.utterance.response for message in told] == ["utter_e_bill_returned"]


def test_back_to_paper(telecom: Telecom, jonas: Actor) -> None:
    asking = Asking(telecom)
    assert asking.run(jonas, "action_set_e_bill", intent="set_e_bill", text="ebill off").response == (
        "utter_e_bill_off_already"
    )
    with telecom.open_work() as work:  # while the code to a new address is awaited
        work.of(Conversation).get(jonas.conversation_id).waiting = {"kind": "contact"}
    assert asking.run(jonas, "action_set_e_bill", text="doch lieber auf Papier", turn="t1").response == (
        "utter_e_bill_off_already"
    )
    with telecom.open_work() as work:
        assert work.of(Conversation).get(jonas.conversation_id).waiting is None
    switch_on(telecom, jonas)
    shown = asking.run(jonas, "action_set_e_bill", intent="set_e_bill", text="paper bill again please", turn="t2")
    confirm(telecom, jonas, yes_to(shown.said[0]))
    with telecom.open_work() as work:
        mail_new_bills(work.of(CustomerBill).list(), work)
    assert run_waiting_jobs(telecom, name="mail_bills") == 0


@pytest.mark.parametrize(
    ("said", "needs"),
    [("no more paper bills please", "email"), ("switch off e bill plz", None), ("go paperless", "email")],
)
def test_on_and_off_are_told_apart(telecom: Telecom, jonas: Actor, said: str, needs: str | None) -> None:
    reply = Asking(telecom).run(jonas, "validate_set_e_bill_form", intent="set_e_bill", text=said)
    assert reply.slots["requested_slot"] == needs


def test_no_address_is_no_address(telecom: Telecom, jonas: Actor) -> None:
    for wrong in ("nobody", "a@b", "x" * 80 + "@example.com", "a b@example.com"):
        with telecom.open_work() as work, pytest.raises(InvalidValue):
            set_address(jonas, wrong, work=work)


def account(telecom: Telecom) -> BillingAccount:
    with telecom.open_work() as work:
        return work.of(BillingAccount).list()[0]


def take_effect(telecom: Telecom, clock: TestClock, day: date) -> None:
    clock.at = clock.at.replace(year=day.year, month=day.month, day=day.day)
    for _ in range(2):
        tick(telecom.open_work, kinds=[TAKES_EFFECT])
        run_waiting_jobs(telecom)


def test_from_prepaid_to_bill_tomorrow_with_the_credit_that_is_left(telecom: Telecom, clock: TestClock) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=740))
        shown = propose_mode(maya, BillingMode.POSTPAID, turn_id="t", work=work)
    assert shown.values["day"] == date(2026, 9, 16)
    confirm(telecom, maya, yes_to(shown))
    assert account(telecom).mode is BillingMode.PREPAID
    take_effect(telecom, clock, date(2026, 9, 16))
    assert (account(telecom).mode, account(telecom).billed_to) == (BillingMode.POSTPAID, date(2026, 9, 15))
    with telecom.open_work() as work:
        assert [charge.amount for charge in work.of(AccountCharge).list()] == [-pounds(7.40)]


def test_from_bill_to_prepaid_only_when_nothing_is_owed_and_after_a_last_bill(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    with telecom.open_work() as work, pytest.raises(CannotChangeMode) as owes:
        propose_mode(jonas, BillingMode.PREPAID, turn_id="t", work=work)
    assert owes.value.name == "utter_billing_mode_owes"
    with telecom.open_work() as work:
        shown = propose_payment(jonas, turn_id="pay", work=work)
        work.of(BillingAccount).list()[0].billed_to = date(2026, 8, 31)
    confirm(telecom, jonas, yes_to(shown))
    with telecom.open_work() as work:
        shown = propose_mode(jonas, BillingMode.PREPAID, turn_id="t2", work=work)
    assert (shown.values["day"], shown.values["last"]) == (date(2026, 10, 1), date(2026, 9, 30))
    confirm(telecom, jonas, yes_to(shown))
    take_effect(telecom, clock, date(2026, 10, 1))
    assert (account(telecom).mode, account(telecom).bill_on) == (BillingMode.PREPAID, None)
    with telecom.open_work() as work:
        last = work.of(CustomerBill).find(order="-period_end")
    assert last is not None and last.period_end == date(2026, 9, 30)


def test_another_day_of_the_month_waits_for_the_end_of_the_running_one(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        work.of(BillingAccount).list()[0].billed_to = date(2026, 8, 31)
        set_bill_day(work.of(BillingAccount).list()[0])
        line = work.of(Service).list()[0]
        has(work, line, a_plan(work, "basic", monthly=3000), since=date(2026, 1, 1))
        shown = propose_cycle_day(jonas, 11, turn_id="t", work=work)
        for wrong in (0, 29, 31):
            with pytest.raises(InvalidValue):
                propose_cycle_day(jonas, wrong, turn_id=f"t {wrong}", work=work)
    days = [shown.values[name] for name in ("last", "until", "from")]
    assert days == [date(2026, 9, 30), date(2026, 10, 10), date(2026, 10, 11)]
    confirm(telecom, jonas, yes_to(shown))
    assert account(telecom).cycle_day == 1
    told = Asking(telecom).run(jonas, "action_change_billing_mode", text="how am I billed")
    assert "From Sun 11 Oct on its month begins on day 11" in told.text
    clock.advance(days=66)
    bill_due(telecom)
    with telecom.open_work() as work:
        bills = work.of(CustomerBill).list(order="period_start")[1:]
        periods = [(bill.period_start, bill.period_end, bill.total.minor) for bill in bills]
        # Ten of the thirty days from 11 September: a third of the price.
        assert periods == [
            (date(2026, 9, 1), date(2026, 9, 30), 3000),
            (date(2026, 10, 1), date(2026, 10, 10), 1000),
            (date(2026, 10, 11), date(2026, 11, 10), 3000),
        ]
        accounts = [work.of(BillingAccount).get(bill.account_id) for bill in bills]
        again = collect(accounts, bills, work.of(Service).list(), work=work)
        assert [sum(line.amount.minor for line in make_lines(facts)) for facts in again] == [3000, 1000, 3000]


def test_every_use_is_listed_for_some_lines_only(telecom: Telecom, jonas: Actor) -> None:
    switch_on(telecom, jonas)
    with telecom.open_work() as work:
        (first,), (bill,) = work.of(Service).list(), work.of(CustomerBill).list()
        second = Service(
            customer_id=first.customer_id,
            account_id=first.account_id,
            kind="mobile",
            name="Ida's phone",
            phone_number=PhoneNumber("+447700900777"),
        )
        work.of(Service).add(second)
        work.flush()
        for line in (first, second):
            made = UsageRecord(
                service_id=line.id,
                kind=UsageKind.VOICE,
                at=at(date(2026, 8, 9)),
                units=60,
                charge=pounds(0.10),
                state=UsageState.BILLED,
                bill_id=bill.id,
            )
            work.of(UsageRecord).add(made)
    said = {"text": "no itemised list for 07700900777", "entities": {"phone_number": "+447700900777"}}
    reply = Asking(telecom).run(jonas, "action_change_billing_mode", **said)
    assert "shows only sums for:\nIda's phone (+44 7700 900777)\nThe other lines" in reply.text
    paper = mail_bill(telecom).utterance.attachments[0].values
    assert len(paper["uses"]["sections"]) == 1


def test_the_next_cycle_begins_after_today() -> None:
    assert next_cycle_start(15, date(2026, 9, 15)) == date(2026, 10, 15)
    assert next_cycle_start(1, date(2026, 12, 31)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("itemised bills please", "utter_billing_mode_itemised"),
        ("stop listing every call on my bill", "utter_billing_mode_summary"),
        ("i want to go prepaid", "utter_billing_mode_owes"),
        ("bill me on the 28th of each month", "utter_billing_mode_propose_day"),
        ("change my bill date to the 31st", "utter_billing_mode_day_limits"),
        ("how am I billed", "utter_billing_mode_is_postpaid"),
        ("from prepaid to postpaid please", "utter_billing_mode_already"),
    ],
)
def test_what_people_say_is_understood(telecom: Telecom, jonas: Actor, said: str, answer: str) -> None:
    assert Asking(telecom).run(jonas, "action_change_billing_mode", text=said).response == answer
