"""Where Rasa leaves what is to be said in a turn, until the turn is over."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel


class CollectedAnswer(OutputChannel):
    """Gathers what is to be said in one turn."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The name that Rasa knows this channel by."""
        return "dialtone"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Takes over one response; anything that is not a response name with values is passed on as it is."""
        custom = message.get("custom") or {}
        if "response" in custom:
            self.messages.append({"response": custom["response"], "values": custom.get("values", {})})
        elif custom:
            self.messages.append({"custom": custom})
        elif message.get("text"):
            self.messages.append({"custom": {"text": message["text"]}})
