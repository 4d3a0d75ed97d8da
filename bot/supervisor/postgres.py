"""The database that Dialtone brings with it: starts in a moment, keeps its data between starts, ends with Dialtone."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from bot.supervisor.cluster import (
    MAJOR_VERSION,
    NOTHING_INHERITED,
    Cluster,
    Passwords,
    find_cluster,
    find_programs,
    run_as,
    write_private,
)
from bot.supervisor.errors import CannotStart
from bot.supervisor.guarded import GuardedProgram, open_log, read_tail
from bot.supervisor.leftover import end_leftover, read_pid_file
from bot.supervisor.lock import StateLock

DATABASE = "dialtone"
SUPERUSER = "postgres"
# Runs migrations and owns every table.
OWNER = "dialtone_owner"
# What the program works as; migrations grant it what it may do.
APP = "dialtone_app"

READY_WITHIN_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.01

SERVER_SETTINGS = {
    # Reached through the socket folder only.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    # No replica reads from this one, and many short queries gain nothing from helpers or compilation.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement or a detail line could carry what a subscriber wrote.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


class EmbeddedPostgres:
    """One PostgreSQL for one state folder, with an owner role, an application role and the database `dialtone`."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._log = state / "logs" / "postgres.log"
        self._cluster: Cluster | None = None
        self._passwords: Passwords | None = None
        self._lock: StateLock | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when it answers; the first time this makes the database. Raises CannotStart."""
        if sys.platform == "win32":
            raise CannotStart("The embedded PostgreSQL is not started on Windows.", advice="Set DATABASE_URL.")
        if self.running:
            return
        self._cluster = find_cluster(self._state)
        self._lock = StateLock(self._cluster.home, name="postgres.lock")
        self._lock.acquire()
        try:
            self._start_server(find_programs(self._cluster.user))
            self._ensure_roles()
            if not self.database_exists(DATABASE):
                self.create_database(DATABASE)
        except BaseException:
            self.stop()
            raise

    def join(self) -> None:
        """Use the server that another of our processes runs in this state folder; it is neither started nor stopped."""
        self._cluster = find_cluster(self._state)
        self._passwords = self._cluster.read_or_make_passwords()

    def stop(self) -> None:
        """Stop it, open connections included, and return when it has ended. Doing so twice is harmless."""
        if self._guard is not None:
            assert self._guard.stdin is not None
            # The end of this pipe is the guard's sign to stop the server.
            self._guard.stdin.close()
            self._guard.wait()
            self._guard = None
        if self._lock is not None:
            self._lock.release()

    def discard(self) -> None:
        """Stop it and remove its data from the disk, for good."""
        self.stop()
        (self._cluster or find_cluster(self._state)).discard()

    @property
    def running(self) -> bool:
        """False when it was never started, was stopped, or died."""
        return self._guard is not None and self._guard.poll() is None

    @property
    def owner_url(self) -> str:
        """Where migrations connect to."""
        return self.url(OWNER)

    @property
    def app_url(self) -> str:
        """Where the program connects to."""
        return self.url(APP)

    def url(self, role: str, *, database: str = DATABASE, driver: str = "postgresql+psycopg") -> str:
        """SQLAlchemy's address of a database here; `driver="postgresql"` gives libpq's."""
        cluster, passwords = self._place()
        password = {SUPERUSER: passwords.superuser, OWNER: passwords.owner, APP: passwords.app}[role]
        socket = quote(str(cluster.sockets), safe="")
        return f"{driver}://{role}:{quote(password, safe='')}@/{quote(database, safe='')}?host={socket}&port=5432"

    def database_exists(self, name: str) -> bool:
        """Whether a database of this name is there."""
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Make an empty database or a copy of `template`, to which nobody may be connected meanwhile."""
        named = sql.Identifier(name)
        copied = (
            sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template)) if template else sql.SQL("")
        )
        with self._connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(named, sql.Identifier(OWNER)) + copied)
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(named))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(named, sql.Identifier(APP)))

    def drop_database(self, name: str) -> None:
        """Remove a database, ending its connections; none of that name is fine too."""
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _place(self) -> tuple[Cluster, Passwords]:
        if self._cluster is None or self._passwords is None:
            raise RuntimeError("the embedded PostgreSQL has not been started")
        return self._cluster, self._passwords

    def _connect(self) -> psycopg.Connection:
        address = self.url(SUPERUSER, database="postgres", driver="postgresql")
        return psycopg.connect(address, autocommit=True, connect_timeout=10)

    def _start_server(self, programs: Path) -> None:
        cluster = self._cluster
        assert cluster is not None
        cluster.make_private_folder(cluster.sockets)
        self._passwords = cluster.read_or_make_passwords()
        make_data_folder(cluster, self._passwords, programs=programs)
        cluster.make_private_folder(cluster.data)
        previous = end_leftover(cluster.data, sockets=cluster.sockets)
        settings = {**SERVER_SETTINGS, "unix_socket_directories": str(cluster.sockets)}
        program = GuardedProgram(
            command=[
                str(programs / "postgres"),
                *("-D", str(cluster.data)),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ],
            environment=NOTHING_INHERITED,
            folder=Path("/"),
            # Fast shutdown, which ends connections; then immediate shutdown, which recovers at the next start.
            stop_signal="SIGINT",
            hard_signal="SIGQUIT",
            user=cluster.user,
        )
        self._guard = self._start_guard(program)
        self._wait_until_ready(cluster.data, previous=previous)

    def _start_guard(self, program: GuardedProgram) -> subprocess.Popen[bytes]:
        log = open_log(self._log)
        try:
            return subprocess.Popen(
                program.guard_command(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=program.folder,
                env=dict(program.environment),
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _wait_until_ready(self, data: Path, *, previous: str) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while self.running and time.monotonic() < deadline:
            lines = read_pid_file(data)
            if len(lines) > 7 and lines[0] + lines[2] != previous and lines[7].strip() == "ready":
                return
            time.sleep(LOOK_AGAIN_SECONDS)
        raise CannotStart(
            f"The embedded PostgreSQL did not start. The end of {self._log}:\n{read_tail(self._log)}",
            advice="Is the disk full? Else read the log, or set DATABASE_URL to a PostgreSQL of your own.",
        )

    def _ensure_roles(self) -> None:
        _, passwords = self._place()
        with self._connect() as connection:
            there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, password in ((OWNER, passwords.owner), (APP, passwords.app)):
                if role in there:
                    continue
                # Only the scrambled form reaches the server, and so its files.
                scrambled = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
                statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                connection.execute(statement.format(sql.Identifier(role), sql.Literal(scrambled.decode())))


def make_data_folder(cluster: Cluster, passwords: Passwords, *, programs: Path) -> None:
    """Make the data folder if it is not there; a first start that was cut off begins again."""
    version_file = cluster.data / "PG_VERSION"
    if version_file.exists():
        if version_file.read_text().strip() != MAJOR_VERSION:
            raise CannotStart(
                f"The data in {cluster.data} was made by PostgreSQL {version_file.read_text().strip()}.",
                advice=f"This Dialtone brings PostgreSQL {MAJOR_VERSION}: dump it with the older one, or make clean.",
            )
        return
    fresh = cluster.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    cluster.make_private_folder(fresh)
    password_file = cluster.home / "first-password"
    write_private(password_file, passwords.superuser, user=cluster.user)
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    options = ("--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={password_file}", *locale)
    try:
        made = run_as(cluster.user, [str(programs / "initdb"), *options, "--pgdata", str(fresh)])
    finally:
        password_file.unlink()
    if made.returncode != 0:
        raise CannotStart(
            f"The embedded database could not be made in {fresh}:\n{made.stderr.strip()[-1500:]}",
            advice="Is the disk full? Else set DATABASE_URL to a PostgreSQL of your own.",
        )
    fresh.rename(cluster.data)
