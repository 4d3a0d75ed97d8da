"""The one way into Rasa: a message comes in with a key, the answer goes out with what Rasa now waits for."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from nlu.components.carrying import carry_over, last_wish
from nlu.components.collected import CollectedAnswer
from nlu.components.context import has_left, is_open, read_as_answer, read_in_context, read_no_in_form, read_refusal
from nlu.components.details import read_detail
from nlu.components.in_trouble import about_the_trouble, held_against_promise
from nlu.components.memory import turns_remembered
from nlu.components.of_figures import enough_of_it
from nlu.components.requested import (
    Refused,
    Turn,
    check_payload,
    parse_json,
    parse_metadata,
    parse_text,
    parse_turn,
    payload_as_parsed,
)
from nlu.components.same_subject import about_what_was_told, keep_subject, more_there, with_group_meant
from nlu.components.sureness import read_in_doubt
from nlu.components.the_rest import read_the_rest
from nlu.components.wishes import may_hold_two

LONGEST_LIST = 500
CONVERSATIONS_KEPT = 10_000
NOT_UNDERSTOOD = "out_of_scope"

logger = logging.getLogger(__name__)


@dataclass
class Conversation:
    """What the channel keeps of a conversation: whose turn it is, and the last answer."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    turn_id: str | None = None
    answer: dict[str, Any] | None = None


class DialtoneInput(InputChannel):
    """Takes turns, one at a time per conversation, and repeats its answer when the same turn comes again."""

    def __init__(self, key: str) -> None:
        self.key = key.encode()
        self.conversations: OrderedDict[str, Conversation] = OrderedDict()
        self.running: set[asyncio.Task[dict[str, Any]]] = set()

    @classmethod
    def name(cls) -> str:
        """The name in the address: /webhooks/dialtone."""
        return "dialtone"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DialtoneInput:
        """Made from credentials.yml; refuses to stand open without a key."""
        key = str((credentials or {}).get("key") or "")
        if len(key) < 16 or key.startswith("$"):
            raise ValueError("The channel needs a key of at least 16 characters.")
        return cls(key)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The addresses of the channel."""
        addresses = Blueprint("dialtone")
        addresses.add_route(self.guarded(self.take_turn), "/turn", methods=["POST"], name="turn")
        addresses.add_route(self.guarded(self.hear), "/heard", methods=["POST"], name="heard")
        addresses.add_route(self.guarded(self.read_messages), "/parse", methods=["POST"], name="parse")
        addresses.add_route(self.guarded(self.tell_readiness), "/ready", methods=["GET"], name="ready")
        return addresses

    def guarded(self, answer: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[HTTPResponse]]:
        """Lets only those in who know the key; what is wrong with a request is said, without repeating it."""

        async def route(request: Request) -> HTTPResponse:
            given = request.headers.get("x-dialtone-key", "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, self.key):
                return response.json({"error": "the key is missing or wrong"}, status=401)
            try:
                return response.json(await answer(request))
            except Refused as refused:
                return response.json({"error": str(refused)}, status=400)
            except Exception:
                logger.exception("A request could not be answered.")
                return response.json({"error": "internal error"}, status=500)

        return route

    async def tell_readiness(self, request: Request) -> dict[str, Any]:
        """Whether the assistant can answer, and with which model."""
        agent = request.app.ctx.agent
        return {"model": request.app.ctx.model_digest, "ready": bool(agent and agent.is_ready())}

    async def take_turn(self, request: Request) -> dict[str, Any]:
        """Runs a turn to its end, even if the caller has given up meanwhile: a retry then finds the answer."""
        turn = parse_turn(parse_json(request))
        check_payload(turn.payload, domain=request.app.ctx.agent.processor.domain)
        task = asyncio.ensure_future(self.answer_once(turn, app=request.app))
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return await asyncio.shield(task)

    async def hear(self, request: Request) -> dict[str, Any]:
        """Writes into the talk what was wished and done without asking here, so that what comes next can go on with
        it; nothing is answered. Between the questions of a form nothing is written."""
        turn = parse_turn(parse_json(request))
        check_payload(turn.payload, domain=request.app.ctx.agent.processor.domain)
        talks = request.app.ctx.agent.processor.tracker_store
        async with self.find_conversation(turn.conversation_id).lock:
            tracker = await talks.retrieve(turn.conversation_id)
            if turn.payload is None or tracker is None or tracker.active_loop_name:
                return {"heard": False}
            parsed = payload_as_parsed(turn.payload)
            metadata = {**turn.metadata, "turn_id": turn.turn_id}
            words = parse_text(turn.metadata.get("said") or "")
            wish = UserUttered(words, parsed["intent"], parsed["entities"], message_id=turn.turn_id, metadata=metadata)
            tracker.update_with_events([wish, ActionExecuted(ACTION_LISTEN_NAME)], request.app.ctx.agent.domain)
            await talks.save(tracker)
        return {"heard": True}

    async def answer_once(self, turn: Turn, *, app: Sanic) -> dict[str, Any]:
        """The answer to a turn: of Rasa at first, the stored one when the turn is repeated."""
        conversation = self.find_conversation(turn.conversation_id)
        async with conversation.lock:
            if conversation.turn_id == turn.turn_id and conversation.answer is not None:
                return {**conversation.answer, "repeated": True}
            answer = await self.answer_turn(turn, app=app)
            if answer["messages"]:
                conversation.turn_id, conversation.answer = turn.turn_id, answer
            return answer

    def find_conversation(self, conversation_id: str) -> Conversation:
        """The conversation of this id; the longest unused ones are let go when there are too many."""
        conversation = self.conversations.setdefault(conversation_id, Conversation())
        self.conversations.move_to_end(conversation_id)
        if len(self.conversations) > CONVERSATIONS_KEPT:
            for key, other in list(self.conversations.items())[: CONVERSATIONS_KEPT // 10]:
                if not other.lock.locked() and other is not conversation:
                    del self.conversations[key]
        return conversation

    async def answer_turn(self, turn: Turn, *, app: Sanic) -> dict[str, Any]:
        """Lets Rasa understand the message and act on it."""
        collected = CollectedAnswer()
        processor = app.ctx.agent.processor
        talks = processor.tracker_store
        tracker = await talks.retrieve(turn.conversation_id)
        before = tracker.copy() if tracker is not None else None
        metadata = dict(turn.metadata, turn_id=turn.turn_id)
        if tracker is not None and tracker.active_loop_name:
            metadata.update(form=tracker.active_loop_name, requested_slot=requested_slot(tracker))
        parsed = payload_as_parsed(turn.payload) if turn.payload else None
        text, left = await separate(turn.text, metadata=metadata, app=app)
        if parsed is None and left is None and text.strip():
            text, parsed = await follow(text, tracker, metadata=metadata, app=app)
        await app.ctx.agent.handle_message(
            UserMessage(
                text,
                collected,
                turn.conversation_id,
                parse_data=parsed,
                input_channel=self.name(),
                message_id=turn.turn_id,
                metadata=metadata,
            )
        )
        if not collected.messages:  # an action failed: a repeated turn must find the talk as it was
            await (talks.save(before) if before else talks.delete(turn.conversation_id))
        tracker = await talks.retrieve(turn.conversation_id)
        heard = last_message(tracker)
        intent = heard.intent if heard else {}
        return {
            "turn_id": turn.turn_id,
            "messages": collected.messages,
            "intent": {"name": intent.get("name"), "confidence": float(intent.get("confidence") or 0.0)},
            "form": tracker.active_loop_name if tracker else None,
            "requested_slot": requested_slot(tracker) if tracker else None,
            "turns_remembered": turns_remembered(tracker),
            "second_wish": left,
            "language": (heard.parse_data or {}).get("language") if heard and turn.text else None,
            "repeated": False,
        }

    async def read_messages(self, request: Request) -> dict[str, Any]:
        """What the assistant reads in each message, and nothing done about it."""
        body = parse_json(request)
        messages = body.get("messages") if isinstance(body, dict) else None
        if not isinstance(messages, list) or len(messages) > LONGEST_LIST:
            raise Refused(f"messages is not a list of at most {LONGEST_LIST}")
        results = []
        for message in messages:
            if not isinstance(message, dict):
                raise Refused("a message is not an object")
            text, metadata = parse_text(message.get("text")), parse_metadata(message.get("metadata"))
            results.append(await read_message(text, metadata=metadata, app=request.app))
            await asyncio.sleep(0)  # let waiting turns in between
        return {"results": results}


def last_message(tracker: DialogueStateTracker | None) -> UserUttered | None:
    """What was understood; Rasa's fallback takes its message back, so the tracker's own latest one may be older."""
    heard = [event for event in (tracker.events if tracker else ()) if isinstance(event, UserUttered)]
    return heard[-1] if heard else None


def requested_slot(tracker: DialogueStateTracker) -> str | None:
    """What the open question asks for."""
    return tracker.get_slot("requested_slot") if tracker.active_loop_name else None


async def separate(text: str, *, metadata: dict[str, Any], app: Sanic) -> tuple[str, str | None]:
    """What to answer now, and the words of a second wish that is to be taken up after it; None where there is none."""
    if metadata.get("form") or not may_hold_two(text):
        return text, None
    parsed = await app.ctx.agent.processor.parse_message(UserMessage(text, metadata=metadata))
    first, second = parsed.get("two_wishes") or (text, None)
    if second:  # what was recognised by its place in the message stands there only as far as the first wish goes
        known = metadata.get("recognised") or []
        metadata["recognised"] = [each for each in known if each["end"] <= len(first)]
    return first, second


async def follow(
    text: str, tracker: DialogueStateTracker | None, *, metadata: dict[str, Any], app: Sanic
) -> tuple[str, dict[str, Any]]:
    """The words, and what they mean in the light of the talk so far."""
    events = list(tracker.events) if tracker is not None else []
    form = metadata.get("form")
    if not form and (carried := carry_over(text, events, metadata)) is not None:
        return carried
    last = last_wish(events)
    follows = last is not None and (form or is_open(text))
    parsed = await app.ctx.agent.processor.parse_message(UserMessage(text, metadata=metadata))
    parsed = read_the_rest(text, parsed, last, metadata)
    if not form:
        parsed = held_against_promise(text, about_the_trouble(text, parsed, last), last)
        parsed = enough_of_it(text, parsed, last, metadata)
    if not follows:
        return text, parsed if form else read_in_doubt(
            text, about_what_was_told(text, keep_subject(text, parsed, last, is_short=False), last)
        )
    parsed = with_group_meant(read_refusal(text, parsed), events)
    answer = read_no_in_form(read_as_answer(text, parsed, metadata), metadata)
    if form and tracker is not None:
        answer = read_detail(text, answer, last) if answer is parsed else answer
        drop_left_form(form, answer["intent"], tracker, domain=app.ctx.agent.domain)
        return text, answer
    if answer is not parsed:
        return text, answer
    parsed = more_there(text, keep_subject(text, parsed, last), last, metadata)
    parsed = about_what_was_told(text, parsed, last)
    if (detail := read_detail(text, parsed, last)) is not parsed:
        return text, detail
    return text, read_in_doubt(text, read_in_context(text, parsed, events, metadata))


def drop_left_form(form: str, verdict: dict[str, Any], tracker: DialogueStateTracker, *, domain: Domain) -> None:
    """A question that was left behind is not asked again, and what was answered of it is forgotten."""
    slots = domain.required_slots_for_form(form)
    answered = any(tracker.get_slot(slot) is not None for slot in slots)
    confidence, asks = float(verdict["confidence"]), str(requested_slot(tracker) or "")
    if has_left(form, verdict["name"], tracker.events, answered=answered, confidence=confidence, asks=asks):
        emptied = [SlotSet(name, None) for name in ("requested_slot", *slots)]
        tracker.update_with_events([ActiveLoop(None), *emptied], domain)


async def read_message(text: str, *, metadata: dict[str, Any], app: Sanic) -> dict[str, Any]:
    """One message as the assistant would decide; `out_of_scope` where it would not act."""
    if text.strip():
        parsed = await app.ctx.agent.processor.parse_message(UserMessage(text, metadata=metadata))
    else:
        parsed = {"intent": {"name": NOT_UNDERSTOOD, "confidence": 1.0}, "entities": []}
    return {
        "text": text,
        "intent": parsed["intent"]["name"] or NOT_UNDERSTOOD,
        "confidence": float(parsed["intent"]["confidence"]),
        "language": (parsed.get("language") or {}).get("name"),
        "entities": [
            {"entity": found["entity"], "text": text.strip()[found["start"] : found["end"]], "value": found["value"]}
            for found in parsed["entities"]
        ],
    }
