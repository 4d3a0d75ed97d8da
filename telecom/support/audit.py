"""Writing the audit trail: in the same transaction as what it tells of. [M.3345 7.2]"""

from typing import Any

from telecom.model.access import Actor
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.ports import Work


def note(
    work: Work,
    event: SecurityEvent,
    *,
    actor: Actor | None = None,
    person_id: str | None = None,
    customer_id: str | None = None,
    subject: str | None = None,
    **values: Any,
) -> None:
    """Add one record. Never pass a secret; numbers of phones only by their last digits."""
    who = actor.person_id if actor else person_id
    record = AuditRecord(
        event=event, at=work.now, person_id=who, customer_id=customer_id, subject=subject, values=values
    )
    work.of(AuditRecord).add(record)


def note_look(
    work: Work, staff: str, *, subject: str, person_id: str | None = None, customer_id: str | None = None
) -> None:
    """Add that somebody of the operator's people looked at what belongs to a subscriber. [S5]"""
    event, change = SecurityEvent.PERSONAL_DATA, "looked at"
    note(work, event, person_id=person_id, customer_id=customer_id, subject=subject, staff=staff, change=change)
