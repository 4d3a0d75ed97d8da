"""A message leaves once, in its order, and loses its secrets; what cannot go now goes later."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.sender import Blocked, SendFailed, SendUnknown, Throttled
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, DeliveryStatus, OutgoingMessage, Priority
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import Utterance, ask_for
from telecom.support import messaging, telling
from telecom.support.cleaning import drop_stale_secrets
from tests.fakes import TestClock
from tests.outgoing import deliver, offering, outbox_of, plain, push, reply, status_of, sweep
from tests.people import a_prepaid_subscriber, logged_in
from tests.senders import KeptMessages

PHONE = PhoneNumber("+447700900150")


@pytest.fixture
def sender() -> KeptMessages:
    return KeptMessages()


@pytest.fixture
def maya(telecom: Telecom) -> Individual:
    """Somebody logged in on the terminal."""
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=1000)
        logged_in(work, person)
        return person


def newest_intents(telecom: Telecom) -> list[str]:
    """What the choices on the screen of the only chat would say."""
    with telecom.open_work() as work:
        conversation = work.of(Conversation).find(channel="terminal")
        assert conversation is not None
        return [choice.content["intent"] for choice in messaging.newest_choices(conversation, work=work)]


def test_replies_leave_once_in_their_order_with_their_choices(
    telecom: Telecom, sender: KeptMessages, maya: Individual
) -> None:
    choice = ask_for("top_up", "utter_choice_top_up")
    ids = reply(telecom, maya, plain("first"), Utterance("utter_plain", {"text": "second"}, [choice]))

    async def many_at_once() -> None:
        outbox = outbox_of(telecom, sender)
        await outbox.deliver(ids)
        await asyncio.gather(*[outbox.deliver(ids) for _ in range(4)], outbox.sweep())
        await outbox.stop()

    asyncio.run(many_at_once())
    assert sender.texts == ["first", "second"]
    assert sender.sent[1][1].choices[0].label == "Top up"
    assert sender.sent[1][1].choices[0].id is not None
    with telecom.open_work() as work:
        done = work.of(OutgoingMessage).get(ids[0])
        assert (done.status, done.channel_message_id) == (DeliveryStatus.COMPLETED, "sent-1")


def test_a_code_is_filled_in_when_sent_and_erased_after(telecom: Telecom, sender: KeptMessages) -> None:
    said = Utterance("utter_access_code_sms", {"minutes": 5})
    with telecom.open_work() as work:
        secrets = {"code": "493817"}
        message = telling.send_sms(work, PHONE, said, key="c", priority=Priority.CODE, secrets=secrets)
    deliver(outbox_of(telecom, sender), message.id)
    assert "493817" in sender.texts[0]
    with telecom.open_work() as work:
        assert work.of(OutgoingMessage).get(message.id).secrets is None


@pytest.mark.parametrize("error", [SendUnknown("timeout"), SendFailed("refused"), Blocked()])
def test_no_secret_survives_a_sending_that_went_wrong(telecom: Telecom, sender: KeptMessages, error: Exception) -> None:
    with telecom.open_work() as work:
        message = telling.send_sms(work, PHONE, plain("x"), key="c", priority=Priority.CODE, secrets={"code": "493817"})
    sender.raises.append(error)
    deliver(outbox_of(telecom, sender), message.id)
    with telecom.open_work() as work:
        kept = work.of(OutgoingMessage).get(message.id)
        assert kept.secrets is None
        wanted = DeliveryStatus.UNKNOWN if isinstance(error, SendUnknown) else DeliveryStatus.FAILED
        assert kept.status is wanted
    assert sweep(telecom, sender) == 0 and sender.sent == []


def test_a_code_nobody_could_deliver_is_erased(telecom: Telecom, clock: TestClock, sender: KeptMessages) -> None:
    with telecom.open_work() as work:
        message = telling.send_sms(work, PHONE, plain("x"), key="c", priority=Priority.CODE, secrets={"code": "493817"})
    clock.advance(minutes=6)
    with telecom.open_work() as work:
        assert drop_stale_secrets(work=work) == 1
    deliver(outbox_of(telecom, sender), message.id)
    assert sender.sent == []
    with telecom.open_work() as work:
        assert work.of(OutgoingMessage).get(message.id).secrets is None


def test_a_pause_the_channel_asks_for_is_kept(
    telecom: Telecom, clock: TestClock, sender: KeptMessages, maya: Individual
) -> None:
    (message_id,) = reply(telecom, maya, plain("hello"))
    sender.raises.append(Throttled(20))
    deliver(outbox_of(telecom, sender), message_id)
    clock.advance(seconds=19)
    assert sweep(telecom, sender) == 0
    clock.advance(seconds=1)
    assert sweep(telecom, sender) == 1
    assert sender.texts == ["hello"]


def test_a_cancelled_caller_does_not_cut_a_sending(telecom: Telecom, sender: KeptMessages, maya: Individual) -> None:
    (message_id,) = reply(telecom, maya, plain("hello"))

    async def run() -> None:
        sender.hangs = asyncio.Event()
        outbox = outbox_of(telecom, sender)
        task = asyncio.create_task(outbox.deliver([message_id]))
        while not sender.sent:
            await asyncio.sleep(0.01)
        task.cancel()
        sender.hangs.set()
        await outbox.stop()

    asyncio.run(run())
    assert status_of(telecom, message_id) is DeliveryStatus.COMPLETED


def test_while_a_proposal_is_open_only_codes_and_emergencies_come(
    telecom: Telecom, clock: TestClock, sender: KeptMessages, maya: Individual
) -> None:
    with telecom.open_work() as work:
        conversation = work.of(Conversation).find(channel="terminal")
        assert conversation is not None
        until = work.now + timedelta(minutes=5)
        proposal = Proposal(
            key="k",
            kind="any",
            conversation_id=conversation.id,
            person_id=maya.id,
            terms={},
            terms_digest="",
            shown=plain("?"),
            created_at=work.now,
            expires_at=until,
        )
        work.of(Proposal).add(proposal)
    asked = reply(telecom, maya, offering("sure?", "affirm"), turn_id="t0")
    bill = push(telecom, maya, "bill", offers="pay_bill")
    alarm = push(telecom, maya, "alarm", priority=Priority.EMERGENCY)
    deliver(outbox_of(telecom, sender), *asked, bill, alarm)
    assert sender.texts == ["sure?", "alarm"]
    assert newest_intents(telecom) == ["affirm"]
    clock.advance(seconds=30)
    with telecom.open_work() as work:
        work.of(Proposal).get(proposal.id).status = ProposalStatus.DONE
    deliver(outbox_of(telecom, sender), *reply(telecom, maya, offering("receipt", "show_bill")))
    assert sender.texts == ["sure?", "alarm", "receipt", "bill"]


def test_a_proposal_nobody_answers_holds_messages_only_until_it_expires(
    telecom: Telecom, clock: TestClock, sender: KeptMessages, maya: Individual
) -> None:
    with telecom.open_work() as work:
        conversation = work.of(Conversation).find(channel="terminal")
        assert conversation is not None
        work.of(Proposal).add(
            Proposal(
                key="k",
                kind="any",
                conversation_id=conversation.id,
                person_id=maya.id,
                terms={},
                terms_digest="",
                shown=plain("?"),
                created_at=work.now,
                expires_at=work.now + timedelta(minutes=5),
            )
        )
    deliver(outbox_of(telecom, sender), push(telecom, maya, "bill"))
    clock.advance(minutes=4)
    assert sweep(telecom, sender) == 0
    clock.advance(minutes=1)
    sweep(telecom, sender)
    assert sender.texts == ["bill"]


def test_nobody_is_told_things_at_night(
    telecom: Telecom, clock: TestClock, sender: KeptMessages, maya: Individual
) -> None:
    clock.at = datetime(2026, 9, 15, 22, 30, tzinfo=UTC)
    deliver(outbox_of(telecom, sender), push(telecom, maya, "bill"))
    assert sender.sent == []
    clock.at = datetime(2026, 9, 16, 6, 59, tzinfo=UTC)
    assert sweep(telecom, sender) == 0
    clock.at = datetime(2026, 9, 16, 7, 0, tzinfo=UTC)
    sweep(telecom, sender)
    assert sender.texts == ["bill"]


def test_the_night_is_that_of_where_one_lives(
    telecom: Telecom, clock: TestClock, sender: KeptMessages, maya: Individual
) -> None:
    with telecom.open_work() as work:
        work.of(Individual).get(maya.id).time_zone = "America/New_York"
    clock.at = datetime(2026, 9, 15, 22, 30, tzinfo=UTC)
    deliver(outbox_of(telecom, sender), push(telecom, maya, "evening"))
    assert sender.texts == ["evening"]
    clock.at = datetime(2026, 9, 16, 11, 59, tzinfo=UTC)
    deliver(outbox_of(telecom, sender), push(telecom, maya, "bill"))
    assert sender.texts == ["evening"]
    clock.at = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)
    sweep(telecom, sender)
    assert sender.texts == ["evening", "bill"]


def test_a_text_message_is_in_the_language_of_the_chat_from_its_number(
    telecom: Telecom, sender: KeptMessages, maya: Individual
) -> None:
    assert maya.phone_number is not None
    with telecom.open_work() as work:
        work.of(Conversation).add(
            Conversation(channel="sms", address=maya.phone_number.e164, language="de", language_chosen=True)
        )
        message = telling.send_sms(
            work, maya.phone_number, Utterance("utter_goodbye"), key="bye", priority=Priority.CODE
        )
    deliver(outbox_of(telecom, sender), message.id)
    assert sender.texts == ["Bis bald. Schreiben Sie jederzeit."]


def test_a_blocked_chat_gets_nothing_more_and_what_must_be_known_goes_by_sms(
    telecom: Telecom, sender: KeptMessages, maya: Individual
) -> None:
    bill = push(telecom, maya, "bill")
    sender.raises.append(Blocked())
    deliver(outbox_of(telecom, sender), bill)
    with telecom.open_work() as work:
        fallback = work.of(OutgoingMessage).find(key="bill:sms")
        assert fallback is not None and fallback.channel == "sms"
    deliver(outbox_of(telecom, sender), fallback.id)
    later = push(telecom, maya, "news", priority=Priority.PROMOTION)
    deliver(outbox_of(telecom, sender), later)
    assert [(m.channel, r.text) for m, r in sender.sent] == [("sms", "bill"), ("sms", "news")]


def test_a_sentence_that_cannot_be_said_becomes_an_apology(
    telecom: Telecom, sender: KeptMessages, maya: Individual
) -> None:
    deliver(outbox_of(telecom, sender), *reply(telecom, maya, Utterance("utter_no_such_sentence")))
    assert len(sender.texts) == 1 and "went wrong" in sender.texts[0]


def test_a_message_that_had_waited_is_the_newest_when_it_comes(
    telecom: Telecom, clock: TestClock, sender: KeptMessages, maya: Individual
) -> None:
    push(telecom, maya, "bill", offers="pay_bill")
    sender.after_each = lambda: clock.advance(seconds=1)
    deliver(outbox_of(telecom, sender), *reply(telecom, maya, offering("receipt", "show_bill")))
    assert sender.texts == ["receipt", "bill"]
    assert newest_intents(telecom) == ["pay_bill"]
