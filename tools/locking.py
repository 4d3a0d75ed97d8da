"""Writes the lock files anew: which exact packages, with hashes, both environments are made from."""

from __future__ import annotations

from tools.progress import ROOT, clean_environment, run_step

ALWAYS = ("--universal", "--generate-hashes", "--no-emit-index-url", "--quiet")

ADVICE = """The wishes in pyproject.toml or nlu/requirements.in contradict each other, uv is too old, or there is no
  network; the lines above say which."""


def write_lock_files(uv: str) -> None:
    """Compile every lock file from its wishes; what is locked already stays unless the wishes forbid it."""
    nlu = ("--override", "nlu/overrides.txt", "--excludes", "nlu/left-out.txt", "--python-version", "3.10")
    main = ("--python-version", "3.11")
    # The larger sets are held to the smaller ones, so that tests run on what is shipped.
    compilations = (
        ("requirements.lock", ("pyproject.toml", *main)),
        ("requirements-dev.lock", ("pyproject.toml", "--extra", "dev", *main, "--constraint", "requirements.lock")),
        ("nlu/requirements.lock", ("nlu/requirements.in", *nlu)),
        ("nlu/requirements-dev.lock", ("nlu/requirements-dev.in", *nlu, "--constraint", "nlu/requirements.lock")),
    )
    quoted_in_the_files = clean_environment(UV_CUSTOM_COMPILE_COMMAND="make lock")
    for lock, wishes in compilations:
        command = [uv, "pip", "compile", *ALWAYS, *wishes, "--output-file", str(ROOT / lock)]
        run_step(lock, command, advice=ADVICE, environment=quoted_in_the_files)
