"""What a short message means in the light of what was talked about: "add it" after a price is an order.

Where the words alone leave several wishes open, one that belongs to the subject of the talk is likelier. A message that
is clear by itself, and every plain answer, keeps its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rasa.shared.core.events import UserUttered

from nlu.components.carrying import last_wish
from nlu.components.intent_model import OUT_OF_SCOPE
from nlu.components.recognising import Found, Setting, recognise
from nlu.components.sureness import ACT_FROM

CLEAR = 0.75
LIKELIER = 6.0
LONGEST = 9
HARDLY = 0.5
"""So unsure of another wish, what tells what was asked for is an answer."""
SHORTEST_WISH = 4
"""Messages of so few words hardly ever say what they are about."""
_WORD = re.compile(r"[^\W_]+")
_POINTS = re.compile(
    r"(?<!\w)(?:it|its|it's|that|thats|that's|this|them|those|these|one|ones|him|her|they|then|now|instead|too|also|again"
    r"|still|there|same|rest|other|more|less|yet|already|and|but|or|so)(?!\w)",
    re.I,
)
# Answers and small talk mean the same whatever was talked about.
_ALWAYS = frozenset("affirm deny cancel undo repeat help thank talk_to_agent".split())
_BARE = frozenset({"amount", "date", "period", "time_of_day", "percent"})
# A line is told by its name, by whose it is or by a number; several are a group.
_TELLS = {
    "service": frozenset({"service", "phone_number", "group", "person"}),
    "person": frozenset({"person", "phone_number"}),
}
_AROUND_LINES = frozenset(
    "and or the one ones ending ends in with line lines phone phones number numbers of them mobile".split()
)
_AROUND = frozenset(
    "from for until till at on in by only just please pls the then make it rather about not no nah wait sorry oh"
    " actually instead of i mean meant start starting begin beginning to move change shift that better monday tuesday"
    " wednesday thursday friday saturday sunday mon tue wed thu fri sat sun"
    " is are will would do be better enough plenty fine suffice too much hmm hm mm quite"
    " but aber ok okay höchstens maximal"
    " maximum max most under below least".split()
)
# Days of the week on which something is to hold.
_WEEKDAYS = frozenset(
    "weekdays weekday weekends weekend weeknights school nights days during week werktags wochentags wochenende unter"
    " der woche schultagen nur bitte am".split()
)
# Wishes by themselves that are only the answer where just this is asked: "as esim please".
_ANSWER_TOO = {"sim_kind": frozenset({"activate_sim", "set_e_bill", "report_lost_phone", "order_product"})}
_AROUND_AN_ADDRESS = frozenset("my our address is at we i live it the flat house number".split())
_AROUND_A_NUMBER = frozenset(
    "my his her their its the number is it mobile phone to on for please pls send that s friend mum mom dad son wife"
    " husband daughter brother sister new other this one ok yes and seine ihre meine nummer ist die handy bitte an auf"
    " für".split()
)
_YES_OR_NO = frozenset(
    "yes no ok okay hmm hm um oh well please pls thanks thank you i we do dont not don t want it that this to a the is"
    " really any more anymore sure yeah yep nah nope go on then right fine sorry actually now just leave never mind"
    " it".split()
)
_OPPOSITE = {"pause_service": "resume_service", "terminate_service": "cancel_order", "order_product": "cancel_order"}
_REFUSES = re.compile(
    r"^\W*(?:(?:no|ok|okay|please|actually|hmm?|oh|wait|sorry|pls)\W+)*(?:do not|don'?t|dont|dnt)\s"
    r"(?:pause|freeze|suspend|hold|order|buy|send|end|stop|cancel|terminate)\b",
    re.I,
)
_INSTEAD = re.compile(r"\b(?:just|instead|only|but|rather|until|till|before)\b", re.I)
_SMALL_TALK = frozenset({"affirm", "deny", "greet"})
# What leaves an open question as it is.
_IN_A_FORM = _SMALL_TALK | {"cancel", "repeat", "help", "inform", OUT_OF_SCOPE, ""}
_TELLING = frozenset(
    "amount date period time_of_day phone_number percent product service person email voucher_code ticket_id order_id"
    " place address".split()
)
# Questions that only show what there is to choose from.
_MENUS = frozenset({"order_product_form", "build_bundle_form", "configure_service_form"})
# Wishes that end with an offer of their own, and those that answer a question of a form as well.
_OPENS = frozenset(
    "pay_bill pause_service terminate_service restrict_calls set_spending_limit authorize_user revoke_authorization"
    " manage_people set_autopay transfer_credit top_up change_plan dispute_charge arrange_payment"
    " report_lost_phone".split()
)
_NEAR = {
    "authorize_user_form": _OPENS,
    "revoke_authorization_form": _OPENS,
    "restrict_calls_form": frozenset({"set_spending_limit"}),
    "set_spending_limit_form": frozenset({"restrict_calls"}),
    "order_product_form": frozenset({"change_plan"}),
    "change_plan_form": frozenset({"pause_service", "terminate_service"}),
    "pay_bill_form": frozenset({"arrange_payment", "set_autopay"}),
}
# Wishes that are told anew as quickly as the question which line is answered.
_ABOUT_A_LINE = frozenset("report_fault test_service check_performance show_history manage_capacity".split())
# Wishes that only look at what an open question is about.
_LOOKS = frozenset({"list_services", "ask_how_to"})
_GOODS = _LOOKS | {
    "ask_price", "browse_catalogue", "show_offers", "recommend_product", "check_availability",
}  # fmt: skip
_CREDIT = _LOOKS | {"check_balance", "ask_payment_methods"}
_BILLS = _LOOKS | {"show_bill", "explain_bill", "ask_payment_methods", "show_payments"}
_LOOKS_AT = {
    "order_product": _GOODS,
    "change_plan": _GOODS | {"check_usage"},
    "build_bundle": _GOODS,
    "move_service": _GOODS,
    "terminate_service": _LOOKS | {"check_contract"},
    "pause_service": _LOOKS | {"ask_price", "check_contract"},
    "pay_bill": _BILLS,
    "arrange_payment": _BILLS,
    "dispute_charge": _BILLS,
    "top_up": _CREDIT,
    "transfer_credit": _CREDIT,
    "restrict_calls": _LOOKS | {"check_call_rule"},
    "authorize_user": _LOOKS | {"list_authorizations"},
    "revoke_authorization": _LOOKS | {"list_authorizations"},
}
_SUBJECTS = tuple(
    frozenset(wishes.split())
    for wishes in (
        "check_balance top_up redeem_voucher transfer_credit check_usage set_autopay redeem_points",
        "check_usage check_spending show_current_charges set_alerts recommend_product set_spending_limit"
        " browse_catalogue order_product check_balance",
        "show_bill explain_bill pay_bill dispute_charge show_payments arrange_payment set_autopay set_e_bill"
        " show_current_charges ask_payment_methods change_billing_mode",
        "pause_service resume_service list_services terminate_service",
        "terminate_service check_contract cancel_order port_number change_plan pause_service move_service",
        "restrict_calls check_call_rule set_spending_limit configure_service",
        "configure_service ask_how_to list_services",
        "report_lost_phone activate_sim resume_service",
        "order_product order_status cancel_order ask_price check_availability browse_catalogue recommend_product"
        " change_plan terminate_service return_equipment build_bundle show_offers",
        "report_fault check_ticket update_ticket manage_appointment test_service check_service_status report_experience"
        " dispute_charge show_history check_performance",
        "authorize_user revoke_authorization list_authorizations manage_people",
        "show_offers show_news opt_in opt_out set_alerts",
        "analyse_calls manage_capacity check_performance set_alerts check_spending check_usage",
        "show_profile update_profile change_pin list_sessions log_out export_my_data delete_my_data set_language",
        "move_service order_status return_equipment check_availability manage_appointment",
        "port_number check_contract activate_sim order_status",
    )
)


def read_in_context(
    text: str, parsed: dict[str, Any], events: Iterable[Any], metadata: dict[str, Any]
) -> dict[str, Any]:
    """The message as understood, or with the wish that fits the subject of the talk better."""
    last = last_wish(events)
    if last is None or not is_open(text):
        return parsed
    verdict, subject = parsed["intent"], _subject_of(last.intent)
    is_clear = verdict["name"] != OUT_OF_SCOPE and float(verdict["confidence"]) >= CLEAR
    if is_clear or verdict["name"] in _ALWAYS:
        return parsed
    ranked = {each["name"]: float(each["confidence"]) for each in parsed.get("intent_ranking") or []}
    fitting = {name: share * (LIKELIER if name in subject else 1.0) for name, share in ranked.items()}
    best = max(fitting, key=lambda name: fitting[name], default=None)
    if best is None or best not in subject:
        return parsed
    share = fitting[best] / (sum(fitting.values()) + max(0.0, 1 - sum(ranked.values())))
    if share < ACT_FROM:
        return parsed
    if best == verdict["name"]:
        return {**parsed, "intent": {"name": best, "confidence": max(share, float(verdict["confidence"]))}}
    found = recognise(text, Setting.read(metadata, intent=best, language=_language(parsed)))
    return {**parsed, "intent": {"name": best, "confidence": share}, "entities": _as_entities(found)}


def _nothing_else(text: str, metadata: dict[str, Any]) -> list[Found]:
    """What a message tells that is nothing but a time, a sum or the like: "from Sunday for 3 weeks"; else empty."""
    asked = str(metadata.get("requested_slot") or "") if metadata.get("form") else ""
    kinds, around = (_TELLS["service"], _AROUND | _AROUND_LINES) if asked == "service" else (_BARE, _AROUND)
    if asked == "phone_number":
        kinds, around = _BARE | {"phone_number"}, _AROUND | _AROUND_A_NUMBER
    if asked == "address":
        kinds, around = frozenset({"address"}), _AROUND | _AROUND_AN_ADDRESS
    found = [each for each in recognise(text, Setting.read(metadata, intent="inform")) if each.entity in kinds]
    left = "".join(" " if any(each.start <= at < each.end for each in found) else c for at, c in enumerate(text))
    return found if all(word in around for word in _WORD.findall(left.lower())) else []


def _only_weekdays(text: str) -> bool:
    """Whether a message names days of the week and nothing else: "on weekdays only"."""
    words = _WORD.findall(text.lower())
    names = ("weekd", "weeke", "weekn", "school", "werkt", "wochen", "schult", "during", "unter")
    return any(word.startswith(names) for word in words) and all(w in _WEEKDAYS or w in _AROUND for w in words)


def _says_more(text: str) -> bool:
    """Whether there is something beside the yes or no: "hmm no, the basic one"."""
    return len([word for word in _WORD.findall(text.lower()) if word not in _YES_OR_NO]) > 1


def read_refusal(text: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """The message as understood; "don't pause it after all" is the opposite of pausing."""
    opposite = _OPPOSITE.get(parsed["intent"]["name"])
    if opposite is None or not _REFUSES.match(text) or _INSTEAD.search(text):
        return parsed
    return {**parsed, "intent": {"name": opposite, "confidence": parsed["intent"]["confidence"]}}


def read_as_answer(text: str, parsed: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
    """The message as understood, or as telling something where it only seemed a yes, a no or a greeting: "nah, 5",
    "ok from Monday", "Tuesday morning please"."""
    verdict = parsed["intent"]
    if verdict["name"] != "inform" and _only_weekdays(text):
        return {**parsed, "intent": {"name": "inform", "confidence": 1.0}, "entities": []}
    if verdict["name"] != "inform" and (only := _nothing_else(text, metadata)):
        return {**parsed, "intent": {"name": "inform", "confidence": 1.0}, "entities": _as_entities(only)}
    of_slot = _ANSWER_TOO.get(str(metadata.get("requested_slot") or "")) if metadata.get("form") else None
    if of_slot is not None and verdict["name"] in of_slot:
        return {**parsed, "intent": {"name": "inform", "confidence": 1.0}}
    nearest = next(iter(parsed.get("intent_ranking") or []), {})
    if verdict["name"] == OUT_OF_SCOPE and nearest.get("name") == "inform" and nearest["confidence"] >= CLEAR:
        # Strange in itself, but in a talk it tells something: "twelve days is better".
        found = recognise(text, Setting.read(metadata, intent="inform", language=_language(parsed)))
        return {**parsed, "intent": {"name": "inform", "confidence": 1.0}, "entities": _as_entities(found)}
    is_doubtful = verdict["name"] == OUT_OF_SCOPE or float(verdict["confidence"]) < HARDLY
    if verdict["name"] not in _SMALL_TALK and not (metadata.get("form") and is_doubtful):
        return parsed
    found = recognise(text, Setting.read(metadata, intent="inform", language=_language(parsed)))
    told = {each.entity for each in found}
    slot = str(metadata.get("requested_slot") or "")
    tells = told & _TELLING if verdict["name"] in _SMALL_TALK else told & _TELLS.get(slot, {slot})
    if not tells and not (metadata.get("form") and verdict["name"] in _SMALL_TALK and _says_more(text)):
        return parsed
    return {**parsed, "intent": {"name": "inform", "confidence": 1.0}, "entities": _as_entities(found)}


def read_no_in_form(parsed: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
    """The message as understood; a mere no to a question of a form drops what it was for, as the bare word does."""
    if not metadata.get("form") or parsed["intent"]["name"] != "deny":
        return parsed
    return {**parsed, "intent": {"name": "cancel", "confidence": parsed["intent"]["confidence"]}}


def has_left(
    form: str, intent: str, events: Iterable[Any], *, answered: bool, confidence: float = 1.0, asks: str = ""
) -> bool:
    """Whether the open question is left behind: by a clear wish for something else to be done; by the second wish of
    another kind in a row; by the first one where it only `asks` which service, or what is wanted at all while nothing
    was answered. Looking at what it is about leaves it open, and a doubtful wish may be an answer."""
    looks = _LOOKS_AT.get(form.removesuffix("_form"), _LOOKS)
    if not _is_another(form, intent) or intent in looks:
        return False
    # What is proposed now is to be answered next, and nobody answers two questions at once.
    if intent in _OPENS - _NEAR.get(form, frozenset()) and confidence >= CLEAR:
        return True
    heard = [str((event.intent or {}).get("name") or "") for event in events if isinstance(event, UserUttered)]
    went_off = bool(heard) and _is_another(form, heard[-1]) and heard[-1] not in looks
    if asks == "service" and confidence >= CLEAR and form.removesuffix("_form") in _ABOUT_A_LINE:
        return True
    return went_off or (form in _MENUS and not answered and confidence >= HARDLY)


def _is_another(form: str, intent: str) -> bool:
    return intent != form.removesuffix("_form") and intent not in _IN_A_FORM


def is_open(text: str) -> bool:
    """Whether the words could be about anything: few, or pointing to what was said."""
    words = len(_WORD.findall(text))
    return words <= SHORTEST_WISH or (words <= LONGEST and _POINTS.search(text) is not None)


def _language(parsed: dict[str, Any]) -> str | None:
    return (parsed.get("language") or {}).get("name")


def _as_entities(found: Iterable[Found]) -> list[dict[str, Any]]:
    return [
        {"entity": each.entity, "start": each.start, "end": each.end, "value": each.value, "extractor": "context"}
        for each in found
    ]


def _subject_of(intent: str) -> frozenset[str]:
    return frozenset().union(*(subject for subject in _SUBJECTS if intent in subject))
