"""Everything is killed with SIGKILL at once, the database that comes along too, and started again: the channel and the
business answer within five seconds, without the language model. [R42]

    DIALTONE_PROOF_KILLS=3 python -m pytest tests/proof/test_up_again.py -s
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.supervisor.children import find_free_port, make_key
from bot.supervisor.cluster import POINTER_NAME
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Person
from tests.peers.telegram.server import FakeBotApi
from tests.proof.killed.programs import ROLES, KilledProgram

ROUNDS = min(int(os.environ.get("DIALTONE_PROOF_KILLS", "3")), 10)
WITHIN, FIRST_START = 5.0, 120.0
# Nobody listens on port 9 of the loopback: the language model is not back yet.
NOBODY = "http://127.0.0.1:9"


def test_channel_and_business_serve_again_within_five_seconds(tmp_path: Path) -> None:
    with FakeBotApi() as telegram:
        bot = telegram.add_bot()
        service = KilledProgram(
            tmp_path / "home",
            "serve",
            "--only",
            ROLES,
            DIALTONE_RASA_URL=NOBODY,
            DIALTONE_RASA_KEY=make_key(),
            DIALTONE_ACTION_PORT=str(find_free_port()),
            DIALTONE_ACTION_KEY=make_key(),
            DIALTONE_TELEGRAM_TOKEN=bot.token,
            DIALTONE_TELEGRAM_API=telegram.root,
            DIALTONE_METRICS_PORT="0",
        )
        maya = bot.add_person("Maya")
        took: list[float] = []
        try:
            asyncio.run(_answers(service, bot, maya, FIRST_START))
            for _ in range(ROUNDS):
                _kill_everything(service, tmp_path / "home")
                took.append(asyncio.run(_answers(service, bot, maya, FIRST_START)))
        finally:
            service.end()
    sys.stdout.write(f"\nup again after {', '.join(f'{each:.1f}' for each in took)} s\n")
    assert max(took) < WITHIN, took


async def _answers(service: KilledProgram, bot: FakeBot, person: Person, within: float) -> float:
    """Start it, write at once, and wait for the answer; how long that took. HELP needs no understanding; free text is
    answered honestly."""
    began = time.monotonic()
    service.start()
    answered = len(person.received)
    person.send("help")
    up = await bot.bell.until(lambda: len(person.received) > answered, timeout=within)
    assert up, service.log.read_text(errors="replace")[-3000:]
    return time.monotonic() - began


def _kill_everything(service: KilledProgram, home: Path) -> None:
    """kill -9 of the program, and of its database with the guard beside it, wherever its data stand."""
    service.kill()
    pointer = home / "state" / POINTER_NAME
    for folder in (str(home), *([pointer.read_text().strip()] if pointer.exists() else [])):
        found = subprocess.run(["pgrep", "-f", folder], capture_output=True, text=True, check=False).stdout.split()
        for each in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(each), signal.SIGKILL)
