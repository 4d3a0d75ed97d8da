"""SIM cards and eSIMs: which one a line runs on, which are on their way, and how long money waits. [F20]"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.states import advance

# A code goes to the SIM: who has just swapped somebody else's could prove to be them. So money and rights wait. [R20]
SIM_CHANGE_WAITS = timedelta(hours=24)


class SimChangeWaits(BusinessError):
    """The SIM was changed lately; money and rights wait, reading goes on."""

    response = "utter_sim_change_waits"


class SimKind(Enum):
    """A card to put in, or a profile to load."""

    CARD = "card"
    ESIM = "esim"


class SimStatus(Enum):
    """Where a SIM stands (after the status of a resource, TM Forum 639)."""

    RESERVED = "reserved"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


SIM_LIFE = {
    SimStatus.RESERVED: frozenset({SimStatus.ACTIVE, SimStatus.ENDED}),
    SimStatus.ACTIVE: frozenset({SimStatus.SUSPENDED, SimStatus.ENDED}),
    SimStatus.SUSPENDED: frozenset({SimStatus.ACTIVE, SimStatus.ENDED}),
}


@dataclass(kw_only=True, eq=False)
class Sim:
    """One SIM of a mobile line. `key` is the proposal it was ordered by; `iccid` is known when the network gave it out.

    `is_first` is the one with which a new line begins: it takes nobody's place. `money_waits_until`: a SIM that took
    the place of another; until then its proofs open no money and no rights.
    """

    id: str = field(default_factory=new_id)
    key: str
    service_id: str
    kind: SimKind
    status: SimStatus = SimStatus.RESERVED
    asked_by: str
    asked_at: datetime
    iccid: str | None = None
    sent_to: str | None = None
    is_first: bool = False
    activated_at: datetime | None = None
    ended_at: datetime | None = None
    money_waits_until: datetime | None = None

    def become(self, status: SimStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, SIM_LIFE, subject="SIM")
