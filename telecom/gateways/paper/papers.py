"""Sets the papers that go with an answer or by mail: bills and receipts, as PDF that a screen reader can read."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import font_source_sans_pro
import segno
import structlog
import typst

log = structlog.get_logger("paper")
_FOLDER = Path(__file__).parent
_FONTS = [font_source_sans_pro.font_directory]
# PDF/UA-1: headings, tables and reading order are tagged, pictures have words in their place.
_STANDARD = "ua-1"
PAPERS = frozenset({"bill", "receipt"})


def draw(name: str, values: Mapping[str, Any]) -> bytes:
    """The paper of this name as tagged PDF, from values in words. LookupError for a name that nobody sets."""
    made: bytes = _set(name, values, format="pdf", pdf_standards=_STANDARD)
    return made


def draw_pages(name: str, values: Mapping[str, Any], *, dots_per_inch: float = 96) -> list[bytes]:
    """The pages of a paper as pictures (PNG), to be looked at."""
    made = _set(name, values, format="png", ppi=dots_per_inch)
    return list(made) if isinstance(made, list) else [made]


def _set(name: str, values: Mapping[str, Any], **how: Any) -> Any:
    if name not in PAPERS:
        raise LookupError(name)
    shown = {**values, "qr": _square(str(values["qr"]))}
    made, warnings = typst.compile_with_warnings(
        str(_FOLDER / f"{name}.typ"),
        root=str(_FOLDER),
        font_paths=_FONTS,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(shown)},
        **how,
    )
    for each in warnings:
        log.warning("paper set with a doubt", paper=name, doubt=each.message)
    return made


def _square(text: str) -> str:
    """A QR code as SVG."""
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="svg", border=0, scale=4, xmldecl=False)
    return picture.getvalue().decode()
