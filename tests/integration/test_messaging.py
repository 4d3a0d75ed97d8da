"""The inbox and the choices: once per source, ten at most waiting, and nothing of it readable without the key."""

import psycopg

from telecom.bootstrap import Telecom
from telecom.model.messaging import IncomingKind, IncomingMessage, OutgoingMessage
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging
from telecom.support.messaging import Recorded

SECRET = "my mother's maiden name is Featherstonehaugh"


def arrive(work: Work, source: str, *, text: str = "hello", address: str = "77") -> Recorded:
    return messaging.record(work, channel="telegram", source=source, address=address, kind=IncomingKind.TEXT, text=text)


def test_an_update_is_recorded_once(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        first = arrive(work, "1")
    with telecom.open_work() as work:
        again = arrive(work, "1", text="something else")
        assert (first.is_new, again.is_new) == (True, False)
        assert again.message.turn_id == first.message.turn_id
        assert work.of(IncomingMessage).count() == 1


def test_the_text_is_unreadable_in_the_table_and_erased_when_handled(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        recorded = arrive(work, "1", text=SECRET)
    url = str(telecom.settings.database_url).replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url) as connection:
        row = connection.execute("select text from inbox").fetchone()
        assert row is not None
        assert SECRET.encode() not in bytes(row[0])
    with telecom.open_work() as work:
        message = work.of(IncomingMessage).find(source="1")
        assert message is not None
        assert message.text == SECRET
        messaging.close_turn(work, messaging.conversation_at("telegram", "77", work=work), message, another_waits=False)
    with psycopg.connect(url) as connection:
        assert connection.execute("select text from inbox").fetchone() == (None,)
    assert recorded.is_new


def test_the_eleventh_waiting_message_is_dropped_and_its_sender_told_once(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        for number in range(15):
            arrive(work, str(number))
        waiting = work.of(IncomingMessage).count(handled_at=None)
        told = [m.utterance.response for m in work.of(OutgoingMessage).list()]
    assert waiting == 10
    assert told == ["utter_flood_wait"]


def test_a_flood_of_one_leaves_the_others_alone(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        for number in range(15):
            arrive(work, str(number))
        assert arrive(work, "other", address="78").message.handled_at is None


def test_a_choice_is_found_in_its_own_chat_only(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        mine = messaging.conversation_at("telegram", "77", work=work)
        other = messaging.conversation_at("telegram", "78", work=work)
        menu = Utterance("utter_help", {}, [ask_for("check_balance", "utter_choice_balance")])
        messaging.answer(work, mine, [menu], turn_id="t1")
        work.flush()
        choice = messaging.newest_choices(mine, work=work)[0]
        assert messaging.find_choice(mine, choice.id, work=work) is not None
        assert messaging.find_choice(other, choice.id, work=work) is None


def test_the_answers_of_a_turn_are_stored_once(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        chat = messaging.conversation_at("telegram", "77", work=work)
        first = messaging.answer(work, chat, [Utterance("utter_thank")], turn_id="t1")
        again = messaging.answer(work, chat, [Utterance("utter_goodbye")], turn_id="t1")
    assert [m.id for m in first] == [m.id for m in again]
    assert again[0].utterance.response == "utter_thank"
