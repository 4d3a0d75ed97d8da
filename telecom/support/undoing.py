"""Taking back the last change of a chat, for ten minutes after it was made. [X3]

Whoever makes a reversible change calls `remember` in the same transaction, puts the choice it returns under the
receipt, and registers with `@undoes(kind)` how it is taken back.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from telecom.model.access import Actor
from telecom.model.messaging import Conversation
from telecom.model.proposals import ProposalStatus
from telecom.model.undoing import UNDO_FOR, Change, NothingToUndo, TooLateToUndo
from telecom.model.utterances import Offered, ask_for
from telecom.ports import Work
from telecom.support.authorization import known
from telecom.support.proposals import Outcome, latest_proposal


class Undo(Protocol):
    """Takes a change back inside the given transaction; checks the right again; a BusinessError where it cannot."""

    def __call__(self, actor: Actor, change: Change, *, work: Work) -> Outcome: ...


class Amend(Protocol):
    """Makes a change that was made just now anew, by what is said after it ("make it 15"); None where that says nothing
    about it."""

    def __call__(self, actor: Actor, change: Change, text: str, *, turn_id: str, work: Work) -> Outcome | None: ...


# "Not 500, 300": what it is not to be.
_REFUSED = re.compile(r"\bnot\s+(?:at\s+)?[£€]?\d[\d.,]*(?<![.,])\s*(?:%|[a-z]+)?\s*,?\s+(?:but\s+)?(?=\S)", re.I)

_UNDOES: dict[str, Undo] = {}
_AMENDS: dict[str, Amend] = {}


def undoes(kind: str) -> Callable[[Undo], Undo]:
    """Registers how a kind of change is taken back; one per kind."""

    def register(undo: Undo) -> Undo:
        assert kind not in _UNDOES, kind
        _UNDOES[kind] = undo
        return undo

    return register


def amends(kind: str) -> Callable[[Amend], Amend]:
    """Registers how a kind of change is corrected after it was made; one per kind, not every kind has one."""

    def register(amend: Amend) -> Amend:
        assert kind not in _AMENDS, kind
        _AMENDS[kind] = amend
        return amend

    return register


def amend_last(actor: Actor, conversation: Conversation, text: str, *, turn_id: str, work: Work) -> Outcome | None:
    """Correct the newest change of this chat, while it can be taken back; None where it is nothing to be corrected."""
    change = work.of(Change).find(conversation_id=conversation.id, person_id=actor.person_id, order="-number")
    if change is None or change.undone_at is not None or work.now - change.done_at > UNDO_FOR:
        return None
    amend = _AMENDS.get(change.kind)
    return amend(actor, change, _REFUSED.sub("", text), turn_id=turn_id, work=work) if amend and text else None


def remember(actor: Actor, kind: str, *, terms: Mapping[str, Any], key: str, work: Work) -> Offered:
    """Note a reversible change, once per key (the turn or the proposal that made it); the choice to take it back."""
    assert kind in _UNDOES, kind
    standing = work.of(Change).find(key=key)
    if standing is None:
        standing = Change(
            key=key,
            kind=kind,
            conversation_id=actor.conversation_id,
            person_id=actor.person_id,
            terms=dict(terms),
            done_at=work.now,
        )
        work.of(Change).add(standing)
        work.flush()
    return ask_for("undo", "utter_choice_undo", change=standing.id)


def find_undo(actor: Actor, conversation: Conversation, *, kind: str | None = None, work: Work) -> Offered | None:
    """The choice to take back the newest change of this chat; None where there is none that still could be, or it is of
    another `kind`."""
    ours: dict[str, Any] = {"conversation_id": conversation.id, "person_id": actor.person_id}
    change = work.of(Change).find(**ours, undone_at=None, order="-number")
    if change is None or work.now - change.done_at > UNDO_FOR or kind not in (None, change.kind):
        return None
    return ask_for("undo", "utter_choice_undo_last", change=change.id)


def is_done_for_good(conversation: Conversation, *, work: Work) -> bool:
    """Whether what was confirmed last in this chat is nothing that can be taken back, such as a payment."""
    latest = latest_proposal(conversation, work=work)
    return latest is not None and latest.status is ProposalStatus.DONE and work.of(Change).find(key=latest.id) is None


def is_behind(actor: Actor, conversation: Conversation, *, work: Work) -> bool:
    """Whether something was confirmed in this chat after its newest change, that cannot be taken back itself: "undo" is
    then not said of that change."""
    latest = latest_proposal(conversation, work=work)
    if latest is None or not is_done_for_good(conversation, work=work):
        return False
    ours: dict[str, Any] = {"conversation_id": conversation.id, "person_id": actor.person_id}
    change = work.of(Change).find(**ours, order="-number")
    return change is not None and change.undone_at is None and change.done_at < latest.created_at


def undo_last(
    actor: Actor | None, conversation: Conversation, *, change_id: str | None = None, turn_id: str, work: Work
) -> Outcome:
    """Take back the newest change of this chat, or the one that a choice names; the same turn again says the same.

    NothingToUndo, TooLateToUndo; what the change's own undoing refuses.
    """
    actor = known(actor)
    ours: dict[str, Any] = {"conversation_id": conversation.id, "person_id": actor.person_id}
    done = work.of(Change).find(**ours, undone_by=turn_id)
    if done is not None:
        return Outcome(done.result or [])
    named: dict[str, Any] = {"id": change_id} if change_id else {}
    change = work.of(Change).find(**ours, **named, undone_at=None, order="-number", lock=True)
    if change is None:
        raise NothingToUndo()
    if work.now - change.done_at > UNDO_FOR:
        raise TooLateToUndo(minutes=int(UNDO_FOR.total_seconds() // 60))
    return take_back(actor, change, turn_id=turn_id, work=work)


def take_back(actor: Actor, change: Change, *, turn_id: str, work: Work) -> Outcome:
    """Take one locked change back, and note it."""
    outcome = _UNDOES[change.kind](actor, change, work=work)
    change.undone_at, change.undone_by, change.result = work.now, turn_id, list(outcome.said)
    return outcome
