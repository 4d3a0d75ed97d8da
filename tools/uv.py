"""Finds uv, the program that makes the environments, or installs the pinned one for this checkout alone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.progress import ROOT, STATE, SetupFailed, clean_environment, run_step

LOCK = ROOT / "tools" / "uv-requirements.lock"
OWN_FOLDER = STATE / "tools"
OLDEST = (0, 5)

ADVICE = """Install uv yourself (pipx install uv, or your system's package) so that `uv` is on the PATH, and call
  make again. Without any network neither uv nor the packages can be fetched."""


def find_or_install_uv() -> str:
    """The path of a uv that is new enough: the one on the PATH, ours from last time, or a fresh pinned one."""
    own = OWN_FOLDER / "bin" / "uv"
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and _is_usable(candidate):
            return candidate
    shutil.rmtree(OWN_FOLDER, ignore_errors=True)
    _install()
    if not _is_usable(str(own)):
        raise SetupFailed(f"the uv just installed at {own} does not run", advice=ADVICE)
    return str(own)


def _is_usable(uv: str) -> bool:
    try:
        done = subprocess.run([uv, "--version"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.search(r"(\d+)\.(\d+)", done.stdout)
    return done.returncode == 0 and version is not None and (int(version[1]), int(version[2])) >= OLDEST


def _install() -> None:
    # `--target` touches no environment, so Debian's "externally managed" refusal (PEP 668) does not apply to it.
    arguments = ["install", "--target", str(OWN_FOLDER), "--no-deps", "--require-hashes", "--requirement", str(LOCK)]
    quiet = clean_environment(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    run_step("uv (makes the environments)", [*_find_pip(), *arguments], advice=ADVICE, environment=quiet)


def _find_pip() -> list[str]:
    for command in ([sys.executable, "-m", "pip"], ["pip3"], ["pip"]):
        if _answers([*command, "--version"]):
            return command
    bundled = _pip_of_ensurepip()
    if bundled is None:
        raise SetupFailed("there is neither uv nor pip", advice="Install pip (Debian: apt install python3-pip).")
    return bundled


def _pip_of_ensurepip() -> list[str] | None:
    """Python carries a copy of pip, which Debian splits off into python3-venv; use it in a folder of our own."""
    folder = STATE / "tools-pip"
    if not _answers([sys.executable, "-m", "venv", "--clear", str(folder)]):
        return None
    return [str(Path(folder) / "bin" / "python"), "-m", "pip"]


def _answers(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=120, stdin=subprocess.DEVNULL).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
