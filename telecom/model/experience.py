"""What people live through with the network in a place: weak signal, no service, dropped calls. [M.3345 App. I-1]"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telecom.model.identities import new_id

# So many people with the same trouble in a place within this time make it an outage, until somebody knows better.
SUSPECTED_FROM = 10
TOGETHER = timedelta(hours=3)


@dataclass(kw_only=True, eq=False)
class ExperienceReport:
    """One report: where, of which kind of service, which trouble, in whose words. `key` is the turn it was said in."""

    id: str = field(default_factory=new_id)
    key: str
    person_id: str
    service_id: str | None
    kind: str
    place: str
    symptom: str
    words: str
    reported_at: datetime
    cell: str | None = None
    signal: int | None = None
