"""Draws the pictures and papers that go with a message, and saves them."""

import secrets
from pathlib import Path

from telecom.model.utterances import Attachment

_SUFFIX = {"chart": ".png", "picture": ".png", "pdf": ".pdf"}


def draw_attachment(attachment: Attachment) -> bytes:
    """The bytes of a picture (PNG) or paper (PDF). Takes a moment: never on the event loop."""
    from telecom.gateways.paper import charts  # drawing is loaded only by those who look at pictures

    return charts.draw(attachment.name, attachment.values)


def save_attachment(attachment: Attachment, folder: Path) -> Path:
    """Draw it into a new file of the folder and return the path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{attachment.name}-{secrets.token_hex(4)}{_SUFFIX[attachment.kind]}"
    path.write_bytes(draw_attachment(attachment))
    return path
