"""Whatever the language model answers or has done: nothing is paid, granted or changed, and everybody is answered. R33.

More of it, with another seed: DIALTONE_FUZZ_TURNS=5000 DIALTONE_FUZZ_SEED=7 python -m pytest
tests/integration/test_mad_rasa.py -s
"""

import asyncio
import os
import random
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from actions.server import ActionEndpoint, whole_actions
from bot.containment import contained
from bot.listening import Listener
from bot.outbox import Outbox
from bot.rendering.texts import load_domain
from bot.turns import Turns
from bot.understanding import ActionCaller, Understanding
from telecom.bootstrap import Telecom
from telecom.management.payments import propose_payment
from telecom.model.access import Actor
from telecom.model.authorization import Approval, Permission
from telecom.model.balance import LedgerEntry
from telecom.model.bills import CustomerBill
from telecom.model.inventory import Product, Service
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage, OutgoingMessage
from telecom.model.ordering import ProductOrder
from telecom.model.parties import Membership
from telecom.model.payments import Payment, PaymentMethod
from telecom.model.proposals import Proposal
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.support import messaging
from telecom.support.approvals import DECIDE
from telecom.support.proposals import digest_of
from tests.fuzzing import ODD, MadRasa
from tests.money import a_payer, yes_to
from tests.outgoing import RENDERER
from tests.senders import KeptMessages

# The environment is read here alone, for longer runs by hand.
TURNS = int(os.environ.get("DIALTONE_FUZZ_TURNS", "60"))
SEED = int(os.environ.get("DIALTONE_FUZZ_SEED", "20261121"))
WORDS = ("hello", "how much is my bill", "what?", "never mind", "4711", "my phone is broken", "", "menu")


@pytest.fixture
def payer(telecom: Telecom) -> Actor:
    return a_payer(telecom)


def books(telecom: Telecom) -> dict[str, Any]:
    """Everything that only the subscriber's own yes may change."""
    with telecom.open_work() as work:
        counted: list[type] = [Payment, LedgerEntry, Membership, ProductOrder, PaymentMethod]
        found: dict[str, Any] = {kind.__name__: work.of(kind).count() for kind in counted}
        found["bills"] = [(b.id, b.paid, b.state) for b in work.of(CustomerBill).list(order="id")]
        found["rights"] = [(p.id, p.status) for p in work.of(Permission).list(order="id")]
        found["services"] = [(s.id, s.state, s.user_id) for s in work.of(Service).list(order="id")]
        found["products"] = [(p.id, p.status) for p in work.of(Product).list(order="id")]
        found["decided"] = [(a.id, a.status) for a in work.of(Approval).list(order="id")]
    return found


def propose_to_pay(telecom: Telecom, payer: Actor, turn: str) -> Utterance:
    with telecom.open_work() as work:
        return propose_payment(payer, turn_id=turn, work=work)


def test_whatever_it_answers_everybody_is_answered_and_nothing_is_done(telecom: Telecom, payer: Actor) -> None:
    sys.stdout.write(f"seed {SEED}\n")
    chance = random.Random(SEED)
    domain = load_domain()
    rasa = MadRasa(chance, sorted(a().name() for a in whole_actions()), sorted(domain["responses"]))
    before = books(telecom)
    rasa.knows.append(yes_to(propose_to_pay(telecom, payer, "turn 0")))
    with telecom.open_work() as work:
        address = work.of(Conversation).get(payer.conversation_id).address

    def write(number: int) -> str:
        to = address if number % 2 else f"+4477009008{number % 40 + 10}"
        with telecom.open_work() as work:
            kept = messaging.record(
                work,
                channel="terminal",
                source=str(number),
                address=to,
                kind=IncomingKind.TEXT,
                text=chance.choice(WORDS),
            )
            return kept.message.turn_id

    async def run() -> None:
        mad = Listener(rasa.app())
        sane = Listener(ActionEndpoint(telecom, key="key", domain=domain).app())
        await mad.start()
        await sane.start()
        understanding = Understanding(mad.url, key="key", answer_within=0.4)
        actions = ActionCaller(sane.url, key="key")
        outbox = Outbox(telecom, RENDERER, {"terminal": KeptMessages(), "sms": KeptMessages()})
        turns = Turns(telecom, understanding, actions, outbox)
        running = asyncio.create_task(turns.run())
        for first in range(0, TURNS, 8):
            written = [await asyncio.to_thread(write, number) for number in range(first, min(first + 8, TURNS))]
            turns.wake()
            assert all(await asyncio.gather(*[turns.wait_until_answered(turn, 20.0) for turn in written]))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await outbox.stop()
        for each in (understanding, actions):
            await each.close()
        await mad.stop()
        await sane.stop()

    asyncio.run(run())
    assert rasa.asked > TURNS // 3
    with telecom.open_work() as work:
        for message in work.of(IncomingMessage).list():
            assert message.handled_at is not None
            assert work.of(OutgoingMessage).count(turn_id=message.turn_id) >= 1
    assert books(telecom) == before


def test_whatever_it_has_actions_do_nothing_is_done_without_a_yes(telecom: Telecom, payer: Actor) -> None:
    sys.stdout.write(f"seed {SEED}\n")
    chance = random.Random(SEED)
    endpoint = ActionEndpoint(telecom, key="key", domain=load_domain())
    names = sorted(each().name() for each in whole_actions())
    slots = sorted(load_domain()["slots"])
    with telecom.open_work() as work:
        rasa_id = work.of(Conversation).get(payer.conversation_id).rasa_id
        line = work.of(Service).find(user_id=payer.person_id)
        assert line is not None and line.phone_number is not None
    known = [
        line.id,
        line.phone_number.e164,
        "mobile",
        "2026-09-20",
        {"minor": 1000, "currency": "GBP"},
        "yes",
        True,
        3,
    ]
    before = books(telecom)

    def drawn() -> dict[str, Any]:
        values = [each for each in (*known, *ODD) if each not in ("\ud800", "a\x00b")]
        return {name: chance.choice(values) for name in chance.sample(slots, k=min(len(slots), 12))}

    async def run() -> None:
        for number in range(TURNS):
            name = chance.choice(names) if len(names) > TURNS else names[number % len(names)]
            tracker = {
                "sender_id": rasa_id,
                "slots": drawn(),
                "latest_message": {
                    "intent": {"name": name.removeprefix("action_")},
                    "entities": [{"entity": key, "value": value} for key, value in drawn().items()],
                    "metadata": {"turn_id": f"turn {number}"},
                    "text": chance.choice(WORDS),
                },
                "events": [],
                "paused": False,
                "followup_action": None,
                "active_loop": {},
                "latest_action_name": None,
            }
            answer = await endpoint.run(name, tracker)
            assert answer["responses"] or answer["events"] or name.startswith(("validate_", "action_ask_")), name

    asyncio.run(run())
    assert books(telecom) == before


def test_a_yes_below_other_words_is_asked_in_its_own(telecom: Telecom, payer: Actor) -> None:
    shown = propose_to_pay(telecom, payer, "turn 1")
    harmless = Utterance("utter_plain", {"text": "Shall I tell you a joke?"}, shown.choices)
    turned = replace(shown, choices=tuple(reversed(shown.choices)))
    no_more = Offered(Utterance("utter_choice_no"), ChoiceKind.CONFIRM, {"proposal_id": "nobody's", "digest": "x"})
    made_up = Utterance("utter_plain", {"text": "A joke?"}, (no_more,))
    assert said(telecom, payer, shown, harmless, turned) == [shown, shown, shown]
    assert said(telecom, payer, made_up) == [Utterance("utter_plain", {"text": "A joke?"}, [])]


def said(telecom: Telecom, payer: Actor, *brought: Utterance) -> list[Utterance]:
    """What is said of what the language model brought."""
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(payer.conversation_id)
        return contained(brought, conversation, turn_id="turn 9", work=work)


@pytest.mark.parametrize("what", ["confirm", "decide", "both", "odd"])
def test_a_proof_never_carries_a_confirmation_with_it(telecom: Telecom, payer: Actor, what: str) -> None:
    yes = yes_to(propose_to_pay(telecom, payer, "turn 1"))
    wishes: Mapping[str, Any] = {
        "confirm": {"confirm": dict(yes)},
        "decide": {"action": DECIDE, "slots": {"approval_id": "some", "approve": True}},
        "both": {"action": "action_check_balance", "confirm": dict(yes)},
        "odd": ["action_check_balance"],
    }
    wanted = Utterance("proof_required", {"level": "fresh", "wish": wishes[what], "contact": None})
    assert [each.response for each in said(telecom, payer, wanted)] == ["utter_error_unexpected"]
    sound = Utterance("proof_required", {"level": "fresh", "wish": {"action": "action_pay_bill", "entities": {}}})
    assert said(telecom, payer, sound) == [sound]
    unclear = Utterance("proof_required", {"level": "identity", "wish": {"ask": "my thing", "said": "my thing"}})
    assert said(telecom, payer, unclear) == [unclear]
    with telecom.open_work() as work:
        [proposal] = work.of(Proposal).list()
        assert digest_of(proposal.terms) == proposal.terms_digest


def test_approve_and_refuse_are_no_actions_that_it_could_have_done() -> None:
    assert DECIDE not in {each().name() for each in whole_actions()}
