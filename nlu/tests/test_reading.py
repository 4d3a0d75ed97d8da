"""Reading for a training: the same examples, rules and vocabulary as Rasa reads, and files that are broken are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from nlu.reading import ReadOnce
from nlu.tests.conftest import SMALL_ASSISTANT

CONFIG = Path(__file__).parents[1] / "config.yml"


def test_reads_what_rasa_reads() -> None:
    from rasa.shared.importers.rasa import RasaFileImporter

    ours = ReadOnce(SMALL_ASSISTANT, config=CONFIG)
    theirs = RasaFileImporter(
        config_file=str(CONFIG),
        domain_path=str(SMALL_ASSISTANT / "domain.yml"),
        training_data_paths=[str(SMALL_ASSISTANT / "data")],
    )
    assert len(ours.get_nlu_data().intent_examples) > 10
    assert ours.get_nlu_data().fingerprint() == theirs.get_nlu_data().fingerprint()
    assert ours.get_config() == theirs.get_config()
    assert ours.get_stories().story_steps
    assert ours.get_stories().fingerprint() == theirs.get_stories().fingerprint()
    assert set(ours.get_domain().intents) == set(theirs.get_domain().intents)
    assert {slot.name for slot in ours.get_domain().slots} >= {slot.name for slot in theirs.get_domain().slots}


@pytest.mark.parametrize(
    ("written", "told"),
    [("nlu:\n- intent: [greet", "is no YAML"), ("nlp: []", "no list under `nlu:`"), ("- nlu", "no list under")],
)
def test_a_broken_file_is_named(tmp_path: Path, written: str, told: str) -> None:
    folder = tmp_path / "data" / "nlu"
    folder.mkdir(parents=True)
    (folder / "greeting.yml").write_text(written, "utf-8")
    with pytest.raises(SystemExit, match=rf"greeting\.yml.*{told}"):
        ReadOnce(tmp_path, config=CONFIG).get_nlu_data()
