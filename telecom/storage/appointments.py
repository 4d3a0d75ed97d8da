"""Table of technicians' visits; nobody is in two places at a time."""

from sqlalchemy import Column, Index, Integer, String, Table, text

from telecom.model.appointments import Appointment, AppointmentStatus
from telecom.storage.columns import State, identity, mapper, metadata, moment, reference

visits = Table(
    "visits",
    metadata,
    identity(),
    Column("number", String(20), nullable=False, unique=True),
    Column("key", String(80), nullable=False, unique=True),
    reference("customer_id", "customers"),
    reference("service_id", "services"),
    reference("person_id", "individuals", index=False),
    reference("ticket_id", "trouble_tickets", nullable=True),
    Column("order_id", String(40)),
    Column("place", String(80), nullable=False),
    Column("technician", Integer, nullable=False),
    moment("starts_at"),
    moment("ends_at"),
    Column("status", State(AppointmentStatus), nullable=False),
    moment("booked_at"),
    Index(
        "uq_visits_one_at_a_time",
        "place",
        "starts_at",
        "technician",
        unique=True,
        postgresql_where=text("status in ('initialized', 'confirmed')"),
    ),
)

mapper.map_imperatively(Appointment, visits)
