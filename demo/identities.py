"""Fixed names for everything in the demo: the same at each seeding."""

import base64
import hashlib
from datetime import UTC, datetime

DEMO_START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
SEED = "dialtone demo 1"


def demo_id(key: str) -> str:
    """The id of the thing with this key: 24 characters like any other id, but always the same."""
    digest = hashlib.sha256(f"{SEED}:{key}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:24].decode()
