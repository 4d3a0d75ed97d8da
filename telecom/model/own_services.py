"""Services of one's own: capabilities of several services under one name, looked at, paused and ended as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.states import advance

LONGEST_NAME = 40
MOST_PARTS = 12


class OwnServiceStatus(Enum):
    """Life of a service of one's own."""

    ACTIVE = "active"
    RESTING = "resting"
    ENDED = "ended"


STANDING = (OwnServiceStatus.ACTIVE, OwnServiceStatus.RESTING)
OWN_SERVICE_LIFE = {
    OwnServiceStatus.ACTIVE: frozenset({OwnServiceStatus.RESTING, OwnServiceStatus.ENDED}),
    OwnServiceStatus.RESTING: frozenset({OwnServiceStatus.ACTIVE, OwnServiceStatus.ENDED}),
    # Ended and stood up again: an end that is taken back.
    OwnServiceStatus.ENDED: frozenset({OwnServiceStatus.ACTIVE}),
}


class PartKind(Enum):
    """What a part is: a whole service, a product that runs on one, a setting of one, such as voicemail, or somebody's
    alerts or reminders."""

    SERVICE = "service"
    PRODUCT = "product"
    SETTING = "setting"
    ALARM = "alarm"


class NotAPart(BusinessError):
    """This cannot be part of a service of one's own as asked; the response says why."""

    response = "utter_own_not_a_part"


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that a service can do for its user. `name` is the offering's id, the setting's name or what alerts are
    about, empty for the whole service."""

    service_id: str
    kind: PartKind
    name: str = ""

    @classmethod
    def read(cls, raw: Sequence[str]) -> "Capability":
        """A capability as it stands in the terms of a proposal."""
        service_id, kind, name = raw
        return cls(service_id, PartKind(kind), name)

    def terms(self) -> list[str]:
        """The capability as raw values."""
        return [self.service_id, self.kind.value, self.name]


@dataclass(kw_only=True, eq=False)
class OwnService:
    """A service of one's own. It has no price and no contract: each part keeps the one that it has.

    `key` is the proposal that was confirmed. Its settings rest from `rests_from` until just before `rests_until`, by
    the proposal `rest_key`; whole services that are parts have a pause of their own.
    """

    id: str = field(default_factory=new_id)
    key: str
    customer_id: str
    name: str
    made_by: str
    made_at: datetime
    status: OwnServiceStatus = OwnServiceStatus.ACTIVE
    rest_key: str | None = None
    rests_from: datetime | None = None
    rests_until: datetime | None = None
    ended_at: datetime | None = None

    def become(self, status: OwnServiceStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, OWN_SERVICE_LIFE, subject="own service")

    def forget_rest(self) -> None:
        """No rest runs or is planned any more."""
        self.rest_key = self.rests_from = self.rests_until = None


@dataclass(kw_only=True, eq=False)
class OwnPart:
    """One capability in a service of one's own. `value` is what a setting is set to while the whole is in use, or
    whose alerts they are."""

    id: str = field(default_factory=new_id)
    own_id: str
    position: int
    service_id: str
    kind: PartKind
    name: str = ""
    value: Any = None

    @property
    def capability(self) -> Capability:
        return Capability(self.service_id, self.kind, self.name)
