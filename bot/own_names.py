"""A wish from before its sender was known: whose and which of their lines its words name."""

from dataclasses import replace
from typing import Any

from bot.plans import Confirm, Plan, Run
from telecom.model.messaging import Conversation
from telecom.ports import Work
from telecom.support.identity import actor_of
from telecom.support.recognition import recognise


def with_own_names(plan: Plan, conversation: Conversation, work: Work) -> Plan:
    """A wish from before its sender was known, with the lines of theirs that its words name: "pause Tom's line"."""
    step = plan.then
    if isinstance(step, Confirm | None) or not step.said:
        return plan
    found = recognise(step.said, actor_of(conversation, work=work), work=work)
    people = {each["start"] for each in found if each["entity"] == "person"}
    own: dict[str, Any] = {}
    for each in found:
        if each["entity"] in ("service", "phone_number") and each["start"] not in people:
            own.setdefault(each["entity"], []).append(each["value"])
    named = {name: values if len(values) > 1 else values[0] for name, values in own.items()}
    if isinstance(step, Run):
        return replace(plan, then=replace(step, entities={**named, **step.entities}))
    payload = dict(step.payload or {})
    payload["entities"] = {**named, **(payload.get("entities") or {})}
    return replace(plan, then=replace(step, payload=payload))
