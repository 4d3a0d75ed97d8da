"""STOP, START and HELP on every channel, whatever is down; opting in and out per kind and channel. P3, R8."""

import asyncio

import pytest

from bot.plans import Ask, Run
from bot.reading import read
from bot.understanding import UnderstandingDown
from telecom.bootstrap import Telecom
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.messaging import Conversation, IncomingKind
from telecom.model.parties import BillingMode, Individual
from telecom.model.preferences import MessageKind
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import Utterance
from telecom.support import messaging
from telecom.support.preferences import holders_of, wants
from telecom.support.proposals import propose
from tests.asking import Asking
from tests.fakes import TestClock
from tests.people import a_subscriber, logged_in
from tests.talking import Talk, talking

PROMOTIONS, NOTICES = MessageKind.PROMOTIONS, MessageKind.NOTICES


@pytest.fixture
def maya(telecom: Telecom) -> Individual:
    with telecom.open_work() as work:
        return a_subscriber(work, mode=BillingMode.POSTPAID)


def says(telecom: Telecom, text: str, *, channel: str, address: str, source: str) -> tuple[list[str], object]:
    """What reading a message in a chat says by itself, and what it would have done further."""
    kind = IncomingKind.COMMAND if text.startswith("/") else IncomingKind.TEXT
    with telecom.open_work() as work:
        kept = messaging.record(work, channel=channel, source=source, address=address, kind=kind, text=text)
        plan = read(kept.conversation, kept.message, country="GB", work=work)
        return [each.response for each in plan.said], plan.then


def gets(telecom: Telecom, person: Individual, kind: MessageKind, channel: str) -> bool:
    with telecom.open_work() as work:
        return wants(holders_of(person), kind, channel, work=work)


def test_stop_and_start_by_text_message_need_nobody_to_be_logged_in(
    telecom: Telecom, maya: Individual, clock: TestClock
) -> None:
    number = maya.phone_number.e164 if maya.phone_number else ""
    assert gets(telecom, maya, PROMOTIONS, "sms")
    assert says(telecom, "Stop.", channel="sms", address=number, source="1") == (["utter_preferences_stopped"], None)
    for kind in MessageKind:
        assert not gets(telecom, maya, kind, "sms")
        assert not gets(telecom, maya, kind, "telegram")
    clock.advance(minutes=1)
    assert says(telecom, "START", channel="sms", address=number, source="2") == (["utter_preferences_started"], None)
    assert gets(telecom, maya, PROMOTIONS, "telegram")
    with telecom.open_work() as work:
        noted = work.of(AuditRecord).list(event=SecurityEvent.PERSONAL_DATA, order="at")
    assert [(each.values["wanted"], each.subject) for each in noted] == [(False, number[-3:]), (True, number[-3:])]


def test_start_is_a_greeting_where_nothing_was_stopped(telecom: Telecom) -> None:
    said, then = says(telecom, "start", channel="sms", address="+447700900123", source="1")
    assert said == [] and isinstance(then, Run) and then.action == "action_greet"


def test_stop_works_in_telegram_as_a_word_and_as_a_command(telecom: Telecom) -> None:
    for source, text in enumerate(("stop", "/stop", "unsubscribe")):
        said, then = says(telecom, text, channel="telegram", address="77", source=str(source))
        assert (said, then) == (["utter_preferences_stopped"], None)


def test_help_by_text_message_says_who_this_is_and_how_to_end_it(telecom: Telecom) -> None:
    said, then = says(telecom, "HELP", channel="sms", address="+447700900123", source="1")
    assert said == ["utter_preferences_help"] and isinstance(then, Run) and then.action == "action_help"
    said, _ = says(telecom, "help", channel="telegram", address="77", source="2")
    assert said == []


@pytest.mark.parametrize("word", ["HELP", "Hilfe"])
def test_help_is_help_in_the_middle_of_a_question_too(telecom: Telecom, word: str) -> None:
    for channel, address, first in (("sms", "+447700900123", ["utter_preferences_help"]), ("telegram", "77", [])):
        with telecom.open_work() as work:
            messaging.conversation_at(channel, address, work=work).form = "top_up_form"
        said, then = says(telecom, word, channel=channel, address=address, source="1")
        assert said == first
        assert isinstance(then, Ask) and then.payload == {"intent": "help", "entities": {}}


def test_stop_drops_a_proposal_first_and_ends_messages_only_when_said_again(telecom: Telecom, maya: Individual) -> None:
    with telecom.open_work() as work:
        actor = logged_in(work, maya, channel="sms")
        shown = propose(actor, "top_up", terms={}, shown=Utterance("utter_greet"), turn_id="t", work=work)
        messaging.answer(work, work.of(Conversation).get(actor.conversation_id), [shown], turn_id="t")
    number = maya.phone_number.e164 if maya.phone_number else ""
    assert says(telecom, "STOP", channel="sms", address=number, source="1")[0] == ["utter_proposal_refused"]
    with telecom.open_work() as work:
        assert work.of(Proposal).count(status=ProposalStatus.REFUSED) == 1
    assert gets(telecom, maya, PROMOTIONS, "sms")
    assert says(telecom, "STOP", channel="sms", address=number, source="2")[0] == ["utter_preferences_stopped"]
    assert not gets(telecom, maya, PROMOTIONS, "sms")


def test_with_a_question_open_stop_drops_it_even_with_rasa_down(telecom: Telecom) -> None:
    async def script(talk: Talk) -> None:
        talk.understanding.answers["cancel"] = UnderstandingDown("away")
        with telecom.open_work() as work:
            conversation = messaging.conversation_at("telegram", "77", work=work)
            conversation.form, before = "top_up_form", conversation.rasa_id
        talk.write("stop")
        await talk.until(lambda: talk.answers())
        assert talk.answers() == ["utter_cancelled"]
        assert talk.conversation().form is None and talk.conversation().rasa_id != before
        talk.write("stop")
        await talk.until(lambda: len(talk.answers()) == 2)
        assert talk.answers()[1] == "utter_preferences_stopped"
        assert await asyncio.to_thread(talk.unhandled) == 0

    talking(telecom, script)


def test_kinds_and_channels_are_chosen_by_chat_and_the_last_word_counts(
    telecom: Telecom, maya: Individual, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        actor = logged_in(work, maya)
    asking = Asking(telecom)
    by_sms = {"message_kind": "promotions", "channel": "sms"}
    reply = asking.run(actor, "action_opt_out", intent="opt_out", entities=by_sms)
    assert reply.text.startswith("Done, by SMS you get no more of these:\noffers\n")
    assert not gets(telecom, maya, PROMOTIONS, "sms")
    assert gets(telecom, maya, PROMOTIONS, "telegram") and gets(telecom, maya, NOTICES, "sms")
    assert reply.choices[0] == {"intent": "opt_in", "entities": by_sms}
    clock.advance(minutes=1)
    asking.run(actor, "action_opt_out", intent="opt_out", entities={"message_kind": "promotions"})
    assert not gets(telecom, maya, PROMOTIONS, "telegram")
    clock.advance(minutes=1)
    asking.run(actor, "action_opt_in", intent="opt_in", entities=by_sms)
    assert gets(telecom, maya, PROMOTIONS, "sms") and not gets(telecom, maya, PROMOTIONS, "telegram")
    clock.advance(minutes=1)
    reply = asking.run(actor, "action_opt_out", intent="opt_out")
    assert "offers" in reply.text and "general notices" in reply.text
    assert not any(gets(telecom, maya, kind, channel) for kind in MessageKind for channel in ("sms", "telegram"))


def test_a_channel_there_is_none_of_is_refused(telecom: Telecom, maya: Individual) -> None:
    with telecom.open_work() as work:
        actor = logged_in(work, maya)
    reply = Asking(telecom).run(actor, "action_opt_in", intent="opt_in", entities={"channel": "fax"})
    assert reply.response == "utter_preferences_no_such_channel"


@pytest.mark.parametrize(
    "text", ["welche nachrichten schickt ihr mir", "wer schickt mir das", "which messages do i get"]
)
def test_a_question_about_messages_changes_nothing(telecom: Telecom, maya: Individual, text: str) -> None:
    with telecom.open_work() as work:
        actor = logged_in(work, maya)
    reply = Asking(telecom).run(actor, "action_opt_in", intent="opt_in", text=text)
    assert reply.response == "utter_preferences_what"


def test_why_we_send_advertising_is_answered_in_words_and_those_are_the_offers(
    telecom: Telecom, maya: Individual
) -> None:
    with telecom.open_work() as work:
        actor = logged_in(work, maya)
    asking = Asking(telecom)
    why = asking.run(
        actor, "action_explain_bill", intent="explain_bill", text="why do you keep sending me these promos"
    )
    assert why.response == "utter_offers_why_nothing"
    bill = asking.run(actor, "action_explain_bill", intent="explain_bill", text="why do i get such a high bill")
    assert bill.response != "utter_offers_why_nothing"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keine einladungen mehr bitte", "utter_preferences_opted_out"),
        ("ich krieg keine mehr, will sie aber wieder", "utter_preferences_opted_in"),
    ],
)
def test_no_more_of_something_ends_it_whatever_it_was_taken_for(
    telecom: Telecom, maya: Individual, text: str, said: str
) -> None:
    with telecom.open_work() as work:
        actor = logged_in(work, maya)
    named = {"message_kind": "events"}
    assert Asking(telecom).run(actor, "action_opt_in", intent="opt_in", text=text, entities=named).response == said
