"""One process of the thirty days: a scheduler that stands for election, workers, and a sender that writes into a file.

Started by the proof as a program of its own, and killed by it.
"""

import asyncio
import logging
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import bot.outbox
from bot.outbox import Outbox
from bot.rendering.render import Rendered
from bot.scheduler import Scheduler
from bot.workers import Workers
from telecom.model.messaging import OutgoingMessage
from telecom.support import delivery
from tests.outgoing import RENDERER
from tests.proof.days.world import open_world

# A simulated day takes seconds: what waited for the morning is looked for as much more often.
bot.outbox.SWEEP_EVERY = timedelta(seconds=0.1)
# A tick that takes longer than the pause between two is no news here.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class WrittenDown:
    """Writes a line for each message that is handed over: its key, and the simulated moment when it was taken up."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._begun: dict[str, datetime] = {}
        self._begin = delivery.begin
        delivery.begin = self._note  # type: ignore[assignment]

    def _note(self, message_id: str, **more: Any) -> delivery.Sending | None:
        sending = self._begin(message_id, **more)
        self._begun[message_id] = more["work"].now
        return sending

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        with self._file.open("a") as written:
            written.write(f"{self._begun[message.id].isoformat()} {message.priority.name} {message.key}\n")
        return None


async def _serve(url: str, key: str, clock: Path, sent: Path) -> None:
    telecom = open_world(url, key, lambda: datetime.fromisoformat(clock.read_text()))
    sender = WrittenDown(sent)
    outbox = Outbox(telecom, RENDERER, {"sms": sender, "terminal": sender})
    workers = Workers(telecom, outbox, concurrency=2)
    scheduler = Scheduler(telecom, seconds=0.1)
    await outbox.start()
    await workers.start()
    await scheduler.start()
    sys.stdout.write("up\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
