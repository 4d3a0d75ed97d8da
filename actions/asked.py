"""What an action is asked: the wish of the latest message, what was said with it, by whom, and what went before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from telecom.model.access import Actor
from telecom.model.errors import BusinessError
from telecom.model.messaging import Conversation
from telecom.model.shorthand import written_out
from telecom.ports import Work
from telecom.support.identity import actor_of

# What may be named several times in one message, and the entity that has all of them in order.
_PLURALS = {"phone_number": "phone_numbers", "time_of_day": "times_of_day"}
# What is said in between without leaving the subject.
_IN_BETWEEN = frozenset({"inform", "affirm", "deny", "thank", "greet", "repeat", "help", "out_of_scope"})
_TURNS_BACK = 3


@dataclass(frozen=True, slots=True)
class LastWish:
    """The wish before this message, and what was told for it."""

    intent: str
    entities: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Misread:
    """The message before this one: what it was taken for, what else it came near to, and what it named."""

    intent: str
    near: Sequence[str]
    entities: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an action is asked: the wish, what was said with it, by whom and in which turn."""

    intent: str | None
    entities: Mapping[str, Any]
    slots: Mapping[str, Any]
    turn_id: str
    conversation: Conversation
    actor: Actor | None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    # The words of the message, secrets taken out; those of the wish where a code or PIN came in between; empty where a
    # choice was taken.
    text: str = ""
    # The likeliest wishes, best first, where the message was not clear enough to act on.
    guesses: Sequence[str] = ()
    # Every value of each entity in the order of the message, where `entities` has only the first of each.
    every: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    # What was said in the turns that are still remembered, by turn.
    heard: Mapping[str, str] = field(default_factory=dict)
    last_wish: LastWish | None = None
    # The last person that was named in the turns that are still remembered, before this one.
    spoken_of: str | None = None
    misread: Misread | None = None

    def value(self, name: str) -> Any:
        """The slot of this name, or else the entity of this message, or None."""
        found = self.slots.get(name)
        return found if found is not None else self.entities.get(name)


def _several(named: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    for entity in named:
        if entity["entity"] in _PLURALS:
            values.setdefault(_PLURALS[entity["entity"]], []).append(entity.get("value"))
    return {name: found for name, found in values.items() if len(found) > 1}


def read_asked(tracker: Tracker, work: Work) -> Asked:
    """The wish of the latest message; who asks comes from the conversation's session, never from a slot."""
    latest = tracker.latest_message or {}
    metadata = latest.get("metadata") or {}
    conversation = work.of(Conversation).find(rasa_id=tracker.sender_id)
    if conversation is None:
        raise BusinessError("utter_error_conversation_gone")
    entities: dict[str, Any] = {}
    every: dict[str, list[Any]] = {}
    for entity in latest.get("entities") or []:
        entities.setdefault(entity["entity"], entity.get("value"))
        every.setdefault(entity["entity"], []).append(entity.get("value"))
    entities |= _several(latest.get("entities") or [])
    return Asked(
        intent=(latest.get("intent") or {}).get("name"),
        entities=entities,
        slots=dict(tracker.slots),
        turn_id=str(metadata.get("turn_id") or ""),
        conversation=conversation,
        actor=actor_of(conversation, work=work),
        metadata=metadata,
        text=written_out(str(metadata.get("said") or latest.get("text") or ""), language=conversation.language),
        guesses=[str(guess["name"]) for guess in latest.get("intent_ranking") or []],
        every=every,
        heard=_heard(tracker),
        last_wish=_last_wish(tracker),
        spoken_of=_spoken_of(tracker),
        misread=_misread(tracker),
    )


def _last_wish(tracker: Tracker) -> LastWish | None:
    said = [
        event["parse_data"] for event in tracker.events or [] if event.get("event") == "user" and "parse_data" in event
    ]
    told: dict[str, Any] = {}
    for parsed in said[-2 : -_TURNS_BACK - 2 : -1]:
        told = {each["entity"]: each.get("value") for each in parsed.get("entities") or []} | told
        intent = str((parsed.get("intent") or {}).get("name") or "")
        if intent not in _IN_BETWEEN:
            return LastWish(intent, told)
    return None


def _spoken_of(tracker: Tracker) -> str | None:
    said = [
        event["parse_data"] for event in tracker.events or [] if event.get("event") == "user" and "parse_data" in event
    ]
    named = (
        str(each["value"])
        for parsed in reversed(said[:-1])
        for each in parsed.get("entities") or []
        if each["entity"] == "person" and isinstance(each.get("value"), str)
    )
    return next(named, None)


def _misread(tracker: Tracker) -> Misread | None:
    said = [
        event["parse_data"] for event in tracker.events or [] if event.get("event") == "user" and "parse_data" in event
    ]
    before = said[-2] if len(said) > 1 else None
    if before is None:
        return None
    told = {each["entity"]: each.get("value") for each in before.get("entities") or []}
    near = [str(each.get("name")) for each in before.get("intent_ranking") or []]
    return Misread(str((before.get("intent") or {}).get("name") or ""), near, told)


def _heard(tracker: Tracker) -> dict[str, str]:
    said = [event for event in tracker.events or [] if event.get("event") == "user"]
    return {str((event.get("metadata") or {}).get("turn_id") or ""): str(event.get("text") or "") for event in said}
