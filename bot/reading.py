"""What a message is, before the language model sees it: a code, a choice, a command, a yes, or words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import spoken
from bot.handover import read_in_case
from bot.intake import make_plain, take_out_secrets
from bot.languages import answer_in
from bot.login import ask_for_proof, find_kept, is_stray_code, keep_proved, take_step
from bot.more import PAGED_CHANNEL, next_page
from bot.pointing import choice_at, read_pointing
from bot.published import END_COMMANDS, of_a_message, stop_or_start
from bot.spoken import MORE_WORDS, NO, SHORT_CODES, STOP_WORDS, is_no, is_yes
from telecom.model.messaging import LONGEST_TEXT, Choice, Conversation, IncomingKind, IncomingMessage
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.seals import find_code
from telecom.model.spoken_answers import LONGEST_SHORT, answer_meant
from telecom.model.utterances import ChoiceKind, Utterance, carry_letters
from telecom.ports import Work
from telecom.support import messaging, proposals
from telecom.support.claims import parse_claim
from telecom.support.identity import actor_of

# A choice that may be taken with these words is what a plain yes right below it means too.
TAKEN_WITH_YES = "do it"
# What is said to a bare yes while a proof is awaited.
STILL_NEEDED: Mapping[str, str] = {
    "number": "utter_access_ask_number",
    "code": "utter_access_code_still",
    "pin": "utter_access_pin_still",
    "contact": "utter_access_contact_code_still",
    "pin_code": "utter_access_code_still",
    "old_pin": "utter_pin_ask_old",
    "new_pin": "utter_pin_ask_new",
}
# The commands of the channels, and the words that stand for one thing on every channel.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "start": ("greet", "action_greet"),
    "help": ("help", "action_help"),
    "menu": ("help", "action_help"),
    "cancel": ("cancel", "action_cancel"),
    "login": ("log_in", "action_log_in"),
    "logout": ("log_out", "action_log_out"),
    "balance": ("check_balance", "action_check_balance"),
    "usage": ("check_usage", "action_check_usage"),
    "bill": ("show_bill", "action_show_bill"),
    "pay": ("pay_bill", "action_pay_bill"),
    "services": ("list_services", "action_list_services"),
    "agent": ("talk_to_agent", "action_talk_to_agent"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the language model, with words or with a structured payload; `said` are the words of a stored wish."""

    text: str | None = None
    payload: Mapping[str, Any] | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Have an action carried out directly."""

    action: str
    intent: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    entities: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Carry out a proposal that was shown."""

    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to say first, and what to do for the rest of the answer; `silent` where nothing need be said at all."""

    said: Sequence[Utterance] = ()
    then: Ask | Run | Confirm | None = None
    silent: bool = False


def read(conversation: Conversation, message: IncomingMessage, *, country: str, work: Work) -> Plan:
    """Decide what a message is. May change what the conversation waits for; nothing else."""
    in_case = read_in_case(conversation, message, work=work)
    if in_case is not None:
        return Plan(in_case, silent=True)
    kept = find_kept(conversation, turn_id=message.turn_id)
    if kept is not None:
        return Plan(kept.said, wish_as_plan(kept.wish))
    if message.kind is IncomingKind.CHOICE:
        choice = messaging.find_choice(conversation, message.text or "", work=work)
        return _take(choice, conversation, work=work) if choice else Plan([Utterance("utter_choice_gone")])
    if message.kind is IncomingKind.CONTACT:
        return _read_contact(conversation, message.text or "", country=country, work=work)
    text = make_plain(message.text or "")
    if message.kind is IncomingKind.COMMAND or text.startswith("/"):
        return _read_command(text, conversation, work=work)
    if not text:
        return Plan([Utterance("utter_nothing_said")])
    step = take_step(conversation, text, country=country, work=work)
    if step is not None:
        wish = wish_as_plan(step.wish) if step.proved else None
        if wish is not None:
            keep_proved(conversation, step, turn_id=message.turn_id)
        return Plan(step.said, wish)
    return _read_words(text, conversation, work=work)


def _read_words(text: str, conversation: Conversation, *, work: Work) -> Plan:
    simple = text.casefold().replace(",", "").strip(" .!?")
    if conversation.waiting is not None and (simple in STOP_WORDS or is_no(simple)):
        conversation.waiting = conversation.later = None
        return Plan([Utterance("utter_access_dropped")])
    # While a code is awaited, a yes is for the offer that stands open, if one does.
    if conversation.waiting is not None and is_yes(simple) and proposals.open_proposal(conversation, work=work) is None:
        return Plan([Utterance(STILL_NEEDED[conversation.waiting["kind"]])])
    if is_stray_code(simple, conversation, work=work):
        return Plan([Utterance("utter_access_no_code_needed")])
    if (plan := _read_as_choice(simple, conversation, work=work)) is not None:
        return plan
    if simple in MORE_WORDS and conversation.channel == PAGED_CHANNEL and (page := next_page(conversation, work=work)):
        return Plan([page])
    if conversation.form is None and (ended := stop_or_start(simple, conversation, work=work)) is not None:
        return Plan([ended])
    if conversation.form is None and (meant := of_a_message(simple, conversation, work=work)) is not None:
        return Plan(then=Run(meant[0], slots=meant[1]))
    # Dropping what is under way works at any moment, whatever the language model would make of the word.
    if simple in STOP_WORDS or (is_no(simple) and conversation.form is not None):
        return _command_plan("cancel", conversation)
    if conversation.form is None and simple not in NO and is_no(simple):
        return Plan(then=Run("action_deny", intent="deny", said=text))
    if (code := find_code(text)) is not None:
        return Plan(then=Run("action_check_paper", intent="show_bill", entities={"value": code}))
    if conversation.form is None and simple in spoken.LANGUAGE_NAMES:
        chosen = {"language": spoken.LANGUAGE_NAMES[simple]}
        return Plan(then=Run("action_set_language", intent="set_language", entities=chosen))
    if conversation.form is None and simple in SHORT_CODES:
        switched = answer_in(conversation, "de") if simple in spoken.GERMAN_CODES else []
        plan = _command_plan(SHORT_CODES[simple], conversation)
        # Who asks a sender of text messages for help has to read who that is and how to end them.
        is_sms_help = SHORT_CODES[simple] == "help" and conversation.channel == PAGED_CHANNEL
        return Plan([*switched, *([Utterance("utter_preferences_help")] if is_sms_help else [])], plan.then)
    plain = take_out_secrets(text)
    said = []
    if plain.card_removed:
        said.append(Utterance("utter_secret_card_removed"))
    if plain.pin_removed:
        said.append(Utterance("utter_secret_pin_removed"))
    if len(plain.text) > LONGEST_TEXT:
        said.append(Utterance("utter_text_cut", {"longest": LONGEST_TEXT}))
    return Plan(said, Ask(text=plain.text[:LONGEST_TEXT]))


def _read_as_choice(simple: str, conversation: Conversation, *, work: Work) -> Plan | None:
    if conversation.form is None and (spoken := _spoken_choice(simple, conversation, work=work)) is not None:
        return _take(spoken, conversation, work=work)
    is_number = re.fullmatch(r"\d{1,2}", simple) is not None
    is_letter = re.fullmatch(r"[a-z]", simple) is not None
    yes, no = is_yes(simple), is_no(simple) or simple in STOP_WORDS
    place = read_pointing(simple)
    if not (is_number or is_letter or yes or no or place is not None):
        return None
    choices = messaging.newest_choices(conversation, work=work)
    if not choices:
        return None
    if place is not None:
        pointed = choice_at(place, choices)
        return _take(pointed, conversation, work=work) if pointed else None
    if yes or no:
        return _read_yes_or_no(choices, conversation, yes=yes, work=work)
    lettered = carry_letters(choice.content for choice in choices)
    position = ord(simple) - ord("a") if is_letter else int(simple) - 1
    if is_letter != lettered or not 0 <= position < len(choices):
        return None
    return _take(choices[position], conversation, work=work)


def _spoken_choice(simple: str, conversation: Conversation, *, work: Work) -> Choice | None:
    """The one choice whose own words (`said`) a short answer has: "it's red" to a question about lights."""
    if len(simple.split()) > LONGEST_SHORT:
        return None
    choices = {choice.id: choice for choice in messaging.newest_choices(conversation, work=work)}
    meant = answer_meant(simple, {name: choice.content.get("said") or () for name, choice in choices.items()})
    return choices[meant] if meant else None


def _read_yes_or_no(choices: Sequence[Choice], conversation: Conversation, *, yes: bool, work: Work) -> Plan | None:
    """A plain yes or no counts only where the newest choices are a proposal's; a second yes repeats its answer."""
    wanted = ChoiceKind.CONFIRM if yes else ChoiceKind.REFUSE
    choice = next((c for c in choices if c.kind is wanted), None)
    if choice is None:
        return (_take_up(choices, conversation, work=work) or _repeat_receipt(conversation, work=work)) if yes else None
    latest = proposals.newest_if(choice.content["proposal_id"], conversation, work=work)
    if latest is None:
        return None
    # What is closed is not meant where a question stands open below it, nor dropped twice.
    if latest.status is not ProposalStatus.OPEN and conversation.form is not None:
        return None
    if latest.status is ProposalStatus.REFUSED and not yes:
        return None
    # Below a question that was asked since, a yes is no longer for what was offered before it.
    if yes and conversation.form is not None and not _shown_last(latest, conversation, work=work):
        return None
    return _take(choice, conversation, work=work)


def _take_up(choices: Sequence[Choice], conversation: Conversation, *, work: Work) -> Plan | None:
    """A yes right below a price or a piece of advice begins what it was about; what it costs is then still proposed."""
    takers = [choice for choice in choices if TAKEN_WITH_YES in (choice.content.get("said") or ())]
    if len(takers) != 1 or takers[0].kind is not ChoiceKind.PAYLOAD or conversation.form is not None:
        return None
    said = messaging.latest_answers(conversation, work=work)
    is_newest = any(offered.content == takers[0].content for each in said for offered in each.choices)
    return _take(takers[0], conversation, work=work) if is_newest else None


def _shown_last(proposal: Proposal, conversation: Conversation, *, work: Work) -> bool:
    said = messaging.latest_answers(conversation, work=work)
    return any(choice.content.get("proposal_id") == proposal.id for each in said for choice in each.choices)


def _repeat_receipt(conversation: Conversation, *, work: Work) -> Plan | None:
    """A second yes right below a receipt that has choices of its own: the receipt again, and no second effect. [R9]"""
    latest = proposals.latest_proposal(conversation, work=work)
    if latest is None or latest.status is not ProposalStatus.DONE or not latest.result:
        return None
    standing = [said.response for said in messaging.latest_answers(conversation, work=work)]
    receipt = [said.response for said in latest.result]
    return Plan(list(latest.result)) if standing[-len(receipt) :] == receipt else None


def _take(choice: Choice, conversation: Conversation, *, work: Work) -> Plan:
    if choice.kind is ChoiceKind.CONFIRM:
        return Plan(then=Confirm(choice.content))
    if choice.kind is ChoiceKind.REFUSE:
        return Plan(proposals.refuse(choice.content, conversation, work=work))
    if choice.kind is ChoiceKind.PAYLOAD:
        return Plan(then=Ask(payload=choice.content))
    return Plan(then=Run(choice.content["action"], slots=choice.content.get("slots") or {}))


def _read_command(text: str, conversation: Conversation, *, work: Work) -> Plan:
    name = text.lstrip("/").split("@")[0].split(" ")[0].casefold()
    if name in END_COMMANDS and re.fullmatch(r"/\w+(@\w+)?", text):
        return _read_words(name, conversation, work=work)
    if name in COMMANDS and re.fullmatch(r"/\w+(@\w+)?( .*)?", text):
        return _command_plan(name, conversation)
    return Plan([Utterance("utter_slash_unknown")])


def _command_plan(name: str, conversation: Conversation) -> Plan:
    intent, action = COMMANDS[name]
    if conversation.form is not None:
        return Plan(then=Ask(payload={"intent": intent, "entities": {}}))
    return Plan(then=Run(action, intent=intent))


def _read_contact(conversation: Conversation, text: str, *, country: str, work: Work) -> Plan:
    """A contact the sender shared of themselves: a claim, still to be proved by the code to its SIM. [R21]"""
    claim = parse_claim(text, country=country)
    if claim is None:
        return Plan([Utterance("utter_access_contact_not_yours")])
    if actor_of(conversation, work=work) is not None:
        return Plan([Utterance("utter_access_already_in")])
    wish = (conversation.waiting or {}).get("wish")
    conversation.waiting = {"kind": "number", "wish": wish}
    step = take_step(conversation, claim, country=country, work=work)
    if step is None:
        step = ask_for_proof(conversation, "identity", wish, country=country, work=work)
    return Plan(step.said)


def wish_as_plan(wish: Mapping[str, Any] | None) -> Ask | Run | Confirm | None:
    """The step that carries out a stored wish."""
    if not wish:
        return None
    said = str(wish.get("said") or "")
    if "form_intent" in wish:
        return Ask(payload={"intent": wish["form_intent"], "entities": wish.get("entities") or {}}, said=said)
    if "confirm" in wish:
        return Confirm(wish["confirm"])
    return Run(wish["action"], wish.get("intent"), wish.get("slots") or {}, wish.get("entities") or {}, said)
