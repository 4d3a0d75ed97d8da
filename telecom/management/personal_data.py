"""A person's own data: all of it as a document, and its erasure as far as the law allows. [M.3345 7.2, C10]"""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from telecom.management.withdrawal import end_permissions
from telecom.model.access import Actor, ChatSession
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.authorization import STANDING, Permission
from telecom.model.bills import CustomerBill
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Conversation
from telecom.model.ordering import ProductOrder
from telecom.model.own_services import OwnService
from telecom.model.parties import BillingAccount, Customer, CustomerStatus, Individual, Membership, PartyStatus, Role
from telecom.model.payments import Payment
from telecom.model.proposals import Proposal
from telecom.model.trouble import TroubleTicket
from telecom.model.utterances import Utterance
from telecom.model.wire import to_wire
from telecom.ports import Work
from telecom.support.approvals import managers_of
from telecom.support.audit import note
from telecom.support.authorization import managed_customers, require_fresh_proof
from telecom.support.identity import end_session
from telecom.support.proposals import Outcome, carries_out, propose

ERASE = "delete_my_data"
# Law of the operator's country: papers of account six years, the trail of who did what one year.
KEPT_PAPERS_YEARS, KEPT_TRAIL_YEARS = 6, 1
# What proves or opens something is no information about somebody, and is never given out.
_SECRET = frozenset({"pin_hash", "token", "link", "said", "key", "terms_digest", "receipt_code"})


def export_my_data(actor: Actor | None, *, work: Work) -> str:
    """All that is kept about the person, as JSON text; nothing of anybody else's. Needs a fresh proof. [C10]"""
    actor = require_fresh_proof(actor, work=work)
    person = work.of(Individual).get(actor.person_id)
    managed = managed_customers(actor, work=work)
    accounts = work.of(BillingAccount).list(customer_id=managed) if managed else []
    account_ids = [a.id for a in accounts]
    own: dict[str, Any] = {"person_id": person.id}
    found: dict[str, Iterable[Any]] = {
        "contracts": work.of(Customer).list(id=managed, order="number") if managed else [],
        "memberships": work.of(Membership).list(**own),
        "services": work.of(Service).list(customer_id=managed) if managed else work.of(Service).list(user_id=person.id),
        "services_of_my_own": work.of(OwnService).list(made_by=person.id),
        "rights_given_to_me": work.of(Permission).list(**own),
        "rights_i_gave": work.of(Permission).list(granter_id=person.id),
        "bills": work.of(CustomerBill).list(account_id=account_ids, order="number") if account_ids else [],
        "payments": work.of(Payment).list(**own),
        "orders": work.of(ProductOrder).list(asked_by=person.id),
        "fault_reports": work.of(TroubleTicket).list(reporter_id=person.id),
        "log_ins": work.of(ChatSession).list(**own),
        "security_events": work.of(AuditRecord).list(person_id=person.id, order="at,id"),
    }
    note(work, SecurityEvent.PERSONAL_DATA, actor=actor, subject=person.id, change="export")
    written: dict[str, Any] = {"written_at": work.now.isoformat(), "person": _plain(person)}
    written |= {name: [_plain(each) for each in entities] for name, entities in found.items()}
    return json.dumps(written, indent=2, ensure_ascii=False, default=str)


def _plain(entity: Any) -> dict[str, Any]:
    """The attributes of an entity that tell something, as JSON."""
    assert is_dataclass(entity)
    told = [f.name for f in fields(entity) if f.name not in _SECRET]
    return {name: value for name in told if (value := to_wire(getattr(entity, name))) is not None}


def propose_erasure(actor: Actor | None, *, turn_id: str, work: Work) -> Utterance:
    """Propose to erase what is known of the person; what the law keeps is said. BusinessError while a contract of
    theirs has services, or would be left without a manager."""
    actor = require_fresh_proof(actor, work=work)
    _check_erasable(actor, work=work)
    values = {"papers": KEPT_PAPERS_YEARS, "trail": KEPT_TRAIL_YEARS}
    shown = Utterance("utter_my_data_propose_erasure", values)
    return propose(actor, ERASE, terms={"person_id": actor.person_id}, shown=shown, turn_id=turn_id, work=work)


def _check_erasable(actor: Actor, *, work: Work) -> list[str]:
    """The customers that end with the person: those that nobody else manages and that have nothing left."""
    alone = [c for c in managed_customers(actor, work=work) if len(managers_of(c, work=work)) == 1]
    for customer_id in alone:
        running = work.of(Service).list(customer_id=customer_id, state__not=ServiceState.TERMINATED, order="name")
        if running:
            raise BusinessError("utter_my_data_services_first", services=[s.name for s in running])
    return alone


@carries_out(ERASE)
def delete_my_data(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Erase the person's data, end their rights and sessions. Papers and the trail keep numbers, without the name."""
    ending = _check_erasable(actor, work=work)
    person = work.of(Individual).get(actor.person_id, lock=True)
    for customer_id in ending:
        customer = work.of(Customer).get(customer_id, lock=True)
        customer.status, customer.name = CustomerStatus.CLOSED, customer.number
        for own in work.of(OwnService).list(customer_id=customer_id):
            own.name = own.id
    standing = work.of(Permission).list(person_id=person.id, status=STANDING)
    end_permissions(actor, standing, work=work)
    for line in work.of(Service).list(user_id=person.id):
        line.user_id = None
    for membership in work.of(Membership).list(person_id=person.id):
        if membership.customer_id not in ending:
            work.of(Membership).remove(membership)
        else:
            membership.role = Role.USER
    person.given_name, person.family_name = "", ""
    person.phone_number = person.email = person.address = person.place = person.born_on = person.pin_hash = None
    person.status = PartyStatus.CLOSED
    note(work, SecurityEvent.PERSONAL_DATA, actor=actor, subject=person.id, change="erase")
    for session in work.of(ChatSession).list(person_id=person.id, ended_at=None, lock=True):
        end_session(session, work.of(Conversation).get(session.conversation_id), work=work)
    return Outcome([Utterance("utter_my_data_erased")])
