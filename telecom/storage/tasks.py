"""Table of the tasks of the operator's people."""

from sqlalchemy import Column, Index, String, Table

from telecom.model.tasks import StaffTask, TaskState
from telecom.storage.columns import SealedWire, State, identity, mapper, metadata, moment, reference

staff_tasks = Table(
    "staff_tasks",
    metadata,
    identity(),
    Column("key", String(120), nullable=False, unique=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    reference("customer_id", "customers", nullable=True),
    reference("asked_by", "individuals", nullable=True, index=False),
    Column("subject", String(80), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("needs", SealedWire, nullable=False),
    Column("state", State(TaskState), nullable=False),
    moment("opened_at"),
    moment("promised_by"),
    Column("taken_by", String(80)),
    moment("taken_at", nullable=True),
    moment("resolved_at", nullable=True),
    Column("resolution", String(40)),
    Index("ix_staff_tasks_state_opened_at", "state", "opened_at"),
)

mapper.map_imperatively(StaffTask, staff_tasks)
