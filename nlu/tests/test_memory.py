"""What Rasa remembers: little, not for long, and never less than what is settled."""

from __future__ import annotations

import asyncio
from typing import Any

from nlu.components.memory import IDLE_SECONDS, ShortMemory, shorten, turns_remembered
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [inform]
slots: {amount: {type: any, mappings: [{type: custom}]}}
forms: {pay_bill_form: {required_slots: [amount]}}
"""
)


def talk(turns: int, *, sender: str = "c") -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events(sender, [], DOMAIN.slots, domain=DOMAIN)
    events: list[Any] = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    for number in range(turns):
        events.append(UserUttered(f"message {number}", {"name": "inform", "confidence": 1.0}))
        if number == 0:
            events += [SlotSet("amount", 5), ActionExecuted("pay_bill_form"), ActiveLoop("pay_bill_form")]
        events += [ActionExecuted("pay_bill_form"), ActionExecuted("action_listen")]
    tracker.update_with_events(events, DOMAIN)
    return tracker


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_ten_turns_are_kept_with_the_slots_and_the_form_of_those_before() -> None:
    memory, tracker = ShortMemory(DOMAIN), talk(40)
    asyncio.run(memory.save(tracker))
    kept = asyncio.run(memory.retrieve("c"))
    assert turns_remembered(kept) == 10
    replayed = DialogueStateTracker.from_events("c", list(kept.events), DOMAIN.slots, domain=DOMAIN)
    assert replayed.get_slot("amount") == 5
    assert replayed.active_loop_name == "pay_bill_form"


def test_a_short_talk_is_kept_as_it_is() -> None:
    events = list(talk(3).events)
    assert shorten(events) == events


def test_a_talk_does_not_grow() -> None:
    lengths = {len(shorten(talk(turns).events)) for turns in (20, 200)}
    assert len(lengths) == 1


def test_an_idle_talk_is_forgotten_after_an_hour() -> None:
    watch = Watch()
    memory = ShortMemory(DOMAIN, seconds=watch)
    asyncio.run(memory.save(talk(1)))
    watch.now = IDLE_SECONDS - 1
    assert asyncio.run(memory.retrieve("c")) is not None
    watch.now = IDLE_SECONDS + 1
    assert asyncio.run(memory.retrieve("c")) is None


def test_forgotten_talks_leave_no_trace() -> None:
    watch = Watch()
    memory = ShortMemory(DOMAIN, seconds=watch)
    asyncio.run(memory.save(talk(1, sender="old")))
    watch.now = IDLE_SECONDS + 1
    asyncio.run(memory.save(talk(1, sender="new")))
    assert asyncio.run(memory.keys()) == ["new"]
