"""What is personal stands sealed: carried over from the time before, found by nobody without the key. [S4, 7.2]"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from alembic import command
from cryptography.fernet import Fernet
from sqlalchemy import Column, Engine, Table, insert, select, text

import telecom.storage.columns as kinds
from telecom.bootstrap import Telecom, reseal
from telecom.model.messaging import OutgoingMessage, Priority
from telecom.model.money import Money
from telecom.model.parties import Individual, LineGroup
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.storage import schema
from telecom.storage.secrecy import SecretKeyMissing, secrecy
from telecom.support import telling
from tests.databases import MESSAGE_KEY
from tests.households import a_home
from tests.people import a_prepaid_subscriber
from tests.personal import standing_in_clear

BEFORE = "0012"
NAME, MAIL = "Zoë Ångström-Quill", "zoe.quill@example.org"
SEALED = (kinds.Sealed, kinds.SealedAlike, kinds.SealedWire)
TABLES = [t for t in kinds.metadata.sorted_tables if any(isinstance(c.type, SEALED) for c in t.columns)]


def a_value(column: Column[Any], row: int) -> Any:
    """Something for a column: a name, a day or a mail address where it is sealed, else whatever its kind takes."""
    kind = column.type
    if column.name == "born_on":
        return date(1988, 2, 29)
    if isinstance(kind, kinds.Address):
        return MAIL if row else "+447700900123"
    if isinstance(kind, kinds.Sealed | kinds.SealedAlike):
        return f"{NAME} {row}"
    if isinstance(kind, kinds.Wire):
        return ["something of the operator's"]
    if isinstance(kind, kinds.SealedWire):
        return {"told": Utterance("utter_plain", {"text": NAME}), "price": Money(990, "GBP")}
    if isinstance(kind, kinds.State | kinds.Rank):
        return next(iter(kind.kind))
    if isinstance(kind, kinds.Number):
        return PhoneNumber(f"+44770090010{row}")
    plain = {str: f"{column.name[:8]}{row}"[: getattr(kind, "length", None)], bool: True, date: date(2026, 1, row + 1)}
    return (plain | {int: row + 1, datetime: datetime(2026, 1, row + 1, tzinfo=UTC)})[kind.python_type]


def fill(engine: Engine) -> None:
    """Two rows in every table that has a sealed column; in the second all stands empty that may."""
    with engine.begin() as connection:
        # What the rows refer to is not there, for as long as this database stands.
        connection.execute(text(f"alter database {engine.url.database} set session_replication_role = replica"))
        connection.execute(text("set session_replication_role = replica"))
        for table in TABLES:
            columns = [c for c in table.columns if c.identity is None or c.primary_key]
            whole = {c.name: a_value(c, 0) for c in columns}
            connection.execute(insert(table), whole)
            connection.execute(insert(table), {c.name: a_value(c, 1) for c in columns if not c.nullable})
    engine.dispose()


def contents(engine: Engine) -> dict[str, list[Any]]:
    """All rows of these tables, read with the key."""
    with engine.connect() as connection:
        return {table.name: _rows(connection, table) for table in TABLES}


def _rows(connection: Any, table: Table) -> list[Any]:
    (key,) = table.primary_key.columns
    return [tuple(row) for row in connection.execute(select(table).order_by(key))]


def _move(url: str, to: str, message_key: str | None) -> None:
    config = schema._config(url)
    config.attributes["message_key"] = message_key
    (command.downgrade if to == BEFORE else command.upgrade)(config, to)


@contextmanager
def reading(telecom: Telecom) -> Iterator[psycopg.Connection]:
    url = str(telecom.settings.database_url).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def test_rows_that_stood_before_are_carried_over_whole_and_back(
    telecom: Telecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, url = telecom.open_work.engine, str(telecom.settings.database_url)
    monkeypatch.delenv("DIALTONE_MESSAGE_KEY", raising=False)
    fill(engine)
    sealed = contents(engine)
    _move(url, BEFORE, MESSAGE_KEY)
    with reading(telecom) as connection:
        found = connection.execute(
            "select given_name, born_on, (select utterance #>> '{told,values,text}' from outbox order by id limit 1), "
            "(select subject from failed_proofs order by id desc limit 1) from individuals order by id limit 1"
        ).fetchone()
        assert found == (f"{NAME} 0", date(1988, 2, 29), NAME, MAIL)
        secret = connection.execute("select text from inbox order by number limit 1").fetchone()
        assert secret is not None and NAME in Fernet(MESSAGE_KEY).decrypt(secret[0]).decode("unicode_escape")
    # Without the key, or with another, nothing is changed; not even what came before the first that did not open.
    for wrong in ("", Fernet.generate_key().decode()):
        with pytest.raises(SystemExit, match="DIALTONE_MESSAGE_KEY"):
            _move(url, "head", wrong)
        with reading(telecom) as connection:
            assert connection.execute("select given_name from customers, individuals limit 1").fetchone() is not None
            assert connection.execute("select version_num from alembic_version").fetchone() == (BEFORE,)
    _move(url, "head", MESSAGE_KEY)
    schema.check(url)
    engine.dispose()
    assert contents(engine) == sealed
    assert standing_in_clear(engine, [NAME, MAIL, "1988-02-29"]) == set()


def test_after_a_change_of_the_key_all_is_sealed_anew_and_the_earlier_key_can_go(telecom: Telecom) -> None:
    engine, newer = telecom.open_work.engine, Fernet.generate_key().decode()
    fill(engine)
    before = contents(engine)
    try:
        secrecy.use(newer, (MESSAGE_KEY,))
        assert contents(engine) == before
        assert reseal(telecom) > len(TABLES)
        assert reseal(telecom) == 0
        secrecy.use(newer)
        assert contents(engine) == before
        secrecy.use(MESSAGE_KEY)
        with pytest.raises(SecretKeyMissing, match="not the one this was written with"):
            contents(engine)
    finally:
        secrecy.use(MESSAGE_KEY)


def test_what_is_sealed_is_found_by_what_is_sealed_alike_and_by_nothing_else(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
        customer_id = next(iter(home.services.values())).customer_id
        for name in ("Night shift", "Drivers", "Office"):
            work.of(LineGroup).add(LineGroup(customer_id=customer_id, name=name))
        work.flush()
        assert work.of(LineGroup).find(customer_id=customer_id, name="Drivers") is not None
        assert [g.name for g in work.of(LineGroup).list(order="-name")] == ["Office", "Night shift", "Drivers"]
        telling.send_mail(work, MAIL, Utterance("utter_plain", {"text": NAME}), key="k", priority=Priority.BILL)
        assert work.of(OutgoingMessage).count(address=MAIL) == 1
        with pytest.raises(TypeError, match="given_name stands sealed"):
            work.of(Individual).find(given_name="Priya")
        with pytest.raises(TypeError, match="stands sealed"):
            work.of(Individual).list(order="family_name", limit=1)
    with reading(telecom) as connection:
        jobs = connection.execute("select coalesce(lock, '') || args from procrastinate_jobs").fetchall()
        assert jobs and not any("@" in row[0] for row in jobs)


def test_a_value_changed_by_whoever_writes_in_the_database_does_not_open(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=0)
    with reading(telecom) as connection:
        connection.execute("update individuals set given_name = set_byte(given_name, 30, 7)")
    with telecom.open_work() as work, pytest.raises(SecretKeyMissing):
        work.of(Individual).get(maya.id)
