"""Managers decide on what others asked beyond their rights; and who may do what. [M.3345 5.1]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from telecom.management.authorization import described
from telecom.management.grantees import GRANT
from telecom.management.requests import OpenRequest, lists_requests
from telecom.management.withdrawal import lines_of, revocable
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import (
    STANDING,
    Approval,
    ApprovalStatus,
    Function,
    ManagerInvitation,
    Permission,
    PermissionStatus,
    with_needed,
)
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError, NotAllowed, NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.parties import Individual
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import Utterance
from telecom.ports import OpenWork, Outside, Work
from telecom.support.approvals import ask_manager, customers_to_ask, managers_of, question_of
from telecom.support.audit import note
from telecom.support.authorization import known, managed_customers, require_fresh_proof
from telecom.support.due import Due, due
from telecom.support.proposals import Outcome, digest_of, effect_of
from telecom.support.telling import push

# So long a wish that was put to the managers is told of among what is under way, decided or not.
_TOLD_FOR = timedelta(days=2)
_DECIDED = {ApprovalStatus.APPROVED: "approved", ApprovalStatus.REFUSED: "refused"}


def decide_request(actor: Actor | None, approval_id: str, *, approve: bool, work: Work) -> Outcome:
    """Approve a wish, which is carried out once with the manager's own rights, or refuse it. Repeating it repeats the
    answer; NotFound where the actor is no manager of that customer."""
    actor = require_fresh_proof(actor, work=work)
    approval = work.of(Approval).find(id=approval_id, lock=True)
    if approval is None or approval.customer_id not in managed_customers(actor, work=work):
        raise NotFound("utter_approval_gone")
    asker = work.of(Individual).get(approval.person_id)
    if approval.status is ApprovalStatus.APPROVED and approval.result is not None:
        return Outcome(approval.result)
    if not approval.is_open(work.now):
        raise BusinessError("utter_approval_gone")
    if digest_of(approval.terms) != approval.terms_digest:
        note(work, SecurityEvent.CONFIRMATION_REFUSED, actor=actor, subject=approval.id, kind=approval.kind)
        raise BusinessError("utter_proposal_changed")
    approval.decided_by = actor.person_id
    values = {"who": work.of(Individual).get(actor.person_id).name, "offer": [approval.shown]}
    if not approve:
        approval.status = ApprovalStatus.REFUSED
        _tell(approval, asker, Utterance("utter_approval_told_refused", values), work=work)
        return Outcome([Utterance("utter_approval_refused", {"who": asker.name})])
    outcome = effect_of(approval.kind)(actor, _as_proposal(actor, approval, work=work), work=work)
    approval.status, approval.result = ApprovalStatus.APPROVED, list(outcome.said)
    _note(actor, approval, work=work)
    _tell(approval, asker, Utterance("utter_approval_told_approved", values), work=work)
    return _with_result(approval.id, outcome)


def _as_proposal(actor: Actor, approval: Approval, *, work: Work) -> Proposal:
    """The wish as a proposal of the manager's, so that its effect happens once under the approval's id."""
    proposal = Proposal(
        id=approval.id,
        key=f"approval:{approval.id}",
        kind=approval.kind,
        conversation_id=actor.conversation_id,
        person_id=actor.person_id,
        terms=approval.terms,
        terms_digest=approval.terms_digest,
        shown=approval.shown,
        created_at=work.now,
        expires_at=approval.expires_at,
        status=ProposalStatus.DONE,
    )
    work.of(Proposal).add(proposal)
    work.flush()
    return proposal


def _with_result(approval_id: str, outcome: Outcome) -> Outcome:
    """The outcome, whose follow-up also keeps what it says for a repeated Approve."""
    if outcome.follow_up is None:
        return outcome
    follow_up = outcome.follow_up

    def follow(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        said = follow_up(open_work, outside)
        with open_work() as work:
            work.of(Approval).get(approval_id, lock=True).result = list(said)
        return said

    return Outcome(outcome.said, follow)


def _tell(approval: Approval, asker: Individual, told: Utterance, *, work: Work) -> None:
    key = f"approval:{approval.id}:decided"
    push(work, asker.id, asker.phone_number, told, key=key, priority=Priority.PROGRESS)


def _note(actor: Actor, approval: Approval, *, work: Work) -> None:
    note(
        work,
        SecurityEvent.RIGHTS_CHANGED,
        actor=actor,
        customer_id=approval.customer_id,
        subject=approval.person_id,
        change="approve",
        kind=approval.kind,
    )


def due_expiries(work: Work) -> Iterable[Due]:
    """The wishes that nobody has decided in time."""
    found = work.of(Approval).list(status=ApprovalStatus.OPEN, expires_at__lte=work.now)
    return [Due(each.id, "end") for each in found]


@due("end_of_approval", due_expiries)
def expire_approval(one: Due, work: Work) -> None:
    """Close a wish that nobody decided, and tell who had it."""
    approval = work.of(Approval).get(one.subject, lock=True)
    if approval.status is not ApprovalStatus.OPEN or work.now < approval.expires_at:
        return
    approval.status = ApprovalStatus.EXPIRED
    asker = work.of(Individual).get(approval.person_id)
    _tell(approval, asker, Utterance("utter_approval_told_expired", {"offer": [approval.shown]}), work=work)


@dataclass(frozen=True, slots=True)
class Rights:
    """Who may do what: what others may do under contracts one manages or by one's own grant, with who holds it (id and
    name); what one may do oneself, the managers, what one is invited to, what waits for one's decision, and what one
    has asked a manager that is not decided yet."""

    given: Sequence[Utterance]
    holders: Sequence[tuple[str, Utterance]]
    held: Sequence[Utterance]
    managers: Sequence[str]
    invited: Sequence[Utterance]
    is_invited_manager: bool
    questions: Sequence[Utterance]
    manages: bool
    asked: Sequence[Utterance] = ()


def list_authorizations(actor: Actor | None, *, person_id: str | None = None, work: Work) -> Rights:
    """The rights that concern the actor, all or those of one person. ProofRequired when nobody is logged in. [C5]"""
    actor = known(actor)
    managed = managed_customers(actor, work=work)
    own = [p for p in work.of(Permission).list(person_id=actor.person_id, status=STANDING) if _runs(p, work)]
    held = [p for p in own if p.status is PermissionStatus.ACTIVE]
    try:
        given = revocable(actor, person_id=person_id, work=work)
    except BusinessError:
        given = []
    invitations = work.of(ManagerInvitation).list(person_id=actor.person_id, accepted_at=None, withdrawn_at=None)
    waiting = work.of(Approval).list(customer_id=managed, status=ApprovalStatus.OPEN) if managed else []
    given = [p for p in given if p.person_id != actor.person_id]
    holders = {p.person_id: lines_of([p], work=work)[0].values["who"] for p in given}
    return Rights(
        given=lines_of(given, work=work),
        holders=sorted(holders.items()),
        held=lines_of(held, work=work),
        managers=sorted({m.name for c in {*managed, *(p.customer_id for p in own)} for m in managers_of(c, work=work)}),
        invited=lines_of([p for p in own if p.status is PermissionStatus.GRANTED], work=work),
        is_invited_manager=any(a.is_open(work.now) for a in invitations),
        questions=[question_of(a, work=work) for a in waiting if a.is_open(work.now)],
        manages=bool(managed),
        asked=[each.shown for each in _asked_by(actor, work=work)],
    )


def _asked_by(actor: Actor, *, work: Work) -> list[Approval]:
    standing = work.of(Approval).list(person_id=actor.person_id, status=ApprovalStatus.OPEN, order="created_at")
    return [each for each in standing if each.is_open(work.now)]


@lists_requests("approval")
def _put_to_managers(actor: Actor, work: Work) -> Iterable[OpenRequest]:
    """The wishes that somebody has put to their managers lately, and what these said."""
    since = work.now - _TOLD_FOR
    for approval in work.of(Approval).list(person_id=actor.person_id, created_at__gte=since, order="created_at"):
        names = [manager.given_name for manager in managers_of(approval.customer_id, work=work)]
        if approval.decided_by is not None:
            names = [work.of(Individual).get(approval.decided_by).given_name]
        state = "open" if approval.is_open(work.now) else _DECIDED.get(approval.status, "expired")
        values = {"managers": names, "offer": [approval.shown], "until": approval.expires_at}
        label = Utterance("utter_wish_list_authorizations")
        line = Utterance(f"utter_request_approval_{state}", values)
        yield OpenRequest(approval.created_at, line, "list_authorizations", {}, label)


def ask_for_right(actor: Actor, function: Function, *, own_lines: bool, turn_id: str, work: Work) -> Utterance:
    """Ask the managers for a right of one's own, on the lines one uses or the whole contract: what was wished only
    shows something, so there is nothing else to approve. NotAllowed where there is nobody to ask. [M.3345 5.1]"""
    customers = customers_to_ask(actor, work=work)
    if len(customers) != 1:
        raise NotAllowed()
    used = work.of(Service).list(customer_id=customers, user_id=actor.person_id, order="id")
    terms = {
        "person_id": actor.person_id,
        "number": None,
        "name": None,
        "functions": [each.value for each in with_needed([function])],
        "customer_id": customers[0],
        "service_ids": [service.id for service in used] if own_lines and used else None,
        "period": Period(work.today(), None),
        "limit": None,
    }
    shown = Utterance("utter_authorization_propose", described(terms, work=work))
    return ask_manager(actor, GRANT, terms=terms, digest=digest_of(terms), shown=shown, key=turn_id, work=work)


def _runs(permission: Permission, work: Work) -> bool:
    return permission.valid_until is None or permission.valid_until > work.now
