"""Sending credit to another number: once, with its fee, within its limits, and both are told. [O2, R9, R12]"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from telecom.bootstrap import Telecom
from telecom.management.credit_transfers import propose_transfer
from telecom.model.access import Actor
from telecom.model.balance import BalanceTooLow
from telecom.model.credit_transfers import CreditTransfer, NotPrepaid
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.support.ledger import balance_of, find_credit_account
from tests.asking import Asking
from tests.fakes import TestClock
from tests.integration.test_ledger import assert_sound
from tests.money import account_of, confirm, pounds, yes_to
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in


@pytest.fixture
def people(telecom: Telecom) -> tuple[Actor, Individual]:
    """Maya with £12, logged in, and Sam with nothing."""
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=1200))
        return maya, a_prepaid_subscriber(work, credit=0, name="Sam")


def propose(telecom: Telecom, maya: Actor, to: Individual, amount: float, *, turn: str = "t1") -> Utterance:
    assert to.phone_number is not None
    with telecom.open_work() as work:
        return propose_transfer(maya, to=to.phone_number, amount=pounds(amount), turn_id=turn, work=work)


def credits(telecom: Telecom, *people: str) -> list[float]:
    with telecom.open_work() as work:
        assert_sound(work)
        found = []
        for person_id in people:
            held = find_credit_account(account_of(work, work.of(Individual).get(person_id)).id, work=work)
            found.append(balance_of(held, work=work).minor / 100 if held else 0)
        return found


def test_credit_and_fee_move_once_and_both_are_told(telecom: Telecom, people: tuple[Actor, Individual]) -> None:
    maya, sam = people
    shown = propose(telecom, maya, sam, 5)
    assert (shown.values["fee"], shown.values["sum"]) == (pounds(0.25), pounds(5.25))
    first = confirm(telecom, maya, yes_to(shown))
    assert first[0].response == "utter_transfer_done"
    assert confirm(telecom, maya, yes_to(shown)) == first
    assert credits(telecom, maya.person_id, sam.id) == [6.75, 5]
    with telecom.open_work() as work:
        (told,) = work.of(OutgoingMessage).list()
    assert (told.channel, told.utterance.response) == ("sms", "utter_transfer_received")


def test_what_may_not_be_sent_is_refused_and_nothing_moves(telecom: Telecom, people: tuple[Actor, Individual]) -> None:
    maya, sam = people
    with telecom.open_work() as work:
        by_bill = a_subscriber(work, mode=BillingMode.POSTPAID, name="Billed")
        own = work.of(Individual).get(maya.person_id)
    nobody = Individual(given_name="No", family_name="Body", phone_number=PhoneNumber("+447700900999"))
    wrong: list[tuple[Individual, float, type[BusinessError]]] = [
        (sam, 0.99, InvalidValue),
        (sam, 10.01, InvalidValue),
        (own, 5, InvalidValue),
        (by_bill, 5, NotPrepaid),
        (nobody, 5, NotPrepaid),
    ]
    for to, amount, error in wrong:
        with pytest.raises(error):
            propose(telecom, maya, to, amount, turn=f"{to.given_name} {amount}")
    assert credits(telecom, maya.person_id, sam.id) == [12, 0]


def test_the_fee_counts_against_the_credit(telecom: Telecom, people: tuple[Actor, Individual]) -> None:
    maya, sam = people
    confirm(telecom, maya, yes_to(propose(telecom, maya, sam, 9)))
    with pytest.raises(BalanceTooLow):
        propose(telecom, maya, sam, 2.51, turn="t2")
    confirm(telecom, maya, yes_to(propose(telecom, maya, sam, 2.50, turn="t3")))
    assert credits(telecom, maya.person_id, sam.id) == [0, 11.5]


def test_there_is_a_limit_for_the_day(telecom: Telecom, clock: TestClock) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=5000))
        sam = a_prepaid_subscriber(work, credit=0, name="Sam")
    for turn in ("a", "b"):
        confirm(telecom, maya, yes_to(propose(telecom, maya, sam, 10, turn=turn)))
    with pytest.raises(InvalidValue) as refused:
        propose(telecom, maya, sam, 1, turn="c")
    assert refused.value.name == "utter_transfer_day_limit"
    clock.advance(days=1)
    fresh = Actor(maya.person_id, maya.session_id, maya.conversation_id, maya.channel, clock.at)
    assert propose(telecom, fresh, sam, 10, turn="d").response == "utter_transfer_proposal"


def test_two_who_send_to_each_other_at_once_lose_nothing(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        one, two = (a_prepaid_subscriber(work, credit=1200, name=name) for name in ("One", "Two"))
        actors = [logged_in(work, one), logged_in(work, two)]

    def send(at: int) -> None:
        to = (two, one)[at % 2]
        confirm(telecom, actors[at % 2], yes_to(propose(telecom, actors[at % 2], to, 1, turn=f"turn {at}")))

    # Each chat has one open proposal: one after the other for a person, side by side for the two.
    with ThreadPoolExecutor(2) as many:
        list(many.map(lambda side: [send(at) for at in range(side, 8, 2)], range(2)))
    assert credits(telecom, one.id, two.id) == [11, 11]
    with telecom.open_work() as work:
        assert work.of(CreditTransfer).count() == 8


def test_the_form_asks_who_and_how_much(telecom: Telecom, people: tuple[Actor, Individual]) -> None:
    maya, sam = people
    assert sam.phone_number is not None
    asking = Asking(telecom)
    begun = asking.run(maya, "validate_transfer_credit_form", intent="transfer_credit")
    assert begun.slots["requested_slot"] == "phone_number"
    asked = asking.run(maya, "action_ask_transfer_credit_form_phone_number")
    assert asked.response == "utter_transfer_ask_number"
    named = {"phone_number": sam.phone_number.e164, "amount": {"minor": 500, "currency": "GBP"}}
    assert asking.run(maya, "action_transfer_credit", slots=named).response == "utter_transfer_proposal"
