"""TV over the internet line: channels by pack, with an age limit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from telecom.model.money import Money
from telecom.model.restrictions import Restriction
from telecom.services.calls import Moment, ends_by_itself
from telecom.services.declaring import (
    AVAILABILITY,
    DELAY,
    LOSS,
    SWITCH,
    Level,
    Lifecycle,
    Need,
    Parameter,
    RestrictionKind,
)
from telecom.services.smi import BaseService, service_kind


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, the pack it belongs to (None where it is in every plan), and from which age it may be watched."""

    name: str
    pack: str | None = None
    age: int = 0


@dataclass(frozen=True, slots=True)
class Watchable:
    """Whether something can be watched or bought, and if not, the reason (a word that a sentence is chosen by), the
    restriction behind it, and when that ends by itself."""

    allowed: bool
    reason: str | None = None
    until: datetime | None = None
    restriction: Restriction | None = None


@service_kind
class IptvService(BaseService):
    """Television on one or more set-top boxes."""

    kind = "iptv"
    lifecycle = Lifecycle(
        parameters=[
            Parameter(
                "age limit", 18, (0, 7, 12, 16, 18), level=Level.SUPER_USER,
                also_called=["parental control", "parental controls", "age rating", "child lock", "kids filter",
                             "adult channels", "adult films", "films for adults", "channels for adults",
                             "adult content", "over 18", "age lock", "altersgrenze",
                             "altersfreigabe", "kindersicherung", "jugendschutz",
                             "erwachsenenfilme", "erwachsenensender", "ab 18"],
                values_called={"on": 12, "off": 18, "pg": 7, "u": 0},
            ),
            Parameter("purchases", True, SWITCH, level=Level.SUPER_USER, also_called=["buying films", "pay per view"]),
            Parameter("picture", "HD", ("SD", "HD", "4K"), also_called=["picture quality", "resolution", "quality"],
                      values_called={"ultra hd": "4K", "uhd": "4K", "low": "SD", "high": "HD"}),
            Parameter("subtitles", False, SWITCH, also_called=["captions"]),
            Parameter("autoplay", True, SWITCH, also_called=["next episode"]),
        ],
        metrics=["down", "latency", "loss"],
        key_figures=[AVAILABILITY, DELAY, LOSS],
        tests=["picture"],
        restrictions=[
            RestrictionKind(
                "no purchases", "utter_restriction_is_no_purchases",
                also_called=["purchases", "buying", "ordering films", "renting", "pay per view", "rentals",
                              "buy stuff"],
            ),
            RestrictionKind(
                "age rating", "utter_restriction_is_age_rating", needs=[Need.AGE],
                also_called=["age limit", "age", "films for adults", "adult films", "18 films", "up to",
                              "anything over", "things for adults"],
            ),
            RestrictionKind(
                "quiet hours", "utter_restriction_is_quiet_hours_tv", needs=[Need.HOURS],
                also_called=["curfew", "at night", "night", "hours", "bedtime", "no tv after"],
            ),
            RestrictionKind("spending limit", "utter_restriction_is_spending_limit", needs=[Need.AMOUNT],
                            also_called=["spending cap", "cap", "spend"]),
        ],
        dependencies=["broadband"],
    )  # fmt: skip

    def may_watch(self, channel: Channel, now: Moment, *, packs: Collection[str]) -> Watchable:
        """Whether a channel can be watched now with these packs, under the age limit and the restrictions."""
        if not self.runs:
            return Watchable(False, "paused")
        if channel.pack is not None and channel.pack not in packs:
            return Watchable(False, "not in your packs")
        if channel.age > self._setting("age limit"):
            return Watchable(False, "age limit")
        for each in self.holding(now.at):
            too_old = each.kind == "age rating" and each.age is not None and channel.age > each.age
            resting = each.kind == "quiet hours" and each.within_hours(now.at)
            if too_old or resting:
                return _refused(each, now)
        return Watchable(True)

    def may_buy(self, price: Money, now: Moment) -> Watchable:
        """Whether a film or event may be bought with the remote control now."""
        if not self.runs:
            return Watchable(False, "paused")
        if not self._setting("purchases"):
            return Watchable(False, "purchases off")
        for each in self.holding(now.at):
            over = (
                each.kind == "spending limit"
                and each.amount is not None
                and now.spent is not None
                and now.spent + price > each.amount
            )
            if over or each.kind == "no purchases":
                return _refused(each, now)
        return Watchable(True)


def _refused(restriction: Restriction, now: Moment) -> Watchable:
    return Watchable(False, restriction.kind, ends_by_itself(restriction, now), restriction)
