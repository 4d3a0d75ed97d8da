"""Text messages over SMPP against a second message centre, by other authors than the first (npm `smpp`). [X2]

It needs Node and the package: `npm install smpp@0.5.1` in some folder, which DIALTONE_PROOF_NODE names.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.sender import SendFailed, Throttled
from bot.channels.smpp import SmppLink
from bot.channels.sms_words import SmsWords
from bot.rendering.render import Rendered
from bot.rendering.texts import load_texts
from bot.settings import BotSettings
from bot.supervisor.children import find_free_port
from telecom.bootstrap import Telecom
from telecom.model.messaging import IncomingMessage, OutgoingMessage, Priority
from telecom.model.utterances import Utterance

SERVER = Path(__file__).parents[1] / "peers" / "centre.js"
THROTTLED, REFUSED = 0x58, 0x0B
WITHIN = 15.0


class Centre:
    """The running centre, and the link that is bound to it."""

    def __init__(self, control: str, link: SmppLink, telecom: Telecom) -> None:
        self.link, self._telecom = link, telecom
        self._http = httpx.AsyncClient(base_url=control, trust_env=False)

    async def ask(self, act: str, **body: Any) -> dict[str, Any]:
        return dict((await self._http.post(f"/{act}", json=body)).json())

    async def texts(self) -> list[str]:
        return [one["text"] for one in (await self.ask("taken"))["taken"]]

    async def until_bound(self) -> None:
        async with asyncio.timeout(WITHIN):
            while not (self.link.is_bound and (await self.ask("taken"))["bound"] == 1):
                await asyncio.sleep(0.05)

    async def send(self, text: str, *, priority: Priority = Priority.ANSWER) -> str:
        with self._telecom.open_work() as work:
            count = work.of(OutgoingMessage).count()
            message = OutgoingMessage(
                key=f"k{count}",
                channel="sms",
                address="+447700900101",
                conversation_id=None,
                turn_id=None,
                utterance=Utterance("utter_greet"),
                priority=priority,
                created_at=work.now,
            )
            work.of(OutgoingMessage).add(message)
        await self.link.send(message, Rendered(text, (), ()))
        return message.id

    def found(self, message_id: str) -> OutgoingMessage:
        with self._telecom.open_work() as work:
            return work.of(OutgoingMessage).get(message_id)


@asynccontextmanager
async def bound(telecom: Telecom) -> AsyncIterator[Centre]:
    node, folder = shutil.which("node"), os.environ.get("DIALTONE_PROOF_NODE", "")
    if node is None or not (Path(folder) / "node_modules" / "smpp").is_dir():
        pytest.fail("needed: Node, and a folder with `npm install smpp@0.5.1`, named by DIALTONE_PROOF_NODE")
    port, control = find_free_port(), find_free_port()
    environment = {**os.environ, "NODE_PATH": str(Path(folder) / "node_modules")}
    command = [node, str(SERVER), str(port), str(control)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stdout.readline()
        settings = BotSettings(
            _env_file=None,
            smpp_host="127.0.0.1",
            smpp_port=port,
            smpp_system_id="dialtone",
            smpp_password="secret",
            smpp_source="60010",
        )
        link = SmppLink(
            telecom, settings, lambda: None, words=SmsWords(telecom, load_texts(), public_url="https://example.test")
        )
        await link.start()
        try:
            centre = Centre(f"http://127.0.0.1:{control}", link, telecom)
            await centre.until_bound()
            yield centre
        finally:
            await link.stop()
            running.kill()


def incoming(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [str(message.text) for message in work.of(IncomingMessage).list(order="number")]


def test_all_that_is_said_over_the_first_centre_is_said_over_the_second(telecom: Telecom) -> None:
    async def run() -> None:
        async with bound(telecom) as centre:
            sent = await centre.send("Your balance is £12.40 or €14")
            await centre.send("Привет, это длинное сообщение. " * 4)
            await centre.send("Ten pounds and a word. " * 12)
            texts = await centre.texts()
            assert texts[0] == "Your balance is £12.40 or €14"
            assert "".join(texts[1:3]) == ("Привет, это длинное сообщение. " * 4)
            assert "".join(texts[3:]) == "Ten pounds and a word. " * 12
            async with asyncio.timeout(WITHIN):
                while centre.found(sent).delivered_at is None:
                    await asyncio.sleep(0.05)
            for text in ("whats left on my data", "Сколько осталось? £€"):
                assert await centre.ask("write", **{"from": "447700900101", "text": text}) == {"status": 0}
            assert incoming(telecom) == ["whats left on my data", "Сколько осталось? £€"]
            await centre.ask("answer", statuses=[THROTTLED])
            with pytest.raises(Throttled):
                await centre.send("an offer", priority=Priority.PROMOTION)
            await centre.ask("answer", statuses=[THROTTLED, THROTTLED])
            await centre.send("123456 is your code", priority=Priority.CODE)
            await centre.ask("answer", statuses=[REFUSED])
            with pytest.raises(SendFailed):
                await centre.send("nobody there")
            await centre.ask("drop")
            await centre.until_bound()
            await centre.send("back again")
            assert (await centre.texts())[-2:] == ["123456 is your code", "back again"]

    asyncio.run(run())
