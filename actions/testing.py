"""Testing a service now, and saying what was found."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import AskService, ServiceForm, ask_which, read_meant
from actions.trouble import NAMES
from telecom.bootstrap import Telecom
from telecom.management.feedback import stars_if_due
from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.testing import begin_service_test, finish_service_test
from telecom.management.troubleshooting import searched_lately
from telecom.model.authorization import Function
from telecom.model.inventory import Service
from telecom.model.testing import Health, ServiceTest, ServiceTestStatus
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

MEGABIT = 1_000_000
_JUST_NOW = timedelta(minutes=30)
VERDICT = {
    Health.OK: "utter_testing_good",
    Health.DEGRADED: "utter_testing_weak",
    Health.FAILED: "utter_testing_dead",
    Health.UNKNOWN: "utter_testing_not_run",
}

# Where a speed was sold, the second sentence compares.
SPEED = {
    "down": ("utter_testing_down", "utter_testing_down_of"),
    "up": ("utter_testing_up", "utter_testing_up_of"),
}


# Of a service at home these are said of one kind only.
_OF_SPEED = re.compile(
    r"\b(speed\w*|fast|slow|mbits?|megs?|mbps|bandwidth|geschwindigkeit|tempo|schnell\w*"
    r"|langsam\w*)\b",
    re.I,
)


class ServiceTestForm(ServiceForm):
    """Which service to test."""

    form = "test_service_form"

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return _to_test(meant, asked, work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """In the middle of a search "please test it" means the service that is looked at."""
        found = super().filled(asked, work)
        is_new = asked.conversation.form != self.form and found.get("service") is None
        if not is_new or read_meant(asked) != Meant():
            return found
        lately = searched_lately(asked.actor, within=_JUST_NOW, work=work)
        return {**found, "service": lately.id} if lately is not None else found


class AskServiceToTest(AskService):
    """Asks which service to test."""

    called = "action_ask_test_service_form_service"
    asks_for = ServiceTestForm


class RunServiceTest(DialtoneAction):
    """Measures, and compares with what was sold."""

    called = "action_test_service"
    form_slots = ("service", "phone_number")

    def answer(self, asked: Asked, work: Work) -> Answer:
        services = _to_test(read_meant(asked), asked, work)
        if len(services) > 1:
            return ask_which("test_service", services)
        service = services[0]
        test = begin_service_test(asked.actor, service.id, turn_id=asked.turn_id, work=work)

        def measure(telecom: Telecom) -> Sequence[Utterance]:
            done = finish_service_test(test.id, open_work=telecom.open_work, outside=telecom.outside)
            with telecom.open_work() as later:
                return [describe_test(done, service, work=later)]

        return Answer([], follow_up=measure)


def _to_test(meant: Meant, asked: Asked, work: Work) -> list[Service]:
    """The services that were meant; a speed is that of the broadband line, where there is one."""
    services = access_meant(asked.actor, Function.REPORT, meant, work=work)
    lines = [each for each in services if each.kind == "broadband"] if _OF_SPEED.search(asked.text) else []
    return services if meant != Meant() else lines or services


def describe_test(test: ServiceTest, service: Service, *, work: Work) -> Utterance:
    """What a test found: figures against what was sold, a verdict, and what to do where it is not good; where all is
    well, it is asked now and then how the service feels."""
    health = test.health if test.status is ServiceTestStatus.COMPLETED and test.health else Health.UNKNOWN
    found = [Utterance("utter_testing_found", {"fault": Utterance(NAMES[test.fault])})] if test.fault in NAMES else []
    values = {"service": label_of(service), "figures": [*_figures(test), *found]}
    again = ask_for("test_service", "utter_choice_test_again", service=service.id)
    if test.partner is not None and health is Health.UNKNOWN:
        name = "utter_testing_partner_refused" if test.refusal else "utter_testing_partner_silent"
        return Utterance(name, {**values, "partner": test.partner, "reason": test.refusal or ""}, [again])
    if health is Health.OK:
        rated = stars_if_due(test.asked_by, service.kind, work=work) if test.asked_by else []
        values["rate"] = [Utterance("utter_feedback_ask")] if rated else []
        return Utterance(VERDICT[health], values, [*rated, again])
    report = ask_for("report_fault", "utter_choice_fault", service=service.id)
    return Utterance(VERDICT[health], values, [again] if health is Health.UNKNOWN else [report, again])


def _figures(test: ServiceTest) -> list[Utterance]:
    lines = [_speed(test, "down", test.sold_down), _speed(test, "up", test.sold_up)]
    if "latency" in test.figures:
        lines.append(Utterance("utter_testing_latency", {"latency": round(test.figures["latency"])}))
    if "loss" in test.figures:
        lines.append(Utterance("utter_testing_loss", {"loss": round(test.figures["loss"], 1)}))
    if test.partner is not None and test.figures:
        lines.append(Utterance("utter_testing_by_partner", {"partner": test.partner}))
    return [line for line in lines if line is not None]


def _speed(test: ServiceTest, code: str, sold: int | None) -> Utterance | None:
    measured = test.figures.get(code)
    if measured is None:
        return None
    values: dict[str, Any] = {"measured": round(measured / MEGABIT)}
    if sold is None:
        return Utterance(SPEED[code][0], values)
    return Utterance(SPEED[code][1], {**values, "sold": round(sold / MEGABIT)})
