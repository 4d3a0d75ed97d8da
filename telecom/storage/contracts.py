"""Tables of agreements and their parties."""

from sqlalchemy import Column, Date, SmallInteger, String, Table, UniqueConstraint

from telecom.model.contracts import Agreement, AgreementParty, AgreementStatus, PartyRole
from telecom.storage.columns import SealedAlike, State, Wire, identity, mapper, metadata, reference

agreements = Table(
    "agreements",
    metadata,
    identity(),
    Column("number", String(60), nullable=False, unique=True),
    reference("customer_id", "customers"),
    reference("service_id", "services"),
    Column("begun_on", Date, nullable=False),
    Column("first_end", Date),
    Column("notice_days", SmallInteger, nullable=False),
    Column("early_percent", SmallInteger, nullable=False),
    Column("functions", Wire, nullable=False),
    Column("status", State(AgreementStatus), nullable=False),
    Column("ends_on", Date),
)
agreement_parties = Table(
    "agreement_parties",
    metadata,
    identity(),
    reference("agreement_id", "agreements"),
    Column("role", State(PartyRole), nullable=False),
    Column("name", SealedAlike, nullable=False),
    reference("customer_id", "customers", nullable=True),
    UniqueConstraint("agreement_id", "role", "name"),
)

mapper.map_imperatively(Agreement, agreements)
mapper.map_imperatively(AgreementParty, agreement_parties)
