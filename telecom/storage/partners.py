"""Table of partners and the agreements with them."""

from sqlalchemy import Boolean, Column, Date, String, Table

from telecom.model.contracts import AgreementStatus, PartyRole
from telecom.model.partners import Partner
from telecom.storage.columns import State, identity, mapper, metadata

partners = Table(
    "partners",
    metadata,
    identity(),
    Column("name", String(80), nullable=False, unique=True),
    Column("role", State(PartyRole), nullable=False),
    Column("agent", Boolean, nullable=False),
    Column("status", State(AgreementStatus), nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
)

mapper.map_imperatively(Partner, partners)
