"""STOP, START and the words about a published message: answered by the turn alone, whatever else is down. [R8, P6]"""

import re
from collections.abc import Mapping

from bot.spoken import GO_ON
from telecom.management.preferences import start_messages, stop_messages
from telecom.management.trial_ends import ACTION, trial_wish
from telecom.model.messaging import Conversation
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging, proposals

# The words that end whatever we publish; what is proposed or asked comes first with a bare stop.
END_MESSAGES = frozenset({"stop all", "stopall", "unsubscribe", "opt out", "optout", "stopp alle"})
END_COMMANDS = frozenset({"stop", "stopall", "unsubscribe"})
TAKE_UP = frozenset({"start", "unstop", "opt in", "optin"})
# One word takes the offer of the last published message, or asks why it came.
_TAKES = "action_take_offer"
_TAKEN = frozenset({"order_product", "change_plan"})
OF_A_MESSAGE: Mapping[str, str] = {
    **dict.fromkeys(("take it", "take", "i'll take it", "nehme ich", "ja, nehme ich"), _TAKES),
    "why": "action_why_message",
    "warum": "action_why_message",
    "why me": "action_why_message",
}


# Words that ask why whatever was told last is so, and how the names of answers about trouble begin.
_ASKS_WHY = frozenset({"why", "warum"})
_OF_TROUBLE = ("trouble_", "testing_", "experience_", "ticket_", "search_", "notice_outage", "notice_ticket")


# Asked in more words, of a message and of nothing else.
_WHY = re.compile(
    r"(?:and |so |but )?why (?:do|did|am|are|have) (?:i|u|you) (?:get(?:ting)?|got|receiv\w+|sen[dt]\w*)(?: me)?"
    r" (?:this|that|these)(?: (?:message|text|offer|ad|promo)\w*)?"
    r"|warum (?:bekomme|kriege|bekam|habe) ich (?:das|diese[ns]?)(?: (?:nachricht|angebot|sms))?(?: bekommen)?"
)


def of_a_message(simple: str, conversation: Conversation, *, work: Work) -> tuple[str, Mapping[str, str]] | None:
    """The action, and what it is told, of words about a published message or a trial that came of one, and of those
    that go on with a talk here; else None."""
    if proposals.open_proposal(conversation, work=work) is None:
        if simple in GO_ON:
            return "action_go_on", {}
        wish = trial_wish(simple, conversation, work=work)
        if wish is not None:
            return ACTION, {"wish": wish.value}
    if _WHY.fullmatch(simple):
        return "action_why_message", {}
    if simple in _ASKS_WHY and _speaks_of_trouble(conversation, work=work):
        return None
    action = OF_A_MESSAGE.get(simple)
    if action == _TAKES and _several_offered(conversation, work=work):
        return "action_affirm", {}
    return (action, {}) if action else None


def _several_offered(conversation: Conversation, *, work: Work) -> bool:
    """Whether several plans or products stand below the last answer: it is asked which of them is taken."""
    choices = messaging.newest_choices(conversation, work=work)
    return sum(choice.content.get("intent") in _TAKEN for choice in choices) > 1


def _speaks_of_trouble(conversation: Conversation, *, work: Work) -> bool:
    """Whether the last answer was about a fault or a test, which is then what a bare "why" asks about."""
    told = messaging.newest_told(conversation, work=work)
    return told is not None and told.response.removeprefix("utter_").startswith(_OF_TROUBLE)


def stop_or_start(simple: str, conversation: Conversation, *, work: Work) -> Utterance | None:
    """The answer to a word that ends what is published or takes it up again, None for all else. A bare stop drops an
    open proposal first."""
    is_stop = simple == "stop" and proposals.open_proposal(conversation, work=work) is None
    if is_stop or simple in END_MESSAGES:
        return stop_messages(conversation, work=work)
    return start_messages(conversation, work=work) if simple in TAKE_UP else None
