"""Numbers that come to us from another provider, and numbers that leave us; the other side checks and may refuse. [F19]

The other provider is asked by the order's own key on the day itself. Where it says no, the order is called off and
everybody keeps the number they have.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from telecom.management.activation import provision
from telecom.management.catalogue import base_of
from telecom.management.changing import release
from telecom.management.contracts import fee_for_leaving, under_way_on
from telecom.management.inventory import label_of
from telecom.management.order_items import Line
from telecom.management.order_steps import Step, StepRefused, Way, carried_out_by
from telecom.management.ordering import open_order, start_order
from telecom.management.termination import end_service, last_day_of_service, network_details, withdraw
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering, Price
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.ordering import CannotOrder, Carrying, ItemAction, OrderItem, ProductOrder
from telecom.model.parties import BillingAccount, Individual
from telecom.model.partners import NumberAnswer, Partner
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.resources import Resource, ResourceKind, ResourceStatus, UsageState
from telecom.model.utterances import Utterance
from telecom.ports import Outside, Work
from telecom.support.authorization import access_service, access_services, require_fresh_proof, require_services
from telecom.support.proposals import Outcome, carries_out, propose

BRING, TAKE = "port_in", "port_out"


def lines_with_numbers(actor: Actor | None, *, work: Work) -> list[Service]:
    """The running mobile lines with a plan whose number the actor may change or take away. NotAllowed where they may
    do it on nothing."""
    allowed = access_services(actor, Function.ORDER, work=work)
    require_services(actor, Function.ORDER, allowed, work=work)
    found = [each for each in allowed if each.kind == "mobile"]
    return [each for each in found if each.state is ServiceState.ACTIVE and base_of(each, work=work)]


def other_providers(*, work: Work) -> list[Partner]:
    """The providers with whom numbers are exchanged, by name."""
    return [each for each in work.of(Partner).list(order="name") if each.is_in_force(work.today())]


def provider_named(said: str, *, work: Work) -> Partner:
    """The provider that was named, or InvalidValue with those that there are."""
    known = other_providers(work=work)
    found = next((each for each in known if each.id == said or each.name.casefold() in said.casefold()), None)
    if found is None:
        raise InvalidValue("utter_port_provider_unknown", providers=[each.name for each in known])
    return found


def check_incoming(number: str, *, work: Work) -> PhoneNumber:
    """A number that may come to us: InvalidValue for one that is no number or is here already."""
    try:
        read = PhoneNumber(number)
    except ValueError as error:
        raise InvalidValue("utter_port_no_number") from error
    ours = work.of(Service).count(phone_number=read, state__not=ServiceState.TERMINATED)
    if ours or work.of(Resource).count(value=read.e164, status__not=ResourceStatus.SUSPENDED):
        raise InvalidValue("utter_port_here_already", number=read)
    return read


def _line_of(actor: Actor, service_id: str, *, work: Work) -> tuple[Service, Offering, BillingAccount]:
    service = access_service(actor, Function.ORDER, service_id, work=work)
    base = base_of(service, work=work)
    if service.kind != "mobile" or service.state is not ServiceState.ACTIVE or base is None:
        raise CannotOrder("utter_port_not_this_line", service=label_of(service))
    other = under_way_on(service, work=work)
    if other is not None:
        raise CannotOrder("utter_change_under_way", service=label_of(service), number=other.number)
    return service, base[1], work.of(BillingAccount).get(service.account_id)


def _bringing(actor: Actor, terms: dict[str, Any], *, work: Work) -> Line:
    service, offering, account = _line_of(actor, str(terms["service_id"]), work=work)
    number = check_incoming(str(terms["number"]), work=work)
    partner = provider_named(str(terms["partner_id"]), work=work)
    details = {
        "together": True,
        "ported": number,
        "other": partner.id,
        "code": terms["code"],
        "service_id": service.id,
    }
    return Line(offering, Carrying.PORT_IN, 1, account, service, Price(), details, ItemAction.MODIFY)


def propose_bringing(
    actor: Actor | None,
    service_id: str,
    *,
    number: str,
    partner_id: str,
    code: str,
    day: date | None = None,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose to bring a number from another provider to a line of ours, in place of the one that it has, on a day.
    InvalidValue, CannotOrder, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    day = _not_past(day, work=work)
    terms = {"service_id": service_id, "number": number, "partner_id": partner_id, "code": code, "day": day}
    line = _bringing(actor, terms, work=work)
    assert line.service is not None
    values = {
        "ported": line.details["ported"],
        "provider": provider_named(partner_id, work=work).name,
        "service": label_of(line.service),
        "day": day,
        "old": line.service.phone_number or "",
    }
    return propose(
        actor, BRING, terms=terms, shown=Utterance("utter_port_in_propose", values), turn_id=turn_id, work=work
    )


def _not_past(day: date | None, *, work: Work) -> date:
    if day is not None and day < work.today():
        raise CannotOrder("utter_order_in_past", day=day)
    return day or work.today()


@carries_out(BRING)
def bring_number(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to a number that comes: an order that asks the other provider on its day."""
    line = _bringing(actor, proposal.terms, work=work)
    order = open_order(actor, [line], key=proposal.id, day=proposal.terms["day"], work=work)
    return start_order(order, work=work)


def _leaving(actor: Actor, terms: dict[str, Any], *, work: Work) -> tuple[Line, date]:
    service, offering, account = _line_of(actor, str(terms["service_id"]), work=work)
    partner = provider_named(str(terms["partner_id"]), work=work)
    last = last_day_of_service(service, terms["asked_day"], work=work)
    ported = {"together": True, "ported": service.phone_number, "other": partner.id}
    details = network_details(service, offering, last) | ported
    fee = fee_for_leaving(service, last, work=work)
    return Line(offering, Carrying.PORT_OUT, 1, account, service, Price(fee), details, ItemAction.DELETE), last


def propose_leaving(
    actor: Actor | None, service_id: str, *, partner_id: str, day: date | None = None, turn_id: str, work: Work
) -> Utterance:
    """Propose to give a number to another provider, which ends the line: the last day with the notice, and the fee for
    leaving early. InvalidValue, CannotOrder, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    if day is not None:
        _not_past(day, work=work)
    terms: dict[str, Any] = {"service_id": service_id, "partner_id": partner_id, "asked_day": day}
    line, last = _leaving(actor, terms, work=work)
    assert line.service is not None
    fee = line.price.one_off
    values = {
        "ported": line.details["ported"],
        "provider": provider_named(partner_id, work=work).name,
        "service": label_of(line.service),
        "last_day": last,
        "fee": [Utterance("utter_terminate_fee", {"fee": fee}) if fee else Utterance("utter_terminate_no_fee")],
    }
    terms |= {"last_day": last, "fee": fee}
    return propose(
        actor, TAKE, terms=terms, shown=Utterance("utter_port_out_propose", values), turn_id=turn_id, work=work
    )


@carries_out(TAKE)
def take_number_away(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to a number that leaves: on its day the other provider is asked, and then the line ends."""
    line, last = _leaving(actor, proposal.terms, work=work)
    if (last, line.price.one_off) != (proposal.terms["last_day"], proposal.terms["fee"]):
        raise BusinessError("utter_proposal_changed")
    order = open_order(actor, [line], key=proposal.id, day=last, work=work)
    return start_order(order, scheduled="utter_port_out_scheduled", last_day=last, work=work)


def _accepted(item: OrderItem, said: NumberAnswer) -> None:
    if not said.accepted:
        raise StepRefused(f"{item.details['other']}: {said.reason}")


def _ask_old(item: OrderItem, outside: Outside) -> None:
    number, code = str(item.details["ported"]), str(item.details["code"])
    _accepted(item, outside.partners.release_number(str(item.details["other"]), item.id, number=number, code=code))


def _keep_there(item: OrderItem, outside: Outside) -> None:
    outside.partners.keep_number(str(item.details["other"]), item.id)


def _ask_new(item: OrderItem, outside: Outside) -> None:
    number = str(item.details["ported"])
    _accepted(item, outside.partners.take_number(str(item.details["other"]), item.id, number=number))


def _keep_here(item: OrderItem, outside: Outside) -> None:
    outside.partners.leave_number(str(item.details["other"]), item.id)


def _use_number(item: OrderItem, order: ProductOrder, work: Work) -> None:
    """The line has the number that came; the one it had rests. Who logged in with the old one has the new one now."""
    service = work.of(Service).get(str(item.service_id), lock=True)
    number: PhoneNumber = item.details["ported"]
    old, service.phone_number = service.phone_number, number
    for resource in _numbers_of(service, work=work):
        resource.usage, resource.status, resource.service_id = UsageState.IDLE, ResourceStatus.SUSPENDED, None
    came = work.of(Resource).find(kind=ResourceKind.NUMBER, value=number.e164, lock=True)
    if came is None:
        came = Resource(kind=ResourceKind.NUMBER, service_kind=service.kind, value=number.e164)
        work.of(Resource).add(came)
    came.take(service.id)
    person = work.of(Individual).find(phone_number=old, lock=True) if old else None
    if person is not None and work.of(Individual).find(phone_number=number) is None:
        person.phone_number = number
    item.details = {**item.details, "code": None}


def _numbers_of(service: Service, *, work: Work) -> Sequence[Resource]:
    return work.of(Resource).list(service_id=service.id, kind=ResourceKind.NUMBER, lock=True)


carried_out_by(
    Carrying.PORT_IN,
    Way([Step("other provider", ask=_ask_old, take_back=_keep_there), Step("number", do=_use_number)], release),
)
carried_out_by(
    Carrying.PORT_OUT,
    Way(
        [
            Step("other provider", ask=_ask_new, take_back=_keep_here),
            Step("network", ask=withdraw, take_back=provision),
            Step("end", do=end_service),
        ],
        release,
    ),
)
