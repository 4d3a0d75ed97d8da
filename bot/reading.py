"""What a message is, before the language model sees it: a code, a choice, a command, a yes, or words."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot import spoken
from bot.asides import MISSED, TOPIC, UNSURE, read_aside
from bot.choosing import read_as_choice, read_functions, read_parts, take
from bot.handover import read_in_case
from bot.intake import make_plain, take_out_secrets
from bot.languages import answer_in
from bot.leads import wish_behind_stop, without_lead
from bot.login import ask_for_proof, find_kept, is_stray_code, keep_proved, take_step
from bot.more import PAGED_CHANNEL, next_page
from bot.plans import Ask, Plan, Run, wish_as_plan
from bot.published import END_COMMANDS, of_a_message, stop_or_start
from bot.spoken import MORE_WORDS, NO, SHORT_CODES, is_no, is_stop, is_yes
from bot.wishes_kept import words_after
from telecom.model.hesitating import hesitates
from telecom.model.messaging import LONGEST_TEXT, Conversation, IncomingKind, IncomingMessage
from telecom.model.seals import find_code
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging, proposals
from telecom.support.claims import parse_claim
from telecom.support.identity import actor_of

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
# Questions of ours that nobody answers with "not sure".
_CHOSEN = frozenset({"service", "period", "date", "person", "function", "product", "amount", "parameter", "provider"})
_SHORT = 5
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


def read(conversation: Conversation, message: IncomingMessage, *, country: str, work: Work) -> Plan:
    """Decide what a message is. May change what the conversation waits for; nothing else."""
    in_case = read_in_case(conversation, message, work=work)
    if in_case is not None:
        return Plan(in_case, silent=True)
    kept = find_kept(conversation, turn_id=message.turn_id)
    if kept is not None:
        return Plan(kept.said, wish_as_plan(kept.wish), rest=words_after(kept.wish))
    if message.kind is IncomingKind.CHOICE:
        choice = messaging.find_choice(conversation, message.text or "", work=work)
        return take(choice, conversation, work=work) if choice else Plan([Utterance("utter_choice_gone")])
    if message.kind is IncomingKind.CONTACT:
        return _read_contact(conversation, message.text or "", country=country, work=work)
    text = make_plain(message.text or "")
    if message.kind is IncomingKind.COMMAND or text.startswith("/"):
        return _read_command(text, conversation, turn_id=message.turn_id, work=work)
    if not text:
        return Plan([Utterance("utter_nothing_said")])
    step = take_step(conversation, text, country=country, work=work)
    if step is not None:
        wish = wish_as_plan(step.wish) if step.proved else None
        if wish is not None:
            keep_proved(conversation, step, turn_id=message.turn_id)
        return Plan(step.said, wish, rest=words_after(step.wish) if wish is not None else None)
    return _read_words(text, conversation, turn_id=message.turn_id, work=work)


def _read_words(text: str, conversation: Conversation, *, turn_id: str, work: Work) -> Plan:
    simple = text.casefold().replace(",", "").strip(" .!?")
    if conversation.waiting is not None and (is_stop(simple) or is_no(simple)):
        conversation.waiting = conversation.later = None
        return Plan([Utterance("utter_access_dropped")])
    # While a code is awaited, a yes is for the offer that stands open, if one does.
    if conversation.waiting is not None and is_yes(simple) and proposals.open_proposal(conversation, work=work) is None:
        return Plan([Utterance(STILL_NEEDED[conversation.waiting["kind"]])])
    if is_stray_code(simple, conversation, work=work):
        return Plan([Utterance("utter_access_no_code_needed")])
    if (plan := read_as_choice(simple, conversation, work=work)) is not None:
        return plan
    if (plan := read_functions(text, conversation)) is not None:
        return plan
    if (plan := read_parts(text, conversation, turn_id=turn_id, work=work)) is not None:
        return plan
    if simple in MORE_WORDS and conversation.channel == PAGED_CHANNEL and (page := next_page(conversation, work=work)):
        return Plan([page])
    return _read_keyword(text, simple, conversation, work=work) or _read_wish(text, simple, conversation, work=work)


def _read_keyword(text: str, simple: str, conversation: Conversation, *, work: Work) -> Plan | None:
    """The words and codes that stand for one thing, whatever the language model would make of them; None for others."""
    if conversation.form is None and (ended := stop_or_start(simple, conversation, work=work)) is not None:
        return Plan([ended])
    if conversation.form is None and (meant := of_a_message(simple, conversation, work=work)) is not None:
        return Plan(then=Run(meant[0], slots=meant[1]))
    # Dropping what is under way works at any moment.
    if is_stop(simple) or (is_no(simple) and conversation.form is not None):
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
        return Plan([*switched, *_who_we_are(simple, conversation)], plan.then)
    if SHORT_CODES.get(simple) == "help":  # in the middle of a question, which is asked again below it
        return Plan(_who_we_are(simple, conversation), Ask(payload={"intent": "help", "entities": {}}))
    return None


def _read_wish(text: str, simple: str, conversation: Conversation, *, work: Work) -> Plan:
    """What is left for the language model, without leads and secrets; what people say beside their wishes."""
    if conversation.requested_slot in _CHOSEN and len(simple.split()) <= _SHORT and hesitates(simple):
        return Plan(then=Ask(payload={"intent": "help", "entities": {TOPIC: UNSURE}}))
    rest = wish_behind_stop(text)
    if rest == "" or (rest and _is_under_way(conversation, work=work)):
        return replace(_command_plan("cancel", conversation, said=text), rest=rest or None)
    text = rest or text
    if (aside := read_aside(text)) is not None and not aside.rest:
        # Who is misunderstood is asked the same question no more.
        intent = "cancel" if aside.what == MISSED and conversation.form else "help"
        return Plan(then=Ask(payload={"intent": intent, "entities": {TOPIC: aside.what}}))
    plain = take_out_secrets(without_lead(aside.rest if aside else text))
    said = []
    if plain.card_removed:
        said.append(Utterance("utter_secret_card_removed"))
    if plain.pin_removed:
        said.append(Utterance("utter_secret_pin_removed"))
    if len(plain.text) > LONGEST_TEXT:
        said.append(Utterance("utter_text_cut", {"longest": LONGEST_TEXT}))
    return Plan(said, Ask(text=plain.text[:LONGEST_TEXT]))


def _who_we_are(simple: str, conversation: Conversation) -> list[Utterance]:
    """Who asks a sender of text messages for help has to read who that is and how to end them."""
    is_sms_help = SHORT_CODES[simple] == "help" and conversation.channel == PAGED_CHANNEL
    return [Utterance("utter_preferences_help")] if is_sms_help else []


def _is_under_way(conversation: Conversation, *, work: Work) -> bool:
    return conversation.form is not None or proposals.open_proposal(conversation, work=work) is not None


def _read_command(text: str, conversation: Conversation, *, turn_id: str, work: Work) -> Plan:
    name = text.lstrip("/").split("@")[0].split(" ")[0].casefold()
    if name in END_COMMANDS and re.fullmatch(r"/\w+(@\w+)?", text):
        return _read_words(name, conversation, turn_id=turn_id, work=work)
    if name in COMMANDS and re.fullmatch(r"/\w+(@\w+)?( .*)?", text):
        return _command_plan(name, conversation)
    return Plan([Utterance("utter_slash_unknown")])


def _command_plan(name: str, conversation: Conversation, *, said: str = "") -> Plan:
    intent, action = COMMANDS[name]
    if conversation.form is not None:
        return Plan(then=Ask(payload={"intent": intent, "entities": {}}))
    return Plan(then=Run(action, intent=intent, said=said))


def _read_contact(conversation: Conversation, text: str, *, country: str, work: Work) -> Plan:
    """A contact the sender shared of themselves: a claim, still to be proved by the code to its SIM. [R21]"""
    claim = parse_claim(text, country=country)
    if claim is None:
        return Plan([Utterance("utter_access_contact_not_yours")])
    if actor_of(conversation, work=work) is not None:
        return Plan([Utterance("utter_access_already_in")])
    wish = (conversation.waiting or {}).get("wish")
    conversation.waiting = {"kind": "number", "wish": wish, "at": work.now.isoformat()}
    step = take_step(conversation, claim, country=country, work=work)
    if step is None:
        step = ask_for_proof(conversation, "identity", wish, country=country, work=work)
    return Plan(step.said)
