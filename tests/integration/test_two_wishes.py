"""Two wishes in one message: both answered, two proposals confirmed as one, each part done once. [X3, R9, R14]"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

import pytest

from bot.plans import Ask, Confirm, Plan
from bot.reading import read
from bot.understanding import Understood
from telecom.bootstrap import Telecom
from telecom.management.payments import propose_payment
from telecom.management.suspension import propose_pause
from telecom.model.access import Actor
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError, ProofRequired
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation, IncomingKind, IncomingMessage
from telecom.model.proposals import Proposal
from telecom.model.suspension import Suspension
from telecom.model.utterances import Utterance
from telecom.support import joined, messaging, proposals
from tests.fakes import FakeOutside, TestClock
from tests.money import a_payer, confirm, pounds, yes_to
from tests.talking import Talk, plain, talking

WEEK = Period(date(2026, 9, 15), date(2026, 9, 21))
BOTH = "pay my bill and pause my phone this week"


@dataclass
class Wishes:
    """Somebody with a bill and a line, and what their two wishes propose in a turn."""

    telecom: Telecom
    actor: Actor
    line: str

    def pay(self, turn_id: str) -> Utterance:
        with self.telecom.open_work() as work:
            return propose_payment(self.actor, turn_id=turn_id, work=work)

    def pause(self, turn_id: str) -> Utterance:
        with self.telecom.open_work() as work:
            return propose_pause(self.actor, self.line, period=WEEK, turn_id=turn_id, work=work)

    def together(self) -> Utterance:
        """Both as one proposal."""
        self.pay("one"), self.pause("two")
        with self.telecom.open_work() as work:
            parts = [joined.made_in(turn, work=work) for turn in ("one", "two")]
            return joined.join(self.actor, [part for part in parts if part], turn_id="both", work=work)

    def pauses(self) -> int:
        with self.telecom.open_work() as work:
            return work.of(Suspension).count()


@pytest.fixture
def wishes(telecom: Telecom) -> Wishes:
    actor = a_payer(telecom)
    with telecom.open_work() as work:
        line = work.of(Service).find(user_id=actor.person_id)
        work.of(Conversation).get(actor.conversation_id).channel = "telegram"
    assert line is not None
    return Wishes(telecom, actor, line.id)


def says(of: Callable[[str], Utterance], **more: object) -> Callable[[str], Understood]:
    return lambda turn_id: Understood([of(turn_id)], **more)  # type: ignore[arg-type]


def test_one_yes_does_both_and_tells_of_each(wishes: Wishes, outside: FakeOutside) -> None:
    shown = wishes.together()
    responses = [part.response for part in shown.values["parts"]]
    assert responses == [
        "utter_payment_proposal",
        "utter_suspension_propose_no_fee",
    ]
    said = confirm(wishes.telecom, wishes.actor, yes_to(shown))
    assert [each.response for each in said] == ["utter_payment_receipt", "utter_suspension_begun"]
    assert list(outside.payments.amounts.values()) == [pounds(30)]
    assert confirm(wishes.telecom, wishes.actor, yes_to(shown)) == said
    assert (len(outside.payments.amounts), wishes.pauses()) == (1, 1)


def test_a_yes_that_was_cut_off_between_its_parts_goes_on(
    wishes: Wishes, outside: FakeOutside, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = wishes.together()
    real = joined._do_part

    def killed(actor: Actor, part_id: str, **others: object) -> object:
        with wishes.telecom.open_work() as work:
            if work.of(Proposal).get(part_id).kind == "pause_service":
                raise KeyboardInterrupt
        return real(actor, part_id, **others)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(joined, "_do_part", killed)
        with pytest.raises(KeyboardInterrupt):
            confirm(wishes.telecom, wishes.actor, yes_to(shown))
    assert (len(outside.payments.amounts), wishes.pauses()) == (1, 0)
    said = confirm(wishes.telecom, wishes.actor, yes_to(shown))
    assert [each.response for each in said] == ["utter_payment_receipt", "utter_suspension_begun"]
    assert (len(outside.payments.amounts), wishes.pauses()) == (1, 1)


def test_a_part_whose_time_has_passed_says_so_and_the_other_is_done(wishes: Wishes, outside: FakeOutside) -> None:
    shown = wishes.together()
    with wishes.telecom.open_work() as work:
        part = work.of(Proposal).find(key="two")
        assert part is not None
        elsewhere = Proposal(**{each.name: getattr(part, each.name) for each in fields(part)} | {"id": "elsewhere"})
        proposals.effect_of("pause_service")(wishes.actor, elsewhere, work=work)
    said = confirm(wishes.telecom, wishes.actor, yes_to(shown))
    assert [each.response for each in said] == ["utter_payment_receipt", "utter_suspension_already"]


def test_terms_changed_behind_the_back_do_nothing(wishes: Wishes, outside: FakeOutside) -> None:
    shown = wishes.together()
    with wishes.telecom.open_work() as work:
        part = work.of(Proposal).find(key="one")
        assert part is not None
        part.terms = {**part.terms, "amount": pounds(1)}
    with pytest.raises(BusinessError) as refused:
        confirm(wishes.telecom, wishes.actor, yes_to(shown))
    assert refused.value.name == "utter_proposal_changed"
    assert (len(outside.payments.amounts), wishes.pauses()) == (0, 0)


def test_both_need_the_proof_that_each_needs(wishes: Wishes, outside: FakeOutside, clock: TestClock) -> None:
    clock.advance(minutes=13)
    shown = wishes.together()
    clock.advance(minutes=3)
    with pytest.raises(ProofRequired):
        confirm(wishes.telecom, wishes.actor, yes_to(shown))
    assert (len(outside.payments.amounts), wishes.pauses()) == (0, 0)


def test_only_some_parts_may_be_kept_in_words(wishes: Wishes, outside: FakeOutside) -> None:
    wishes.together()
    shown = _read(wishes, "no, without the pause").said[0]
    assert shown.response == "utter_payment_proposal"
    confirm(wishes.telecom, wishes.actor, yes_to(shown))
    assert (list(outside.payments.amounts.values()), wishes.pauses()) == ([pounds(30)], 0)


def test_both_is_a_yes_to_both_and_to_nothing_else(wishes: Wishes) -> None:
    shown = wishes.together()
    with wishes.telecom.open_work() as work:
        chat = work.of(Conversation).get(wishes.actor.conversation_id)
        messaging.answer(work, chat, [shown], turn_id="both")
    assert _read(wishes, "both please").then == Confirm(yes_to(shown))


def test_pay_it_is_no_yes_to_what_costs_nothing(wishes: Wishes) -> None:
    shown = wishes.pause("one")
    with wishes.telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(wishes.actor.conversation_id), [shown], turn_id="one")
    assert _read(wishes, "pay it") == Plan([], Ask(text="pay it"))
    assert _read(wishes, "ok do it").then == Confirm(yes_to(shown))


def _read(wishes: Wishes, text: str) -> Plan:
    with wishes.telecom.open_work() as work:
        chat = work.of(Conversation).get(wishes.actor.conversation_id)
        message = IncomingMessage(
            channel="telegram", source=text, address=chat.address, conversation_id=chat.id,
            kind=IncomingKind.TEXT, text=text, received_at=work.now,
        )  # fmt: skip
        return read(chat, message, country="GB", work=work)


def test_a_correction_changes_the_part_it_fits(wishes: Wishes, outside: FakeOutside) -> None:
    wishes.together()
    with wishes.telecom.open_work() as work:
        chat = work.of(Conversation).get(wishes.actor.conversation_id)
        change = {"amount": {"minor": 2000, "currency": "GBP"}}
        shown = proposals.correct(wishes.actor, chat, change, turn_id="three", work=work)
    assert shown is not None and shown.response == "utter_proposal_joined"
    confirm(wishes.telecom, wishes.actor, yes_to(shown))
    assert (list(outside.payments.amounts.values()), wishes.pauses()) == ([pounds(20)], 1)


def address_of(wishes: Wishes) -> str:
    with wishes.telecom.open_work() as work:
        return work.of(Conversation).get(wishes.actor.conversation_id).address


def test_two_questions_are_answered_one_after_the_other(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.answers["balance and outage"] = Understood([plain("£5")], second_wish="outage")
        talk.understanding.answers["outage"] = Understood([plain("no outage")])
        talk.write("balance and outage")
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers() == ["£5", "no outage"]

    talking(telecom, script)


def test_two_proposals_of_one_message_are_shown_as_one_and_confirmed_by_one_word(
    wishes: Wishes, outside: FakeOutside
) -> None:
    where = address_of(wishes)

    async def script(talk: Talk) -> None:
        talk.understanding.answers[BOTH] = says(wishes.pay, second_wish="pause")
        talk.understanding.answers["pause"] = says(wishes.pause)
        talk.write(BOTH, address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where) == ["utter_proposal_joined"]
        talk.write("yes", address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where)[1:] == ["utter_payment_receipt", "utter_suspension_begun"]

    talking(wishes.telecom, script)
    assert (len(outside.payments.amounts), wishes.pauses()) == (1, 1)


def test_a_question_of_the_first_is_asked_and_the_second_is_kept_and_taken_up(wishes: Wishes) -> None:
    where = address_of(wishes)

    async def script(talk: Talk) -> None:
        asks = Understood([plain("how long?")], form="pause_service_form", second_wish="pay")
        talk.understanding.answers |= {BOTH: asks, "a week": says(wishes.pause), "pay": says(wishes.pay)}
        talk.write(BOTH, address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where) == ["utter_second_wish_later", "how long?"]
        talk.write("a week", address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where)[2:] == ["utter_second_wish_now", "utter_proposal_joined"]
        with wishes.telecom.open_work() as work:
            assert work.of(Conversation).get(wishes.actor.conversation_id).later is None

    talking(wishes.telecom, script)


def test_a_question_of_the_second_holds_the_first_until_both_are_ready(wishes: Wishes) -> None:
    where = address_of(wishes)

    async def script(talk: Talk) -> None:
        talk.understanding.answers |= {
            BOTH: says(wishes.pay, second_wish="pause"),
            "pause": Understood([plain("how long?")], form="pause_service_form"),
            "a week": says(wishes.pause),
            "never mind that": Understood([plain("dropped")]),
        }
        talk.write(BOTH, address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where) == ["utter_second_wish_question", "how long?"]
        talk.write("a week", address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where)[2:] == ["utter_proposal_joined"]
        talk.write(BOTH, address=where)
        await talk.until(lambda: not talk.unhandled())
        talk.write("never mind that", address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where)[5:] == ["dropped", "utter_second_wish_now", "utter_payment_proposal"]

    talking(wishes.telecom, script)


def test_three_wishes_are_answered_in_turn_and_the_last_waits_where_a_yes_is_needed(
    wishes: Wishes, telecom: Telecom
) -> None:
    where = address_of(wishes)

    async def script(talk: Talk) -> None:
        rest = Understood([plain("no outage")], second_wish="bills")
        talk.understanding.answers |= {
            "three": Understood([plain("£5")], second_wish="outage and bills"),
            "outage and bills": rest,
            "bills": Understood([plain("two bills")]),
            "with a yes": says(wishes.pay, second_wish="outage and bills"),
        }
        talk.write("three", address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where) == ["£5", "no outage", "two bills"]
        talk.write("with a yes", address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where)[3:] == ["utter_second_wish_later", "no outage", "utter_payment_proposal"]
        talk.write("yes", address=where)
        await talk.until(lambda: not talk.unhandled())
        assert talk.answers(where)[6:] == ["utter_payment_receipt", "utter_second_wish_now", "two bills"]

    talking(telecom, script)
