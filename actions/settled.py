"""What is settled: a yes below a change that was made asks for nothing more, and a no may keep things as they are."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.explaining import last_choices
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging, proposals
from telecom.support.undoing import amend_last

# What is switched at once, without an offer and with nothing to take back.
_AT_ONCE = tuple(
    f"utter_{each}"
    for each in (
        "billing_mode_itemised", "billing_mode_summary", "billing_mode_day_changed", "e_bill_on", "e_bill_off",
        "autopay_on", "autopay_off", "autopay_top_up_on", "autopay_top_up_off", "alarms_done", "alarms_on",
        "alarms_off", "preferences_stopped", "preferences_opted", "approval_sent",
    )
)  # fmt: skip


def has_just_changed_something(asked: Asked, work: Work) -> bool:
    """Whether something was changed, or sent on its way, by the turn right before."""
    said = messaging.latest_answers(asked.conversation, work=work)
    if any(choice.content.get("intent") == "undo" for choice in last_choices(asked, work)):
        return True
    return bool(said) and said[-1].response.startswith(_AT_ONCE)


# "No, the first is fine, keep it" refuses what is offered, whatever it names.
_KEEPS = re.compile(
    r"^\W*(?:(?:oh|ok|sorry|actually|hmm?)\W+)*(?:no|nah|nope|nein|nee)\b.*"
    r"(?:\b(?:keep|leave|let) (?:it|that|them|everything|things)\b|\b(?:is|are|was) (?:fine|ok|okay|good)\b"
    r"|\bas it (?:is|was)\b|\b(?:lass|lassen|bleib\w*|behalt\w*)\b)",
    re.I,
)


def keeps_as_it_is(asked: Asked) -> bool:
    """Whether a no says that things are to stay as they are."""
    return _KEEPS.search(asked.text) is not None


def amend_what_was_done(asked: Asked, work: Work) -> Sequence[Utterance] | None:
    """What was just changed, corrected by this message; None where nothing was, or something is offered instead."""
    if asked.actor is None or proposals.open_proposal(asked.conversation, work=work) is not None:
        return None
    outcome = amend_last(asked.actor, asked.conversation, asked.text, turn_id=asked.turn_id, work=work)
    return outcome.said if outcome is not None else None
