"""Whether the last answer told of a change that was made: a yes below it is for that, and asks for nothing more."""

from actions.asked import Asked
from actions.explaining import last_choices
from telecom.ports import Work
from telecom.support import messaging

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
