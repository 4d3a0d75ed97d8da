"""What Rasa's process is told from outside: keys, addresses, how long it may wait. Read only here."""

from __future__ import annotations

import os
from dataclasses import dataclass

WAITING = (
    ("action_deadline", "DIALTONE_ACTION_DEADLINE", 5.0),
    ("lock_life", "DIALTONE_LOCK_LIFE", 30.0),
    ("caller_deadline", "DIALTONE_RASA_DEADLINE", 40.0),
)


@dataclass(frozen=True)
class Settings:
    """Seconds, and the keys without which nothing is served."""

    action_deadline: float
    lock_life: float
    caller_deadline: float
    key: str = ""
    action_url: str = ""
    action_key: str = ""

    @classmethod
    def read(cls) -> Settings:
        """Reads the environment; raises SystemExit naming the setting that is wrong."""
        seconds = {field: _seconds(name, default) for field, name, default in WAITING}
        settings = cls(
            **seconds,
            key=os.environ.get("DIALTONE_RASA_KEY", ""),
            action_url=os.environ.get("DIALTONE_ACTION_URL", ""),
            action_key=os.environ.get("DIALTONE_ACTION_KEY", ""),
        )
        if not settings.action_deadline < settings.lock_life < settings.caller_deadline:
            raise SystemExit(
                "The deadlines are out of order: DIALTONE_ACTION_DEADLINE < DIALTONE_LOCK_LIFE < DIALTONE_RASA_DEADLINE"
                f" is needed, found {settings.action_deadline:g}, {settings.lock_life:g}, {settings.caller_deadline:g}."
            )
        os.environ["TICKET_LOCK_LIFETIME"] = str(int(settings.lock_life))
        os.environ["RASA_TELEMETRY_ENABLED"] = "false"
        return settings

    def for_serving(self) -> Settings:
        """The same; raises SystemExit where a key or an address is missing."""
        for name, value in (
            ("DIALTONE_RASA_KEY", self.key),
            ("DIALTONE_ACTION_URL", self.action_url),
            ("DIALTONE_ACTION_KEY", self.action_key),
        ):
            if not value:
                raise SystemExit(f"{name} is not set; Rasa does not serve without it.")
        if len(self.key) < 16:
            raise SystemExit("DIALTONE_RASA_KEY is shorter than 16 characters.")
        return self


def _seconds(name: str, default: float) -> float:
    written = os.environ.get(name, "")
    try:
        seconds = float(written) if written else default
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 3600:
        raise SystemExit(f"{name} must be a number of seconds above 0, found {written!r}.")
    return seconds
