"""A proposal: what is about to be done, for how much and from when, waiting for a yes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.utterances import Utterance

PROPOSAL_LIFE = timedelta(minutes=5)


class ProposalStatus(Enum):
    """Open until it is done, refused, replaced by a corrected one, or too old."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    REPLACED = "replaced"
    EXPIRED = "expired"


class ProposalExpired(BusinessError):
    """The yes came too late; nothing was done."""

    response = "utter_proposal_expired"


@dataclass(kw_only=True, eq=False)
class Proposal:
    """One offered effect. Its id is the idempotency key of the effect; `terms` is what was shown and will be done.

    `key` is the turn that made it, so that a repeated turn finds the same proposal.
    """

    id: str = field(default_factory=new_id)
    key: str
    kind: str
    conversation_id: str
    person_id: str
    terms: dict[str, Any]
    terms_digest: str
    shown: Utterance
    created_at: datetime
    expires_at: datetime
    status: ProposalStatus = ProposalStatus.OPEN
    result: list[Utterance] | None = None

    def is_open(self, now: datetime) -> bool:
        return self.status is ProposalStatus.OPEN and now < self.expires_at
