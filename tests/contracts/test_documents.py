"""What the documents point at exists."""

import re
from pathlib import Path

import pytest

from bot.rendering.texts import load_domain

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_building_block_of_the_reference_model_lives_where_it_is_said_to() -> None:
    places = re.findall(r"`([\w/]+\.(?:py|yaml))`", (ROOT / "docs" / "reference-model.md").read_text())
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_test_named_in_the_requirements_exists() -> None:
    text = (ROOT / "docs" / "requirements.md").read_text()
    named = set(re.findall(r"`((?:[\w/]+/)?test_\w+\.py)`", text)) | set(
        re.findall(r"`((?:tests|nlu/tests)/[\w/]*)`", text)
    )
    missing = [n for n in sorted(named) if not ((ROOT / n).exists() or (ROOT / "tests" / "integration" / n).exists())]
    assert missing == []


def test_every_row_of_the_requirements_says_done_part_or_todo() -> None:
    rows = [
        line for line in (ROOT / "docs" / "requirements.md").read_text().splitlines() if re.match(r"\| [A-Z]\d", line)
    ]
    assert len(rows) > 80
    honest = re.compile(r"\| (done|part|todo)\b")
    assert [row for row in rows if not honest.search(row)] == []


def test_every_intent_named_in_the_requirements_is_in_the_domain() -> None:
    text = (ROOT / "docs" / "requirements.md").read_text()
    rows = re.findall(r"^\| [A-Z]\d+ \| [^|]* \| (?:done|part|todo)[^|]* \| ([a-z_, ]+) \|", text, re.MULTILINE)
    named = {intent.strip() for row in rows for intent in row.split(",") if intent.strip()}
    assert named - set(load_domain()["intents"]) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []
