"""What works without the language model works alike on Telegram, SMS by SMPP and by HTTP, and the terminal. [X2]"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from actions.server import ActionEndpoint
from bot.channels.smpp import SmppLink
from bot.channels.sms import SMS, SmsGateway
from bot.channels.sms_webhook import SmsWebhook
from bot.channels.sms_words import SmsWords
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_pace import Pace
from bot.listening import Listener
from bot.service import Service
from bot.settings import BotSettings
from bot.supervisor.children import find_free_port
from telecom.bootstrap import Telecom
from tests.conversations.journeys import Step
from tests.peers.smsc import MessageCentre
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.server import FakeBotApi
from tests.people import a_prepaid_subscriber
from tests.proof.everywhere.peers import Gateway, texts_to
from tests.proof.everywhere.phones import Phone, SmsPhone, TelegramPhone, TerminalInside, World

KEY, SECRET = "the gateway's key", "the gateway's secret"
TALK = [
    {"say": "bal", "replies": "six-digit code by SMS to the number ending", "never": "£"},
    {"say": "000000", "replies": "not the right code", "never": "£"},
    {"say": "!code", "replies": ["Thanks Maya, you're logged in", "You have £12.40 credit"]},
    {"say": "services", "replies": "Maya's mobile"},
    {"say": "repeat everything plese", "replies": "can't understand free text right now"},
    {"say": "BAL", "replies": "£12.40", "choices": ["Top up", "My usage"]},
    {"say": "continue", "replies": "Nothing of yours stands open in another chat"},
    {"say": "/logout", "replies": "logged out"},
    {"say": "bal", "replies": "six-digit code", "never": "£"},
]


class Channels:
    """A service without Rasa, with each channel and a phone on it."""

    def __init__(
        self, telecom: Telecom, centre: MessageCentre, gateway: Gateway, bot: FakeBot, service: Service
    ) -> None:
        self._world = World(telecom)
        self._centre, self._gateway, self._bot, self._service = centre, gateway, bot, service
        self.web = 0
        self.link: SmppLink | None = None
        self.to_gateway: SmsGateway | None = None

    def phone(self, channel: str, number: str) -> Phone:
        def texts() -> Sequence[str]:
            return texts_to(number, self._centre.taken)

        if channel == "telegram":
            return TelegramPhone(self._world, number, texts, self._bot)
        if channel == "terminal":
            return TerminalInside(self._world, number, texts, self._service.terminal)
        if channel == "smpp":
            return SmsPhone(self._world, number, texts, self._centre.write)
        assert self.to_gateway is not None
        self._service.senders[SMS] = self.to_gateway
        return SmsPhone(
            self._world,
            number,
            lambda: self._gateway.texts_to(number),
            lambda number, text: self._gateway.bring(self.web, number, text),
        )


@asynccontextmanager
async def served(telecom: Telecom, telegram: FakeBotApi, bot: FakeBot, home: Path) -> AsyncIterator[Channels]:
    port, web = find_free_port(), find_free_port()
    settings = BotSettings(
        _env_file=None,
        home=home,
        rasa_url=f"http://127.0.0.1:{find_free_port()}",
        rasa_key="nobody is there",
        telegram_token=bot.token,
        telegram_api=telegram.root,
        smpp_host="127.0.0.1",
        smpp_port=port,
        smpp_system_id="dialtone",
        smpp_password="secret",
        smpp_source="60010",
        smpp_per_second=500,
    )

    def endpoint(key: str, domain: dict[str, Any]) -> Any:
        return ActionEndpoint(telecom, key=key, domain=domain).app()

    async with AsyncExitStack() as stack:
        centre = await stack.enter_async_context(MessageCentre(port))
        gateway = stack.enter_context(Gateway(key=KEY, secret=SECRET))
        service = Service(settings, telecom, endpoint, roles=("channels", "actions", "workers"))
        words = SmsWords(telecom, service.renderer.texts, public_url=None)
        channels = Channels(telecom, centre, gateway, bot, service)
        channels.link = SmppLink(telecom, settings, service.turns.wake, words=words)
        await channels.link.start()
        stack.push_async_callback(channels.link.stop)
        channels.to_gateway = SmsGateway(gateway.url, key=KEY, words=words)
        stack.push_async_callback(channels.to_gateway.close)
        app = TelegramChannel(
            telecom,
            settings,
            service.turns.wake,
            deliver=service.outbox.deliver,
            texts=service.renderer.texts,
            pace=Pace(between=0.0, a_second=1000.0),
        )
        stack.push_async_callback(app.close)
        service.senders.update({"telegram": app.sender, "terminal": service.terminal, SMS: channels.link})
        await stack.enter_async_context(service)
        webhook = SmsWebhook(telecom, service.turns.wake, secret=SECRET)
        listener = Listener(Starlette(routes=[webhook.route()]), port=web)
        await listener.start()
        stack.push_async_callback(listener.stop)
        channels.web = web
        await app.start()
        stack.push_async_callback(app.stop)
        await centre.until(lambda: bool(centre.sessions) and bool(channels.link and channels.link.is_bound))
        yield channels


def test_the_same_talk_is_answered_alike_on_every_channel(
    telecom: Telecom, telegram: FakeBotApi, bot: FakeBot, tmp_path: Path
) -> None:
    names = ("telegram", "smpp", "terminal", "http")
    with telecom.open_work() as work:
        people = [a_prepaid_subscriber(work, credit=1240, number=700 + at) for at in range(len(names))]

    async def run() -> list[str]:
        wrong = []
        async with served(telecom, telegram, bot, tmp_path) as channels:
            for name, person in zip(names, people, strict=True):
                phone = channels.phone(name, str(person.phone_number))
                for step in map(Step.read, TALK):
                    turn = await phone.say(step.say)
                    wrong += [f"{name}, after {step.say!r}: {fault}: {turn.text}" for fault in step.faults(turn)]
        return wrong

    assert asyncio.run(run()) == []
