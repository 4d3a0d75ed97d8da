"""Saves the pictures and papers that go with a message."""

import secrets
from pathlib import Path

from telecom.model.utterances import Attachment
from telecom.ports import Paper

_SUFFIX = {"chart": ".png", "picture": ".png", "pdf": ".pdf", "json": ".json", "csv": ".csv"}


def save_attachment(attachment: Attachment, folder: Path, *, paper: Paper) -> Path:
    """Draw it into a new file of the folder and return the path. Takes a moment: never on the event loop."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{attachment.name}-{secrets.token_hex(4)}{_SUFFIX[attachment.kind]}"
    path.write_bytes(paper.draw(attachment.name, attachment.values))
    return path
