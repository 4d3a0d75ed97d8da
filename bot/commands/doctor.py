"""`dialtone doctor`: what is missing or wrong, and what to do about it."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from bot.commands.sms import has_sms
from bot.commands.starting import find_server, read_telecom_settings, say
from bot.settings import CHECKOUT, BotSettings, WrongSettings, read_settings
from bot.supervisor.errors import CannotStart
from bot.supervisor.lock import StateLock
from telecom.bootstrap import is_current

SMALLEST_DISK = 2 * 10**9


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what, whether it is well, and what to do where it is not."""

    what: str
    well: bool
    advice: str = ""


def run_doctor() -> int:
    """Look at everything and say it; 0 when all is well, 1 when something is to be done."""
    well = True
    for look in (_settings, _python, _rasa, _model, _disk, _database, _operation):
        for finding in _safely(look):
            well = well and finding.well
            say(f"  {'ok  ' if finding.well else 'WRONG'} {finding.what}")
            if not finding.well:
                say(f"        {finding.advice}")
    say("All is well." if well else "Something is to be done; see above.")
    return 0 if well else 1


def _safely(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except CannotStart as error:
        yield Finding(error.what, False, error.advice)
    except WrongSettings as error:
        yield Finding(str(error), False, "Correct .env or the environment; .env.example explains each.")


def _settings() -> Iterator[Finding]:
    settings, telecom = read_settings(), read_telecom_settings()
    where = "DATABASE_URL" if telecom.database_url else "the database brought along"
    yield Finding(f"the security policy can be read ({telecom.policy})", True)
    yield Finding(f"settings can be read ({where}, state in {settings.home})", True)
    if settings.telegram_token is None:
        yield Finding("Telegram is off: no token, and the demo needs none", True)
        return
    yield Finding("Telegram has a token", True)
    without = "Set DIALTONE_SMPP_HOST or DIALTONE_SMS_URL: one-time codes leave by SMS, nobody can log in without."
    yield Finding("a way out for text messages, and so for one-time codes", has_sms(settings), without)


def _python() -> Iterator[Finding]:
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    yield Finding(version, (3, 11) <= sys.version_info[:2] < (3, 14), "Dialtone needs Python 3.11 to 3.13.")


def _rasa() -> Iterator[Finding]:
    python = CHECKOUT / "nlu" / ".venv" / "bin" / "python"
    if not python.exists():
        yield Finding("Rasa's environment nlu/.venv", False, "Run `make chat`; it makes what is missing.")
        return
    asked = [str(python), "-c", "import importlib.metadata as m; print(m.version('rasa'))"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    yield Finding(f"Rasa {found or 'is not installed'}", found == "3.6.21", "Run `make clean` and then `make chat`.")


def _model() -> Iterator[Finding]:
    models = read_settings().models
    model, note = models / "dialtone.tar.gz", models / "dialtone.tar.gz.sha256"
    if not (model.exists() and note.exists()):
        yield Finding("a trained model", False, "Run `dialtone train` (about half a minute).")
        return
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    yield Finding(
        "the trained model is unharmed", note.read_text().split()[0] == digest, "Run `dialtone train --force`."
    )


def _disk() -> Iterator[Finding]:
    home = read_settings().home
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    yield Finding(f"{free / 10**9:.1f} GB free on the disk", free > SMALLEST_DISK, "Make room: 2 GB are needed.")


def _operation() -> Iterator[Finding]:
    """What a running `dialtone serve` says of itself; nothing runs is well too."""
    port = read_settings().metrics_port
    if port == 0:
        yield Finding("/health, /ready and /metrics are off", True)
        return
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/ready", timeout=5)
    except httpx.HTTPError:
        yield Finding(f"nothing serves on port {port} now (/health, /ready, /metrics)", True)
        return
    parts = answer.json() if answer.status_code in (200, 503) else {}
    advice = "The log of `dialtone serve` says why." if parts else f"Another program has port {port}: set another."
    yield Finding(f"what serves on port {port} is ready", bool(parts) and all(parts.values()), advice)


def _database() -> Iterator[Finding]:
    settings: BotSettings = read_settings()
    telecom = read_telecom_settings()
    server = find_server(settings, telecom)
    if telecom.database_url is None:
        settings.home.mkdir(parents=True, exist_ok=True)
        with StateLock(settings.home):
            server.start()
            server.stop()
        yield Finding("the database brought along starts and stops", True)
        return
    server.start()
    yield Finding("the PostgreSQL of DATABASE_URL answers", True)
    current = server.exists(server.main) and is_current(server.owner_url(server.main))
    yield Finding("its tables are in the present shape", current, "`dialtone serve` or `dialtone seed` migrates them.")
