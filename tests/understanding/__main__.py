"""`make understanding`: the held-out messages through the running assistant, and how many were understood.

Fails when a figure is under what was reached last time (`reached.json`); `--accept` writes down what is reached now.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tests.understanding.scoring import confusions, entity_counts, score

HERE = Path(__file__).resolve().parent
REACHED = HERE / "reached.json"


def parse(texts: list[str]) -> list[dict[str, object]]:
    """What the running assistant understands, in order."""
    command = [sys.executable, "-m", "bot.command", "parse"]
    done = subprocess.run(
        command, input="\n".join(texts) + "\n", stdout=subprocess.PIPE, text=True, check=False, cwd=HERE.parents[1]
    )
    if done.returncode != 0:
        raise SystemExit(done.returncode)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> int:
    """Print the figures; 1 when one fell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--accept", action="store_true", help="write down the figures reached now")
    options.add_argument("--wrong", action="store_true", help="print each message that was not understood")
    chosen = options.parse_args()
    expected = [json.loads(line) for line in (HERE / "heldout.jsonl").read_text("utf-8").splitlines()]
    found = parse([message["text"] for message in expected])
    figures = score(expected, found).as_dict()
    reached = json.loads(REACHED.read_text()) if REACHED.exists() else {}
    write = sys.stdout.write
    write(f"{len(expected)} held-out messages\n\n")
    for name, value in figures.items():
        write(f"  {name.replace('_', ' '):<22} {value:7.2%}   last time {reached.get(name, 0):7.2%}\n")
    write("\nTaken for another (wanted, found, times)\n")
    for wanted, got, times in confusions(expected, found):
        write(f"  {wanted:<22} {got:<22} {times}\n")
    write("\nEntities (right, missed, wrong)\n")
    for kind, (right, missed, wrong) in entity_counts(expected, found).items():
        write(f"  {kind:<22} {right:4} {missed:4} {wrong:4}\n")
    if chosen.wrong:
        for message, got in zip(expected, found, strict=True):
            if message["intent"] != got["intent"]:
                write(f"  {message['intent']} -> {got['intent']}: {message['text']}\n")
    fallen = [name for name, value in figures.items() if value < reached.get(name, 0)]
    if chosen.accept:
        REACHED.write_text(json.dumps(figures, indent=1) + "\n")
    elif fallen:
        write(f"\nUnder what was reached last time: {', '.join(fallen)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
