"""One assistant for all conversations: trained once, started once."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.supervisor.postgres import EmbeddedPostgres
from tests.conversations.phone import ROOT, ChatProcess


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
def chat(chat_home: Path) -> Iterator[ChatProcess]:
    """The running chat. Its end is looked at in test_chat_process."""
    running = ChatProcess(chat_home)
    try:
        running.say("!help")  # a chat that cannot start fails here, once
    except Exception:
        running.kill()
        raise
    yield running
    try:
        running.end()
    finally:
        running.kill()
