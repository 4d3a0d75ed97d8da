"""Reads domain, examples and rules for a training once, with the YAML parser written in C.

Rasa reads each file up to four times with one written in Python, checks it against a schema, and copies all examples
five times over to join them with nothing: two thirds of a training. `nlu/validating.py` lets Rasa do all of its checks.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.constants import LATEST_TRAINING_DATA_FORMAT_VERSION as FORMAT
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_config_file

from nlu.domain import LOADER, domain_without_texts


class ReadOnce(TrainingDataImporter):
    """What Rasa's training asks for, of the project at `root`, for the pipeline written in `config`."""

    def __init__(self, root: Path, *, config: Path) -> None:
        self.root = root
        self.config = config

    @functools.cached_property
    def _domain(self) -> Domain:
        return Domain.from_dict(domain_without_texts(self.root))

    @functools.cached_property
    def _rules(self) -> StoryGraph:
        steps = []
        for path in sorted((self.root / "data" / "rules").rglob("*.yml")):
            reader = YAMLStoryReader(self._domain, source_name=str(path))
            steps += reader.read_from_parsed_yaml({"version": FORMAT, "rules": _parsed(path, key="rules")})
        return StoryGraph(steps)

    @functools.cached_property
    def _examples(self) -> TrainingData:
        parts = []
        for path in sorted((self.root / "data" / "nlu").rglob("*.yml")):
            parts += _parsed(path, key="nlu")
        reader = RasaYAMLReader()
        reader._parse_nlu(parts)
        return TrainingData(reader.training_examples)

    def get_domain(self) -> Domain:
        """The vocabulary, with the names of what is said in place of the texts."""
        return self._domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """The rules of `data/rules`."""
        return self._rules

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The examples of `data/nlu`, of every language; each says by its metadata which one it is of."""
        return self._examples

    def get_config(self) -> dict[str, Any]:
        """The pipeline and the policies."""
        return dict(read_config_file(str(self.config)))

    def get_config_file_for_auto_config(self) -> str | None:
        """Where the pipeline is written."""
        return str(self.config)


def _parsed(path: Path, *, key: str) -> list[Any]:
    """What a file holds under its one key; raises SystemExit naming the file and what is wrong in it."""
    try:
        found = yaml.load(path.read_text("utf-8"), Loader=LOADER)
    except yaml.YAMLError as error:
        raise SystemExit(f"{path} is no YAML: {error}") from None
    if not (isinstance(found, dict) and isinstance(found.get(key), list)):
        raise SystemExit(f"{path} has no list under `{key}:`.")
    return list(found[key])
