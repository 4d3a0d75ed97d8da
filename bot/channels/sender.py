"""What every way out has in common: it sends one rendered message and says how that went."""

from typing import Protocol

from bot.rendering.render import Rendered
from telecom.model.messaging import OutgoingMessage


class Blocked(Exception):
    """The person does not want to hear from us on this channel any more."""


class Throttled(Exception):
    """The channel asks to wait so many seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"wait {retry_after} s")
        self.retry_after = retry_after


class SendFailed(Exception):
    """The channel refused the message for good; `reason` without content."""


class SendUnknown(Exception):
    """The channel did not say whether it took the message."""


class Sender(Protocol):
    """One channel's way out."""

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        """Send it; the channel's own id of it. Raises Blocked, Throttled, SendFailed or SendUnknown."""
