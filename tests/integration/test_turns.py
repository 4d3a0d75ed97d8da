"""The turn: in order, side by side, taken over from the dead, never silent. [R2, R3, R7, R36]"""

import asyncio

import pytest

from bot.understanding import UnderstandingDown, Understood
from telecom.bootstrap import Telecom
from telecom.management.access import log_out
from telecom.model.messaging import OutgoingMessage
from telecom.support.identity import actor_of
from telecom.support.messaging import conversation_at
from tests.people import a_prepaid_subscriber, logged_in
from tests.talking import PATIENCE, Talk, plain, talking


def test_messages_of_a_conversation_are_answered_in_their_order_one_at_a_time(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.holds["first"] = asyncio.Event()
        for text in ("first", "second", "third"):
            talk.write(text)
        await talk.until(lambda: talk.understanding.words)
        await asyncio.sleep(0.3)
        assert talk.understanding.words == ["first"]
        talk.understanding.holds["first"].set()
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers() == ["heard first", "heard second", "heard third"]
        await talk.until(lambda: len(talk.delivered) == 3)

    talking(telecom, script)


def test_a_conversation_that_hangs_does_not_slow_the_others(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.holds["hang"] = asyncio.Event()
        talk.write("hang", address="slow")
        await talk.until(lambda: talk.understanding.words == ["hang"])
        began = asyncio.get_running_loop().time()
        others = [talk.write(f"quick {number}", address=f"chat {number}") for number in range(10)]
        await asyncio.gather(*[talk.turns.wait_until_answered(turn, PATIENCE) for turn in others])
        assert asyncio.get_running_loop().time() - began < 2.0
        assert talk.answers("slow") == []
        talk.understanding.holds["hang"].set()
        await talk.until(lambda: talk.answers("slow") == ["heard hang"])

    talking(telecom, script)


def test_a_dead_process_leaves_its_conversation_to_the_next_at_once(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.holds["hello"] = asyncio.Event()
        turn_id = talk.write("hello")
        await talk.until(lambda: talk.understanding.words)
        await talk.die()
        assert talk.answers() == [] and talk.conversation().claimed_by is not None
        other = Talk(telecom)
        other.start()
        began = asyncio.get_running_loop().time()
        await other.until(lambda: other.answers() == ["heard hello"])
        assert asyncio.get_running_loop().time() - began < 2.0
        assert other.understanding.heard == [(turn_id, "hello")]
        await other.die()
        talk.start()

    talking(telecom, script)


def test_what_a_living_process_looks_after_is_left_to_it(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.holds["hello"] = asyncio.Event()
        talk.write("hello")
        await talk.until(lambda: talk.understanding.words)
        other = Talk(telecom)
        other.start()
        other.write("and the weather", address="88")
        await other.until(lambda: other.answers("88"))
        assert other.understanding.words == ["and the weather"]
        talk.understanding.holds["hello"].set()
        await talk.until(lambda: talk.answers() == ["heard hello"])
        await other.die()

    talking(telecom, script)


def test_a_turn_that_was_taken_over_is_not_answered_twice(telecom: Telecom) -> None:
    """A process that lost its lease comes back with an answer after another one has answered."""

    async def script(talk: Talk) -> None:
        talk.understanding.holds["hello"] = asyncio.Event()
        talk.understanding.answers["hello"] = Understood([plain("late"), plain("and later")])
        talk.write("hello")
        await talk.until(lambda: talk.understanding.words)
        with telecom.open_work() as work:
            conversation_at("telegram", "77", work=work).claimed_by = None
        other = Talk(telecom)
        other.start()
        await other.until(lambda: other.answers() == ["heard hello"])
        talk.understanding.holds["hello"].set()
        turn_id = talk.write("go on")
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers() == ["heard hello", "heard go on"] and turn_id
        await other.die()

    talking(telecom, script)


def test_a_code_that_was_used_up_when_the_process_died_still_logs_in_and_carries_out_the_wish(
    telecom: Telecom,
) -> None:
    async def script(talk: Talk) -> None:
        with telecom.open_work() as work:
            maya = a_prepaid_subscriber(work, credit=500)
            conversation = conversation_at("telegram", "77", work=work)
            conversation.waiting = {"kind": "number", "wish": {"action": "action_check_balance"}}
        assert maya.phone_number is not None
        talk.write(maya.phone_number.e164)
        await talk.until(lambda: talk.answers() == ["utter_access_code_sent"])
        with telecom.open_work() as work:
            (sms,) = work.of(OutgoingMessage).list(channel="sms")
            assert sms.secrets is not None
        talk.actions.lets_go.clear()
        talk.write(str(sms.secrets["code"]))
        await talk.until(lambda: talk.actions.ran)
        await talk.die()
        talk.actions.lets_go.set()
        talk.start()
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers()[1:] == ["utter_access_welcome", "ran action_check_balance"]
        assert talk.understanding.heard == [] and talk.conversation().waiting is None

    talking(telecom, script)


def test_memory_that_was_lost_in_the_middle_of_a_question_is_said_and_the_question_asked_again(
    telecom: Telecom,
) -> None:
    async def script(talk: Talk) -> None:
        asked = Understood([plain("how much?")], form="top_up_form", requested_slot="amount", turns_remembered=1)
        talk.understanding.answers["top up"] = talk.understanding.answers["top_up"] = asked
        talk.understanding.answers["20"] = Understood([plain("20 what?")], turns_remembered=0)
        talk.understanding.answers["30"] = Understood([plain("sure?")], turns_remembered=1)
        for text in ("top up", "20", "30"):
            talk.write(text)
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.understanding.words == ["top up", "20", "top_up", "30"]
        assert talk.answers() == ["how much?", "utter_memory_lost", "how much?", "sure?"]
        assert talk.conversation().form is None and talk.conversation().rasa_turns == 1

    talking(telecom, script)


def test_a_question_that_outlives_a_pause_of_the_language_model_is_no_loss_of_memory(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        asked = Understood([plain("how much?")], form="top_up_form", requested_slot="amount", turns_remembered=1)
        talk.understanding.answers["top up"] = asked
        talk.understanding.answers["15"] = UnderstandingDown("not up")
        talk.understanding.answers["20"] = Understood([plain("sure?")], turns_remembered=1)
        for text in ("top up", "15", "20"):
            talk.write(text)
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers() == ["how much?", "utter_understanding_down", "sure?"]

    talking(telecom, script)


def test_the_name_at_rasa_changes_after_fifty_turns_but_not_inside_a_question(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        with telecom.open_work() as work:
            conversation = conversation_at("telegram", "77", work=work)
            conversation.rasa_turns = 48
        talk.understanding.answers["ask"] = Understood([plain("?")], form="top_up_form", turns_remembered=10)
        for text in ("one", "ask", "done", "anew"):
            talk.write(text)
        await talk.until(lambda: talk.unhandled() == 0)
        first, asking, answering, anew = talk.understanding.names
        assert first == asking == answering != anew
        assert talk.conversation().rasa_turns == 1

    talking(telecom, script)


def test_the_name_at_rasa_changes_at_log_out(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=0)
        logged_in(work, maya, channel="telegram")
    assert maya.phone_number is not None
    address = maya.phone_number.e164

    async def script(talk: Talk) -> None:
        talk.write("before", address=address)
        await talk.until(lambda: talk.unhandled() == 0)
        with telecom.open_work() as work:
            log_out(actor_of(conversation_at("telegram", address, work=work), work=work), work=work)
        talk.write("after", address=address)
        await talk.until(lambda: talk.unhandled() == 0)
        assert len(set(talk.understanding.names)) == 2

    talking(telecom, script)


@pytest.mark.parametrize(
    ("error", "said"),
    [(RuntimeError("bug"), "utter_error_unexpected"), (UnderstandingDown("not up"), "utter_understanding_down")],
)
def test_what_goes_wrong_in_a_turn_becomes_a_sentence_and_the_next_message_is_answered(
    telecom: Telecom, error: Exception, said: str
) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.answers["bad"] = error
        talk.write("bad")
        talk.write("good")
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers() == [said, "heard good"]
        with telecom.open_work() as work:
            values = work.of(OutgoingMessage).list(order="number")[0].utterance.values
        assert (said == "utter_error_unexpected") == ("reference" in values)

    talking(telecom, script)


def test_a_turn_that_finds_nothing_to_say_says_so(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.answers["silence"] = Understood([])
        talk.write("silence")
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.answers() == ["utter_error_unexpected"]

    talking(telecom, script)


def test_an_answer_that_cannot_be_handed_over_stays_in_the_outbox(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.delivering = RuntimeError("no way out")
        talk.write("first")
        await talk.until(lambda: talk.unhandled() == 0)
        talk.write("second")
        await talk.until(lambda: len(talk.answers()) == 2)
        assert talk.answers() == ["heard first", "heard second"]
        assert talk.understanding.words == ["first", "second"]

    talking(telecom, script)


def test_a_flood_is_answered_in_part_and_told_once(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.holds["0 please"] = asyncio.Event()
        for number in range(20):
            talk.write(f"{number} please")
        talk.understanding.holds["0 please"].set()
        await talk.until(lambda: talk.unhandled() == 0)
        assert talk.understanding.words == [f"{number} please" for number in range(10)]
        assert talk.answers().count("utter_flood_wait") == 1

    talking(telecom, script)
