"""Bringing a database to the present shape, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

_ROOT = Path(__file__).resolve().parents[2]


def _config(url: str) -> Config:
    config = Config(str(_ROOT / "alembic.ini"))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Run every missing migration on the database, as its owner."""
    command.upgrade(_config(url), "head")


def check(url: str) -> None:
    """Compare the tables with the code; raises alembic's CommandError where they differ."""
    command.check(_config(url))


def is_current(url: str) -> bool:
    """Whether the newest migration has been run."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            at = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return at == ScriptDirectory.from_config(_config(url)).get_current_head()
