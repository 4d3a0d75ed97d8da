"""The share of the network that a service has: seeing it, adding to it, giving back, overflow and priority. [A12]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from telecom.management.inventory import Meant, access_meant, held_products, label_of
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.capacity import (
    OPEN_BOOST,
    Overflow,
    ShareBoost,
    SharePriority,
    ShareSettings,
    ShareTerms,
    read_settings,
    read_share_terms,
    steps_to,
)
from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.inventory import Product, ProductStatus, Service
from telecom.model.money import Money
from telecom.model.parties import BillingAccount
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import NetworkDown, OpenWork, Outside, ShareReading, Work
from telecom.support.audit import note
from telecom.support.authorization import access_service, require_fresh_proof, require_within_limit
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome, carries_out, propose

SHARE, APPLY_SHARE = "change_share", "apply_share"
_ASK_AGAIN = timedelta(seconds=30)


class NoShare(BusinessError):
    """Nothing that was meant has a share that could be changed."""

    response = "utter_capacity_none"


@dataclass(frozen=True, slots=True)
class Share:
    """What a service has: units allotted, how it uses them, and the price of one step more a month."""

    service: Service
    terms: ShareTerms
    allotted: int
    settings: ShareSettings
    price: Money
    # What of it is given back by itself, and what is booked for a time, the next first.
    lent: int = 0
    boosts: Sequence[ShareBoost] = ()

    @property
    def lasting(self) -> int:
        return self.allotted - self.lent


def list_shares(actor: Actor | None, meant: Meant, *, work: Work) -> list[Share]:
    """The shares of the services that were meant. NoShare where none of them has one; errors as access_meant."""
    found = [share_of(service, work=work) for service in access_meant(actor, Function.CHECK, meant, work=work)]
    shares = [share for share in found if share is not None]
    if not shares:
        raise NoShare()
    return shares


def share_of(service: Service, *, work: Work) -> Share | None:
    """The share of a service by what runs on it, None where its plan has none."""
    held = held_products(service, work=work)
    for offering in work.of(Offering).list(id={product.offering_id for product in held}, order="id"):
        terms = read_share_terms(offering.terms)
        if terms is not None:
            price = work.of(Offering).get(terms.extra).monthly
            assert price is not None
            steps = sum(product.offering_id == terms.extra for product in held)
            allotted = terms.included + terms.step * steps
            boosts = work.of(ShareBoost).list(service_id=service.id, status=OPEN_BOOST, order="first_day,id")
            lent = terms.step * len(lent_products(boosts) & {product.id for product in held})
            settings = read_settings(service.parameters, terms.unit)
            return Share(service, terms, allotted, settings, price, lent, boosts)
    return None


def lent_products(boosts: Sequence[ShareBoost]) -> set[str]:
    """The ids of the products that are there for a time only."""
    return {product_id for boost in boosts if boost.last_day for product_id in boost.product_ids}


def read_use(service_id: str, *, open_work: OpenWork, outside: Outside) -> ShareReading | None:
    """What the network gives a service and how much is in use now, for who has seen the share; None while the network
    does not answer. A network that knows of no share is told of it first."""
    try:
        reading = outside.register.read_share(service_id)
        if reading is None:
            apply_share(service_id=service_id, open_work=open_work, outside=outside)
            reading = outside.register.read_share(service_id)
        return reading
    except (NetworkDown, RetryLater):
        return None


def propose_share(
    actor: Actor | None,
    service_id: str,
    *,
    count: int | None = None,
    overflow: Overflow | None = None,
    priority: SharePriority | None = None,
    number: PhoneNumber | None = None,
    turn_id: str,
    work: Work,
) -> Utterance:
    """Propose another number of units, another overflow (to a `number`, where one is sent on to) or priority: what it
    costs a month, more or less than now.

    NoShare, ShareOutOfRange; InvalidValue without the number; NotFound for others' services; BeyondGrant.
    """
    share, more = _access_share(actor, service_id, count, work=work)
    actor = require_fresh_proof(actor, work=work)
    if more is not None and more.is_positive:
        account = work.of(BillingAccount).get(share.service.account_id)
        require_within_limit(actor, Function.ORDER, more, account=account, service_id=service_id, work=work)
    target = _rounded(share, count)
    settings = _changed(share, overflow, priority, number)
    if (target, settings) == (share.allotted, share.settings):
        raise BusinessError("utter_capacity_same", **said_of(share))
    values = said_of(share) | {"count": target, **_settings_said(settings)}
    if more is not None and not more.is_zero:
        values |= {"before": share.allotted, "monthly": more if more.is_positive else -more}
        name = "utter_capacity_propose_more" if more.is_positive else "utter_capacity_propose_less"
        if not more.is_positive and target >= share.lasting:
            name = "utter_capacity_propose_back"
    else:
        name = "utter_capacity_propose_settings"
    terms = {"service_id": service_id, "before": share.allotted, "count": target, "monthly": more,
             **_kept(settings)}  # fmt: skip
    return propose(actor, SHARE, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


def _changed(
    share: Share, overflow: Overflow | None, priority: SharePriority | None, number: PhoneNumber | None
) -> ShareSettings:
    """The settings of a share with what was said; InvalidValue where calls would go to nobody or in a circle."""
    overflow = overflow or share.settings.overflow
    to = number.e164 if number else share.settings.number
    if overflow is not Overflow.OTHER_NUMBER:
        return ShareSettings(overflow, priority or share.settings.priority)
    if to is None:
        raise InvalidValue("utter_capacity_which_number")
    if share.service.phone_number is not None and to == share.service.phone_number.e164:
        raise InvalidValue("utter_capacity_same_number", number=share.service.phone_number)
    return ShareSettings(overflow, priority or share.settings.priority, to)


def _kept(settings: ShareSettings) -> dict[str, Any]:
    """Settings as they stand with the service."""
    kept = {"overflow": settings.overflow.value, "priority": settings.priority.value}
    return {**kept, "number": settings.number} if settings.number else kept


def _access_share(
    actor: Actor | None, service_id: str, count: int | None, *, work: Work, lock: bool = False
) -> tuple[Share, Money | None]:
    """The share, and how much dearer (below zero: cheaper) a month it gets; None where the number stays."""
    if count is None:
        service = access_service(actor, Function.CONFIGURE, service_id, work=work, lock=lock)
    else:
        service = access_service(actor, Function.ORDER, service_id, work=work, lock=lock)
    share = share_of(service, work=work)
    if share is None:
        raise NoShare()
    if count is None:
        return share, None
    steps = steps_to(share.terms, count) - steps_to(share.terms, share.allotted)
    return share, share.price * steps


def _rounded(share: Share, count: int | None) -> int:
    if count is None:
        return share.allotted
    return share.terms.included + share.terms.step * steps_to(share.terms, count)


def said_of(share: Share) -> dict[str, Any]:
    """The values by which a share is spoken of."""
    unit = Utterance(f"utter_capacity_unit_{share.terms.unit.value}")
    values = {"service": label_of(share.service), "unit": unit, "count": share.allotted}
    return values | _settings_said(share.settings)


def _settings_said(settings: ShareSettings) -> dict[str, Any]:
    number = {"number": PhoneNumber(settings.number)} if settings.number else {}
    return {
        "overflow": Utterance(f"utter_capacity_overflow_{settings.overflow.name.lower()}", number),
        "priority": Utterance(f"utter_capacity_priority_{settings.priority.value}"),
    }


@carries_out(SHARE)
def change_share(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Give a service the share that was confirmed, and have the network obey at once."""
    terms = proposal.terms
    changed = terms["count"] if terms["monthly"] is not None else None
    share, more = _access_share(actor, terms["service_id"], changed, work=work, lock=True)
    service = share.service
    if share.allotted != terms["before"] or more != terms["monthly"]:
        raise BusinessError("utter_proposal_changed")
    if more is not None and more.is_positive:
        account = work.of(BillingAccount).get(service.account_id)
        require_within_limit(
            actor, Function.ORDER, more, account=account, service_id=service.id, key=proposal.id, work=work
        )
    if changed is not None:
        _buy_or_end(share, changed, work=work)
    kept = {name: terms[name] for name in ("overflow", "priority", "number") if name in terms}
    service.parameters = {**service.parameters, "share": kept}
    work.enqueue(APPLY_SHARE, service_id=service.id, lock=f"line:{service.id}")
    event = SecurityEvent.SERVICE_CHANGED
    note(work, event, actor=actor, customer_id=service.customer_id, subject=service.id, change="share", count=changed)
    work.flush()
    now = share_of(service, work=work)
    assert now is not None
    return applied(Utterance("utter_capacity_done", said_of(now)), service.id)


def _buy_or_end(share: Share, count: int, *, work: Work) -> None:
    """As many products of a step as the share needs: new ones from today, or those that are there for a time end today
    and then the newest."""
    service, steps, lent = share.service, steps_to(share.terms, count), lent_products(share.boosts)
    held = [p for p in held_products(service, work=work) if p.offering_id == share.terms.extra]
    held.sort(key=lambda product: product.id in lent)
    end_steps(held[steps:], last_day=work.today())
    buy_steps(share, steps - len(held), work=work)


def end_steps(products: Iterable[Product], *, last_day: date) -> None:
    """These steps of a share are given back; the last day is still paid for."""
    for product in products:
        product.become(ProductStatus.TERMINATED)
        product.ended_on = last_day


def buy_steps(share: Share, steps: int, *, work: Work) -> list[Product]:
    """So many steps more of a share from today on."""
    service = share.service
    made = [
        Product(
            customer_id=service.customer_id,
            account_id=service.account_id,
            offering_id=share.terms.extra,
            service_id=service.id,
            started_on=work.today(),
        )
        for _ in range(steps)
    ]
    return [work.of(Product).add(product) for product in made]


def applied(said: Utterance, service_id: str) -> Outcome:
    """What to say once the network was told; the job makes up for a network that is away, or for our own end."""

    def tell_network(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        try:
            apply_share(service_id=service_id, open_work=open_work, outside=outside)
        except RetryLater:
            return [said, Utterance("utter_configuration_network_later")]
        return [said]

    return Outcome([said], tell_network)


@job(APPLY_SHARE)
def apply_share(*, service_id: str, open_work: OpenWork, outside: Outside) -> None:
    """Have the network give a service the share that our records say."""
    with open_work() as work:
        share = share_of(work.of(Service).get(service_id), work=work)
    if share is None:
        return
    told = {
        "unit": share.terms.unit.value,
        "count": share.allotted,
        "overflow": share.settings.overflow.value,
        "priority": share.settings.priority.value,
        "number": share.settings.number,
    }
    try:
        outside.register.apply_settings(service_id, {"share": told})
    except NetworkDown as down:
        raise RetryLater(after=_ASK_AGAIN) from down
