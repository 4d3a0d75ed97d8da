"""The assistant's vocabulary as Rasa reads it: all domain files as one, and a slot for whatever a form asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The one written in C is forty times as fast; not every machine has it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_domain(root: Path) -> dict[str, Any]:
    """`domain.yml` and the files of `domain/` as one; forms without slots of their own get them."""
    domain: dict[str, Any] = {}
    for path in [root / "domain.yml", *sorted((root / "domain").glob("*.yml"))]:
        for key, value in yaml.load(path.read_text("utf-8"), Loader=LOADER).items():
            if isinstance(value, dict):
                domain.setdefault(key, {}).update(value)
            elif isinstance(value, list):
                domain.setdefault(key, []).extend(value)
            else:
                domain[key] = value
    domain["slots"] = slots_of_forms(domain.get("forms") or {}) | (domain.get("slots") or {})
    return domain


def slots_of_forms(forms: dict[str, Any]) -> dict[str, Any]:
    """A slot is filled from the entity of its name, only in its form, and only from `inform` or the form's own intent.

    The form of the intent `pay_bill` is `pay_bill_form`.
    """
    slots: dict[str, Any] = {}
    for form, described in forms.items():
        for name in described["required_slots"]:
            slot = slots.setdefault(name, {"type": "any", "influence_conversation": False, "mappings": []})
            slot["mappings"].append(
                {
                    "type": "from_entity",
                    "entity": name,
                    "intent": [form.removesuffix("_form"), "inform"],
                    "conditions": [{"active_loop": form}],
                }
            )
    return slots


def domain_without_texts(root: Path) -> dict[str, Any]:
    """The domain as the model needs it: response names stay, their texts do not, so that editing one trains nothing."""
    domain = load_domain(root)
    domain["responses"] = {name: [{"text": name}] for name in sorted(domain.get("responses", {}))}
    return domain
