"""People who are named: "my son Tom", "let Sarah Jones pay", never more than the wish is about people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.components.recognising.setting import Found, Setting

WISHES = ("authorize_user", "revoke_authorization", "list_authorizations", "manage_people", "update_profile",
          "request_account", "restrict_calls", "set_spending_limit", "check_spending")  # fmt: skip
_NAME = r"[A-Z][a-zà-ÿ'’-]+(?:\s[A-Z][a-zà-ÿ'’-]+){0,2}"
_RELATION = (
    r"son|daughter|wife|husband|mum|mom|mother|dad|father|brother|sister|partner|colleague|gran|nan|grandma|grandad"
    r"|grandmother|grandfather|assistant|accountant|flatmate|employee|boyfriend|girlfriend|neighbour|aunt|uncle|niece"
    r"|nephew|carer|fiance|fiancee|boss|secretary"
)
RELATED = re.compile(rf"(?<!\w)(?:[Mm]y|[Oo]ur)\s(?P<relation>{_RELATION})(?:'s|s)?(?!\w)(?:,?\s(?P<name>{_NAME}))?")
NAMED = re.compile(
    rf"(?<!\w)(?:let|for|allow|authorise|authorize|add|remove|revoke|give|from|called|named|name is|move|to|did|does|has)\s(?P<name>{_NAME})"
)
NOT_NAMES = frozenset(
    "I Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December The My Our Please Telegram Fibre Dialtone Mobile TV Roam".split()
)


def find_people(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Names as they were written; a relation ("son") where no name is given."""
    if setting.wish not in WISHES and not setting.asks_for("person", "name"):
        return
    for match in RELATED.finditer(original):
        if match["name"]:
            yield Found("person", match.start("name"), match.end("name"), match["name"])
        else:
            yield Found("person", match.start("relation"), match.end("relation"), match["relation"].lower())
    for match in NAMED.finditer(original):
        if match["name"].split()[0] not in NOT_NAMES:
            yield Found("person", match.start("name"), match.end("name"), match["name"])
    if setting.asks_for("person", "name") and (match := re.fullmatch(rf"\s*({_NAME})\s*", original)):
        yield Found("person", match.start(1), match.end(1), match[1])
