"""After a change of the message key: what earlier keys have sealed is sealed with the newest, beside what goes on."""

import base64
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    LargeBinary,
    Table,
    Text,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from telecom.storage.columns import MAIL, Address, Sealed, SealedAlike, SealedWire, metadata
from telecom.storage.secrecy import MARK, secrecy

_BATCH = 500


def reseal(engine: Engine) -> int:
    """Seal all anew that the newest key has not sealed, some rows in each transaction; how many rows that were. Where
    it was interrupted it is run again, and does what is left."""
    return sum(_reseal_table(engine, table) for table in metadata.sorted_tables if _sealed_columns(table))


def _sealed_columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Sealed | SealedWire | SealedAlike)]


def _reseal_table(engine: Engine, table: Table) -> int:
    columns = _sealed_columns(table)
    (key,) = table.primary_key.columns
    old = select(key, *columns).where(or_(*map(_is_old, columns))).order_by(key).limit(_BATCH).with_for_update()
    anew = update(table).where(key == bindparam("of")).values({c: bindparam(f"to_{c.name}") for c in columns})
    done = 0
    while True:
        with engine.begin() as connection:
            rows = connection.execute(old).all()
            if not rows:
                return done
            values = [
                {"of": row[0]} | {f"to_{c.name}": v for c, v in zip(columns, row[1:], strict=True)} for row in rows
            ]
            connection.execute(anew, values)
            done += len(rows)


def _is_old(column: Column[Any]) -> ColumnElement[bool]:
    """Whether something stands there that another key than the newest has sealed: each begins with its key's mark."""
    if isinstance(column.type, Sealed):
        return func.substring(type_coerce(column, LargeBinary), 1, MARK, type_=LargeBinary) != secrecy.mark
    written = base64.b64encode(secrecy.mark).decode()
    if isinstance(column.type, SealedWire):
        return func.left(type_coerce(column, JSONB)[()].astext, len(written), type_=Text) != written
    text = type_coerce(column, Text)
    if isinstance(column.type, Address):
        return text.startswith(MAIL) & (func.substring(text, len(MAIL) + 1, len(written), type_=Text) != written)
    return func.left(text, len(written), type_=Text) != written
