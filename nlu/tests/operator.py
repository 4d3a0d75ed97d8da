"""A small action endpoint for the tests: it answers like the real one and notes what it was asked."""

from __future__ import annotations

from typing import Any

from aiohttp import web


class Operator:
    """Answers every action with a response and its slots; validation takes what it is given, but no negative sum.

    `fails` is how many of the next calls end in an error.
    """

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.fails = 0
        self.runner: web.AppRunner | None = None

    async def open(self, port: int = 0) -> str:
        """Starts on the loopback interface and tells its address."""
        app = web.Application()
        app.router.add_post("/webhook", self.answer)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", port)
        await site.start()
        return f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/webhook"

    async def close(self) -> None:
        """Stops."""
        if self.runner:
            await self.runner.cleanup()

    async def answer(self, request: web.Request) -> web.Response:
        """The answer to one action call."""
        call = await request.json()
        self.calls.append(call)
        self.keys.add(request.headers.get("X-Dialtone-Key", ""))
        if self.fails:
            self.fails -= 1
            return web.json_response({"error": "down"}, status=500)
        action, slots = call["next_action"], call["tracker"]["slots"]
        if action.startswith("validate_"):
            return web.json_response({"events": self.validate(call), "responses": []})
        said = {"response": action.replace("action_", "utter_"), "amount": slots.get("amount"), "count": 0}
        done = [{"event": "slot", "name": name, "value": None} for name in ("amount", "service")]
        return web.json_response({"events": done, "responses": [{"text": None, "buttons": [], **said}]})

    def validate(self, call: dict[str, Any]) -> list[dict[str, Any]]:
        """Slot events as form validation gives them: those just filled, accepted or emptied again."""
        filled = []
        for event in reversed(call["tracker"]["events"]):
            if event["event"] != "slot":
                break
            filled.append(event)
        accepted = []
        for event in filled:
            value = event["value"]
            if event["name"] == "amount" and value and value["minor"] < 0:
                value = None
            if event["name"] != "requested_slot":
                accepted.append({"event": "slot", "name": event["name"], "value": value})
        return accepted
