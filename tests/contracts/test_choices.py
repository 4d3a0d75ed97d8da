"""What a choice tells the language model, it knows: an unknown entity would be refused when the choice is taken."""

import ast
from pathlib import Path

import pytest

from bot.rendering.texts import load_domain

ROOT = Path(__file__).resolve().parents[2]
KNOWN = set(load_domain()["entities"])
SOURCES = [path for folder in ("actions", "bot", "telecom") for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_entity_that_a_choice_names_is_in_the_domain(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    offered = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "ask_for"]
    named = {keyword.arg for call in offered for keyword in call.keywords if keyword.arg is not None}
    assert named - KNOWN == set()
