"""What somebody with many services has, told together: alike ones in one line, or by what they cost a month."""

import re
from collections.abc import Sequence
from itertools import groupby

from actions.lines import asks_of_people
from telecom.management.inventory import ServiceReport
from telecom.management.lines import short_names
from telecom.model.inventory import ServiceState
from telecom.model.money import total
from telecom.model.utterances import Utterance
from telecom.ports import Work

# More services than this are told together, unless each was asked for.
TOLD_APART = 5
ALIKE_FROM = 3
_BY_PRICE = re.compile(
    r"\b(?:most expensive|expensive|dearest|priciest|cheapest|cheaper|cost(?:s|ing)?|prices?|pay(?:s|ing)?"
    r"|(?:be)?zahle?n?|(?:a|per|each|every) month|monthly|teuerste\w*|billigste\w*|kostet|kosten)\b",
    re.I,
)
_CHEAPEST = re.compile(r"\b(?:cheapest|cheaper|least|lowest|billigste\w*)\b", re.I)
_EACH = re.compile(
    r"\b(?:each|every|one by one|in full|details?|list (?:them|all)|all of them|numbers?|jede\w*)\b", re.I
)


def asks_prices(text: str) -> bool:
    """Whether what is asked is what one's own services cost."""
    return _BY_PRICE.search(text) is not None


def asks_each(text: str) -> bool:
    """Whether each service is to be told by itself."""
    return _EACH.search(text) is not None


def told_by_price(reports: Sequence[ServiceReport], text: str, work: Work) -> list[Utterance]:
    """Plans with their price and who has them, the dearest first; the mobiles only where it was asked who."""
    priced = [each for each in reports if each.monthly is not None]
    mobiles = [each for each in priced if each.service.kind == "mobile"]
    told = mobiles if mobiles and asks_of_people(text) else priced
    sign = 1 if _CHEAPEST.search(text) else -1
    told = sorted(told, key=lambda each: (sign * (each.monthly.minor if each.monthly else 0), list(each.offerings)))
    lines = []
    for (monthly, plan), alike in groupby(told, key=lambda each: (each.monthly, list(each.offerings))):
        same = list(alike)
        values = {"plan": plan, "price": monthly, "services": _called(same, work), "count": len(same)}
        lines.append(Utterance("utter_inventory_priced" if len(same) == 1 else "utter_inventory_priced_each", values))
    if len(told) > 1:
        together = total((each.monthly for each in told if each.monthly), currency=work.currency)
        lines.append(Utterance("utter_inventory_priced_together", {"price": together}))
    return lines


def alike(reports: Sequence[ServiceReport]) -> list[list[ServiceReport]]:
    """The services in groups with the same plan that all work; others each by itself. Nothing is grouped of few."""
    if len(reports) <= TOLD_APART:
        return [[each] for each in reports]
    groups: dict[tuple[str, ...], list[ServiceReport]] = {}
    for each in reports:
        plain = each.suspension is None and each.service.state is ServiceState.ACTIVE
        key = (each.service.kind, *each.offerings) if plain and each.offerings else (each.service.id,)
        groups.setdefault(key, []).append(each)
    return [
        part for group in groups.values() for part in ([group] if len(group) >= ALIKE_FROM else [[e] for e in group])
    ]


def told_together(group: Sequence[ServiceReport], work: Work) -> Utterance:
    """Several services with the same plan in one line."""
    values = {"count": len(group), "plan": list(group[0].offerings), "services": _called(group, work)}
    return Utterance("utter_inventory_group", values)


def _called(reports: Sequence[ServiceReport], work: Work) -> list[str]:
    services = [each.service for each in reports]
    called = short_names(services, work=work)
    return [called[service.id] for service in services]
