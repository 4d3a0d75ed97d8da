"""A lost phone: its SIM blocked at once, opened again when found; the PUK of a locked one told. [F20]"""

from collections.abc import Sequence

from telecom.management.inventory import label_of
from telecom.management.sims import (
    access_line,
    barred,
    bring_up_to_date,
    in_use,
    is_blocked,
    lift_block,
    note_change,
)
from telecom.model.access import Actor
from telecom.model.errors import BusinessError, NotAllowed, NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation
from telecom.model.proposals import Proposal
from telecom.model.restrictions import Restriction, RestrictionStatus
from telecom.model.sims import SimKind, SimStatus
from telecom.model.undoing import Change
from telecom.model.utterances import Offered, Utterance, ask_for, said_as
from telecom.ports import NetworkDown, OpenWork, Outside, Work
from telecom.services.calls import SIM_BLOCKED
from telecom.support.authorization import known, managed_customers, require_fresh_proof
from telecom.support.proposals import Outcome, carries_out, propose
from telecom.support.telling import tell_secret
from telecom.support.undoing import remember, undoes

BLOCK, UNBLOCK = "block_sim", "unblock_sim"


def propose_block(actor: Actor | None, service_id: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose to block the SIM of a lost phone. Who is logged in needs no further proof: the code would go to the
    phone that is lost, and blocking can be taken back."""
    service = access_line(actor, service_id, work=work, own=True)
    if is_blocked(service, work=work):
        return Utterance("utter_sim_blocked_already", {"service": label_of(service)}, _offers_after_loss(service))
    shown = Utterance("utter_sim_propose_block", {"service": label_of(service)})
    return propose(known(actor), BLOCK, terms={"service_id": service.id}, shown=shown, turn_id=turn_id, work=work)


@carries_out(BLOCK, urgent=True)
def block_sim(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Block the SIM now."""
    service = access_line(actor, proposal.terms["service_id"], work=work, own=True, lock=True)
    if not is_blocked(service, work=work):
        limit = Restriction(
            key=proposal.id, service_id=service.id, kind=SIM_BLOCKED, asked_by=actor.person_id, starts_at=work.now
        )
        limit.become(RestrictionStatus.RUNNING)
        work.of(Restriction).add(limit)
        if (sim := in_use(service, work=work)) is not None:
            sim.become(SimStatus.SUSPENDED)
        note_change(service, actor, "SIM blocked", work=work)
        bring_up_to_date(service, work=work)
        remember(actor, BLOCK, terms={"service_id": service.id}, key=proposal.id, work=work)
    said = Utterance("utter_sim_blocked", {"service": label_of(service)}, _offers_after_loss(service))
    return barred([said], service)


def _offers_after_loss(service: Service) -> Sequence[Offered]:
    return [
        ask_for("activate_sim", "utter_choice_esim", service=service.id, sim_kind=SimKind.ESIM.value),
        ask_for("activate_sim", "utter_choice_sim_card", service=service.id, sim_kind=SimKind.CARD.value),
        said_as(
            ask_for("report_lost_phone", "utter_choice_found_it", service=service.id, found=True),
            *("found it", "got it back", "have it back", "found my phone", "found the phone", "it turned up"),
        ),
    ]


def propose_unblock(actor: Actor | None, service_id: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose to open the SIM again: the phone was found. Needs a fresh proof."""
    service = access_line(actor, service_id, work=work)
    if not is_blocked(service, work=work):
        raise NotFound("utter_sim_not_blocked", service=label_of(service))
    actor = require_fresh_proof(actor, work=work)
    shown = Utterance("utter_sim_propose_unblock", {"service": label_of(service)})
    return propose(actor, UNBLOCK, terms={"service_id": service.id}, shown=shown, turn_id=turn_id, work=work)


@carries_out(UNBLOCK)
def unblock_sim(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Open the SIM again."""
    return _open_again(access_line(actor, proposal.terms["service_id"], work=work, lock=True), actor, work=work)


def _open_again(service: Service, actor: Actor, *, work: Work) -> Outcome:
    lift_block(service, work=work)
    note_change(service, actor, "SIM unblocked", work=work)
    bring_up_to_date(service, work=work)
    return barred([Utterance("utter_sim_unblocked", {"service": label_of(service)})], service)


@undoes(BLOCK)
def undo_block(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Open the SIM again: it was blocked by mistake. Needs a fresh proof, as opening always does."""
    service = access_line(actor, change.terms["service_id"], work=work, lock=True)
    actor = require_fresh_proof(actor, work=work)
    if not is_blocked(service, work=work):
        raise BusinessError("utter_undo_changed_since")
    return _open_again(service, actor, work=work)


def access_puk(actor: Actor | None, service_id: str, *, work: Work) -> Service:
    """The line whose PUK may be told: only to a manager, freshly proved. NotAllowed for others."""
    service = access_line(actor, service_id, work=work, own=True)
    if service.customer_id not in managed_customers(actor, work=work):
        raise NotAllowed()
    actor = require_fresh_proof(actor, work=work)
    note_change(service, actor, "PUK told", work=work)
    return service


def tell_puk(
    service: Service, conversation_id: str, *, turn_id: str, open_work: OpenWork, outside: Outside
) -> Sequence[Utterance]:
    """Fetch the PUK from the network and put it into the chat as a secret: erased here once it is delivered."""
    try:
        puk = outside.register.puk_of(service.id)
    except NetworkDown:
        return [Utterance("utter_sim_puk_later")]
    if puk is None:
        return [Utterance("utter_sim_no_puk", {"service": label_of(service)})]
    with open_work() as work:
        conversation = work.of(Conversation).get(conversation_id)
        shown = Utterance("utter_sim_puk", {"service": label_of(service)})
        tell_secret(work, conversation, shown, key=f"puk:{turn_id}", secrets={"puk": puk})
    return [Utterance("utter_sim_puk_follows")]
