"""The demo's payment provider: as a program of its own, or beside the chat in the same process."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator

from bot.channels.payments_webhook import PATH, PaymentsWebhook
from bot.commands.demo import libpq
from bot.commands.starting import find_server, open_logs, read_telecom_settings, running, say
from bot.listening import Listener
from bot.settings import BotSettings, WrongSettings, read_settings
from bot.supervisor.children import make_key
from demo.money import CARDS, make_card
from demo.payment_server import Messages, payment_app
from demo.payments import SimulatedPayments, install
from telecom.bootstrap import Telecom, machine_clock
from telecom.settings import TelecomSettings

HOST = "127.0.0.1"
_DATABASE = "payment_provider"


def run_payments(*, port: int, public_url: str | None, rings_at: str | None) -> None:
    """Serve until told to stop, on a database of its own."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    if telecom_settings.payments_key is None or telecom_settings.payments_webhook_secret is None:
        raise WrongSettings(
            "Set DIALTONE_PAYMENTS_KEY and DIALTONE_PAYMENTS_WEBHOOK_SECRET, the same for the provider and for "
            "`dialtone serve`: a shop and its provider must know each other."
        )
    own = settings.model_copy(update={"home": settings.home / "payments"})
    own.home.mkdir(parents=True, exist_ok=True)
    open_logs(own, to_file=False)
    with running(find_server(own, telecom_settings)) as server:
        if not server.exists(_DATABASE):
            server.create(_DATABASE)
        url = libpq(server.owner_url(_DATABASE))
        install(url)
        provider = SimulatedPayments(url, clock=machine_clock, pages_at=public_url or f"http://{HOST}:{port}")
        for persona in CARDS:
            card = make_card(persona, persona)
            provider.add_card(card.token, expires_on=card.expires_on)
        asyncio.run(_serve(provider, settings, telecom_settings, port=port, rings_at=rings_at))


async def _serve(
    provider: SimulatedPayments,
    settings: BotSettings,
    telecom: TelecomSettings,
    *,
    port: int,
    rings_at: str | None,
) -> None:
    assert telecom.payments_key is not None and telecom.payments_webhook_secret is not None
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    ringing = rings_at or f"http://{settings.payments_webhook_host}:{settings.payments_webhook_port}{PATH}"
    secret = telecom.payments_webhook_secret.get_secret_value()
    site = Listener(payment_app(provider, key=telecom.payments_key.get_secret_value()), host=HOST, port=port)
    async with _site_running(site, Messages(provider, ringing, secret=secret)):
        say(f"The payment provider answers at {site.url} and rings at {ringing}. Ctrl-C ends it.")
        await stop.wait()


@contextlib.asynccontextmanager
async def _site_running(site: Listener, messages: Messages) -> AsyncIterator[None]:
    await site.start()
    sending = asyncio.create_task(messages.run(), name="payment messages")
    try:
        yield
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await site.stop()


@contextlib.asynccontextmanager
async def payments_beside(telecom: Telecom, *, port: int) -> AsyncIterator[None]:
    """The simulated provider's pages and signed messages in this process, where it is the one in use."""
    provider = telecom.outside.payments
    if not isinstance(provider, SimulatedPayments):
        yield
        return
    secret = make_key()
    hearing = Listener(PaymentsWebhook(telecom, secret=secret).app(), host=HOST)
    await hearing.start()
    messages = Messages(provider, f"{hearing.url}{PATH}", secret=secret)
    try:
        async with _site_running(Listener(payment_app(provider, key=make_key()), host=HOST, port=port), messages):
            yield
    finally:
        await hearing.stop()


@contextlib.asynccontextmanager
async def hearing_payments(telecom: Telecom, settings: BotSettings) -> AsyncIterator[None]:
    """The address at which a provider behind HTTP rings."""
    secret = telecom.settings.payments_webhook_secret
    if secret is None:
        yield
        return
    app = PaymentsWebhook(telecom, secret=secret.get_secret_value()).app()
    listener = Listener(app, host=settings.payments_webhook_host, port=settings.payments_webhook_port)
    await listener.start()
    try:
        yield
    finally:
        await listener.stop()
