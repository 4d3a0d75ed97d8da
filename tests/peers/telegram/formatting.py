"""Text with bold, links and so on: what remains to be read, and where the marks are."""

import html
import re
from typing import Any

from tests.peers.telegram.refusal import bad_request

_KIND_OF_TAG = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "tg-spoiler": "spoiler", "blockquote": "blockquote",
}  # fmt: skip
_MARK = re.compile(
    r"<(?P<slash>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<rest>[^<>]*)>|<|&(?P<name>lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);"
)
_LINK = re.compile(r"""\bhref=["']([^"']*)["']""")
_TEXT_LIMIT = 4096
_CAPTION_LIMIT = 1024


def utf16_length(text: str) -> int:
    """Telegram counts in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


class _Reader:
    """Reads HTML as Telegram does: few tags, all closed, and no lone `<`."""

    def __init__(self) -> None:
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self._open: list[tuple[str, int, str | None]] = []

    def read(self, source: str) -> None:
        """Take in the whole text; refused when a tag is unknown, crossed, or never closed."""
        at = 0
        for found in _MARK.finditer(source):
            self.text += source[at : found.start()]
            at = found.end()
            if found["name"]:
                self.text += html.unescape(found[0])
            elif not found["tag"]:
                raise bad_request("can't parse entities: Unclosed start tag")
            elif found["slash"]:
                self._close_tag(found["tag"].lower())
            else:
                self._open_tag(found["tag"].lower(), found["rest"])
        self.text += source[at:]
        if self._open:
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self._open[-1][0]}\""
            )

    def _open_tag(self, tag: str, attributes: str) -> None:
        if tag not in _KIND_OF_TAG:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}"')
        link = _LINK.search(attributes)
        self._open.append((tag, utf16_length(self.text), html.unescape(link[1]) if link else None))

    def _close_tag(self, tag: str) -> None:
        if not self._open:
            raise bad_request("can't parse entities: Unexpected end tag")
        opened, start, link = self._open.pop()
        if opened != tag:
            raise bad_request(f'can\'t parse entities: Unmatched end tag, expected "</{opened}>", found "</{tag}>"')
        length = utf16_length(self.text) - start
        if length and (tag != "a" or link):
            kind = {"type": _KIND_OF_TAG[tag], "offset": start, "length": length}
            self.entities.append({**kind, "url": link} if tag == "a" else kind)


def parse_text(
    text: str, *, parse_mode: str | None, entities: list[dict[str, Any]] | None, caption: bool = False
) -> dict[str, Any]:
    """The text as people read it with its marks; refused when empty, too long or wrongly marked."""
    marks = entities or []
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode (the stand-in reads HTML only)")
        reader = _Reader()
        reader.read(text)
        text, marks = reader.text, sorted(reader.entities, key=lambda one: one["offset"])
    for mark in marks:
        if mark["offset"] < 0 or mark["offset"] + mark["length"] > utf16_length(text):
            raise bad_request("ENTITY_BOUNDS_INVALID")
    stripped = text.strip()
    if not stripped and not caption:
        raise bad_request("message text is empty")
    if utf16_length(stripped) > (_CAPTION_LIMIT if caption else _TEXT_LIMIT):
        raise bad_request("message caption is too long" if caption else "message is too long")
    if "\0" in text:
        raise bad_request("strings must be without NUL characters")
    # Marks are counted from the first character, so the text keeps its leading blanks where it has marks.
    name, marks_name = ("caption", "caption_entities") if caption else ("text", "entities")
    kept = text.rstrip() if marks else stripped
    content: dict[str, Any] = {name: kept} if kept else {}
    return {**content, marks_name: marks} if marks else content
