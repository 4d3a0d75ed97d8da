"""A language model that has gone mad: an HTTP server in Rasa's place that answers anything at all."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

# Things that stand where something else should.
ODD: Sequence[Any] = (
    None,
    True,
    -1,
    10**40,
    0.5,
    "",
    "x",
    [],
    {},
    [[]],
    {"_": "money"},
    {"_": "money", "minor": -500, "currency": "GBP"},
    {"_": "no such kind"},
    {"_": "day", "on": "31 June"},
    {"_": "utterance", "response": 7, "values": []},
    "\ud800",
    "a\x00b",
    "\u202e/pay",
    "utter_plain",
)
KINDS = ("confirm", "refuse", "payload", "action", "no such kind")


class MadRasa:
    """Answers each turn with something drawn by `chance`; `knows` are the ids it has seen pass by."""

    def __init__(self, chance: random.Random, actions: Sequence[str], responses: Sequence[str]) -> None:
        self.chance, self.actions, self.responses = chance, actions, responses
        self.knows: list[Mapping[str, Any]] = []
        self.asked = 0

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/webhooks/dialtone/ready", self._ready),
                Route("/webhooks/dialtone/turn", self._turn, methods=["POST"]),
            ]
        )

    async def _ready(self, request: Request) -> Response:
        return JSONResponse({"ready": True})

    async def _turn(self, request: Request) -> Response:
        self.asked += 1
        ways: Sequence[Callable[[], Response]] = (
            self._no_json,
            self._huge,
            self._deep,
            lambda: JSONResponse(self.odd(), status_code=self.chance.choice([200, 204, 302, 404, 500])),
            lambda: _json(self.odd()),
            *[lambda: _json(self.answer())] * 8,
        )
        if self.chance.random() < 0.05:
            await asyncio.sleep(0.6)
        return self.chance.choice(ways)()

    def _no_json(self) -> Response:
        return Response(self.chance.randbytes(self.chance.randrange(200)), media_type="application/json")

    def _huge(self) -> Response:
        text = "x" * 2_000_000
        return _json({"messages": [{"custom": {"utterance": self._utterance(text)}}]})

    def _deep(self) -> Response:
        return Response("[" * 100_000, media_type="application/json")

    def odd(self) -> Any:
        return self.chance.choice(ODD)

    def answer(self) -> dict[str, Any]:
        """An answer in our own form, of which a part or two are something else."""
        answer = {
            "messages": [self._message() for _ in range(self.chance.randrange(4))],
            "intent": {"name": self.chance.choice(["pay_bill", "affirm", "cancel"]), "confidence": 1.0},
            "form": self.chance.choice([None, "pay_bill_form", "no_such_form"]),
            "requested_slot": self.chance.choice([None, "amount", "no_such_slot"]),
            "turns_remembered": self.chance.choice([0, 3, 10**30]),
            "second_wish": self.chance.choice([None, None, None, "and pay my bill"]),
        }
        if self.chance.random() < 0.4:
            answer[self.chance.choice(list(answer))] = self.odd()
        return answer

    def _message(self) -> Any:
        kinds: Sequence[Callable[[], Any]] = (
            lambda: {"response": self.chance.choice(self.responses), "values": self.odd() or {}},
            lambda: {"response": "utter_no_such_thing", "values": {}},
            lambda: {"custom": {"utterance": self._utterance("all well?")}},
            lambda: {"custom": {"utterance": self._proof()}},
            lambda: {"custom": self.odd()},
            self.odd,
        )
        return self.chance.choice(kinds)()

    def _utterance(self, text: str) -> dict[str, Any]:
        choices = [self._choice() for _ in range(self.chance.randrange(4))]
        response = self.chance.choice(["utter_plain", "utter_plain", self.chance.choice(self.responses)])
        return {"_": "utterance", "response": response, "values": {"text": text}, "choices": choices, "attachments": []}

    def _choice(self) -> dict[str, Any]:
        label = {"_": "utterance", "response": "utter_choice_no", "values": {}, "choices": [], "attachments": []}
        return {"_": "offered", "label": label, "kind": self.chance.choice(KINDS), "content": self._content()}

    def _content(self) -> Any:
        known = [dict(each) for each in self.knows]
        made_up = [
            {"action": self.chance.choice(self.actions), "slots": {"amount": 500}},
            {"intent": "pay_bill", "entities": {"amount": 500}},
            self.odd(),
        ]
        return self.chance.choice([*known, *made_up])

    def _proof(self) -> dict[str, Any]:
        wish = self.chance.choice(
            [
                *({"confirm": dict(each)} for each in self.knows),
                {"action": self.chance.choice(self.actions), "entities": {}},
                {"form_intent": "pay_bill", "entities": {"amount": 500}},
                self.odd(),
            ]
        )
        level = self.chance.choice(["identity", "fresh", "contact", "no such level", 7])
        values = {"level": level, "wish": wish, "contact": self.chance.choice([None, "+447700900777", 5])}
        return {"_": "utterance", "response": "proof_required", "values": values, "choices": [], "attachments": []}


def _json(value: Any) -> Response:
    """The value as JSON, halves of characters and all."""
    return Response(json.dumps(value), media_type="application/json")
