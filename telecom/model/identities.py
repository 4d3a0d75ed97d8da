"""How things get their names: ids that nobody can guess."""

import base64
import hashlib
import secrets


def new_id() -> str:
    """A fresh unguessable id, 24 characters, safe in a URL and in 64 bytes of callback data."""
    return secrets.token_urlsafe(18)


def id_of(*parts: object) -> str:
    """The id of what is made out of these parts and can be only one: the same each time, 24 characters."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    return base64.urlsafe_b64encode(digest)[:24].decode()
