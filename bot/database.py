"""Which database the program works on: the one it brings along, or the operator's."""

import json
import os
import secrets
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from cryptography.fernet import Fernet
from psycopg import sql

from bot.supervisor.errors import CannotStart
from bot.supervisor.postgres import APP, DATABASE, OWNER, EmbeddedPostgres


class DatabaseServer(Protocol):
    """A PostgreSQL on which databases can be made; `main` is the name of the one for serving."""

    main: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def owner_url(self, name: str) -> str: ...
    def app_url(self, name: str) -> str: ...
    def exists(self, name: str) -> bool: ...
    def create(self, name: str, *, template: str | None = None) -> None: ...
    def drop(self, name: str) -> None: ...


class BroughtAlong:
    """The embedded PostgreSQL of a state folder."""

    main = DATABASE

    def __init__(self, home: Path) -> None:
        self._server = EmbeddedPostgres(home)

    def start(self) -> None:
        self._server.start()

    def join(self) -> None:
        """Use the server that another process runs in this state folder."""
        self._server.join()

    def stop(self) -> None:
        self._server.stop()

    def owner_url(self, name: str) -> str:
        return self._server.url(OWNER, database=name)

    def app_url(self, name: str) -> str:
        return self._server.url(APP, database=name)

    def exists(self, name: str) -> bool:
        return self._server.database_exists(name)

    def create(self, name: str, *, template: str | None = None) -> None:
        self._server.create_database(name, template=template)

    def drop(self, name: str) -> None:
        self._server.drop_database(name)


class OperatorsOwn:
    """The PostgreSQL of DATABASE_URL. `migration_url` is the owner's way in, where that is another role."""

    def __init__(self, url: str, migration_url: str | None = None) -> None:
        self._url, self._owner = url, migration_url or url
        self.main = urlsplit(url).path.lstrip("/") or "postgres"

    def start(self) -> None:
        try:
            with self._connect(self.main):
                pass
        except psycopg.OperationalError as error:
            reason = str(error).splitlines()[0]
            raise CannotStart(
                f"The PostgreSQL of DATABASE_URL does not answer: {reason}",
                advice="Check host, port, name and password, and that the server runs; or unset DATABASE_URL.",
            ) from error

    def stop(self) -> None:
        return None

    def owner_url(self, name: str) -> str:
        return _with_database(self._owner, name)

    def app_url(self, name: str) -> str:
        return _with_database(self._url, name)

    def exists(self, name: str) -> bool:
        with self._connect(self.main) as connection:
            return connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None

    def create(self, name: str, *, template: str | None = None) -> None:
        copied = sql.SQL(" template {}").format(sql.Identifier(template)) if template else sql.SQL("")
        with self._connect(self.main) as connection:
            try:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)) + copied)
            except psycopg.errors.InsufficientPrivilege as error:
                raise CannotStart(
                    "The role of DATABASE_URL may not create databases, which a demo needs.",
                    advice="Run `alter role ... createdb`, or unset DATABASE_URL to use the database brought along.",
                ) from error

    def drop(self, name: str) -> None:
        with self._connect(self.main) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(_for_libpq(_with_database(self._owner, name)), autocommit=True, connect_timeout=10)


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _for_libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def find_message_key(home: Path) -> str:
    """The key for secrets in inbox and outbox, kept beside the database brought along and never in it."""
    path = home / "keys.json"
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        scratch = path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"message_key": Fernet.generate_key().decode()}, file)
        scratch.rename(path)
    return str(json.loads(path.read_text())["message_key"])
