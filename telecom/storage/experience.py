"""Table of what people reported of the network in a place."""

from sqlalchemy import Column, Index, Integer, String, Table

from telecom.model.experience import ExperienceReport
from telecom.storage.columns import Sealed, identity, mapper, metadata, moment, reference

experience_reports = Table(
    "experience_reports",
    metadata,
    identity(),
    Column("key", String(80), nullable=False, unique=True),
    reference("person_id", "individuals", index=False),
    reference("service_id", "services", nullable=True, index=False),
    Column("kind", String(20), nullable=False),
    Column("place", String(80), nullable=False),
    Column("symptom", String(40), nullable=False),
    Column("words", Sealed, nullable=False),
    moment("reported_at"),
    Column("cell", String(40)),
    Column("signal", Integer),
    Index(None, "place", "reported_at"),
)

mapper.map_imperatively(ExperienceReport, experience_reports)
