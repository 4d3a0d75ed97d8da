"""What somebody says of a trial, in words of every day."""

import pytest

from telecom.model.trials import TrialWish, read_trial_wish


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("when does my trial end", TrialWish.KNOW),
        ("is the trial still free", TrialWish.KNOW),
        ("what happens after the trial", TrialWish.KNOW),
        ("how do i keep the trial", TrialWish.KNOW),
        ("wann endet die probezeit", TrialWish.KNOW),
        ("keep the trial", TrialWish.KEEP),
        ("i want to keep my free trial please", TrialWish.KEEP),
        ("ich will die probezeit verlängern", TrialWish.KEEP),
        ("end the trial", TrialWish.END),
        ("please cancel my free trial now", TrialWish.END),
        ("i don\u2019t want to keep the trial", TrialWish.END),
        ("probeabo kündigen", TrialWish.END),
        ("don't stop the trial", TrialWish.KNOW),
        ("keep it", TrialWish.KEEP),
        ("ich behalte es", TrialWish.KEEP),
        ("how much data is left", None),
        ("keep my number when i move", None),
    ],
)
def test_what_is_said_of_a_trial(said: str, wish: TrialWish | None) -> None:
    assert read_trial_wish(said, was_asked=True) is wish


def test_keep_it_is_about_a_trial_only_where_that_was_asked() -> None:
    assert read_trial_wish("keep it", was_asked=False) is None
