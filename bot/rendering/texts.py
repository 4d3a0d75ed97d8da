"""Every sentence the assistant can say, read from the domain files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


class UnknownResponse(LookupError):
    """A sentence was named that the domain does not have."""


@dataclass(frozen=True, slots=True)
class Button:
    """A choice that is always the same: its title and the intent it says."""

    title: str
    intent: str


@dataclass(frozen=True, slots=True)
class Variation:
    """One wording of a sentence, for a language and, where given, a channel."""

    text: str
    language: str
    channel: str | None
    buttons: tuple[Button, ...] = ()


class Texts:
    """The sentences by name; the default wording is English for any channel."""

    def __init__(self, responses: dict[str, list[dict[str, Any]]]) -> None:
        self._by_name = {name: [_read(entry) for entry in entries] for name, entries in responses.items()}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._by_name)

    def find(self, name: str, *, language: str, channel: str) -> Variation:
        """The best wording: language before channel, the default where nothing fits."""
        if name not in self._by_name:
            raise UnknownResponse(name)

        def fit(variation: Variation) -> tuple[bool, bool]:
            return variation.language == language, variation.channel == channel

        fitting = [v for v in self._by_name[name] if v.language in (language, "en") and v.channel in (channel, None)]
        return max(fitting, key=fit)

    def variations(self, name: str) -> list[Variation]:
        return self._by_name[name]


def _read(entry: dict[str, Any]) -> Variation:
    buttons = tuple(Button(b["title"], b["payload"].lstrip("/")) for b in entry.get("buttons") or ())
    language = (entry.get("metadata") or {}).get("language", "en")
    return Variation(entry.get("text", ""), language, entry.get("channel"), buttons)


def load_domain(root: Path = ROOT) -> dict[str, Any]:
    """The vocabulary in `domain.yml`, each capability's own file in `domain/`, and its sentences in other languages
    in `domain/<language>/`, as one."""
    domain: dict[str, Any] = {}
    for path in [root / "domain.yml", *sorted((root / "domain").glob("*.yml"))]:
        for key, value in _read_yaml(path).items():
            if isinstance(value, dict):
                _add(domain.setdefault(key, {}), value, path=path)
            elif isinstance(value, list):
                domain.setdefault(key, []).extend(value)
            else:
                domain[key] = value
    for folder in sorted(path for path in (root / "domain").iterdir() if path.is_dir()):
        for path in sorted(folder.glob("*.yml")):
            _add_language(domain["responses"], path, language=folder.name)
    return domain


def load_texts(root: Path = ROOT) -> Texts:
    """The sentences of all domain files."""
    return Texts(load_domain(root)["responses"])


def _read_yaml(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=loader))


def _add_language(responses: dict[str, Any], path: Path, *, language: str) -> None:
    """The sentences of one file in another language: a wording by name, or several where channels differ. What stands
    in no domain file is said nowhere; a contract test finds it."""
    for name, wording in _read_yaml(path).items():
        if name not in responses:
            continue
        if any(_read(entry).language == language for entry in responses[name]):
            raise ValueError(f"{path.name} says {name} in {language} a second time")
        entries = [{"text": wording}] if isinstance(wording, str) else wording
        responses[name] = [*responses[name], *({**each, "metadata": {"language": language}} for each in entries)]


def _add(known: dict[str, Any], new: dict[str, Any], *, path: Path) -> None:
    if twice := sorted(set(known) & set(new)):
        raise ValueError(f"{path.name} names again what another domain file has: {', '.join(twice)}")
    known.update(new)
