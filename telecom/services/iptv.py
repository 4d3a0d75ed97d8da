"""TV over the internet line: channels by pack, with an age limit."""

from collections.abc import Collection
from dataclasses import dataclass

from telecom.services.smi import BaseService, Level, Lifecycle, Parameter, service_kind


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, the pack it belongs to (None where it is in every plan), and from which age it may be watched."""

    name: str
    pack: str | None = None
    age: int = 0


@dataclass(frozen=True, slots=True)
class Watchable:
    """Whether a channel can be watched, and if not, the reason: a word that a sentence is chosen by."""

    allowed: bool
    reason: str | None = None


@service_kind
class IptvService(BaseService):
    """Television on one or more set-top boxes."""

    kind = "iptv"
    lifecycle = Lifecycle(
        parameters=[
            Parameter("age limit", 18, (0, 7, 12, 16, 18), level=Level.SUPER_USER),
            Parameter("purchases", True, (True, False), level=Level.SUPER_USER),
            Parameter("picture", "HD", ("SD", "HD", "4K")),
            Parameter("subtitles", False, (True, False)),
        ],
        metrics=["down", "latency", "loss"],
        tests=["picture"],
        dependencies=["broadband"],
    )

    def may_watch(self, channel: Channel, *, packs: Collection[str]) -> Watchable:
        """Whether a channel can be watched with these packs under the age limit."""
        if not self.runs:
            return Watchable(False, "paused")
        if channel.pack is not None and channel.pack not in packs:
            return Watchable(False, "not in your packs")
        if channel.age > self._setting("age limit"):
            return Watchable(False, "age limit")
        return Watchable(True)

    def may_buy(self) -> bool:
        """Whether films and events may be bought with the remote control."""
        return self.runs and bool(self._setting("purchases"))
