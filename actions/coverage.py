"""Coverage reports on a map of the area, with the same in words."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.coverage import LOOKS_BACK, PlaceReports, list_coverage
from telecom.model.utterances import Attachment, ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work

_ASKS = re.compile(
    r"(?<!outage )\bmap\b(?! of outages)|\b(?:coverage|signal|reception|experience)\b.{0,20}\breports\b|\breports of\b"
    r"|\b(?:others|other people|anyone else|anybody else)\b"
    r".{0,30}\b(?:report|say|said|complain|signal|reception|coverage)"
    r"|\bwhere (?:is|are|has) .{0,40}\b(?:coverage|signal|reception)\b|\bhow many (?:others|people|more)\b"
    r"|\bhow many .{0,30}\breport"
    r"|\bwie viele (?:andere|leute)\b"
    r"|\bwhere\b.{0,40}\b(?:coverage|signal|reception)\b.{0,15}\b(?:worst|bad|poor|weak|best)\b"
    r"|\bwho else\b.{0,40}\b(?:coverage|signal|reception)\b"
)
SYMPTOMS = {
    "no signal": "utter_coverage_no_signal",
    "drops": "utter_coverage_drops",
    "slow": "utter_coverage_slow",
    "no connection": "utter_coverage_no_connection",
}


def asks_for_map(asked: Asked) -> bool:
    """Whether a message asks what was reported, and reports nothing itself."""
    return _ASKS.search(asked.text.casefold()) is not None


# "Is there coverage in Northgate?" asks, "is the signal so bad in Northgate again" reports.
_ASKS_WHETHER = re.compile(
    r"^\W*(?:(?:so|and|ok|hi|hello|und|also|sagen sie|please)\W+)*(?:is|are|do|does|have|has|will|would|can|what"
    r"|which|how"
    r"|gibt|habt|haben|ist|wie|hat|kann|habe)\b.*"
    r"\b(?:coverage|covered|signal|reception|network|[45]g|empfang|netz|abdeckung|versorgt)\b"
)
_COMPLAINS = re.compile(
    r"\b(?:no|not|bad|weak|poor|awful|terrible|rubbish|dead|lost|drop\w*|again|so|my|still|kein\w*|schlecht\w*"
    r"|schwach\w*|weg"
    r"|mein\w*|wieder|immer)\b|n'?t\b"
)


def asks_whether_covered(asked: Asked) -> bool:
    """Whether a message asks if there is a network in a place, and reports nothing."""
    said = asked.text.casefold().replace("\u2019", "'")
    return _ASKS_WHETHER.search(said) is not None and _COMPLAINS.search(said) is None


def coverage_of(asked: Asked, place: str, work: Work) -> Answer | None:
    """How the mobile network of a place is, by what people reported of it; None where there is none of ours."""
    found = next((each for each in list_coverage(asked.actor, work=work) if each.place.name == place), None)
    if found is None:
        return None
    choices = [ask_for("report_experience", "utter_choice_report_signal", place=place), offer_map()]
    values = {"place": place, "days": LOOKS_BACK.days, "reports": [_line(found)]}
    return Answer([Utterance("utter_coverage_of_place", values, choices)])


def offer_map() -> Offered:
    """The choice to see the reports on a map."""
    return Offered(Utterance("utter_choice_map"), ChoiceKind.ACTION, {"action": "action_show_coverage", "slots": {}})


class ShowCoverage(DialtoneAction):
    """What people reported by place, as a map and in words."""

    called = "action_show_coverage"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return coverage_map(asked, work)


def coverage_map(asked: Asked, work: Work) -> Answer:
    """The reports of every place; the map only where somebody drew its borders."""
    found = list_coverage(asked.actor, work=work)
    choices = [ask_for("report_experience", "utter_choice_report_signal")]
    days = {"days": LOOKS_BACK.days}
    if not any(each.count or each.outage for each in found):
        return Answer([Utterance("utter_coverage_none", days, choices, _picture(found))])
    lines = [_line(each) for each in found]
    return Answer([Utterance("utter_coverage", {**days, "places": lines}, choices, _picture(found))])


def _line(each: PlaceReports) -> Utterance:
    values = {"place": each.place.name, "count": each.count, "symptom": _symptom(each)}
    if each.outage:
        return Utterance("utter_coverage_line_outage", values)
    name = {0: "utter_coverage_line_none", 1: "utter_coverage_line_one"}.get(each.count, "utter_coverage_line")
    return Utterance(name, values)


def _symptom(each: PlaceReports) -> Utterance:
    return Utterance(SYMPTOMS.get(each.symptom or "", "utter_coverage_other"))


def _picture(found: Sequence[PlaceReports]) -> Sequence[Attachment]:
    if not all(each.place.outline for each in found) or not found:
        return ()
    values = {
        "title": Utterance("utter_coverage_title", {"days": LOOKS_BACK.days}),
        "names": [each.place.name for each in found],
        "outlines": [each.place.outline for each in found],
        "counts": [each.count for each in found],
        "words": [_symptom(each) if each.count else Utterance("utter_coverage_nothing") for each in found],
        "outages": [each.outage for each in found],
        "outage_label": Utterance("utter_coverage_outage"),
        "scale_label": Utterance("utter_coverage_scale", {"count": 2}),
        "north_label": Utterance("utter_coverage_north"),
    }
    return (Attachment("picture", "coverage_map", values),)
