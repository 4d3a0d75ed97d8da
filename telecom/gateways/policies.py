"""Reads the security policy that the operator keeps as a file."""

from functools import lru_cache
from pathlib import Path

import yaml

from telecom.model.policy import SecurityPolicy, WrongPolicy, parse_policy


def read_policy(path: Path) -> SecurityPolicy:
    """The policy in a file; WrongPolicy where there is none or it is not written as one."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise WrongPolicy(f"{path} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise WrongPolicy(f"{path} is no YAML: {error}") from error


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> SecurityPolicy:
    return parse_policy(yaml.safe_load(path.read_text("utf-8")))
