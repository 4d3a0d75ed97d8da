"""Where the simulated systems around the operator keep what they know: a schema of its own, reached by own connections.

What stands there survives any end of Dialtone, as the systems of a real operator would.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

_APPLICATION = "dialtone_app"
# The demo's parts run under the role of the application where an operator's database has one.
_GRANTS = f"""
do $$ begin
  if exists (select 1 from pg_roles where rolname = '{_APPLICATION}') then
    grant usage on schema outside to {_APPLICATION};
    grant select, insert, update, delete on all tables in schema outside to {_APPLICATION};
    grant usage on all sequences in schema outside to {_APPLICATION};
  end if;
end $$
"""


def set_up(url: str, tables: str) -> None:
    """Make the tables of one system where they are missing, as the owner of the database."""
    with connected(url, "set-up") as connection:
        connection.execute("create schema if not exists outside")
        connection.execute(tables)
        connection.execute(_GRANTS)


@contextmanager
def connected(url: str, system: str) -> Iterator[psycopg.Connection]:
    """One transaction of one system, on a connection of its own."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, connect_timeout=5, application_name=system) as connection:
        yield connection


@contextmanager
def asked(url: str, system: str, is_down: Exception) -> Iterator[psycopg.Cursor[dict[str, Any]]]:
    """The same with rows by name; raises `is_down` where the database does not answer."""
    try:
        with connected(url, system) as connection, connection.cursor(row_factory=dict_row) as cursor:
            yield cursor
    except psycopg.OperationalError as error:
        raise is_down from error
