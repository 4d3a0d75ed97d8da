"""Commands on a database that nobody has filled yet say so, and what to do."""

from pathlib import Path

import psycopg
import pytest

from bot.commands.beside import business
from bot.supervisor.errors import CannotStart
from tests.databases import Databases


def test_an_empty_database_is_no_error_of_ours(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(databases.server.get_uri(), autocommit=True) as admin:
        admin.execute("create database nobodys")
    monkeypatch.setenv("DATABASE_URL", databases.server.get_uri(database="nobodys"))
    monkeypatch.setenv("DIALTONE_HOME", str(tmp_path))
    with pytest.raises(CannotStart) as refused, business():
        pass
    assert "empty" in str(refused.value) and "dialtone seed" in str(refused.value.advice)
