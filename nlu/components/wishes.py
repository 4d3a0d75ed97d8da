"""Two or three wishes in one message: "pay my bill and pause line 2 from Monday". When in doubt it is one.

A message is taken apart only where each side, read alone, is a clear wish, the two are different, and the second one
begins as a wish begins. Lists of products, names, and conditions of one wish ("and resume friday") stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nlu.components.german import wishes as german
from nlu.components.intent_model import OUT_OF_SCOPE, Verdict

SURE = 0.7
"""So sure must the model be of each side: well above what it acts on in a message that stands alone."""
SHORTEST = 2
SURE_BEHIND = 0.5
SHORTEST_BEHIND = 3
_JOINT = re.compile(
    rf"\s*[,;.!?]*\s+(?:and\s+then|and\s+also|then\s+also|and|also|then|plus|n|&|{german.JOINT})\s+|\s*[,;.!?]+\s+|\s*\n+\s*",
    re.I,
)
# What people put before the wish itself.
_FILLER = re.compile(
    r"^(?:[^:?!.]{3,30}:\s+)?"
    r"(?:(?:please|pls|plz|also|then|and|can|could|would|will|you|u|i|id|i'd|we|want|wanna|would|like|need|to|just|kindly"
    rf"|let'?s|lets|go|ahead|{german.FILLER})\s+)*",
    re.I,
)
# A second wish begins with what is to be done, or as a question. "Have", "use" and the like go on with what was said.
_BEGINS = re.compile(
    r"(?:(?:can|could|may|will|would|should) (?:i|we|my|it)"
    r"|pay|settle|clear|pause|freeze|suspend|resume|unpause|reactivate|top|add|put|order|buy|get|cancel|stop|end"
    r"|terminate|block|bar|unblock|set|turn|switch|enable|disable|change|upgrade|downgrade|move|show|see|check|tell"
    r"|give|send|list|explain|test|run|report|redeem|transfer|book|reschedule|raise|lower|track|return|remove|renew"
    r"|activate|take|collect|charge|e-?mail|mail|remind|warn|alert|know|hear|find|my|our|which|whether|any|has|was|were|what|whats|what's|wots|where|wheres|where's|when|whens|when's|why|how|hows|how's|who|is|are|do|does|did"
    rf"|{german.BEGINS})\b",
    re.I,
)
# What points back to the first side, or takes it back: both belong together.
_POINTS_BACK = re.compile(
    r"\b(?:it|its|it's|that|that's|this|those|these|them|they|he|she|him|her|one|instead|rest|back"
    rf"|{german.POINTS_BACK})\b",
    re.I,
)
_TAKES_BACK = re.compile(
    r"\b(?:not|no|never|dont|don't|didnt|didn't|wont|won't|cant|can't"
    rf"|{german.TAKES_BACK})\b",
    re.I,
)
# A condition of the other side; inside the second one it is of that one alone: "can I keep my number if I go".
_DEPENDS = re.compile(r"\b(?:if|unless|before|after)\b", re.I)
# The two sides of one wish: how long it lasts, what becomes of the number, what else is to be known about it.
_ONE_WISH = frozenset(
    frozenset(pair)
    for pair in (
        ("pay_bill", "show_payments"),
        ("report_lost_phone", "activate_sim"),
        ("redeem_voucher", "top_up"),
        ("check_spending", "set_alerts"),
        ("check_usage", "recommend_product"),
        ("check_call_rule", "restrict_calls"),
        ("cancel_order", "dispute_charge"),
        ("cancel_order", "port_number"),
        ("cancel_order", "order_status"),
        ("delete_my_data", "export_my_data"),
        ("return_equipment", "dispute_charge"),
        ("pause_service", "resume_service"),
        ("change_plan", "port_number"),
        ("order_product", "port_number"),
        ("order_product", "build_bundle"),
        ("order_product", "activate_sim"),
        ("order_product", "change_plan"),
        ("order_product", "manage_appointment"),
        ("move_service", "update_profile"),
        ("report_lost_phone", "restrict_calls"),
        ("report_fault", "test_service"),
        ("report_fault", "report_experience"),
        ("report_fault", "check_service_status"),
        ("report_fault", "check_reachability"),
        ("report_fault", "give_feedback"),
        ("report_fault", "manage_appointment"),
        ("dispute_charge", "explain_bill"),
        ("dispute_charge", "give_feedback"),
        ("terminate_service", "cancel_order"),
        ("terminate_service", "return_equipment"),
        ("browse_catalogue", "recommend_product"),
        ("check_availability", "order_product"),
        ("set_spending_limit", "set_alerts"),
        ("show_bill", "set_e_bill"),
        ("pay_bill", "set_autopay"),
        ("set_autopay", "set_alerts"),
        ("pay_bill", "arrange_payment"),
    )
)
_STOP = re.compile(r"[,;.!?\n]+\s+|\s+(?:but|and|so|now|anyway)\s+", re.I)
_GREETING = re.compile(
    r"^\W*(?:hi|hiya|hey|heya|hello|yo|oi|howdy|(?:good )?(?:morning|afternoon|evening)|hallo|moin"
    r"|good day|guten (?:tag|morgen|abend))(?: there| all| mate| team| again| to you| everyone)*\W+",
    re.I,
)
_SMALL_TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "inform"})
# What is said beside a wish, or answers a question; never one of two wishes.
_NO_WISH = frozenset(
    {OUT_OF_SCOPE, "greet", "goodbye", "thank", "affirm", "deny", "inform", "cancel", "help", "repeat", "undo",
     "give_feedback", "rate_service", "share_tip", "ask_how_to", "talk_to_agent", "update_ticket", "manage_people",
     "authorize_user", "opt_in", "opt_out", "ask_price", "list_requests"}
)  # fmt: skip


@dataclass(frozen=True)
class TwoWishes:
    """A message taken apart: both sides in their own words; the second may hold another wish behind its own."""

    first: str
    second: str


def take_apart(text: str, judge: Callable[[str], Verdict]) -> TwoWishes | None:
    """The first wish of a message and what follows it; None where it is one, or anything about it is doubtful."""
    cuts = list(_cuts(text))
    if len(cuts) == 2 and _are_three(*cuts, judge):
        return TwoWishes(*cuts[0])
    found = [TwoWishes(first, second) for first, second in cuts if _are_two(first, second, judge)]
    # More than one way to take it apart: a sentence that only looks like some wishes.
    return found[0] if len(found) == 1 else None


def judge_behind_small_talk(text: str, verdict: Verdict, judge: Callable[[str], Verdict]) -> Verdict:
    """What is wished behind a greeting, thanks or a plain answer: "morning, how long does my pack last" is no greeting.
    The same verdict where nothing clear stands behind it."""
    if verdict.intent not in _SMALL_TALK:
        return verdict
    greeting = _GREETING.match(text)
    for at in ([greeting.end()] if greeting else []) + [stop.end() for stop in _STOP.finditer(text)]:
        rest = text[at:].strip()
        if len(rest.split()) < SHORTEST_BEHIND:
            break
        found = judge(rest)
        if found.intent not in _SMALL_TALK and found.intent != OUT_OF_SCOPE and found.confidence >= SURE_BEHIND:
            return found
    return verdict


def may_hold_two(text: str) -> bool:
    """Whether it is worth asking the model about the sides of a message at all."""
    return next(_cuts(text), None) is not None


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    greeting = _GREETING.match(text)
    text = text[greeting.end() :] if greeting else text
    for joint in _JOINT.finditer(text):
        first, second = text[: joint.start()].strip(), text[joint.end() :].strip()
        if min(len(first.split()), len(second.split())) < SHORTEST:
            continue
        depends = _DEPENDS.search(first) or _DEPENDS.match(second)
        if not depends and _begins(first) and _begins(second) and not _points_or_takes_back(second, text):
            yield first, second


def _points_or_takes_back(second: str, text: str) -> bool:
    return _POINTS_BACK.search(second) is not None or _TAKES_BACK.search(text) is not None


def _begins(side: str) -> bool:
    asks = _BEGINS.match(side) or _BEGINS.match(_FILLER.sub("", side))
    return asks is not None or german.ENDS.search(side) is not None


def _are_three(front: tuple[str, str], back: tuple[str, str], judge: Callable[[str], Verdict]) -> bool:
    """Whether what is before the first cut, between both, and behind the last are three clear wishes."""
    (first, rest), last = front, back[1]
    middle = next((one for one, other in _cuts(rest) if other == last), None)
    if middle is None:
        return False
    return all(_are_two(one, other, judge) for one, other in ((first, middle), (middle, last), (first, last)))


def _are_two(first: str, second: str, judge: Callable[[str], Verdict]) -> bool:
    one, other = judge(first), judge(second)
    if one.intent == other.intent or {one.intent, other.intent} & _NO_WISH:
        return False
    return min(one.confidence, other.confidence) >= SURE and frozenset((one.intent, other.intent)) not in _ONE_WISH
