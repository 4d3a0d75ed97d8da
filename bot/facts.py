"""What every message carries to the language model: the operator's time, place and money."""

from typing import Any

from telecom.bootstrap import Telecom
from telecom.ports import Work


def facts_for_understanding(telecom: Telecom, work: Work, *, language: str = "en") -> dict[str, Any]:
    """The facts for one message."""
    settings = telecom.settings
    return {
        "now": work.now.astimezone(work.zone).isoformat(),
        "time_zone": settings.time_zone,
        "language": language,
        "country": settings.country,
        "currency": settings.currency,
    }
