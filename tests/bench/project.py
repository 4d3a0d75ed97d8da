"""Writes the stock project: what `rasa init` writes, with our vocabulary, our examples and our rules."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from nlu.domain import load_domain
from tests.bench.environment import HERE, ROOT
from tests.bench.talks import MEANT

TEMPLATES = HERE / "stock"
# After a few epochs only what was seen often is believed; else every message would end in the fallback.
OFTEN = 6


def write_project(folder: Path, *, epochs: int, examples: int, action_port: int) -> int:
    """Write the project anew into `folder`, with so many examples of each intent at most; says how many there are."""
    for name in ("actions", "data"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(TEMPLATES / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "rules", folder / "data" / "rules")
    filled = {"EPOCHS": str(epochs), "ACTION_PORT": str(action_port)}
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        text = (TEMPLATES / name).read_text("utf-8")
        for place, value in filled.items():
            text = text.replace(place, value)
        (folder / name).write_text(text, "utf-8")
    domain = adapt_domain(load_domain(ROOT))
    (folder / "domain.yml").write_text(yaml.safe_dump(domain, allow_unicode=True, sort_keys=False), "utf-8")
    return write_examples(folder / "data" / "nlu.yml", most=examples)


def write_examples(path: Path, *, most: int) -> int:
    """What people say, so much of each intent; with all of it one epoch of the stock training takes minutes."""
    chosen: dict[str, list[str]] = {}
    for source in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for part in yaml.safe_load(source.read_text("utf-8"))["nlu"]:
            if "intent" in part:
                chosen.setdefault(part["intent"], []).extend(part["examples"].splitlines())
    chosen = {intent: lines[:most] for intent, lines in chosen.items()}
    for text, intent in MEANT:
        chosen[intent] = [*([f"- {text}"] * OFTEN), *chosen[intent]]
    parts = [{"intent": intent, "examples": "\n".join(lines) + "\n"} for intent, lines in chosen.items()]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": parts}, allow_unicode=True, sort_keys=False), "utf-8")
    return sum(map(len, chosen.values()))


def adapt_domain(domain: dict[str, Any]) -> dict[str, Any]:
    """Our domain for a project without our recognisers: a form takes its answer from the text, whatever it is."""
    for name, slot in domain["slots"].items():
        conditions = [each for mapping in slot["mappings"] for each in mapping.get("conditions", ())]
        slot["mappings"] = [
            {"type": "from_text", "conditions": [{"active_loop": each["active_loop"], "requested_slot": name}]}
            for each in conditions
        ]
    domain["session_config"] = {"session_expiration_time": 60, "carry_over_slots_to_new_session": True}
    domain["responses"] = {name: [{"text": texts[0]["text"]}] for name, texts in domain["responses"].items()}
    return domain
