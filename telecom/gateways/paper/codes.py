"""Draws codes that a phone scans."""

import io

import segno


def draw_qr(code: str) -> bytes:
    """A QR code as PNG, large enough to be scanned from another screen, with the white border that scanners need."""
    picture = io.BytesIO()
    segno.make(code, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
