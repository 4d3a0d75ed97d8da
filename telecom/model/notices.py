"""What fell due and was found: a reminder, a renewal, the end of a pause; each once per subject and period."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from telecom.model.identities import new_id

# Nobody is told anything unasked between these hours, in the operator's time.
QUIET_FROM = time(21, 0)
QUIET_UNTIL = time(8, 0)
REMIND_AT = time(9, 0)
BILL_NOTICE = timedelta(days=2)
# Below this much prepaid credit (minor units) its owner is told.
LOW_CREDIT = 500


def is_quiet(at: time) -> bool:
    """Whether this is an hour of the day in which nobody is told anything unasked."""
    return at >= QUIET_FROM or at < QUIET_UNTIL


@dataclass(kw_only=True, eq=False)
class Notice:
    """That something was found due, once per kind, subject and period. `done_at` when it has been acted on."""

    id: str = field(default_factory=new_id)
    kind: str
    subject: str
    period: str
    found_at: datetime
    done_at: datetime | None = None
    attempts: int = 0


@dataclass(kw_only=True, eq=False)
class CreditFall:
    """That a movement took a prepaid credit under the threshold; `told_at` when its owner was told or no need was."""

    id: str = field(default_factory=new_id)
    account_id: str
    transaction_id: str
    at: datetime
    told_at: datetime | None = None
