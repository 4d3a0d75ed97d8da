"""Steering the stand-in over HTTP, for tests that run it or themselves in another process."""

import base64
import dataclasses
from collections.abc import Callable
from typing import Any

from starlette.requests import Request as WebRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Act, CannotDoThat, Group, Person
from tests.peers.telegram.records import Message

_OF_BOT = {"add_person", "add_group", "add_channel", "fail_next", "enforce_pace", "redeliver", "hold_updates",
           "release_updates", "expire_taps"}  # fmt: skip
_OF_PLACE = {"send", "command", "edit", "forward", "share_contact", "share_contact_of", "send_document", "send_photo",
             "send_content", "tap", "forge_tap", "delete", "block", "unblock", "pay", "remove_bot", "post"}  # fmt: skip


class Control:
    """The addresses under /control. Their names and arguments are those of FakeBot, Person, Group and Channel."""

    def __init__(self, bots: dict[str, FakeBot], add_bot: Callable[..., FakeBot]) -> None:
        self._bots, self._add_bot = bots, add_bot
        self._places: dict[tuple[str, int], Any] = {}

    def routes(self) -> list[BaseRoute]:
        """The routes to add to the application."""
        bot = "/control/bots/{token}"
        return [
            Route("/control/bots", self.add_bot, methods=["POST"]),
            Route(f"{bot}/calls", self.calls, methods=["GET"]),
            Route(f"{bot}/state", self.state, methods=["GET"]),
            Route(f"{bot}/chats/{{chat_id:int}}/messages", self.messages, methods=["GET"]),
            Route(f"{bot}/chats/{{chat_id}}/{{act}}", self.act_in_chat, methods=["POST"]),
            Route(f"{bot}/{{act}}", self.act_on_bot, methods=["POST"]),
        ]

    async def add_bot(self, web: WebRequest) -> Response:
        """A new bot: its token."""
        bot = self._add_bot(**await _arguments(web))
        return JSONResponse({"token": bot.token, "bot_id": bot.bot_id, "username": bot.username})

    async def act_on_bot(self, web: WebRequest) -> Response:
        """Create people and chats, order faults, bring updates again."""
        bot, act = self._bots[web.path_params["token"]], web.path_params["act"]
        if act not in _OF_BOT:
            return JSONResponse({"error": f"no act {act}; there are {sorted(_OF_BOT)}"}, 404)
        made = getattr(bot, act)(**await _arguments(web))
        if made is None:
            return JSONResponse({})
        self._places[(bot.token, made.chat_id)] = made
        return JSONResponse({"chat_id": made.chat_id})

    async def act_in_chat(self, web: WebRequest) -> Response:
        """Let a person, group or channel do something."""
        bot, act, chat_id = (
            self._bots[web.path_params["token"]],
            web.path_params["act"],
            int(web.path_params["chat_id"]),
        )
        place = self._places.get((bot.token, chat_id)) or bot.people.get(chat_id)
        if act not in _OF_PLACE or not hasattr(place, act):
            return JSONResponse({"error": f"no act {act} in chat {chat_id}"}, 404)
        arguments = await _arguments(web)
        if isinstance(place, Group) and "person" in arguments:
            arguments["person"] = bot.people[arguments["person"]]
        if isinstance(place, Person) and arguments.get("author") is not None:
            arguments["author"] = bot.people[arguments["author"]]
        try:
            done = getattr(place, act)(**arguments)
        except CannotDoThat as error:
            return JSONResponse({"error": str(error)}, 409)
        return JSONResponse(dataclasses.asdict(done) if isinstance(done, Act) else {"update_id": done})

    async def calls(self, web: WebRequest) -> Response:
        """The bot's requests after number `after`, waiting up to `wait` seconds for the first."""
        bot = self._bots[web.path_params["token"]]
        after, wait = int(web.query_params.get("after", 0)), float(web.query_params.get("wait", 0))
        found = await bot.bell.until(lambda: bot.calls[after:], timeout=wait)
        return JSONResponse([dataclasses.asdict(call) for call in found])

    async def messages(self, web: WebRequest) -> Response:
        """What stands in a chat, deleted messages too."""
        chat = self._bots[web.path_params["token"]].chats[web.path_params["chat_id"]]
        return JSONResponse([_shown(message) for message in chat.messages.values()])

    async def state(self, web: WebRequest) -> Response:
        """What waits for the bot, and what it has set up."""
        bot = self._bots[web.path_params["token"]]
        hook = dataclasses.asdict(bot.updates.webhook) if bot.updates.webhook else None
        return JSONResponse({"waiting_updates": bot.waiting_updates, "commands": bot.commands, "webhook": hook})


def _shown(message: Message) -> dict[str, Any]:
    shown = dataclasses.asdict(message)
    shown["buttons_ever"] = sorted(message.buttons_ever)
    shown["file"] = base64.b64encode(message.file).decode() if message.file else None
    return shown | {"text": message.text, "kind": message.kind}


async def _arguments(web: WebRequest) -> dict[str, Any]:
    """The JSON body; a file's content comes in base64, methods of a fault as a list."""
    given: dict[str, Any] = await web.json() if await web.body() else {}
    if isinstance(given.get("content"), str):
        given["content"] = base64.b64decode(given["content"])
    if "methods" in given:
        given["methods"] = frozenset(given["methods"])
    return given
