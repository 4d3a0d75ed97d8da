"""The database that Dialtone brings along is closed to everybody but its two roles."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.supervisor.errors import CannotStart
from bot.supervisor.postgres import APP, OWNER, SUPERUSER, EmbeddedPostgres


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    embedded = EmbeddedPostgres(tmp_path_factory.mktemp("state"))
    embedded.start()
    yield embedded
    embedded.discard()


def connect(postgres: EmbeddedPostgres, role: str, *, database: str = "dialtone") -> psycopg.Connection:
    return psycopg.connect(postgres.url(role, database=database, driver="postgresql"), autocommit=True)


def test_the_owner_makes_tables_and_the_application_may_not(postgres: EmbeddedPostgres) -> None:
    with connect(postgres, OWNER) as owner:
        owner.execute("CREATE TABLE owned (x int)")
    with connect(postgres, APP) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE grabbed (x int)")
    with connect(postgres, APP) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT * FROM owned")


@pytest.mark.parametrize("role", [SUPERUSER, OWNER, APP])
def test_no_role_comes_in_without_its_password(postgres: EmbeddedPostgres, role: str) -> None:
    host = postgres.url(role, driver="postgresql").split("@", 1)[1]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://{role}:wrong@{host}")


def test_the_server_listens_on_no_network(postgres: EmbeddedPostgres) -> None:
    with connect(postgres, APP) as app:
        assert app.execute("SHOW listen_addresses").fetchone() == ("",)


def test_folders_and_passwords_are_private(postgres: EmbeddedPostgres) -> None:
    cluster = postgres._cluster
    assert cluster is not None
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (cluster.data, cluster.sockets, cluster.passwords_file)]
    assert modes == [0o700, 0o700, 0o600]


def test_a_socket_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path)
    postgres.start()
    assert postgres._cluster is not None
    postgres.stop()
    postgres._cluster.sockets.chmod(0o755)
    try:
        with pytest.raises(CannotStart, match="not private"):
            postgres.start()
        assert not postgres.running
    finally:
        postgres.discard()


def test_a_copy_of_a_database_has_its_content_and_leaves_the_original_alone(postgres: EmbeddedPostgres) -> None:
    postgres.create_database("original")
    with connect(postgres, OWNER, database="original") as owner:
        owner.execute("CREATE TABLE told (word text)")
        owner.execute("INSERT INTO told VALUES ('Grüße')")
    postgres.create_database("copy", template="original")
    with connect(postgres, OWNER, database="copy") as owner:
        assert owner.execute("SELECT upper(word) FROM told").fetchone() == ("GRÜßE",)
        owner.execute("DELETE FROM told")
        postgres.drop_database("copy")
    assert not postgres.database_exists("copy")
    with connect(postgres, OWNER, database="original") as owner:
        assert owner.execute("SELECT count(*) FROM told").fetchone() == (1,)


def test_data_and_passwords_stay_between_starts(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path)
    try:
        postgres.start()
        first_url = postgres.owner_url
        with connect(postgres, OWNER) as owner:
            owner.execute("CREATE TABLE kept (x int)")
        postgres.stop()
        postgres.start()
        assert postgres.owner_url == first_url
        with connect(postgres, OWNER) as owner:
            assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    finally:
        postgres.discard()


def test_a_first_start_that_was_cut_off_begins_again(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path)
    try:
        postgres.start()
        assert postgres._cluster is not None
        postgres.stop()
        (postgres._cluster.data / "PG_VERSION").unlink()
        postgres._cluster.data.rename(postgres._cluster.home / "data.new")
        postgres.start()
        assert postgres.running
    finally:
        postgres.discard()
