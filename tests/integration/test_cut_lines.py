"""The line to the database is cut in the middle of a turn, or its disk is full: done once or not at all, and answered.

Each statement of the turn in its turn: `python -m pytest tests/proof/test_cut_lines.py`; a disk without room:
`tests/proof/test_restored.py`. R16, R41.
"""

import psycopg
import pytest

from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation
from telecom.model.payments import Payment, PaymentState
from tests.cutting import pay_with_a_cut, proposed_to_pay
from tests.fakes import FakeOutside
from tests.talking import Talk, talking

# What PostgreSQL says when it cannot write another line.
NO_ROOM = """
create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
create trigger no_room before insert on payments execute function no_room();
"""


@pytest.mark.parametrize("at", [3, 19])
def test_a_payment_whose_turn_is_cut_off_is_made_and_answered_once(
    telecom: Telecom, database_url: str, at: int
) -> None:
    assert pay_with_a_cut(telecom, database_url, at=at)


def test_on_a_full_disk_nothing_is_paid_it_is_said_and_later_it_works(
    telecom: Telecom, outside: FakeOutside, database_url: str
) -> None:
    payer = proposed_to_pay(telecom)
    with telecom.open_work() as work:
        address = work.of(Conversation).get(payer.conversation_id).address

    async def script(talk: Talk) -> None:
        with psycopg.connect(database_url, autocommit=True) as disk:
            disk.execute(NO_ROOM)
            talk.write("yes", address=address)
            await talk.until(lambda: talk.unhandled() == 0)
            assert talk.answers(address)[1:] == ["utter_error_unexpected"]
            assert outside.payments.charges == {}
            disk.execute("drop trigger no_room on payments")
        talk.write("yes", address=address)
        await talk.until(lambda: talk.unhandled() == 0)

    talking(telecom, script)
    with telecom.open_work() as work:
        [payment] = work.of(Payment).list()
    assert payment.state is PaymentState.DONE and len(outside.payments.charges) == 1
