"""Did you mean: the likeliest wishes as choices where a message was not clear enough to act on."""

import pytest

from bot.plans import Ask, wish_as_plan
from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.messaging import Conversation
from telecom.support.messaging import conversation_at
from tests.asking import Asking
from tests.money import a_payer

PERIOD = {"start": "2026-09-15", "end": "2026-09-22"}


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    return a_payer(telecom)


def test_the_likeliest_wishes_are_offered_with_what_the_message_named(telecom: Telecom, jonas: Actor) -> None:
    reply = Asking(telecom).run(
        jonas,
        "action_out_of_scope",
        intent="out_of_scope",
        entities={"service": "mobile", "period": PERIOD},
        guesses=["pause_service", "terminate_service"],
    )
    assert reply.response == "utter_did_you_mean"
    entities = {"service": "mobile", "period": PERIOD}
    assert reply.choices == [
        {"intent": "pause_service", "entities": entities},
        {"intent": "terminate_service", "entities": entities},
        {"intent": "help", "entities": {}},
    ]
    assert [choice.label.response for choice in reply.said[0].choices] == [
        "utter_wish_pause_service",
        "utter_wish_terminate_service",
        "utter_wish_something_else",
    ]


def test_small_talk_is_never_offered_and_three_are_enough(telecom: Telecom, jonas: Actor) -> None:
    guesses = ["inform", "show_bill", "deny", "pay_bill", "check_usage", "check_balance"]
    reply = Asking(telecom).run(jonas, "action_out_of_scope", intent="out_of_scope", guesses=guesses)
    assert [choice["intent"] for choice in reply.choices] == ["show_bill", "pay_bill", "check_usage", "help"]


@pytest.mark.parametrize("guesses", [[], ["out_of_scope", "show_bill"], ["inform", "greet"]])
def test_what_is_none_of_our_business_is_told_so(telecom: Telecom, jonas: Actor, guesses: list[str]) -> None:
    reply = Asking(telecom).run(jonas, "action_out_of_scope", intent="out_of_scope", guesses=guesses)
    assert reply.response == "utter_out_of_scope"


def test_inside_a_form_only_its_own_question_is_asked(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        work.of(Conversation).get(jonas.conversation_id).form = "top_up_form"
    reply = Asking(telecom).run(jonas, "action_out_of_scope", intent="out_of_scope", guesses=["show_bill"])
    assert reply.response == "utter_out_of_scope"


@pytest.mark.parametrize(
    ("channel", "text", "guesses", "said"),
    [
        ("sms", "what is going on with my stuff", ["show_bill", "check_usage"], "proof_required"),
        ("sms", "what about films", ["show_bill", "check_usage"], "utter_did_you_mean"),
        ("sms", "is that anything for me", ["browse_catalogue", "show_bill"], "utter_did_you_mean"),
        ("telegram", "what is going on with my stuff", ["show_bill", "check_usage"], "utter_did_you_mean"),
    ],
)
def test_who_speaks_of_their_own_proves_who_they_are_first(
    telecom: Telecom, channel: str, text: str, guesses: list[str], said: str
) -> None:
    with telecom.open_work() as work:
        chat = conversation_at(channel, "+447700900123", work=work)
        nobody = Actor("", "", chat.id, channel, work.now)
    reply = Asking(telecom).run(nobody, "action_out_of_scope", intent="out_of_scope", text=text, guesses=guesses)
    assert reply.response == said
    if said == "proof_required":
        assert wish_as_plan(reply.said[0].values["wish"]) == Ask(text=text)
