"""Which way somebody pays: a saved card, the provider's page by a link, or an invoice in the chat. [B13]"""

from dataclasses import dataclass
from typing import Any

from telecom.model.audit import SecurityEvent
from telecom.model.errors import BusinessError
from telecom.model.parties import BillingAccount
from telecom.model.payments import PaymentMethod, Way
from telecom.model.utterances import Offered, Utterance, ask_for, said_as
from telecom.ports import NewCard, Work
from telecom.support.audit import note


class NoCard(BusinessError):
    """No card that can be charged is saved for the account."""

    response = "utter_payment_no_card"


@dataclass(frozen=True, slots=True)
class PayWith:
    """The way, and the card where it is a saved one."""

    way: Way
    card: PaymentMethod | None = None

    @property
    def terms(self) -> dict[str, str | None]:
        """What a proposal keeps of it."""
        return {"way": self.way.value, "method_id": self.card.id if self.card else None}


def saved_cards(account: BillingAccount, *, work: Work) -> list[PaymentMethod]:
    """The valid cards saved for an account, the newest first."""
    saved = work.of(PaymentMethod).list(account_id=account.id, removed_at=None, order="-saved_at,id")
    return [card for card in saved if card.is_valid(work.today())]


def find_card(account: BillingAccount, *, work: Work) -> PaymentMethod:
    """The newest valid card saved for an account, or NoCard."""
    valid = saved_cards(account, work=work)
    if valid:
        return valid[0]
    expired = work.of(PaymentMethod).find(account_id=account.id, removed_at=None, order="-saved_at,id")
    if expired is not None:
        raise NoCard("utter_payment_card_expired", brand=expired.brand, ending=expired.last_four)
    raise NoCard()


def choose_way(account: BillingAccount, *, other: bool, in_chat: bool, work: Work) -> PayWith:
    """The saved card; where there is none, or `other` was wished, an invoice if the chat can show one, or the page."""
    cards = [] if other else saved_cards(account, work=work)
    if cards:
        return PayWith(Way.CARD, cards[0])
    return PayWith(Way.CHAT if in_chat else Way.PAGE)


def other_way(intent: str, chosen: PayWith, **told: Any) -> list[Offered]:
    """Under a proposal to charge the saved card: the choice to pay another way, saying the wish again."""
    if chosen.way is not Way.CARD:
        return []
    offered = ask_for(intent, "utter_choice_other_way", payment_method="link", **told)
    return [said_as(offered, "another way", "other way", "different way", "not that card", "anders", "andere karte")]


def shown_way(chosen: PayWith, *, paid: bool = False) -> Utterance:
    """The way in words: to stand in a proposal, or on a receipt where it was paid."""
    if chosen.card is not None:
        card = {"brand": chosen.card.brand, "ending": chosen.card.last_four}
        return Utterance("utter_payment_paid_by_card" if paid else "utter_payment_by_card", card)
    if chosen.way is Way.CHAT:
        return Utterance("utter_payment_paid_by_invoice" if paid else "utter_payment_by_invoice")
    return Utterance("utter_payment_paid_by_page" if paid else "utter_payment_by_page")


def save_card(card: NewCard, account: BillingAccount, *, person_id: str, work: Work) -> PaymentMethod:
    """Keep a card that its owner saved on the provider's page; a repeated one stands once."""
    for standing in work.of(PaymentMethod).list(account_id=account.id, last_four=card.last_four):
        if standing.token == card.token:
            return standing
    made = PaymentMethod(
        account_id=account.id,
        person_id=person_id,
        token=card.token,
        brand=card.brand,
        last_four=card.last_four,
        expires_on=card.expires_on,
        saved_at=work.now,
    )
    work.of(PaymentMethod).add(made)
    note(
        work,
        SecurityEvent.SERVICE_CHANGED,
        person_id=person_id,
        customer_id=account.customer_id,
        subject=f"card:{made.id}",
        change="card saved",
    )
    return made
