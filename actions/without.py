"""What one's own things would cost a month if one of them went: "and without the sports?"."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.hints import kinds_hinted
from actions.mentioned import named_among
from telecom.management.contents import packs_with
from telecom.management.inventory import ServiceReport
from telecom.model.catalogue import Offering
from telecom.model.money import total
from telecom.model.utterances import Utterance
from telecom.ports import Work

_WITHOUT = re.compile(
    r"\b(?:without|minus|ohne|if (?:i|we) (?:drop\w*|cancel\w*|got rid|get rid|scrap\w*|gave up|give up|lose|lost)"
    r"|(?:was|were|is|are) (?:gone|off|cancelled)|went|goes)\b",
    re.I,
)


def asks_without(text: str) -> bool:
    """Whether it is asked what is left to pay without something."""
    return _WITHOUT.search(text) is not None


def told_without(asked: Asked, reports: Sequence[ServiceReport], work: Work) -> Utterance | None:
    """What all costs a month without what was named: packs, else whole services; None where neither is theirs."""
    names = {name for each in reports for name in each.offerings}
    held = work.of(Offering).list(name=names, order="id") if names else []
    priced = [each.monthly for each in reports if each.monthly is not None]
    together = total(priced, currency=work.currency)
    gone = _packs_named(asked, held, work)
    if gone:
        saved = total((each.monthly for each in gone if each.monthly), currency=work.currency)
        return _said([each.name for each in gone], together - saved)
    kinds = {str(asked.entities.get("service"))} | set(kinds_hinted(asked.text))
    services = [each for each in reports if each.service.kind in kinds and each.monthly is not None]
    if not services or len(services) == len(reports):
        return None
    saved = total((each.monthly for each in services if each.monthly), currency=work.currency)
    return _said([each.service.name for each in services], together - saved)


def _said(names: Sequence[str], price: object) -> Utterance:
    return Utterance("utter_inventory_priced_without", {"what": list(names), "price": price})


def _packs_named(asked: Asked, held: Sequence[Offering], work: Work) -> list[Offering]:
    """The packs of one's own that a message names: by name, by what is in them, or as the TV of a mobile."""
    named = asked.entities.get("product")
    packs = [each for each in held if not each.is_base or each.category == "TV pack"]
    if found := [each for each in packs if each.name == named]:
        return found
    inside = [each.shown.offering.name for each in packs_with(asked.actor, asked.text, work=work)]
    if found := [each for each in packs if each.name in inside]:
        return found[:1]
    if (one := named_among(asked.text, packs)) is not None:
        return [one]
    is_tv = asked.entities.get("service") == "iptv" or "iptv" in kinds_hinted(asked.text)
    return [each for each in packs if each.category == "TV pack" and each.service_kind != "iptv"] if is_tv else []
