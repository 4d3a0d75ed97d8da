"""Tables of prices of usage, and of the tax."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, SmallInteger, String, Table, UniqueConstraint

from telecom.model.tariffs import TaxRate, UsageRate
from telecom.model.usage import UsageZone
from telecom.model.volumes import UsageKind
from telecom.storage.columns import State, identity, mapper, metadata, money, money_of, reference

usage_rates = Table(
    "usage_rates",
    metadata,
    identity(),
    Column("zone", State(UsageZone), nullable=False),
    Column("kind", State(UsageKind), nullable=False),
    *money("price"),
    Column("per", BigInteger, nullable=False),
    Column("step", BigInteger, nullable=False),
    reference("offering_id", "offerings", nullable=True, index=False),
    Column("valid_from", Date, nullable=False),
    UniqueConstraint("zone", "kind", "offering_id", "valid_from", postgresql_nulls_not_distinct=True),
    CheckConstraint("per > 0 and step > 0 and price_minor >= 0", name="makes_sense"),
)
tax_rates = Table(
    "tax_rates",
    metadata,
    identity(),
    Column("name", String(40), nullable=False),
    Column("percent", SmallInteger, nullable=False),
    Column("valid_from", Date, nullable=False, unique=True),
    CheckConstraint("percent between 0 and 99", name="makes_sense"),
)

mapper.map_imperatively(UsageRate, usage_rates, properties={"price": money_of(usage_rates.c, "price")})
mapper.map_imperatively(TaxRate, tax_rates)
