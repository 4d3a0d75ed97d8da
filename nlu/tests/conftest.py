"""Makes Rasa ours before any test imports it, and offers a small trained assistant with actions of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

for name, value in {
    "DIALTONE_RASA_KEY": "a-key-for-the-tests-0001",
    "DIALTONE_ACTION_KEY": "a-key-for-the-tests-0002",
    "DIALTONE_ACTION_URL": "http://127.0.0.1:9/webhook",
}.items():
    os.environ[name] = value

from nlu.changes import change_rasa  # noqa: E402
from nlu.settings import Settings  # noqa: E402

Settings.read()
change_rasa()

SMALL_ASSISTANT = Path(__file__).parent / "assistant"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small assistant's trained model."""
    from nlu.training import train_model

    folder = tmp_path_factory.mktemp("models")
    assert train_model(folder, root=SMALL_ASSISTANT) == 0
    return folder


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop for one test."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()
