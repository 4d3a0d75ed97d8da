"""`dialtone chat`: a phone in the terminal, for people and for scripts."""

import contextlib
import sys

from bot.commands.loading import loading
from bot.commands.partners import with_partners
from bot.commands.starting import (
    find_server,
    open_logs,
    read_telecom_settings,
    running,
    say,
    trained_meanwhile,
    with_message_key,
)
from bot.settings import read_settings
from bot.supervisor.lock import StateLock
from demo.personas import PERSONAS


def run_chat(person: str, *, json_lines: bool, fresh: bool) -> None:
    """Start everything, talk until the input ends, and leave no process behind."""
    if person not in PERSONAS:
        say(f"There is no {person!r} here. People: {', '.join(PERSONAS)}.")
        sys.exit(2)
    settings, telecom_settings = read_settings(), read_telecom_settings()
    own_partners = not telecom_settings.partners
    telecom_settings = with_partners(with_message_key(telecom_settings, settings))
    settings.home.mkdir(parents=True, exist_ok=True)
    open_logs(settings, to_file=True)
    with StateLock(settings.home), contextlib.ExitStack() as opened:
        # Whether the model is up to date is found out beside the loading, which takes longer than all the rest.
        with trained_meanwhile(settings):
            server = opened.enter_context(running(find_server(settings, telecom_settings)))
            with loading():
                from bot.commands.phone import DemoPhone
            made = DemoPhone(server, settings, telecom_settings, json_lines=json_lines, fresh=fresh)
            phone = opened.enter_context(contextlib.closing(made))
        phone.talk(person=person, own_partners=own_partners)
