"""`dialtone serve`: the parts of the running system, all in one process or some of them."""

import asyncio
import contextlib
import importlib
import signal

import structlog

from bot.commands.demo import open_telecom
from bot.commands.operation import watched
from bot.commands.payments import hearing_payments
from bot.commands.sms import has_sms, sms_from_the_web, sms_ways_out
from bot.commands.starting import (
    endpoint_of,
    find_server,
    migrate_main,
    open_logs,
    read_telecom_settings,
    running,
    say,
    train_model,
    with_message_key,
)
from bot.loop import run_served
from bot.service import ROLES, Service
from bot.settings import BotSettings, WrongSettings, program_environment, read_settings
from bot.supervisor.actions import with_actions_beside
from bot.supervisor.children import ChildPlan
from bot.supervisor.lock import StateLock
from telecom.bootstrap import Telecom

log = structlog.get_logger("serve")


def run_serve(only: str | None) -> None:
    """Serve until told to stop."""
    roles = read_roles(only)
    settings, telecom_settings = read_settings(), read_telecom_settings()
    _check(settings, roles)
    telecom_settings = with_message_key(telecom_settings, settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    open_logs(settings, to_file=False)
    lock: contextlib.AbstractContextManager[object] = contextlib.nullcontext()
    if telecom_settings.database_url is None:
        lock = StateLock(settings.home)
    with lock, running(find_server(settings, telecom_settings)) as server:
        migrate_main(server, telecom_settings)
        if "rasa" in roles and settings.rasa_url is None:
            train_model(settings)
        telecom = open_telecom(telecom_settings, server.app_url(server.main), mails=settings.home / "mail")
        beside: ChildPlan | None = None
        if settings.actions_beside and settings.action_url is None and {"channels", "actions"} <= set(roles):
            settings, beside = with_actions_beside(
                settings,
                database_url=server.app_url(server.main),
                owner_url=server.owner_url(server.main),
                environment=program_environment(),
            )
        try:
            run_served(_serve(settings, telecom, roles, beside))
        finally:
            telecom.close()


def read_roles(only: str | None) -> list[str]:
    """The roles of `--only`, all where nothing is said; WrongSettings for one that does not exist."""
    wanted = [part.strip() for part in only.split(",") if part.strip()] if only else list(ROLES)
    unknown = sorted(set(wanted) - set(ROLES))
    if unknown or not wanted:
        raise WrongSettings(f"--only knows {', '.join(ROLES)}; not {', '.join(unknown) or 'nothing'}.")
    return wanted


def _check(settings: BotSettings, roles: list[str]) -> None:
    faults = []
    if "channels" in roles and settings.telegram_token is None and not has_sms(settings):
        faults.append(
            "There is no channel to serve: set DIALTONE_TELEGRAM_TOKEN (@BotFather gives you one), or "
            "DIALTONE_SMPP_HOST or DIALTONE_SMS_URL for text messages."
        )
    if "channels" in roles and "rasa" not in roles and settings.rasa_url is None:
        faults.append("DIALTONE_RASA_URL is not set: without the role rasa the channels must know where Rasa is.")
    if settings.rasa_url is not None and settings.rasa_key is None:
        faults.append("DIALTONE_RASA_KEY is not set: the Rasa at DIALTONE_RASA_URL needs its key.")
    if {"channels", "rasa"} & set(roles) and "actions" not in roles:
        for name, value in (("URL", settings.action_url), ("KEY", settings.action_key)):
            if value is None:
                faults.append(f"DIALTONE_ACTION_{name} is not set: without the role actions it is needed.")
    if faults:
        raise WrongSettings("Cannot serve:\n  " + "\n  ".join(faults))


async def _serve(settings: BotSettings, telecom: Telecom, roles: list[str], beside: ChildPlan | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = Service(settings, telecom, endpoint_of(telecom), roles=roles, actions_beside=beside, ways_out_follow=True)
    # Turns that are under way still answer: Telegram is hung up only when the service has stopped.
    async with contextlib.AsyncExitStack() as hang_up, serving as service, contextlib.AsyncExitStack() as take_no_more:
        # Text messages first: codes that waited since a crash leave while the rest comes up.
        if {"channels", "workers"} & set(roles):
            await hang_up.enter_async_context(sms_ways_out(service, settings))
        if settings.telegram_token is not None and {"channels", "workers"} & set(roles):
            await asyncio.to_thread(importlib.import_module, "bot.channels.telegram")  # loads for a second
            from bot.channels.telegram import TelegramChannel

            channel = TelegramChannel(
                telecom, settings, service.turns.wake, deliver=service.outbox.deliver, texts=service.renderer.texts
            )
            hang_up.push_async_callback(channel.close)
            service.senders["telegram"] = channel.sender
            if "channels" in roles:
                take_no_more.push_async_callback(channel.stop)
                await channel.start()
        await service.begin_work()
        if "channels" in roles:
            await take_no_more.enter_async_context(hearing_payments(telecom, settings))
            await take_no_more.enter_async_context(sms_from_the_web(service, settings))
        await take_no_more.enter_async_context(
            watched(service, settings, understands=bool({"channels", "rasa"} & set(roles)))
        )
        await service.whole()
        log.info("serving", roles=roles)
        say(f"Serving {', '.join(roles)}. Ctrl-C ends it.")
        await stop.wait()
