"""Ways to pay: saved cards, adding one on the provider's page, taking one away. [M.3345 7.1, B13]"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from telecom.management.ways import save_card as keep_card
from telecom.management.ways import saved_cards
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.errors import NotFound
from telecom.model.messaging import Priority
from telecom.model.parties import BillingAccount, Individual
from telecom.model.payments import (
    FIRST_QUESTION_AFTER,
    PAGE_LIFE,
    CardRequest,
    CardRequestState,
    PaymentMethod,
    next_question_after,
)
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import OpenWork, Outside, PaymentTimeout, Work
from telecom.support import telling
from telecom.support.audit import note
from telecom.support.authorization import access_account, access_accounts, require_any, require_fresh_proof
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome, carries_out, propose

REMOVE_CARD, ADD_CARD = "remove_card", "add_card"
log = structlog.get_logger("payments")


@dataclass(frozen=True, slots=True)
class AccountCards:
    """The cards of one account, and whether they pay for bills or for credit."""

    account: BillingAccount
    cards: Sequence[PaymentMethod]


def list_cards(actor: Actor | None, *, work: Work) -> list[AccountCards]:
    """The saved cards of the accounts that the actor may pay for."""
    accounts = access_accounts(actor, Function.PAY, work=work)
    require_any(accounts)
    return [AccountCards(account, saved_cards(account, work=work)) for account in accounts]


def propose_removal(actor: Actor | None, *, ending: str | None = None, turn_id: str, work: Work) -> Utterance:
    """Propose to take a saved card away, named by its last digits, or the only one. Says so where there is none,
    asks where several fit; NotFound for digits that no card has."""
    actor = require_fresh_proof(actor, work=work)
    cards = [card for one in list_cards(actor, work=work) for card in one.cards]
    fits = [card for card in cards if ending is None or card.last_four == ending]
    if not cards:
        return Utterance("utter_cards_none_saved")
    if not fits:
        raise NotFound("utter_cards_no_such", ending=ending or "")
    if len(fits) > 1:
        choices = [
            ask_for(
                "ask_payment_methods",
                "utter_choice_card",
                {"brand": card.brand, "ending": card.last_four},
                value=f"remove card {card.last_four}",
            )
            for card in fits
        ]
        return Utterance("utter_cards_which_to_remove", {}, choices)
    (card,) = fits
    return propose(
        actor,
        REMOVE_CARD,
        terms={"method_id": card.id},
        shown=Utterance("utter_cards_propose_removal", {"brand": card.brand, "ending": card.last_four}),
        turn_id=turn_id,
        work=work,
    )


@carries_out(REMOVE_CARD)
def remove_card(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Charge the card never again, and have the provider forget it."""
    card = work.of(PaymentMethod).get(proposal.terms["method_id"], lock=True)
    account = access_account(actor, Function.PAY, card.account_id, work=work)
    if card.removed_at is None:
        card.removed_at = work.now
        work.enqueue("forget_card", method_id=card.id)
        note(
            work,
            SecurityEvent.SERVICE_CHANGED,
            actor=actor,
            customer_id=account.customer_id,
            subject=f"card:{card.id}",
            change="card removed",
        )
    return Outcome([Utterance("utter_cards_removed", {"brand": card.brand, "ending": card.last_four})])


@job("forget_card")
def forget_card(method_id: str, *, open_work: OpenWork, outside: Outside) -> None:
    """Have the provider forget a card that was taken away."""
    with open_work() as work:
        token = work.of(PaymentMethod).get(method_id).token
    try:
        outside.payments.forget_card(token)
    except PaymentTimeout as silence:
        raise RetryLater(after=FIRST_QUESTION_AFTER) from silence


def propose_new_card(actor: Actor | None, *, turn_id: str, work: Work) -> Utterance:
    """Propose to save a card on the provider's page, for the actor's first account."""
    actor = require_fresh_proof(actor, work=work)
    accounts = access_accounts(actor, Function.PAY, work=work)
    require_any(accounts)
    shown = Utterance("utter_cards_propose_new")
    return propose(actor, ADD_CARD, terms={"account_id": accounts[0].id}, shown=shown, turn_id=turn_id, work=work)


@carries_out(ADD_CARD)
def add_card(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Ask the provider for a page; the card is known once its owner filled it in."""
    account = access_account(actor, Function.PAY, proposal.terms["account_id"], work=work)
    wish = CardRequest(
        key=proposal.id, account_id=account.id, person_id=actor.person_id, expires_at=work.now + PAGE_LIFE
    )
    work.of(CardRequest).add(wish)
    work.flush()
    work.enqueue("save_card", request_id=wish.id, lock=f"card:{wish.id}", after=FIRST_QUESTION_AFTER, priority=20)

    def follow_up(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        return [_look(wish.id, open_work, outside)]

    return Outcome([Utterance("utter_cards_link_later")], follow_up)


def _look(request_id: str, open_work: OpenWork, outside: Outside) -> Utterance:
    """Ask how the page stands and write it down; what to tell its owner."""
    with open_work() as work:
        wish = work.of(CardRequest).get(request_id)
    try:
        page = outside.payments.find_page(wish.key) or outside.payments.open_page(
            wish.key, amount=None, purpose="card", lasts=PAGE_LIFE
        )
    except PaymentTimeout:
        log.warning("payment provider silent", card_request=request_id)
        return Utterance("utter_cards_link_later")
    with open_work() as work:
        wish = work.of(CardRequest).get(request_id, lock=True)
        wish.link = page.url
        if page.card is not None and wish.state is CardRequestState.OPEN:
            wish.state = CardRequestState.SAVED
            account = work.of(BillingAccount).get(wish.account_id)
            keep_card(page.card, account, person_id=wish.person_id, work=work)
        elif not page.is_open and wish.state is CardRequestState.OPEN:
            wish.state = CardRequestState.EXPIRED
        if page.card is not None:
            return Utterance("utter_cards_saved", {"brand": page.card.brand, "ending": page.card.last_four})
        return Utterance("utter_cards_link", {"link": page.url, "until": wish.expires_at})


@job("save_card")
def save_card(request_id: str, *, open_work: OpenWork, outside: Outside) -> None:
    """Find out whether a card was saved on its page, and tell its owner. RetryLater while the page is open."""
    with open_work() as work:
        if work.of(CardRequest).get(request_id).state is not CardRequestState.OPEN:
            return
        had_link = work.of(CardRequest).get(request_id).link is not None
    said = _look(request_id, open_work, outside)
    with open_work() as work:
        wish = work.of(CardRequest).get(request_id, lock=True)
        wish.questions += 1
        if wish.state is CardRequestState.SAVED or (not had_link and wish.link is not None):
            person = work.of(Individual).get(wish.person_id)
            key = f"card request:{wish.id}:{said.response}"
            telling.push(work, person.id, person.phone_number, said, key=key, priority=Priority.BILL)
        is_open, again_after = wish.state is CardRequestState.OPEN, next_question_after(wish.questions)
    if is_open:
        raise RetryLater(after=again_after)


def hear_of_card(key: str, *, work: Work) -> bool:
    """The provider rang about a page on which a card is saved: have it asked now. Says whether the key is known."""
    wish = work.of(CardRequest).find(key=key)
    if wish is not None and wish.state is CardRequestState.OPEN:
        work.enqueue("save_card", request_id=wish.id, lock=f"card rang:{wish.id}", priority=20)
    return wish is not None
