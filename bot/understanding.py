"""Asking the language model what a message means, and having an action carried out."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

from bot.rendering.words import LOCALES
from telecom.model.utterances import Attachment, Offered, Utterance
from telecom.model.wire import from_wire

log = structlog.get_logger("understanding")
KEY_HEADER = "X-Dialtone-Key"


# Shorter than Rasa (60 s) and the actions (75 s) keep an idle connection: they never close one that we are taking.
IDLE_CONNECTION = 30.0
LARGEST_ANSWER = 1_500_000
# What can be wrong with an answer that is not of the shape we agreed on.
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


class UnderstandingDown(Exception):
    """The language model or the action endpoint did not answer, or answered nothing."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What came back: what to say, the form that is open now, and how many turns are remembered.

    `language` is the one the message is surely written in; `second_wish` are the words of another wish in the same
    message, not yet answered; `took_up` says that one was answered too, and `later` is what is kept of it for later.
    """

    said: Sequence[Utterance]
    intent: str | None = None
    form: str | None = None
    requested_slot: str | None = None
    turns_remembered: int | None = None
    second_wish: str | None = None
    later: Mapping[str, Any] | None = None
    took_up: bool = False
    language: str | None = None


def read_messages(messages: Sequence[Mapping[str, Any]]) -> list[Utterance]:
    """Utterances from Rasa's answer: those of actions travel whole, those of rules by name and values.

    UnderstandingDown for anything else: what Rasa sends is not believed, as nothing from outside is. [R33]
    """
    said: list[Utterance] = []
    try:
        for message in messages:
            custom = message.get("custom") or {}
            if "utterance" in custom:
                said.append(from_wire(custom["utterance"]))
            elif message.get("response"):
                said.append(Utterance(str(message["response"]), from_wire(message.get("values") or {})))
    except _MALFORMED as error:
        raise UnderstandingDown("no utterance") from error
    if not all(_is_sound(each) for each in said):
        raise UnderstandingDown("no utterance")
    return said


def _is_sound(utterance: Any) -> bool:
    """Whether the parts of an utterance are what they should be."""
    return (
        isinstance(utterance, Utterance)
        and isinstance(utterance.response, str)
        and isinstance(utterance.values, Mapping)
        and all(
            isinstance(one, Offered) and isinstance(one.label, Utterance) and isinstance(one.content, Mapping)
            for one in utterance.choices
        )
        and all(isinstance(one, Attachment) and isinstance(one.values, Mapping) for one in utterance.attachments)
    )


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def sure_language(found: Any) -> str | None:
    """The language that a message is surely written in, if it is one of ours."""
    is_sure = isinstance(found, Mapping) and found.get("sure") is True
    name = found.get("name") if is_sure else None
    return name if isinstance(name, str) and name in LOCALES else None


class _Calls:
    """Calls of one of our own servers, on connections that are kept. UnderstandingDown when it does not answer 200."""

    def __init__(self, url: str, *, key: str, timeout: float) -> None:
        self._url, self._key, self._timeout = url, key, timeout
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(self, path: str, *, timeout: float) -> Any:
        return await self._call("GET", path, None, timeout)

    async def post(self, path: str, body: Mapping[str, Any], *, timeout: float | None = None) -> Any:
        return await self._call("POST", path, body, timeout or self._timeout)

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None, timeout: float) -> Any:
        if self._session is None:  # made inside the running event loop
            connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=IDLE_CONNECTION)
            headers, no_cookies = {KEY_HEADER: self._key}, aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, headers=headers, cookie_jar=no_cookies)
        limit = aiohttp.ClientTimeout(total=timeout)
        try:
            async with self._session.request(method, self._url + path, json=body, timeout=limit) as answer:
                if answer.status != 200:
                    raise UnderstandingDown(f"status {answer.status}")
                return await _read_json(answer)
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as error:
            raise UnderstandingDown(type(error).__name__) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


async def _read_json(answer: aiohttp.ClientResponse) -> Any:
    """The JSON of an answer. ValueError for one that is too long, or that no database and no screen could take."""
    body = bytearray()
    async for piece in answer.content.iter_chunked(65_536):
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise ValueError("too long")
    found = json.loads(body, parse_constant=_refuse_constant)
    text = json.dumps(found, ensure_ascii=False)
    text.encode()  # half a character is an error here
    if "\\u0000" in text:
        raise ValueError("a NUL character")
    return found


def _read_answer(found: Mapping[str, Any]) -> Understood:
    """What Rasa answered to a turn. UnderstandingDown for an empty answer, or one that is none."""
    messages, intent, remembered = found.get("messages"), found.get("intent"), found.get("turns_remembered")
    said = read_messages(messages if isinstance(messages, list) else [])
    if not said:
        raise UnderstandingDown("an empty answer")
    return Understood(
        said,
        intent=_text_or_none(intent.get("name")) if isinstance(intent, Mapping) else None,
        form=_text_or_none(found.get("form")),
        requested_slot=_text_or_none(found.get("requested_slot")),
        turns_remembered=remembered if isinstance(remembered, int) else None,
        second_wish=_text_or_none(found.get("second_wish")),
        language=sure_language(found.get("language")),
    )


class Understanding:
    """The client of our Rasa channel. `patience` is how long a message may wait for Rasa to come up.

    After `answer_within` seconds the subscriber gets an honest answer; the call itself goes on until `deadline`, so
    that Rasa never has an action cut off half way.
    """

    def __init__(
        self, url: str, *, key: str, answer_within: float = 8.0, deadline: float = 40.0, patience: float = 0.0
    ) -> None:
        self._calls = _Calls(url, key=key, timeout=deadline)
        self._answer_within = answer_within
        self._patience = patience
        self._late: set[asyncio.Task[dict[str, Any]]] = set()
        self._ready = False

    async def close(self) -> None:
        await self._calls.close()

    async def is_ready(self) -> bool:
        """Whether Rasa answers with its model loaded."""
        try:
            answer = await self._calls.get("/webhooks/dialtone/ready", timeout=2.0)
        except UnderstandingDown:
            answer = {}
        self._ready = isinstance(answer, dict) and bool(answer.get("ready"))
        return self._ready

    async def wait_until_ready(self, seconds: float) -> bool:
        """Wait for Rasa to come up, at most so long."""
        ends = asyncio.get_running_loop().time() + seconds
        while not await self.is_ready():
            if asyncio.get_running_loop().time() >= ends:
                return False
            await asyncio.sleep(0.2)
        return True

    async def ask(
        self,
        rasa_id: str,
        turn_id: str,
        metadata: Mapping[str, Any],
        *,
        text: str | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Understood:
        """One turn. UnderstandingDown when there is no answer in time, or an empty one."""
        if not self._ready and not await self.wait_until_ready(self._patience):
            raise UnderstandingDown("not up")
        body: dict[str, Any] = {"conversation_id": rasa_id, "turn_id": turn_id, "metadata": dict(metadata)}
        body |= {"text": text} if payload is None else {"payload": dict(payload)}
        call = asyncio.create_task(self._post("/webhooks/dialtone/turn", body))
        try:
            found = await asyncio.wait_for(asyncio.shield(call), self._answer_within)
        except TimeoutError as late:
            self._late.add(call)
            call.add_done_callback(self._forget_late)
            raise UnderstandingDown("no answer in time") from late
        return _read_answer(found)

    async def tell(self, rasa_id: str, turn_id: str, said: str, intent: str, entities: Mapping[str, Any]) -> None:
        """Let Rasa know of a wish that was done without it, so that what comes next can go on with it; nothing hangs
        on that, so what goes wrong is only written down."""
        if not self._ready:
            return
        payload = {"intent": intent, "entities": dict(entities)}
        body = {"conversation_id": rasa_id, "turn_id": turn_id, "payload": payload, "metadata": {"said": said}}
        try:
            await self._calls.post("/webhooks/dialtone/heard", body, timeout=1.0)
        except UnderstandingDown as down:
            log.warning("a wish was not heard", reason=str(down), turn=turn_id)

    def _forget_late(self, call: asyncio.Task[dict[str, Any]]) -> None:
        self._late.discard(call)
        if not call.cancelled() and call.exception() is not None:
            log.warning("late answer failed", reason=type(call.exception()).__name__)

    async def parse(self, messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What each message means: text, intent, confidence, entities."""
        found = await self._post("/webhooks/dialtone/parse", {"messages": list(messages)}, timeout=60.0)
        return list(found["results"])

    async def _post(self, path: str, body: Mapping[str, Any], *, timeout: float | None = None) -> dict[str, Any]:
        try:
            found = await self._calls.post(path, body, timeout=timeout)
        except UnderstandingDown:
            self._ready = False
            raise
        if not isinstance(found, dict):
            raise UnderstandingDown("no answer of ours")
        return found


class ActionCaller:
    """Has an action carried out in Rasa's own request format: for wishes that waited, short codes, and Rasa down."""

    def __init__(self, url: str, *, key: str, timeout: float = 6.0) -> None:
        self._calls = _Calls(url, key=key, timeout=timeout)

    async def close(self) -> None:
        await self._calls.close()

    async def run(
        self,
        action: str,
        *,
        rasa_id: str,
        turn_id: str,
        intent: str | None = None,
        slots: Mapping[str, Any] | None = None,
        entities: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> list[Utterance]:
        """Run one action; what it says. UnderstandingDown when the endpoint does not answer."""
        latest = {
            "intent": {"name": intent},
            "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
            "metadata": {**(metadata or {}), "turn_id": turn_id},
            "text": "",
        }
        tracker = {
            "sender_id": rasa_id,
            "slots": dict(slots or {}),
            "latest_message": latest,
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        }
        answer = await self._calls.post("/webhook", {"next_action": action, "tracker": tracker})
        responses = answer.get("responses") if isinstance(answer, dict) else None
        return read_messages(responses if isinstance(responses, list) else [])
