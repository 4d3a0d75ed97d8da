"""The bill by e-mail: an address proved by a code, the mail with the paper, and back to paper. [M.3345 7.1, B10]"""

from collections.abc import Iterable, Sequence

from telecom.management.billing import when_sent
from telecom.management.notices import tell_managers
from telecom.management.papers import bill_paper
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.bills import CustomerBill
from telecom.model.e_bill import BillDelivery, check_address
from telecom.model.errors import BusinessError
from telecom.model.messaging import DeliveryStatus, OutgoingMessage, Priority
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import OpenWork, Outside, Work
from telecom.support import telling
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.contacts import require_contact_proof
from telecom.support.due import Due, due
from telecom.support.jobs import job
from telecom.support.proposals import Outcome, carries_out, propose

SWITCH_OFF = "e_bill_off"
MAIL_BILLS, RETURNED = "mail_bills", "bill mail returned"
BILL_KEY = "e-bill:"
_BATCH = 20


class NoBills(BusinessError):
    """The actor has no account that is billed."""

    response = "utter_e_bill_no_bill"


def billed_account(actor: Actor | None, *, work: Work) -> BillingAccount:
    """The account whose bills are meant: the first that is billed, of those whose bills the actor sees."""
    accounts = access_accounts(actor, Function.BILL, work=work)
    require_any(accounts)
    for account in accounts:
        if account.mode is BillingMode.POSTPAID:
            return account
    raise NoBills()


def delivery_of(account: BillingAccount, *, work: Work, lock: bool = False) -> BillDelivery:
    """How the account's bills arrive: on paper where nothing was ever set."""
    work.of(BillDelivery).add_once(BillDelivery(account_id=account.id, changed_at=work.now), key="account_id")
    return work.of(BillDelivery).get(account.id, lock=lock)


def suggested_address(actor: Actor | None, *, work: Work) -> str | None:
    """The address in the actor's own profile, to be offered."""
    return work.of(Individual).get(actor.person_id).email if actor else None


def set_address(actor: Actor | None, address: str, *, work: Work) -> BillDelivery:
    """Have bills mailed to an address, which a code sent there has to prove (ProofRequired until it has). It costs
    nothing. The address before is told."""
    actor = require_fresh_proof(actor, work=work)
    account = billed_account(actor, work=work)
    address = check_address(address)
    require_contact_proof(actor.conversation_id, address, work=work)
    delivery = delivery_of(account, work=work, lock=True)
    if delivery.address is not None and delivery.address != address:
        key = f"e-bill moved:{account.id}:{work.now.isoformat()}"
        told = Utterance("utter_e_bill_moved_mail")
        telling.send_mail(work, delivery.address, told, key=key, priority=Priority.PROGRESS)
    delivery.address, delivery.changed_at = address, work.now
    _noted(account, actor, "bill by e-mail", work=work)
    return delivery


def _noted(account: BillingAccount, actor: Actor, change: str, *, work: Work) -> None:
    note(
        work,
        SecurityEvent.SERVICE_CHANGED,
        actor=actor,
        customer_id=account.customer_id,
        subject=f"account:{account.id}",
        change=change,
    )


def propose_off(actor: Actor | None, *, turn_id: str, work: Work) -> Utterance:
    """Propose that bills come on paper again."""
    actor = require_fresh_proof(actor, work=work)
    account = billed_account(actor, work=work)
    delivery = delivery_of(account, work=work)
    if delivery.address is None:
        return Utterance("utter_e_bill_off_already", {}, [ask_for("set_e_bill", "utter_choice_e_bill")])
    shown = Utterance("utter_e_bill_propose_off", {"address": delivery.address})
    return propose(actor, SWITCH_OFF, terms={"account_id": account.id}, shown=shown, turn_id=turn_id, work=work)


@carries_out(SWITCH_OFF)
def switch_off(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Bills come on paper from the next one on."""
    account = access_account(actor, Function.BILL, proposal.terms["account_id"], work=work)
    delivery = delivery_of(account, work=work, lock=True)
    delivery.address, delivery.changed_at = None, work.now
    _noted(account, actor, "bill on paper", work=work)
    return Outcome([Utterance("utter_e_bill_off")])


@when_sent
def mail_new_bills(bills: Sequence[CustomerBill], work: Work) -> None:
    """Have the new bills mailed that are wished so, a few in each job."""
    wished = {
        delivery.account_id
        for delivery in work.of(BillDelivery).list(account_id={b.account_id for b in bills}, address__not=None)
    }
    ids = [bill.id for bill in bills if bill.account_id in wished]
    for start in range(0, len(ids), _BATCH):
        work.enqueue(MAIL_BILLS, bill_ids=ids[start : start + _BATCH], priority=-5)


@job(MAIL_BILLS)
def mail_bills(bill_ids: Sequence[str], *, open_work: OpenWork, outside: Outside) -> None:
    """Put the mail with each bill's paper into the outbox, once."""
    for bill_id in bill_ids:
        with open_work() as work:
            bill = work.of(CustomerBill).get(bill_id)
            delivery = work.of(BillDelivery).find(account_id=bill.account_id)
            if delivery is not None and delivery.address is not None:
                said = _bill_mail(bill, delivery, work=work)
                telling.send_mail(work, delivery.address, said, key=f"{BILL_KEY}{bill.id}", priority=Priority.BILL)


def _bill_mail(bill: CustomerBill, delivery: BillDelivery, *, work: Work) -> Utterance:
    values = {"period": bill.period, "total": bill.total, "due": bill.due_on, "number": bill.number}
    return Utterance("utter_e_bill_mail", values, attachments=[bill_paper(bill, delivery=delivery, work=work)])


def _returned_mails(work: Work) -> Iterable[Due]:
    """Mails with a bill that the receiver's server refused for good."""
    for mail in work.of(OutgoingMessage).list(channel="email", status=DeliveryStatus.FAILED, next_try_at=None):
        if mail.key.startswith(BILL_KEY):
            yield Due(mail.id, "returned")


@due(RETURNED, _returned_mails)
def tell_of_returned(one: Due, work: Work) -> None:
    """Say that the bill could not be mailed; the chat has it anyway."""
    mail = work.of(OutgoingMessage).get(one.subject)
    bill = work.of(CustomerBill).find(id=mail.key.removeprefix(BILL_KEY).split(":")[0])
    if bill is None:
        return
    account = work.of(BillingAccount).get(bill.account_id)
    values = {"address": mail.address, "number": bill.number}
    choices = [
        ask_for("show_bill", "utter_choice_show_it", bill_id=bill.number),
        ask_for("set_e_bill", "utter_choice_other_address"),
    ]
    said = Utterance("utter_e_bill_returned", values, choices)
    tell_managers(account.customer_id, said, key=f"{RETURNED}:{mail.id}", priority=Priority.BILL, work=work)
