"""Text messages for `dialtone serve`: over SMPP or an HTTP gateway, and what is served to the web for them."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette

from bot.channels.papers import Papers
from bot.channels.sms import SMS, SmsGateway
from bot.channels.sms_webhook import SmsWebhook
from bot.channels.sms_words import SmsWords
from bot.commands.starting import say
from bot.listening import Listener
from bot.service import Service
from bot.settings import BotSettings


def has_sms(settings: BotSettings) -> bool:
    """Whether text messages can leave."""
    return settings.smpp_host is not None or settings.sms_url is not None


@contextlib.asynccontextmanager
async def sms_ways_out(service: Service, settings: BotSettings) -> AsyncIterator[None]:
    """The way out for text messages that the settings name; over SMPP it is the way in as well."""
    words = SmsWords(service.telecom, service.renderer.texts, public_url=settings.public_url)
    async with contextlib.AsyncExitStack() as stack:
        if settings.smpp_host is not None:
            from bot.channels.smpp import SmppLink  # only where there is a message centre to bind to

            link = SmppLink(service.telecom, settings, service.turns.wake, words=words)
            await link.start()
            stack.push_async_callback(link.stop)
            service.senders[SMS] = link
        elif settings.sms_url is not None and settings.sms_key is not None:
            gateway = SmsGateway(settings.sms_url, key=settings.sms_key.get_secret_value(), words=words)
            stack.push_async_callback(gateway.close)
            service.senders[SMS] = gateway
        else:
            say("Neither DIALTONE_SMPP_HOST nor DIALTONE_SMS_URL is set: no code can leave, so nobody can log in.")
        yield


@contextlib.asynccontextmanager
async def sms_from_the_web(service: Service, settings: BotSettings) -> AsyncIterator[None]:
    """What the gateway brings, and papers behind links."""
    routes = []
    if settings.sms_webhook_secret is not None:
        secret = settings.sms_webhook_secret.get_secret_value()
        routes.append(SmsWebhook(service.telecom, service.turns.wake, secret=secret).route())
    if settings.public_url is not None:
        routes.append(Papers(service.telecom, service.renderer).route())
    if not routes:
        yield
        return
    listener = Listener(Starlette(routes=routes), host=settings.web_host, port=settings.web_port)
    await listener.start()
    try:
        yield
    finally:
        await listener.stop()
