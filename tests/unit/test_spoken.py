"""A plain yes is a yes with polite words around it, and nothing that says anything else."""

import pytest

from bot.spoken import is_no, is_stop, is_yes


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "ok do it then",
        "yes go ahead please",
        "yes do this",
        "ok yes",
        "alright then",
        "yes that's fine",
        "yes go",
        "yh that one",
        "ja passt so",
        "yes please look into it",
        "ok i take it",
        "very well go ahead",
        "yes block it",
        "ok block it to be safe",
        "pause it just in case",
        "sounds good",
        "fine",
        "ja bitte",
        "ok mach das",
    ],
)
def test_a_yes_with_polite_words_is_a_plain_yes(said: str) -> None:
    assert is_yes(said)


@pytest.mark.parametrize(
    "said",
    [
        "yeah go on then",
        "yes but from monday",
        "ok how much",
        "do it for tom",
        "good",
        "right",
        "yes and no",
        "ok 20",
        "go",
        "yes not",
        "ok thanks",
    ],
)
def test_whatever_says_more_is_no_plain_yes(said: str) -> None:
    assert not is_yes(said)


def test_a_no_with_polite_words_is_a_plain_no_and_one_that_says_more_is_not() -> None:
    assert all(is_no(said) for said in ("no", "actually no", "oh no thanks", "hmm no sorry", "doch nicht"))
    assert not any(is_no(said) for said in ("no the other one", "no make it 20", "not the landline", "no idea"))


def test_who_was_only_asking_drops_what_is_under_way() -> None:
    assert all(is_stop(said) for said in ("just asking", "nah i was just wondering", "no im only asking thanks"))
    assert not is_stop("just asking for my bill")
