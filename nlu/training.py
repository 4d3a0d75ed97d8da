"""Trains the model from what people say and how talks go, and only when one of these has changed."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nlu.domain import domain_without_texts

HERE = Path(__file__).resolve().parent
MODEL_NAME = "dialtone.tar.gz"


def file_hash(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hash_file_of(model: Path) -> Path:
    """Where the hash of a trained model is kept."""
    return model.with_name(model.name + ".sha256")


def fingerprint(root: Path) -> str:
    """A digest of everything that changes understanding or what is done next."""
    digest = hashlib.sha256(json.dumps(domain_without_texts(root), sort_keys=True, default=str).encode())
    ours = [
        HERE / name
        for name in (
            *("changes.py", "domain.py", "quicker.py", "reading.py", "training.py"),
            *("config.yml", "requirements.lock"),
        )
    ]
    ours += (HERE / "components").rglob("*.py")
    for folder, paths in ((HERE, ours), (root, (root / "data").rglob("*.yml"))):
        for path in sorted(paths):
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(model: Path, *, wanted: str) -> bool:
    """Whether this model was trained from exactly these inputs and is unharmed."""
    note = hash_file_of(model)
    if not (model.is_file() and note.is_file()):
        return False
    words = note.read_text("utf-8").split()
    return len(words) == 3 and words[0] == file_hash(model) and words[2] == wanted


def needs_training(models: Path, *, root: Path, force: bool = False) -> bool:
    """Whether anything that changes understanding has changed since the model was trained; says so."""
    if not force and is_current(models / MODEL_NAME, wanted=fingerprint(root)):
        print("The model is up to date.", flush=True)
        return False
    return True


def train_model(models: Path, *, root: Path) -> int:
    """Trains `models/dialtone.tar.gz` and writes its hash beside it; returns 0 when the model stands."""
    begun = time.monotonic()
    model = models / MODEL_NAME
    wanted = fingerprint(root)
    print("Training the model (under a minute) ...", flush=True)
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models) as scratch:
        trained = _train(Path(scratch), root=root)
        if trained is None:
            return 1
        digest = file_hash(trained)
        trained.replace(model)
    hash_file_of(model).write_text(f"{digest}  {MODEL_NAME}\n{wanted}\n", "utf-8")
    print(f"Trained in {time.monotonic() - begun:.0f} s: {model}", flush=True)
    return 0


def _train(scratch: Path, *, root: Path) -> Path | None:
    import logging

    import rasa.engine.caching
    import rasa.model_training

    from nlu.reading import ReadOnce

    logging.getLogger("rasa").setLevel(logging.WARNING)
    rasa.engine.caching.DEFAULT_CACHE_LOCATION = scratch / "cache"
    _keep_nothing_for_another_training()
    config = HERE / "config.yml"
    importer = ReadOnce(root, config=config)
    # Rasa would wrap an importer that is named in the configuration, and copy all examples for each wrapping.
    rasa.model_training.TrainingDataImporter = SimpleNamespace(load_from_config=lambda *unused: importer)
    result = rasa.model_training.train(
        str(root / "domain.yml"),
        str(config),
        [str(root / "data")],
        output=str(scratch),
        fixed_model_name=MODEL_NAME,
        force_training=True,
    )
    return Path(result.model) if result.model and not result.code else None


def _keep_nothing_for_another_training() -> None:
    """Rasa would digest everything that goes in and out of each component, for a cache that is thrown away here."""
    from rasa.engine.training.hooks import TrainingHook

    def begin(self: Any, *unused: Any, **named: Any) -> dict[str, Any]:
        return {}

    def end(self: Any, *unused: Any, **named: Any) -> None:
        return None

    TrainingHook.on_before_node = begin
    TrainingHook.on_after_node = end
