"""Table of the places with a network."""

from sqlalchemy import Column, String, Table

from telecom.model.places import Place
from telecom.storage.columns import Wire, mapper, metadata

places = Table(
    "places",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("also_called", Wire, nullable=False),
    Column("kinds", Wire, nullable=False),
    Column("outline", Wire, nullable=False, server_default="[]"),
)

mapper.map_imperatively(Place, places)
