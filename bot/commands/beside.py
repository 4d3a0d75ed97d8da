"""For commands that work on a database while `dialtone serve` or a chat may be running on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.commands.demo import open_telecom
from bot.commands.starting import find_server, read_telecom_settings, running, with_message_key
from bot.database import BroughtAlong, DatabaseServer
from bot.settings import BotSettings, read_settings
from bot.supervisor.errors import CannotStart
from bot.supervisor.lock import StateLock
from telecom.bootstrap import Telecom, is_current
from telecom.settings import TelecomSettings


@contextmanager
def business(database: str | None = None) -> Iterator[Telecom]:
    """The business on the main database, or on the one named, whether or not somebody else is working on it."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    telecom_settings = with_message_key(telecom_settings, settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    with reached(settings, telecom_settings) as server:
        name = database or server.main
        if not server.exists(name):
            raise CannotStart(
                f"There is no database {name!r} yet.", advice="`dialtone seed` fills one with the demo operator."
            )
        if not is_current(server.owner_url(name)):
            raise CannotStart(
                f"The database {name!r} is empty, or of an older Dialtone.",
                advice="`dialtone seed` fills it with the demo operator; `dialtone serve` brings it up to date.",
            )
        telecom = open_telecom(telecom_settings, server.app_url(name))
        try:
            yield telecom
        finally:
            telecom.close()


@contextmanager
def reached(settings: BotSettings, telecom_settings: TelecomSettings) -> Iterator[DatabaseServer]:
    """The database server: ours, started for this; or the one that the running Dialtone has started."""
    lock = StateLock(settings.home)
    server = find_server(settings, telecom_settings)
    try:
        lock.acquire()
    except CannotStart:
        if isinstance(server, BroughtAlong):
            server.join()
        yield server
        return
    try:
        with running(server):
            yield server
    finally:
        lock.release()
