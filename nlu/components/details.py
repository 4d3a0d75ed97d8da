"""Questions that have no subject of their own: "how long does that take?" is about what was just talked about."""

from __future__ import annotations

import re
from typing import Any

from nlu.components.carrying import LastWish

_IT = r"(?:it|that|this|they|those|these|the \w+|das|es)"
_LEAD = r"^\W*(?:(?:and|so|ok|okay|but|oh|well|then|yes|also|right|und|aber)\W+)*"
_DONE = (
    rf"(?:be (?:here|there|ready|done|finished|on)|arriv\w+|com\w+|ready|done|get here|get {_IT}|have {_IT}"
    rf"|expect {_IT}|happen\w*)"
)
_TAKES = re.compile(
    rf"{_LEAD}(?:how (?:long|soon|many days)(?: (?:does|do|will|would|is|are|did|should) {_IT})?"
    r"(?: (?:usually|normally|gonna|going to|all))*(?: (?:take|be|need|arrive|come|get here|happen|work|wait))?"
    rf"|(?:how long|when)(?: until| til+| before| will| do)* you (?:decide|answer|know|look|reply|let me know)"
    rf"|(?:by )?when (?:will|does|do|would|is|can) (?:{_IT}|i) {_DONE}"
    rf"|(?:by )?when|how (?:long|much time)(?: for)? (?:til+|until|before) (?:{_IT}|i) {_DONE}"
    rf"|wie lange dauert {_IT}|wann (?:kommt|ist) {_IT}(?: da| fertig)?)"
    r"(?: then| for| roughly| usually| about| to arrive| please| pls| denn| dann)*\W*$",
    re.I,
)
TAKES = "takes"
TOPIC = "topic"
# Wishes of which it can be said how long they take.
_TIMED = frozenset(
    "activate_sim report_lost_phone order_product order_status port_number top_up redeem_voucher transfer_credit"
    " pay_bill restrict_calls configure_service authorize_user report_fault manage_appointment dispute_charge"
    " return_equipment request_account talk_to_agent give_feedback".split()
)


_LASTS = re.compile(
    rf"{_LEAD}(?:n |and )?(?:how long (?:will|does|would|can|is) {_IT} (?:gonna |going to )?"
    rf"(?:last|do me|keep me going)|(?:will|would|does) {_IT} last"
    rf"|when (?:will|does|is) {_IT} (?:run out|end|used up|gone|empty|finish\w*)|(?:is|will) (?:{_IT} )?(?:be )?enough"
    rf"|wie lange reicht {_IT})(?: me| then| till| until| for| the| this| that| end| month| week| of| please| roughly|"
    r" \w+day)*\W*$",
    re.I,
)
_SHIFTS = re.compile(
    rf"{_LEAD}(?:please |can (?:you|u|we) |could you )*(?:push|bring|move|shift|put|pull) {_IT}"
    r" (?:back|forward|on|out|off)\b.*\b(?:days?|weeks?|months?)\W*$",
    re.I,
)
_SHOP = frozenset({"ask_price", "browse_catalogue", "recommend_product", "check_availability", "order_product"})
_RUN_OUT = frozenset({"check_usage", "check_balance", "top_up"})
_WHO = r"(?:she|he|they|somebody|anyone|my (?:boss|manager)|the (?:boss|manager)|sie|er|mein chef|[a-z]{3,12})"
_DECIDED = re.compile(
    rf"{_LEAD}(?:(?:has|have|did|hat) {_WHO} (?:already |schon )?(?:say (?:any|some)thing|get back|said?"
    rf"|sa(?:y|id) (?:yes|ok|no)|repl(?:y|ied)"
    rf"|answer(?:ed)?|approved?|agreed?|decided?|allowed?|ok'?e?d|zugestimmt|geantwortet|ja gesagt)"
    rf"(?: (?:yes|ok|it|that|me|to it))*"
    rf"|{_WHO} (?:has |have |'s )?(?:already )?(?:answered|replied|decided|approved|agreed|said (?:yes|ok|no|anything))"
    rf"|what (?:did|does) {_WHO} (?:say|answer|decide)|(?:any|got an) (?:news|answer|word|reply) from {_WHO}"
    rf"|(?:anything|something|heard|hear anything) (?:back )?from {_WHO}"
    rf"|(?:gibt es )?(?:schon )?(?:was|etwas) von {_WHO})"
    r"(?: yet| already| now| to me| to my request| schon| please)*\W*$",
    re.I,
)


_PAUSES = frozenset({"pause_service", "resume_service"})
# What a question for the end of a pause is taken for where nothing says that it is of one.
_TIMES = frozenset({"order_status", "check_contract", "check_service_status", "list_services", "check_ticket"})
_WHEN = re.compile(r"\b(?:when|how long|until|till|what (?:day|date|time)|wann|wie lange|bis)\b", re.I)

_OF_A_CONTRACT = re.compile(
    r"\b(?:contract|plan|notice|leav\w*|term|tied|minimum|cancel\w*|vertrag\w*|kündig\w*)\b", re.I
)
_ASKS_WAY = re.compile(
    r"\?|\b(?:how|when|in what|by|post\w*|courier|deliver\w*|door|days|arriv\w*|wann|wie|geliefert|kommt)\b",
    re.I,
)


def read_detail(text: str, parsed: dict[str, Any], last: LastWish | None) -> dict[str, Any]:
    """The message as understood, or as a question of how long the last wish takes, or whether a manager has
    answered."""
    if _DECIDED.match(text):
        return {**parsed, "intent": {"name": "list_requests", "confidence": 1.0}, "entities": []}
    if last is not None and last.intent in _PAUSES and _SHIFTS.match(text):
        return {**parsed, "intent": {"name": "inform", "confidence": 1.0}, "entities": []}
    if last is not None and last.intent in _RUN_OUT and _LASTS.match(text):
        intent = "check_usage" if last.intent == "check_usage" else "check_balance"
        return {**parsed, "intent": {"name": intent, "confidence": 1.0}, "entities": []}
    if last is not None and last.intent in _SHOP and _LASTS.match(text):
        return {**parsed, "intent": {"name": "ask_price", "confidence": 1.0}, "entities": []}
    verdict = parsed["intent"]["name"]
    if last is not None and last.intent in _PAUSES and verdict in _TIMES and _WHEN.search(text):
        return {**parsed, "intent": {"name": "resume_service", "confidence": 1.0}, "entities": []}
    # An order that is not named is what is being ordered.
    is_time = verdict == "order_status" or (verdict == "check_contract" and not _OF_A_CONTRACT.search(text))
    is_of_it = is_time and not parsed.get("entities") and _ASKS_WAY.search(text) is not None
    if last is None or last.intent not in _TIMED or not (is_of_it or _TAKES.match(text)):
        return parsed
    told = [{"entity": TOPIC, "start": 0, "end": 0, "value": TAKES, "extractor": "context"}]
    return {**parsed, "intent": {"name": "help", "confidence": 1.0}, "entities": told}
