"""Goods that broke: whether their warranty holds, the exchange, and how it stands. [M.3345 5.3.4, O1]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from telecom.management.requests import OpenRequest, lists_requests
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.contracts import months_after
from telecom.model.inventory import Product, ProductStatus
from telecom.model.messaging import Priority
from telecom.model.ordering import CannotOrder, Carrying, OrderItem
from telecom.model.parties import Individual
from telecom.model.proposals import Proposal
from telecom.model.resources import StockLevel
from telecom.model.trouble import LONGEST_WORDS
from telecom.model.utterances import Utterance
from telecom.model.warranty import (
    LAPSES_AFTER,
    OPEN_CLAIM,
    SEND_WITHIN,
    USUAL_MONTHS,
    ClaimState,
    NotUnderWarranty,
    WarrantyClaim,
)
from telecom.ports import OpenWork, Outside, WarehouseDown, Work
from telecom.support import telling
from telecom.support.authorization import access_accounts, known, require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.goods_said import goods_named, is_accident, names_goods, says_phone
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome, carries_out, propose

CLAIM, ADVANCE, CLAIMS = "claim_warranty", "advance_claim", "warranty claims"
_ASK_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Owned:
    """A thing that was bought from us, and the last day of its warranty."""

    product: Product
    offering: Offering
    until: date


def owned_goods(actor: Actor | None, *, work: Work) -> list[Owned]:
    """The goods under the accounts on which the actor may report a fault, the newest first."""
    accounts = [account.id for account in access_accounts(actor, Function.REPORT, work=work)]
    held = work.of(Product).list(
        account_id=accounts, service_id=None, status=ProductStatus.ACTIVE, order="-started_on,id"
    )
    offerings = {o.id: o for o in work.of(Offering).list(id={p.offering_id for p in held})} if held else {}
    return [
        Owned(p, offerings[p.offering_id], _until(p, offerings[p.offering_id]))
        for p in held
        if offerings[p.offering_id].is_goods
    ]


def _until(product: Product, offering: Offering) -> date:
    months = int(offering.terms.get("warranty_months", USUAL_MONTHS))
    return months_after(product.started_on, months) - timedelta(days=1)


def owned_and_named(actor: Actor | None, text: str, *, work: Work) -> list[Owned]:
    """Those of the actor's goods that a message means."""
    held = owned_goods(actor, work=work)
    if not names_goods(text, [each.offering for each in held]) and names_goods(text, _sold(work)):
        return []  # the battery of another phone than theirs
    named = {each.id for each in goods_named(text, [each.offering for each in held])}
    return [each for each in held if each.offering.id in named]


def is_sold_by_us(text: str, *, work: Work) -> bool:
    """Whether a message names something that we sell, so that it is no service that is broken."""
    sold = _sold(work)
    return bool(goods_named(text, sold)) and (says_phone(text) or names_goods(text, sold))


def _sold(work: Work) -> list[Offering]:
    return [each for each in work.of(Offering).list(status=ON_SALE, order="id") if each.is_goods]


def propose_claim(actor: Actor | None, product_id: str, *, text: str, turn_id: str, work: Work) -> Utterance:
    """Propose to exchange something that broke. NotUnderWarranty where it is too old, was damaged, or is being
    exchanged already; NotAllowed, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    one = _claimable(actor, product_id, text, work=work)
    address = work.of(Individual).get(actor.person_id).address or _delivered_to(one, work=work)
    if not address:
        raise CannotOrder("utter_order_needs_address", product=one.offering.name)
    values = {"what": one.offering.name, "until": one.until, "address": address}
    is_covered = is_accident(text)
    terms = {"product_id": product_id, "words": text[:LONGEST_WORDS], "address": address}
    shown = Utterance("utter_warranty_propose_cover" if is_covered else "utter_warranty_propose", values)
    return propose(actor, CLAIM, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _delivered_to(one: Owned, *, work: Work) -> str | None:
    """Where it was sent when it was new."""
    bought = work.of(OrderItem).find(
        account_id=one.product.account_id, offering_id=one.offering.id, carrying=Carrying.GOODS, order="-completed_at"
    )
    return str(bought.details["address"]) if bought else None


def _claimable(actor: Actor, product_id: str, text: str, *, work: Work) -> Owned:
    one = next((each for each in owned_goods(actor, work=work) if each.product.id == product_id), None)
    if one is None:
        raise NotUnderWarranty("utter_warranty_nothing")
    what = one.offering.name
    standing = work.of(WarrantyClaim).find(product_id=product_id, state=list(OPEN_CLAIM))
    if standing is not None:
        raise NotUnderWarranty("utter_warranty_standing", what=what, number=standing.number, state=state_of(standing))
    if is_accident(text):
        if not _is_covered(one, work=work):
            raise NotUnderWarranty("utter_warranty_damage", what=what)
    elif one.until < work.today():
        raise NotUnderWarranty(what=what, until=one.until)
    return one


def _is_covered(one: Owned, *, work: Work) -> bool:
    """Whether the customer pays for a cover of accidents to such things."""
    held = work.of(Product).list(customer_id=one.product.customer_id, status=ProductStatus.ACTIVE)
    offerings = work.of(Offering).list(id={p.offering_id for p in held}, order="id")
    return any(each.terms.get("covers") == one.offering.category for each in offerings)


@carries_out(CLAIM)
def open_claim(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to an exchange: it gets a number for its label, and the warehouse expects it."""
    terms = proposal.terms
    one = _claimable(actor, terms["product_id"], terms["words"], work=work)
    made = WarrantyClaim(
        key=proposal.id,
        number=f"WTY-{work.next_number('order')}",
        customer_id=one.product.customer_id,
        product_id=one.product.id,
        offering_id=one.offering.id,
        asked_by=actor.person_id,
        what=one.offering.name,
        words=terms["words"],
        address=terms["address"],
        opened_at=work.now,
        send_by=work.today() + SEND_WITHIN,
        changed_at=work.now,
    )
    work.of(WarrantyClaim).add(made)
    work.flush()
    _go_on(made, work)
    values = {"what": made.what, "number": made.number, "until": made.send_by, "address": made.address}
    return Outcome([Utterance("utter_warranty_label", values)])


def _go_on(claim: WarrantyClaim, work: Work) -> None:
    work.enqueue(ADVANCE, claim_id=claim.id, lock=f"claim:{claim.id}")


@job(ADVANCE)
def advance_claim(*, claim_id: str, open_work: OpenWork, outside: Outside) -> None:
    """See whether the broken piece has come, and then send a new one; each is said once."""
    with open_work() as work:
        claim = work.of(WarrantyClaim).get(claim_id, lock=True)
        if claim.state not in OPEN_CLAIM or not _has_new_piece(claim, work):
            return
    try:
        reached = _reached(claim, outside)
    except WarehouseDown as down:
        raise RetryLater(after=timedelta(minutes=5)) from down
    with open_work() as work:
        claim = work.of(WarrantyClaim).get(claim_id, lock=True)
        if reached is not None and claim.state in OPEN_CLAIM and claim.state is not reached:
            _become(claim, reached, work)


def _has_new_piece(claim: WarrantyClaim, work: Work) -> bool:
    """Keep a new piece for what is here; False where there is none on the shelf yet."""
    if claim.state is not ClaimState.RECEIVED or claim.is_reserved:
        return True
    level = work.of(StockLevel).find(offering_id=claim.offering_id, lock=True)
    if level is None or level.free < 1:
        return False
    level.reserve(1, name=claim.what)
    claim.is_reserved = True
    return True


def _reached(claim: WarrantyClaim, outside: Outside) -> ClaimState | None:
    """The state that the warehouse tells of, None where nothing has happened."""
    if claim.state is ClaimState.EXPECTED:
        outside.warehouse.expect_return(claim.number)
        return ClaimState.RECEIVED if outside.warehouse.find_return(claim.number) else None
    key = f"claim:{claim.id}"
    if claim.state is ClaimState.RECEIVED:
        parcel = outside.warehouse.send(key, article=claim.offering_id, count=1, address=claim.address)
        return ClaimState.SENT if parcel.sent_at else None
    found = outside.warehouse.find(key)
    return ClaimState.DONE if found is not None and found.delivered_at else None


def _become(claim: WarrantyClaim, state: ClaimState, work: Work) -> None:
    claim.become(state, work.now)
    if state is ClaimState.SENT:
        work.of(StockLevel).get(claim.offering_id, lock=True).send(1)
    if state in OPEN_CLAIM:
        _go_on(claim, work)
    person = work.of(Individual).get(claim.asked_by)
    told = Utterance(f"utter_warranty_{state.value}", {"what": claim.what, "number": claim.number})
    key = f"claim:{claim.id}:{state.value}"
    telling.push(work, person.id, person.phone_number, told, key=key, priority=Priority.PROGRESS)


def _open_claims(work: Work) -> Iterable[Due]:
    """Claims that are under way, four times a day."""
    period = str(int(work.now.timestamp()) // int(_ASK_EVERY.total_seconds()))
    for claim in work.of(WarrantyClaim).list(state=list(OPEN_CLAIM)):
        yield Due(claim.id, period)


@due(CLAIMS, _open_claims)
def look_after_claim(one: Due, work: Work) -> None:
    """Have a worker ask the warehouse; what never came is closed."""
    claim = work.of(WarrantyClaim).get(one.subject, lock=True)
    if claim.state is ClaimState.EXPECTED and work.today() > claim.send_by + LAPSES_AFTER:
        _become(claim, ClaimState.LAPSED, work)
    elif claim.state in OPEN_CLAIM:
        _go_on(claim, work)


def state_of(claim: WarrantyClaim) -> Utterance:
    """How a claim stands, and what comes next."""
    return Utterance(f"utter_warranty_state_{claim.state.value}", {"until": claim.send_by})


def own_claims(actor: Actor | None, *, work: Work) -> Sequence[WarrantyClaim]:
    """The claims of the actor that are under way, the oldest first."""
    actor = known(actor)
    return work.of(WarrantyClaim).list(asked_by=actor.person_id, state=list(OPEN_CLAIM), order="opened_at")


@lists_requests("warranty")
def _claims(actor: Actor, work: Work) -> Iterable[OpenRequest]:
    for claim in own_claims(actor, work=work):
        values = {"number": claim.number, "what": claim.what, "state": state_of(claim)}
        label = Utterance("utter_choice_request", {"number": claim.number})
        line = Utterance("utter_request_warranty", values)
        yield OpenRequest(claim.opened_at, line, "return_equipment", {}, label)
