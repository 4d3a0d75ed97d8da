"""The endpoint at which the language model has things done: one address, a key, no echo."""

import asyncio
import hmac
import importlib
import json
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException, Tracker
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import actions
from actions.frame import DialtoneAction
from telecom.bootstrap import Telecom

log = structlog.get_logger("actions")
KEY_HEADER = "X-Dialtone-Key"
LARGEST_REQUEST = 1_000_000


def whole_actions() -> list[type[DialtoneAction]]:
    """Every action of this package that has a name; what is only a base for others has none."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    return list(DialtoneAction.named.values())


class ActionEndpoint:
    """rasa-sdk's executor behind our own door. Each action runs in a worker thread with its own unit of work."""

    def __init__(self, telecom: Telecom, *, key: str, domain: dict[str, Any], threads: int = 16) -> None:
        DialtoneAction.telecom = telecom
        self._key = key
        self._executor = ActionExecutor()
        for action in whole_actions():
            self._executor.register_action(action)
        # The domain is known here, so calls need not carry it: every call is given this digest.
        self._executor.domain = domain
        self._executor.domain_digest = "dialtone"
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="action")

    def app(self) -> Starlette:
        """The ASGI application: POST /webhook as Rasa sends it, GET /health."""
        return Starlette(
            routes=[Route("/webhook", self._webhook, methods=["POST"]), Route("/health", self._health, methods=["GET"])]
        )

    async def _health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _webhook(self, request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(KEY_HEADER, "").encode(), self._key.encode()):
            return JSONResponse({"error": "a key is needed"}, status_code=401)
        body = await request.body()
        if len(body) > LARGEST_REQUEST:
            return JSONResponse({"error": "too large"}, status_code=413)
        try:
            call = json.loads(body)
            action_name, tracker = call["next_action"], call["tracker"]
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": "not an action call"}, status_code=400)
        try:
            return JSONResponse(await self.run(action_name, tracker))
        except ActionExecutionRejection:
            return JSONResponse({"error": "rejected", "action_name": action_name}, status_code=400)
        except ActionNotFoundException:
            return JSONResponse({"error": "no such action", "action_name": action_name}, status_code=404)

    async def run(self, action_name: str, tracker: dict[str, Any]) -> dict[str, Any]:
        """Run one action on a tracker in Rasa's form; its events and responses. Also the turn's own way in."""
        action = self._executor.actions.get(action_name)
        if action is None:
            raise ActionNotFoundException(action_name)
        dispatcher = CollectingDispatcher()
        loop = asyncio.get_running_loop()
        told = Tracker.from_dict(tracker)
        if asyncio.iscoroutinefunction(action):
            events = await action(dispatcher, told, self._executor.domain)
        else:
            # The thread goes on when the caller gives up: effects never stand in cancellable code.
            work = loop.run_in_executor(self._threads, action, dispatcher, told, self._executor.domain)
            events = await asyncio.shield(work)
        checked = self._executor.validate_events(events or [], action_name)
        return {"events": checked, "responses": dispatcher.messages}
