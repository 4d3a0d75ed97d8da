"""What a question leaves out because it was just talked about: "how many were lost?" below one line's calls is of that
line, "add two there" is for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rasa.shared.core.events import UserUttered

from nlu.components.carrying import LastWish
from nlu.components.recognising import Setting, recognise

_SUBJECTS = frozenset({"service", "phone_number", "group", "person"})
_TIMES = frozenset({"period", "date"})
# Figures that are asked about further, one question after the other.
_FIGURES = frozenset({"analyse_calls", "check_performance", "show_history"})
# Wishes about the same lines.
_TOGETHER = (
    _FIGURES | {"manage_capacity", "report_fault", "test_service", "check_service_status"},
    frozenset({"check_usage", "check_spending", "set_spending_limit", "set_alerts", "restrict_calls"}),
)
_POINTS = re.compile(
    r"(?<!\w)(?:there|on (?:it|that)|for (?:it|that)|to (?:it|that)|dort|da|darauf|dafür|drauf)(?!\w)", re.I
)
# Of what there can be more, and what a wish for more of it is taken for where it leaves out of what.
_SHARES = frozenset({"manage_capacity", "analyse_calls"})
_TAKEN_FOR_MORE = frozenset("order_product top_up inform out_of_scope set_spending_limit change_plan".split())
_MORE = re.compile(
    r"\b(?:add|put|give|get|need|have|make|book|take|order|want|nimm|gib|buch\w*|brauche?n?|hol\w*)\b.*"
    r"(?<!\w)(?:\d{1,2}(?![\d.,:/]|\w)|one|two|three|four|five|six|ten|another|couple|more|zwei|drei|vier|fünf|mehr)(?!\w)",
    re.I,
)
_CHANNELS = re.compile(r"\b(?:lines?|channels?|trunks?|leitung\w*|kan[aä]le?)\b", re.I)
_THAT_GROUP = re.compile(
    r"(?:that|this|the|the same|diese[rn]?|die|der)(?: same)?"
    r" (?:group|team|department|crew|gruppe|abteilung)(?: lines)?",
    re.I,
)
# Who was just spoken of, and the wishes that look at or change what somebody has.
_THEM = re.compile(r"(?<!\w)(?:he|him|his|she|her|hers|er|ihm|ihn|seine?[rnms]?)(?!\w)", re.I)
_OF_LINES = frozenset(
    "check_usage check_spending explain_bill analyse_calls restrict_calls set_spending_limit check_call_rule show_bill"
    " configure_service pause_service list_services check_contract change_plan show_history test_service".split()
)
# "Get rid of it" below what a pack costs is about the pack.
_IT = re.compile(r"(?<!\w)(?:it|that|this|that one|das|es|den|sie)(?!\w)", re.I)
_TELL_OF_PRODUCTS = frozenset({"ask_price", "check_contract", "browse_catalogue", "list_services", "ask_how_to"})
# What was set for good a moment ago, and "turn that off" below it.
_SET = frozenset("set_autopay set_alerts set_e_bill set_spending_limit restrict_calls".split())
_TAKEN_FOR_OFF = frozenset({"configure_service", "terminate_service", "out_of_scope"})
_LONGEST_OFF = 8
_OFF = re.compile(
    r"\b(?:turn|switch|take|put|stop|end|cancel|disable|remove|drop|mach\w*|schalt\w*|stell\w*|nimm|beend\w*)\b"
    r".*(?<!\w)(?:it|that|this|them|those|das|es|die|sie)(?!\w)",
    re.I,
)
# A mere "not after all" drops what is offered; with what is to be done it ends what was set.
_TAKEN_FOR_DROPPED = _TAKEN_FOR_OFF | {"cancel", "deny", "cancel_order"}
_SWITCHES_OFF = re.compile(
    r"\b(?:turn|switch) (?:it|that|them) (?:back )?off\b|\b(?:turn|switch) off\b|\b(?:aus|ab)(?:zu)?schalten\b"
    r"|\bschalt\w*\b.*\b(?:aus|ab)\b|\bwieder aus\b",
    re.I,
)
# "Remove it" below the saved cards is no wish to be forgotten altogether.
_REMOVES = re.compile(
    r"\W*(?:(?:please|ok|and|then|can you|bitte)\W+)*(?:remove|delete|drop|take off|forget|lösch\w*|entfern\w*)"
    r"\s+(?:it|that|this|them|that one|this one|sie|die|das)(?:\s+(?:please|pls|then|bitte))*\W*",
    re.I,
)
# What was charged, and who does not take it: "I don't agree with that" below a bill.
_CHARGES = frozenset("show_bill explain_bill show_current_charges check_spending".split())
_TAKEN_FOR_NO = frozenset({"deny", "inform", "out_of_scope"})
_CONTESTS = re.compile(
    r"\b(?:(?:not|\w+n'?t|never|cannot) (?:\w+ )?(?:agree|accept)|disagree"
    r"|(?:not|isn'?t|aint|can'?t be|cannot be) (?:\w+ )?(?:right|correct|mine|true)"
    r"|nicht einverstanden|stimmt (?:so |doch )?nicht|kann nicht stimmen)\b",
    re.I,
)
_ALL = re.compile(
    r"(?<!\w)(?:all|every|each|overall|total|altogether|whole|everything|company|firm|business"
    r"|alle[rsnm]?|jede[rsnm]?|insgesamt)(?!\w)",
    re.I,
)


def with_group_meant(parsed: dict[str, Any], events: Iterable[Any]) -> dict[str, Any]:
    """The message as understood, with the group that was spoken of last in place of "that group"."""
    if not any(_is_pointing(each) for each in parsed["entities"]):
        return parsed
    said = [each for event in events if isinstance(event, UserUttered) for each in event.entities or []]
    named = [each["value"] for each in said if each["entity"] == "group" and not _is_pointing(each)]
    if not named:
        return parsed
    meant = [{**each, "value": named[-1]} if _is_pointing(each) else each for each in parsed["entities"]]
    return {**parsed, "entities": meant}


def _is_person(entities: list[dict[str, Any]]) -> bool:
    return any(each["entity"] == "person" for each in entities)


def _is_it(text: str, named: set[str], *, is_short: bool) -> bool:
    return is_short and not named & (_SUBJECTS | {"product", "category"}) and _IT.search(text) is not None


def _is_pointing(entity: dict[str, Any]) -> bool:
    return entity["entity"] == "group" and _THAT_GROUP.fullmatch(str(entity["value"])) is not None


def more_there(text: str, parsed: dict[str, Any], last: LastWish | None, metadata: dict[str, Any]) -> dict[str, Any]:
    """The message as understood; below a share, or the calls that it was too small for, "add 2 there for next week" is
    for more of it and no order."""
    if last is None or last.intent not in _SHARES or parsed["intent"]["name"] not in _TAKEN_FOR_MORE:
        return parsed
    names_product = any(each["entity"] in ("product", "amount", "person") for each in parsed["entities"])
    if names_product or not _MORE.search(text) or not (_POINTS.search(text) or _CHANNELS.search(text)):
        return parsed
    found = recognise(text, Setting.read(metadata, intent="manage_capacity"))
    entities = [
        {"entity": each.entity, "start": each.start, "end": each.end, "value": each.value, "extractor": "context"}
        for each in found
    ]
    return {**parsed, "intent": {"name": "manage_capacity", "confidence": 1.0}, "entities": entities}


def about_what_was_told(text: str, parsed: dict[str, Any], last: LastWish | None) -> dict[str, Any]:
    """The message as understood; "turn that off" below what was just set is about that, and "I don't agree with it"
    below a bill contests it."""
    if last is None:
        return parsed
    said, named = text.replace("\u2019", "'"), {each["entity"] for each in parsed["entities"]}
    verdict = parsed["intent"]["name"]
    is_short = len(text.split()) <= _LONGEST_OFF
    if last.intent in _SET and is_short and not named & {"parameter", "product", *_SUBJECTS}:
        is_off = verdict in _TAKEN_FOR_OFF and _OFF.search(said) is not None
        if not is_off and not (verdict in _TAKEN_FOR_DROPPED and _SWITCHES_OFF.search(said)):
            return parsed
        kept = [{**each, "start": 0, "end": 0} for each in last.told if each["entity"] in _SUBJECTS]
        return {**parsed, "intent": {"name": last.intent, "confidence": 1.0}, "entities": kept}
    if last.intent == "ask_payment_methods" and _REMOVES.fullmatch(said):
        return {**parsed, "intent": {"name": last.intent, "confidence": 1.0}}
    if last.intent in _CHARGES and verdict in _TAKEN_FOR_NO and _CONTESTS.search(said):
        return {**parsed, "intent": {"name": "dispute_charge", "confidence": 1.0}}
    return parsed


def keep_subject(text: str, parsed: dict[str, Any], last: LastWish | None, *, is_short: bool = True) -> dict[str, Any]:
    """The message as understood, with the line, and of figures the time, of the last wish where it names none. A long
    message leaves out only what the same figures were asked of before."""
    if last is None:
        return parsed
    intent, named = parsed["intent"]["name"], {each["entity"] for each in parsed["entities"]}
    if is_short and intent in _OF_LINES and not named & _SUBJECTS and _THEM.search(text) is not None:
        whose = [{**each, "start": 0, "end": 0} for each in last.told if each["entity"] in ("person", "phone_number")]
        return {**parsed, "entities": [*parsed["entities"], *whose]} if _is_person(whose) else parsed
    if intent == "terminate_service" and last.intent in _TELL_OF_PRODUCTS and _is_it(text, named, is_short=is_short):
        products = [{**each, "start": 0, "end": 0} for each in last.told if each["entity"] == "product"]
        return {**parsed, "entities": [*parsed["entities"], *products]}
    same = intent == last.intent and intent in _FIGURES
    points = (
        is_short and _POINTS.search(text) is not None and any({intent, last.intent} <= group for group in _TOGETHER)
    )
    if not (same or points) or named & _SUBJECTS or _ALL.search(text):
        return parsed
    # "Was that as promised?" below August is about August.
    same = same or (points and {intent, last.intent} <= _FIGURES)
    taken = _SUBJECTS | (_TIMES if same and not named & _TIMES else frozenset())
    kept = [{**each, "start": 0, "end": 0} for each in last.told if each["entity"] in taken]
    return {**parsed, "entities": [*parsed["entities"], *kept]} if kept else parsed
