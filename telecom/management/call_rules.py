"""May this number call that one now, or then; and if not, why, and when does that change? [M.3345 I-1, F14]"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from telecom.management.configuration import interface_of, show_settings
from telecom.management.inventory import held_products
from telecom.management.rules_in_force import said_of, standing_on
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.balance import Bucket
from telecom.model.calendar import month_of, start_of_day
from telecom.model.catalogue import Offering
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.tariffs import NoTariff, Tariff, UsageRate
from telecom.model.usage import UsageRecord, UsageZone
from telecom.model.utterances import Utterance
from telecom.model.volumes import UsageKind
from telecom.ports import Work
from telecom.services.calls import CallDecision, CallingService, Moment
from telecom.support.authorization import access_service, access_services

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """Whether one number may call another: the decision, of which service, and who calls whom."""

    service: Service
    caller: PhoneNumber | None
    called: str
    decision: CallDecision
    incoming: bool
    why: Utterance | None


@dataclass(frozen=True, slots=True)
class RulesOfService:
    """What limits a service now: its restrictions, each as a line, and what is switched off."""

    service: Service
    lines: list[Utterance]
    restriction_ids: list[str]


def spent_this_month(service: Service, *, at: datetime, work: Work) -> Money:
    """What the uses of a service cost since the month of a moment began."""
    month = month_of(at.astimezone(work.zone).date())
    assert month.start is not None
    minor = work.of(UsageRecord).total(
        "charge_minor", service_id=service.id, at__gte=start_of_day(month.start, work.zone), at__lte=at
    )
    return Money(minor, work.currency)


def moment_of(service: Service, *, at: datetime, work: Work) -> Moment:
    """All that a decision of a service about a moment depends on."""
    local = at.astimezone(work.zone)
    month = month_of(local.date())
    assert month.end is not None
    group = [s.phone_number.e164 for s in work.of(Service).list(customer_id=service.customer_id) if s.phone_number]
    offerings = [p.offering_id for p in held_products(service, work=work)]
    return Moment(
        at=local,
        spent=spent_this_month(service, at=at, work=work),
        month_ends=start_of_day(month.end + timedelta(days=1), work.zone).astimezone(work.zone),
        group=group,
        rates=_rates(offerings, at=local, work=work),
        covered=_is_covered(service, offerings, at=at, work=work),
    )


def _rates(offerings: list[str], *, at: datetime, work: Work) -> Mapping[UsageZone, Money]:
    """What a minute costs by zone; a zone without a price is left out."""
    tariff = Tariff.of(work.of(UsageRate).list(kind=UsageKind.VOICE))
    rates = {}
    for zone in UsageZone:
        try:
            rates[zone] = tariff.find(zone, UsageKind.VOICE, on=at.date(), offerings=offerings).cost(_MINUTE)
        except NoTariff:
            continue
    return rates


def _is_covered(service: Service, offerings: list[str], *, at: datetime, work: Work) -> bool:
    """Whether minutes are left of an allowance, or without limit."""
    buckets = work.of(Bucket).list(service_id=service.id, kind=UsageKind.VOICE, valid_from__lte=at, valid_until__gt=at)
    if any(bucket.left.units > 0 for bucket in buckets):
        return True
    held = work.of(Offering).list(id=set(offerings)) if offerings else []
    return any(UsageKind.VOICE.value in offering.terms.get("unlimited", ()) for offering in held)


def check_call(
    actor: Actor | None, caller: PhoneNumber | None, called: PhoneNumber, *, at: datetime | None = None, work: Work
) -> list[CallAnswer]:
    """Whether one number may call another at a moment (now where None), as the services decide it themselves.

    The line that calls and the line that is called both have a say, as far as the actor may look at them; None is a
    caller who hides the number. NotFound where neither is theirs to look at.
    """
    seen = {s.phone_number: s for s in access_services(actor, Function.CHECK, work=work) if s.phone_number}
    answers = []
    calling, ringing = seen.get(caller) if caller else None, seen.get(called)
    at = at or work.now
    if calling is not None:
        answers.append(_ask(calling, caller, called, at=at, incoming=False, work=work))
    if ringing is not None:
        answers.append(_ask(ringing, caller, called, at=at, incoming=True, work=work))
    if not answers:
        raise NotFound(kind="Service")
    return answers


def _ask(
    service: Service, caller: PhoneNumber | None, called: PhoneNumber, *, at: datetime, incoming: bool, work: Work
) -> CallAnswer:
    interface = interface_of(service, work=work)
    if not isinstance(interface, CallingService):
        raise NotFound(kind="Service")
    now = moment_of(service, at=at, work=work)
    decision = interface.may_be_called_by(caller, now) if incoming else interface.may_call(called.e164, now)
    return CallAnswer(service, caller, called.e164, decision, incoming, _why(decision, service, work=work))


def _why(decision: CallDecision, service: Service, *, work: Work) -> Utterance | None:
    """The reason of a refusal in words."""
    if decision.allowed:
        return None
    if decision.restriction is not None:
        return said_of(decision.restriction, service, work=work)
    if decision.reason == "paused":
        return Utterance("utter_call_rule_why_paused")
    return Utterance("utter_call_rule_why_setting", {"parameter": str(decision.reason).removesuffix(" off")})


def show_rules(actor: Actor | None, service_id: str, *, work: Work) -> RulesOfService:
    """What limits a service: its restrictions and the calls that its settings close. [F14]"""
    service = access_service(actor, Function.CHECK, service_id, work=work)
    standing = standing_on(service, work=work)
    lines = [said_of(each, service, work=work) for each in standing]
    closed = [s.name for s in show_settings(actor, service_id, work=work) if s.name in _CLOSES and s.value == "off"]
    lines += [Utterance("utter_call_rule_closed", {"parameter": name}) for name in closed]
    return RulesOfService(service, lines, [each.id for each in standing])


_CLOSES = ("international calls", "premium calls", "anonymous calls", "purchases")
