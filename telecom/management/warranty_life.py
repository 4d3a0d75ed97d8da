"""How claims under warranty go on, told at each step: the parcel comes, the workshop mends, one goes back. [O1]"""

from collections.abc import Iterable
from datetime import timedelta

from telecom.model.messaging import Priority
from telecom.model.parties import Individual
from telecom.model.resources import StockLevel
from telecom.model.utterances import Utterance
from telecom.model.warranty import (
    LAPSES_AFTER,
    OPEN_CLAIM,
    REPAIR_TAKES,
    ClaimState,
    ClaimWay,
    WarrantyClaim,
)
from telecom.ports import OpenWork, Outside, Repair, WarehouseDown, Work
from telecom.support import telling
from telecom.support.due import Due, due
from telecom.support.jobs import RetryLater, job

ADVANCE, CLAIMS = "advance_claim", "warranty claims"
_ASK_EVERY = timedelta(hours=6)
_REPAIRED = {
    ClaimState.RECEIVED: "utter_warranty_repair_received",
    ClaimState.REPAIRED: "utter_warranty_repair_repaired",
    ClaimState.SENT: "utter_warranty_repair_sent",
    ClaimState.DONE: "utter_warranty_repair_done",
    ClaimState.LAPSED: "utter_warranty_repair_lapsed",
}
_EXCHANGED = {
    ClaimState.RECEIVED: "utter_warranty_received",
    ClaimState.SENT: "utter_warranty_sent",
    ClaimState.DONE: "utter_warranty_done",
    ClaimState.LAPSED: "utter_warranty_lapsed",
}


def go_on(claim: WarrantyClaim, work: Work) -> None:
    """Have a worker see how far the claim is."""
    work.enqueue(ADVANCE, claim_id=claim.id, lock=f"claim:{claim.id}")


@job(ADVANCE)
def advance_claim(*, claim_id: str, open_work: OpenWork, outside: Outside) -> None:
    """See whether the broken piece has come, have it mended or send a new one; each is said once."""
    with open_work() as work:
        claim = work.of(WarrantyClaim).get(claim_id, lock=True)
        if not _is_under_way(claim, work) or not _has_new_piece(claim, work):
            return
    try:
        reached = _reached(claim, outside)
    except WarehouseDown as down:
        raise RetryLater(after=timedelta(minutes=5)) from down
    with open_work() as work:
        now = work.of(WarrantyClaim).get(claim_id, lock=True)
        if (now.state, now.way) != (claim.state, claim.way) or not _is_under_way(now, work):
            return
        if isinstance(reached, Repair):
            _give_new_one(now, work)
        elif reached is not None:
            _become(now, reached, work)


def _is_under_way(claim: WarrantyClaim, work: Work) -> bool:
    """Whether something may happen still: also where it was called off and the parcel comes all the same."""
    if claim.state is not ClaimState.CANCELLED:
        return claim.state in OPEN_CLAIM
    other = work.of(WarrantyClaim).find(product_id=claim.product_id, state=list(OPEN_CLAIM))
    return other is None and work.today() <= claim.send_by + LAPSES_AFTER


def _has_new_piece(claim: WarrantyClaim, work: Work) -> bool:
    """Keep a new piece for what is here and exchanged; False where there is none on the shelf yet."""
    if claim.way is ClaimWay.REPAIR or claim.state is not ClaimState.RECEIVED or claim.is_reserved:
        return True
    level = work.of(StockLevel).find(offering_id=claim.offering_id, lock=True)
    if level is None or level.free < 1:
        return False
    level.reserve(1, name=claim.what)
    claim.is_reserved = True
    return True


def _reached(claim: WarrantyClaim, outside: Outside) -> ClaimState | Repair | None:
    """The state that the warehouse tells of, None where nothing has happened; the repair, where it came to nothing."""
    if claim.state in (ClaimState.EXPECTED, ClaimState.CANCELLED):
        outside.warehouse.expect_return(claim.number)
        return ClaimState.RECEIVED if outside.warehouse.find_return(claim.number) else None
    key = f"claim:{claim.id}"
    if claim.state is ClaimState.SENT:
        found = outside.warehouse.find(key)
        return ClaimState.DONE if found is not None and found.delivered_at else None
    if claim.way is ClaimWay.REPAIR and claim.state is ClaimState.RECEIVED:
        repair = outside.warehouse.repair(claim.number, article=claim.offering_id, words=claim.words)
        if repair.done_at is None:
            return None
        return ClaimState.REPAIRED if repair.mended else repair
    # What was mended goes under the number that stood on its own parcel.
    article = claim.number if claim.way is ClaimWay.REPAIR else claim.offering_id
    parcel = outside.warehouse.send(key, article=article, count=1, address=claim.address)
    return ClaimState.SENT if parcel.sent_at else None


def _give_new_one(claim: WarrantyClaim, work: Work) -> None:
    """What cannot be mended is exchanged."""
    claim.way, claim.changed_at = ClaimWay.EXCHANGE, work.now
    go_on(claim, work)
    _tell(claim, "utter_warranty_beyond_repair", key=f"claim:{claim.id}:beyond repair", work=work)


def _become(claim: WarrantyClaim, state: ClaimState, work: Work) -> None:
    claim.become(state, work.now)
    if state is ClaimState.SENT and claim.way is ClaimWay.EXCHANGE:
        work.of(StockLevel).get(claim.offering_id, lock=True).send(1)
    if state in OPEN_CLAIM:
        go_on(claim, work)
    told = _REPAIRED if claim.way is ClaimWay.REPAIR else _EXCHANGED
    _tell(claim, told[state], key=f"claim:{claim.id}:{state.value}", work=work)


def _tell(claim: WarrantyClaim, response: str, *, key: str, work: Work) -> None:
    person = work.of(Individual).get(claim.asked_by)
    told = Utterance(response, {"what": claim.what, "number": claim.number, "days": REPAIR_TAKES})
    telling.push(work, person.id, person.phone_number, told, key=key, priority=Priority.PROGRESS)


def _open_claims(work: Work) -> Iterable[Due]:
    """Claims that are under way, four times a day."""
    period = str(int(work.now.timestamp()) // int(_ASK_EVERY.total_seconds()))
    for claim in work.of(WarrantyClaim).list(state=[*OPEN_CLAIM, ClaimState.CANCELLED]):
        if _is_under_way(claim, work):
            yield Due(claim.id, period)


@due(CLAIMS, _open_claims)
def look_after_claim(one: Due, work: Work) -> None:
    """Have a worker ask the warehouse; what never came is closed."""
    claim = work.of(WarrantyClaim).get(one.subject, lock=True)
    if claim.state is ClaimState.EXPECTED and work.today() > claim.send_by + LAPSES_AFTER:
        _become(claim, ClaimState.LAPSED, work)
    elif _is_under_way(claim, work):
        go_on(claim, work)


def state_of(claim: WarrantyClaim) -> Utterance:
    """How a claim stands, and what comes next."""
    way = "repair_" if claim.way is ClaimWay.REPAIR and claim.state is not ClaimState.EXPECTED else ""
    return Utterance(f"utter_warranty_state_{way}{claim.state.value}", {"until": claim.send_by, "days": REPAIR_TAKES})
