"""What a turn costs in the database: the number of statements and transactions may fall, and not rise unseen.

Three quarters of our own time in a turn goes with asking the database: each statement costs about half a millisecond
here and a quarter there. With 52 statements in 7 transactions for a balance a turn took twice the time of
what stands here. Who needs one more statement in every turn raises a number here, with the reason in the commit.
"""

from datetime import timedelta

import pytest

import bot.turns
from telecom.bootstrap import Telecom
from telecom.model.catalogue import CatalogueVersion
from telecom.model.identities import new_id
from tests.counting import Spent, talk_counted
from tests.money import a_card
from tests.people import a_prepaid_subscriber, logged_in

BALANCE, TOP_UP = "what's my balance", "top up 10"
MEANT = {
    BALANCE: ("action_check_balance", {}),
    TOP_UP: ("action_top_up", {"amount": {"minor": 1000, "currency": "GBP"}}),
}
# Keeping the message, claiming its chat, reading it, the action, storing the answers, noting that they were sent.
TRANSACTIONS = 6


@pytest.fixture(autouse=True)
def only_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks for messages but who is told of one: else a slow machine would count more."""
    monkeypatch.setattr(bot.turns, "IDLE_POLL", timedelta(minutes=1))


def spent_on(telecom: Telecom, texts: list[str]) -> tuple[list[Spent], list[str]]:
    with telecom.open_work() as work:
        work.of(CatalogueVersion).add(CatalogueVersion(single_row=True, version=new_id()))
        maya = a_prepaid_subscriber(work, credit=500)
        a_card(work, maya)
        logged_in(work, maya)
    assert maya.phone_number is not None
    # What is remembered from turn to turn is read once before it counts.
    costs, said = talk_counted(telecom, maya.phone_number.e164, [BALANCE, *texts], MEANT)
    return costs[1:], said[1:]


def seen(spent: Spent) -> str:
    return "\n".join(statement[:150] for statement in spent.statements)


def test_a_turn_that_shows_a_balance_asks_the_database_no_more_than_it_did(telecom: Telecom) -> None:
    (spent,), said = spent_on(telecom, [BALANCE])
    assert said == ["You have £5.00 credit."]
    # Two look for an offer that stands open: before the answer, and after it, to be shown once more below it.
    assert len(spent.statements) <= 26, seen(spent)
    assert spent.transactions <= TRANSACTIONS


def test_a_proposal_and_its_confirmation_ask_the_database_no_more_than_they_did(telecom: Telecom) -> None:
    (proposing, confirming), said = spent_on(telecom, [TOP_UP, "yes"])
    assert "Shall I?" in said[0] and said[1].startswith("Done: £10.00 is on")
    # One of them looks whether the words above the Yes are those that were kept with it.
    # Four find whose line was meant: one's own, or that of somebody else, whom credit is sent to.
    assert len(proposing.statements) <= 29, seen(proposing)
    assert proposing.transactions <= TRANSACTIONS
    assert len(confirming.statements) <= 60, seen(confirming)
    assert confirming.transactions <= 9
