"""Measures Dialtone and a stock Rasa project in turns on the same machine, and prints both beside each other."""

import argparse
import asyncio
import json
import shutil
import sys
import time
from pathlib import Path

from tests.bench.environment import make_environment
from tests.bench.figures import as_object, table
from tests.bench.load import Amounts, NoAnswer, measure
from tests.bench.processes import weigh
from tests.bench.sides import Ours, Side, SideFailed, Stock
from tools.progress import SetupFailed, say

# The whole bench in seconds, the set-up of the first time not counted.
LONGEST = 700.0


async def measure_round(side: Side, amounts: Amounts, *, first: bool) -> None:
    """Start a side, let the users write, weigh it, end it. The long talk is had once."""
    begun = time.perf_counter()
    async with side.running() as speak:
        await measure(speak, side.figures, amounts, long_talk=first)
        each, once = weigh(side.programs)
        side.figures.memory_mb = max(side.figures.memory_mb, each)
        side.figures.memory_shared_once_mb = max(side.figures.memory_shared_once_mb, once)
    say(f"  {side.name}: a round in {time.perf_counter() - begun:.0f} s")


def forget_database(side: Ours) -> None:
    """Remove the database that the bench made, which may stand outside its folder."""
    pointer = side.home / "database-folder"
    if pointer.is_file():
        shutil.rmtree(Path(pointer.read_text().strip()), ignore_errors=True)
    shutil.rmtree(side.home, ignore_errors=True)


def main() -> int:
    """Returns 0, or 1 with a text that says what went wrong."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="how often the sides take turns")
    parser.add_argument("--epochs", type=int, default=40, help="of the stock training, whose default is 100")
    parser.add_argument("--examples", type=int, default=3, help="of each intent for the stock training")
    chosen = parser.parse_args()
    ours = Ours()
    try:
        stock = Stock(make_environment(), epochs=chosen.epochs, examples=chosen.examples)
        sides: tuple[Side, ...] = (ours, stock)
        begun = time.perf_counter()
        for side in sides:
            say(f"  {side.name}: training ...")
            side.train()
            say(f"  {side.name}: trained in {side.figures.training_seconds:.0f} s")
        for number in range(chosen.rounds):
            before = time.perf_counter()
            for side in sides:
                asyncio.run(measure_round(side, Amounts(), first=number == 0))
            now = time.perf_counter()
            if number + 1 < chosen.rounds and now - begun + (now - before) * 2 / 3 > LONGEST:
                say("  no further round: the time is up")
                break
    except SetupFailed as failure:
        say(f"\nThe bench stopped: {failure.what}\n\nWhat to do: {failure.advice}")
        return 1
    except (SideFailed, NoAnswer) as failure:
        say(f"\nThe bench stopped: {failure}")
        return 1
    finally:
        forget_database(ours)
    sys.stdout.write(table(ours.figures.summary(), stock.figures.summary()) + "\n")
    sys.stdout.write(json.dumps(as_object(ours.figures.summary(), stock.figures.summary())) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
