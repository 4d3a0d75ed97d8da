"""How things get their names: ids that nobody can guess."""

import secrets


def new_id() -> str:
    """A fresh unguessable id, 24 characters, safe in a URL and in 64 bytes of callback data."""
    return secrets.token_urlsafe(18)
