"""Thousands of payments through kills of every process, cut lines and lost answers: none lost, none doubled.
[R9, R13, R16]

`python -m pytest tests/proof/test_payment_storm.py -s`; DIALTONE_PROOF_PAYMENTS says how many payments,
DIALTONE_PROOF_PAYMENT_KILLS through how many kills, DIALTONE_PROOF_SEED which dice.
"""

import os
import random
import sys
from pathlib import Path

from tests.proof.storm.people import Reckoning
from tests.proof.storm.storm import Weather, storm

PAYMENTS = int(os.environ.get("DIALTONE_PROOF_PAYMENTS", "10000"))
KILLS = int(os.environ.get("DIALTONE_PROOF_PAYMENT_KILLS", "500"))
SEED = int(os.environ.get("DIALTONE_PROOF_SEED", "0")) or random.randrange(1, 10**6)


def test_no_payment_is_lost_or_doubled_through_a_storm(database_url: str, tmp_path: Path) -> None:
    sys.stdout.write(f"\nseed {SEED}\n")
    sys.stdout.flush()
    reckoned, weather = storm(database_url, tmp_path, payments=PAYMENTS, kills=KILLS, seed=SEED)
    sys.stdout.write(_table(reckoned, weather))
    assert (reckoned.done, reckoned.lost, reckoned.doubled) == (PAYMENTS, 0, 0)
    assert reckoned.provider == reckoned.books
    # The last payers may be gone before their kill comes.
    assert sum(weather.kills.values()) >= 0.95 * KILLS


def _table(reckoned: Reckoning, weather: Weather) -> str:
    rows = {
        "payments wanted": PAYMENTS,
        "payments done": reckoned.done,
        "lost": reckoned.lost,
        "doubled": reckoned.doubled,
        "without an answer at first": reckoned.asked_later,
        "in the provider's file": f"{reckoned.provider.minor / 100:.2f} {reckoned.provider.currency}",
        "in our books": f"{reckoned.books.minor / 100:.2f} {reckoned.books.currency}",
        **{f"kills of {name}": count for name, count in sorted(weather.kills.items())},
        "connections cut": weather.cuts,
        "seconds": weather.seconds,
        "payments a second": round(reckoned.done / weather.seconds, 1),
    }
    return "".join(f"  {name:28} {value!s:>14}\n" for name, value in rows.items())
