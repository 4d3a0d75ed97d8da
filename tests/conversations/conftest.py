"""One assistant for all conversations: trained once, started once."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.supervisor.postgres import EmbeddedPostgres
from tests.conversations.phone import ROOT, STARTS_WITHIN, ChatProcess


@pytest.fixture(scope="session")
def chat_home() -> Iterator[Path]:
    """A state folder of its own, with the model that stands already if one does."""
    home = Path(tempfile.mkdtemp(prefix="talk", dir="/var/tmp"))
    models = ROOT / ".dialtone" / "models"
    if models.is_dir():
        shutil.copytree(models, home / "models")
    yield home
    # As root the data stands outside the state folder.
    EmbeddedPostgres(home).discard()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def transcripts() -> Path | None:
    """The folder for the conversations as they went, where one is wanted: `make transcripts`."""
    if "TRANSCRIPTS" not in os.environ:
        return None
    folder = Path(os.environ["TRANSCRIPTS"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def chat(chat_home: Path) -> Iterator[ChatProcess]:
    """The running chat. Its end is looked at in test_chat_process."""
    running = ChatProcess(chat_home)
    try:
        running.say("!as stranger")  # a chat that cannot start fails here, once
        running.say("hello", within=STARTS_WITHIN)  # and no conversation waits for the language model to come up
    except Exception:
        running.kill()
        raise
    yield running
    try:
        running.end()
    finally:
        running.kill()
