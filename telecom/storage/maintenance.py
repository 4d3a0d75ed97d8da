"""Tables of planned work and of wishes for another time."""

from sqlalchemy import Column, Index, String, Table, Text

from telecom.model.maintenance import PlannedWork, WindowWish, WorkStatus
from telecom.storage.columns import Sealed, State, identity, mapper, metadata, moment, reference

planned_works = Table(
    "planned_works",
    metadata,
    identity(),
    Column("place", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    moment("starts_at"),
    moment("ends_at"),
    Column("reason", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("status", State(WorkStatus), nullable=False),
    Index(None, "place", "kind"),
)
window_wishes = Table(
    "window_wishes",
    metadata,
    identity(),
    reference("work_id", "planned_works"),
    reference("service_id", "services", index=False),
    reference("person_id", "individuals", index=False),
    Column("words", Sealed, nullable=False),
    moment("asked_at"),
    Column("answer", Sealed),
    moment("answered_at", nullable=True),
)

mapper.map_imperatively(PlannedWork, planned_works)
mapper.map_imperatively(WindowWish, window_wishes)
