"""Reading what calling, texting and using data is asked to cost, and where. [F2]"""

import pytest

from telecom.model.usage import UsageZone
from telecom.model.use_questions import read_use_question
from telecom.model.volumes import UsageKind
from telecom.support.countries import find_countries

HOME, THERE, TO = UsageZone.HOME, UsageZone.ROAMING, UsageZone.INTERNATIONAL
DATA, CALL, TEXT = UsageKind.DATA, UsageKind.VOICE, UsageKind.SMS


@pytest.mark.parametrize(
    ("said", "zone", "kinds", "travels"),
    [
        ("is it cheaper to ring portugal or italy from here", TO, (CALL,), False),
        ("what's a text to my sister in canada", TO, (TEXT,), False),
        ("price per mb in turkey", THERE, (DATA,), False),
        ("we're flying to greece, does my phone work there", THERE, (), True),
        ("what do calls from spain cost me", THERE, (CALL,), False),
        ("do i pay when someone rings me in italy", THERE, (CALL,), False),
        ("how much is a call", HOME, (CALL,), False),
        ("was kostet ein anruf nach polen", TO, (CALL,), False),
    ],
)  # fmt: skip
def test_a_question_says_where_and_what(
    said: str, zone: UsageZone, kinds: tuple[UsageKind, ...], travels: bool
) -> None:
    abroad = [each.written for each in find_countries(said, language="de" if said.startswith("was") else "en")]
    question = read_use_question(said, countries=abroad, is_price=True)
    assert question is not None
    assert (question.zone, question.kinds, question.travels) == (zone, kinds, travels)


@pytest.mark.parametrize(
    "said", ["turn off roaming in france", "my phone is not working in spain", "how much data have i used in italy"]
)
def test_a_wish_or_a_fault_is_no_question_about_prices(said: str) -> None:
    assert read_use_question(said, countries=[each.written for each in find_countries(said)]) is None


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("germny and portugual", ["DE", "PT"]),
        ("the states or the us", ["US"]),
        ("tell us about jordan", []),
        ("a week in majorca", ["ES"]),
    ],
)  # fmt: skip
def test_countries_are_found_by_the_names_people_give_them(said: str, codes: list[str]) -> None:
    assert [each.code for each in find_countries(said)] == codes
