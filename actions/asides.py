"""Answers to what wishes for nothing: anger, a smile, question marks; and to "that's not what I asked"."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.explaining import offered_last
from actions.guesses import NEVER_OFFERED
from actions.menu import TOPIC
from telecom.model.proposals import ProposalStatus
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging, proposals

MISSED = "missed"
_PUZZLED = "puzzled"
_TAKES = "takes"
# How long it takes, by what the talk was about.
_LONG = {
    "activate_sim": "sim", "report_lost_phone": "sim", "order_product": "order", "order_status": "order",
    "port_number": "port", "report_fault": "fault", "manage_appointment": "fault", "dispute_charge": "person",
    "talk_to_agent": "person", "give_feedback": "person", "return_equipment": "return",
}  # fmt: skip
_SAID = {"angry": "utter_aside_angry", "sad": "utter_aside_sad", "glad": "utter_aside_glad",
         "wordless": "utter_aside_wordless", "unsure": "utter_aside_unsure"}  # fmt: skip
_PERSON = ask_for("talk_to_agent", "utter_wish_talk_to_agent")
_HELPS = (ask_for("report_fault", "utter_choice_fault"), ask_for("give_feedback", "utter_wish_give_feedback"), _PERSON)
_MOST = 3


def answered_aside(asked: Asked, work: Work) -> Sequence[Utterance]:
    """The answer to a message beside all wishes; empty where it is none."""
    what = str(asked.entities.get(TOPIC))
    if what == _PUZZLED:
        return _explained_offer(asked, work) or _missed(asked, work)
    if what == MISSED:
        return _missed(asked, work)
    if what == _TAKES:
        return _how_long(asked, work)
    if what not in _SAID:
        return []
    choices = () if what in ("glad", "wordless", "unsure") else _HELPS
    return [Utterance(_SAID[what], {}, choices), *offered_last(asked, work)]


def _how_long(asked: Asked, work: Work) -> Sequence[Utterance]:
    """How long what was talked about takes, and the offer that still stands."""
    about = _LONG.get(asked.last_wish.intent, "at_once") if asked.last_wish else "at_once"
    return [Utterance(f"utter_takes_{about}"), *offered_last(asked, work)]


_COMES_NEXT = re.compile(
    r"\b(?:happens?|comes?|do (?:i|we|you)(?: have to)?(?: do)?)(?: (?:with|to|about) (?:it|that|this))?"
    r" (?:then|next|now|after\w*)\b"
    r"|\bwhat (?:now|next)\b"
    r"|\bnext steps?\b|\bwie geht es weiter\b|\bund jetzt\b|\bund dann\b|^\W*and then\W*$",
    re.I,
)


def what_comes_next(asked: Asked, work: Work) -> Sequence[Utterance]:
    """How it goes on with what was just asked for, where nothing is offered or asked; empty else."""
    is_under_way = asked.last_wish is not None and asked.last_wish.intent in _LONG
    is_open = proposals.open_proposal(asked.conversation, work=work) is not None or asked.conversation.form is not None
    return _how_long(asked, work) if is_under_way and not is_open and _COMES_NEXT.search(asked.text) else []


def _explained_offer(asked: Asked, work: Work) -> Sequence[Utterance]:
    """What is offered, or asked, in other words."""
    proposal = proposals.open_proposal(asked.conversation, work=work)
    if proposal is not None:
        return [Utterance("utter_help_offered"), proposal.shown]
    return [Utterance("utter_help_question")] if asked.conversation.form is not None else []


def _missed(asked: Asked, work: Work) -> Sequence[Utterance]:
    """That it was taken wrongly, with what else the words before could have meant; what was offered is dropped."""
    proposal = proposals.open_proposal(asked.conversation, work=work, lock=True)
    if proposal is not None:
        proposal.status = ProposalStatus.REFUSED
    before = messaging.latest_answers(asked.conversation, work=work)
    is_again = any(each.response.startswith("utter_aside_missed") for each in before)
    was_asked = any(each.response == "utter_did_you_mean" for each in before)
    others = [] if is_again or was_asked else _other_meanings(asked)
    if not others:
        return [Utterance("utter_aside_missed_again" if is_again else "utter_aside_missed", {}, [_PERSON])]
    return [Utterance("utter_aside_missed_choose", {}, [*others, ask_for("help", "utter_wish_something_else")])]


def _other_meanings(asked: Asked) -> list[Offered]:
    """The wishes that the message before this one came near to, but for the one it was taken for."""
    if asked.misread is None:
        return []
    wishes = [name for name in asked.misread.near if name not in NEVER_OFFERED and name != asked.misread.intent]
    return [ask_for(name, f"utter_wish_{name}", **asked.misread.entities) for name in wishes[:_MOST]]
