"""The stand-in for Telegram brings updates as Telegram does: kept until confirmed, fetched or brought."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.server import FakeBotApi


def _ptb(telegram: FakeBotApi, bot: FakeBot) -> Bot:
    return Bot(bot.token, base_url=telegram.base_url)


def test_updates_stay_until_they_are_confirmed_by_offset(telegram: FakeBotApi, bot: FakeBot) -> None:
    acts = [bot.add_person().send(text) for text in ("one", "two", "three")]

    async def work() -> None:
        async with _ptb(telegram, bot) as ptb:
            assert [one.message.text for one in await ptb.get_updates()] == ["one", "two", "three"]
            assert len(await ptb.get_updates(offset=acts[0].update_id, limit=2)) == 2
            assert [one.message.text for one in await ptb.get_updates(offset=acts[1].update_id + 1)] == ["three"]
            bot.redeliver(acts[0].update_id)
            again = await ptb.get_updates(offset=acts[2].update_id + 1)
            assert [one.update_id for one in again] == [acts[0].update_id]
            assert await ptb.get_updates(offset=acts[2].update_id + 1) == ()

    asyncio.run(work())
    assert bot.waiting_updates == 0


def test_a_long_poll_ends_when_something_comes_and_when_a_second_one_begins(telegram: FakeBotApi, bot: FakeBot) -> None:
    async def work() -> None:
        async with _ptb(telegram, bot) as ptb:
            polling = asyncio.create_task(ptb.get_updates(timeout=30))
            await bot.until(lambda: bot.polls_begun == 1)
            bot.add_person().send("hello")
            (update,) = await polling
            replaced = asyncio.create_task(ptb.get_updates(offset=update.update_id + 1, timeout=30))
            await bot.until(lambda: bot.polls_begun == 2)
            async with _ptb(telegram, bot) as other:
                assert await other.get_updates() == ()
            with pytest.raises(Conflict, match=r"(?i)terminated by other"):
                await replaced

    asyncio.run(work())


def test_only_the_kinds_of_update_that_were_asked_for_come(telegram: FakeBotApi, bot: FakeBot) -> None:
    maya = bot.add_person()

    async def work() -> None:
        async with _ptb(telegram, bot) as ptb:
            await ptb.get_updates(allowed_updates=["message"])
            written = maya.send("one")
            assert maya.edit(written.message_id, "two").update_id is None
            assert [one.update_id for one in await ptb.get_updates()] == [written.update_id]

    asyncio.run(work())


class _Hook:
    """A webhook that notes what it gets and answers what the test wants."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.refuse_next = 0

    async def receive(self, request: Request) -> Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.refuse_next:
            self.refuse_next -= 1
            return Response(status_code=500)
        self.got.append(await request.json())
        return Response()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        application = Starlette(routes=[Route("/hook", self.receive, methods=["POST"])])
        server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="warning", lifespan="off"))
        await _start(server)
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/hook"
        finally:
            await server.shutdown()


async def _start(server: uvicorn.Server) -> None:
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()


def test_a_webhook_gets_each_update_with_the_secret_until_it_takes_it(telegram: FakeBotApi, bot: FakeBot) -> None:
    hook, maya = _Hook(), bot.add_person()

    async def work() -> None:
        async with hook.listening() as url, _ptb(telegram, bot) as ptb:
            hook.refuse_next = 2
            await ptb.set_webhook(url, secret_token="s3cret_-")
            acts = [maya.send(text) for text in ("one", "two")]
            await bot.until(lambda: bot.waiting_updates == 0)
            assert [one["update_id"] for one in hook.got] == [one.update_id for one in acts]
            assert hook.secrets == ["s3cret_-"] * 4
            told = await ptb.get_webhook_info()
            assert "500" in str(told.last_error_message) and told.pending_update_count == 0
            bot.redeliver(acts[0].update_id)
            await bot.until(lambda: len(hook.got) == 3)
            bot.hold_updates()
            late = [bot.add_person(name).send("hi") for name in ("Ann", "Ben")]
            bot.release_updates([one.update_id for one in reversed(late)])
            await bot.until(lambda: bot.waiting_updates == 0)

    asyncio.run(work())
    assert len(hook.got) == 5


def test_fetching_and_a_webhook_exclude_each_other(telegram: FakeBotApi, bot: FakeBot) -> None:
    async def work() -> None:
        async with _ptb(telegram, bot) as ptb:
            with pytest.raises(BadRequest, match=r"(?i)HTTPS"):
                await ptb.set_webhook("http://example.com/hook")
            with pytest.raises(BadRequest, match=r"(?i)unallowed characters"):
                await ptb.set_webhook("https://example.com/hook", secret_token="no blanks")
            await ptb.set_webhook("http://127.0.0.1:9/hook")
            with pytest.raises(Conflict, match=r"(?i)webhook is active"):
                await ptb.get_updates()
            bot.add_person().send("kept")
            await ptb.delete_webhook()
            assert len(await ptb.get_updates()) == 1
            await ptb.delete_webhook(drop_pending_updates=True)
            assert await ptb.get_updates() == ()

    asyncio.run(work())


def test_another_process_can_steer_the_stand_in_over_http(telegram: FakeBotApi) -> None:
    async def work() -> None:
        async with httpx.AsyncClient(base_url=f"{telegram.root}/control", trust_env=False) as control:
            bot = (await control.post("/bots", json={"username": "remote_bot"})).json()
            at = f"/bots/{bot['token']}"
            maya = (await control.post(f"{at}/add_person", json={"name": "Maya"})).json()["chat_id"]
            act = (await control.post(f"{at}/chats/{maya}/send", json={"text": "balance"})).json()
            waiting = asyncio.create_task(control.get(f"{at}/calls", params={"after": 0, "wait": 10}))
            async with Bot(bot["token"], base_url=telegram.base_url) as ptb:
                (update,) = await ptb.get_updates()
                assert update.update_id == act["update_id"]
                await ptb.send_message(maya, "£ 5.00")
            assert (await waiting).json()[0]["method"] == "getMe"
            shown = (await control.get(f"{at}/chats/{maya}/messages")).json()
            assert [one["text"] for one in shown] == ["balance", "£ 5.00"]
            assert (await control.post(f"{at}/chats/{maya}/tap", json={"text": "Pay"})).status_code == 409
            assert (await control.get(f"{at}/state")).json()["waiting_updates"] == 1

    asyncio.run(work())


def test_the_stand_in_runs_as_a_process_and_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "tests.peers.telegram"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        root = process.stdout.readline().strip()
        assert httpx.get(f"{root}/bot1:x/getMe", trust_env=False).status_code == 404
        process.stdin.close()
        assert process.wait(timeout=10) == 0
