"""While a person answers instead of the assistant: where messages go, and when a person is offered. [C9]"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.intake import make_plain, take_out_secrets
from telecom.management.handover import add_to_case, leave_case
from telecom.model.handover import OFFERED_AFTER
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import Work
from telecom.support import messaging

BACK_WORDS = frozenset(
    {
        "stop",
        "bot",
        "assistant",
        "back",
        "back to the assistant",
        "back to you",
        "never mind",
        "nevermind",
        "not needed",
    }
    | {"stopp", "zurück", "/cancel", "/start", "/stop"}
)
# Answers that led nowhere: after some in a row a person is offered.
LED_NOWHERE = frozenset(
    {
        "utter_did_you_mean",
        "utter_out_of_scope",
        "utter_inform_unread",
        "utter_not_understood",
        "utter_aside_missed",
        "utter_aside_missed_choose",
        "utter_error_unexpected",
        "utter_understanding_down",
    }
)
_BACK = "action_leave_agent"
_OFFER = Offered(Utterance("utter_choice_talk_to_agent"), ChoiceKind.ACTION, {"action": "action_talk_to_agent"})


# "Ach egal, zurück zu dir": the assistant, whatever is said before it.
_BACK_TO_BOT = re.compile(
    r"(?:.*\W)?(?:back to (?:you|the (?:bot|assistant|machine))"
    r"|zurück (?:zu (?:dir|ihnen|euch)|zum (?:bot|assistenten))"
    r"|(?:lieber )?(?:wieder|weiter) mit (?:dir|ihnen|dem (?:bot|assistenten)))(?: please| bitte)?",
    re.I | re.S,
)
# While nobody has taken the case yet, who wants no person any more has the assistant back.
_DROPS = re.compile(
    r"\W*(?:(?:actually|ok|okay|oh|no|sorry|hm+|well|it'?s|ach|doch|nein)\W+)*(?:forget (?:it|that|about it)"
    r"|never ?mind|leave it|don'?t bother|no need|not needed|cancel that|sorted|i(?:'ll| will) (?:sort|do|manage|leave)"
    r"|(?:ist )?egal|vergiss es|vergessen sie es|lass(?:en sie)? (?:es|gut sein|mal)|nicht mehr nötig"
    r"|hat sich erledigt)\b.*",
    re.I | re.S,
)
_LONGEST_DROP = 10


def read_in_case(conversation: Conversation, message: IncomingMessage, *, work: Work) -> list[Utterance] | None:
    """Give a message to the case that has the chat, and what to say to it, which is often nothing. None where the
    assistant reads it itself: no case, or a pressed choice."""
    if conversation.case_id is None or message.kind in (IncomingKind.CHOICE, IncomingKind.CONTACT):
        return None
    text = make_plain(message.text or "")
    simple = text.casefold().strip(" .!?")
    if wants_the_assistant(text) or (simple == "1" and _is_back_first(conversation, work)):
        leave_case(conversation, work=work)
        return [Utterance("utter_handover_left")]
    is_drop = len(text.split()) <= _LONGEST_DROP and _DROPS.fullmatch(text.replace("\u2019", "'")) is not None
    if is_drop and leave_case(conversation, only_waiting=True, work=work):
        return [Utterance("utter_handover_left")]
    plain = take_out_secrets(text)
    said = [Utterance("utter_secret_card_removed")] if plain.card_removed else []
    said += [Utterance("utter_secret_pin_removed")] if plain.pin_removed else []
    return said + add_to_case(conversation, plain.text, key=message.turn_id, work=work)


def wants_the_assistant(text: str) -> bool:
    """Whether a message gives up the person: "back", "never mind, back to you"."""
    simple = text.casefold().strip(" .!?")
    return simple in BACK_WORDS or (len(simple.split()) <= _LONGEST_DROP and _BACK_TO_BOT.fullmatch(simple) is not None)


def _is_back_first(conversation: Conversation, work: Work) -> bool:
    choices = messaging.newest_choices(conversation, work=work)
    return bool(choices) and choices[0].content.get("action") == _BACK


def with_a_person_offered(conversation: Conversation, said: Sequence[Utterance]) -> Sequence[Utterance]:
    """Count the turns in a row that led nowhere; from the second on, what is said with a person offered."""
    if not any(each.response in LED_NOWHERE for each in said):
        if conversation.failed_turns:
            conversation.failed_turns = 0
        return said
    conversation.failed_turns += 1
    if conversation.failed_turns < OFFERED_AFTER:
        return said
    last = said[-1]
    if last.choices:
        return [*said[:-1], replace(last, choices=[*last.choices, _OFFER])]
    # Choices of its own would hide those that the sentence always has.
    return [*said, Utterance("utter_handover_offer")]
