"""Taking what people live through with the network in a place."""

from collections.abc import Sequence

from actions.asked import Asked
from actions.coverage import asks_for_map, asks_whether_covered, coverage_map, coverage_of, offer_map
from actions.frame import Answer, DialtoneAction
from actions.inventory import read_named
from telecom.bootstrap import Telecom
from telecom.management.experience import ExperienceAnswer, note_signal, report_experience
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work


class ReportExperience(DialtoneAction):
    """Keeps the report, and says what is known of the place."""

    called = "action_report_experience"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asks_for_map(asked):
            return coverage_map(asked, work)
        place = asked.entities.get("place")
        if place and asks_whether_covered(asked) and (covered := coverage_of(asked, str(place), work)) is not None:
            return covered
        found = report_experience(
            asked.actor,
            place=str(place) if place else None,
            meant=read_named(asked),
            words=asked.text or str(asked.entities.get("symptom") or ""),
            key=asked.turn_id,
            work=work,
        )

        def measure(telecom: Telecom) -> Sequence[Utterance]:
            note_signal(found.report.id, open_work=telecom.open_work, outside=telecom.outside)
            return ()

        return Answer([_describe(found)], follow_up=measure)


def _describe(found: ExperienceAnswer) -> Utterance:
    values = {"place": found.report.place, "others": found.others}
    choices = [
        ask_for("report_fault", "utter_choice_fault"),
        ask_for("check_service_status", "utter_choice_status"),
        offer_map(),
    ]
    if found.problem is not None:
        known = "utter_experience_suspected" if found.problem.suspected else "utter_experience_outage"
        return Utterance(known, values, [offer_map()])
    return Utterance("utter_experience_kept_others" if found.others else "utter_experience_kept", values, choices)
