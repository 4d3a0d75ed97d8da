"""What is personal in a database, read with the key, and where of it anything stands that no key is needed for."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Column, Engine, inspect, select, text

import telecom.storage  # noqa: F401  (maps every table)
from telecom.storage.columns import Address, Sealed, SealedAlike, metadata
from telecom.storage.parties import individuals

# A word of two or three letters, or one that everybody uses, says nothing about who it was.
SHORTEST = 4
# Shorter words may be anybody's: "too slow".
_ANYBODYS = 12
# What may be read: the provider's own people, and what the simulated outside keeps for itself.
IN_CLEAR = {"public.staff_members.full_name", "outside.cards.token", "outside.parcels.address"}
# Names that subscribers give their lines are mostly those of the thing: "Landline". With a person's name in them they
# are found by that.
_OF_THINGS = {
    ("services", "name"), ("own_services", "name"), ("line_groups", "name"), ("bill_lines", "description"),
    ("charges", "description"),
}  # fmt: skip


def personal_values(engine: Engine) -> set[str]:
    """The names, addresses, days of birth and own words of all people in a database."""
    found: set[str] = set()
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Sealed | SealedAlike) and (table.name, column.name) not in _OF_THINGS:
                    found |= {str(value) for value in connection.scalars(select(column)) if _tells(column, value)}
        for given, family in connection.execute(select(individuals.c.given_name, individuals.c.family_name)):
            found.add(f"{given} {family}".strip())
    return {value for value in found if len(value) >= SHORTEST}


def _tells(column: Column[Any], value: Any) -> bool:
    """Whether a value is somebody's: names and days, of addresses those of mails, and words if they are a sentence."""
    if not isinstance(value, str):
        return isinstance(value, date)
    if isinstance(column.type, Address):
        return "@" in value
    return column.table.name in ("individuals", "customers") or (len(value) > _ANYBODYS and " " in value)


def standing_in_clear(engine: Engine, values: Iterable[str], *, allowed: Iterable[str] = ()) -> set[str]:
    """The columns, `schema.table.column`, of every table in which any of the values can be read, with the value."""
    wanted = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(values, key=len, reverse=True)))
    found = set()
    with engine.connect() as connection:
        for schema, table in _tables(connection):
            columns = [column["name"] for column in inspect(connection).get_columns(table, schema=schema)]
            texts = ", ".join(f'"{name}"::text' for name in columns)
            for row in connection.execute(text(f'select {texts} from "{schema}"."{table}"')):
                for name, content in zip(columns, row, strict=True):
                    where = f"{schema}.{table}.{name}"
                    if content and where not in allowed and (hit := wanted.search(content)):
                        found.add(f"{where}: {hit.group()}")
    return found


def _tables(connection: Any) -> list[tuple[str, str]]:
    return [
        (schema, table)
        for schema in inspect(connection).get_schema_names()
        if schema != "information_schema"
        for table in inspect(connection).get_table_names(schema=schema)
    ]
