"""Finds the Pythons that the two environments need: on the PATH, in pyenv, or left to uv to download."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# A Python built without one of these looks fine until the first download or the first numpy import.
PROBE = "import bz2, ctypes, lzma, sqlite3, ssl, zlib, sys; print('%d.%d' % sys.version_info[:2])"


def find_python(versions: tuple[str, ...]) -> str | None:
    """The first complete Python of one of these versions ("3.11"), as a path; None when uv has to bring one."""
    seen: set[str] = set()
    for version in versions:
        for candidate in _candidates(version):
            if candidate not in seen and probe_version(candidate) == version:
                return candidate
            seen.add(candidate)
    return None


def probe_version(python: str) -> str | None:
    """What version a program really is, found by running it: pyenv's shims exist for versions that are not selected."""
    try:
        done = subprocess.run(
            [python, "-I", "-c", PROBE], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _candidates(version: str) -> Iterator[str]:
    if "%d.%d" % sys.version_info[:2] == version:
        yield sys.executable
    for folder in os.get_exec_path():
        path = Path(folder) / f"python{version}"
        if folder and path.is_file():
            yield str(path)
    for root in _pyenv_roots():
        found = root.glob(f"versions/{version}.*/bin/python{version}")
        yield from (str(path) for path in sorted(found, key=_patch_level, reverse=True))


def _patch_level(python: Path) -> int:
    patch = re.match(r"\d+\.\d+\.(\d+)", python.parent.parent.name)
    return int(patch.group(1)) if patch else -1


def _pyenv_roots() -> Iterator[Path]:
    if os.environ.get("PYENV_ROOT"):
        yield Path(os.environ["PYENV_ROOT"])
    yield Path.home() / ".pyenv"
    pyenv = shutil.which("pyenv")
    if pyenv:
        asked = subprocess.run([pyenv, "root"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if asked.returncode == 0 and asked.stdout.strip():
            yield Path(asked.stdout.strip())
