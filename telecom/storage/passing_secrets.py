"""Table of secret settings that the network does not have yet, encrypted."""

from sqlalchemy import Column, String, Table

from telecom.model.passing_secrets import PassingSecret
from telecom.storage.columns import Sealed, identity, mapper, metadata, moment, reference

passing_secrets = Table(
    "passing_secrets",
    metadata,
    identity(),
    reference("service_id", "services"),
    Column("parameter", String(40), nullable=False),
    Column("value", Sealed, nullable=False),
    moment("given_at"),
)

mapper.map_imperatively(PassingSecret, passing_secrets)
