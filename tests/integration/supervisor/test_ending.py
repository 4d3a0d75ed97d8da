"""Whatever ends Dialtone, no process of it is left behind, and it starts again."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from bot.supervisor.errors import CannotStart
from bot.supervisor.lock import StateLock
from bot.supervisor.postgres import EmbeddedPostgres
from tests.below import ENDS_WITHIN, all_below, names_of, still_there

PARENT = Path(__file__).with_name("parent.py")
CHECKOUT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("state")
    yield folder
    EmbeddedPostgres(folder).discard()


def start_parent(state: Path) -> tuple[subprocess.Popen[str], str]:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    parent = subprocess.Popen(
        [sys.executable, str(PARENT), str(state)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
    assert parent.stdout is not None
    return parent, json.loads(parent.stdout.readline())["url"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_is_left_when_the_parent_is_ended_and_it_starts_again(state: Path, number: signal.Signals) -> None:
    for _ in range(2):
        parent, url = start_parent(state)
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("dialtone_app",)
        below = all_below(parent.pid)
        assert "postgres" in names_of(below)
        parent.send_signal(number)
        parent.wait(ENDS_WITHIN)
        assert still_there(below) == []


def test_ctrl_c_in_the_terminal_reaches_the_parent_alone(state: Path) -> None:
    parent, _ = start_parent(state)
    below = all_below(parent.pid)
    assert all(os.getpgid(process.pid) != os.getpgid(parent.pid) for process in below)
    os.killpg(parent.pid, signal.SIGINT)
    assert parent.wait(ENDS_WITHIN) == 0
    assert still_there(below) == []


def test_a_killed_guard_takes_its_program_with_it(state: Path) -> None:
    parent, _ = start_parent(state)
    (guard,) = (process for process in psutil.Process(parent.pid).children() if "postgres" in process.cmdline()[-1])
    server = guard.children()
    guard.kill()
    assert still_there(server) == []
    parent.terminate()
    parent.wait(ENDS_WITHIN)


def test_the_database_recovers_after_its_server_was_killed(state: Path) -> None:
    parent, _ = start_parent(state)
    below = all_below(parent.pid)
    for process in below:
        if names_of([process]) == {"postgres"}:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    parent.kill()
    parent.wait(ENDS_WITHIN)
    assert still_there(below) == []
    again, url = start_parent(state)
    psycopg.connect(url).close()
    again.terminate()
    again.wait(ENDS_WITHIN)


def test_a_process_id_given_to_another_program_does_not_stop_the_start(state: Path) -> None:
    postgres = EmbeddedPostgres(state)
    postgres.start()
    assert postgres._cluster is not None
    data, socket_lock = postgres._cluster.data, postgres._cluster.sockets / ".s.PGSQL.5432.lock"
    kept, kept_beside = (data / "postmaster.pid").read_text(), socket_lock.read_text()
    postgres.stop()
    lines = kept.splitlines()
    # PostgreSQL only believes in processes of its own user, so one of those is needed here.
    user = postgres._cluster.user
    identity = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    stranger = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, cwd="/", **identity)
    (data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    # Killed in the midst of its end, a server leaves this one, whether or not the other is still there.
    socket_lock.write_text("\n".join([str(stranger.pid), *kept_beside.splitlines()[1:]]) + "\n")
    try:
        postgres.start()
        assert postgres.running
    finally:
        postgres.stop()
        stranger.kill()
        stranger.wait()


def test_a_second_dialtone_is_told_who_holds_the_folder(state: Path) -> None:
    parent, _ = start_parent(state)
    with pytest.raises(CannotStart, match=f"process {parent.pid}"):
        StateLock(state).acquire()
    with pytest.raises(CannotStart, match=f"process {parent.pid}"):
        EmbeddedPostgres(state).start()
    parent.terminate()
    parent.wait(ENDS_WITHIN)
    with StateLock(state):
        pass
