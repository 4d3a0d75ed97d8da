"""Table of products that came free for some days."""

from sqlalchemy import Column, Date, Index, Table, UniqueConstraint

from telecom.model.trials import Trial, TrialState
from telecom.storage.columns import State, identity, mapper, metadata, moment, reference

trials = Table(
    "trials",
    metadata,
    identity(),
    reference("campaign_id", "campaigns"),
    reference("customer_id", "customers", index=False),
    reference("person_id", "individuals"),
    reference("offering_id", "offerings", index=False),
    reference("product_id", "products"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("state", State(TrialState), nullable=False),
    moment("asked_at", nullable=True),
    moment("decided_at", nullable=True),
    UniqueConstraint("customer_id", "offering_id"),
    Index(None, "state", "last_day"),
)

mapper.map_imperatively(Trial, trials)
