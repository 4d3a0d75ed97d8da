"""What is wished while a proof is awaited: done one after the other, once it is there. [X3]"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

# As many wishes of before are taken up; who wishes more is told all the same, and says it again.
MOST = 3
# A wish that waited longer is not what the subscriber has in mind any more.
KEPT_FOR = timedelta(minutes=30)
# The one before is taken back.
_INSTEAD = re.compile(
    r"^\W*(?:(?:oh|ok|okay|ah|hm+)\W+)*(?:actually|no|nah|nope|rather|wait|sorry|scrap that|forget (?:it|that)"
    r"|never ?mind|eigentlich|nein|nee|doch lieber|lieber|vergiss (?:es|das)|moment|egal)\b"
    r"|\b(?:instead|stattdessen)\W*$",
    re.I,
)


def in_order(waiting: Mapping[str, Any], wish: Mapping[str, Any] | None, *, now: datetime) -> Mapping[str, Any] | None:
    """The wish that was kept with the words of the new one behind it; only the new one where it takes the place of the
    old one, and only the old one where the new one says no more."""
    kept = waiting.get("wish")
    if not kept or "at" not in waiting or now - datetime.fromisoformat(waiting["at"]) > KEPT_FOR:
        return wish
    if not wish:
        return dict(kept)
    said = str(wish.get("said") or "")
    if not said or _INSTEAD.search(said) or _what(wish) == _what(kept):
        return wish
    return {**kept, "then": [*kept.get("then", ()), said][: MOST - 1]}


def behind(kept: Mapping[str, Any] | None, wish: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The wish that was kept, whatever else is said, with the words of the new one behind it."""
    said = str((wish or {}).get("said") or "")
    return {**kept, "then": [*kept.get("then", ()), said][: MOST - 1]} if kept and said else kept


def words_after(wish: Mapping[str, Any] | None) -> str | None:
    """The words of the wishes behind the first one, each a line of its own."""
    return "\n".join((wish or {}).get("then", ())) or None


def _what(wish: Mapping[str, Any]) -> Any:
    """What it is that is wished, whatever for."""
    known = ("intent", "form_intent", "action", "ask")
    return next((wish[each] for each in known if wish.get(each)), "confirm")
