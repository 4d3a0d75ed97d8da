"""Where a secret could have come to stand: every table, every file of the state folder and of the database itself."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bot.supervisor.cluster import Cluster, find_cluster
from bot.supervisor.postgres import OWNER

_ALL_TABLES = (
    "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
    " and table_schema not in ('pg_catalog', 'information_schema')"
)
_INSIDE, _GOES_ON = re.compile(rb"[\w.:-]"), re.compile(rb"\w")


@contextmanager
def opened(home: Path, name: str) -> Iterator[psycopg.Connection]:
    """A way into a database of a state folder, as its owner; the Dialtone of that folder is running."""
    cluster = find_cluster(home)
    password = cluster.read_or_make_passwords().owner
    place = {"host": str(cluster.sockets), "port": 5432, "connect_timeout": 10}
    with psycopg.connect(dbname=name, user=OWNER, password=password, autocommit=True, **place) as connection:
        # What stands in a column of bytes is to be read as well, not as hexadecimal digits.
        connection.execute("set bytea_output = 'escape'")
        yield connection


@contextmanager
def away(connection: psycopg.Connection, table: str) -> Iterator[None]:
    """While this lasts, everything that needs the table fails in the middle."""
    there, elsewhere = sql.Identifier(table), sql.Identifier(f"{table}_away")
    connection.execute(sql.SQL("alter table {} rename to {}").format(there, elsewhere))
    try:
        yield
    finally:
        connection.execute(sql.SQL("alter table {} rename to {}").format(elsewhere, there))


def find_template(connection: psycopg.Connection) -> str:
    """The database as the demo was seeded, before anybody said anything."""
    found = connection.execute("select datname from pg_database where datname like 'template\\_%'").fetchall()
    assert len(found) == 1, f"one seeded demo, not {found}"
    return str(found[0][0])


def read_tables(connection: psycopg.Connection) -> dict[str, set[str]]:
    """Every row of every table, as text."""
    names = connection.execute(_ALL_TABLES).fetchall()
    assert len(names) > 20, f"these are not all tables: {names}"
    return {f"{schema}.{name}": set(_rows(connection, schema, name)) for schema, name in names}


def _rows(connection: psycopg.Connection, schema: str, name: str) -> Iterable[str]:
    rows = sql.SQL("select t::text from {} t").format(sql.Identifier(schema, name))
    return (row[0] for row in connection.execute(rows))


def read_files(home: Path) -> dict[str, bytes]:
    """Every file of the state folder but the model, which was trained before anybody spoke."""
    return _read_below(home, left_out=home / "models")


def read_database_files(home: Path) -> dict[str, bytes]:
    """The files of the database: what was deleted or changed since stands there too, and in its log of changes."""
    cluster: Cluster = find_cluster(home)
    return _read_below(cluster.home, left_out=cluster.passwords_file)


def _read_below(folder: Path, *, left_out: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file() and left_out not in (path, *path.parents)]
    found = {}
    for path in paths:
        try:
            found[str(path)] = path.read_bytes()
        except FileNotFoundError:  # a file of the running database, let go meanwhile
            continue
    return found


def find_secrets(secrets: Iterable[str], places: Mapping[str, str | bytes]) -> list[tuple[str, str, str]]:
    """Which secret stands where, and what is around it: in capitals or not, in groups or not. Digits inside a longer
    number or a moment are none."""
    wanted = [(secret, written) for secret in secrets for written in _ways_to_write(secret)]
    found = []
    for place, content in places.items():
        raw = (content.encode() if isinstance(content, str) else content).lower()
        found += [(secret, place, around) for secret, written in wanted for around in _occurrences(written, raw)]
    return found


def _ways_to_write(secret: str) -> set[bytes]:
    groups = re.split("[ -]", secret.lower())
    return {separator.join(groups).encode() for separator in ("", " ", "-")}


def _occurrences(written: bytes, raw: bytes) -> Iterator[str]:
    at = raw.find(written)
    while at >= 0:
        around = raw[max(0, at - 80) : at + len(written) + 80]
        before, after = raw[max(0, at - 1) : at], raw[at + len(written) : at + len(written) + 1]
        if not _INSIDE.match(before) and not _GOES_ON.match(after):
            yield around.decode(errors="replace")
        at = raw.find(written, at + 1)
