"""What Rasa's side is told on its command line: train, serve or validate, and where things are."""

from __future__ import annotations

import argparse
from pathlib import Path


def read_arguments(arguments: list[str] | None, *, about: str, root: Path) -> argparse.Namespace:
    """The chosen command with its options; `root` is where domain.yml and data/ are unless it is said otherwise."""
    parser = argparse.ArgumentParser(description=about)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train the model, if anything that changes understanding has changed")
    serve = commands.add_parser("serve", help="start the server on the loopback interface")
    validate = commands.add_parser("validate", help="check that domain, examples and rules fit together")
    for command in (train, serve):
        command.add_argument("--models", type=Path, required=True, help="folder of the model")
    for command in (train, serve, validate):
        command.add_argument("--root", type=Path, default=root, help="folder with domain.yml and data/")
    train.add_argument("--force", action="store_true", help="train even if nothing has changed")
    serve.add_argument("--port", type=int, required=True, help="0 takes a free one and tells it")
    serve.add_argument("--exit-with-parent", action="store_true", help="end when standard input is closed")
    return parser.parse_args(arguments)
