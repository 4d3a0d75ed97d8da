"""Looking for a fault together: a tree of questions and checks per kind of service, and how far a search has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from telecom.model.identities import new_id

SEARCH_LIFE = timedelta(days=2)
START, SOLVED, TICKET = "start", "solved", "ticket"
ENDS = frozenset({SOLVED, TICKET})
# Checks that the network makes by itself in the middle of a search, and the two ways out of each.
CHECKS = frozenset({"test", "repair"})
FINE, BAD = "fine", "bad"


@dataclass(frozen=True, slots=True)
class TreeAnswer:
    """One answer to a question: its label (a response), the words that mean it, and where it leads."""

    label: str
    said: tuple[str, ...]
    to: str


@dataclass(frozen=True, slots=True)
class Node:
    """A question (`ask` with `answers`), or a check of the network (`check` with the ways `fine` and `bad`)."""

    name: str
    ask: str | None = None
    answers: tuple[TreeAnswer, ...] = ()
    check: str | None = None
    ways: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tree:
    """The search for one kind of service. `entries` lead a kind of trouble to the node where its search begins;
    `restart` is the question that has something switched off and on, which people often did before they wrote."""

    kind: str
    entries: Mapping[str, str]
    nodes: Mapping[str, Node]
    restart: str | None = None

    def entry(self, symptom: str | None) -> str:
        return self.entries.get(symptom or "", START)


class WrongTree(ValueError):
    """A tree that would lead somebody nowhere; the text says where."""


def check_tree(tree: Tree) -> Tree:
    """The tree, if every way in it leads to a node or an end, every node can be reached, and none leads in a circle."""
    if START not in tree.nodes:
        raise WrongTree(f"{tree.kind}: there is no node {START!r}")
    for node in tree.nodes.values():
        _check_node(tree, node)
    targets = {name: _targets(node) for name, node in tree.nodes.items()}
    for symptom, entry in tree.entries.items():
        if entry not in tree.nodes:
            raise WrongTree(f"{tree.kind}: {symptom!r} leads to {entry!r}, which does not exist")
    if tree.restart is not None and not (tree.restart in tree.nodes and tree.nodes[tree.restart].answers):
        raise WrongTree(f"{tree.kind}: {tree.restart!r} is no question of it")
    reached = _reached({START, *tree.entries.values()}, targets)
    if lonely := set(tree.nodes) - reached:
        raise WrongTree(f"{tree.kind}: nothing leads to {', '.join(sorted(lonely))}")
    for name in tree.nodes:
        if name in _reached(set(targets[name]) - ENDS, targets):
            raise WrongTree(f"{tree.kind}: {name!r} leads back to itself")
    return tree


def _check_node(tree: Tree, node: Node) -> None:
    if (node.ask is None) == (node.check is None):
        raise WrongTree(f"{tree.kind}: {node.name!r} must either ask or check")
    if node.ask is not None and len(node.answers) < 2:
        raise WrongTree(f"{tree.kind}: {node.name!r} needs two answers at least")
    if node.check is not None and (node.check not in CHECKS or set(node.ways) != {FINE, BAD}):
        raise WrongTree(f"{tree.kind}: {node.name!r} needs a check ({', '.join(sorted(CHECKS))}), and fine and bad")
    for target in _targets(node):
        if target not in tree.nodes and target not in ENDS:
            raise WrongTree(f"{tree.kind}: {node.name!r} leads to {target!r}, which does not exist")


def _targets(node: Node) -> Sequence[str]:
    return [answer.to for answer in node.answers] + list(node.ways.values())


def _reached(begin: set[str], targets: Mapping[str, Sequence[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = set(begin)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= {to for to in targets.get(name, ()) if to not in ENDS and to not in reached}
    return reached


class SearchStatus(Enum):
    """How a search stands; only an open one goes on."""

    OPEN = "open"
    SOLVED = "solved"
    TICKETED = "ticketed"
    DROPPED = "dropped"


@dataclass(kw_only=True, eq=False)
class FaultSearch:
    """A search with somebody for the fault of their service: at which node it is, and the steps so far."""

    id: str = field(default_factory=new_id)
    service_id: str
    person_id: str
    report_id: str
    kind: str
    node: str
    status: SearchStatus = SearchStatus.OPEN
    steps: list[dict[str, Any]] = field(default_factory=list)
    ticket_id: str | None = None
    begun_at: datetime
    changed_at: datetime
