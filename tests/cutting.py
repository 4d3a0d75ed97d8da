"""Connections to the database that are cut in the middle of a turn, at a statement of one's choice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event

from telecom.bootstrap import Telecom
from telecom.management.payments import propose_payment
from telecom.model.access import Actor
from telecom.model.bills import BillState, CustomerBill
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.payments import Payment, PaymentState
from telecom.support import messaging
from tests.fakes import FakePayments
from tests.money import a_payer, settle_later
from tests.talking import Talk, talking


class Cutter:
    """Ends the connection that is about to make the n-th statement of a turn, which works in threads of its own;
    `happened` says whether there was one."""

    def __init__(self, url: str, at: int) -> None:
        self._url, self._left = url, at
        self.happened = False

    def look(self, connection: Any, *_: object) -> None:
        """Called before each statement."""
        if threading.current_thread() is threading.main_thread():
            return
        self._left -= 1
        if self._left == 0:
            self.happened = True
            with psycopg.connect(self._url, autocommit=True) as other:
                other.execute(
                    "select pg_terminate_backend(%s)", [connection.connection.driver_connection.info.backend_pid]
                )


@contextmanager
def cut_at(telecom: Telecom, url: str, at: int) -> Iterator[Cutter]:
    """Cut the connection at the n-th statement from now on."""
    cutter = Cutter(url, at)
    event.listen(telecom.open_work.engine, "before_cursor_execute", cutter.look)
    try:
        yield cutter
    finally:
        event.remove(telecom.open_work.engine, "before_cursor_execute", cutter.look)


def pay_with_a_cut(telecom: Telecom, url: str, *, at: int) -> bool:
    """A subscriber says yes to a payment, and the line to the database is cut at the n-th statement of the turn: it is
    answered once, and paid once or, after an apology, not at all; then a second yes pays. Says whether the turn had so
    many statements."""
    provider = telecom.outside.payments
    assert isinstance(provider, FakePayments)
    charged = len(provider.charges)
    payer = proposed_to_pay(telecom)
    with telecom.open_work() as work:
        address = work.of(Conversation).get(payer.conversation_id).address
    happened: list[bool] = []

    async def script(talk: Talk) -> None:
        with cut_at(telecom, url, at) as cutter:
            talk.write("yes", address=address)
            await talk.until(lambda: talk.unhandled() == 0)
        happened.append(cutter.happened)
        answers = talk.answers(address)
        assert len(answers) == 2, answers  # the proposal, and one answer to the yes
        with telecom.open_work() as work:
            is_paid = work.of(Payment).count(person_id=payer.person_id)
        assert is_paid or answers[1] == "utter_error_unexpected", answers
        if not is_paid:
            talk.write("yes", address=address)
            await talk.until(lambda: talk.unhandled() == 0)
            assert len(talk.answers(address)) == 3

    talking(telecom, script)
    with telecom.open_work() as work:
        [payment] = work.of(Payment).list(person_id=payer.person_id)
    settle_later(telecom, payment.id)
    with telecom.open_work() as work:
        assert work.of(Payment).get(payment.id).state is PaymentState.DONE
        bill = work.of(CustomerBill).find(account_id=payment.account_id)
        assert bill is not None and bill.state is BillState.SETTLED
    assert len(provider.charges) == charged + 1
    return happened[0]


def proposed_to_pay(telecom: Telecom) -> Actor:
    """Somebody in whose chat the payment of a bill stands proposed."""
    payer = a_payer(telecom)
    turn_id = f"proposed to {payer.person_id}"
    with telecom.open_work() as work:
        shown = propose_payment(payer, turn_id=turn_id, work=work)
        conversation = work.of(Conversation).get(payer.conversation_id)
        conversation.channel = "telegram"
        work.flush()
        posted = messaging.answer(work, conversation, [shown], turn_id=turn_id)
        work.of(OutgoingMessage).get(posted[0].id).sent_at = work.now
    return payer
