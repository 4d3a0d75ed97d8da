"""Proving who one is: one-time codes, PIN, limits, log-out. R17, R18."""

import re

import pytest

from telecom.bootstrap import Telecom
from telecom.management.access import log_out
from telecom.model.access import ChatSession, FailedProof, OneTimeCode
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.errors import ProofRequired
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.parties import Individual
from telecom.ports import Work
from telecom.support import identity
from telecom.support.authorization import require_fresh_proof
from telecom.support.messaging import conversation_at
from tests.fakes import TestClock
from tests.people import a_prepaid_subscriber

WRONG = "000000"


def a_chat(work: Work, *, channel: str = "telegram", address: str = "77") -> Conversation:
    return conversation_at(channel, address, work=work)


def code_in(work: Work, code: OneTimeCode) -> str:
    """The six digits as they go out by SMS, read from the encrypted outbox."""
    message = work.of(OutgoingMessage).find(key=f"code:{code.id}")
    assert message is not None
    assert message.secrets is not None
    return str(message.secrets["code"])


def send(work: Work, person: Individual, *, address: str = "77") -> OneTimeCode:
    assert person.phone_number is not None
    return identity.send_code(a_chat(work, address=address), person.phone_number.e164, work=work)


def test_the_right_code_logs_in_and_the_trail_knows_it(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=0)
        code = send(work, maya)
        session = identity.check_code(a_chat(work), code.id, code_in(work, code), work=work)
        assert isinstance(session, ChatSession)
        actor = identity.actor_of(a_chat(work), work=work)
        assert actor is not None
        assert actor.person_id == maya.id
        assert work.of(AuditRecord).count(event=SecurityEvent.LOG_IN, person_id=maya.id) == 1


def test_a_code_has_six_digits_and_only_its_hash_is_kept(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        code = send(work, a_prepaid_subscriber(work, credit=0))
        digits = code_in(work, code)
    assert re.fullmatch(r"\d{6}", digits)
    assert digits not in code.code_hash
    assert len(code.code_hash) == 64


def test_a_code_is_used_once(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        code = send(work, a_prepaid_subscriber(work, credit=0))
        digits = code_in(work, code)
        identity.check_code(a_chat(work), code.id, digits, work=work)
        again = identity.check_code(a_chat(work), code.id, digits, work=work)
    assert isinstance(again, identity.WrongProof)
    assert again.name == "utter_access_code_expired"


def test_a_code_is_good_for_five_minutes(telecom: Telecom, clock: TestClock) -> None:
    with telecom.open_work() as work:
        code = send(work, a_prepaid_subscriber(work, credit=0))
        digits = code_in(work, code)
    clock.advance(minutes=5, seconds=1)
    with telecom.open_work() as work:
        assert isinstance(identity.check_code(a_chat(work), code.id, digits, work=work), identity.WrongProof)


def test_a_code_is_bound_to_the_chat_that_asked_for_it(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        code = send(work, a_prepaid_subscriber(work, credit=0))
        other = a_chat(work, address="78")
        refused = identity.check_code(other, code.id, code_in(work, code), work=work)
        assert isinstance(refused, identity.WrongProof)
        assert identity.actor_of(other, work=work) is None


def test_five_wrong_tries_use_a_code_up(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        code = send(work, a_prepaid_subscriber(work, credit=0))
        digits = code_in(work, code)
        answers = [identity.check_code(a_chat(work), code.id, WRONG, work=work) for _ in range(5)]
        right_too_late = identity.check_code(a_chat(work), code.id, digits, work=work)
    assert [a.values.get("tries") for a in answers[:4] if isinstance(a, identity.WrongProof)] == [4, 3, 2, 1]
    assert isinstance(right_too_late, identity.WrongProof)


def test_three_codes_an_hour_and_not_one_more(telecom: Telecom, clock: TestClock) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=0)
        for _ in range(3):
            send(work, maya)
        with pytest.raises(identity.TooManyTries):
            send(work, maya)
    clock.advance(minutes=61)
    with telecom.open_work() as work:
        send(work, work.of(Individual).get(maya.id))


def test_ten_failures_a_day_lock_a_subject_on_all_channels(telecom: Telecom, clock: TestClock) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=0)
        for address in ("77", "78"):
            code = send(work, maya, address=address)
            for _ in range(5):
                identity.check_code(a_chat(work, address=address), code.id, WRONG, work=work)
        assert work.of(FailedProof).count(subject=str(maya.phone_number)) == 10
        with pytest.raises(identity.TooManyTries):
            send(work, maya, address="79")
    clock.advance(hours=25)
    with telecom.open_work() as work:
        send(work, work.of(Individual).get(maya.id), address="79")


def test_an_unknown_number_is_answered_alike_and_its_owner_is_told(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        code = identity.send_code(a_chat(work), "+447700900998", work=work)
        told = work.of(OutgoingMessage).find(key=f"code:{code.id}")
        assert told is not None
        assert told.utterance.response == "utter_access_no_account_sms"
        guess = identity.check_code(a_chat(work), code.id, WRONG, work=work)
    assert isinstance(guess, identity.WrongProof)


def test_an_old_proof_is_not_enough_for_money_and_the_pin_renews_it(telecom: Telecom, clock: TestClock) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=0)
        maya.pin_hash = identity.hash_pin("4711")
        code = send(work, maya)
        identity.check_code(a_chat(work), code.id, code_in(work, code), work=work)
    clock.advance(minutes=16)
    with telecom.open_work() as work:
        chat = a_chat(work)
        with pytest.raises(ProofRequired, match="fresh"):
            require_fresh_proof(identity.actor_of(chat, work=work), work=work)
        assert isinstance(identity.check_pin(chat, "1234", work=work), identity.WrongProof)
        assert isinstance(identity.check_pin(chat, "4711", work=work), ChatSession)
        require_fresh_proof(identity.actor_of(chat, work=work), work=work)


def test_logging_out_makes_the_chat_forget_and_gives_it_another_name(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        code = send(work, a_prepaid_subscriber(work, credit=0))
        chat = a_chat(work)
        identity.check_code(chat, code.id, code_in(work, code), work=work)
        before = chat.rasa_id
        assert log_out(identity.actor_of(chat, work=work), work=work)
        assert identity.actor_of(chat, work=work) is None
        assert chat.rasa_id != before
        assert not log_out(None, work=work)
