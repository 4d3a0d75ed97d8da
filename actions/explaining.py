"""Questions about the talk itself: "are you a bot?", "what do you mean?", "why?"."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.frame import DialtoneAction
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging, proposals
from telecom.support.approvals import customers_to_ask, managers_of

_SEARCH = "action_search_fault"
_PERSON = ask_for("talk_to_agent", "utter_wish_talk_to_agent")
_WHO = re.compile(
    r"\b(bot|robot|machine|computer|human|real (person|people|man|woman|lady)|ai|artificial|alive"
    r"|who (are|r) (you|u)|who am i (talking|speaking|writing|chatting)"
    r"|(talking|speaking|writing|chatting) (to|with) (a|an|some))\b",
    re.I,
)
_OWN_MACHINE = re.compile(r"\b(?:my|our|his|her|their|the|\w+'s)\s+(?:\w+\s+)?(?:computers?|machines?)\b", re.I)
_WHAT_ANSWERS = re.compile(
    r"\b(?:are (?:you|u)|r u|(?:you|u) (?:are|r)|am i (?:talking|speaking|writing) (?:to|with)|is this|bist du)\s"
    r"(?:(?:an?|some|the|real|ein\w*) )*(?:human|person|bot|robot|machine|computer|ai|man|woman|mensch|maschine)\b",
    re.I,
)
_UNASKED = re.compile(
    r"\b(?:charge|bill|take|order|buy|sign me|change|spend|berechne\w*|bestell\w*)\b.*\b(?:without"
    r" (?:me|my|asking|telling|permission|an? ok)|unless i|before (?:asking|telling)|ohne (?:zu fragen|mich))",
    re.I,
)
_UNCLEAR = re.compile(
    r"\b(mean|meant|means|meaning|why|how come|what for|understand|follow|get it|get what|plain words|clear|sense"
    r"|explain|happens (if|then|next|now)|(from|since) when|ab wann|in english|asking me|are you asking)\b",
    re.I,
)
# "I meant the other one" corrects what was said, and asks nothing.
_WHY = re.compile(r"\b(?:why|how come|warum|wieso|weshalb)\b", re.I)
_ADVICE = "recommend"
_CORRECTS = re.compile(r"\bi (?:mean|meant)\b", re.I)
_ABOUT_US = re.compile(r"\b(yourself|work|works|dialtone|chat|thing|bot)\b", re.I)


# Asks for all that can be done, whatever is offered at the moment.
_MENU = re.compile(
    r"\b(?:help|hilfe|menu|menü|options|topics|list|anything else|(?:can|do) (?:you|i|u)|kannst|können)\b", re.I
)
_ASKS_MANAGER = "action_ask_manager"
_UNCLEAR_ALREADY = "utter_help_unclear"
_WHY_NOT = re.compile(
    r"\b(?:why|how come|warum|wieso)\b.*\b(?:can'?t|cannot|not|myself|allowed|darf|nicht|selbst)\b", re.I
)
_BILL = re.compile(
    r"\b(bill\w*|invoice|charge\w*|statement|month|so far|last|before|usual\w*|than|used to|went|gone|increase\w*"
    r"|dearest|highest|most|spen[dt]\w*)\b",
    re.I,
)
_LONGEST_QUESTION = 9
_OF_AN_OFFER = re.compile(
    r"\b(how much|costs?|price\w*|pay|fee|free|dear|expensive|cheap\w*|much|many|total|altogether|all|why|when|start\w*"
    r"|which|line|sure|more)\b",
    re.I,
)


def about_the_offer(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What is offered right now, where "why so much?" or "what will that cost me?" is about it and no bill; else
    empty."""
    is_short = 0 < len(asked.text.split()) <= _LONGEST_QUESTION
    if not is_short or asked.entities or _BILL.search(asked.text) or not _OF_AN_OFFER.search(asked.text):
        return []
    offered = offered_last(asked, work)
    return [Utterance("utter_help_price"), *offered] if offered else []


def offered_last(asked: Asked, work: Work) -> Sequence[Utterance]:
    """The open offer, where it stood in the last answer; below anything newer it is not shown again by itself."""
    proposal = proposals.open_proposal(asked.conversation, work=work)
    if proposal is None:
        return []
    said = messaging.latest_answers(asked.conversation, work=work)
    shown = {choice.content.get("proposal_id") for each in said for choice in each.choices}
    return [proposal.shown] if proposal.id in shown or not said else []


def last_choices(asked: Asked, work: Work) -> list[Offered]:
    """The choices under the last answer."""
    return [choice for said in messaging.latest_answers(asked.conversation, work=work) for choice in said.choices]


def open_question(asked: Asked, work: Work) -> Sequence[Utterance]:
    """The question of ours that has its own answers and did not get one of them; empty where none stands open."""
    said = messaging.latest_answers(asked.conversation, work=work)
    if not said or not any(choice.content.get("action") == _SEARCH for choice in said[-1].choices):
        return []
    return [Utterance("utter_inform_unread"), said[-1]]


def asks_what_answers(text: str) -> bool:
    """Whether it is asked who answers here, which is no wish for a person: "are you human?"."""
    return _WHAT_ANSWERS.search(text) is not None


def about_ourselves(asked: Asked) -> Sequence[Utterance]:
    """Who answers here, and that nothing is charged without a yes; empty where neither is asked."""
    if _WHO.search(asked.text) and not _OWN_MACHINE.search(asked.text):
        return [Utterance("utter_help_who", {}, [ask_for("help", "utter_choice_what_i_can"), _PERSON])]
    if _UNASKED.search(asked.text):
        limit = ask_for("set_spending_limit", "utter_wish_set_spending_limit")
        return [Utterance("utter_help_asks_first", {}, [limit])]
    return []


def _why_not(asked: Asked, work: Work) -> Sequence[Utterance]:
    """Who allows what, where somebody who may not do something asks why; empty else."""
    if not _WHY_NOT.search(asked.text) or asked.actor is None:
        return []
    customers = customers_to_ask(asked.actor, work=work)
    names = [each.given_name for each in managers_of(customers[0], work=work)] if customers else []
    rights = ask_for("list_authorizations", "utter_wish_list_authorizations")
    lately = messaging.answers_lately(asked.conversation, turns=2, work=work)
    asks = [c for said in lately for each in said for c in each.choices if c.content.get("action") == _ASKS_MANAGER]
    return [Utterance("utter_help_why_not", {"managers": names}, [*asks[:1], rights])] if names else []


def explained(asked: Asked, work: Work) -> Sequence[Utterance]:
    """The answer to a question about the talk itself; empty where it is none."""
    if told := about_ourselves(asked):
        return told
    if told := _why_not(asked, work):
        return told
    offered = asked.intent == "help" and not _MENU.search(asked.text) and bool(offered_last(asked, work))
    is_unclear = _UNCLEAR.search(asked.text) and not _CORRECTS.search(asked.text)
    if not (is_unclear or offered) or _ABOUT_US.search(asked.text):
        return []
    if last_offered := offered_last(asked, work):
        return [Utterance("utter_help_offered"), *last_offered]
    if asked.conversation.form is not None:  # which asks again by itself
        return [Utterance("utter_help_question")]
    said = messaging.latest_answers(asked.conversation, work=work)
    if _WHY.search(asked.text) and any(each.response.removeprefix("utter_").startswith(_ADVICE) for each in said):
        return DialtoneAction.named["action_recommend_product"]().answer(asked, work).said
    if any(each.response == _UNCLEAR_ALREADY for each in said):  # the same once more makes nothing clearer
        return [Utterance("utter_aside_missed_again", {}, [_PERSON])]
    return [Utterance(_UNCLEAR_ALREADY, {}, [_PERSON]), *said] if said else []
