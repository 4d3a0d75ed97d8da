"""Stands in for the packages that Rasa imports and Dialtone does not use, so that they need not be installed."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import types
from typing import Any

ABSENT = frozenset(
    "aio_pika aiogram aiormq boto3 botocore colorclass colorhash coloredlogs confluent_kafka fbmessenger google h5py"
    " keras matplotlib mattermostwrapper networkx prompt_toolkit psycopg2 pymongo questionary rasa_sdk redis regex"
    " rocketchat_API sanic_cors sanic_jwt sentry_sdk sklearn_crfsuite skops slack_sdk socketio structlog_sentry"
    " tensorflow tensorflow_hub tensorflow_text terminaltables twilio webexteamssdk".split()
)
"""What Rasa imports for parts Dialtone does not use: 2 GB, 20 of 26 seconds at start, most of the known holes."""


class _LeftOutType(type):
    """Lets Rasa's modules name attributes of what is left out, and derive classes from it, while they are imported."""

    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _left_out(name)


class _LeftOut(Exception, metaclass=_LeftOutType):
    """Stands where a package is left out; an exception, so that Rasa's except clauses may name it."""


def _left_out(name: str) -> type:
    return _LeftOutType(name, (_LeftOut,), {})


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers an import of an absent package with an empty stand-in."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] in ABSENT:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = types.ModuleType(spec.name)
        module.__getattr__ = _LeftOutType.__getattr__.__get__(_LeftOut)  # type: ignore[method-assign]
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to execute."""
