"""Limits on a service: which service, which limit, what it needs to know; reading it back; lifting it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from actions.asked import Asked
from actions.forms import REQUESTED_SLOT
from actions.frame import Answer, DialtoneAction
from actions.inventory import ServiceForm, ask_which, read_meant
from actions.limited_lines import called_group, limited_group, limited_lines, limited_numbers
from actions.limits_told import HOURS, LISTED, hours_said, is_after_amount, told_by_values
from telecom.management.inventory import Meant, label_of
from telecom.management.restriction_lines import propose_lifts, propose_restrictions
from telecom.management.restrictions import propose_lift
from telecom.management.rules_in_force import kinds_of, needs_of, restrictable_services, said_of, standing_on
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.inventory import Service
from telecom.model.money import Money, read_amount
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.restrictions import Limits, read_weekdays
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.model.wire import read_period
from telecom.ports import Work
from telecom.support.settings_said import find_restriction, is_lifting

FORM_SLOTS = ("service", "restriction", "numbers", "amount", "begin_time", "end_time", "age")
TAKEN = ("phone_number", "group", "weekdays", "period", "date", "lift")
# What is offered where an amount is asked for.
OFFERED_AMOUNTS = (1000, 2000, 3000)
_SLOTS_OF = {"numbers": ["numbers"], "amount": ["amount"], "hours": ["begin_time", "end_time"], "age": ["age"]}
# Who speaks of calling means lines that can call, whatever else could be limited at those hours.
_CALLS = re.compile(r"\b(?:call|ring|phone|dial)(?:s|ing|ed)?\b", re.I)
_AGE = re.compile(r"(?<![\d:£])(\d{1,2})(?![\d:])")


def numbers_said(asked: Asked) -> list[str]:
    """All phone numbers of a message, in order."""
    several = asked.entities.get("phone_numbers")
    single = asked.entities.get("phone_number")
    return [str(each) for each in (several or ([single] if single else []))]


def find_line(asked: Asked, work: Work) -> Meant:
    """Which service a message means: named, by the person who uses it, or by the first number that is one of theirs."""
    meant = read_meant(asked)
    if meant.named:
        return Meant(meant.named)
    for number in numbers_said(asked):
        if _fits(asked, Meant(number=number), work):
            return Meant(number=number)
    person = asked.entities.get("person")
    if person and _fits(asked, Meant(str(person)), work):
        return Meant(str(person))
    return Meant()


def _fits(asked: Asked, meant: Meant, work: Work) -> bool:
    try:
        return asked.actor is not None and bool(restrictable_services(asked.actor, meant, work=work))
    except BusinessError:
        return False


class RestrictCallsForm(ServiceForm):
    """Which service, which limit, and what that limit needs."""

    form = "restrict_calls_form"
    form_slots = FORM_SLOTS
    also_taken = TAKEN

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        kind = asked.slots.get("restriction")
        found = restrictable_services(asked.actor, meant, kind=str(kind) if kind else None, work=work)
        with_number = [service for service in found if service.phone_number] if _CALLS.search(asked.text) else []
        return with_number or found

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        found = dict(super().filled(asked, work))
        is_wish, requested = asked.intent == "restrict_calls", asked.slots.get(REQUESTED_SLOT)
        if asked.text and (is_wish or requested == "restriction"):
            found["restriction"] = find_restriction(asked.text)
        together = limited_numbers(asked, work) if is_wish else []
        if together:
            found["phone_number"] = together
        meant = Meant() if together else find_line(asked, work)
        if (is_wish and meant.number and not found.get("service")) or (
            is_wish and meant.named and not asked.value("service")
        ):
            found["service"] = self._id_of(meant, asked, work)
        ours = together or [str(meant.number)]
        listed = [number for number in numbers_said(asked) if number not in ours or requested == "numbers"]
        if listed:
            found["numbers"] = listed
        if is_wish and (called := called_group(asked, work)):
            found["numbers"] = [number for line, number in called.items() if line != found.get("service")]
            found["restriction"] = LISTED
        if is_wish and (asked.entities.get("group") or limited_group(asked)):
            found["group"] = limited_group(asked)
        kind = found.get("restriction") or asked.slots.get("restriction")
        found |= hours_said(asked, requested, watched=kind in (None, HOURS) and not _CALLS.search(asked.text))
        if is_wish and (not found.get("restriction") or is_after_amount(asked, found)):
            found["restriction"] = told_by_values(asked, found)
        if asked.text and (match := _AGE.search(asked.text)) and requested in ("age", None):
            found["age"] = int(match.group(1)) if requested == "age" or "age" in asked.text.casefold() else None
        told = {name: value for name, value in found.items() if value is not None or name == "group"}
        weekdays = read_weekdays(asked.text)
        if not weekdays or HOURS not in (told.get("restriction"), asked.slots.get("restriction")):
            return told
        # "Monday to Friday" is no stretch of days where hours are limited.
        return {**told, "weekdays": list(weekdays), "period": None, "date": None}

    def _id_of(self, meant: Meant, asked: Asked, work: Work) -> str | None:
        found = self._found(meant, asked, work)
        return found[0].id if len(found) == 1 else None

    def check_age(self, value: Any, asked: Asked, work: Work) -> Any:
        return int(value)

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        # Lifting and what cannot be done at all are the action's to say.
        if asked.value("lift") or (asked.intent == "restrict_calls" and is_lifting(asked.text)):
            return ()
        together = self._together(asked, work)
        services = together or self._found(find_line(asked, work), asked, work)
        if not services:
            return ()
        which = ("service",) if len(services) > 1 and not together else ()
        kind = asked.slots.get("restriction")
        if kind is None:
            return (*which, "restriction")
        needs = [slot for need in needs_of(services[0], str(kind)) for slot in _SLOTS_OF[need]]
        return (*which, *needs)

    @staticmethod
    def _together(asked: Asked, work: Work) -> Sequence[Service]:
        """The lines that were named together; none where they are not theirs, which the action says."""
        try:
            return limited_lines(asked, work)
        except BusinessError:
            return []


def which_limit(service: Service) -> Utterance:
    choices = [
        ask_for("restrict_calls", f"utter_limit_{kind.replace(' ', '_')}", service=service.id, restriction=kind)
        for kind in kinds_of(service)
    ]
    return Utterance("utter_restriction_which", {"service": label_of(service)}, choices)


def amounts_offered(intent: str, asked: Asked, work: Work) -> list[Offered]:
    """Some amounts as choices, each with what was told before."""
    told = {name: asked.value(name) for name in ("service", "restriction") if asked.value(name)}
    return [
        ask_for(
            intent, "utter_choice_value", {"value": Money(minor, work.currency)},
            amount={"minor": minor, "currency": work.currency}, **told,
        )
        for minor in OFFERED_AMOUNTS
    ]  # fmt: skip


class RestrictCalls(DialtoneAction):
    """Reads a limit back to be confirmed, or proposes to lift one."""

    called = "action_restrict_calls"
    form_slots = (*FORM_SLOTS, *TAKEN)

    def answer(self, asked: Asked, work: Work) -> Answer:
        kind = asked.value("restriction")
        together = limited_lines(asked, work)
        if together:
            return self._for_many(asked, together, str(kind) if kind else None, work)
        meant = find_line(asked, work)
        if asked.value("lift") or is_lifting(asked.text):
            services = restrictable_services(asked.actor, meant, work=work)
            return lift(asked, services, str(kind) if kind else None, work)
        services = restrictable_services(asked.actor, meant, kind=str(kind) if kind else None, work=work)
        if len(services) > 1:
            told = {name: asked.value(name) for name in (*FORM_SLOTS[1:], "weekdays", "period", "date")}
            return ask_which("restrict_calls", services, **told)
        if kind is None:
            return Answer([which_limit(services[0])])
        return self._proposed(asked, services, str(kind), work)

    def _for_many(self, asked: Asked, lines: Sequence[Service], kind: str | None, work: Work) -> Answer:
        """The same limit for all of these lines, or the end of it."""
        if asked.value("lift") or is_lifting(asked.text):
            return Answer([propose_lifts(asked.actor, lines, kind=kind, turn_id=asked.turn_id, work=work)])
        return Answer([which_limit(lines[0])]) if kind is None else self._proposed(asked, lines, kind, work)

    @staticmethod
    def _proposed(asked: Asked, services: Sequence[Service], kind: str, work: Work) -> Answer:
        ids, limits = [service.id for service in services], _limits(asked, kind, work)
        return Answer([propose_restrictions(asked.actor, ids, limits=limits, turn_id=asked.turn_id, work=work)])


def _limits(asked: Asked, kind: str, work: Work) -> Limits:
    """What was told of a limit; InvalidValue where it makes no sense."""
    amount, age = asked.value("amount"), asked.value("age")
    numbers = asked.value("numbers") or []
    return Limits(
        kind,
        tuple(PhoneNumber(str(number)).e164 for number in numbers),
        read_amount(amount, currency=work.currency) if amount else None,
        _hour(asked.value("begin_time")),
        _hour(asked.value("end_time")),
        int(age) if age is not None else None,
        None if kind == HOURS and read_weekdays(asked.text) else read_span(asked, work),
        tuple(int(day) for day in asked.value("weekdays") or ()),
    )


def _hour(value: Any) -> str | None:
    return time.fromisoformat(str(value)).strftime("%H:%M") if value else None


def read_span(asked: Asked, work: Work) -> Period | None:
    """For how long: a period, or until a day; None where nothing was said, which is until lifted."""
    period, day = asked.value("period"), asked.value("date")
    try:
        if period:
            return read_period(period)
        return Period(work.today(), date.fromisoformat(str(day))) if day else None
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidValue("utter_suspension_no_sense") from error


def lift(asked: Asked, services: Sequence[Service], kind: str | None, work: Work) -> Answer:
    """Propose to lift what was meant; where several restrictions stand, ask which."""
    numbers = [number for number in numbers_said(asked) if all(number != str(s.phone_number) for s in services)]
    found = []
    for service in services:
        for each in standing_on(service, work=work):
            fits = [kind in (None, each.kind), not numbers or bool(set(numbers) & set(each.numbers))]
            named = asked.value("lift")
            if each.kind in kinds_of(service) and (each.id == named if named not in (None, True) else all(fits)):
                found.append((service, each))
    if not found:
        raise InvalidValue("utter_restriction_none")
    if len(found) > 1:
        choices = [
            ask_for(
                "restrict_calls",
                "utter_choice_value",
                {"value": said_of(each, service, work=work)},
                service=service.id,
                lift=each.id,
            )
            for service, each in found
        ]
        return Answer([Utterance("utter_restriction_which_lift", {}, choices)])
    service, restriction = found[0]
    return Answer(
        [
            propose_lift(
                asked.actor,
                service.id,
                restriction_ids=[restriction.id],
                numbers=numbers,
                turn_id=asked.turn_id,
                work=work,
            )
        ]
    )
