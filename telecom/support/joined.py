"""Several proposals as one: two wishes of one message, or one wish for several lines. One yes, each part done once.

Each part stays a proposal of its own, never shown alone: its id is the key of its effect, so a yes that was cut off in
the middle goes on with the parts that are not done. [R9, R14, F23]
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from telecom.model.access import Actor
from telecom.model.errors import BusinessError
from telecom.model.money import Money, total
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.undoing import Change
from telecom.model.utterances import Offered, Utterance
from telecom.ports import OpenWork, Outside, Work
from telecom.support import proposals, undoing
from telecom.support.proposals import JOINED, Outcome, carries_out, corrects, digest_of, propose, require_proof
from telecom.support.undoing import undoes

SumUp = Callable[[Sequence[Proposal]], Utterance]
_SUMS: dict[str, SumUp] = {}
# So many services are named in one sentence.
TOLD_TOGETHER = 4


def sums_up(kind: str) -> Callable[[SumUp], SumUp]:
    """Registers how several proposals of one kind are shown as one: their count, and what they cost together."""

    def register(sum_up: SumUp) -> SumUp:
        assert kind not in _SUMS, kind
        _SUMS[kind] = sum_up
        return sum_up

    return register


def made_in(turn_id: str, *, work: Work) -> Proposal | None:
    """The proposal that a turn made, if it made one."""
    return work.of(Proposal).find(key=turn_id)


def join(
    actor: Actor, parts: Sequence[Proposal], *, turn_id: str, left_out: Sequence[Utterance] = (), work: Work
) -> Utterance:
    """One proposal of several; what to show. The parts can from then on only be done together. `left_out` says what
    cannot be done of a wish for several lines, and why."""
    terms = {"parts": [{"proposal_id": p.id, "digest": p.terms_digest} for p in parts]}
    shown = _show(parts)
    if left_out:
        values = {**shown.values, "left_out": [Utterance("utter_lines_left_out"), *left_out]}
        shown = replace(shown, values=values)
    return propose(actor, JOINED, terms=terms, shown=shown, turn_id=turn_id, work=work)


def put_aside(proposal: Proposal, *, work: Work) -> None:
    """Take a proposal off the table for a while, to be joined or offered again later."""
    if proposal.status is ProposalStatus.OPEN:
        proposal.status = ProposalStatus.REPLACED


def offer_again(actor: Actor, proposal: Proposal, *, turn_id: str, work: Work) -> Utterance:
    """The same proposal anew, where another had taken its place for a while."""
    shown = replace(proposal.shown, choices=())
    return propose(actor, proposal.kind, terms=proposal.terms, shown=shown, turn_id=turn_id, work=work)


def keep_only(actor: Actor, joint: Proposal, places: Sequence[int], *, turn_id: str, work: Work) -> Utterance:
    """The open joint proposal anew with some of its parts; the others are dropped. What to show."""
    parts = [part for at, part in enumerate(parts_of(joint, work=work)) if at in places]
    if len(parts) == 1:
        return offer_again(actor, parts[0], turn_id=turn_id, work=work)
    return join(actor, parts, turn_id=turn_id, work=work)


def _show(parts: Sequence[Proposal]) -> Utterance:
    kinds = {part.kind for part in parts}
    if len(parts) == 1:
        return Utterance("utter_proposal_only", {"part": replace(parts[0].shown, choices=()), "left_out": []})
    if len(kinds) == 1 and (sum_up := _SUMS.get(parts[0].kind)) is not None:
        return sum_up(parts)
    values = {"parts": [replace(part.shown, choices=()) for part in parts], "total": _total(parts)}
    return Utterance("utter_proposal_joined", {**values, "left_out": []})


def _total(parts: Sequence[Proposal]) -> list[Utterance]:
    """What is paid now for all parts that name an amount, where more than one does."""
    paid = [part.terms[name] for part in parts for name in ("amount", "fee") if isinstance(part.terms.get(name), Money)]
    if len(paid) < 2 or len({each.currency for each in paid}) > 1:
        return []
    return [Utterance("utter_proposal_joined_total", {"total": total(paid, currency=paid[0].currency)})]


def parts_of(joint: Proposal, *, work: Work) -> list[Proposal]:
    """The parts in their order; refused where one is not what was shown."""
    found = [work.of(Proposal).get(part["proposal_id"]) for part in joint.terms["parts"]]
    for part, kept in zip(found, joint.terms["parts"], strict=True):
        if part.person_id != joint.person_id or not part.terms_digest == kept["digest"] == digest_of(part.terms):
            raise BusinessError("utter_proposal_changed")
    return found


@corrects(JOINED)
def correct_joined(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Each part that the change fits is made anew; the others stay as they were."""
    parts, changed = parts_of(proposal, work=work), False
    for at, part in enumerate(parts):
        key = f"{turn_id}:{at}"
        corrector = proposals.corrector_of(part.kind)
        if corrector and corrector(actor, part, changes, turn_id=key, work=work) is not None:
            made = made_in(key, work=work)
            changed = changed or made is not None
            parts[at] = made or part
    return join(actor, parts, turn_id=turn_id, work=work) if changed else None


@carries_out(JOINED, urgent=True)
def carry_out_joined(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes to all parts: checked together, then carried out one after the other, each in its own transaction. Each
    part asks for the proof that it needs."""
    parts = parts_of(proposal, work=work)
    for part in parts:
        require_proof(actor, part.kind, work=work)
    ids, together = [part.id for part in parts], len(parts) > 1 and len({part.kind for part in parts}) == 1

    def do_parts(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        said = [each for one in ids for each in _do_part(actor, one, open_work=open_work, outside=outside)]
        if not together:
            return said
        with open_work() as own:
            undo = _undo_of_all(actor, proposal.id, said, work=own)
        return [Utterance("utter_proposal_results", {"results": told_together(said)}, undo)]

    return Outcome((), do_parts)


def told_together(said: Sequence[Utterance]) -> list[Utterance]:
    """Sentences about a service each, without their choices; one for all services of which the same is said."""
    alike: dict[str, list[Utterance]] = {}
    for each in said:
        values = {name: value for name, value in each.values.items() if name != "service"}
        alike.setdefault(f"{each.response} {values}", []).append(each)
    told: list[Utterance] = []
    for group in alike.values():
        names = names_of(group)
        many = len(names) == len(group) >= TOLD_TOGETHER
        told += (
            [Utterance(group[0].response, {**group[0].values, "service": names})]
            if many
            else [replace(each, choices=()) for each in group]
        )
    return told


def names_of(said: Sequence[Utterance]) -> list[str]:
    """What the services are called that some sentences are about, without their numbers."""
    labels = [each.values.get("service") for each in said]
    return [str(label.values["name"]) for label in labels if isinstance(label, Utterance) and "name" in label.values]


def _do_part(actor: Actor, part_id: str, *, open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
    """Carry out one part once; why not, where its time has passed."""
    try:
        with open_work() as work:
            part = work.of(Proposal).get(part_id, lock=True)
            if part.status is ProposalStatus.DONE and part.result is not None:
                return part.result
            outcome = proposals.effect_of(part.kind)(actor, part, work=work)
            part.status, part.result = ProposalStatus.DONE, proposals.first_result(part, outcome)
    except BusinessError as refusal:
        return [Utterance(refusal.name, refusal.values)]
    if outcome.follow_up is None:
        return outcome.said
    said = outcome.follow_up(open_work, outside)
    with open_work() as work:
        work.of(Proposal).get(part_id, lock=True).result = list(said)
    return said


def _undo_of_all(actor: Actor, key: str, said: Sequence[Utterance], *, work: Work) -> list[Offered]:
    """One choice that takes back all that can be taken back."""
    changes = [c.content["entities"]["change"] for s in said for c in s.choices if c.content.get("intent") == "undo"]
    return [undoing.remember(actor, JOINED, terms={"changes": changes}, key=key, work=work)] if changes else []


@undoes(JOINED)
def undo_joined(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Take back each change that still stands."""
    said: list[Utterance] = []
    for one in change.terms["changes"]:
        part = work.of(Change).get(one, lock=True)
        if part.undone_at is None:
            said += undoing.take_back(actor, part, turn_id=f"{change.id}:{one}", work=work).said
    return Outcome([Utterance("utter_proposal_results", {"results": [replace(s, choices=()) for s in said]})])
