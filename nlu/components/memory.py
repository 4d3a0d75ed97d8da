"""What Rasa remembers of a talk: the answers given so far, the open question, and the last ten turns; for an hour."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

TURNS_KEPT = 10
IDLE_SECONDS = 3600.0
# So many messages before the present one are told to the actions.
MESSAGES_BEFORE = 4


def turns_remembered(tracker: DialogueStateTracker | None) -> int:
    """How many messages of the subscriber the memory still holds."""
    return sum(isinstance(event, UserUttered) for event in tracker.events) if tracker else 0


def this_turn_and_before(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What an action reads of a talk: all events of this turn, and in short what was said in the few before."""
    told: list[dict[str, Any]] = []
    said = 0
    for event in reversed(list(events)):
        is_said = isinstance(event, UserUttered)
        if said == 0:
            told.append(event.as_dict())
        elif is_said:
            told.append(_said_in_short(event))
        said += is_said
        if said > MESSAGES_BEFORE:
            break
    return told[::-1]


def _said_in_short(event: UserUttered) -> dict[str, Any]:
    """The words of an earlier message, its turn, its wish and what was named, and what else it came near to."""
    near = [{"name": each.get("name")} for each in (event.parse_data or {}).get("intent_ranking") or []]
    return {
        "event": "user",
        "text": event.text,
        "metadata": {"turn_id": (event.metadata or {}).get("turn_id")},
        "parse_data": {"intent": {"name": event.intent_name}, "entities": event.entities, "intent_ranking": near},
    }


def shorten(events: Iterable[Event], *, turns: int = TURNS_KEPT) -> list[Event]:
    """The last turns, preceded by what had been settled before them: slots and the open form.

    Rasa replays the events whenever it copies a conversation, so what falls away must be told in short at the head.
    """
    kept = list(events)
    starts = [index for index, event in enumerate(kept) if isinstance(event, UserUttered)]
    if len(starts) <= turns:
        return kept
    cut = starts[-turns]
    if cut and isinstance(kept[cut - 1], ActionExecuted):  # the listening that belongs to the message
        cut -= 1
    slots: dict[str, Any] = {}
    form: str | None = None
    for event in kept[:cut]:
        if isinstance(event, SlotSet):
            slots[event.key] = event.value
        elif isinstance(event, AllSlotsReset):
            slots.clear()
        elif isinstance(event, ActiveLoop):
            form = event.name
    head: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    head += [SlotSet(name, value) for name, value in slots.items() if value is not None]
    if form:
        head += [ActionExecuted(form), ActiveLoop(form)]
    if not (isinstance(kept[cut], ActionExecuted) and kept[cut].action_name == ACTION_LISTEN_NAME):
        head.append(ActionExecuted(ACTION_LISTEN_NAME))
    return head + kept[cut:]


class ShortMemory(TrackerStore):
    """Keeps the conversations as they are, as objects: nothing is written down and read back at every message."""

    def __init__(
        self,
        domain: Any = None,
        event_broker: Any = None,
        *,
        host: str | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(domain, event_broker)
        self.seconds = seconds
        self.talks: OrderedDict[str, tuple[float, DialogueStateTracker]] = OrderedDict()

    @property
    def domain(self) -> Any:
        """Rasa's vocabulary; a new one, with a new model, begins with an empty memory."""
        return self._domain

    @domain.setter
    def domain(self, domain: Any) -> None:
        from rasa.shared.core.domain import Domain

        self._domain = domain or Domain.empty()
        self.talks.clear()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the conversation, shortened, and lets go of those that have been idle for an hour."""
        short = shorten(tracker.events)
        if len(short) != len(tracker.events):
            tracker.events = deque(short, maxlen=tracker.events.maxlen)
        now = self.seconds()
        self.talks[tracker.sender_id] = (now, tracker)
        self.talks.move_to_end(tracker.sender_id)
        while self.talks and now - next(iter(self.talks.values()))[0] > IDLE_SECONDS:
            self.talks.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation, if it has not been idle for too long."""
        used, tracker = self.talks.get(sender_id, (0.0, None))
        if tracker is not None and self.seconds() - used > IDLE_SECONDS:
            del self.talks[sender_id]
            return None
        return tracker

    async def delete(self, sender_id: str) -> None:
        """Forgets the conversation."""
        self.talks.pop(sender_id, None)

    async def keys(self) -> list[str]:
        """The conversations that are remembered."""
        return list(self.talks)
