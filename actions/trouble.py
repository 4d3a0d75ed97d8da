"""Answers to reports of faults: an outage, what was mended from afar, advice, a search, a ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import AskService, ServiceForm, ask_which, kind_of, read_meant
from actions.troubleshooting import answered_in_words, describe_search
from actions.visits import offered_visits
from actions.warranty import claim_in_words, is_claim
from telecom.bootstrap import Telecom
from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.trouble import (
    FaultAnswer,
    finish_report,
    report_fault,
)
from telecom.management.troubleshooting import SearchStep, registered_trees, searched_lately
from telecom.model.authorization import Function
from telecom.model.diagnosis import Mends, mends
from telecom.model.inventory import Service
from telecom.model.spoken_answers import STILL_BAD
from telecom.model.testing import Health
from telecom.model.trouble import ReportOutcome, ServiceProblem
from telecom.model.utterances import Utterance, ask_for, said_as
from telecom.ports import Work

# What the network found and mended from afar, in words.
MENDED = {
    "port fault": "utter_trouble_was_port",
    "stale profile": "utter_trouble_was_profile",
    "set-top box frozen": "utter_trouble_was_box",
    "router hung": "utter_trouble_was_router",
    "session lost": "utter_trouble_was_session",
    "not provisioned": "utter_trouble_was_provisioning",
    "wrong settings": "utter_trouble_was_settings",
    "name service": "utter_trouble_was_names",
    "channels lost": "utter_trouble_was_channels",
    "unstable line": "utter_trouble_was_unstable",
}
# What was found and cannot be mended from afar.
FOUND = {
    "cable cut": "utter_trouble_found_cut",
    "noisy line": "utter_trouble_found_noise",
    "busy area": "utter_trouble_found_busy",
    "weak signal": "utter_trouble_found_weak",
    "cell down": "utter_trouble_found_cell",
    "slow": "utter_trouble_found_slow",
    "weak wifi": "utter_trouble_found_wifi",
    **dict.fromkeys(("no power", "unplugged", "off the hook", "phone off", "no signal"), "utter_trouble_found_home"),
}
# The short name of each fault, for lists.
NAMES = {
    "port fault": "utter_fault_port",
    "stale profile": "utter_fault_profile",
    "set-top box frozen": "utter_fault_box",
    "router hung": "utter_fault_router",
    "session lost": "utter_fault_session",
    "not provisioned": "utter_fault_provisioning",
    "wrong settings": "utter_fault_settings",
    "name service": "utter_fault_names",
    "channels lost": "utter_fault_channels",
    "unstable line": "utter_fault_unstable",
    "cable cut": "utter_fault_cut",
    "noisy line": "utter_fault_noise",
    "busy area": "utter_fault_busy",
    "weak signal": "utter_fault_weak",
    "cell down": "utter_fault_cell",
    "slow": "utter_fault_slow",
    "no power": "utter_fault_power",
    "unplugged": "utter_fault_plug",
    "off the hook": "utter_fault_hook",
    "weak wifi": "utter_fault_wifi",
    "phone off": "utter_fault_off",
    "no signal": "utter_fault_signal",
}
# What the customer can do about it.
ADVICE = {
    "no power": "utter_trouble_advice_power",
    "unplugged": "utter_trouble_advice_plug",
    "off the hook": "utter_trouble_advice_hook",
    "weak wifi": "utter_trouble_advice_wifi",
    "phone off": "utter_trouble_advice_off",
    "no signal": "utter_trouble_advice_signal",
}
# What is said of a new ticket where the test found nothing wrong, or could not be run.
OPENED = {Health.OK: "utter_trouble_opened_fine", Health.UNKNOWN: "utter_trouble_opened_untested"}

# The sentence about an outage without an expected end.
NO_END = {
    "utter_trouble_when": "utter_trouble_when_no_end",
    "utter_trouble_tell": "utter_trouble_tell_no_end",
    "utter_trouble_known": "utter_trouble_known_no_end",
    "utter_trouble_outage": "utter_trouble_outage_no_end",
    "utter_trouble_status_outage": "utter_trouble_status_outage_no_end",
}


_JUST_NOW = timedelta(minutes=30)


class ReportFaultForm(ServiceForm):
    """Which service; the person's own words stand for the symptom."""

    form = "report_fault_form"

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return access_meant(asked.actor, Function.REPORT, meant, work=work)

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        """Nothing more where it is about a thing that was bought, not about a service."""
        return () if is_claim(asked, work) else super().needed(asked, work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """What was written at first says what is wrong; it is not asked for again."""
        found = dict(super().filled(asked, work))
        if asked.intent == "report_fault" and asked.text:
            found["symptom"] = asked.text
        # "Still dead" goes on with what was looked into just now.
        is_new = asked.intent == "report_fault" and asked.conversation.form != self.form
        if is_new and found.get("service") is None and read_meant(asked) == Meant():
            lately = searched_lately(asked.actor, within=_JUST_NOW, work=work)
            found |= {"service": lately.id} if lately is not None else {}
        return found


class AskFaultyService(AskService):
    """Asks which service does not work."""

    called = "action_ask_report_fault_form_service"
    asks_for = ReportFaultForm


class ReportFault(DialtoneAction):
    """A known outage, a repair from afar, or a ticket."""

    called = "action_report_fault"
    form_slots = ("service", "phone_number", "symptom")

    def answer(self, asked: Asked, work: Work) -> Answer:
        words = str(asked.value("symptom") or asked.text)
        if (claim := claim_in_words(asked, work)) is not None:
            return claim
        services = access_meant(asked.actor, Function.REPORT, read_meant(asked), work=work)
        if len(services) > 1:
            return ask_which("report_fault", services, symptom=words or None)
        if (answered := answered_in_words(asked, work, service_id=services[0].id)) is not None:
            return answered
        found = report_fault(asked.actor, services[0].id, words=words, turn_id=asked.turn_id, work=work)
        if found.report.outcome is not None:
            return Answer(_describe(found, work.now))

        now = work.now

        def look_into(telecom: Telecom) -> Sequence[Utterance]:
            done = finish_report(found.report.id, open_work=telecom.open_work, outside=telecom.outside)
            said = _describe(done, now)
            if done.report.outcome is ReportOutcome.TICKET and done.ticket and mends(done.report.fault) is Mends.VISIT:
                with telecom.open_work() as work:
                    choices = offered_visits(done.ticket, done.service, work)
                said = [*said[:-1], replace(said[-1], choices=choices)]
            return said

        return Answer([], follow_up=look_into)


def _describe(found: FaultAnswer, now: datetime) -> list[Utterance]:
    """What came of a report, in a message or two; first what was mended where that was not all."""
    said = _outcome(found, now)
    if not found.mended or found.report.outcome is ReportOutcome.FIXED:
        return said
    values = {"service": label_of(found.service), "cause": _mended(found.mended)}
    return [Utterance("utter_trouble_mended_first", values), *said]


def _outcome(found: FaultAnswer, now: datetime) -> list[Utterance]:
    service, fault = label_of(found.service), found.report.fault or ""
    outcome = found.report.outcome
    if found.planned is not None:
        return [Utterance("utter_trouble_planned", {"service": service, "end": found.planned.ends_at})]
    if outcome is ReportOutcome.OUTAGE and found.problem is not None:
        if found.problem.suspected:
            return [Utterance("utter_trouble_suspected", {"service": service, "place": found.problem.place})]
        return [outage_in_words("utter_trouble_known", found.problem, now, service=service)]
    if outcome is ReportOutcome.FIXED:
        cause = _mended(found.mended or [fault])
        test = ask_for("test_service", "utter_choice_test_again", service=found.service.id)
        still = said_as(ask_for("report_fault", "utter_choice_still_broken", service=found.service.id), *STILL_BAD)
        return [Utterance("utter_trouble_fixed", {"service": service, "cause": cause}, [test, still])]
    if outcome is ReportOutcome.ADVISED:
        still = said_as(ask_for("report_fault", "utter_choice_still_broken", service=found.service.id), *STILL_BAD)
        return [Utterance("utter_trouble_advice", {"service": service, "advice": Utterance(ADVICE[fault])}, [still])]
    if outcome is ReportOutcome.GUIDED and found.search is not None:
        begins = "utter_search_go_on" if found.search.report_id != found.report.id else "utter_search_begin"
        node = registered_trees()[found.search.kind].nodes[found.search.node]
        step = SearchStep(found.search, found.service, node)
        return [Utterance(begins, {"service": service}), describe_search(step)]
    return [_ticket_opened(found)]


def _mended(faults: Sequence[str]) -> Utterance:
    """What was repaired from afar: one thing, or one after the other."""
    causes = [Utterance(MENDED.get(fault, "utter_trouble_was_line")) for fault in faults]
    said = causes[-1]
    for cause in reversed(causes[:-1]):
        said = Utterance("utter_trouble_was_both", {"first": cause, "then": said})
    return said


def _ticket_opened(found: FaultAnswer) -> Utterance:
    assert found.ticket is not None
    fault = found.report.fault or ""
    values = {
        "service": label_of(found.service),
        "number": found.ticket.number,
        "opened": found.ticket.opened_at,
        "cause": Utterance(FOUND.get(fault, "utter_trouble_found_unclear")),
    }
    tickets = [ask_for("check_ticket", "utter_choice_tickets")]
    if found.report.outcome is ReportOutcome.STANDING:
        add = ask_for("update_ticket", "utter_choice_ticket_add", ticket_id=found.ticket.number, value="add")
        return Utterance("utter_trouble_open_already", values, [*tickets, add])
    if found.problem is not None and found.problem.suspected:
        return Utterance("utter_trouble_opened_suspected", {**values, "place": found.problem.place}, tickets)
    if mends(fault) is Mends.VISIT:
        return Utterance("utter_trouble_opened_visit", values, tickets)
    return Utterance(OPENED.get(found.health or Health.UNKNOWN, "utter_trouble_opened"), values, tickets)


def outage_in_words(response: str, problem: ServiceProblem, now: datetime, **more: Any) -> Utterance:
    """An outage, with its expected end where one is known and not past already."""
    values = {"kind": kind_of(problem.kind), "place": problem.place, "started": problem.started_at, **more}
    if problem.expected_end is None or problem.expected_end <= now:
        return Utterance(NO_END[response], values)
    return Utterance(response, {**values, "end": problem.expected_end})
