"""The size of a picture, read from its first bytes, and Telegram's conditions for pictures."""

import struct
from typing import Any

from tests.peers.telegram.records import StoredFile
from tests.peers.telegram.refusal import bad_request

_MOST_BYTES = 10 * 1024 * 1024
_MOST_SIDES = 10_000
_MOST_RATIO = 20
_START_OF_FRAME = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; BotApiRefusal for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content.startswith(b"\xff\xd8"):
        at = 2
        while at + 9 < len(content) and content[at] == 0xFF:
            if content[at + 1] in _START_OF_FRAME:
                height, width = struct.unpack(">HH", content[at + 5 : at + 9])
                return int(width), int(height)
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
    raise bad_request("IMAGE_PROCESS_FAILED")


def photo_sizes(content: bytes, stored: StoredFile) -> list[dict[str, Any]]:
    """A picture as a message carries it; refused when too big or too narrow."""
    width, height = picture_size(content)
    if len(content) > _MOST_BYTES:
        raise bad_request("file is too big for a photo")
    if width + height > _MOST_SIDES or max(width, height) > _MOST_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return [
        {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "width": width, "height": height,
         "file_size": len(content)}
    ]  # fmt: skip
