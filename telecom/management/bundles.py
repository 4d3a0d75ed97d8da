"""Bundles: ready-made or put together in the chat, from several providers, at one price, all or nothing. [F7, F8]

Each provider with an agreement in force is asked before anything is proposed, outside any transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import structlog

from telecom.management.availability import partner_for, require_feasible
from telecom.management.order_items import Line, Place, Wanted, describe, find_offering, price_utterance, work_out
from telecom.management.order_rules import require_dependencies
from telecom.management.ordering import check_money, how_paid, open_order, start_order, work_out_again
from telecom.model.access import Actor
from telecom.model.catalogue import ON_SALE, Offering, price_of
from telecom.model.errors import BusinessError
from telecom.model.money import Money
from telecom.model.ordering import CannotOrder
from telecom.model.partners import NotFromPartner, components_of
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import OpenWork, Outside, PartnerDown, Work
from telecom.support.authorization import require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, propose

log = structlog.get_logger("bundles")
BUNDLE = "build_bundle"


@dataclass(frozen=True, slots=True)
class BundleWish:
    """What is to be one order: the products by name in this place, or a ready-made one by its name."""

    products: Sequence[str]
    place: Place
    ready_made: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    """What one partner is asked: can you deliver this in that place at the price that we show?"""

    partner_id: str
    partner: str
    offering_id: str
    product: str
    place: str
    monthly: Money | None


def is_of_several(offering: Offering) -> bool:
    """Whether others than us have to be asked before it can be ordered."""
    return bool(components_of(offering) or offering.terms.get("partner"))


def wish_for(names: Sequence[str], place: Place, *, day: date | None = None, work: Work) -> BundleWish:
    """The wish for these products; a ready-made one stands for what it is put together from. NotFound."""
    products: list[str] = []
    ready_made = None
    for name in names:
        offering = find_offering(name, work=work)
        parts = [work.of(Offering).get(each).name for each in components_of(offering)]
        ready_made = offering.name if parts else ready_made
        products += parts or [offering.name]
    return BundleWish(products, place, ready_made if len(names) == 1 else None, day)


def check_wish(actor: Actor | None, wish: BundleWish, *, work: Work) -> list[Line]:
    """Each part worked out and checked by ourselves: rights, money, agreements, what builds on what. CannotOrder,
    NotFromPartner, NothingFree, BeyondGrant, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    if wish.day is not None and wish.day < work.today():
        raise CannotOrder("utter_order_in_past", day=wish.day)
    lines = [work_out(actor, Wanted(name, 1), wish.place, work=work) for name in wish.products]
    if any(line.offering.is_goods for line in lines):
        raise CannotOrder("utter_bundle_only_services")
    require_dependencies([(line.offering, line.carrying, line.details) for line in lines], lines[0].account, work=work)
    check_money(actor, lines, key=None, work=work)
    return [_part_of(line, wish.ready_made) for line in lines]


def _part_of(line: Line, ready_made: str | None) -> Line:
    return replace(line, details={**line.details, "together": True, "bundle": ready_made})


def offer_bundle(
    actor: Actor | None, wish: BundleWish, *, turn_id: str, open_work: OpenWork, outside: Outside
) -> Sequence[Utterance]:
    """Ask each partner, then propose all as one: the parts and with whom each contract is, one price, all or nothing.
    NotFromPartner where one says no or nothing."""
    with open_work() as work:
        questions = _questions(check_wish(actor, wish, work=work), work=work)
    refused = [each for each, possible in _ask(questions, outside).items() if not possible]
    if refused:
        raise NotFromPartner(product=refused[0].product, partner=refused[0].partner, place=refused[0].place)
    with open_work() as work:
        actor = require_fresh_proof(actor, work=work)
        return [_propose(actor, wish, check_wish(actor, wish, work=work), turn_id=turn_id, work=work)]


def _questions(lines: Iterable[Line], *, work: Work) -> list[_Question]:
    return [
        _question(line.offering, str(line.details.get("place") or ""), work=work)
        for line in lines
        if line.provider is not None
    ]


def _question(offering: Offering, place: str, *, work: Work) -> _Question:
    partner = partner_for(offering, work=work)
    assert partner is not None
    return _Question(partner.id, partner.name, offering.id, offering.name, place, offering.monthly)


def _ask(questions: Sequence[_Question], outside: Outside) -> Mapping[_Question, bool]:
    """Ask all at once, so that the slowest decides how long it takes; no answer counts as a no."""
    if not questions:
        return {}
    with ThreadPoolExecutor(max_workers=len(questions)) as pool:
        return dict(zip(questions, pool.map(lambda each: _says_yes(each, outside), questions), strict=True))


def _says_yes(question: _Question, outside: Outside) -> bool:
    try:
        said = outside.partners.check(question.partner_id, product=question.offering_id, place=question.place)
    except PartnerDown:
        log.warning("partner silent", partner=question.partner_id)
        return False
    if said.possible and said.monthly != question.monthly:
        log.error("partner asks another price", partner=question.partner_id, offering=question.offering_id)
        return False
    return said.possible


def bundle_options(kind: str, place: str, *, open_work: OpenWork, outside: Outside) -> list[Offering]:
    """What can be part of a bundle in a place, of one kind of service: ours where there is a port, and what partners
    with an agreement in force say they can deliver; the cheapest first."""
    ours, questions, offerings = [], [], {}
    with open_work() as work:
        for offering in work.of(Offering).list(service_kind=kind, status=list(ON_SALE)):
            if not offering.is_base or components_of(offering) or offering.terms.get("business"):
                continue
            offerings[offering.id] = offering
            try:
                require_feasible(offering, place, work=work)
            except BusinessError:
                continue
            if is_of_several(offering):
                questions.append(_question(offering, place, work=work))
            else:
                ours.append(offering)
    theirs = [offerings[each.offering_id] for each, possible in _ask(questions, outside).items() if possible]
    return sorted([*ours, *theirs], key=lambda o: (o.monthly.minor if o.monthly else 0, o.name))


def _propose(actor: Actor, wish: BundleWish, lines: Sequence[Line], *, turn_id: str, work: Work) -> Utterance:
    day = wish.day or work.today()
    values = {
        "name": wish.ready_made or "",
        "items": [_described(line, work=work) for line in lines],
        "total": price_utterance(price_of([line.price for line in lines])),
        "months": max(int(line.offering.terms.get("months", 0)) for line in lines),
        "paid": how_paid(lines),
        "when": Utterance("utter_order_at_once" if day == work.today() else "utter_order_on_day", {"day": day}),
    }
    terms = {"items": [line.terms() for line in lines], "day": day, "ready_made": wish.ready_made}
    shown = Utterance("utter_bundle_propose_ready" if wish.ready_made else "utter_bundle_propose", values)
    return propose(actor, BUNDLE, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _described(line: Line, *, work: Work) -> Utterance:
    """A part with its price, and with whom its contract is and for whom we are agent. [App. I-2 step 6]"""
    partner = partner_for(line.offering, work=work)
    if partner is None:
        contract = Utterance("utter_bundle_contract_ours")
    else:
        name = "utter_bundle_contract_agent" if partner.agent else "utter_bundle_contract_network"
        contract = Utterance(name, {"partner": partner.name})
    return Utterance("utter_bundle_item", {"item": describe(line), "contract": contract})


@carries_out(BUNDLE)
def place_bundle(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to a bundle: one order with an item for each provider, checked once more, and it begins."""
    terms = proposal.terms
    lines = [_part_of(work_out_again(actor, raw, work=work), terms["ready_made"]) for raw in terms["items"]]
    check_money(actor, lines, key=proposal.id, work=work)
    order = open_order(actor, lines, key=proposal.id, day=terms["day"], work=work)
    return start_order(order, work=work)
