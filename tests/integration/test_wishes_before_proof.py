"""What is wished while the code is awaited: all of it is done once it is there, in its order. [X3, C4]"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.understanding import Understood
from bot.wishes_kept import in_order, words_after
from telecom.bootstrap import Telecom
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.utterances import Utterance
from tests.money import a_payer
from tests.talking import Talk, talking

NOW = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)
LATER = "what did my calls cost"


def wish(said: str, intent: str = "check_balance") -> dict[str, Any]:
    return {"action": f"action_{intent}", "intent": intent, "entities": {"period": "august"}, "said": said}


def needs_code(said: str, intent: str = "check_balance") -> Understood:
    needed = Utterance("proof_required", {"level": "identity", "wish": wish(said, intent), "contact": None})
    return Understood([needed])


@pytest.mark.parametrize(
    ("said", "first", "rest"),
    [
        ("pause my phone", "hi", "pause my phone"),
        ("actually pause my phone", "actually pause my phone", None),
        ("pausier lieber mein Handy stattdessen", "pausier lieber mein Handy stattdessen", None),
        ("", "", None),
    ],
)
def test_a_second_wish_stands_behind_the_first_or_in_its_place(said: str, first: str, rest: str | None) -> None:
    waiting = {"kind": "code", "wish": wish("hi"), "at": NOW.isoformat()}
    kept = in_order(waiting, wish(said, "pause_service"), now=NOW + timedelta(minutes=2))
    assert kept is not None and (kept["said"], words_after(kept)) == (first, rest)


def test_the_same_again_is_one_wish_and_an_old_one_is_none() -> None:
    waiting = {"kind": "code", "wish": wish("balance"), "at": NOW.isoformat()}
    again = in_order(waiting, wish("my balance pls"), now=NOW)
    assert again is not None and again["said"] == "my balance pls" and words_after(again) is None
    assert in_order(waiting, None, now=NOW) == waiting["wish"]
    assert in_order(waiting, wish("pause it", "pause_service"), now=NOW + timedelta(hours=1)) == wish(
        "pause it", "pause_service"
    )


def test_all_are_done_after_the_code_and_rasa_hears_of_the_first(telecom: Telecom) -> None:
    payer = a_payer(telecom)
    with telecom.open_work() as work:
        number = work.of(Individual).get(payer.person_id).phone_number
    assert number is not None

    async def script(talk: Talk) -> None:
        talk.understanding.answers["hi"] = needs_code("hi")
        talk.understanding.answers[LATER] = needs_code(LATER, "check_spending")
        for text in ("hi", number.e164, LATER):
            talk.write(text)
            await talk.until(lambda: not talk.unhandled())
        talk.understanding.answers[LATER] = Understood([Utterance("utter_plain", {"text": "£4.20"})])
        with telecom.open_work() as work:
            (sent,) = work.of(OutgoingMessage).list(channel="sms")
        talk.write(str(sent.secrets["code"]))
        await talk.until(lambda: not talk.unhandled() and talk.understanding.told)
        assert talk.answers()[:2] == ["utter_access_ask_number", "utter_access_code_sent"]
        assert talk.answers()[2:] == [
            "utter_access_code_then",
            "utter_access_welcome",
            "ran action_check_balance",
            "£4.20",
        ]
        assert talk.understanding.told == [("hi", "check_balance", {"period": "august"})]

    talking(telecom, script)
