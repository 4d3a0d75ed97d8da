"""Bringing a database to the present shape, and telling whether it is there."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from alembic.config import Config

_ROOT = Path(__file__).resolve().parents[2]
_REVISIONS = re.compile(r'^(revision|down_revision)\b[^=\n]*= "(\w+)"', re.MULTILINE)
_IS_MARKED = text("select to_regclass('alembic_version') is not null")


# Alembic is loaded where it is needed: a start that finds everything in place is quicker without it.
def _config(url: str) -> "Config":
    from alembic.config import Config

    config = Config(str(_ROOT / "alembic.ini"))
    config.attributes["url"] = url
    return config


def migrate(url: str, *, message_key: str | None = None) -> None:
    """Run every missing migration on the database, as its owner. `message_key` seals what stands in it and is
    personal; a database without any needs none."""
    from alembic import command

    config = _config(url)
    config.attributes["message_key"] = message_key
    command.upgrade(config, "head")


def check(url: str) -> None:
    """Compare the tables with the code; raises alembic's CommandError where they differ."""
    from alembic import command

    command.check(_config(url))


def newest_revision() -> str:
    """The migration that no other one follows, as it is written in their files."""
    found = [_REVISIONS.findall(path.read_text()) for path in (_ROOT / "migrations" / "versions").glob("*.py")]
    named = [(kind, revision) for each in found for kind, revision in each]
    (newest,) = {str(r) for kind, r in named if kind == "revision"} - {
        r for kind, r in named if kind == "down_revision"
    }
    return newest


def is_current(url: str) -> bool:
    """Whether the newest migration has been run."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if not connection.execute(_IS_MARKED).scalar_one():
                return False
            at = connection.execute(text("select version_num from alembic_version")).scalars().all()
    finally:
        engine.dispose()
    return at == [newest_revision()]
