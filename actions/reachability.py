"""Saying why a number cannot be reached."""

from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import KINDS, read_named
from telecom.bootstrap import Telecom
from telecom.management.inventory import access_meant, label_of
from telecom.management.reachability import Reach, Reachability, check_reachability, look_at_line
from telecom.model.authorization import Function
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

SAID = {
    Reach.FINE: "utter_reach_fine",
    Reach.PAUSED: "utter_reach_paused",
    Reach.STOPPED: "utter_reach_stopped",
    Reach.BLOCKED: "utter_reach_blocked",
    Reach.FORWARDED: "utter_reach_forwarded",
    Reach.OUTAGE: "utter_reach_outage",
    Reach.OFF: "utter_reach_off",
    Reach.NO_COVER: "utter_reach_no_cover",
    Reach.CELL_DOWN: "utter_reach_cell",
    Reach.OFF_HOOK: "utter_reach_hook",
    Reach.FAULT: "utter_reach_fault",
    Reach.UNKNOWN: "utter_reach_unknown",
    Reach.FOREIGN: "utter_reach_foreign",
    Reach.NOT_YOURS: "utter_reach_not_yours",
    Reach.NOT_YOURS_OUTAGE: "utter_reach_not_yours_outage",
}


class CheckReachability(DialtoneAction):
    """Looks at our records, then at the line itself."""

    called = "action_check_reachability"

    def answer(self, asked: Asked, work: Work) -> Answer:
        number = asked.entities.get("phone_number") or _number_of_line(asked, work)
        found = check_reachability(asked.actor, str(number) if number else None, work=work)
        if not found.is_open:
            return Answer([describe_reach(found)])

        def look(telecom: Telecom) -> Sequence[Utterance]:
            return [describe_reach(look_at_line(found, open_work=telecom.open_work, outside=telecom.outside))]

        return Answer([], follow_up=look)


def _number_of_line(asked: Asked, work: Work) -> str | None:
    """The number of a line that was named by its name, such as "Tom's mobile"; None where none was."""
    named = asked.entities.get("service")
    if named is None or named in KINDS or asked.actor is None:
        return None
    found = access_meant(asked.actor, Function.CHECK, read_named(asked), work=work)
    return str(found[0].phone_number.e164) if len(found) == 1 and found[0].phone_number else None


def describe_reach(found: Reachability) -> Utterance:
    """Why the number cannot be reached, in a sentence, and what can be done."""
    values: dict[str, Any] = {
        "line": label_of(found.service) if found.service else found.number,
        "since": found.since,
        "place": found.problem.place if found.problem else None,
        "to": PhoneNumber(found.forwarded_to) if found.forwarded_to else None,
    }
    choices = []
    if found.service is not None and found.reach is Reach.PAUSED:
        choices.append(ask_for("resume_service", "utter_choice_resume", service=found.service.id))
    elif found.service is not None and found.reach is Reach.BLOCKED:
        choices.append(ask_for("activate_sim", "utter_choice_esim", service=found.service.id, sim_kind="esim"))
        choices.append(ask_for("report_lost_phone", "utter_choice_found_it", service=found.service.id, found=True))
    elif found.reach is Reach.STOPPED:
        choices.append(ask_for("pay_bill", "utter_choice_pay_it"))
    elif found.service is not None and found.reach in (Reach.FAULT, Reach.FINE, Reach.UNKNOWN):
        choices.append(ask_for("report_fault", "utter_choice_fault", service=found.service.id))
    shown = {name: value for name, value in values.items() if value is not None}
    name = "utter_reach_off_unknown" if found.reach is Reach.OFF and found.since is None else SAID[found.reach]
    return Utterance(name, shown, choices)
