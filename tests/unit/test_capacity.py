"""What a message asks of a share, and how many steps it takes. [A12]"""

import pytest

from telecom.model.capacity import (
    Overflow,
    ShareOutOfRange,
    SharePriority,
    ShareUnit,
    gives_back,
    read_count,
    read_overflow,
    read_priority,
    read_share_terms,
    read_wanted,
    steps_to,
)
from telecom.model.errors import InvalidValue

TERMS = {"share": {"unit": "megabits", "included": 100, "most": 500, "step": 50, "extra": "more"}}


def test_a_short_correction_says_how_many() -> None:
    said = ["too expensive, just one", "make it two", "nur drei bitte", "only for 2 weeks", "just one week", "no"]
    assert [read_count(each) for each in said] == [1, 2, 3, None, None, None]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("add two more lines to our switchboard", 12),
        ("increase our trunk to 20 channels", 20),
        ("raise number of simultaneous calls to 15", 15),
        ("reduce our channels from 30 to 15", 15),
        ("temporarily add 5 channels", 15),
        ("add a tv stream", 11),
        ("can we release 3 channels", 7),
        ("increase it by four", 14),
        ("we need an extra channel", 11),
        ("how many channels do we have", None),
        ("all our lines are busy", None),
        ("set overflow to voicemail", None),
        ("is there a free channel left on the trunk", None),
        ("set to 12", 12),
        ("book 2 for the xmas weeks, 14 to 27 dec", 12),
        ("reservier drei für den advent", 13),
        ("two more streams for this weekend", 12),
        ("10 more call-centre lines from 1 to 15 december", 20),
        ("add 5 channels until the 3rd", 15),
        ("an extra stream for the next 3 days", 11),
        ("increase capacity from 1 to 15 august", None),
        ("double our channels for the weekend", 20),
        ("send overflow calls to 07700 900123", None),
        ("15 is enough", 15),
        ("would 8 do?", 8),
        ("are 10 channels enough in the busy hour", None),
        ("15 reichen", 15),
    ],
)
def test_the_number_that_is_asked_for(said: str, wanted: int | None) -> None:
    assert read_wanted(said, now=10) == wanted


def test_two_numbers_that_do_not_fit_together_are_asked_back() -> None:
    with pytest.raises(InvalidValue):
        read_wanted("add 3 channels or 5", now=10)


def test_overflow_and_priority_that_are_asked_for() -> None:
    assert read_overflow("when all lines are taken: Voicemail", ShareUnit.CHANNELS) is Overflow.VOICEMAIL
    assert read_overflow("voicemail", ShareUnit.STREAMS) is None
    assert read_priority("lower priority please") is SharePriority.NORMAL
    assert read_priority("put it first") is SharePriority.HIGH
    assert read_priority("how many channels") is None
    assert read_overflow("put the office line first when it's busy", ShareUnit.CHANNELS) is None
    assert read_overflow("if we're full send callers to 07700 900301", ShareUnit.CHANNELS) is Overflow.OTHER_NUMBER
    assert gives_back("give the extra lines back") and not gives_back("two more lines for this weekend")
    assert read_overflow("turn off overflow", ShareUnit.CHANNELS) is Overflow.BUSY_TONE


def test_a_share_grows_in_steps_within_its_bounds() -> None:
    terms = read_share_terms(TERMS)
    assert terms is not None
    assert [steps_to(terms, wanted) for wanted in (100, 101, 150, 500)] == [0, 1, 1, 8]
    for wanted in (99, 501, -1):
        with pytest.raises(ShareOutOfRange):
            steps_to(terms, wanted)
    assert read_share_terms({}) is None
