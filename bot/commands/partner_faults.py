"""Faults of the demo's partners, set from a chat while they run."""

from collections.abc import Mapping

import httpx

from bot.chat import CannotSteer
from demo.partners import FAULTS
from telecom.settings import TelecomSettings


def set_partner_fault(settings: TelecomSettings, name: str, kind: str) -> str:
    """Have a partner be slow, refuse or crash from now on, or once ("refuse once"); says what was done."""
    plain, once = kind.removesuffix(" once"), kind.endswith(" once")
    if plain not in FAULTS:
        raise CannotSteer(f"{name} can't have the fault {plain!r}. It can have: {', '.join(FAULTS)}.")
    _steer(settings, name, "POST", {"kind": plain, "times": 1 if once else None})
    return f"{name} has the fault: {kind}."


def repair_partner(settings: TelecomSettings, name: str) -> str:
    """Take all faults from a partner; says what was done."""
    _steer(settings, name, "DELETE", None)
    return f"{name} works again."


def _steer(settings: TelecomSettings, name: str, method: str, asked: Mapping[str, object] | None) -> None:
    assert settings.partners_key is not None
    header = {"Authorization": f"Bearer {settings.partners_key.get_secret_value()}"}
    try:
        answer = httpx.request(method, f"{settings.partners[name]}/faults", json=asked, headers=header, timeout=5)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise CannotSteer(f"{name} does not answer. Try again in a moment.") from error
