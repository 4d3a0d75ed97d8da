"""Tables of what was measured hour by hour."""

from sqlalchemy import REAL, BigInteger, Boolean, Column, DateTime, ForeignKey, String, Table

from telecom.model.measuring import Measured, Measurement
from telecom.storage.columns import mapper, metadata, moment

measurements = Table(
    "measurements",
    metadata,
    Column("service_id", String(40), ForeignKey("services.id"), primary_key=True),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column("reachable", Boolean, nullable=False),
    Column("down", BigInteger),
    Column("up", BigInteger),
    Column("latency", REAL),
    Column("loss", REAL),
    Column("snr", REAL),
)
measured = Table("measured", metadata, Column("id", String(40), primary_key=True), moment("until"), moment("asked_at"))

mapper.map_imperatively(Measurement, measurements)
mapper.map_imperatively(Measured, measured)
