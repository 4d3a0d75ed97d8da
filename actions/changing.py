"""Another plan, and the end of a service or an add-on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.asked import Asked
from actions.catalogue import product_choices
from actions.comparatives import kind_compared, plan_beside
from actions.frame import Answer, DialtoneAction
from actions.inventory import AskService, ServiceForm, ask_which, read_meant
from actions.lines import lines_named, names_several, several_lines
from actions.mentioned import named_among, products_meant
from actions.own_add_ons import add_on_instead, add_on_meant
from actions.own_services import end_own, own_named
from actions.periods import asked_day
from telecom.management.catalogue import base_of, browse
from telecom.management.changing import propose_change
from telecom.management.inventory import Meant, access_meant, label_of, list_services
from telecom.management.order_items import find_offering, price_utterance
from telecom.management.termination import add_ons_called, propose_termination
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.choosing import chosen, read_choosing
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.partners import partner_of
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_A_PART = re.compile(r"\b(renew\w*|pack|packs|extra|extras|add-?ons?|boost|it|that|this)\b", re.I)
_THE_WHOLE = re.compile(
    r"\b(contract|service|line|sim|phone|mobile|everything|account|leave|leaving|quit|for good)\b", re.I
)


def changeable(asked: Asked, meant: Meant, work: Work) -> list[Service]:
    """The services with a plan that were meant; those of the kind of the plan that was named, where one was."""
    services = access_meant(asked.actor, Function.ORDER, meant, work=work)
    product = asked.value("product")
    kind = find_offering(str(product), work=work).service_kind if product else None
    found = [s for s in services if kind is None or s.kind == kind]
    return [s for s in found if base_of(s, work=work) is not None] or services


class ChangePlanForm(ServiceForm):
    """Which service, and which plan instead."""

    form = "change_plan_form"
    form_slots = ("service", "product")
    also_taken = ("phone_number", "date")

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return changeable(asked, meant, work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """The plan by its own word alone: "the basic one", "the 10 gig"."""
        found = dict(super().filled(asked, work))
        if not asked.text or asked.actor is None or asked.value("product") or asked.entities.get("product"):
            return found
        if not asked.value("service") and (kind := kind_compared(asked, work)) is not None:
            found["service"] = kind
            asked = replace(asked, slots={**asked.slots, "service": kind})
        elif found.get("service"):
            asked = replace(asked, slots={**asked.slots, "service": found["service"]})
        try:
            services = changeable(asked, read_meant(asked), work)
        except BusinessError:
            return found
        plan = _plan_said(asked, services[0], work) if services else None
        plan = plan or (_plan_pointed_at(asked, services[0], work) if services else None)
        return found | ({"product": plan.name} if plan else {})

    def check_product(self, value: Any, asked: Asked, work: Work) -> Any:
        return find_offering(str(value[0] if isinstance(value, list) else value), work=work).name

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        if names_several(asked):
            return ("product",)
        found = self._found(read_meant(asked), asked, work)
        return (*super().needed(asked, work), "product") if found else ()


class AskChangeService(AskService):
    """Asks which service gets another plan."""

    called = "action_ask_change_plan_form_service"
    asks_for = ChangePlanForm


class AskChangeProduct(DialtoneAction):
    """Asks which plan, with those that there are for the service; what suits comes first."""

    called = "action_ask_change_plan_form_product"

    def answer(self, asked: Asked, work: Work) -> Answer:
        services = changeable(asked, read_meant(asked), work)
        service = services[0]
        offered = _plans_for(service, asked, work)
        choices = product_choices(offered, intent="change_plan")
        if len(services) > 1:
            return Answer([Utterance("utter_change_ask_product_any", {}, choices)])
        told = [
            ask_for(
                "change_plan",
                "utter_choice_bundle_part",
                {"product": o.name, "price": price_utterance(o.price)},
                product=o.name,
                service=service.id,
            )
            for o in offered[: len(choices)]
        ]
        return Answer([Utterance("utter_change_ask_product", {"service": label_of(service)}, told)])


def _plans_for(service: Service, asked: Asked, work: Work) -> list[Offering]:
    """The plans that a service could have instead of its own."""
    present = base_of(service, work=work)
    return [
        each.offering
        for each in browse(asked.actor, service_kind=service.kind, work=work)
        if each.offering.monthly is not None
        and (present is None or each.offering.id != present[1].id)
        # Another provider's plan is no change of this one: it is ordered anew.
        and (present is None or partner_of(each.offering) == partner_of(present[1]))
    ]


def _plan_said(asked: Asked, service: Service, work: Work) -> Offering | None:
    """The plan that is named by a word of its own, or chosen: "the biggest", "a smaller one"."""
    plans = _plans_for(service, asked, work)
    named, choosing = named_among(asked.text, plans), read_choosing(asked.text)
    if named is not None:
        return named
    if choosing is None or not choosing.is_most:
        return plan_beside(asked, service, work)
    found = chosen(plans, choosing)
    return found[0] if found else None


def _plan_pointed_at(asked: Asked, service: Service, work: Work) -> Offering | None:
    """The one plan for a service that the last answer spoke of: "put him on it" below advice."""
    if asked.intent != "change_plan":
        return None
    meant = products_meant(asked, work)
    found = [each for each in _plans_for(service, asked, work) if each.name in meant]
    return found[0] if len(found) == 1 else None


class ChangePlan(DialtoneAction):
    """Proposes the other plan, for one line or many."""

    called = "action_change_plan"
    form_slots = ("service", "phone_number", "product", "date")

    def answer(self, asked: Asked, work: Work) -> Answer:
        product = asked.value("product")
        if names_several(asked) and product:
            kind = find_offering(str(product), work=work).service_kind
            services: Sequence[Service] = several_lines(asked, Function.ORDER, kind=kind, work=work)
        else:
            services = changeable(asked, read_meant(asked), work)
            if len(services) > 1:
                return ask_which("change_plan", services, product=product, date=asked.value("date"))
        if not product:
            return Answer([Utterance("utter_change_ask_product_any")])
        shown = propose_change(
            asked.actor,
            [service.id for service in services],
            str(product),
            day=asked_day(asked.value("date")),
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])


class TerminateServiceForm(ServiceForm):
    """Which service ends; where a product was named, the one that has it."""

    form = "terminate_service_form"
    also_taken = ("phone_number", "product", "date")

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return ending_candidates(asked, meant, work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """The add-on that was just spoken of: "take it off then" below its price."""
        found = super().filled(asked, work)
        if not asked.value("product") and (instead := add_on_instead(asked, work)):
            return {**found, **instead}
        if (
            asked.actor is None
            or read_meant(asked) != Meant()
            or asked.value("product")
            or _THE_WHOLE.search(asked.text)
        ):
            return found
        pack = add_on_meant(asked, work) if asked.intent == "terminate_service" else None
        return {**found, "product": pack} if pack is not None else found

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        return () if names_several(asked) else super().needed(asked, work)


def ending_candidates(asked: Asked, meant: Meant, work: Work) -> list[Service]:
    """The services that were meant, or those on which the product that was named runs."""
    product = asked.value("product")
    found = access_meant(asked.actor, Function.ORDER, meant, work=work)
    if not product:
        return found
    try:
        holding = add_ons_called(asked.actor, str(product), work=work)
    except BusinessError:
        return found
    return [s for s in found if s.id in {h.id for h in holding}] or holding


def _which_of_it(asked: Asked, services: Sequence[Service], work: Work) -> Utterance | None:
    """The question whether a pack or the whole service is to end, where "stop it renewing" could be either."""
    if len(services) != 1 or not _A_PART.search(asked.text) or _THE_WHOLE.search(asked.text):
        return None
    held = [r for r in list_services(asked.actor, work=work) if r.service.id == services[0].id]
    packs = list(held[0].offerings[1:]) if held else []
    choices = [
        ask_for("terminate_service", "utter_choice_details", {"product": name}, product=name) for name in packs
    ] + [
        ask_for("terminate_service", "utter_choice_service", {"service": label_of(services[0])}, service=services[0].id)
    ]
    return Utterance("utter_terminate_which", {}, choices) if packs else None


class AskTerminateService(AskService):
    """Asks which service is to end."""

    called = "action_ask_terminate_service_form_service"
    asks_for = TerminateServiceForm


class TerminateService(DialtoneAction):
    """Proposes the end, with the fee and the last day."""

    called = "action_terminate_service"
    form_slots = ("service", "phone_number", "product", "date")

    def answer(self, asked: Asked, work: Work) -> Answer:
        product, raw_day = asked.value("product"), asked.value("date")
        own = own_named(asked, work)
        if own is not None:
            return end_own(asked, own, work)
        if names_several(asked):
            services: Sequence[Service] = lines_named(asked, Function.ORDER, work=work)
        else:
            services = ending_candidates(asked, read_meant(asked), work)
            if product is None and read_meant(asked) == Meant() and (which := _which_of_it(asked, services, work)):
                return Answer([which])
            if len(services) > 1:
                return ask_which("terminate_service", services, product=product, date=raw_day)
        shown = propose_termination(
            asked.actor,
            [service.id for service in services],
            product=str(product) if product else None,
            day=asked_day(raw_day),
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])
