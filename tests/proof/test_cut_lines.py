"""The line to the database is cut at each statement of a turn that pays: paid once, answered once, nothing between. R16

    python -m pytest tests/proof/test_cut_lines.py -s

One cut after the other, about one and a half seconds each, until a turn has no more statements.
"""

import itertools
import sys

from telecom.bootstrap import Telecom
from tests.cutting import pay_with_a_cut


def test_a_cut_at_any_statement_splits_nothing(telecom: Telecom, database_url: str) -> None:
    for at in itertools.count(1):
        if not pay_with_a_cut(telecom, database_url, at=at):
            break
    sys.stdout.write(f"{at - 1} cuts\n")
    assert at > 20
