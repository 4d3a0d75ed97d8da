"""Reads the searches for faults that the operator keeps as files, one for each kind of service."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from telecom.model.troubleshooting import BAD, FINE, Node, Tree, TreeAnswer, WrongTree

FOLDER = Path(__file__).resolve().parents[2] / "troubleshooting"


def read_trees(folder: Path = FOLDER) -> list[Tree]:
    """Every tree of a folder; WrongTree where a file is not written as one."""
    return [_read(path) for path in sorted(folder.glob("*.yml"))]


def _read(path: Path) -> Tree:
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
        nodes = {str(name): _node(str(name), described) for name, described in raw["nodes"].items()}
        entries = {str(symptom): str(node) for symptom, node in (raw.get("entries") or {}).items()}
        return Tree(str(raw["kind"]), entries, nodes, raw.get("restart"))
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise WrongTree(f"{path.name}: {error}") from error


def _node(name: str, raw: Mapping[str, Any]) -> Node:
    answers = tuple(
        TreeAnswer(str(each["label"]), tuple(str(word) for word in each["said"]), str(each["to"]))
        for each in raw.get("answers") or ()
    )
    ways = {way: str(raw[way]) for way in (FINE, BAD) if way in raw}
    return Node(name, raw.get("ask"), answers, raw.get("check"), ways)
