"""`dialtone seed`: fill an empty database with the demo operator."""

import psycopg

from bot.commands.demo import libpq, seed_database
from bot.commands.starting import find_server, read_telecom_settings, running, say, with_message_key
from bot.settings import read_settings
from bot.supervisor.errors import CannotStart
from bot.supervisor.lock import StateLock


def run_seed() -> None:
    """Seed the main database; one that holds customers already is left as it is."""
    settings, telecom_settings = read_settings(), read_telecom_settings()
    telecom_settings = with_message_key(telecom_settings, settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    with StateLock(settings.home), running(find_server(settings, telecom_settings)) as server:
        if not server.exists(server.main):
            server.create(server.main)
        with psycopg.connect(libpq(server.owner_url(server.main))) as connection:
            found = connection.execute("select to_regclass('public.customers') is not null").fetchone()
            if found and found[0] and connection.execute("select 1 from customers limit 1").fetchone():
                raise CannotStart(
                    "The database holds customers already; it was left as it is.",
                    advice="Seed an empty database, or `make clean` to begin anew with the one brought along.",
                )
        say("Filling the database with the demo operator ...")
        seed_database(server, server.main, telecom_settings)
        say("Done. `dialtone serve` serves it.")
