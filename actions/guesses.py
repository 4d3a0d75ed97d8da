"""Did you mean: the likeliest wishes as choices, where a message was not clear enough to act on."""

from collections.abc import Sequence

from actions.asked import Asked
from telecom.model.utterances import Offered, ask_for

MOST = 3
# Small talk and answers are never offered: nobody wants to be asked whether they meant good-bye.
NEVER_OFFERED = frozenset(
    {
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "inform",
        "cancel",
        "help",
        "repeat",
        "out_of_scope",
    }
)


def guessed_wishes(asked: Asked) -> Sequence[Offered]:
    """A choice for each of the likeliest wishes, with what the message named, and one for none of them.

    Empty where the message is hardly any of our business, or where only small talk comes near.
    """
    if not asked.guesses or asked.guesses[0] == "out_of_scope":
        return []
    wishes = [intent for intent in asked.guesses if intent not in NEVER_OFFERED][:MOST]
    if not wishes:
        return []
    offered = [ask_for(intent, f"utter_wish_{intent}", **asked.entities) for intent in wishes]
    return [*offered, ask_for("help", "utter_wish_something_else")]
