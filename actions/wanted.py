"""Which products a message orders, and how many of each."""

import re

from actions.asked import Asked
from actions.choosing import boost_of_size, one_chosen
from actions.kinds_beside import goods_of_kinds
from actions.mentioned import products_meant
from actions.new_lines import plan_of_new_line
from actions.same_plan import same_plan, with_that
from telecom.model.counting import count_of
from telecom.ports import Work
from telecom.support.search import products_wanted

_BOTH = re.compile(r"\b(both|all of them|them all)\b", re.I)
_THEM = "them|those|these|that|it"


def products_said(asked: Asked, work: Work) -> list[str]:
    """The products that a message names, points at, or describes by their size or price."""
    wanted = with_that(asked, products_wanted(asked.text, work=work), work) or same_plan(asked, work)
    if not wanted and asked.intent == "order_product" and not asked.entities.get("category"):
        pointed = products_meant(asked, work)
        wanted = pointed * count_of(asked.text, _THEM) if len(pointed) == 1 else []
        wanted = wanted or (pointed if _BOTH.search(asked.text) else [])
        wanted = wanted or plan_of_new_line(asked, work) or boost_of_size(asked, work)
        wanted = wanted or one_chosen(asked, work)
    return [*wanted, *goods_of_kinds(asked, wanted, work)]
