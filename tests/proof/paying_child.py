"""A process that pays a bill in parts and tops up, turn by turn, and says which turn is done.

Started by test_killed_payments.py: database address, message key, person, bill, first turn, number of turns.
"""

import sys
from datetime import UTC, datetime

from demo.payments import SimulatedPayments
from telecom.bootstrap import bootstrap, machine_clock
from telecom.management.payments import propose_payment
from telecom.management.topup import propose_top_up
from telecom.model.access import Actor, ChatSession
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind
from telecom.ports import Outside
from telecom.settings import TelecomSettings
from telecom.support import proposals
from tests.fakes import FakeNetwork, FakeWarehouse

PART, TOP_UP = Money(700, "GBP"), Money(500, "GBP")


def main(url: str, key: str, person_id: str, bill_id: str, first: int, turns: int) -> None:
    provider = SimulatedPayments(url, clock=lambda: datetime.now(UTC))
    settings = TelecomSettings(database_url=url, message_key=key, _env_file=None)
    telecom = bootstrap(
        settings, outside=lambda _: Outside(provider, FakeNetwork(), FakeWarehouse()), system_clock=machine_clock
    )
    with telecom.open_work() as work:
        session = work.of(ChatSession).find(person_id=person_id)
        assert session is not None
        conversation = work.of(Conversation).get(session.conversation_id)
        now = work.now
    actor = Actor(person_id, session.id, conversation.id, session.channel, now)
    for turn in range(first, turns):
        with telecom.open_work() as work:
            standing = work.of(Proposal).find(key=f"turn {turn}")
            if standing is not None:
                shown = standing.shown
            elif turn % 2:
                shown = propose_top_up(actor, amount=TOP_UP, turn_id=f"turn {turn}", work=work)
            else:
                shown = propose_payment(actor, amount=PART, bill_id=bill_id, turn_id=f"turn {turn}", work=work)
        yes = next(choice.content for choice in shown.choices if choice.kind is ChoiceKind.CONFIRM)
        proposals.confirm(actor, yes, conversation, open_work=telecom.open_work, outside=telecom.outside)
        sys.stdout.write(f"{turn}\n")
        sys.stdout.flush()
    telecom.close()


if __name__ == "__main__":
    main(*sys.argv[1:5], first=int(sys.argv[5]), turns=int(sys.argv[6]))
