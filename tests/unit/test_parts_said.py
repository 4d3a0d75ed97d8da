"""Some parts of a joined offer are kept by their place, their kind or a name, and never by words for something else."""

from datetime import UTC, datetime

import pytest

from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.support.parts_said import Kept, parts_kept

NOW = datetime(2026, 9, 15, tzinfo=UTC)


def part(kind: str, **values: str) -> Proposal:
    shown = Utterance("utter_x", values)
    return Proposal(
        key=kind, kind=kind, conversation_id="c", person_id="p", terms={}, terms_digest="", shown=shown,
        created_at=NOW, expires_at=NOW,
    )  # fmt: skip


MONEY = [part("top_up", line="07700 900101"), part("order_product", product="Data Boost 5 GB")]
LINE = [part("pause_service", service="Jonas's mobile"), part("restrict_service", what="premium numbers")]
LINES = [part("pause_service", service="Tom's mobile"), part("pause_service", service="Landline")]

KEEPS = [
    ("no just the first one", MONEY, (0,), ""),
    ("the second one please", MONEY, (1,), ""),
    ("just top up 15", MONEY, (0,), "15"),
    ("not the boost", MONEY, (0,), ""),
    ("nur das zweite", MONEY, (1,), ""),
    ("without the pause", LINE, (1,), ""),
    ("yes to the pause, no to the block", LINE, (0,), ""),
    ("the pause yes, but only from 10 december", LINE, (0,), "only from 10 december"),
    ("skip the pause and show me my bill", LINE, (1,), "show me my bill"),
    ("only Tom's", LINES, (0,), ""),
    ("not the landline pls", LINES, (0,), ""),
]
KEEPS_NOTHING = [
    ("make it monday", LINE),
    ("make the pause monday", LINE),
    ("no, the first of december", LINE),
    ("not the pause or the block", LINE),
    ("no wait, top up 20", MONEY),
    ("yes", MONEY),
    ("how much is the boost", MONEY),
]


@pytest.mark.parametrize(("said", "parts", "places", "rest"), KEEPS)
def test_parts_are_kept(said: str, parts: list[Proposal], places: tuple[int, ...], rest: str) -> None:
    assert parts_kept(said, parts) == Kept(places, rest)


@pytest.mark.parametrize(("said", "parts"), KEEPS_NOTHING)
def test_other_words_choose_no_part(said: str, parts: list[Proposal]) -> None:
    assert parts_kept(said, parts) is None
