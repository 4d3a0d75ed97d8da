"""Removes what the project made in this folder: environments, trained models, the database of the demo."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

from tools.progress import ROOT, STATE, SetupFailed, say

# Written by bot/supervisor/postgres.py when the database cannot stand in the state folder (as root).
DATABASE_POINTER = STATE / "database-folder"


def clean() -> None:
    """Remove it all, but never under a running Dialtone."""
    _refuse_while_running()
    for folder in _made_folders():
        if folder.exists():
            say(f"  removing {folder}")
            shutil.rmtree(folder)


def _made_folders() -> list[Path]:
    folders = [ROOT / ".venv", ROOT / "nlu" / ".venv", ROOT / "models", ROOT / "nlu" / "models"]
    folders += [
        ROOT / name
        for name in (".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", "dialtone.egg-info")
    ]
    if DATABASE_POINTER.is_file():
        folders.append(Path(DATABASE_POINTER.read_text().strip()))
    return [*folders, STATE]


def _refuse_while_running() -> None:
    lock = STATE / "supervisor.lock"
    if not lock.exists():
        return
    with lock.open("r+") as held:
        try:
            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SetupFailed(
                f"Dialtone is running in this folder (process {held.read().strip()})",
                advice="End it first (Ctrl-C in its terminal), then call make clean again.",
            ) from None
