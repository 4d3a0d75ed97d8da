"""Questions what is in a TV pack: "is there football?", "does it have Eurosport?", "what channels do we get?"."""

import re

from actions.asked import Asked
from telecom.management.contents import Contained, channels_in_words, own_packs, packs_with
from telecom.management.order_items import price_utterance
from telecom.model.translated import Translated
from telecom.model.utterances import Offered, Utterance, ask_for, said_as
from telecom.ports import Work

MOST_PACKS = 3
_TAKES_IT = ("do it", "add it", "add that", "order it", "get it", "take it", "stick it on", "put it on", "have it")
_ASKS = re.compile(
    r"\b(is there|are there|is (the|it)|on (any|which|my|our)"
    r"|do (we|i|you|they)|does (it|that|ours|mine)|have|has|get|got|gets|watch|include\w*|with"
    r"|in (it|there|my|our|ours|that)|which|where|how much|what|gibt es|habe|haben|sehen|kriege)\b",
    re.I,
)
# News of the game is nobody's pack.
_OF_THE_DAY = re.compile(
    r"\b(won|win|wins|score|scores|result|results|played|playing|kick ?off|tonight'?s|table)\b", re.I
)
_PAYS = re.compile(r"\b(?:pay|costs?|price|how much|kostet?|zahl\w*)\b", re.I)
_ALL_OF_OURS = re.compile(r"\b(channels?|programmes?|packs?|tv|telly|sender|programme)\b", re.I)
_OURS = re.compile(r"\b(we|i|my|our|ours|us|mine|wir|ich|mein\w*|unser\w*)\b", re.I)


def about_contents(asked: Asked, work: Work) -> Utterance | None:
    """In which packs there is what was asked for, or what is in one's own; None where it is no such question."""
    if not asked.text or asked.entities.get("product") or not _ASKS.search(asked.text):
        return None
    found = [] if _OF_THE_DAY.search(asked.text) else packs_with(asked.actor, asked.text, work=work)
    if found:
        lines, choices = [], list[Offered]()
        for each in found[:MOST_PACKS]:
            offering = each.shown.offering
            if each.shown.is_theirs:  # "that one" below it is what could be added
                held = {"what": _names(each), "pack": offering.name}
                if _PAYS.search(asked.text):
                    values = {**held, "price": price_utterance(offering.price)}
                    lines.append(Utterance("utter_contents_yours_price", values))
                else:
                    lines.append(Utterance("utter_contents_yours", held))
                continue
            values = {"what": _names(each), "product": offering.name, "price": price_utterance(offering.price)}
            lines.append(Utterance("utter_contents_in", values))
            choices.append(ask_for("order_product", "utter_contents_add", values, product=offering.name))
        if len(choices) == 1:
            choices = [said_as(choices[0], *_TAKES_IT)]
        return Utterance("utter_plain_lines", {"lines": lines}, choices)
    if not (_ALL_OF_OURS.search(asked.text) and _OURS.search(asked.text)):
        return None
    packs = own_packs(asked.actor, work=work)
    if not packs:
        return None
    lines = [
        Utterance("utter_contents_of", {"pack": o.name, "summary": o.description, "channels": channels_in_words(o)})
        for o in packs
    ]
    more = ask_for("browse_catalogue", "utter_choice_more_packs", category="TV pack", service="iptv")
    return Utterance("utter_plain_lines", {"lines": lines}, [more])


def _names(contained: Contained) -> list[Translated]:
    """What was found, as at the beginning of a sentence."""
    first, *others = [contained.shown.offering.word(name) for name in contained.names]
    return [Translated({language: said[:1].upper() + said[1:] for language, said in first.texts.items()}), *others]
