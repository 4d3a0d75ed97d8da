"""What a process leaves behind when it dies is sent by the next; what it was just sending, where silence is worse."""

import pytest

from telecom.bootstrap import Telecom
from telecom.model.messaging import DeliveryStatus, OutgoingMessage, Priority
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.support import telling
from tests.fakes import TestClock
from tests.outgoing import deliver, outbox_of, plain, push, reply, status_of, sweep
from tests.people import a_prepaid_subscriber, logged_in
from tests.senders import KeptMessages

PHONE = PhoneNumber("+447700900150")
DEAD = 987_654  # the number of a process that holds no lease


@pytest.fixture
def sender() -> KeptMessages:
    return KeptMessages()


@pytest.fixture
def maya(telecom: Telecom) -> Individual:
    """Somebody logged in on the terminal."""
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=1000)
        logged_in(work, person)
        return person


def test_replies_left_behind_by_a_crash_are_sent(
    telecom: Telecom, clock: TestClock, sender: KeptMessages, maya: Individual
) -> None:
    reply(telecom, maya, plain("left behind"))
    clock.advance(seconds=5)
    assert sweep(telecom, sender) == 1
    assert sweep(telecom, sender) == 0
    assert sender.texts == ["left behind"]


def test_a_reply_left_behind_goes_before_the_next_one(telecom: Telecom, sender: KeptMessages, maya: Individual) -> None:
    reply(telecom, maya, plain("one"), turn_id="t1")
    ids = reply(telecom, maya, plain("two"), turn_id="t2")
    deliver(outbox_of(telecom, sender), *ids)
    assert sender.texts == ["one", "two"]


def in_dead_hands(telecom: Telecom, message_id: str, *, attempts: int = 1) -> None:
    """Let the process that was sending a message be one that lives no more."""
    with telecom.open_work() as work:
        message = work.of(OutgoingMessage).get(message_id)
        message.status, message.claimed_by, message.attempts = DeliveryStatus.IN_PROGRESS, DEAD, attempts


@pytest.mark.parametrize("repeats_safely", [True, False])
@pytest.mark.parametrize("priority", list(Priority))
def test_a_message_in_the_hands_of_a_dead_process(
    telecom: Telecom, maya: Individual, repeats_safely: bool, priority: Priority
) -> None:
    """Sent again where the channel knows a repeated message, or where somebody waits for it; else it stays unknown."""
    message_id = push(telecom, maya, "hello", priority=priority)
    in_dead_hands(telecom, message_id)
    sender = KeptMessages(repeats_safely=repeats_safely)
    with telecom.lease(DEAD):
        assert sweep(telecom, sender) == 0
    assert sweep(telecom, sender) == 1
    again = repeats_safely or priority not in (Priority.PROGRESS, Priority.PROMOTION)
    assert len(sender.sent) == int(again)
    # Whoever may read it for the second time is told so; a code helps whichever comes.
    says_so = again and not repeats_safely and priority is not Priority.CODE
    assert ["may have read this already" in text for text in sender.texts] == ([says_so] if again else [])
    assert status_of(telecom, message_id) is (DeliveryStatus.COMPLETED if again else DeliveryStatus.UNKNOWN)


def test_an_answer_in_the_hands_of_a_dead_process_goes_before_the_next_one(
    telecom: Telecom, sender: KeptMessages, maya: Individual
) -> None:
    (first,) = reply(telecom, maya, plain("one"), turn_id="t1")
    in_dead_hands(telecom, first)
    deliver(outbox_of(telecom, sender), *reply(telecom, maya, plain("two"), turn_id="t2"))
    assert [text.splitlines()[0] for text in sender.texts] == ["one", "two"]


def test_an_answer_at_which_the_process_dies_each_time_is_left(
    telecom: Telecom, sender: KeptMessages, maya: Individual
) -> None:
    (message_id,) = reply(telecom, maya, plain("poison"))
    in_dead_hands(telecom, message_id, attempts=5)
    assert sweep(telecom, sender) == 1
    assert (sender.sent, status_of(telecom, message_id)) == ([], DeliveryStatus.UNKNOWN)


def test_a_code_in_the_hands_of_a_dead_process_is_sent_again_while_it_is_good(
    telecom: Telecom, clock: TestClock, sender: KeptMessages
) -> None:
    said = Utterance("utter_access_code_sms", {"minutes": 5})
    ids = []
    for number in range(2):
        with telecom.open_work() as work:
            secrets = {"code": "493817"}
            ids.append(
                telling.send_sms(work, PHONE, said, key=f"c{number}", priority=Priority.CODE, secrets=secrets).id
            )
        in_dead_hands(telecom, ids[-1])
        clock.advance(minutes=6 * (1 - number))
    assert sweep(telecom, sender) == 2
    assert len(sender.texts) == 1 and "493817" in sender.texts[0]
    assert [status_of(telecom, each) for each in ids] == [DeliveryStatus.UNKNOWN, DeliveryStatus.COMPLETED]
    with telecom.open_work() as work:
        assert work.of(OutgoingMessage).get(ids[0]).secrets is None
