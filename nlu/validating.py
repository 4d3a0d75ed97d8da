"""Checks that domain, examples and rules fit together, as `rasa data validate` does, without loading a model."""

from __future__ import annotations

import logging
import tempfile
from functools import partial
from pathlib import Path

import yaml

from nlu.domain import domain_without_texts


def validate_data(root: Path) -> int:
    """0 when every intent, slot, form and action that is used exists, and no two rules contradict each other."""
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.validator import Validator

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    with tempfile.TemporaryDirectory() as scratch:
        domain = Path(scratch) / "domain.yml"
        domain.write_text(yaml.safe_dump(domain_without_texts(root), allow_unicode=True), "utf-8")
        importer = RasaFileImporter(domain_path=str(domain), training_data_paths=[str(root / "data")])
        validator = Validator.from_importer(importer)
        # Sentences are said by actions and stand in no rule, so Rasa's own search for unused ones says nothing here.
        checks = {
            "the domain": validator.verify_domain_validity,
            "intents": partial(validator.verify_intents, ignore_warnings=False),
            "examples": partial(validator.verify_example_repetition_in_intents, ignore_warnings=False),
            "intents of rules": partial(validator.verify_intents_in_stories, ignore_warnings=False),
            "actions of rules": validator.verify_actions_in_stories_rules,
            "forms of rules": validator.verify_forms_in_stories_rules,
            "slots of forms": validator.verify_form_slots,
            "slot mappings": validator.verify_slot_mappings,
            "rules that contradict each other": partial(validator.verify_story_structure, ignore_warnings=False),
        }
        failed = [name for name, check in checks.items() if not check()]
    print("Data is valid." if not failed else f"Data is not valid: {', '.join(failed)}", flush=True)
    return 1 if failed else 0
