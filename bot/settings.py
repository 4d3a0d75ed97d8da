"""What an operator sets for carrying messages: where things are kept, addresses, keys, deadlines, channels."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent


class WrongSettings(Exception):
    """One or more settings are wrong; the text names each and says what would be right."""


class BotSettings(BaseSettings):
    """Read from the environment and `.env`, names with DIALTONE_ in front."""

    model_config = SettingsConfigDict(env_prefix="DIALTONE_", env_file=".env", extra="ignore")

    home: Path = CHECKOUT / ".dialtone"
    rasa_url: str | None = None
    rasa_key: SecretStr | None = None
    action_host: str = "127.0.0.1"
    action_port: int = Field(default=0, ge=0, le=65535)
    action_key: SecretStr | None = None
    action_url: str | None = None
    actions_beside: bool = True
    action_deadline: float = Field(default=5.0, gt=0)
    lock_life: float = Field(default=30.0, gt=0)
    rasa_deadline: float = Field(default=40.0, gt=0)
    answer_within: float = Field(default=8.0, gt=0, le=10)
    turns_side_by_side: int = Field(default=32, ge=1, le=500)
    worker_concurrency: int = Field(default=8, ge=1, le=200)
    tick_seconds: float = Field(default=5.0, gt=0)
    sms_url: str | None = Field(default=None, pattern="^https?://")
    sms_key: SecretStr | None = None
    sms_webhook_secret: SecretStr | None = None
    smpp_host: str | None = None
    smpp_port: int = Field(default=2775, ge=1, le=65535)
    smpp_system_id: str | None = Field(default=None, max_length=15)
    smpp_password: SecretStr | None = None
    smpp_source: str = Field(default="Dialtone", pattern=r"^(\+?\d{2,20}|[A-Za-z0-9 ]{1,11})$")
    smpp_per_second: float = Field(default=30.0, gt=0)
    metrics_port: int = Field(default=8455, ge=0, le=65535)
    staff_name: str | None = None
    staff_password: SecretStr | None = None
    public_url: str | None = Field(default=None, pattern="^https?://")
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8454, ge=1, le=65535)
    payments_webhook_host: str = "127.0.0.1"
    payments_webhook_port: int = Field(default=8453, ge=1, le=65535)
    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_url: str | None = None
    telegram_webhook_host: str = "127.0.0.1"
    telegram_webhook_port: int = Field(default=8443, ge=1, le=65535)
    telegram_webhook_secret: SecretStr | None = None
    telegram_agents_group: int | None = Field(default=None, lt=0)
    telegram_agents: dict[int, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _deadlines_in_order(self) -> Self:
        if not self.action_deadline < self.lock_life < self.rasa_deadline:
            raise ValueError(
                "the deadlines are out of order: DIALTONE_ACTION_DEADLINE < DIALTONE_LOCK_LIFE < "
                f"DIALTONE_RASA_DEADLINE is needed, found {self.action_deadline:g}, {self.lock_life:g}, "
                f"{self.rasa_deadline:g}"
            )
        if (self.sms_url is None) != (self.sms_key is None):
            raise ValueError("DIALTONE_SMS_URL and DIALTONE_SMS_KEY go together: the gateway and its key")
        if self.smpp_host is not None and not (self.smpp_system_id and self.smpp_password):
            raise ValueError("DIALTONE_SMPP_HOST needs DIALTONE_SMPP_SYSTEM_ID and DIALTONE_SMPP_PASSWORD")
        if self.smpp_host is not None and self.sms_url is not None:
            raise ValueError(
                "DIALTONE_SMPP_HOST and DIALTONE_SMS_URL exclude each other: text messages leave by one way"
            )
        if self.telegram_agents_group is not None and not self.telegram_agents:
            raise ValueError("DIALTONE_TELEGRAM_AGENTS_GROUP needs DIALTONE_TELEGRAM_AGENTS: who answers there")
        if self.telegram_mode == "webhook" and not (self.telegram_webhook_url and self.telegram_webhook_secret):
            raise ValueError(
                "DIALTONE_TELEGRAM_MODE=webhook needs DIALTONE_TELEGRAM_WEBHOOK_URL and "
                "DIALTONE_TELEGRAM_WEBHOOK_SECRET"
            )
        return self

    @property
    def models(self) -> Path:
        return self.home / "models"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def pictures(self) -> Path:
        return self.home / "pictures"


def explain(error: ValidationError) -> WrongSettings:
    """The faults of settings in words, each with the name under which it was set."""
    faults = []
    for fault in error.errors():
        name = "_".join(str(part) for part in fault["loc"]).upper()
        named = name if not name or name == "DATABASE_URL" else f"DIALTONE_{name.removeprefix('DIALTONE_')}"
        faults.append(f"{named + ': ' if named else ''}{fault['msg'].removeprefix('Value error, ')}")
    return WrongSettings("Wrong settings:\n  " + "\n  ".join(faults))


def read_settings() -> BotSettings:
    """The settings, or WrongSettings."""
    try:
        return BotSettings()
    except ValidationError as error:
        raise explain(error) from error


def program_environment() -> Mapping[str, str]:
    """The environment that this program was started with; children get a chosen part of it."""
    return dict(os.environ)
