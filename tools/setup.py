"""Sets the project up on a fresh machine: uv, the assistant's environment, Rasa's environment. Skips what is done.

`make chat` and `make test` call it; it needs a Python from 3.9 on and nothing else installed.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.cleaning import clean
from tools.locking import write_lock_files
from tools.progress import ROOT, STATE, SetupFailed, run_step, say
from tools.pythons import find_python, probe_version
from tools.uv import find_or_install_uv

# Raised when the steps themselves change, so that old stamps no longer count.
STEPS_VERSION = 1

DOWNLOAD_ADVICE = """Check the network and call make again; what is already fetched is kept.
  Behind a mirror, set UV_DEFAULT_INDEX; behind a proxy, HTTPS_PROXY; with a company certificate, SSL_CERT_FILE."""


@dataclass(frozen=True)
class Environment:
    """One of the two environments: where it stands, on which Python, from which lock files."""

    title: str
    folder: Path
    pythons: tuple[str, ...]
    # From small to large; every later one contains the earlier ones.
    locks: tuple[Path, ...]
    # Whether the project itself is installed, which brings its command.
    with_project: bool

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / "dialtone-setup.json"

    def fingerprint(self, lock: Path) -> str:
        """Changes whenever something changes that the environment is made from."""
        parts = [str(STEPS_VERSION), str(ROOT), lock.name, lock.read_text()]
        if self.with_project:
            parts.append((ROOT / "pyproject.toml").read_text())
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


ASSISTANT = Environment(
    title="the assistant's packages (.venv)",
    folder=ROOT / ".venv",
    pythons=("3.11", "3.12", "3.13"),
    locks=(ROOT / "requirements.lock", ROOT / "requirements-dev.lock"),
    with_project=True,
)
RASA = Environment(
    title="Rasa's packages (nlu/.venv)",
    folder=ROOT / "nlu" / ".venv",
    pythons=("3.10",),
    locks=(ROOT / "nlu" / "requirements.lock", ROOT / "nlu" / "requirements-dev.lock"),
    with_project=False,
)


def prepare(environment: Environment, *, for_tests: bool, uv: UvOnDemand) -> None:
    """Make or bring up to date one environment; a fresh stamp of the same inputs means there is nothing to do."""
    enough = environment.locks[-1:] if for_tests else environment.locks
    stamped = _read_stamp(environment)
    if environment.python.exists() and stamped in [environment.fingerprint(lock) for lock in enough]:
        return
    # Who has tested here keeps the larger set: going back and forth would cost the time each time.
    lock = environment.locks[-1] if for_tests or _has_stamp_of_tests(environment) else environment.locks[0]
    environment.stamp.unlink(missing_ok=True)
    _ensure_interpreter(environment, uv=uv)
    target = ["--python", str(environment.python)]
    run_step(
        environment.title,
        [uv.path, "pip", "sync", "--quiet", "--require-hashes", *_compiled(), *target, str(lock)],
        advice=_with_disk_space(DOWNLOAD_ADVICE),
    )
    if environment.with_project:
        # The build tool comes from the lock file too, so nothing is fetched here without a hash.
        editable = ["--no-deps", "--no-build-isolation", "--config-setting", "editable_mode=compat", "--editable"]
        run_step(
            "the command .venv/bin/dialtone",
            [uv.path, "pip", "install", "--quiet", *target, *editable, str(ROOT)],
            advice="Remove the folder .venv and call make again.",
        )
    stamp = {"lock": lock.name, "fingerprint": environment.fingerprint(lock)}
    environment.stamp.write_text(json.dumps(stamp) + "\n")


class UvOnDemand:
    """uv, looked for only when a step needs it: a second start asks nothing."""

    def __init__(self) -> None:
        self._path: str | None = None

    @property
    def path(self) -> str:
        self._path = self._path or find_or_install_uv()
        return self._path


def _compiled() -> list[str]:
    """Where Python may not keep what it compiled, every start would read all sources anew: four seconds and more."""
    return ["--compile-bytecode"] if os.environ.get("PYTHONDONTWRITEBYTECODE") else []


def _ensure_interpreter(environment: Environment, *, uv: UvOnDemand) -> None:
    if environment.python.exists() and probe_version(str(environment.python)) in environment.pythons:
        return
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    wanted = environment.pythons[0]
    found = find_python(environment.pythons)
    advice = f"""Python {wanted} was found neither on the PATH nor in pyenv, and uv could not download it.
  Install it (pyenv install {wanted}, or your system's package python{wanted}) and call make again."""
    run_step(
        f"Python {wanted}" + (f" from {found}" if found else ", downloaded by uv"),
        [uv.path, "venv", "--quiet", "--no-project", "--python", found or wanted, str(environment.folder)],
        advice=DOWNLOAD_ADVICE if found else advice,
    )


def _read_stamp(environment: Environment) -> str | None:
    try:
        return json.loads(environment.stamp.read_text())["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _has_stamp_of_tests(environment: Environment) -> bool:
    return environment.stamp.is_file() and environment.locks[-1].name in environment.stamp.read_text()


def _with_disk_space(advice: str) -> str:
    free = shutil.disk_usage(ROOT).free / 2**30
    return advice if free > 5 else f"Only {free:.1f} GB are free here; about 5 are needed.\n  {advice}"


@contextlib.contextmanager
def only_one_setup() -> Iterator[None]:
    """Two calls of make wait for each other instead of writing into the same folders."""
    STATE.mkdir(mode=0o700, exist_ok=True)
    with (STATE / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("  another set-up is running in this folder, waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: list[str] | None = None) -> int:
    """Returns 0, or 1 with a text that says what went wrong and what to do."""
    parser = argparse.ArgumentParser(prog="tools.setup", description=__doc__)
    parser.add_argument("task", nargs="?", choices=("prepare", "lock", "clean"), default="prepare")
    parser.add_argument("--for-tests", action="store_true", help="also what the tests and checks need")
    chosen = parser.parse_args(arguments)
    uv = UvOnDemand()
    try:
        with only_one_setup():
            if chosen.task == "lock":
                write_lock_files(uv.path)
            elif chosen.task == "clean":
                clean()
            else:
                prepare(ASSISTANT, for_tests=chosen.for_tests, uv=uv)
                prepare(RASA, for_tests=chosen.for_tests, uv=uv)
    except SetupFailed as failure:
        say(f"\nSet-up stopped: {failure.what}\n\nWhat to do: {failure.advice}")
        return 1
    except KeyboardInterrupt:
        say("\nSet-up interrupted; call make again to go on from here.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
