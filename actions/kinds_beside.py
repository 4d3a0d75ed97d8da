"""Goods that are named by their kind only, alone or beside others: "a Galaxy A26, a book and a prepaid card"."""

from collections.abc import Iterable, Sequence

from actions.asked import Asked
from actions.catalogue import shelf_label
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.utterances import Utterance
from telecom.ports import Work


def goods_of_kinds(asked: Asked, named: Iterable[str], work: Work) -> list[str]:
    """What is meant by each kind of goods that a message names beside products, where only one thing is of it."""
    return [found[0].name for found in _kinds(asked, named, work).values() if len(found) == 1]


def kinds_left(asked: Asked, ordered: Sequence[str], work: Work) -> list[Utterance]:
    """That there is a choice of the kinds that were named beside what is ordered, so that none is left out unsaid."""
    left = [kind for kind, found in _kinds(asked, ordered, work).items() if len(found) > 1]
    return [Utterance("utter_order_kinds_left", {"kinds": [shelf_label(kind, None) for kind in left]})] if left else []


def _kinds(asked: Asked, named: Iterable[str], work: Work) -> dict[str, list[Offering]]:
    """The goods on sale of each kind that was named, without those kinds of which a product was named."""
    said = asked.entities.get("category")
    kinds = dict.fromkeys(said if isinstance(said, list) else [said] if said else [])
    goods = [offering for offering in work.of(Offering).list(status=ON_SALE, order="id") if offering.is_goods]
    covered = {offering.category for offering in goods if offering.name in set(named)}
    found = {str(kind): [each for each in goods if each.category == kind] for kind in kinds if kind not in covered}
    return {kind: offerings for kind, offerings in found.items() if offerings}
