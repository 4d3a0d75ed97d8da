"""Looking through what is sold, asking prices, comparing with what one has. Open to everybody. [M.3345 7.1, F1, F2]"""

from collections.abc import Sequence
from dataclasses import dataclass

from telecom.management.availability import stock_of
from telecom.management.inventory import held_products
from telecom.management.order_rules import COMPANY
from telecom.management.recommendation import suits
from telecom.management.tastes import likings
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode, Customer
from telecom.model.partners import partner_of
from telecom.ports import Work
from telecom.support.authorization import access_services, managed_customers
from telecom.support.search import search_offerings

MOST_SHOWN = 8
# The shelves of the shop: category, and the kind of service where a category has several.
SHELVES = (
    ("plan", "mobile"),
    ("plan", "broadband"),
    ("plan", "fixed"),
    ("TV pack", "iptv"),
    ("add-on", None),
    ("handset", None),
    ("accessory", None),
    ("book", None),
    ("prepaid card", None),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One offering as somebody sees it: whether they have it, whether it suits what they use, and how likely they are
    to want it, by all that is known of them."""

    offering: Offering
    is_theirs: bool = False
    suits: bool = False
    liking: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """An offering beside what runs on one's own service of the kind; `more` is below zero where it is cheaper."""

    service: Service
    current: Offering
    more: Money


@dataclass(frozen=True, slots=True)
class Details:
    """One offering with how many are in stock (None where it is no thing) and how it compares with what one has."""

    offering: Offering
    stock: int | None
    comparisons: Sequence[Comparison]


def shelves(actor: Actor | None, *, work: Work) -> list[tuple[str, str | None]]:
    """The kinds of things on sale, those of one's own services first; categories that were drafted later at the end."""
    offerings = _for_whom(actor, work.of(Offering).list(status=ON_SALE, order="id"), work=work)
    there = {(o.category, o.service_kind if o.category in ("plan", "TV pack") else None) for o in offerings}
    kinds = {s.kind for s in access_services(actor, Function.CHECK, work=work)} if actor else set()
    usual = [shelf for shelf in SHELVES if shelf in there]
    others = sorted((s for s in there if s not in SHELVES and s != ("TV pack", "mobile")), key=str)
    # What goes with one's own services first; who has none yet sees the shelves as they stand.
    return (sorted(usual, key=lambda s: s[1] not in kinds and s[1] is not None) if kinds else usual) + others


def browse(
    actor: Actor | None,
    *,
    category: str | None = None,
    service_kind: str | None = None,
    provider: str | None = None,
    words: str = "",
    work: Work,
) -> list[Shown]:
    """What is on sale of a kind, for a service, of a provider, or like the words; what suits the asker first."""
    if category is None and service_kind is None and provider is None:
        found = search_offerings(words, work=work)
        return _ranked(actor, _for_whom(actor, found, work=work), keep_order=True, work=work)
    found = work.of(Offering).list(status=ON_SALE, order="id")
    if category is not None:
        found = [o for o in found if o.category == category]
    if service_kind is not None:
        narrowed = [o for o in found if o.service_kind == service_kind]
        # "Phones" are handsets, though a phone is also a mobile line.
        found = narrowed or found
        if category is None:
            found = [o for o in found if o.is_base] or found
    if provider is not None:
        found = [o for o in found if str(o.terms.get("provider", "")).casefold() == provider.casefold()]
    return _ranked(actor, _for_whom(actor, found, work=work), keep_order=False, work=work)


def browse_partners(actor: Actor | None, *, service_kind: str | None = None, work: Work) -> list[Shown]:
    """What partners deliver; of a kind of service only, where any of it is."""
    found = [o for o in work.of(Offering).list(status=ON_SALE, order="id") if partner_of(o) is not None]
    found = [o for o in found if o.service_kind == service_kind] or found
    return _ranked(actor, _for_whom(actor, found, work=work), keep_order=False, work=work)


def _for_whom(actor: Actor | None, offerings: Sequence[Offering], *, work: Work) -> list[Offering]:
    """Those that the asker could have: what is for companies is shown to companies only."""
    customers = managed_customers(actor, work=work) if actor else []
    company = any(customer.kind == COMPANY for customer in work.of(Customer).list(id=customers)) if customers else False
    shown = [o for o in offerings if company or not o.terms.get("business")]
    # What is renewed from credit is nothing for who pays by bill only.
    modes = {each.mode for each in work.of(BillingAccount).list(customer_id=customers)} if customers else set()
    by_bill_only = modes == {BillingMode.POSTPAID}
    return [o for o in shown if not (by_bill_only and o.terms.get("prepaid") and not o.is_base)]


def _ranked(actor: Actor | None, offerings: Sequence[Offering], *, keep_order: bool, work: Work) -> list[Shown]:
    services = access_services(actor, Function.CHECK, work=work) if actor else []
    held = {p.offering_id for s in services for p in held_products(s, work=work)}
    fitting = suits(services, offerings, work=work)
    liked = likings(actor, offerings, work=work)
    shown = [Shown(o, o.id in held, o.id in fitting, liked[o.id].score if o.id in liked else 0) for o in offerings]
    if keep_order:
        return shown
    return sorted(shown, key=lambda each: (-each.liking, _cost(each.offering), each.offering.name))


def _cost(offering: Offering) -> int:
    price = offering.monthly or offering.one_off
    return price.minor if price else 0


def describe_offering(actor: Actor | None, offering: Offering, *, work: Work) -> Details:
    """One offering with all that is said of it before ordering."""
    stock = stock_of(offering, work=work) if offering.is_goods else None
    return Details(offering, stock, compare(actor, offering, work=work))


def compare(actor: Actor | None, offering: Offering, *, work: Work) -> list[Comparison]:
    """How a plan's monthly price compares with the plans of the asker's own services of its kind."""
    if actor is None or not offering.is_base or offering.monthly is None:
        return []
    found = []
    for service in access_services(actor, Function.CHECK, work=work, kind=offering.service_kind):
        current = base_of(service, work=work)
        if current is not None and current[1].monthly is not None and current[1].id != offering.id:
            found.append(Comparison(service, current[1], offering.monthly - current[1].monthly))
    return found


def base_of(service: Service, *, work: Work) -> tuple[Product, Offering] | None:
    """What a service stands on: its plan, as product and offering; None where it has none."""
    products = held_products(service, work=work)
    offerings = {o.id: o for o in work.of(Offering).list(id={p.offering_id for p in products})}
    found = [(p, offerings[p.offering_id]) for p in products if offerings[p.offering_id].is_base]
    return found[0] if found else None
