"""Brings a database to the present shape: run by `dialtone`, never by hand on a live one without a backup."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import TypeDecorator, create_engine
from sqlalchemy.dialects.postgresql import JSONB

import telecom.storage  # noqa: F401  (maps every table)
from telecom.settings import TelecomSettings
from telecom.storage.columns import metadata


def include_object(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """The job queue's tables are procrastinate's own; they come with a revision but are not compared."""
    return not (kind in ("table", "index") and str(name or "").startswith(("procrastinate_", "idx_procrastinate")))


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | bool:
    """Columns are written down as what they are in the database, so that old revisions never import our code."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item.impl, JSONB):
        autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return "JSONB()"
    return f"sa.{item.impl!r}"


def run() -> None:
    url = context.config.attributes.get("url")
    if url is None:
        settings = TelecomSettings()
        url = settings.migration_url or settings.database_url
    if url is None:
        raise SystemExit("No database: set DATABASE_URL (or DIALTONE_MIGRATION_URL for the owner role).")
    if context.config.attributes.get("message_key") is None:
        key = TelecomSettings().message_key
        context.config.attributes["message_key"] = key.get_secret_value() if key else None
    engine = create_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=metadata, include_object=include_object, render_item=render_item
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
