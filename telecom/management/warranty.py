"""Goods that broke: whether their warranty holds, exchange or repair, and calling it off. [M.3345 5.3.4, O1]"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from telecom.management.requests import OpenRequest, lists_requests
from telecom.management.warranty_life import go_on, state_of
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.contracts import months_after
from telecom.model.inventory import Product, ProductStatus
from telecom.model.ordering import CannotOrder, Carrying, OrderItem
from telecom.model.parties import Individual
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.trouble import LONGEST_WORDS
from telecom.model.utterances import Utterance, ask_for
from telecom.model.warranty import (
    OPEN_CLAIM,
    REPAIR_TAKES,
    SEND_WITHIN,
    USUAL_MONTHS,
    ClaimState,
    ClaimWay,
    NotUnderWarranty,
    WarrantyClaim,
)
from telecom.ports import Work
from telecom.support.authorization import access_accounts, known, require_fresh_proof
from telecom.support.goods_said import goods_named, is_accident, names_goods, says_phone, wished_way
from telecom.support.proposals import Outcome, carries_out, corrects, propose

CLAIM, END = "claim_warranty", "end_claim"
# By the way, and whether it was an accident that is covered.
_PROPOSED = {
    (ClaimWay.EXCHANGE, False): "utter_warranty_propose",
    (ClaimWay.EXCHANGE, True): "utter_warranty_propose_cover",
    (ClaimWay.REPAIR, False): "utter_warranty_propose_repair",
    (ClaimWay.REPAIR, True): "utter_warranty_propose_repair_cover",
}
_OTHER_WAY = {ClaimWay.EXCHANGE: "utter_choice_repair_instead", ClaimWay.REPAIR: "utter_choice_exchange_instead"}
_SAYING = {ClaimWay.EXCHANGE: "repair it", ClaimWay.REPAIR: "exchange it"}
REQUESTS = {ClaimWay.EXCHANGE: "utter_request_warranty", ClaimWay.REPAIR: "utter_request_repair"}


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


def propose_claim(
    actor: Actor | None, product_id: str, *, text: str, way: ClaimWay | None = None, turn_id: str, work: Work
) -> Utterance:
    """Propose to exchange something that broke, or to have it repaired; where the words name neither, an exchange, with
    the repair to choose. NotUnderWarranty where it is too old, was damaged, or is under way already; NotAllowed,
    ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    text = _words_before(actor, product_id, work=work) or text
    one = _claimable(actor, product_id, text, work=work)
    address = work.of(Individual).get(actor.person_id).address or _delivered_to(one, work=work)
    if not address:
        raise CannotOrder("utter_order_needs_address", product=one.offering.name)
    values = {"what": one.offering.name, "until": one.until, "address": address, "days": REPAIR_TAKES}
    way = way or ClaimWay.EXCHANGE
    terms = {"product_id": product_id, "words": text[:LONGEST_WORDS], "address": address, "way": way.value}
    other = ask_for("return_equipment", _OTHER_WAY[way], {"days": REPAIR_TAKES}, value=product_id, symptom=_SAYING[way])
    shown = Utterance(_PROPOSED[way, is_accident(text)], values, [other])
    return propose(actor, CLAIM, terms=terms, shown=shown, turn_id=turn_id, work=work)


@corrects(CLAIM)
def correct_claim(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """The other way: "no, repair it"."""
    way = wished_way(str(changes.get("text") or ""))
    if way is None or way.value == proposal.terms["way"]:
        return None
    terms = proposal.terms
    return propose_claim(actor, terms["product_id"], text=terms["words"], way=way, turn_id=turn_id, work=work)


def _words_before(actor: Actor, product_id: str, *, work: Work) -> str | None:
    """What was said to be wrong, where only the way is chosen anew below an offer."""
    standing = work.of(Proposal).find(conversation_id=actor.conversation_id, status=ProposalStatus.OPEN)
    is_same = standing is not None and standing.kind == CLAIM and standing.terms["product_id"] == product_id
    return str(standing.terms["words"]) if standing is not None and is_same else None


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
        name = "utter_warranty_standing_repair" if standing.way is ClaimWay.REPAIR else "utter_warranty_standing"
        raise NotUnderWarranty(name, what=what, number=standing.number, state=state_of(standing))
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
    """The yes: it gets a number for its label, and the warehouse expects it."""
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
        way=ClaimWay(terms["way"]),
        opened_at=work.now,
        send_by=work.today() + SEND_WITHIN,
        changed_at=work.now,
    )
    work.of(WarrantyClaim).add(made)
    work.flush()
    go_on(made, work)
    values = {"what": made.what, "number": made.number, "until": made.send_by, "address": made.address}
    label = "utter_warranty_repair_label" if made.way is ClaimWay.REPAIR else "utter_warranty_label"
    return Outcome([Utterance(label, values | {"days": REPAIR_TAKES})])


def propose_claim_end(actor: Actor | None, number: str | None = None, *, turn_id: str, work: Work) -> Utterance:
    """Propose to call an exchange or a repair off, as long as nothing has come; the newest where none is named.
    NotUnderWarranty where there is none, or where it is too late."""
    actor = require_fresh_proof(actor, work=work)
    claims = [each for each in own_claims(actor, work=work) if number is None or each.number == number]
    if not claims:
        raise NotUnderWarranty("utter_warranty_none_open")
    claim = _callable_off(claims[-1])
    shown = Utterance("utter_warranty_propose_end", {"what": claim.what, "number": claim.number})
    return propose(actor, END, terms={"number": claim.number}, shown=shown, turn_id=turn_id, work=work)


def _callable_off(claim: WarrantyClaim) -> WarrantyClaim:
    if claim.state is not ClaimState.EXPECTED:
        raise NotUnderWarranty("utter_warranty_too_late", what=claim.what, number=claim.number, state=state_of(claim))
    return claim


@carries_out(END)
def end_claim(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to calling it off; a parcel that is in the post already is taken in all the same."""
    own = [each.id for each in own_claims(actor, work=work) if each.number == proposal.terms["number"]]
    if not own:
        raise NotUnderWarranty("utter_warranty_none_open")
    claim = _callable_off(work.of(WarrantyClaim).get(own[0], lock=True))
    claim.become(ClaimState.CANCELLED, work.now)
    return Outcome([Utterance("utter_warranty_ended", {"what": claim.what, "number": claim.number})])


def own_claims(actor: Actor | None, *, work: Work) -> Sequence[WarrantyClaim]:
    """The claims of the actor that are under way, the oldest first."""
    actor = known(actor)
    return work.of(WarrantyClaim).list(asked_by=actor.person_id, state=list(OPEN_CLAIM), order="opened_at")


@lists_requests("warranty")
def _claims(actor: Actor, work: Work) -> Iterable[OpenRequest]:
    for claim in own_claims(actor, work=work):
        values = {"number": claim.number, "what": claim.what, "state": state_of(claim)}
        label = Utterance("utter_choice_request", {"number": claim.number})
        line = Utterance(REQUESTS[claim.way], values)
        yield OpenRequest(claim.opened_at, line, "return_equipment", {}, label)
