"""A small storm, always the same: the large one, through all processes, is in tests/proof. [R9, R13, R16]"""

from tests.proof.storm.storm import small_storm


def test_twenty_payments_through_two_kills_and_cut_lines(database_url: str) -> None:
    reckoned = small_storm(database_url, payments=20, kills=2, seed=20260915)
    assert (reckoned.done, reckoned.lost, reckoned.doubled) == (20, 0, 0)
    assert reckoned.provider == reckoned.books
