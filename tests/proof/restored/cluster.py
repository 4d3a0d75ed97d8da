"""A PostgreSQL as an operator runs one: its log is kept elsewhere as it is written, and copies are taken of it."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from bot.supervisor.cluster import NOTHING_INHERITED, Cluster, find_cluster, find_programs, run_as
from bot.supervisor.postgres import SUPERUSER, make_data_folder

SETTINGS = {
    "listen_addresses": "",
    "wal_level": "replica",
    "max_wal_senders": "4",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}
# The name by which the keeper of the log is known: no commit is acknowledged before it has the log of it.
KEEPER = "log_keeper"


@dataclass
class OwnCluster:
    """One PostgreSQL below a state folder, with what stands beside its data: the kept log and the base backup."""

    state: Path
    data: Path = field(init=False)
    _keeping: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.cluster: Cluster = find_cluster(self.state)
        self.programs = find_programs(self.cluster.user)
        self._passwords = self.cluster.read_or_make_passwords()
        self.cluster.make_private_folder(self.cluster.sockets)
        make_data_folder(self.cluster, self._passwords, programs=self.programs)
        self.data = self.cluster.data
        self.cluster.make_private_folder(self.data)
        self.beside = self.cluster.make_private_folder(self.cluster.home / "beside")
        self.log = self.cluster.make_private_folder(self.beside / "log")

    def url(self, name: str = "postgres", *, driver: str = "postgresql") -> str:
        """The way in, as the superuser."""
        socket, password = quote(str(self.cluster.sockets), safe=""), quote(self._passwords.superuser, safe="")
        return f"{driver}://{SUPERUSER}:{password}@/{name}?host={socket}&port=5432"

    def start(self, *, largest_file: int | None = None) -> None:
        """Start it. `largest_file` in bytes is what any of its files may have: beyond it the disk is full."""
        options = [f"-c {name}={value or chr(39) * 2}" for name, value in SETTINGS.items()]
        options.append(f"-c unix_socket_directories={self.cluster.sockets}")
        limited = ["prlimit", f"--fsize={largest_file}:unlimited"] if largest_file else []
        command = [
            *limited,
            str(self.programs / "pg_ctl"),
            *("-D", str(self.data), "-w", "-t", "60", "-l", str(self.beside / "postgres.log"), "-o", " ".join(options)),
            "start",
        ]
        for _ in range(20):  # processes of a killed server may take a moment to end
            done = run_as(self.cluster.user, command)
            if done.returncode == 0:
                return
        raise AssertionError(done.stdout + done.stderr + self._tail())

    def _tail(self) -> str:
        written = self.beside / "postgres.log"
        return written.read_text(errors="replace")[-2000:] if written.exists() else ""

    def kill(self) -> None:
        """kill -9 of the server, whose processes then end by themselves."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        process = Path(f"/proc/{pid}/stat")
        while process.exists() and process.read_text().rpartition(")")[2].split()[0] != "Z":
            pass
        # Where nobody buries the dead, its number still looks alive.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def give_room(self, largest_file: int | None) -> None:
        """Start it anew with so much room for each of its files, or with no limit."""
        run_as(self.cluster.user, [str(self.programs / "pg_ctl"), "-D", str(self.data), "-m", "fast", "stop"])
        self.start(largest_file=largest_file)

    def stop(self) -> None:
        """Stop it, if it runs."""
        self.stop_keeping()
        run_as(self.cluster.user, [str(self.programs / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "stop"])

    def discard(self) -> None:
        """Remove it from the disk."""
        self.stop()
        self.cluster.discard()

    # --- copies of it -------------------------------------------------------------------------------------------

    def keep_log(self) -> None:
        """Have the log kept beside as it is written, and no commit acknowledged before it is."""
        user = self.cluster.user
        identity = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
        self._keeping = subprocess.Popen(
            [
                str(self.programs / "pg_receivewal"),
                *("-D", str(self.log), "--synchronous", "--no-loop", "-d", f"{self.url()}&application_name={KEEPER}"),
            ],
            env=NOTHING_INHERITED,
            cwd="/",
            stderr=subprocess.DEVNULL,
            **identity,  # type: ignore[call-overload]
        )
        with psycopg.connect(self.url(), autocommit=True) as connection:
            while not connection.execute(
                "select 1 from pg_stat_replication where application_name = %s and state = 'streaming'", [KEEPER]
            ).fetchone():
                assert self._keeping.poll() is None
            connection.execute(f"alter system set synchronous_standby_names = '{KEEPER}'")
            connection.execute("select pg_reload_conf()")

    def stop_keeping(self) -> None:
        if self._keeping is not None:
            self._keeping.kill()
            self._keeping.wait()
            self._keeping = None

    def take_base_backup(self) -> None:
        """A copy of all that stands there now, while it serves."""
        command = [
            str(self.programs / "pg_basebackup"),
            "-D",
            str(self.beside / "base"),
            "-c",
            "fast",
            "-d",
            self.url(),
        ]
        done = run_as(self.cluster.user, command)
        assert done.returncode == 0, done.stderr

    def lose_disk_and_restore(self) -> None:
        """The data are gone for good; the base backup takes their place, and the kept log is gone through."""
        self.stop_keeping()
        shutil.rmtree(self.data)
        base = self.beside / "base"
        # The newest piece of the log is not full yet.
        for piece in self.log.glob("*.partial"):
            piece.rename(piece.with_suffix(""))
        settings = f"restore_command = 'cp {self.log}/%f %p'\nsynchronous_standby_names = ''\n"
        with (base / "postgresql.auto.conf").open("a") as written:
            written.write(settings)
        (base / "recovery.signal").touch()
        if self.cluster.user is not None:
            os.chown(base / "recovery.signal", self.cluster.user.uid, self.cluster.user.gid)
        base.rename(self.data)
