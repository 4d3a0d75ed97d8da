"""Signatures under messages from another system: made with a shared secret, and too old after some minutes."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

TOO_OLD = timedelta(minutes=5)
_SIGNED = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(secret: str, body: bytes, *, at: datetime) -> str:
    """The signature of a message at a time, as it stands in its header."""
    moment = int(at.timestamp())
    return f"t={moment},v1={_digest(secret, body, moment)}"


def is_signed(signature: str, secret: str, body: bytes, *, now: datetime) -> bool:
    """Whether the message was signed with this secret within the last minutes."""
    found = _SIGNED.fullmatch(signature)
    if found is None or abs(now.timestamp() - int(found[1])) > TOO_OLD.total_seconds():
        return False
    return hmac.compare_digest(_digest(secret, body, int(found[1])), found[2])


def _digest(secret: str, body: bytes, moment: int) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
