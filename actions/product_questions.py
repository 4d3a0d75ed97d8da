"""Questions about what was just shown, whoever asks: "who is that for?", "is there a contract on it?", "und im
Unterschied zu meinem?"."""

import re

from actions.asked import Asked
from actions.catalogue import details_utterance, list_utterance, product_choices
from actions.frame import Answer, DialtoneAction
from actions.mentioned import others_shown, plan_named_among, products_of
from actions.offering_facts import asks_about_offering, asks_terms, terms_of
from telecom.management.catalogue import Shown, browse
from telecom.management.order_items import find_offering, price_utterance
from telecom.model.catalogue import Offering
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging
from telecom.support.countries import find_countries

_TURNS_BACK = 4
_LONGEST = 16
# Wishes for which such a question is taken; the others do something.
_MAY_MEAN = frozenset(
    {
        *("ask_price", "browse_catalogue", "recommend_product", "check_contract", "check_usage", "check_balance"),
        *("out_of_scope", "help", "inform", "order_product", "order_status", "activate_sim", "list_services"),
        *("show_current_charges", "explain_bill", "change_plan", "check_availability", "repeat", "affirm", "undo"),
        *("show_bill", "check_spending", "set_spending_limit", "terminate_service", "show_offers", "build_bundle"),
    }
)
# Who has no contract asks of the one that is named.
_OF_A_CONTRACT = frozenset({"check_contract", "check_usage"})
# When one's own pack ends is told with what is left of it.
_OF_ALLOWANCES = frozenset({"check_balance", "check_usage"})
# What use costs, here or over there, is no question about a product.
_ELSEWHERE = re.compile(
    r"\b(?:(?<!is )(?<!are )(?<!was )(?<!isn't )there|abroad|calling|ringing|texting|a minute|a text"
    r"|per (?:mb|minute|text)|dort|ausland|anrufen|gespräche?)\b",
    re.I,
)
_PRICE = re.compile(r"\b(?:how much|costs?|price\w*|dear|expensive|wie ?viel|kost\w*|teuer)\b", re.I)
_QUESTION = re.compile(
    r"\?\s*$|^\W*(?:(?:and|so|ok|okay|but|oh|und|aber|also)\W+)*(?:w?hat|wot|whats|what's|how|who|when|which|where|why|is|are"
    r"|do|does|would|will|can|could|if|any|was|wie|wer|wann|welche\w*|ist|sind|kann|gibt|hat|für wen|wofür|ab wann"
    r"|verlängert|muss)\b",
    re.I,
)
_OTHER = re.compile(r"\bother (?:one|plan|pack)s?\b|\bder andere\b|\bdie andere\b|\bdas andere\b", re.I)
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1, "erste": 0, "zweite": 1,
           "dritte": 2, "letzte": -1}  # fmt: skip
_PLACE = re.compile(rf"\b({'|'.join(_PLACES)})[nrs]?\b(?! (?:month|bill|week|time|rechnung))", re.I)
_PAIR = re.compile(r"\b(first|last|ersten|letzten) (?:two|2|couple|zwei|beiden)\b", re.I)
# What is one's own, or was used, and is no question about what is sold.
_OWN = re.compile(
    r"\b(?:left|remaining|have i|i have|i've|have we|used|use so far|übrig|verbraucht|gebraucht|hab ich|habe ich"
    r"|(?:my|our) (?:\w+ )?(?:bill|balance|credit|usage|data|minutes|last|current|contracts?|provider)"
    r"|(?:mein|unser)\w* (?:rechnung|guthaben|verbrauch|vertrag))\b",
    re.I,
)


def about_what_was_shown(asked: Asked, work: Work) -> Answer | None:
    """The answer to a question about the product shown last; None where it asks of nothing that was shown."""
    if asked.intent not in _MAY_MEAN or not 0 < len(asked.text.split()) <= _LONGEST:
        return None
    named = asked.entities.get("product")
    if named and not (asked.actor is None and asked.intent in _OF_A_CONTRACT and isinstance(named, str)):
        return None
    if not asks_about_offering(asked.text) or not _QUESTION.search(asked.text) or _OWN.search(asked.text):
        return None
    if (asked.actor is not None and asked.intent in _OF_ALLOWANCES) or _ELSEWHERE.search(asked.text):
        return None
    if _PRICE.search(asked.text) and find_countries(asked.text, language=asked.conversation.language):
        return None  # what use costs in that country
    names = [str(named)] if named else _plan_said(asked, work) or _meant(asked, work)
    if not names:
        return None
    if len(names) == 1:
        return Answer([details_utterance(asked, names[0], work)])
    offerings = [find_offering(name, work=work) for name in names]
    if asks_terms(asked.text):
        lines = [_terms_line(each) for each in offerings]
        return Answer([Utterance("utter_catalogue_terms", {"lines": lines}, product_choices(offerings))])
    return Answer([list_utterance(Utterance("utter_catalogue_title_beside"), [Shown(each) for each in offerings])])


def _terms_line(offering: Offering) -> Utterance:
    """What an offering costs, and how long it binds."""
    values = {"product": offering.name, "price": price_utterance(offering.price)}
    return Utterance("utter_catalogue_terms_line", {**values, "term": next(iter(terms_of(offering)), "")})


def _plan_said(asked: Asked, work: Work) -> list[str]:
    """The mobile plan that a word of its own names: "how does the unlimited one compare?"."""
    plans = [each.offering for each in browse(asked.actor, category="plan", service_kind="mobile", work=work)]
    said = plan_named_among(asked.text, plans)
    return [said.name] if said is not None else []


def _meant(asked: Asked, work: Work) -> list[str]:
    """The products shown lately that the words mean: by place, the other one, else all that were shown last."""
    lately = messaging.answers_lately(asked.conversation, turns=_TURNS_BACK, work=work)
    shown = next((found for said in lately if (found := products_of(said))), [])
    if (pair := _PAIR.search(asked.text)) is not None and len(shown) > 1:
        return shown[:2] if pair[1].casefold() in ("first", "ersten") else shown[-2:]
    if (place := _PLACE.search(asked.text)) is not None:
        at = _PLACES[place[1].casefold()]
        return shown[at:][:1] if at < len(shown) else []
    if _OTHER.search(asked.text):
        beside = others_shown(asked, work)
        return beside[1] if beside is not None else _neighbours(shown, asked, work)
    return shown


def _neighbours(shown: list[str], asked: Asked, work: Work) -> list[str]:
    """Of one that was shown alone, the others of its kind."""
    if len(shown) != 1:
        return shown
    one = find_offering(shown[0], work=work)
    alike = browse(asked.actor, category=one.category, service_kind=one.service_kind, work=work)
    return [each.offering.name for each in alike if each.offering.name != one.name]


DialtoneAction.below_last.append(about_what_was_shown)
