"""A process that pays: turn by turn a bill's part or a top-up, each yes said once or more, while everything fails.

Started by payment_storm.py: database address, message key, seed, first turn, number of turns, step.
"""

import contextlib
import random
import sys
from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError

from demo.payments import TIMEOUT_AFTER, TIMEOUT_BEFORE, SimulatedPayments
from telecom.bootstrap import Telecom, bootstrap, machine_clock
from telecom.management.payments import propose_payment
from telecom.management.questions import hear_of_payment
from telecom.management.topup import propose_top_up
from telecom.model.access import Actor, ChatSession
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.parties import Individual
from telecom.model.payments import Payment
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind, Utterance
from telecom.settings import TelecomSettings
from telecom.support import proposals
from telecom.support.jobs import RetryLater, run_job
from tests.fakes import FakeOutside

PART, TOP_UP = Money(100, "GBP"), Money(500, "GBP")
PAYER, PREPAID = "Payer", "Prepaid"


def open_storm(url: str, key: str) -> Telecom:
    """The business with the provider in the same database."""
    provider = SimulatedPayments(url, clock=lambda: datetime.now(UTC), wait=lambda _: None)
    settings = TelecomSettings(database_url=url, message_key=key, _env_file=None)
    outside = FakeOutside(payments=provider)  # type: ignore[arg-type]
    return bootstrap(settings, outside=lambda _: outside, system_clock=machine_clock)


def pay_once(telecom: Telecom, turn: int, chance: random.Random) -> None:
    """One turn: propose, say yes (perhaps twice), hear the provider ring (perhaps), whatever the provider does."""
    name = PREPAID if turn % 2 else PAYER
    with telecom.open_work() as work:
        person = work.of(Individual).find(given_name=name)
        assert person is not None
        session = work.of(ChatSession).find(person_id=person.id)
        assert session is not None
        conversation = work.of(Conversation).get(session.conversation_id)
        actor = Actor(person.id, session.id, conversation.id, session.channel, work.now)
        standing = work.of(Proposal).find(key=f"turn {turn}")
        shown = standing.shown if standing else _propose(actor, turn, work)
    yes = next(choice.content for choice in shown.choices if choice.kind is ChoiceKind.CONFIRM)
    provider = telecom.outside.payments
    assert isinstance(provider, SimulatedPayments)
    if chance.random() < 0.15:
        provider.set_fault(chance.choice((TIMEOUT_BEFORE, TIMEOUT_AFTER)), times=1)
    for _ in range(chance.choice((1, 1, 2))):
        proposals.confirm(actor, yes, conversation, open_work=telecom.open_work, outside=telecom.outside)
    with telecom.open_work() as work:
        hear_of_payment(str(yes["proposal_id"]), work=work)
        payment = work.of(Payment).find(key=str(yes["proposal_id"]))
    if payment is not None and chance.random() < 0.3:
        with contextlib.suppress(RetryLater):
            run_job("settle_payment", {"payment_id": payment.id}, open_work=telecom.open_work, outside=telecom.outside)


def _propose(actor: Actor, turn: int, work: object) -> Utterance:
    if turn % 2:
        return propose_top_up(actor, amount=TOP_UP, turn_id=f"turn {turn}", work=work)  # type: ignore[arg-type]
    return propose_payment(actor, amount=PART, turn_id=f"turn {turn}", work=work)  # type: ignore[arg-type]


def main(url: str, key: str, seed: int, first: int, turns: int, step: int) -> None:
    telecom = open_storm(url, key)
    chance = random.Random(seed)
    turn = first
    while turn < turns:
        # A cut line to the database: the turn is taken up again, as the inbox does.
        with contextlib.suppress(DBAPIError):
            pay_once(telecom, turn, chance)
            sys.stdout.write(f"{turn}\n")
            sys.stdout.flush()
            turn += step
    telecom.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(argument) for argument in sys.argv[3:7]))
