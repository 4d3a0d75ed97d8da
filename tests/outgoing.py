"""Messages on their way out, for tests: answered, pushed, sent, swept up."""

import asyncio
from zoneinfo import ZoneInfo

from bot.outbox import Outbox
from bot.rendering.render import Renderer
from bot.rendering.texts import load_texts
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, DeliveryStatus, OutgoingMessage, Priority
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance, ask_for
from telecom.support import messaging, telling
from tests.senders import KeptMessages

RENDERER = Renderer(load_texts(), "Dialtone Mobile", ZoneInfo("Europe/London"))


def outbox_of(telecom: Telecom, sender: KeptMessages) -> Outbox:
    return Outbox(telecom, RENDERER, {"terminal": sender, "sms": sender})


def plain(text: str) -> Utterance:
    return Utterance("utter_plain", {"text": text})


def reply(telecom: Telecom, person: Individual, *said: Utterance, turn_id: str = "turn-1") -> list[str]:
    with telecom.open_work() as work:
        conversation = work.of(Conversation).find(address=person.phone_number and person.phone_number.e164)
        assert conversation is not None
        return [m.id for m in messaging.answer(work, conversation, said, turn_id=turn_id)]


def offering(text: str, intent: str) -> Utterance:
    return Utterance("utter_plain", {"text": text}, [ask_for(intent, "utter_choice_yes")])


def push(
    telecom: Telecom,
    person: Individual,
    text: str,
    *,
    priority: Priority = Priority.BILL,
    offers: str | None = None,
) -> str:
    said = offering(text, offers) if offers else plain(text)
    with telecom.open_work() as work:
        telling.push(work, person.id, person.phone_number, said, key=text, priority=priority)
        found = work.of(OutgoingMessage).find(key=text)
        assert found is not None
        return found.id


def status_of(telecom: Telecom, message_id: str) -> DeliveryStatus:
    with telecom.open_work() as work:
        return work.of(OutgoingMessage).get(message_id).status


def deliver(outbox: Outbox, *message_ids: str) -> None:
    async def run() -> None:
        await outbox.deliver(message_ids)
        await outbox.stop()

    asyncio.run(run())


def sweep(telecom: Telecom, sender: KeptMessages) -> int:
    async def run() -> int:
        outbox = outbox_of(telecom, sender)
        found = await outbox.sweep()
        await outbox.stop()
        return found

    return asyncio.run(run())
