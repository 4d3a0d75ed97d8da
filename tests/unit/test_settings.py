"""Settings are checked at start, and a wrong one is named. R35."""

import pytest
from pydantic import ValidationError

from bot.commands.serve import read_roles
from bot.settings import BotSettings, WrongSettings, explain, read_settings


@pytest.mark.parametrize(
    ("action", "lock", "caller"), [("30", "30", "40"), ("5", "40", "40"), ("5", "30", "20"), ("50", "30", "40")]
)
def test_deadlines_out_of_order_are_refused(
    monkeypatch: pytest.MonkeyPatch, action: str, lock: str, caller: str
) -> None:
    monkeypatch.setenv("DIALTONE_ACTION_DEADLINE", action)
    monkeypatch.setenv("DIALTONE_LOCK_LIFE", lock)
    monkeypatch.setenv("DIALTONE_RASA_DEADLINE", caller)
    with pytest.raises(WrongSettings, match="DIALTONE_ACTION_DEADLINE < DIALTONE_LOCK_LIFE < DIALTONE_RASA_DEADLINE"):
        read_settings()


def test_a_wrong_setting_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIALTONE_WORKER_CONCURRENCY", "many")
    with pytest.raises(WrongSettings, match="DIALTONE_WORKER_CONCURRENCY"):
        read_settings()


def test_a_webhook_without_a_secret_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        BotSettings(telegram_mode="webhook", telegram_webhook_url="https://bot.example/telegram", _env_file=None)
    assert "DIALTONE_TELEGRAM_WEBHOOK_SECRET" in str(explain(refused.value))


def test_a_role_that_does_not_exist_is_named() -> None:
    with pytest.raises(WrongSettings, match="singers"):
        read_roles("channels,singers")


def test_all_roles_are_served_where_none_is_named() -> None:
    assert read_roles(None) == ["channels", "actions", "workers", "scheduler", "rasa"]
