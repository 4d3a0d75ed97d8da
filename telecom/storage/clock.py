"""Tables of the clock: how far the demo's time is from the machine's, and that this is a demo at all."""

from sqlalchemy import Boolean, CheckConstraint, Column, Float, String, Table

from telecom.storage.columns import metadata, moment

# One row at most in each.
clock_offset = Table(
    "clock_offset",
    metadata,
    Column("single_row", Boolean, primary_key=True, server_default="true"),
    Column("seconds", Float, nullable=False),
    CheckConstraint("single_row", name="one_row"),
)
demo_mark = Table(
    "demo_mark",
    metadata,
    Column("single_row", Boolean, primary_key=True, server_default="true"),
    Column("seed", String(80), nullable=False),
    moment("seeded_at"),
    CheckConstraint("single_row", name="one_row"),
)
