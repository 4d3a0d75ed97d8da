"""What an operator sets for the business: database, currency, country, time zone, the key for secrets."""

from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from telecom.gateways.policies import read_policy


class TelecomSettings(BaseSettings):
    """Read from the environment and `.env`, names with DIALTONE_ in front; DATABASE_URL stands for itself."""

    model_config = SettingsConfigDict(env_prefix="DIALTONE_", env_file=".env", extra="ignore", populate_by_name=True)

    database_url: str | None = Field(default=None, validation_alias=AliasChoices("database_url", "DATABASE_URL"))
    migration_url: str | None = None
    message_key: SecretStr | None = None
    earlier_message_keys: tuple[SecretStr, ...] = ()
    currency: str = Field(default="GBP", pattern="^[A-Z]{3}$")
    country: str = Field(default="GB", pattern="^[A-Z]{2}$")
    time_zone: str = "Europe/London"
    operator_name: str = "Dialtone Mobile"
    policy: Path = Field(default=Path(__file__).resolve().parents[1] / "demo" / "policy.yaml", validate_default=True)
    articles: Path = Path(__file__).resolve().parents[1] / "demo" / "articles"
    telegram_payment_token: SecretStr | None = None
    payments_url: str | None = Field(default=None, pattern="^https?://")
    payments_key: SecretStr | None = None
    payments_webhook_secret: SecretStr | None = None
    partners: dict[str, str] = Field(default_factory=dict)
    partners_key: SecretStr | None = None
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str = "billing@dialtone.example"
    contact_cost: int | None = Field(default=None, ge=0)
    contact_cost_with_people: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _costs_whole(self) -> Self:
        if (self.contact_cost is None) != (self.contact_cost_with_people is None):
            raise ValueError("DIALTONE_CONTACT_COST and DIALTONE_CONTACT_COST_WITH_PEOPLE go together")
        return self

    @model_validator(mode="after")
    def _payments_whole(self) -> Self:
        if self.payments_url and not (self.payments_key and self.payments_webhook_secret):
            raise ValueError("DIALTONE_PAYMENTS_URL needs DIALTONE_PAYMENTS_KEY and DIALTONE_PAYMENTS_WEBHOOK_SECRET")
        return self

    @model_validator(mode="after")
    def _partners_whole(self) -> Self:
        if self.partners and self.partners_key is None:
            raise ValueError("DIALTONE_PARTNERS needs DIALTONE_PARTNERS_KEY")
        if any(not url.startswith(("http://", "https://")) for url in self.partners.values()):
            raise ValueError("DIALTONE_PARTNERS names an address for each partner, such as https://partner.example")
        return self

    @field_validator("policy")
    @classmethod
    def _a_policy(cls, path: Path) -> Path:
        read_policy(path)
        return path

    @field_validator("time_zone")
    @classmethod
    def _a_known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{name!r} is no IANA time zone; write one like Europe/London") from error
        return name

    @field_validator("database_url", "migration_url")
    @classmethod
    def _for_psycopg(cls, url: str | None) -> str | None:
        if url is None or url == "":
            return None
        scheme, separator, rest = url.partition("://")
        if not separator or scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
            raise ValueError("must begin with postgresql:// ; only PostgreSQL is supported")
        return f"postgresql+psycopg://{rest}"

    @field_validator("message_key", "earlier_message_keys")
    @classmethod
    def _fernet_keys(cls, given: tuple[SecretStr, ...] | SecretStr | None) -> tuple[SecretStr, ...] | SecretStr | None:
        keys = given if isinstance(given, tuple) else (given,) if given else ()
        try:
            for key in keys:
                Fernet(key.get_secret_value())
        except ValueError as error:
            raise ValueError("must be 32 bytes in URL-safe base64") from error
        return given

    def keys(self) -> tuple[str, tuple[str, ...]]:
        """The message key, and the earlier ones that something may still be sealed with. ValueError without a key."""
        if self.message_key is None:
            raise ValueError("a message key is needed: DIALTONE_MESSAGE_KEY")
        return self.message_key.get_secret_value(), tuple(each.get_secret_value() for each in self.earlier_message_keys)
