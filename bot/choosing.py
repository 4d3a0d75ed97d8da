"""Answers to what stands on the screen: a number, a place, a yes or no, some parts of an offer."""

import re
from collections.abc import Sequence

from bot.plans import Ask, Confirm, Plan, Run
from bot.pointing import LISTS_LINES, choice_at, read_pointing
from bot.spoken import IN_ENGLISH, is_no, is_stop, is_yes, says_pay
from telecom.management.grantees import GRANT
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.messaging import Choice, Conversation
from telecom.model.parties import Individual
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.spoken_answers import LONGEST_SHORT, answer_meant
from telecom.model.utterances import ChoiceKind, carry_letters
from telecom.ports import Work
from telecom.support import messaging, proposals
from telecom.support.identity import actor_of
from telecom.support.joined import keep_only, parts_of
from telecom.support.parts_said import parts_kept
from telecom.support.rights_said import functions_added, functions_left

# A choice that may be taken with these words is what a plain yes right below it means too.
TAKEN_WITH_YES = "do it"
# Offers for which nobody pays.
_FREE = frozenset(
    {"dispute_charge", "service_credit", "pause_service", "cancel_order", "call_off_order", "terminate_service"}
    | {"authorize_user", "revoke_authorization", "set_alerts", "watch_figure", "restrict_calls", "manage_people"}
)
_NOT_ME = re.compile(
    r"\b(?P<not>not|except|without|leave out|außer|nicht|ohne)\s+(?:for |on |für |bei )?"
    r"(?:me|mine|myself|my (?:line|phone|mobile)|mich|mir|meine\w*)\b",
    re.I,
)
_ME_NOT = re.compile(r"\b(?:mich|mir|meine\w*)\s+(?:aber\s+)?(?:nicht|ausnehmen|auslassen)\b", re.I)
# A yes to several things at once.
_ALL = re.compile(
    r"(?:(?:yes|yeah|yep|ok|okay|do|ja|mach|machen sie) )*(?:both|all(?: of (?:it|them|that))?|everything|the lot"
    r"|beides|alles)(?: (?:of them|please|pls|yes|thanks|then|bitte))*"
)


def read_as_choice(simple: str, conversation: Conversation, *, work: Work) -> Plan | None:
    if (spoken := _spoken_choice(simple, conversation, work=work)) is not None:
        return take(spoken, conversation, work=work)
    is_number = re.fullmatch(r"\d{1,2}", simple) is not None
    is_letter = re.fullmatch(r"[a-z]", simple) is not None
    yes = is_yes(simple) or (_ALL.fullmatch(simple) is not None and _is_joined(conversation, work=work))
    no = is_no(simple) or is_stop(simple)
    place = read_pointing(simple)
    if not (is_number or is_letter or yes or no or place is not None):
        return None
    choices = messaging.newest_choices(conversation, work=work)
    if not choices:
        return None
    if place is not None:
        if any(each.response in LISTS_LINES for each in messaging.latest_answers(conversation, work=work)):
            return None  # a line of what stands there, and no choice below it
        pointed = choice_at(place, choices)
        return take(pointed, conversation, work=work) if pointed else None
    if yes or no:
        if yes and says_pay(simple) and _costs_nothing(conversation, work=work):
            return None
        return _read_yes_or_no(choices, conversation, yes=yes, work=work)
    lettered = carry_letters(choice.content for choice in choices)
    position = ord(simple) - ord("a") if is_letter else int(simple) - 1
    if is_letter != lettered or not 0 <= position < len(choices):
        return None
    return take(choices[position], conversation, work=work)


def _costs_nothing(conversation: Conversation, *, work: Work) -> bool:
    """Whether the newest offer is one for which nobody pays: "pay it" below a dispute is of the bill."""
    offer = proposals.latest_proposal(conversation, work=work)
    return offer is not None and offer.kind in _FREE


def _is_joined(conversation: Conversation, *, work: Work) -> bool:
    """Whether several things stand open as one offer."""
    offer = proposals.open_proposal(conversation, work=work)
    return offer is not None and offer.kind == proposals.JOINED


def _spoken_choice(simple: str, conversation: Conversation, *, work: Work) -> Choice | None:
    """The one choice whose own words (`said`) a short answer has: "it's red" to a question about lights."""
    if len(simple.split()) > LONGEST_SHORT:
        return None
    # While a form asks, only its own answers are meant.
    wish = conversation.form.removesuffix("_form") if conversation.form else None
    choices = {
        choice.id: choice
        for choice in messaging.newest_choices(conversation, work=work)
        if wish is None or (choice.kind is ChoiceKind.PAYLOAD and choice.content.get("intent") in (wish, "inform"))
    }
    meant = answer_meant(
        IN_ENGLISH.get(simple, simple), {name: choice.content.get("said") or () for name, choice in choices.items()}
    )
    return choices[meant] if meant else None


def _read_yes_or_no(choices: Sequence[Choice], conversation: Conversation, *, yes: bool, work: Work) -> Plan | None:
    """A plain yes or no counts only where the newest choices are a proposal's; a second yes repeats its answer."""
    wanted = ChoiceKind.CONFIRM if yes else ChoiceKind.REFUSE
    choice = next((c for c in choices if c.kind is wanted), None)
    if choice is None and yes:
        taken = _take_up(choices, conversation, work=work) or _take_only(choices, conversation, work=work)
        return taken or _repeat_receipt(conversation, work=work)
    if choice is None:
        return None
    latest = proposals.newest_if(choice.content["proposal_id"], conversation, work=work)
    if latest is None:
        return None
    # What was done before is not meant by a yes to something else.
    is_last = _shown_last(latest, conversation, work=work) or _told_last(latest, conversation, work=work)
    if latest.status is ProposalStatus.DONE and not is_last:
        return None
    # What is closed is not meant where a question stands open below it, nor dropped twice.
    if latest.status is not ProposalStatus.OPEN and conversation.form is not None:
        return None
    if latest.status is ProposalStatus.REFUSED and not yes:
        return None
    # Below a question that was asked since, a yes is no longer for what was offered before it.
    if yes and conversation.form is not None and not _shown_last(latest, conversation, work=work):
        return None
    return take(choice, conversation, work=work)


def _take_up(choices: Sequence[Choice], conversation: Conversation, *, work: Work) -> Plan | None:
    """A yes right below a price or a piece of advice begins what it was about; what it costs is then still proposed."""
    takers = [choice for choice in choices if TAKEN_WITH_YES in (choice.content.get("said") or ())]
    if len(takers) != 1 or takers[0].kind is not ChoiceKind.PAYLOAD or conversation.form is not None:
        return None
    said = messaging.latest_answers(conversation, work=work)
    is_newest = any(offered.content == takers[0].content for each in said for offered in each.choices)
    return take(takers[0], conversation, work=work) if is_newest else None


def _take_only(choices: Sequence[Choice], conversation: Conversation, *, work: Work) -> Plan | None:
    """A yes to the question of a form that offers one answer only is that answer: "who should that be?"."""
    said = messaging.latest_answers(conversation, work=work)
    offered = [choice for each in said for choice in each.choices]
    is_only = len(choices) == 1 and len(offered) == 1 and offered[0].content == choices[0].content
    if conversation.form is None or not is_only or choices[0].kind is not ChoiceKind.PAYLOAD:
        return None
    is_answer = choices[0].content.get("intent") in ("inform", conversation.form.removesuffix("_form"))
    return take(choices[0], conversation, work=work) if is_answer else None


def _shown_last(proposal: Proposal, conversation: Conversation, *, work: Work) -> bool:
    said = messaging.latest_answers(conversation, work=work)
    return any(choice.content.get("proposal_id") == proposal.id for each in said for choice in each.choices)


def _repeat_receipt(conversation: Conversation, *, work: Work) -> Plan | None:
    """A second yes right below a receipt that has choices of its own: the receipt again, and no second effect. [R9]"""
    latest = proposals.latest_proposal(conversation, work=work)
    if latest is None or latest.status is not ProposalStatus.DONE or not latest.result:
        return None
    return Plan(list(latest.result)) if _told_last(latest, conversation, work=work) else None


def _told_last(proposal: Proposal, conversation: Conversation, *, work: Work) -> bool:
    """Whether the last answer ends with the receipt of a proposal."""
    standing = [said.response for said in messaging.latest_answers(conversation, work=work)]
    receipt = [said.response for said in proposal.result or []]
    return bool(receipt) and standing[-len(receipt) :] == receipt


def take(choice: Choice, conversation: Conversation, *, work: Work) -> Plan:
    if choice.kind is ChoiceKind.CONFIRM:
        return Plan(then=Confirm(choice.content))
    if choice.kind is ChoiceKind.REFUSE:
        return Plan(proposals.refuse(choice.content, conversation, work=work))
    if choice.kind is ChoiceKind.PAYLOAD:
        return Plan(then=Ask(payload=choice.content))
    return Plan(then=Run(choice.content["action"], slots=choice.content.get("slots") or {}))


def _by_name(text: str, actor: Actor, work: Work) -> str:
    """ "Not me" leaves out one's own line, which the offer calls by the name."""
    person = work.of(Individual).find(id=actor.person_id)
    if person is None:
        return text
    return _ME_NOT.sub(f"nicht {person.given_name}", _NOT_ME.sub(rf"\g<not> {person.given_name}", text))


def read_functions(text: str, conversation: Conversation) -> Plan | None:
    """The answer to the question what somebody may do: "no, only faults"."""
    if conversation.form != "authorize_user_form" or conversation.requested_slot != "function":
        return None
    named = functions_left(text, list(Function))
    told = {"function": [each.value for each in named or ()]}
    return Plan(then=Ask(payload={"intent": "inform", "entities": told})) if named else None


def read_parts(text: str, conversation: Conversation, *, turn_id: str, work: Work) -> Plan | None:
    """Some parts of the joint offer that stands open, or some functions of an offered right, where the words choose
    among them; what was said behind that is understood for itself."""
    joint = proposals.open_proposal(conversation, work=work) if conversation.form is None else None
    if joint is None or joint.kind not in (GRANT, proposals.JOINED):
        return None
    actor = actor_of(conversation, work=work)
    if actor is None:
        return None
    if joint.kind == GRANT:
        offered = [Function(each) for each in joint.terms["functions"]]
        left = functions_left(text, offered) or functions_added(text, offered)
        changes = {"functions": [each.value for each in left or ()]}
        corrected = left and proposals.correct(actor, conversation, changes, turn_id=f"{turn_id}+left", work=work)
        return Plan([corrected]) if corrected else None
    kept = parts_kept(_by_name(text, actor, work), parts_of(joint, work=work))
    if kept is None:
        return None
    shown = keep_only(actor, joint, kept.places, turn_id=f"{turn_id}+kept", work=work)
    return Plan(then=Ask(text=kept.rest)) if kept.rest else Plan([shown])
