"""The example of settings names every setting, and no other."""

import re
from pathlib import Path

from bot.settings import BotSettings
from telecom.settings import TelecomSettings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_names_every_setting_and_no_other() -> None:
    fields = set(BotSettings.model_fields) | set(TelecomSettings.model_fields)
    expected = {"DATABASE_URL" if name == "database_url" else f"DIALTONE_{name.upper()}" for name in fields}
    assert set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(), flags=re.MULTILINE)) == expected
