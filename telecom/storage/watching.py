"""Table of the figures that are watched."""

from sqlalchemy import Column, Float, Index, String, Table, text

from telecom.model.watching import FigureWatch
from telecom.storage.columns import identity, mapper, metadata, moment, reference

figure_watches = Table(
    "figure_watches",
    metadata,
    identity(),
    reference("person_id", "individuals", index=False),
    reference("service_id", "services", index=False),
    Column("figure", String(20), nullable=False),
    Column("limit", Float, nullable=False),
    moment("since"),
    moment("ended_at", nullable=True),
    Index(
        "uq_figure_watches_running", "person_id", "service_id", "figure", unique=True,
        postgresql_where=text("ended_at is null"),
    ),
)  # fmt: skip

mapper.map_imperatively(FigureWatch, figure_watches)
