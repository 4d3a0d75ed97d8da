"""Which answer a message gives, by the words that the answers have."""

import pytest

from telecom.model.spoken_answers import answer_meant

DEVICES = {
    "cable": ["cable", "wired"],
    "wifi": ["wifi", "only wifi", "upstairs", "cable is fine"],
    "unsure": ["don't know", "not sure"],
}
WORKS = {"yes": ["yes", "works", "fixed"], "no": ["no", "still", "no change"], "unsure": ["don't know"]}


def test_what_is_said_in_passing_tells_only_what_it_plainly_names() -> None:
    tone = {"heard": ["yes", "dial tone"], "silent": ["no", "dead"]}
    assert answer_meant("my landline is dead", tone, in_passing=True) is None
    assert answer_meant("no dial tone since noon", tone, in_passing=True) is None
    assert answer_meant("it has a dial tone and then cuts out", tone, in_passing=True) == "heard"


@pytest.mark.parametrize(
    ("said", "answers", "meant"),
    [
        ("Only upstairs!", DEVICES, "wifi"),
        ("the cable is fine, only wifi", DEVICES, "wifi"),
        ("I don't know", DEVICES, "unsure"),
        ("cable or wifi?", DEVICES, "cable"),
        ("it doesn't work", WORKS, "no"),
        ("i don\u2019t know", WORKS, "unsure"),
        ("that works, thanks", WORKS, "yes"),
        ("it is no better beside the router", {"yes": ["better", "yes"], "no": ["no", "still"]}, "no"),
        ("nope", WORKS, "no"),
        ("nothing helps", {"off": ["nothing"], "fine": ["normal"]}, None),
        ("nothing helps", WORKS, "no"),
        ("yeah plugged in", WORKS, None),
        ("yes i restarted it and it works", WORKS, "yes"),
        ("hilft alles nichts", WORKS, "no"),
        ("I still cannot open the page of the bank that I told you of", WORKS, None),
        ("after all that it is still just the same, no change whatsoever", WORKS, "no"),
    ],
)
def test_the_longest_words_that_fit_say_which_answer_is_meant(
    said: str, answers: dict[str, list[str]], meant: str | None
) -> None:
    assert answer_meant(said, answers) == meant
