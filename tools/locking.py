"""Writes the lock files anew: which exact packages, with hashes, both environments are made from."""

from __future__ import annotations

from tools.progress import ROOT, clean_environment, run_step

ALWAYS = ("--universal", "--generate-hashes", "--no-emit-index-url", "--quiet")

ADVICE = """The wishes in pyproject.toml or nlu/requirements.in contradict each other, uv is too old, or there is no
  network; the lines above say which."""


def write_lock_files(uv: str) -> None:
    """Compile every lock file from its wishes; what is locked already stays unless the wishes forbid it."""
    main = ("--python-version", "3.11")
    nlu = ("--override", "overrides.txt", "--excludes", "left-out.txt", "--python-version", "3.10")
    # The larger set is held to the smaller one, so that tests run on what is shipped; in nlu/ Rasa's own pins do that.
    compilations = (
        (ROOT, "requirements.lock", ("pyproject.toml", *main)),
        (
            ROOT,
            "requirements-dev.lock",
            ("pyproject.toml", "--extra", "dev", *main, "--constraint", "requirements.lock"),
        ),
        # From inside nlu/, whose pyproject.toml says for which Pythons alone.
        (ROOT / "nlu", "requirements.lock", ("requirements.in", *nlu)),
        (ROOT / "nlu", "requirements-dev.lock", ("requirements-dev.in", *nlu)),
    )
    quoted_in_the_files = clean_environment(UV_CUSTOM_COMPILE_COMMAND="make lock")
    for folder, lock, wishes in compilations:
        title = str((folder / lock).relative_to(ROOT))
        command = [uv, "--directory", str(folder), "pip", "compile", *ALWAYS, *wishes, "--output-file", lock]
        run_step(title, command, advice=ADVICE, environment=quoted_in_the_files)
