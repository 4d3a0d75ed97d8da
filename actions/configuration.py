"""Changing a setting of a service: which service, which setting, which value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.asked import Asked
from actions.contracts import is_outside_contract, unread_parameter
from actions.frame import Answer, DialtoneAction
from actions.inventory import KINDS, AskService, ServiceForm, ask_which, read_meant
from actions.lines import own_numbers
from actions.own_services import changes_parts, propose_change
from actions.setting_questions import asks_what, is_another_wish, only_asks, where_one_goes
from actions.use_prices import about_use, asks_of_use
from telecom.management.configuration import (
    Setting,
    change_setting,
    configurable_services,
    find_declared,
    parameter_said,
    show_settings,
    takes_a_number,
    value_said,
)
from telecom.management.configuration_lines import propose_settings
from telecom.management.contracts import refuse_parameter
from telecom.management.inventory import Meant, label_of
from telecom.management.lines import lines_meant
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.inventory import Service
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support.own_service_said import kind_said
from telecom.support.proposals import Outcome

MOST_OFFERED = 10
_POINTS = re.compile(r"\b(it|that|this)\b", re.I)  # the setting spoken of before


def as_answer(outcome: Outcome) -> Answer:
    """What came of a change: said at once, or after the network was told."""
    later = outcome.follow_up
    if later is None:
        return Answer(outcome.said)
    return Answer([], follow_up=lambda telecom: later(telecom.open_work, telecom.outside))


def read_line_meant(asked: Asked, parameter: str | None) -> Meant:
    """Which service was named. A phone number is the line, unless the setting itself takes one."""
    meant = read_meant(asked)
    if parameter and meant.number and takes_a_number(parameter):
        return Meant(meant.named)
    # "No internet there, only calls" is about a mobile, and no broadband.
    is_other = parameter and meant.named in KINDS and not find_declared(str(meant.named), parameter)
    return replace(meant, named=None) if is_other else meant


def lines_together(asked: Asked, parameter: str | None, work: Work) -> list[Service]:
    """The lines that were named together, of those that have the setting; none where one line was meant."""
    group, numbers = asked.value("group"), asked.slots.get("phone_number")
    numbers = list(numbers) if isinstance(numbers, list) else _numbers_together(asked, parameter, work)
    if asked.actor is None or not (group or numbers):
        return []
    said = str(group) if group else None
    found = lines_meant(asked.actor, Function.CONFIGURE, group=said, numbers=numbers, kind=None, work=work)
    kind = kind_said(said or "")
    of_kind = [line for line in found if kind in (None, line.kind)] or found
    return [line for line in of_kind if parameter is None or find_declared(line.kind, parameter)]


def _numbers_together(asked: Asked, parameter: str | None, work: Work) -> list[str]:
    """Several numbers of one's own, unless one of them is where the other's calls are to go."""
    own = own_numbers(asked, work)
    return own if len(own) > 1 and not (parameter and takes_a_number(parameter)) else []


class ConfigureServiceForm(ServiceForm):
    """Which service, which of its settings, and the value."""

    form = "configure_service_form"
    form_slots = ("service", "parameter", "value")
    also_taken = ("phone_number", "group")

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        parameter = asked.slots.get("parameter")
        if parameter and meant.number and takes_a_number(str(parameter)):
            meant = Meant(meant.named)
        return configurable_services(asked.actor, meant, parameter=parameter, work=work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """The setting and the value that the words name; the language model knows only the usual ones."""
        found = dict(super().filled(asked, work))
        if not asked.text:
            return found
        requested, parameter = asked.slots.get("requested_slot"), asked.slots.get("parameter")
        said = None
        if asked.intent == "configure_service" and asked.last_wish is not None and _POINTS.search(asked.text):
            parameter = parameter or asked.last_wish.entities.get("parameter")
        if asked.intent == "configure_service" or requested == "parameter":
            named = asked.value("service")
            said = parameter_said(asked.text, asked.actor, named=str(named) if named else None, work=work)
        if said is not None and (parameter is None or asked.intent == "configure_service"):
            parameter = found["parameter"] = where_one_goes(said.name, asked, work)
            found["value"] = said.value
        if asked.intent == "configure_service" and (several := _numbers_together(asked, parameter, work)):
            found["phone_number"] = several
        if parameter and parameter != asked.slots.get("parameter"):
            found["parameter"] = parameter
        if parameter and found.get("value") is None:
            found["value"] = self._value(asked, str(parameter), requested == "value", work)
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, asked: Asked, parameter: str, is_asked: bool, work: Work) -> Any:
        number = asked.value("phone_number")
        kinds = self._kinds(asked, parameter, work)
        value = value_said(asked.text, parameter, kinds, number=str(number) if number else None)
        if value is None and is_asked and not is_another_wish(asked, parameter, kinds):
            value = asked.text.strip()
        return value

    def _kinds(self, asked: Asked, parameter: str, work: Work) -> list[str]:
        """The kinds of the services that may be meant; none where nobody is known."""
        meant = read_line_meant(asked, parameter)
        try:
            services = configurable_services(asked.actor, meant, parameter=parameter, work=work) if asked.actor else []
        except BusinessError:
            services = []
        return [s.kind for s in services]

    def check_parameter(self, value: Any, asked: Asked, work: Work) -> Any:
        """A setting by its own name; one that only sounds like it is looked up by its words."""
        named = asked.value("service")
        said = parameter_said(str(value), asked.actor, named=str(named) if named else None, work=work)
        return said.name if said else unread_parameter(str(value), asked, work)

    def check_value(self, value: Any, asked: Asked, work: Work) -> Any:
        return value

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        # Where it cannot be done at all nothing is asked; the action that follows says why.
        if changes_parts(asked, work) or asks_of_use(asked, work, home=self.telecom.settings.country):
            return ()
        if asked.value("group") or isinstance(asked.value("phone_number"), list):
            return ("parameter", "value")
        if is_outside_contract(asked, work) or not self._found(
            read_line_meant(asked, asked.slots.get("parameter")), asked, work
        ):
            return ()
        looks = asked.slots.get("parameter") and asks_what(asked.text)
        return (*super().needed(asked, work), "parameter", *(() if looks else ("value",)))


class AskConfigureService(AskService):
    """Asks on which service."""

    called = "action_ask_configure_service_form_service"
    asks_for = ConfigureServiceForm

    def answer(self, asked: Asked, work: Work) -> Answer:
        parameter = asked.slots.get("parameter")
        services = self.asks_for().candidates(read_line_meant(asked, parameter), asked, work)
        return ask_which("configure_service", services, parameter=parameter, value=asked.slots.get("value"))


class AskParameter(DialtoneAction):
    """Asks which setting, each with its present value."""

    called = "action_ask_configure_service_form_parameter"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([ask_parameter(_service(asked, work), asked, work)])


def ask_parameter(service: Service, asked: Asked, work: Work) -> Utterance:
    """The settings of a service that the actor may change, each with its present value, as choices."""
    changeable = [s for s in show_settings(asked.actor, service.id, work=work) if s.may_change][:MOST_OFFERED]
    choices = [
        ask_for(
            "configure_service",
            "utter_choice_setting_now",
            {"parameter": s.called, "value": s.word(s.value)},
            service=service.id,
            parameter=s.name,
        )
        for s in changeable
    ]
    return Utterance("utter_configuration_ask_parameter", {"service": label_of(service)}, choices)


class AskValue(DialtoneAction):
    """Asks for the value, with the allowed ones as choices."""

    called = "action_ask_configure_service_form_value"

    def answer(self, asked: Asked, work: Work) -> Answer:
        parameter = str(asked.value("parameter"))
        return Answer([ask_value(_service(asked, work, parameter), parameter, asked, work)])


def ask_value(service: Service, parameter: str, asked: Asked, work: Work) -> Utterance:
    """What the setting is now, and what it can be."""
    setting = next(s for s in show_settings(asked.actor, service.id, work=work) if s.name == parameter)
    values = {"service": label_of(service), "parameter": setting.called, "value": setting.word(setting.value)}
    if setting.is_secret:
        return Utterance("utter_configuration_ask_secret", values)
    if not setting.allowed:
        return Utterance("utter_configuration_ask_text", values)
    return Utterance("utter_configuration_ask_value", values, _values_offered(service, setting))


def _as_it_is(service: Service, parameter: str, asked: Asked, work: Work) -> Utterance:
    """How a setting stands, to whoever only wants to know."""
    setting = next(s for s in show_settings(asked.actor, service.id, work=work) if s.name == parameter)
    values = {"service": label_of(service), "parameter": setting.called, "value": setting.word(setting.value)}
    choices = _values_offered(service, setting) if setting.may_change and not setting.is_secret else []
    return Utterance("utter_configuration_is", values, choices)


def _values_offered(service: Service, setting: Setting) -> list[Offered]:
    return [
        ask_for(
            "configure_service",
            "utter_choice_value",
            {"value": setting.word(value)},
            service=service.id,
            parameter=setting.name,
            value=value,
        )
        for value in setting.allowed
    ]


def _service(asked: Asked, work: Work, parameter: str | None = None) -> Service:
    parameter = parameter or asked.slots.get("parameter")
    return configurable_services(asked.actor, read_line_meant(asked, parameter), parameter=parameter, work=work)[0]


class ConfigureService(DialtoneAction):
    """Makes the change; asks for what is missing where no form did."""

    called = "action_configure_service"
    form_slots = ("service", "phone_number", "parameter", "value", "group")

    def answer(self, asked: Asked, work: Work) -> Answer:
        parameter, value = str(asked.value("parameter") or "") or None, asked.value("value")
        if value is None and (told := about_use(asked, work, home=self.telecom.settings.country)):
            return Answer(told)
        refuse_parameter(asked.actor, parameter or asked.text, work=work)
        if changes_parts(asked, work):
            return propose_change(asked, work)
        together = lines_together(asked, parameter, work)
        if together and parameter and value is not None:
            return self._for_many(asked, together, parameter, value, work)
        services = configurable_services(asked.actor, read_line_meant(asked, parameter), parameter=parameter, work=work)
        if len(services) > 1:
            return ask_which("configure_service", services, parameter=parameter, value=value)
        service = services[0]
        if parameter is None:
            return Answer([ask_parameter(service, asked, work)])
        if only_asks(asked.text, told=value):
            return Answer([_as_it_is(service, parameter, asked, work)])
        if value is None:
            return Answer([ask_value(service, parameter, asked, work)])
        try:
            read, turn = _meant_value(service, parameter, value), asked.turn_id
            outcome = change_setting(asked.actor, service.id, parameter=parameter, value=read, turn_id=turn, work=work)
        except InvalidValue as refusal:
            setting = next(s for s in show_settings(asked.actor, service.id, work=work) if s.name == parameter)
            words = {"parameter": setting.called, "allowed": [setting.word(each) for each in setting.allowed]}
            named = {name: words.get(name, told) for name, told in refusal.values.items()}
            return Answer([Utterance(refusal.name, named), ask_value(service, parameter, asked, work)])
        return as_answer(outcome)

    @staticmethod
    def _for_many(asked: Asked, lines: Sequence[Service], parameter: str, value: Any, work: Work) -> Answer:
        """The proposal to set all of these lines alike."""
        shown = propose_settings(
            asked.actor,
            [line.id for line in lines],
            parameter=parameter,
            value=_meant_value(lines[0], parameter, value),
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])


def _meant_value(service: Service, parameter: str, value: Any) -> Any:
    """The value behind a word: "on" is a switch that is on. What cannot be read is left to be refused."""
    declared = find_declared(service.kind, parameter)
    if declared is None or not isinstance(value, str) or value == declared.default:
        return value
    if declared.allowed is None and not value.startswith("+"):
        number = value_said(value, parameter, [service.kind])
        return number if takes_a_number(parameter) and number else value
    read = value_said(value, parameter, [service.kind], number=value if value.startswith("+") else None)
    return value if read is None else read
