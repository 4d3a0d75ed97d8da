"""The web addresses of the Bot API: one for the methods, one for files."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect
from starlette.requests import Request as WebRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.contract import Request, UploadedFile, check_result, read_request
from tests.peers.telegram.courier import Courier
from tests.peers.telegram.faults import WRITING, Fault, FaultKind
from tests.peers.telegram.methods import METHODS
from tests.peers.telegram.polling import get_updates
from tests.peers.telegram.records import Call
from tests.peers.telegram.refusal import BotApiRefusal, too_many_requests

Cut = Callable[[WebRequest], None]
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{35}")


class BotApi:
    """Answers the bots' requests. `cut` breaks the connection that a request came by."""

    def __init__(self, bots: dict[str, FakeBot], *, cut: Cut) -> None:
        self._bots, self._cut = bots, cut
        self._couriers: dict[str, asyncio.Task[None]] = {}

    def application(self, more_routes: list[BaseRoute]) -> Starlette:
        """The application that serves the Bot API, and whatever else is given."""
        routes = [
            Route("/bot{token}/{method}", self.call_method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.send_file, methods=["GET"]),
        ]
        return Starlette(routes=[*more_routes, *routes])

    async def call_method(self, web: WebRequest) -> Response:
        """One request of a bot."""
        try:
            bot = self._access_bot(web.path_params["token"])
            fields, files = await _fields_of(web)
        except ClientDisconnect:  # the bot died while it asked
            return Response(status_code=400)
        except BotApiRefusal as refusal:
            return JSONResponse(refusal.as_answer(), refusal.code)
        method = web.path_params["method"]
        fault: Fault | None = None
        try:
            request = read_request(method, fields, files)
            method = request.method
            with bot.bell.lock:
                fault = bot.faults.next_for(method, request["chat_id"])
            result = await self._carry_out(bot, request, fault)
        except BotApiRefusal as refusal:
            outcome = fault.kind if fault else "refused"
            _note(bot, method, fields, outcome, error=refusal.description)
            return JSONResponse(refusal.as_answer(), refusal.code)
        except _NothingDone:
            _note(bot, method, fields, FaultKind.CUT_BEFORE)
            return await self._break_off(web, FaultKind.CUT_BEFORE)
        _note(bot, method, dict(request.arguments), fault.kind if fault else "ok", result=result)
        if fault:
            return await self._break_off(web, fault.kind)
        return JSONResponse({"ok": True, "result": result})

    async def send_file(self, web: WebRequest) -> Response:
        """The content of a file that somebody sent."""
        try:
            bot = self._access_bot(web.path_params["token"])
        except BotApiRefusal as refusal:
            return JSONResponse(refusal.as_answer(), refusal.code)
        for stored in bot.files.values():
            if stored.path == web.path_params["path"]:
                return Response(stored.content, media_type="application/octet-stream")
        return JSONResponse(BotApiRefusal(404, "Not Found").as_answer(), 404)

    async def _carry_out(self, bot: FakeBot, request: Request, fault: Fault | None) -> Any:
        if fault and fault.kind is FaultKind.THROTTLED:
            raise too_many_requests(fault.retry_after)
        if fault and fault.kind is FaultKind.SERVER_ERROR:
            raise BotApiRefusal(500, "Internal Server Error")
        if fault and fault.kind is FaultKind.CUT_BEFORE:
            raise _NothingDone
        if request.method == "getUpdates":
            result: Any = await get_updates(bot, request)
        else:
            result = self._carry_out_at_once(bot, request)
        check_result(request.method, result)
        if request.method == "setWebhook" and bot.token not in self._couriers:
            self._couriers[bot.token] = asyncio.create_task(Courier(bot).run())
        return result

    def _carry_out_at_once(self, bot: FakeBot, request: Request) -> Any:
        do = METHODS.get(request.method)
        if do is None:
            raise BotApiRefusal(501, f"Not Implemented: the stand-in has no {request.method}")
        with bot.bell.lock:
            if bot.pace and request.method in WRITING and bot.pace.is_broken_by(request["chat_id"], time.monotonic()):
                raise too_many_requests(1)
            result = do(bot, request)
            # A copy, so that the list of requests shows the message as it was then.
            return dict(result) if isinstance(result, dict) else result

    async def _break_off(self, web: WebRequest, kind: FaultKind) -> Response:
        """Let the bot go without an answer: break the connection, or wait until the bot gives up."""
        if kind is not FaultKind.NO_ANSWER:
            self._cut(web)
        while (await web.receive())["type"] != "http.disconnect":
            continue
        return Response(status_code=500)

    def _access_bot(self, token: str) -> FakeBot:
        if not _TOKEN.fullmatch(token):
            raise BotApiRefusal(404, "Not Found")
        if token not in self._bots:
            raise BotApiRefusal(401, "Unauthorized")
        return self._bots[token]


class _NothingDone(Exception):
    """The connection breaks before the request is carried out."""


def _note(bot: FakeBot, method: str, arguments: dict[str, Any], outcome: str, **more: Any) -> None:
    with bot.bell.lock:
        bot.calls.append(Call(len(bot.calls) + 1, method, arguments, str(outcome), time.monotonic(), **more))
        bot.bell.ring()


async def _fields_of(web: WebRequest) -> tuple[dict[str, Any], dict[str, UploadedFile]]:
    """The fields of a request, however they were sent: in the address, as JSON, as a form, with files."""
    fields: dict[str, Any] = dict(web.query_params)
    files: dict[str, UploadedFile] = {}
    if web.headers.get("content-type", "").startswith("application/json"):
        sent = await web.json()
        if not isinstance(sent, dict):
            raise BotApiRefusal(400, "Bad Request: object expected")
        return fields | sent, files
    async with web.form(max_part_size=60 * 1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                kind = value.content_type or "application/octet-stream"
                files[name] = UploadedFile(value.filename or "file", await value.read(), kind)
            else:
                fields[name] = value
    return fields, files
