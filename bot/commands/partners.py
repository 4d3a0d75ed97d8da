"""The demo's partners: each a program of its own, kept running here or beside a chat."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping

from pydantic import SecretStr

from bot.commands.starting import open_logs, read_telecom_settings, say
from bot.listening import Listener
from bot.settings import CHECKOUT, BotSettings, WrongSettings, program_environment, read_settings
from bot.supervisor.children import PASSED_ON, Child, ChildPlan, find_free_port, make_key
from bot.supervisor.guarded import GuardedProgram
from demo.partner_server import partner_app
from demo.partners import SimulatedPartner, make_companies
from telecom.settings import TelecomSettings

HOST = "127.0.0.1"


def run_partners(*, only: str | None, port: int | None) -> None:
    """Serve one partner in this process, or keep one process running for each of them, until told to stop."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    companies = make_companies()
    if only is not None and only not in companies:
        raise WrongSettings(f"--only knows {', '.join(companies)}; not {only}.")
    if telecom_settings.partners_key is None:
        raise WrongSettings("Set DIALTONE_PARTNERS_KEY, the same for the partners and for `dialtone serve`.")
    key = telecom_settings.partners_key.get_secret_value()
    open_logs(settings, to_file=False)
    if only is None:
        asyncio.run(_keep_all({name: company.port for name, company in companies.items()}, settings, key))
    else:
        asyncio.run(_serve_one(only, port or companies[only].port, settings, key))


async def _serve_one(name: str, port: int, settings: BotSettings, key: str) -> None:
    stop = _stopped()
    folder = settings.home / "partners"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partner = SimulatedPartner(make_companies()[name], folder / f"{name}.sqlite", die=_crash)
    site = Listener(partner_app(partner, key=key), host=HOST, port=port)
    await site.start()
    say(f"The partner {name} answers at {site.url}.")
    await stop.wait()
    await site.stop()


def _crash() -> None:
    """End as a killed process does: at once, nothing tidied up."""
    os._exit(70)


def _stopped() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _keep_all(ports: Mapping[str, int], settings: BotSettings, key: str) -> None:
    stop = _stopped()
    async with _running(ports, settings, key) as children:
        await asyncio.gather(*(child.wait_ready() for child in children))
        addresses = ", ".join(f"{name} at http://{HOST}:{port}" for name, port in ports.items())
        say(f"The partners answer: {addresses}. Ctrl-C ends them.")
        await stop.wait()


def with_partners(telecom_settings: TelecomSettings) -> TelecomSettings:
    """The settings with addresses for the demo's partners, where the operator has not set any."""
    if telecom_settings.partners:
        return telecom_settings
    addresses = {name: f"http://{HOST}:{find_free_port()}" for name in make_companies()}
    return telecom_settings.model_copy(update={"partners": addresses, "partners_key": SecretStr(make_key())})


@contextlib.asynccontextmanager
async def partners_beside(settings: BotSettings, chosen: TelecomSettings, *, own: bool) -> AsyncIterator[None]:
    """The demo's partners at the addresses of the settings, started and not waited for; `own` says whether they are
    ours to run."""
    if not own or chosen.partners_key is None:
        yield
        return
    ports = {name: int(url.rpartition(":")[2]) for name, url in chosen.partners.items()}
    async with _running(ports, settings, chosen.partners_key.get_secret_value()):
        yield


@contextlib.asynccontextmanager
async def _running(ports: Mapping[str, int], settings: BotSettings, key: str) -> AsyncIterator[list[Child]]:
    children = [Child(_plan(name, port, settings, key)) for name, port in ports.items()]
    for child in children:
        child.start()
    try:
        yield children
    finally:
        await asyncio.gather(*(child.stop() for child in children))


def _plan(name: str, port: int, settings: BotSettings, key: str) -> ChildPlan:
    ours = program_environment()
    environment = {one: ours[one] for one in PASSED_ON if one in ours}
    environment |= {"DIALTONE_HOME": str(settings.home.resolve()), "DIALTONE_PARTNERS_KEY": key}
    command = [sys.executable, "-m", "bot.command", "partners", "--only", name, "--port", str(port)]
    return ChildPlan(
        name=f"the partner {name}",
        program=GuardedProgram(command, environment, CHECKOUT),
        log=settings.logs / f"partner-{name}.log",
        ready_url=f"http://{HOST}:{port}/health",
        ready_within=60,
    )
