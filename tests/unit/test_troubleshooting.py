"""The searches for faults: those that are shipped are whole, and one that leads nowhere is refused at the start."""

from pathlib import Path

import pytest

from bot.rendering.texts import load_texts
from telecom.gateways.trees import FOLDER, read_trees
from telecom.model.symptoms import symptom_of
from telecom.model.troubleshooting import Tree, WrongTree, check_tree

ASK = "ask: utter_x, answers: [{label: utter_a, said: [a], to: solved}, {label: utter_b, said: [b], to: %s}]"


def made(folder: Path, nodes: str, entries: str = "{}") -> Tree:
    folder.joinpath("x.yml").write_text(f"kind: fixed\nentries: {entries}\nnodes: {{{nodes}}}\n")
    return read_trees(folder)[0]


def test_every_kind_of_service_has_a_search_whose_ways_all_end() -> None:
    trees = [check_tree(tree) for tree in read_trees()]
    assert sorted(tree.kind for tree in trees) == ["broadband", "fixed", "iptv", "mobile"]


@pytest.mark.parametrize("tree", read_trees(), ids=lambda tree: tree.kind)
def test_every_question_and_answer_has_words(tree: Tree) -> None:
    asked = {node.ask for node in tree.nodes.values() if node.ask}
    labels = {answer.label for node in tree.nodes.values() for answer in node.answers}
    assert asked | labels <= load_texts().names


@pytest.mark.parametrize("tree", read_trees(), ids=lambda tree: tree.kind)
def test_no_word_answers_a_question_in_two_ways(tree: Tree) -> None:
    for node in tree.nodes.values():
        words = [word for answer in node.answers for word in answer.said]
        assert len(words) == len(set(words)), node.name


@pytest.mark.parametrize(
    ("nodes", "entries", "reason"),
    [
        ("start: {%s}" % (ASK % "nowhere"), "{}", "does not exist"),
        (f"start: {{{ASK % 'ticket'}}}, lonely: {{{ASK % 'ticket'}}}", "{}", "nothing leads to lonely"),
        (f"start: {{{ASK % 'more'}}}, more: {{{ASK % 'start'}}}", "{}", "leads back to itself"),
        ("start: {%s}" % (ASK % "ticket"), "{slow: nowhere}", "does not exist"),
        ("start: {check: guess, fine: ticket, bad: ticket}", "{}", "needs a check"),
        ("start: {check: test, fine: ticket}", "{}", "needs a check"),
        ("other: {%s}" % (ASK % "ticket"), "{}", "no node 'start'"),
        ("start: {ask: utter_x}", "{}", "two answers"),
    ],
)
def test_a_search_that_leads_nowhere_is_refused(tmp_path: Path, nodes: str, entries: str, reason: str) -> None:
    with pytest.raises(WrongTree, match=reason):
        check_tree(made(tmp_path, nodes, entries))


def test_a_file_that_is_no_search_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("x.yml").write_text("kind: fixed\nnodes: [1, 2]\n")
    with pytest.raises(WrongTree):
        read_trees(tmp_path)
    assert FOLDER.is_dir()


@pytest.mark.parametrize(
    ("words", "symptom"),
    [
        ("my internet is so slow tonight", "slow"),
        ("pages take for ever to load", "slow"),
        ("it keeps cutting out", "drops"),
        ("crackling on the line", "noise"),
        ("the telly is frozen", "no picture"),
        ("no sound on channel 4", "no sound"),
        ("phone stuck on emergency calls only", "no signal"),
        ("netflix app wont open on one device", "one thing"),
        ("nothing works", "no connection"),
        ("the wi-fi in the attic is very poor", "wifi"),
        ("im Schlafzimmer kommt kaum WLAN an", "wifi"),
        ("das Telefon rauscht furchtbar", "noise"),
        ("der Fernseher bleibt schwarz", "no picture"),
        ("good morning", None),
    ],
)
def test_words_tell_the_kind_of_trouble(words: str, symptom: str | None) -> None:
    assert symptom_of(words) == symptom
