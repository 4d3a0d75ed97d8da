"""Alarms: when, about what and where somebody wants to be told by itself."""

from actions.frame import Answer, Asked, DialtoneAction
from actions.inventory import read_meant
from telecom.management.alarms import list_alarms, set_alarms
from telecom.model.alarms import AlarmSubject, AlarmWish, read_wish
from telecom.model.money import read_amount
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

ABOUT = "value"


class SetAlerts(DialtoneAction):
    """Sets, changes and ends alarms, or shows which there are."""

    called = "action_set_alerts"

    def answer(self, asked: Asked, work: Work) -> Answer:
        wish = _read(asked)
        if wish.shows or wish.subject is None:
            return _show(asked, work)
        raw, channel = asked.entities.get("amount"), asked.entities.get("channel")
        outcome = set_alarms(
            asked.actor,
            wish,
            meant=read_meant(asked),
            amount=read_amount(raw, currency=work.currency) if raw is not None else None,
            channel=str(channel) if channel else None,
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer(outcome.said)


def _read(asked: Asked) -> AlarmWish:
    """What is wanted: by the choice that was taken, or by the words."""
    chosen = asked.entities.get(ABOUT)
    if chosen in {subject.value for subject in AlarmSubject} and not asked.text:
        return AlarmWish(AlarmSubject(chosen), percents=[int(p) for p in asked.every.get("percent", ())])
    return read_wish(
        asked.text, percents=asked.every.get("percent", ()), has_amount=asked.entities.get("amount") is not None
    )


def _show(asked: Asked, work: Work) -> Answer:
    lines = list_alarms(asked.actor, work=work)
    choices = [
        ask_for("set_alerts", "utter_choice_alarm_usage", value="usage", percent=80),
        ask_for("set_alerts", "utter_choice_alarm_outages", value="outages"),
        ask_for("set_alerts", "utter_choice_alarm_security", value="security"),
    ]
    if not lines:
        return Answer([Utterance("utter_alarms_none", {}, choices)])
    return Answer([Utterance("utter_alarms_list", {"alarms": lines}, choices)])
