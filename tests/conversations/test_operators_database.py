"""A conversation on the operator's own PostgreSQL, given by DATABASE_URL, with a role for work and one that owns."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot.supervisor.postgres import APP, OWNER, SUPERUSER, EmbeddedPostgres
from tests.below import all_below, names_of
from tests.conversations.phone import ChatProcess
from tests.conversations.reckoning import assert_each_yes_paid_once, assert_the_ledger_adds_up
from tests.conversations.searching import find_secrets, read_files

PLAIN = "postgresql"
NAME = "telco"


@pytest.fixture
def operators(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL that is not Dialtone's, entered by password; its owner may make databases, as a demo needs."""
    server = EmbeddedPostgres(tmp_path / "operator")
    server.start()
    server.create_database(NAME)
    with psycopg.connect(server.url(SUPERUSER, database="postgres", driver=PLAIN), autocommit=True) as connection:
        connection.execute(sql.SQL("alter role {} createdb").format(sql.Identifier(OWNER)))
    yield server
    server.discard()


def test_a_conversation_on_the_operators_own_database_leaves_it_consistent(
    operators: EmbeddedPostgres, chat: ChatProcess, chat_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(chat_home / "models", tmp_path / "home" / "models")
    addresses = {"DATABASE_URL": operators.url(APP, database=NAME, driver=PLAIN)}
    addresses["DIALTONE_MIGRATION_URL"] = operators.url(OWNER, database=NAME, driver=PLAIN)
    there = ChatProcess(tmp_path / "home", "--as", "postpaid", **addresses)
    try:
        there.say("/login")
        assert "you're logged in" in there.say("!code").text
        assert "in full: £67.14" in there.say("/pay").text
        for answer in ("yes", "yes", "!redeliver"):
            assert "Paid: £67.14" in there.say(answer).text
        assert "postgres" not in names_of(all_below(there.process.pid)), "none is brought along"
        assert "£67.14, paid" in there.say("show my bills").text, "the language model is up"
        there.log_in("prepaid")
        assert "Done: £10.00" in [there.say("top up 10"), there.say("yes")][1].text
        there.say("!advance 3d")
        assert there.end() == 0
    finally:
        there.kill()
    with psycopg.connect(operators.url(OWNER, database=f"{NAME}_script", driver=PLAIN)) as connection:
        assert_the_ledger_adds_up(connection)
        assert_each_yes_paid_once(connection)
    password = addresses["DATABASE_URL"].split(":")[2].split("@")[0]
    assert find_secrets([password], read_files(tmp_path / "home") | {"complaints": "".join(there.errors)}) == []
