"""What "the cheapest", "a bigger one" and "under 10 pounds" choose among: a kind that is named, or what was shown."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.mentioned import named_among, products_shown
from telecom.management.catalogue import browse
from telecom.management.order_items import find_offering
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.choosing import Choosing, chosen, cost_of, read_choosing
from telecom.model.needs import is_for_a_child, is_for_children
from telecom.model.volumes import GIGABYTE, UsageKind
from telecom.ports import Work
from telecom.support import messaging
from telecom.support.authorization import access_services

_DATA = re.compile(r"\b(?:data|gigs?|gb|gigabytes?|internet|daten)\b", re.I)
_ABROAD = re.compile(r"\b(?:roam\w*|abroad|europe|eu|world|travel\w*|holiday|ausland)\b", re.I)
_THAN = re.compile(r"\b(?:than|als)\b|\b(?:is|are|would|ist|wäre)\b.*\b(?:be )?(?:cheaper|bigger|faster)\W*$", re.I)
_EXTRA_DATA = ("data", None)
# Answers that told what one has.
_OWN = ("inventory", "contract", "recommend")
_SHELVES = (
    ("add-on", None, r"extras?|add-?ons?|boosts?|boosters?|packs?|top ?ups?|more (?:data|gigs?)"),
    ("plan", "mobile", r"plans?|tariffs?|contracts?|deals?|tarife?|pay monthly|sim only|sims?"),
    ("plan", "broadband", r"broadband|fibre|fiber|internet|wi-?fi"),
    ("plan", "fixed", r"landlines?|home phones?"),
    ("handset", None, r"(?:tele)?phones?|handsets?|smartphones?|mobiles?|handys?|iphones?|samsungs?|android"),
    ("accessory", None, r"accessor\w+|chargers?|cases?|earbuds|headphones"),
    ("TV pack", "iptv", r"tv|telly|channels?"),
    ("book", None, r"books?"),
)  # fmt: skip
_MORE_DATA = re.compile(
    r"\b(?:a|an|one|ein) (?:gb|gigs?|gigabytes?) (?:more|extra|on top|mehr|dazu)\b|"
    r"\b\d+\s?(?:gb|gigs?|gigabytes?)\b.*\b(?:more|extra|on top|mehr|dazu)\b"
    r"|\b(?:more|extra|another|add|plus|weitere|noch)\b.*\b\d+\s?(?:more )?(?:gb|gigs?|gigabytes?)\b"
    r"|\b\d+\s(?:more|extra)\s(?:gb|gigs?|gigabytes?)\b",
    re.I,
)
_SIZE = re.compile(r"\b(\d{1,3})\s?(?:more |extra )?(?:gb|gigs?|gigabytes?)\b", re.I)
_ONE_GIG = re.compile(r"\b(?:a|an|one|ein) (?:gb|gigs?|gigabytes?)\b", re.I)
_MORE_SAID = re.compile(r"\b(\d+)\s(?:more|extra)\s(?:gb|gigs?|gigabytes?)\b", re.I)


def choice_made(asked: Asked, work: Work) -> tuple[Choosing, list[Offering]] | None:
    """How the words choose, and what fits, the best first; None where they do not choose, or among nothing."""
    choosing = read_choosing(asked.text) if asked.text and not asked.entities.get("product") else None
    if choosing is None:
        return None
    among = _among(asked, choosing, work)
    if not among:
        return None
    beside = None if choosing.is_most else _compared_with(asked, among, work)
    return choosing, chosen(among, choosing, beside=beside)


def next_to_named(asked: Asked, work: Work) -> str | None:
    """What "the bigger weekly pack" means where a pack is called the weekly pack; None where nothing is compared with
    what is named, or it is compared with one's own."""
    named, choosing = asked.entities.get("product"), read_choosing(asked.text)
    if not isinstance(named, str) or choosing is None or choosing.by is None or choosing.is_most:
        return None
    if _THAN.search(asked.text):
        return None
    beside = find_offering(named, work=work)
    found = chosen(_like(beside, asked, work), choosing, beside=beside)
    return found[0].name if found else None


def _among(asked: Asked, choosing: Choosing, work: Work) -> list[Offering]:
    """What stands to be chosen from. A comparison needs something just shown to start from."""
    named = _named_shelf(asked)
    shown = [find_offering(name, work=work) for name in products_shown(asked, work)]
    is_compared = choosing.by is not None and not choosing.is_most
    if is_compared and not shown:
        return []
    if named is None and not shown and not is_compared:
        return _like_own(asked, work)
    if named is None or (named == _EXTRA_DATA and len(shown) > 1):  # "which one has the most data" of those shown
        return _like(shown[0], asked, work) if len(shown) == 1 else shown
    category, kind = ("add-on", None) if named == _EXTRA_DATA else named
    if is_compared and len(shown) == 1 and shown[0].category == category:  # "a bigger pack" than one's own
        return _like(shown[0], asked, work)
    found = [e.offering for e in browse(asked.actor, category=category, service_kind=kind, work=work)]
    if category == "add-on":
        return _extras(found, asked, shown)
    return found if is_for_a_child(asked.text) else [each for each in found if not is_for_children(each)]


def _like_own(asked: Asked, work: Work) -> list[Offering]:
    """The plans of the kind that one has, where that was told right above: "one under 15" below one's own plan."""
    said = messaging.latest_answers(asked.conversation, work=work)
    if asked.actor is None or not any(each.response.removeprefix("utter_").startswith(_OWN) for each in said):
        return []
    kinds = {service.kind for service in access_services(asked.actor, Function.CHECK, work=work)}
    if len(kinds) != 1:
        return []
    found = [e.offering for e in browse(asked.actor, category="plan", service_kind=kinds.pop(), work=work)]
    return [each for each in found if not is_for_children(each) and cost_of(each)]


def _extras(found: Sequence[Offering], asked: Asked, shown: Sequence[Offering]) -> list[Offering]:
    """The extras for what was shown, else for a mobile; those for use abroad only where that is wanted."""
    abroad = _ABROAD.search(asked.text) is not None
    fitting = [o for o in found if (o.terms.get("zone") == "roaming") == abroad and _brings_data(o, asked.text)]
    kinds = {o.service_kind for o in shown} or {"mobile"}
    return [o for o in fitting if o.service_kind in kinds] or fitting


def _named_shelf(asked: Asked) -> tuple[str, str | None] | None:
    """The kind of thing that the words name."""
    for category, kind, words in _SHELVES:
        if re.search(rf"\b(?:{words})\b", asked.text, re.I):
            return category, kind
    if _DATA.search(asked.text):
        return _EXTRA_DATA
    named = asked.entities.get("category")
    return (str(named), None) if named else None


def _brings_data(offering: Offering, text: str) -> bool:
    return not _DATA.search(text) or bool(offering.allowances.get(UsageKind.DATA.value))


def _like(offering: Offering, asked: Asked, work: Work) -> list[Offering]:
    """What stands on the shelf of an offering."""
    kind = offering.service_kind
    found = [e.offering for e in browse(asked.actor, category=offering.category, service_kind=kind, work=work)]
    if not offering.allowances:
        return found
    zone, granted = offering.terms.get("zone"), set(offering.allowances)
    found = [o for o in found if bool(o.terms.get("renews")) == bool(offering.terms.get("renews"))]
    return [
        o for o in found if o.terms.get("zone") == zone and granted & {*o.allowances, *o.terms.get("unlimited", ())}
    ]


def _compared_with(asked: Asked, among: Sequence[Offering], work: Work) -> Offering | None:
    """What "bigger" starts from: the one product just shown."""
    shown = [find_offering(name, work=work) for name in products_shown(asked, work)]
    return shown[0] if len(shown) == 1 and shown[0].category == among[0].category else None


def boost_of_size(asked: Asked, work: Work) -> list[str]:
    """The extra data that "5 gigs more" means, where there is one of that size."""
    if not _MORE_DATA.search(asked.text):
        return []
    found = [each.offering for each in browse(asked.actor, category="add-on", service_kind="mobile", work=work)]
    at_home = [offering for offering in found if offering.terms.get("zone") != "roaming"]
    text = _ONE_GIG.sub("1 gb", asked.text)
    if (size := _SIZE.search(text)) is not None:
        bytes_said = int(size[1]) * GIGABYTE
        sized_so = [o for o in at_home if o.allowances.get(UsageKind.DATA.value) == bytes_said]
        boosts = [o for o in sized_so if not o.terms.get("renews")] or sized_so
        if len(boosts) == 1:
            return [boosts[0].name]
    sized = named_among(_MORE_SAID.sub(r"\1 gb", text), at_home)
    return [sized.name] if sized else []


def one_chosen(asked: Asked, work: Work) -> list[str]:
    """The product that "the cheapest extra data" means, where that is one."""
    made = choice_made(asked, work)
    if made is None or (made[0].by is None and len(made[1]) > 1):
        return []
    return [each.name for each in made[1][:1]]
