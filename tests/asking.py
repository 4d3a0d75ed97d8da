"""Calling actions as the language model does: what they say, proved to be sayable, and the slots they set."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from actions.server import ActionEndpoint
from bot.rendering.render import Renderer
from bot.rendering.texts import load_domain, load_texts
from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.messaging import Conversation
from telecom.model.utterances import Utterance
from telecom.model.wire import from_wire


@dataclass(frozen=True, slots=True)
class Reply:
    """What an action said, in words too, and the slots it set."""

    said: Sequence[Utterance]
    texts: Sequence[str]
    slots: Mapping[str, Any]

    @property
    def response(self) -> str:
        """The name of the first sentence."""
        return self.said[0].response

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def choices(self) -> list[Mapping[str, Any]]:
        """What stands behind the choices of the first sentence."""
        return [choice.content for choice in self.said[0].choices]


class Asking:
    """Runs one action after the other for somebody in their chat."""

    def __init__(self, telecom: Telecom) -> None:
        self._telecom = telecom
        self._endpoint = ActionEndpoint(telecom, key="key", domain=load_domain())
        self._renderer = Renderer(load_texts(), "Dialtone Mobile", ZoneInfo("Europe/London"))

    def run(
        self,
        actor: Actor,
        action: str,
        *,
        intent: str = "inform",
        text: str = "",
        turn: str = "turn 1",
        slots: Mapping[str, Any] | None = None,
        entities: Mapping[str, Any] | None = None,
        guesses: Sequence[str] = (),
        before: Sequence[str] = (),
    ) -> Reply:
        with self._telecom.open_work() as work:
            conversation = work.of(Conversation).get(actor.conversation_id)
            today = work.today()
        filled = dict(slots or {})
        tracker = {
            "sender_id": conversation.rasa_id,
            "slots": filled,
            "latest_message": {
                "intent": {"name": intent},
                "intent_ranking": [{"name": name, "confidence": 0.2} for name in guesses],
                "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
                "metadata": {"turn_id": turn},
                "text": text,
            },
            "events": [
                *(
                    {"event": "user", "text": wish, "parse_data": {"intent": {"name": wish}, "entities": []}}
                    for wish in (*before, intent)
                ),
                *(
                    {"event": "slot", "name": name, "value": value}
                    for name, value in filled.items()
                    if name != "requested_slot"
                ),
            ],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        }
        answer = asyncio.run(self._endpoint.run(action, tracker))
        said = [from_wire(message["custom"]["utterance"]) for message in answer["responses"]]
        texts = [
            self._renderer.render(each, channel="terminal", language="en", today=today).text
            for each in said
            if each.response != "proof_required"
        ]
        return Reply(said, texts, {e["name"]: e["value"] for e in answer["events"] if e["event"] == "slot"})
