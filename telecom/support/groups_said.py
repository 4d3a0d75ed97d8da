"""Finding in a message what is to become of a group of lines: another name, its end, or a line out of it. [C14]"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_KIND = r"(?:group|team|department|branch|lot|bunch|crew|people|guys|folks|gruppe|abteilung|leute|truppe)"
_RENAME = re.compile(
    r"\b(?:rename|(?:change|give)\b.*\bname|(?:is|are|be) (?:now |to be )?(?:called|known as|named)"
    r"|heißen|heißt (?:jetzt|ab)|nenn\w*|umbenennen|umbenannt|benenn\w*)\b",
    re.I,
)
_CALL = re.compile(r"^(?:please |can you |could you |let'?s |we )?(?:now )?call\b", re.I)
_NEW = re.compile(r"\b(?:to|into|as|in|called|zu)\s+[\"'“]?(?P<new>[\w&'’ -]{1,60}?)[\"'”]?\s*$", re.I)
_QUOTED = re.compile(r"(?<!\w)[\"'“”„‘](?P<new>[\w&'’ -]{1,60}?)[\"'”“’](?!\w)")
_TAIL = re.compile(
    rf"[\s,]+(?:please|pls|thanks|from now on|ab jetzt|ab sofort|künftig|instead|now|um|bitte|umbenennen"
    rf"|{_KIND})$|[\s.!?]+$",
    re.I,
)
_ENDS = re.compile(
    rf"\b(?:dissolve|disband|break up|split up|scrap|get rid of|close|delete|remove|drop|auflösen|lösch\w*|löse)\b"
    rf".*?(?:\b{_KIND}\b|$)",
    re.I,
)
_OUT_OF = re.compile(
    r"\b(?:take|remove|drop|kick|get|move|nimm)\b.*\b(?:out of|out|from|off|aus)\b|\b(?:leaves?|leaving|verlässt)\b",
    re.I,
)
_INTO = re.compile(r"\b(?:to|into|in) (?:the |our )?", re.I)
_JOINS = r"\b(?:to|into|in|joins?|zu|zur)\s+(?:the\s+|our\s+|my\s+|die\s+|der\s+)?(?:group\s+|team\s+|gruppe\s+)?"


@dataclass(frozen=True, slots=True)
class GroupWish:
    """What is to become of a group: `rename` (to `new`, where it was said), `dissolve` or `leave`."""

    change: str
    group: str | None
    new: str | None = None


def read_group_wish(text: str, names: Sequence[str]) -> GroupWish | None:
    """What a message wants done to one of the groups of these names; None where it is about something else."""
    said = " ".join(text.split())
    found = _first_named(said, names)
    if _RENAME.search(said) or (found and _CALL.search(said)):
        return GroupWish("rename", found, _new_name(said, found))
    if found is None:
        return GroupWish("dissolve", None) if _ENDS.search(said) and re.search(rf"\b{_KIND}\b", said, re.I) else None
    before = said[: re.search(re.escape(found), said, re.I).start()]  # type: ignore[union-attr]
    if _OUT_OF.search(before) and not _INTO.search(said[len(before) + len(found) :]):
        return GroupWish("leave", found)
    return GroupWish("dissolve", found) if _ENDS.search(said) and not _OUT_OF.search(before) else None


def group_joined(text: str, names: Sequence[str]) -> str | None:
    """The group of these names that lines are to go into: "move Leo from drivers to the warehouse"."""
    fitting = [name for name in names if re.search(_JOINS + re.escape(name) + r"(?!\w)", text, re.I)]
    return max(fitting, key=len, default=None)


def _first_named(said: str, names: Sequence[str]) -> str | None:
    places = [(match.start(), -len(name), name) for name in names if (match := _word(name).search(said))]
    return min(places)[2] if places else None


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I)


def _new_name(said: str, old: str | None) -> str | None:
    """What the group is to be called: behind "to", or behind the old name in "call the drivers couriers"."""
    quoted = [each["new"] for each in _QUOTED.finditer(said) if each["new"].casefold() != (old or "").casefold()]
    if quoted:
        return quoted[-1]
    said = _without_tail(said)
    rest = said
    if old is not None:
        match = _word(old).search(said)
        rest = said[match.end() :] if match else said
    found = _NEW.search(rest)
    new = found["new"] if found else re.sub(rf"^\s*{_KIND}\b", "", rest, flags=re.I) if old is not None else ""
    new = re.sub(
        r"^(?:the|be|is|are|now|from now on|ab jetzt|ab sofort|künftig)\s+", "", new.strip(" \t:,\"'“”"), flags=re.I
    )
    return new or None


def _without_tail(said: str) -> str:
    before = None
    while before != said:
        before, said = said, _TAIL.sub("", said)
    return said
