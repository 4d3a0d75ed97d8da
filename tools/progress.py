"""Tells a newcomer what the set-up is doing, how long it took, and what to do when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".dialtone"
LOG = STATE / "logs" / "setup.log"

# Settings of the caller's shell that would point uv or pip at another environment than ours.
MISLEADING = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "UV_PYTHON", "UV_PROJECT_ENVIRONMENT")


class SetupFailed(Exception):
    """A step did not work; `advice` says what the reader can do about it."""

    def __init__(self, what: str, *, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


def clean_environment(**extra: str) -> dict[str, str]:
    """The caller's environment without what misleads the tools, plus `extra`."""
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    # uv trusts a list of its own; where the system has one, that is what the machine's owner set up (a company proxy).
    if Path(SYSTEM_CERTIFICATES).exists():
        kept.setdefault("UV_SYSTEM_CERTS", "true")
        kept.setdefault("UV_NATIVE_TLS", "true")
    return {"UV_HTTP_TIMEOUT": "120", **kept, **extra}


def say(text: str) -> None:
    """One line for the reader. Never on standard output: that belongs to the program that is started."""
    print(text, file=sys.stderr, flush=True)


def run_step(title: str, command: list[str], *, advice: str, environment: dict[str, str] | None = None) -> None:
    """Run one command under one progress line with its seconds; its own output goes to the set-up log."""
    started = time.monotonic()
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        begin = log.tell()
        code = _run_with_seconds(title, command, log=log, environment=environment or clean_environment())
    seconds = time.monotonic() - started
    if code == 0:
        _show(f"{title}: done in {seconds:.1f} s", last=True)
        return
    _show(f"{title}: FAILED after {seconds:.1f} s", last=True)
    with LOG.open("rb") as log:
        log.seek(begin)
        tail = log.read().decode(errors="replace").strip().splitlines()[-12:]
    quoted = "\n".join(f"    {line}" for line in tail)
    raise SetupFailed(f"{title} failed:\n{quoted}\n  (all of it: {LOG})", advice=advice)


def _run_with_seconds(title: str, command: list[str], *, log, environment: dict[str, str]) -> int:
    started = time.monotonic()
    _show(f"{title} ...", last=False)
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
    ) as child:
        try:
            while True:
                try:
                    return child.wait(timeout=1)
                except subprocess.TimeoutExpired:
                    if sys.stderr.isatty():
                        _show(f"{title} ... {time.monotonic() - started:.0f} s", last=False)
        except BaseException:
            child.terminate()
            raise


def _show(text: str, *, last: bool) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K  {text}" + ("\n" if last else ""))
    else:
        sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()
