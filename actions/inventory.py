"""Answers about what a subscriber has, and finding out which of their services is meant."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from actions.asked import Asked
from actions.contents import about_contents
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.hints import kinds_hinted
from actions.many_services import alike, asks_each, asks_prices, told_by_price, told_together
from actions.offering_facts import asks_terms
from actions.pointed import line_pointed_at
from actions.without import asks_without, told_without
from telecom.management.configuration import show_settings
from telecom.management.inventory import Meant, ServiceReport, label_of, list_services, services_meant
from telecom.management.own_inventory import OwnServiceReport, list_own_services
from telecom.management.rules_in_force import said_of, standing_on
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service, ServiceState
from telecom.model.suspension import SuspensionStatus
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.rights_said import is_somebody_named_before

# As many lines are shown where it is asked which one is meant.
MOST_ASKED = 6
KINDS = {
    "mobile": "utter_inventory_kind_mobile",
    "fixed": "utter_inventory_kind_fixed",
    "broadband": "utter_inventory_kind_broadband",
    "iptv": "utter_inventory_kind_iptv",
}
# The choice to be told each of many services by itself.
EACH = "each"


class ListServices(DialtoneAction):
    """Each service with its number, plan and state."""

    called = "action_list_services"
    of_a_line = True

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asked.actor is not None and asks_terms(asked.text):
            return DialtoneAction.named["action_check_contract"]().answer(asked, work)
        is_less = asked.actor is not None and asks_without(asked.text)
        if is_less and (left := told_without(asked, list_services(asked.actor, work=work), work)) is not None:
            return Answer([left])
        if (contents := about_contents(asked, work)) is not None:
            return Answer([contents])
        owns = list_own_services(asked.actor, work=work)
        meant = next((each for each in owns if each.own.name == asked.entities.get("group")), None)
        if meant is not None:
            return Answer([own_status(meant)])
        reports = services_asked(list_services(asked.actor, work=work), asked)
        if asks_prices(asked.text) and any(each.monthly is not None for each in reports):
            return Answer([Utterance("utter_inventory_prices", {"services": told_by_price(reports, asked.text, work)})])
        apart = asks_each(asked.text) or asked.entities.get("value") == EACH
        groups = [[report] for report in reports] if apart else alike(reports)
        lines = [_line(group[0]) if len(group) == 1 else told_together(group, work) for group in groups]
        if not read_named(asked).named:
            lines += [Utterance("utter_own_line", {"name": each.own.name}) for each in owns]
        choices = [ask_for("test_service", "utter_choice_test"), ask_for("report_fault", "utter_choice_fault")]
        if len(groups) < len(reports):
            choices.insert(0, ask_for("list_services", "utter_choice_each", value=EACH))
        if len(reports) == 1:
            if read_named(asked) != Meant():  # who asks for all they have wants no list of settings
                lines += _details(reports[0].service, asked, work)
            choices.append(ask_for("configure_service", "utter_choice_settings", service=reports[0].service.id))
        else:
            choices.append(ask_for("configure_service", "utter_choice_settings"))
        choices += [
            ask_for("list_services", "utter_choice_own_status", {"name": each.own.name}, group=each.own.name)
            for each in owns
        ]
        if any(report.suspension for report in reports):
            choices.append(ask_for("resume_service", "utter_choice_resume"))
        return Answer([Utterance("utter_inventory_list", {"services": lines}, choices)])


def own_status(report: OwnServiceReport) -> Utterance:
    """How a service of one's own stands, part by part."""
    name = report.own.name
    choices = [
        ask_for("pause_service", "utter_choice_pause", group=name),
        ask_for("resume_service", "utter_choice_resume", group=name),
        ask_for("terminate_service", "utter_choice_own_apart", {"name": name}, group=name, value="apart"),
    ]
    return Utterance("utter_own_status", {"name": name, "parts": list(report.parts)}, choices)


def _details(service: Service, asked: Asked, work: Work) -> list[Utterance]:
    """The settings of a service and the limits on it, a line each."""
    settings = show_settings(asked.actor, service.id, work=work)
    lines = [Utterance("utter_configuration_line", {"parameter": s.name, "value": s.value}) for s in settings]
    return [*lines, *(said_of(each, service, work=work) for each in standing_on(service, work=work))]


def services_asked(reports: Sequence[ServiceReport], asked: Asked) -> Sequence[ServiceReport]:
    """The reports of the kind or line that was named, all where none was or none fits."""
    meant = services_meant([report.service for report in reports], read_named(asked))
    return [report for report in reports if report.service in meant] or reports


def _line(report: ServiceReport) -> Utterance:
    service, pause = report.service, report.suspension
    values: dict[str, Any] = {
        "service": label_of(service),
        "plan": list(report.offerings) or kind_of(service.kind),
    }
    if pause is not None:
        running = pause.status is SuspensionStatus.RUNNING
        name = "utter_inventory_paused" if running else "utter_inventory_pause_planned"
        return Utterance(name, {**values, "period": pause.period, "back_on": pause.back_on})
    working = service.state is ServiceState.ACTIVE
    return Utterance("utter_inventory_working" if working else "utter_inventory_not_working", values)


def kind_of(kind: str) -> Utterance:
    """A kind of service in words; a partner's kind is its own word."""
    return Utterance(KINDS[kind]) if kind in KINDS else Utterance("utter_plain", {"text": kind})


def read_meant(asked: Asked) -> Meant:
    """Which service was named, in this message or in the form that is open."""
    named, number = asked.value("service"), asked.value("phone_number")
    provider = asked.entities.get("provider")
    # Several numbers at once are several lines, which the wish looks at by itself.
    number = str(number) if number and not isinstance(number, list) else None
    return Meant(str(named) if named else None, number, str(provider) if provider else None)


def read_named(asked: Asked) -> Meant:
    """Which service this message names; what an open form has gathered is about something else."""
    return read_meant(replace(asked, slots={}))


def ask_which(intent: str, services: Sequence[Service], **told: Any) -> Answer:
    """Ask which of several services is meant; each choice says the wish again with all that was told before. Where
    there are many only some are shown: the others are named in words."""
    told = {name: value for name, value in told.items() if value is not None}
    choices = [
        ask_for(intent, "utter_choice_service", {"service": label_of(s)}, service=s.id, **told)
        for s in services[:MOST_ASKED]
    ]
    many = len(services) > MOST_ASKED
    return Answer([Utterance("utter_inventory_which_of_many" if many else "utter_inventory_which", {}, choices)])


class ServiceForm(DialtoneForm):
    """A form that needs to know which service is meant; it asks only where the actor has several that fit."""

    form_slots: ClassVar[Sequence[str]] = ("service",)
    also_taken: ClassVar[Sequence[str]] = ("phone_number",)

    @abstractmethod
    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        """The services that were meant and on which this can be done; a BusinessError where there is none."""

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """A service called by its own name, in answer to the question which one; or by who delivers it."""
        if asked.entities.get("provider") and not asked.value("service"):
            found = self._found(read_meant(asked), asked, work)
            return {"service": found[0].id} if len(found) == 1 else {}
        if asked.value("service") or asked.actor is None:
            return {}
        if (told := self._pointed_at(asked, work) or self._hinted(asked, work)) is not None:
            return {"service": told.id}
        if asked.slots.get("requested_slot") != "service":
            return {}
        found = self._found(Meant(asked.text.strip(" .!?")), asked, work) if asked.text else []
        return {"service": found[0].id} if len(found) == 1 else {}

    def _pointed_at(self, asked: Asked, work: Work) -> Service | None:
        """The one service that "it", "that line" or "the other one" means, after what was talked about."""
        if asked.intent not in (self._wish_of_form, "inform") or read_meant(asked) != Meant():
            return None
        if asked.value("group") or asked.slots.get("phone_number"):
            return None
        return line_pointed_at(asked, self._found(Meant(), asked, work), work)

    def _hinted(self, asked: Asked, work: Work) -> Service | None:
        """The one service of the kind that the words are about: a laptop is on the internet, children watch TV."""
        if asked.intent != self._wish_of_form or read_meant(asked) != Meant() or asked.value("group"):
            return None
        kinds = kinds_hinted(asked.text)
        found = [s for s in self._found(Meant(), asked, work) if s.kind in kinds] if len(kinds) == 1 else []
        return found[0] if len(found) == 1 else None

    def check_service(self, value: Any, asked: Asked, work: Work) -> Any:
        """The one service that fits. Where several do, it has to be asked; where none does, the action says why."""
        found = self._found(Meant(str(value), read_meant(asked).number), asked, work)
        if len(found) > 1:
            return None
        return found[0].id if found else value

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        found = self._found(read_meant(asked), asked, work)
        return ("service",) if len(found) > 1 else ()

    def _found(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        if asked.actor is None:
            return []
        try:
            return self.candidates(meant, asked, work)
        except BusinessError:
            return []


class AskService(DialtoneAction):
    """Asks which service a form is about. A subclass names itself and its form."""

    asks_for: ClassVar[type[ServiceForm]]

    def answer(self, asked: Asked, work: Work) -> Answer:
        services = self.asks_for().candidates(read_meant(asked), asked, work)
        question = ask_which(self.asks_for.form.removesuffix("_form"), services)
        person = asked.entities.get("person")
        if person is None and is_somebody_named_before(asked.text):
            person = asked.spoken_of
        if not person or any(str(person).casefold() in service.name.casefold() for service in services):
            return question
        return Answer([Utterance("utter_inventory_nobodys", {"name": person}), *question.said])
