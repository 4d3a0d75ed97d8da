"""Thousands of payments through kills, cut lines and lost answers: none lost, none doubled. [R9, R13, R16]

DIALTONE_PROOF_PAYMENTS says how many, DIALTONE_PROOF_KILLS through how many kills.
"""

import os
import random
import sys

from tests.proof.payment_storm import storm

PAYMENTS = int(os.environ.get("DIALTONE_PROOF_PAYMENTS", "10000"))
KILLS = int(os.environ.get("DIALTONE_PROOF_KILLS", "50"))
SEED = int(os.environ.get("DIALTONE_PROOF_SEED", "0")) or random.randrange(1, 10**6)


def test_no_payment_is_lost_or_doubled_through_a_storm(database_url: str) -> None:
    sys.stdout.write(f"seed {SEED}\n")
    reckoned = storm(database_url, payments=PAYMENTS, kills=KILLS, seed=SEED)
    sys.stdout.write(f"{reckoned}\n")
    assert (reckoned.done, reckoned.lost, reckoned.doubled) == (PAYMENTS, 0, 0)
    assert reckoned.provider == reckoned.books
