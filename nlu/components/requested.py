"""What a request to Rasa's channel must be: the message of one turn, or messages to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sanic.request import Request

LONGEST_TEXT = 1000


class Refused(Exception):
    """The request is not one that can be answered; the text says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One message of one conversation: typed words, or the choice that was offered and taken."""

    conversation_id: str
    turn_id: str
    text: str
    payload: dict[str, Any] | None
    metadata: dict[str, Any]


def parse_json(request: Request) -> Any:
    """The JSON of a request; raises Refused where it is none."""
    try:
        return request.json
    except Exception as error:
        raise Refused("the body is not JSON") from error


def parse_turn(body: Any) -> Turn:
    """Reads a turn from the request; raises Refused where it is not one."""
    if not isinstance(body, dict):
        raise Refused("the body is not a JSON object")
    for name in ("conversation_id", "turn_id"):
        if not isinstance(body.get(name), str) or not 0 < len(body[name]) <= 200:
            raise Refused(f"{name} is not a text of 1 to 200 characters")
    payload = body.get("payload")
    if (payload is None) == (body.get("text") is None):
        raise Refused("exactly one of text and payload is needed")
    if payload is not None and not (isinstance(payload, dict) and isinstance(payload.get("intent"), str)):
        raise Refused("payload is not an object with an intent")
    if payload is not None and not isinstance(payload.get("entities", {}), dict):
        raise Refused("the entities of the payload are not an object")
    return Turn(
        conversation_id=body["conversation_id"],
        turn_id=body["turn_id"],
        text=parse_text(body.get("text") or ""),
        payload=payload,
        metadata=parse_metadata(body.get("metadata")),
    )


def parse_text(text: Any) -> str:
    """Checks a typed text; raises Refused where it is none or too long."""
    if not isinstance(text, str):
        raise Refused("text is not a text")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"text is longer than {LONGEST_TEXT} characters")
    return text


def parse_metadata(metadata: Any) -> dict[str, Any]:
    """Checks what comes along with a message; raises Refused where it is no object."""
    if metadata is not None and not isinstance(metadata, dict):
        raise Refused("metadata is not an object")
    return dict(metadata or {})


def check_payload(payload: dict[str, Any] | None, *, domain: Any) -> None:
    """Refuses a choice that names an intent or an entity which the domain does not have."""
    if payload is None:
        return
    if payload["intent"] not in domain.intents:
        raise Refused("the payload names an unknown intent")
    if not set(payload.get("entities", {})) <= set(domain.entities):
        raise Refused("the payload names an unknown entity")


def payload_as_parsed(payload: dict[str, Any]) -> dict[str, Any]:
    """A taken choice in the form in which Rasa expects an understood message."""
    entities = [
        {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "choice"}
        for name, value in payload.get("entities", {}).items()
    ]
    return {"text": "", "intent": {"name": payload["intent"], "confidence": 1.0}, "entities": entities}
