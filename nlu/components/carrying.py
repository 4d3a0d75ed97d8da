"""Short follow-ups that mean the last wish again, for something else: "and last month?", "same for Tom".

Only what can be nothing else is read so: a word such as "and" or "same for", and then nothing but what the last wish
could be about. Everything else is understood for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import UserUttered

from nlu.components.earlier import find_earlier
from nlu.components.recognising import Found, Setting, recognise

_MARK = re.compile(
    r"^\W*(?:(?:ok|okay|so|now|then|yes|yeah|right|cool|thanks|great|hmm?|please|pls)\W+)*"
    r"(?:(?:and|plus|also)(?:\s+(?:what|how)\s+about|\s+(?:the\s+)?same\s+(?:for|on|with))?|(?:what|how|wot)\s+about"
    r"|(?:the\s+)?same\s+(?:thing\s+|again\s+|please\s+)?(?:for|on|with|to|in)"
    r"|compare[ds]?(?:\s+(?:it|that|this))?\s+(?:with|to|against)|(?:versus|vs\.?|against)"
    r"|(?:do|set|put|try|check|show)\s+(?:me\s+)?(?:it|that|this|the\s+same)\s+(?:again\s+)?(?:for|on|with)|for|(?:no\W+)?(?:i|we)\s+(?:mean|meant))\s+",
    re.I,
)
_GERMAN_MARK = re.compile(
    r"^\W*(?:(?:ok|okay|so|jetzt|dann|ja|gut|super|danke|hm+|bitte)\W+)*"
    r"(?:und(?:\s+(?:was|wie)\s+(?:ist|sieht\s+es)(?:\s+(?:das|es))?\s+(?:mit|für|bei|im|in|auf))?"
    r"|(?:was|wie)\s+(?:ist|sieht\s+es)(?:\s+(?:das|es))?\s+(?:mit|für|bei|im|in|auf)"
    r"|(?:das\s+gleiche|dasselbe|das\s+selbe|genauso|ebenso|auch)(?:\s+(?:bitte|noch|nochmal))?(?:\s+(?:für|bei|mit|auf|im|in))?"
    r"|(?:mach|zeig|tu)\s+(?:mir\s+)?(?:das|es|dasselbe|das\s+gleiche)\s+(?:auch\s+|nochmal\s+)?(?:für|bei|mit|auf)"
    r"|(?:im vergleich|verglichen|vergleich\w*)(?:\s+(?:das|es))?(?:\s+(?:mit|zu|zum))?"
    r"|für|(?:nein\W+)?(?:ich\s+meine|ich\s+meinte|gemeint\s+(?:ist|war|waren)))\s+",
    re.I,
)
# What is taken out of what was just said of several: "except Tom's", "but not the landline".
_BUT = re.compile(
    r"^\W*(?:(?:ok|okay|and|but|yes|yeah|ja|aber)\W+)*(?:except|excluding|apart from|all but|but not|not for|other than"
    r"|außer|ohne|nur nicht|nicht für)\s+(?:for\s+|für\s+)?",
    re.I,
)
# Nothing but the wish for a picture of what was just told.
_PICTURE = re.compile(
    r"\W*(?:(?:ok|and|now|please|can|could|you|u|show|send|give|draw|make|have|see|i|want|me|us|to|it|that|this|those|them"
    r"|again|as|in|with|of|a|an|the|zeig|mir|das|als)\W+)*"
    r"(?:graphs?|charts?|pictures?|diagrams?|heat ?maps?|bild|diagramm|grafik)"
    r"(?:\W+(?:of|for|it|that|this|them|please|pls|bitte))*\W*",
    re.I,
)
# "A chart of last month" is "and last month?".
_PICTURE_OF = re.compile(
    r"\W*(?:(?:ok|and|now|please|can|could|you|u|show|send|give|draw|make|me|us|see|i|want|a|an|the|zeig|mir|ein)\W+)*"
    r"(?:graphs?|charts?|pictures?|diagrams?|bild|diagramm|grafik)\W+(?:of|for|from|vom|von|für)\W+(?=\w)",
    re.I,
)
# Nothing but how many of those that were told: "top 5", "just the first three".
_HOW_MANY = re.compile(
    r"\W*(?:(?:ok|and|now|only|just|give|show|me|the|please)\W+)*"
    r"(?:(?:top|first|biggest|worst)\W+(?:\d{1,2}|two|three|four|five|six|ten)"
    r"|(?:\d{1,2}|two|three|four|five|six|ten)\W+(?:worst|biggest|highest|dearest|heaviest))"
    r"(?:\W+(?:only|please|pls|of them|then|instead))*\W*",
    re.I,
)
# The figures just told, of what was used instead of what it cost: "same by data".
_BY_USE = re.compile(
    r"\W*(?:(?:ok|and|now|same|the|please|again)\W+)*(?:by|in|for|and|und|n|(?:what|wot|wat|how) ?(?:a?bout))\W+"
    r"(?:(?:my|the)\W+)?(?:data|gigs?|gb|min(?:ute)?s|calls|texts|txts|sms)(?:\W+(?:please|pls|then))*\W*",
    re.I,
)
_FILLER = frozenset(
    "my our the a an too also as well please pls plz line lines phone number mobile one ones same again instead then "
    " now only just for on of in and with s to about dates date days day times time thing things amount other"
    " ending ends two three".split()
)
_GERMAN_FILLER = frozenset(
    "mein meine meinen meinem meiner unser unsere unseren der die das den dem des ein eine einen auch noch bitte"
    " leitung nummer anschluss handy selben gleichen wieder dann jetzt nur für im in am an auf bei mit von vom und aus"
    " fürs beim tag tage zeit mal denn so".split()
)
# Nothing but that it is one's own that is asked about now: "what's mine then".
_MINE = re.compile(
    r"\W*(?:(?:ok|and|n|so|just|only|what|wot|how|about|whats|what'?s|hows|is|show|me|und|was|ist|mit|nur|zeig|mir)\W+)*"
    r"(?:mine|my own(?: one| line| phone)?|meine[rsn]?(?: eigene\w*)?)"
    r"(?:\W+(?:then|please|pls|only|instead|dann|bitte))*\W*",
    re.I,
)
_OTHER = re.compile(r"\bother\s+(?:one|line|phone|mobile|number|sim)\b", re.I)
_WORD = re.compile(r"[^\W_]+")
# What takes each other's place: Tom's line instead of the landline, August instead of last week.
_ALIKE = (
    frozenset({"person", "phone_number", "service", "group"}),
    frozenset({"product", "category"}),
    frozenset({"period", "date"}),
    frozenset({"place", "address"}),
)
_SUBJECTS = _ALIKE[0] | _ALIKE[1] | _ALIKE[3]
# Wishes to know something of a time, and wishes about something that could be another.
_OF_A_TIME = frozenset(
    "check_usage check_spending show_bill explain_bill show_history check_performance analyse_calls"
    " show_payments check_service_status".split()
)
_OF_SOMETHING = _OF_A_TIME | frozenset(
    "pause_service resume_service restrict_calls set_spending_limit configure_service test_service check_balance"
    " check_service_status check_reachability order_product ask_price check_availability change_plan terminate_service"
    " check_contract check_call_rule authorize_user revoke_authorization analyse_calls manage_capacity list_services"
    " set_alerts browse_catalogue recommend_product transfer_credit report_fault activate_sim report_lost_phone".split()
)
_OF_PRODUCTS = frozenset(
    "order_product ask_price check_availability change_plan terminate_service check_contract browse_catalogue"
    " recommend_product list_services".split()
)
# What people say in between without leaving the subject; of an answer, what it told belongs to the wish.
_IN_BETWEEN = frozenset("inform affirm deny thank greet repeat help out_of_scope cancel".split())


@dataclass(frozen=True)
class LastWish:
    """The last wish of a talk: its words, what it was, and all that was told for it."""

    words: str
    intent: str
    told: list[dict[str, Any]]


def carry_over(text: str, events: Iterable[Any], metadata: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """The words and the reading of a follow-up, as if the last wish had been said anew; None where it is none."""
    if _PICTURE.fullmatch(text) or _HOW_MANY.fullmatch(text):
        return _same_figures(text, last_wish(events))
    if _BY_USE.fullmatch(text):
        return _by_use(text, last_wish(events))
    language = str(metadata.get("language") or "en")
    if (earlier := _earlier(text, last_wish(events), metadata)) is not None:
        return earlier
    but = _BUT.match(text)
    mark = but or _mark_of(text, language)
    if _MINE.fullmatch(text):
        return _of_ones_own(text, last_wish(events))
    last = last_wish(events) if mark else None
    if mark is None or last is None or last.intent not in _OF_SOMETHING:
        return None
    found = recognise(text, Setting.read(metadata, intent=last.intent, language=language))
    # "My other line" is another than the one before: which, is for the action to say.
    other = {"service"} if _OTHER.search(text) else set()
    new = {each.entity for each in found} | other
    if not _is_only(found, text, mark.end(), pointed=bool(other)) or not _can_be_about(new, last.intent):
        return None
    kept = [each for each in last.told if but or not any(_is_alike(each["entity"], name) for name in new)]
    entities = [{**each, "start": 0, "end": 0} for each in kept] + [
        {"entity": each.entity, "value": each.value, "start": 0, "end": 0, "extractor": "carried"} for each in found
    ]
    said = f"{last.words}, {text}".strip(", ")
    return said, {"text": said, "intent": {"name": last.intent, "confidence": 1.0}, "entities": entities}


def _mark_of(text: str, language: str) -> re.Match[str] | None:
    """The word that makes a message a follow-up."""
    german = _GERMAN_MARK.match(text) if language == "de" else None
    return german or _PICTURE_OF.match(text) or _MARK.match(text)


def _same_figures(text: str, last: LastWish | None) -> tuple[str, dict[str, Any]] | None:
    """ "Show me that as a graph", "top 5" below figures ask for the same figures, which come with their picture."""
    if last is None or last.intent not in _OF_A_TIME:
        return None
    entities = [{**each, "start": 0, "end": 0} for each in last.told]
    said = f"{last.words}, {text}".strip(", ")
    return said, {"text": said, "intent": {"name": last.intent, "confidence": 1.0}, "entities": entities}


def _of_ones_own(text: str, last: LastWish | None) -> tuple[str, dict[str, Any]] | None:
    """ "And mine?" asks the same of one's own line, and no longer of the one that was named."""
    if last is None or last.intent not in _OF_SOMETHING:
        return None
    entities = [{**each, "start": 0, "end": 0} for each in last.told if each["entity"] not in _SUBJECTS]
    return text, {"text": text, "intent": {"name": last.intent, "confidence": 1.0}, "entities": entities}


def _by_use(text: str, last: LastWish | None) -> tuple[str, dict[str, Any]] | None:
    if last is None or last.intent not in ("check_spending", "check_usage", "check_balance"):
        return None
    entities = [{**each, "start": 0, "end": 0} for each in last.told]
    # Of costs the words before say what is ranked or summed; of use they would only name the other kind again.
    said = f"{last.words}, {text}".strip(", ") if last.intent == "check_spending" else text
    return said, {"text": said, "intent": {"name": "check_usage", "confidence": 1.0}, "entities": entities}


def _earlier(text: str, last: LastWish | None, metadata: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """ "And the month before?" asks for the same, of the time before the one that was told."""
    if last is None or last.intent not in _OF_A_TIME | {"show_current_charges", "check_balance"}:
        return None
    of_bills = last.intent in ("explain_bill", "show_bill")
    period = find_earlier(text, last.told, Setting.read(metadata, intent=last.intent), of_bills=of_bills)
    if period is None:
        return None
    kept = [{**each, "start": 0, "end": 0} for each in last.told if each["entity"] not in _ALIKE[2]]
    entities = [*kept, {"entity": "period", "value": period, "start": 0, "end": 0, "extractor": "carried"}]
    # What a bill was before is that bill, and not why it was higher than another.
    others = {"show_current_charges": "show_bill", "explain_bill": "show_bill", "check_balance": "check_usage"}
    intent = others.get(last.intent, last.intent)
    said = f"{last.words}, {text}".strip(", ")
    return said, {"text": said, "intent": {"name": intent, "confidence": 1.0}, "entities": entities}


def last_wish(events: Iterable[Any]) -> LastWish | None:
    """The last wish, unless something else was talked about since; what answers told belongs to it."""
    told: list[dict[str, Any]] = []
    for event in reversed([each for each in events if isinstance(each, UserUttered)]):
        intent = str((event.intent or {}).get("name") or "")
        told = [*(event.entities or []), *told]
        if intent not in _IN_BETWEEN:
            return LastWish(event.text or "", intent, told)
    return None


def _is_alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= alike for alike in _ALIKE)


def _is_only(found: list[Found], text: str, start: int, *, pointed: bool = False) -> bool:
    """Whether the rest of the text is nothing but what was found, or `pointed` at."""
    left = "".join(" " if any(each.start <= at < each.end for each in found) else c for at, c in enumerate(text))
    return (bool(found) or pointed) and all(
        word in _FILLER or word in _GERMAN_FILLER for word in _WORD.findall(left[start:].lower())
    )


def _can_be_about(entities: set[str], intent: str) -> bool:
    if intent in _OF_A_TIME and entities & _ALIKE[2]:
        return True
    return bool(entities & (_SUBJECTS if intent in _OF_PRODUCTS else _SUBJECTS - _ALIKE[1]))
