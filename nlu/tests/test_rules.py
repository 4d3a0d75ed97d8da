"""Fewer rules are looked through than Rasa itself would, and the same ones are found."""

from __future__ import annotations

import copy
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy


def lookups(models: Path) -> dict[str, Any]:
    with tarfile.open(models / "dialtone.tar.gz") as model:
        (rules,) = [member for member in model.getmembers() if member.name.endswith("rule_policy.json")]
        found: dict[str, Any] = json.load(model.extractfile(rules))["lookup"]  # type: ignore[arg-type]
        return found


def talks(rules: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
    """Talks that fit a rule to its end, and ones that leave it in each way that one can."""
    yield []
    yield [{}]
    for key in rules:
        states = json.loads(key)
        yield states
        yield [{}, *states]
        for number in range(len(states)):
            yield states[: number + 1]
            for changed in (
                {"user": {"intent": "something_else"}},
                {"user": {}},
                {"prev_action": {"action_name": "action_other"}},
                {"active_loop": {"name": "other_form"}},
            ):
                other = copy.deepcopy(states[: number + 1])
                other[-1].update(changed)
                yield other
            begun = copy.deepcopy(states)
            begun[number].pop("prev_action", None)
            yield begun


def test_the_same_rules_fit_as_when_all_are_looked_through(models: Path) -> None:
    policy = RulePolicy.__new__(RulePolicy)
    ours, rasas = RulePolicy._get_possible_keys, RulePolicy._get_possible_keys.__wrapped__
    found = lookups(models)
    compared = 0
    for name in ("rules", "rules_for_loop_unhappy_path"):
        for states in talks(found["rules"]):
            fitting = rasas(policy, found[name], states)
            assert ours(policy, found[name], states) == fitting, states
            compared += bool(fitting)
    assert compared > 10
