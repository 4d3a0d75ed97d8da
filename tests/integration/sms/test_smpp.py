"""Text messages over SMPP, against a message centre that others wrote."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
import smpp34
from aiosmpplib.protocol import SmppMessage
from aiosmpplib.state import SmppCommandStatus

from bot.channels.sender import SendFailed, SendUnknown, Throttled
from bot.channels.smpp import SmppLink
from bot.channels.sms_words import SmsWords
from bot.rendering.render import Rendered, RenderedChoice
from bot.rendering.texts import load_texts
from bot.settings import BotSettings
from bot.supervisor.children import find_free_port
from telecom.bootstrap import Telecom
from telecom.model.messaging import DeliveryStatus, IncomingMessage, OutgoingMessage, Priority
from telecom.model.sms import Receipt, SmsFragment
from telecom.model.utterances import Utterance
from telecom.support import sms
from tests.fakes import TestClock
from tests.peers.smsc import MessageCentre

PHONE = "+447700900101"


@dataclass
class Bound:
    """A link that is bound to a centre."""

    centre: MessageCentre
    link: SmppLink
    telecom: Telecom
    woken: list[None]

    async def until_bound(self) -> None:
        await self.centre.until(lambda: bool(self.centre.sessions) and self.link.is_bound)

    def incoming(self) -> list[str]:
        with self.telecom.open_work() as work:
            return [str(m.text) for m in work.of(IncomingMessage).list(order="number")]

    def outgoing(self, *, priority: Priority = Priority.ANSWER, key: str = "k1") -> OutgoingMessage:
        with self.telecom.open_work() as work:
            message = OutgoingMessage(
                key=key,
                channel="sms",
                address=PHONE,
                conversation_id=None,
                turn_id=None,
                utterance=Utterance("utter_greet"),
                priority=priority,
                created_at=work.now,
            )
            work.of(OutgoingMessage).add(message)
            return message

    def found(self, message: OutgoingMessage) -> OutgoingMessage:
        with self.telecom.open_work() as work:
            return work.of(OutgoingMessage).get(message.id)


def held(telecom: Telecom, talk: Callable[[Bound], Awaitable[None]]) -> None:
    """Hold a talk over a bound link."""

    async def run() -> None:
        port = find_free_port()
        settings = BotSettings(
            _env_file=None,
            smpp_host="127.0.0.1",
            smpp_port=port,
            smpp_system_id="dialtone",
            smpp_password="secret",
            smpp_source="60010",
            smpp_per_second=500,
        )
        woken: list[None] = []
        words = SmsWords(telecom, load_texts(), public_url="https://example.test")
        async with MessageCentre(port) as centre:
            link = SmppLink(telecom, settings, lambda: woken.append(None), words=words)
            await link.start()
            bound = Bound(centre, link, telecom, woken)
            try:
                await bound.until_bound()
                await talk(bound)
            finally:
                await link.stop()

    asyncio.run(run())


def test_a_message_goes_out_in_one_part_with_its_choices_numbered(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        choices = [RenderedChoice("Yes", "x", "1"), RenderedChoice("No", "y", "2")]
        sent = await bound.link.send(bound.outgoing(), Rendered("Pay £10.00?", choices, ()))
        (part,) = bound.centre.taken
        assert sent == part.centre_id
        assert (part.to, part.source, part.text) == ("447700900101", "60010", "Pay £10.00?\n1 Yes\n2 No")

    held(telecom, talk)


@pytest.mark.parametrize("text", ["Ten pounds and a euro: £10 €1. " * 9, "Привет, это длинное сообщение. " * 4])
def test_a_long_message_goes_in_joined_parts_that_read_as_one(telecom: Telecom, text: str) -> None:
    async def talk(bound: Bound) -> None:
        await bound.link.send(bound.outgoing(), Rendered(text.strip(), (), ()))
        assert len(bound.centre.taken) == 2
        assert all(part.is_joined and len(part.content) <= 160 for part in bound.centre.taken)
        assert "".join(part.text for part in bound.centre.taken) == text.strip()

    held(telecom, talk)


def test_what_comes_in_stands_in_the_inbox_when_the_centre_is_told_so(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        await bound.centre.write(PHONE, "whats left on my data")
        assert bound.incoming() == ["whats left on my data"]
        await bound.centre.write(PHONE, "Сколько осталось?")
        assert bound.incoming()[1:] == ["Сколько осталось?"]
        assert len(bound.woken) == 2

    held(telecom, talk)


def test_parts_that_come_in_disorder_and_mixed_with_anothers_are_put_together(telecom: Telecom) -> None:
    long = "please pause my phone from the first of next month until the fifteenth because I am away " * 4

    async def talk(bound: Bound) -> None:
        await bound.centre.write_parts(PHONE, long, [2, 0])
        await bound.centre.write_parts("+447700900102", long.upper(), [1, 0, 2])
        await bound.centre.write_parts(PHONE, long, [0, 1])
        assert bound.incoming() == [long.upper(), long]
        with telecom.open_work() as work:
            assert work.of(SmsFragment).count() == 0

    held(telecom, talk)


def test_a_throttled_message_is_given_back_and_a_refused_one_is_not_tried_again(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        bound.centre.decide = lambda event: smpp34.ESME_RTHROTTLED
        with pytest.raises(Throttled):
            await bound.link.send(bound.outgoing(priority=Priority.PROMOTION), Rendered("hello", (), ()))
        bound.centre.decide = lambda event: smpp34.ESME_RINVDSTADR
        with pytest.raises(SendFailed, match="0x0000000b"):
            await bound.link.send(bound.outgoing(key="k2"), Rendered("hello", (), ()))
        assert bound.link.is_bound

    held(telecom, talk)


def test_a_code_is_offered_to_a_busy_centre_again_and_promotions_rest_meanwhile(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        answers = iter([smpp34.ESME_RTHROTTLED, smpp34.ESME_RTHROTTLED, smpp34.ESME_ROK, smpp34.ESME_ROK])
        bound.centre.decide = lambda event: next(answers)
        code = bound.link.send(bound.outgoing(priority=Priority.CODE), Rendered("123456", (), ()))
        sending = asyncio.create_task(code)
        await asyncio.sleep(0.1)
        promotion = bound.outgoing(priority=Priority.PROMOTION, key="k2")
        await bound.link.send(promotion, Rendered("an offer", (), ()))
        assert sending.done()
        assert [part.text for part in bound.centre.taken] == ["123456", "an offer"]

    held(telecom, talk)


def test_a_later_part_waits_while_the_centre_is_busy_and_the_first_is_not_sent_again(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        answers = iter([smpp34.ESME_ROK, smpp34.ESME_RMSGQFUL, smpp34.ESME_ROK])
        bound.centre.decide = lambda event: next(answers)
        await bound.link.send(bound.outgoing(), Rendered("a word and another " * 12, (), ()))
        assert len(bound.centre.taken) == 2

    held(telecom, talk)


def test_receipts_tell_whether_a_message_arrived_early_ones_too(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        arrived, lost = bound.outgoing(), bound.outgoing(key="k2")
        bound.centre.receipts = True
        await bound.link.send(arrived, Rendered("a word and another " * 12, (), ()))
        assert bound.found(arrived).delivered_at is not None
        bound.centre.receipts = False
        await bound.link.send(lost, Rendered("hello", (), ()))
        with telecom.open_work() as work:
            work.of(OutgoingMessage).get(lost.id).status = DeliveryStatus.COMPLETED
        await bound.centre.send_receipt(bound.centre.taken[-1].centre_id, "UNDELIV")
        assert bound.found(lost).status is DeliveryStatus.FAILED
        await bound.centre.send_receipt("never heard of", "DELIVRD")

    held(telecom, talk)


def test_a_link_that_breaks_is_bound_again_and_nothing_is_taken_meanwhile(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        await bound.centre.go_away()
        with pytest.raises((Throttled, SendUnknown)):
            while True:
                await asyncio.wait_for(bound.link.send(bound.outgoing(), Rendered("hello", (), ())), 5)
        await bound.centre.come_back()
        await bound.until_bound()
        await bound.link.send(bound.outgoing(key="k2"), Rendered("back again", (), ()))
        assert [part.text for part in bound.centre.taken] == ["back again"]

    held(telecom, talk)


def test_a_message_brought_again_over_a_new_link_counts_once(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        await bound.centre.write(PHONE, "yes")
        await bound.centre.write(PHONE, "yes")  # said twice over one link: meant twice
        await bound.centre.go_away()
        await bound.centre.come_back()
        await bound.until_bound()
        await bound.centre.write(PHONE, "yes")
        assert bound.incoming() == ["yes", "yes"]
        await bound.centre.write(PHONE, "yes")
        assert bound.incoming() == ["yes", "yes", "yes"]

    held(telecom, talk)


def test_the_same_words_much_later_are_meant_again(telecom: Telecom, clock: TestClock) -> None:
    with telecom.open_work() as work:
        assert not sms.is_repeated(PHONE, "yes", link="a", work=work)
    clock.advance(minutes=11)
    with telecom.open_work() as work:
        assert not sms.is_repeated(PHONE, "yes", link="b", work=work)


def test_a_status_that_only_one_vendor_knows_is_an_error_like_others(telecom: Telecom) -> None:
    async def talk(bound: Bound) -> None:
        header = SmppMessage.parse_header(bytes.fromhex("00000010800000040000040100000007"))
        assert header.command_status is SmppCommandStatus.ESME_RUNKNOWNERR

    held(telecom, talk)


def test_a_receipt_is_taken_once_and_the_last_word_stands(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        sms.take_receipt("c1", Receipt.DELIVERED, work=work)
        sms.take_receipt("c1", Receipt.UNDELIVERABLE, work=work)
        part = work.of(sms.SmsPart).find(centre_id="c1")
        assert part is not None and part.receipt is Receipt.DELIVERED
