"""Proposing what costs or ends something, and doing it once on yes. [R9, R10, R14]"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.errors import BusinessError, NotFound
from telecom.model.messaging import Conversation
from telecom.model.proposals import PROPOSAL_LIFE, Proposal, ProposalExpired, ProposalStatus
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.model.wire import to_wire
from telecom.ports import OpenWork, Outside, Work
from telecom.support.approvals import ask_manager
from telecom.support.audit import note
from telecom.support.authorization import known, require_fresh_proof


class Effect(Protocol):
    """Carries out a proposal inside the transaction that closes it; checks the right again; returns what to say."""

    def __call__(self, actor: Actor, proposal: Proposal, *, work: Work) -> "Outcome": ...


class Corrector(Protocol):
    """Proposes anew what an open proposal offered, with some of it changed; None where nothing in `changes` fits."""

    def __call__(
        self, actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
    ) -> Utterance | None: ...


# What follows outside the transaction, such as asking the payment provider; returns what to say then.
FollowUp = Callable[[OpenWork, Outside], Sequence[Utterance]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to say after an effect. `follow_up` runs after the commit and replaces what is said."""

    said: Sequence[Utterance] = field(default_factory=tuple)
    follow_up: FollowUp | None = None


# Several proposals that are done with one yes (telecom/support/joined.py).
JOINED = "joined"
_EFFECTS: dict[str, Effect] = {}
_URGENT: set[str] = set()
_PROTECTING: set[str] = set()
_CORRECTORS: dict[str, Corrector] = {}


def carries_out(kind: str, *, urgent: bool = False, protects: bool = False) -> Callable[[Effect], Effect]:
    """Registers the effect of a kind of proposal; one per kind.

    An `urgent` one, such as blocking a lost SIM, is done without a fresh proof; one that only `protects` also while
    money waits after a change of SIM.
    """

    def register(effect: Effect) -> Effect:
        assert kind not in _EFFECTS, kind
        _EFFECTS[kind] = effect
        _URGENT.update({kind} if urgent else ())
        _PROTECTING.update({kind} if protects else ())
        return effect

    return register


def effect_of(kind: str) -> Effect:
    """What carries out a kind of proposal."""
    return _EFFECTS[kind]


def corrects(kind: str) -> Callable[[Corrector], Corrector]:
    """Registers how a kind of proposal is corrected ("no, make it 20"); one per kind, not every kind has one."""

    def register(corrector: Corrector) -> Corrector:
        assert kind not in _CORRECTORS, kind
        _CORRECTORS[kind] = corrector
        return corrector

    return register


def corrector_of(kind: str) -> Corrector | None:
    """How a kind of proposal is corrected, if it can be."""
    return _CORRECTORS.get(kind)


def correct(
    actor: Actor | None, conversation: Conversation, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Replace the open proposal of this chat by one with `changes` (entities of the message); what to show.

    None where nothing is open, or the changes say nothing about it. A change that cannot be made leaves the proposal
    as it was and shows it again below the reason, so that a yes is never about something else than the last message.
    """
    proposal = open_proposal(conversation, work=work, lock=True)
    if actor is None or proposal is None or proposal.person_id != actor.person_id:
        return None
    corrector = _CORRECTORS.get(proposal.kind)
    if corrector is None:
        return None
    try:
        return corrector(actor, proposal, changes, turn_id=turn_id, work=work)
    except BusinessError as refusal:
        values = {
            "reason": [Utterance(refusal.name, refusal.values)],
            "offer": [replace(proposal.shown, choices=())],
        }
        return Utterance("utter_proposal_not_corrected", values, proposal.shown.choices)


def digest_of(terms: Mapping[str, Any]) -> str:
    """The fingerprint of what was shown: the same terms, the same digest."""
    return hashlib.sha256(json.dumps(to_wire(terms), sort_keys=True).encode()).hexdigest()


def propose(
    actor: Actor, kind: str, *, terms: Mapping[str, Any], shown: Utterance, turn_id: str, work: Work
) -> Utterance:
    """Store a proposal and return what to show, with Yes and No under it. An open one of this chat is replaced.

    `shown` says what, which line, how much and from when; `terms` is what a yes will do, and nothing else.
    """
    assert kind in _EFFECTS, kind
    if actor.asks_manager:
        return ask_manager(actor, kind, terms=terms, digest=digest_of(terms), shown=shown, key=turn_id, work=work)
    standing = work.of(Proposal).find(key=turn_id)
    if standing is not None:
        return standing.shown
    for older in work.of(Proposal).list(conversation_id=actor.conversation_id, status=ProposalStatus.OPEN, lock=True):
        older.status = ProposalStatus.REPLACED
    work.flush()
    proposal = Proposal(
        key=turn_id,
        kind=kind,
        conversation_id=actor.conversation_id,
        person_id=actor.person_id,
        terms=dict(terms),
        terms_digest=digest_of(terms),
        shown=shown,
        created_at=work.now,
        expires_at=work.now + PROPOSAL_LIFE,
    )
    proposal.shown = replace(shown, choices=(*_yes_and_no(proposal), *shown.choices))
    work.of(Proposal).add(proposal)
    work.flush()
    return proposal.shown


def _yes_and_no(proposal: Proposal) -> tuple[Offered, Offered]:
    content = {"proposal_id": proposal.id, "digest": proposal.terms_digest}
    return (
        Offered(Utterance("utter_choice_yes"), ChoiceKind.CONFIRM, content),
        Offered(Utterance("utter_choice_no"), ChoiceKind.REFUSE, content),
    )


def open_proposal(conversation: Conversation, *, work: Work, lock: bool = False) -> Proposal | None:
    """The proposal of this chat that waits for an answer, if there is one and it is not too old."""
    found = work.of(Proposal).find(conversation_id=conversation.id, status=ProposalStatus.OPEN, lock=lock)
    return found if found and found.is_open(work.now) else None


def latest_proposal(conversation: Conversation, *, work: Work) -> Proposal | None:
    """The newest proposal of this chat, whatever became of it."""
    return work.of(Proposal).find(conversation_id=conversation.id, order="-created_at")


def newest_if(proposal_id: str, conversation: Conversation, *, work: Work) -> Proposal | None:
    """This proposal, unless a newer one was made in its chat; parts made in the very same moment are not newer."""
    latest = latest_proposal(conversation, work=work)
    if latest is None or latest.id == proposal_id:
        return latest
    meant = work.of(Proposal).find(id=proposal_id, conversation_id=conversation.id)
    return meant if meant and meant.created_at >= latest.created_at else None


def confirm(
    actor: Actor | None,
    content: Mapping[str, Any],
    conversation: Conversation,
    *,
    open_work: OpenWork,
    outside: Outside,
) -> Sequence[Utterance]:
    """Carry out a proposal once. A repeated yes gives the same answer and no second effect.

    Refused and audited when the terms are not those that were shown; refused when too old, of another chat or person.
    """
    with open_work() as work:
        proposal = _proposal_of(content, conversation, work=work)
        if proposal.status is ProposalStatus.DONE and proposal.result is not None:
            return proposal.result
        actor = require_proof(actor, proposal.kind, work=work)
        refusal = _reason_to_refuse(actor, proposal, content, work=work)
        outcome = Outcome() if refusal else _EFFECTS[proposal.kind](actor, proposal, work=work)
        if not refusal:
            proposal.status, proposal.result = ProposalStatus.DONE, first_result(proposal, outcome)
    if refusal:
        raise refusal
    if outcome.follow_up is None:
        return outcome.said
    said = outcome.follow_up(open_work, outside)
    with open_work() as work:
        work.of(Proposal).get(proposal.id, lock=True).result = list(said)
    return said


def first_result(proposal: Proposal, outcome: Outcome) -> list[Utterance] | None:
    """What is kept as the result when an effect is committed: nothing yet where its parts are still to be done."""
    return None if proposal.kind == JOINED else list(outcome.said)


def require_proof(actor: Actor | None, kind: str, *, work: Work) -> Actor:
    """The actor with the proof that carrying out a kind of proposal takes, or ProofRequired."""
    if kind in _URGENT:
        return known(actor)
    return require_fresh_proof(actor, work=work, even_after_sim_change=kind in _PROTECTING)


def _reason_to_refuse(
    actor: Actor, proposal: Proposal, content: Mapping[str, Any], *, work: Work
) -> BusinessError | None:
    if proposal.person_id != actor.person_id:
        return NotFound(kind="Proposal")
    if content.get("digest") != proposal.terms_digest or digest_of(proposal.terms) != proposal.terms_digest:
        note(work, SecurityEvent.CONFIRMATION_REFUSED, actor=actor, subject=proposal.id, kind=proposal.kind)
        return BusinessError("utter_proposal_changed")
    if proposal.kind == JOINED and proposal.status is ProposalStatus.DONE:
        return None  # cut off between its parts: those that are done only say so again
    if proposal.status in (ProposalStatus.REFUSED, ProposalStatus.REPLACED):
        return BusinessError("utter_proposal_gone")
    if not proposal.is_open(work.now):
        proposal.status = ProposalStatus.EXPIRED
        return ProposalExpired()
    return None


def _proposal_of(content: Mapping[str, Any], conversation: Conversation, *, work: Work) -> Proposal:
    proposal = work.of(Proposal).find(id=content["proposal_id"], conversation_id=conversation.id, lock=True)
    if proposal is None:
        raise NotFound(kind="Proposal")
    return proposal


def refuse(content: Mapping[str, Any], conversation: Conversation, *, work: Work) -> Sequence[Utterance]:
    """Drop a proposal; nothing is done. One that is done already says so by its result."""
    proposal = _proposal_of(content, conversation, work=work)
    if proposal.status is ProposalStatus.DONE:
        return [Utterance("utter_proposal_done_already"), *(proposal.result or [])]
    if proposal.status is ProposalStatus.OPEN:
        proposal.status = ProposalStatus.REFUSED
    return [Utterance("utter_proposal_refused")]
