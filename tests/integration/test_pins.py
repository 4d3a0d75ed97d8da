"""A new PIN, sessions seen and ended, and the limits of guessing. C3, C11, R19, R25."""

import statistics
import time
from collections.abc import Sequence

import pytest
from sqlalchemy import event

from bot.login import ask_for_proof, take_step
from telecom.bootstrap import Telecom
from telecom.management.access import end_sessions, list_sessions
from telecom.model.access import Actor, ChatSession, OneTimeCode, check_new_pin
from telecom.model.errors import InvalidValue, NotFound
from telecom.model.messaging import Conversation, DeliveryStatus, OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance
from telecom.support import guessing, identity
from telecom.support.messaging import conversation_at
from tests.asking import Asking
from tests.fakes import TestClock
from tests.people import a_prepaid_subscriber, logged_in

OLD, NEW = "4711", "830264"


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=0)
        person.pin_hash = identity.hash_pin(OLD)
        return logged_in(work, person, channel="telegram")


class Dialogue:
    """The dialogue of a new PIN, as the turn leads it."""

    def __init__(self, telecom: Telecom, actor: Actor) -> None:
        self.telecom, self.actor = telecom, actor

    def begin(self, text: str = "change my pin") -> str:
        reply = Asking(self.telecom).run(self.actor, "action_change_pin", intent="change_pin", text=text)
        values = reply.said[0].values
        with self.telecom.open_work() as work:
            chat = work.of(Conversation).get(self.actor.conversation_id, lock=True)
            return _last(ask_for_proof(chat, values["level"], values["wish"], country="GB", work=work).said)

    def type(self, text: str) -> str | None:
        with self.telecom.open_work() as work:
            chat = work.of(Conversation).get(self.actor.conversation_id, lock=True)
            step = take_step(chat, text, country="GB", work=work)
            return _last(step.said) if step else None

    def code(self) -> str:
        with self.telecom.open_work() as work:
            sent = work.of(OutgoingMessage).find(order="-number")
            assert sent is not None and sent.secrets is not None
            return str(sent.secrets["code"])

    def pin_proves(self, pin: str) -> bool:
        with self.telecom.open_work() as work:
            chat = work.of(Conversation).get(self.actor.conversation_id)
            return isinstance(identity.check_pin(chat, pin, work=work), ChatSession)


def _last(said: Sequence[Utterance]) -> str:
    return said[-1].response


def test_the_pin_is_changed_with_the_old_one_and_the_sim_is_told(telecom: Telecom, maya: Actor) -> None:
    dialogue = Dialogue(telecom, maya)
    assert dialogue.begin() == "utter_pin_ask_old"
    assert dialogue.type("0815") == "utter_access_wrong_pin"
    assert dialogue.type(OLD) == "utter_pin_ask_new"
    assert dialogue.type(f"ok then the new one is to be {NEW} please") == "utter_pin_changed"
    assert dialogue.pin_proves(NEW)
    assert not dialogue.pin_proves(OLD)
    with telecom.open_work() as work:
        assert [m.utterance.response for m in work.of(OutgoingMessage).list(channel="sms")] == ["utter_pin_told"]


def test_a_lost_pin_is_recovered_by_code_and_counts_after_a_day(
    telecom: Telecom, maya: Actor, clock: TestClock
) -> None:
    dialogue = Dialogue(telecom, maya)
    assert dialogue.begin("i forgot my pin") == "utter_access_code_sent"
    assert dialogue.type("000000") == "utter_access_wrong_code"
    assert dialogue.type(dialogue.code()) == "utter_pin_ask_new"
    assert dialogue.type(NEW) == "utter_pin_recovered"
    assert not dialogue.pin_proves(OLD)
    assert not dialogue.pin_proves(NEW)
    clock.advance(hours=24, minutes=1)
    assert dialogue.pin_proves(NEW)


def test_forgot_can_be_said_when_the_old_one_is_asked(telecom: Telecom, maya: Actor) -> None:
    dialogue = Dialogue(telecom, maya)
    dialogue.begin()
    assert dialogue.type("I can't remember it") == "utter_access_code_sent"


def test_a_pin_is_waited_for_no_more_when_the_talk_has_gone_elsewhere(telecom: Telecom, maya: Actor) -> None:
    dialogue = Dialogue(telecom, maya)
    dialogue.begin()
    for other in ("what is my balance", "and my usage", "show my bill"):
        assert dialogue.type(other) is None
    with telecom.open_work() as work:
        assert work.of(Conversation).get(maya.conversation_id).waiting is None


def test_a_pin_that_is_easy_or_the_old_one_is_refused_and_asked_again(telecom: Telecom, maya: Actor) -> None:
    dialogue = Dialogue(telecom, maya)
    dialogue.begin()
    dialogue.type(OLD)
    assert dialogue.type("1234") == "utter_pin_too_easy"
    assert dialogue.type(OLD) == "utter_pin_same"
    assert dialogue.type("123") == "utter_pin_shape"
    assert dialogue.type("my pin is 12") == "utter_pin_shape"
    for other in ("what is my balance", "top me up 10"):  # something else, for the language model
        assert dialogue.type(other) is None
    assert dialogue.type(NEW) == "utter_pin_changed"


@pytest.mark.parametrize("pin", ["1234", "4321", "0000", "4747", "0900", "1984", "12", "123456789", "12a4"])
def test_easy_pins(pin: str) -> None:
    with pytest.raises(InvalidValue):
        check_new_pin(pin, own_number="+447700900123", born_year=1984)


def test_sessions_are_seen_and_ended_and_only_ones_own(telecom: Telecom, maya: Actor) -> None:
    with telecom.open_work() as work:
        person = work.of(Individual).get(maya.person_id)
        logged_in(work, person, channel="terminal")
        stranger = logged_in(work, a_prepaid_subscriber(work, credit=0, name="Zoe"))
    reply = Asking(telecom).run(maya, "action_list_sessions")
    assert "this chat (telegram)" in reply.text
    [choice] = reply.choices
    with telecom.open_work() as work, pytest.raises(NotFound):
        end_sessions(maya, stranger.session_id, work=work)
    ended = Asking(telecom).run(maya, choice["action"], slots=choice["slots"])
    assert "Sessions ended: 1" in ended.text
    with telecom.open_work() as work:
        assert [s.is_this for s in list_sessions(maya, work=work)] == [True]
        assert len(list_sessions(stranger, work=work)) == 1


def a_guess(telecom: Telecom, number: str, *, address: str) -> str:
    """Claim a number in a chat and type a wrong code; what that was answered."""
    with telecom.open_work() as work:
        chat = conversation_at("telegram", address, work=work)
        try:
            code = identity.send_code(chat, number, work=work)
        except guessing.TooManyTries as refusal:
            return refusal.name
        answer = identity.check_code(chat, code.id, "000000", work=work)
        assert isinstance(answer, identity.WrongProof | guessing.TooManyTries)
        return answer.name


def test_one_guess_on_each_of_many_accounts_stops_the_chat(telecom: Telecom) -> None:
    answers = [a_guess(telecom, f"+4477009001{n:02d}", address="thief") for n in range(5)]
    assert answers == ["utter_access_wrong_code"] * 3 + ["utter_access_chat_locked"] * 2
    assert a_guess(telecom, "+447700900199", address="somebody else") == "utter_access_wrong_code"


def test_many_chats_with_a_guess_each_stop_new_chats_for_a_while_and_no_others(
    telecom: Telecom, maya: Actor, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "ACCOUNTS_AT_ONCE", 6)
    answers = [a_guess(telecom, f"+4477009001{n:02d}", address=f"bot {n}") for n in range(7)]
    assert answers[-1] == "utter_access_chat_locked"
    with telecom.open_work() as work:
        known = work.of(Conversation).get(maya.conversation_id)
        assert isinstance(identity.check_pin(known, OLD, work=work), ChatSession)
    clock.advance(minutes=11)
    assert a_guess(telecom, "+447700900190", address="bot 9") == "utter_access_wrong_code"


@pytest.mark.parametrize("claims", [("+447700900{n}", "+44770090088{i}"), ("C-9{n}", "C-777{i}")])
def test_known_and_unknown_are_answered_alike_in_words_and_time(telecom: Telecom, claims: tuple[str, str]) -> None:
    with telecom.open_work() as work:
        people = [a_prepaid_subscriber(work, credit=0, name=f"P{n}") for n in range(6)]
        endings = [str(p.phone_number)[-3:] for p in people]
    asked: list[None] = []
    event.listen(telecom.open_work.engine, "before_cursor_execute", lambda *_: asked.append(None))
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    steps: dict[str, set[int]] = {"known": set(), "unknown": set()}
    heard: dict[str, set[str]] = {"known": set(), "unknown": set()}
    for i, ending in enumerate(endings):
        for kind, claim in zip(("known", "unknown"), claims, strict=True):
            name = claim.format(n=ending, i=i)
            with telecom.open_work() as work:
                chat = conversation_at("telegram", f"{kind}{i}", work=work)
                chat.waiting = {"kind": "number", "wish": None}
                work.flush()
                asked.clear()
                began = time.perf_counter()
                said = take_step(chat, name, country="GB", work=work)
                work.flush()
                took[kind].append(time.perf_counter() - began)
                steps[kind].add(len(asked))
                assert said is not None
                heard[kind].add(said.said[0].response)
                code = work.of(OneTimeCode).find(conversation_id=chat.id)
                assert code is not None
                wrong = identity.check_code(chat, code.id, "000000", work=work)
                assert isinstance(wrong, identity.WrongProof)
                heard[kind].add(f"{wrong.name} {wrong.values}")
    assert heard["known"] == heard["unknown"]
    # What the database is asked takes the time; the clock is looked at too, generously, for this machine is busy.
    assert abs(max(steps["known"]) - max(steps["unknown"])) <= 1, steps
    assert 1 / 3 < statistics.median(took["known"]) / statistics.median(took["unknown"]) < 3, took


def test_a_code_for_nobody_never_leaves(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        identity.send_code(conversation_at("telegram", "77", work=work), "C-7777", work=work)
        [kept] = work.of(OutgoingMessage).list()
        assert kept.status is DeliveryStatus.CANCELLED


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("do i have a pin", "utter_pin_have"),
        ("what's the pin on my sim card", "utter_pin_of_sim"),
        ("what do i do, i forgot my pin", "proof_required"),
        ("does that come with a pin", "utter_pin_have"),
        ("is it possible to get a new pin", "proof_required"),
    ],
)
def test_a_question_about_the_pin_changes_none(telecom: Telecom, maya: Actor, said: str, told: str) -> None:
    assert Asking(telecom).run(maya, "action_change_pin", intent="change_pin", text=said).response == told


def test_the_number_of_a_phone_in_a_sentence_is_no_pin(telecom: Telecom, maya: Actor) -> None:
    dialogue = Dialogue(telecom, maya)
    dialogue.begin()
    assert dialogue.type("can my friend lena have a login too, 07700 900888") is None
    assert dialogue.type(OLD) == "utter_pin_ask_new"
