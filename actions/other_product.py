"""The answer to "no, the other one" below one of several products that were shown."""

import re

from actions.asked import Asked
from actions.catalogue import details_utterance, product_choices
from actions.mentioned import others_shown
from telecom.management.order_items import find_offering
from telecom.model.utterances import Utterance
from telecom.ports import Work

_OTHER = re.compile(r"\b(?:others?|ander\w+)\b(?! (?:phone|line|number|sim|mobile|day|time|month|thing))", re.I)
_LONGEST = 7


def other_product(asked: Asked, work: Work) -> Utterance | None:
    """The other product, or which of the others; None where none is meant."""
    if len(asked.text.split()) > _LONGEST or not _OTHER.search(asked.text):
        return None
    found = others_shown(asked, work)
    if found is None:
        return None
    last, offerings = find_offering(found[0], work=work), [find_offering(name, work=work) for name in found[1]]
    alike = [o for o in offerings if (o.category, o.service_kind) == (last.category, last.service_kind)]
    meant = alike or offerings
    if len(meant) == 1:
        return details_utterance(asked, meant[0].name, work)
    return Utterance("utter_catalogue_which", {}, product_choices(meant))
