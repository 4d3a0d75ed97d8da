"""Brings every table and the entity that lives in it together, once."""

import importlib
import pkgutil
from pathlib import Path

_NOT_TABLES = {"mapping", "schema", "columns", "collections", "work", "claims", "secrecy", "resealing"}


def map_everything() -> None:
    """Import every table module of this package; each maps its own entities."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name not in _NOT_TABLES:
            importlib.import_module(f"telecom.storage.{module.name}")
