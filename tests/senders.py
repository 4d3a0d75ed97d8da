"""A way out that keeps what was sent, with faults that a test sets."""

import asyncio
from collections.abc import Callable

from bot.channels.sender import Sender
from bot.rendering.render import Rendered
from telecom.model.messaging import OutgoingMessage


class KeptMessages:
    """A sender of any channel: `sent` holds each message with its words, in order."""

    def __init__(self, *, repeats_safely: bool = False) -> None:
        self.sent: list[tuple[OutgoingMessage, Rendered]] = []
        self.raises: list[Exception] = []
        self.hangs: asyncio.Event | None = None
        self.after_each: Callable[[], None] = lambda: None
        self.repeats_safely = repeats_safely

    @property
    def texts(self) -> list[str]:
        return [rendered.text for _, rendered in self.sent]

    async def send(self, message: OutgoingMessage, rendered: Rendered) -> str | None:
        if self.raises:
            raise self.raises.pop(0)
        self.sent.append((message, rendered))
        if self.hangs is not None:
            await self.hangs.wait()
        self.after_each()
        return f"sent-{len(self.sent)}"


_: type[Sender] = KeptMessages
