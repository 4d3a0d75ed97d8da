"""A connection to the database that was cut: the next work gets another, or the error that everybody knows."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from telecom.bootstrap import Telecom
from telecom.model.parties import Customer

_CUT = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dialtone' and pid <> %s"


@pytest.fixture
def admin(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def cut_all(admin: psycopg.Connection[Any]) -> None:
    admin.execute(_CUT, [admin.info.backend_pid])
    while admin.execute("select count(*) from pg_stat_activity where application_name = 'dialtone'").fetchone() != (0,):
        pass


def test_what_was_cut_at_rest_is_not_noticed(telecom: Telecom, admin: psycopg.Connection[Any]) -> None:
    with telecom.open_work() as work:
        before = work.of(Customer).count()
    cut_all(admin)
    with telecom.open_work() as work:
        assert work.of(Customer).count() == before


def test_where_the_new_one_is_cut_as_well_the_database_is_away(
    telecom: Telecom, admin: psycopg.Connection[Any]
) -> None:
    with telecom.open_work() as work:
        work.of(Customer).count()
    cut_all(admin)

    def cut_at_once(*_: object) -> None:
        cut_all(admin)

    engine = telecom.open_work.engine
    event.listen(engine, "connect", cut_at_once)
    with pytest.raises(OperationalError), telecom.open_work() as work:
        work.of(Customer).count()
    event.remove(engine, "connect", cut_at_once)
    with telecom.open_work() as work:
        work.of(Customer).count()
