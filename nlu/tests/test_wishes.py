"""Two wishes in one message are told apart; one wish, however long and however many its parts, stays one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from nlu.components.intent_model import IntentModel
from nlu.components.wishes import judge_behind_small_talk, may_hold_two, take_apart

EXAMPLES = Path(__file__).parents[2] / "data/nlu"
WISHES = (
    "pay_bill pause_service resume_service check_balance check_service_status top_up check_usage configure_service "
    "order_product show_bill dispute_charge cancel_order change_plan port_number out_of_scope inform greet"
).split()
OF_EACH = 60

TWO = {
    "pay my bill and pause line 2 from Monday": ("pay my bill", "pause line 2 from Monday"),
    "whats my balance and is there an outage in northgate": ("whats my balance", "is there an outage in northgate"),
    "pay my bill, then turn on roaming": ("pay my bill", "turn on roaming"),
    "What's my balance? Is there an outage in Northgate?": ("What's my balance", "Is there an outage in Northgate?"),
    "top up 20 and also show me my data usage": ("top up 20", "show me my data usage"),
    "Hello again, is there an outage in northgate and whats my balance?": (
        "is there an outage in northgate",
        "whats my balance?",
    ),
    "pay the bill n whats my data left": ("pay the bill", "whats my data left"),
    "pay my bill, turn on roaming and tell me if there is an outage in northgate": (
        "pay my bill",
        "turn on roaming and tell me if there is an outage in northgate",
    ),
    "whats my balance? top up 20 and then show me the bills of march": (
        "whats my balance",
        "top up 20 and then show me the bills of march",
    ),
    "pause line 2 from monday for two weeks and top up 10": ("pause line 2 from monday for two weeks", "top up 10"),
}
ONE = """
order fibre 500 and tv family
i want fibre 500, tv family and a router
pause it from monday and resume friday
pause my phone from monday and switch it back on friday
pause line 1 and line 2 from monday
my internet is slow and keeps dropping
let anna and ben see my bill
show me the bills of march and april
cancel my broadband and tv
cancel the order and give me my money back
move to unlimited and keep my number
turn off voicemail and caller id
pay 20 now and the rest next week
top up 10 and 20 more
hi, whats my balance
show my balance and usage
pay my bill and send it to my email
don't pay my bill, show my balance
if you pause my line, show me the bill
my son uses too much data and i want a limit
transfer 5 to 07700900123 and 10 to 07700900124
when does my contract end and can i leave early
buy the europe pack and start it on monday
block calls from abroad and premium numbers
is there an outage and when will it be fixed
get rid of the tv and the landline
and
""".strip().splitlines()


GERMAN_TWO = {
    "bezahl meine rechnung und pausier das festnetz ab montag": (
        "bezahl meine rechnung",
        "pausier das festnetz ab montag",
    ),
    "ich möchte meine rechnung bezahlen und das festnetz ab montag pausieren": (
        "ich möchte meine rechnung bezahlen",
        "das festnetz ab montag pausieren",
    ),
    "wie hoch ist mein guthaben und gibt es eine störung in northgate": (
        "wie hoch ist mein guthaben",
        "gibt es eine störung in northgate",
    ),
    "schalte roaming ein und zeig mir dann meine rechnung": ("schalte roaming ein", "zeig mir dann meine rechnung"),
}
GERMAN_ONE = """
bestell fibre 500 und tv family
pausier es ab montag und schalt es am freitag wieder ein
mein internet ist langsam und bricht immer ab
zeig mir die rechnungen von märz und april
wenn du die leitung pausierst, zeig mir die rechnung
nicht die rechnung bezahlen, zeig mir das guthaben
lade 10 und 20 auf
und
""".strip().splitlines()


def learn(folder: Path, language: str = "en") -> IntentModel:
    """A model of some wishes, learned from the real examples: fewer wishes make it surer, so harder to keep whole."""
    examples = []
    for file in sorted(folder.glob("*.yml")):
        for told in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            if told.get("intent") in WISHES:
                lines = told["examples"] if isinstance(told["examples"], list) else told["examples"].splitlines()
                examples += [(_said(line), told["intent"]) for line in lines[:OF_EACH]]
    return IntentModel.learn([text for text, _ in examples], [intent for _, intent in examples], language=language)


def _said(line: object) -> str:
    return str(line["text"]).strip() if isinstance(line, dict) else str(line).removeprefix("- ")


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return learn(EXAMPLES)


@pytest.fixture(scope="module")
def german() -> IntentModel:
    return learn(EXAMPLES / "de", "de")


@pytest.mark.parametrize(("text", "sides"), TWO.items())
def test_two_wishes_are_told_apart(model: IntentModel, text: str, sides: tuple[str, str]) -> None:
    found = take_apart(text, model.judge)
    assert found is not None
    assert (found.first, found.second) == sides


@pytest.mark.parametrize("text", ONE)
def test_one_wish_stays_one(model: IntentModel, text: str) -> None:
    assert take_apart(text, model.judge) is None


@pytest.mark.parametrize(("text", "sides"), GERMAN_TWO.items())
def test_two_german_wishes_are_told_apart(german: IntentModel, text: str, sides: tuple[str, str]) -> None:
    found = take_apart(text, german.judge)
    assert found is not None
    assert (found.first, found.second) == sides


@pytest.mark.parametrize("text", GERMAN_ONE)
def test_one_german_wish_stays_one(german: IntentModel, text: str) -> None:
    assert take_apart(text, german.judge) is None


@pytest.mark.parametrize("text", ["pay my bill", "order fibre 500 and tv family", "hi, whats my balance", ""])
def test_nothing_is_judged_twice_without_need(text: str) -> None:
    assert not may_hold_two(text)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("morning. how much data have i got left", "check_usage"),
        ("hi there, i want to pay my bill", "pay_bill"),
        ("good evening! is there an outage in northgate", "check_service_status"),
        ("hello", "greet"),
        ("hi, good morning to you", "greet"),
    ],
)
def test_a_wish_behind_a_greeting_is_the_wish(model: IntentModel, text: str, wish: str) -> None:
    assert judge_behind_small_talk(text, model.judge(text), model.judge).intent == wish
