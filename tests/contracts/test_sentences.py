"""Every sentence that the code names exists, and nothing it holds is left without a value."""

import re
from pathlib import Path

import pytest

from bot.rendering.texts import load_domain, load_texts

ROOT = Path(__file__).resolve().parents[2]
_NAMED = re.compile(r"""["'](utter_[a-z0-9_]+)["']""")
_IN_RULES = re.compile(r"- action: (\w+)")
NAMES = load_texts().names
SOURCES = [path for folder in ("actions", "bot", "telecom") for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_sentence_that_the_code_names_exists(path: Path) -> None:
    named = set(_NAMED.findall(path.read_text()))
    assert named - NAMES == set()


def test_every_sentence_has_a_wording_for_any_channel_and_english() -> None:
    texts = load_texts()
    without = [n for n in texts.names if not any(v.language == "en" and v.channel is None for v in texts.variations(n))]
    assert without == []


def test_every_sentence_is_used() -> None:
    code = "\n".join(path.read_text() for path in SOURCES)
    forms = "".join((ROOT / "data" / "rules").joinpath(f.name).read_text() for f in (ROOT / "data" / "rules").iterdir())
    forms += "".join(path.read_text() for path in (ROOT / "troubleshooting").glob("*.yml"))
    unused = [n for n in sorted(NAMES) if not _is_used(n, code + forms)]
    assert unused == []


def _is_used(name: str, code: str) -> bool:
    """Named in whole, or built from a stem such as utter_ticket_{state}."""
    if name in code:
        return True
    stem = name
    while "_" in stem.removeprefix("utter_"):
        stem = stem.rsplit("_", 1)[0]
        if f"{stem}_{{" in code:
            return True
    return False


def test_every_action_of_a_rule_is_in_the_domain_and_is_carried_out() -> None:
    domain = load_domain()
    carried_out = {m for path in SOURCES for m in re.findall(r'called = "(\w+)"', path.read_text())}
    forms = {m for path in SOURCES for m in re.findall(r'form = "(\w+)"', path.read_text())}
    carried_out |= {f"validate_{form}" for form in forms}
    assert set(domain["actions"]) - carried_out == set()
    named = {m for path in (ROOT / "data" / "rules").iterdir() for m in _IN_RULES.findall(path.read_text())}
    built_in = {"action_deactivate_loop", "action_listen"}
    assert named - set(domain["actions"]) - set(domain["forms"]) - built_in == set()


def test_every_intent_has_examples_and_a_rule() -> None:
    domain = load_domain()
    said = "\n".join(path.read_text() for path in sorted((ROOT / "data" / "nlu").glob("*.yml")))
    ruled = "\n".join(path.read_text() for path in sorted((ROOT / "data" / "rules").iterdir()))
    for intent in domain["intents"]:
        assert re.search(rf"^- intent: {intent}$", said, re.MULTILINE), f"no examples of {intent}"
        assert re.search(rf"- intent: {intent}$", ruled, re.MULTILINE), f"no rule for {intent}"
