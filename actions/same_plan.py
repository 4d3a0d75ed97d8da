"""What is ordered without its name: the plan of one's other lines, and "that" beside what is named."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from actions.asked import Asked
from actions.mentioned import products_meant
from telecom.management.catalogue import base_of
from telecom.model.authorization import Function
from telecom.model.catalogue import ON_SALE
from telecom.model.counting import count_before
from telecom.ports import Work
from telecom.support.authorization import access_services

_SAME = re.compile(
    r"\b(?:same|identical)\b.{0,25}\b(?:plan|tariff|contract|as|like)\b|\b(?:plan|tariff|contract)\b.{0,15}\bsame\b"
    r"|\blike (?:mine|ours|the (?:others?|rest)|everybody|everyone)\b"
    r"|\bgleiche\w* (?:tarif|vertrag)|\bwie (?:die anderen|alle|meiner)\b",
    re.I,
)
_LINES = re.compile(
    r"\b(?:lines?|numbers?|sims?|mobiles?|phones?|plans?|nummern?|leitung(?:en)?|anschl\w+|handys?)\b", re.I
)
_MOST = 20
# "That and a case" orders what was spoken of too.
_THAT_TOO = re.compile(r"\b(?:that|this|it|one|das|es|dies\w*) (?:and|with|plus|und|mit)\b", re.I)


def same_plan(asked: Asked, work: Work) -> list[str]:
    """The plan that most of the asker's mobile lines have, as often as lines are wanted; none where it is not sold."""
    if asked.actor is None or asked.intent != "order_product" or not _SAME.search(asked.text):
        return []
    lines = [s for s in access_services(asked.actor, Function.ORDER, work=work) if s.kind == "mobile"]
    held = Counter(plan[1].id for line in lines if (plan := base_of(line, work=work)) is not None)
    plans = {plan[1].id: plan[1] for line in lines if (plan := base_of(line, work=work)) is not None}
    found = next((plans[one] for one, _ in held.most_common() if plans[one].status in ON_SALE), None)
    named = _LINES.search(asked.text)
    many = count_before(asked.text, named.start()) if named else 1
    return [found.name] * min(many, _MOST) if found is not None else []


def with_that(asked: Asked, wanted: Sequence[str], work: Work) -> list[str]:
    """What is named, and what was spoken of before where "that" is wanted beside it."""
    if not wanted or not _THAT_TOO.search(asked.text):
        return list(wanted)
    pointed = products_meant(replace(asked, entities={}), work)
    return [*(pointed if len(pointed) == 1 and pointed[0] not in wanted else []), *wanted]
