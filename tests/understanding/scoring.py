"""Counting right and wrong: accuracy, macro F1, out-of-scope recall, entity F1, and what is taken for what."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OUT = "out_of_scope"
# Their values are plain words, so their texts are compared.
BY_TEXT = frozenset({"parameter", "value", "group", "person", "address", "symptom", "function", "provider"})


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1."""

    accuracy: float
    macro_f1: float
    out_of_scope_recall: float
    entity_f1: float

    def as_dict(self) -> dict[str, float]:
        return {name: round(getattr(self, name), 4) for name in self.__slots__}


def _f1(right: int, missed: int, wrong: int) -> float:
    return 2 * right / (2 * right + missed + wrong) if right else 0.0


def _entity_key(entity: Mapping[str, Any]) -> tuple[str, str]:
    kind = entity["entity"]
    said = entity["text"].casefold().strip() if kind in BY_TEXT else json.dumps(entity["value"], sort_keys=True)
    return kind, said


def score(expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> Figures:
    """The figures of one run; both sequences in the same order."""
    pairs = [(e["intent"], f["intent"]) for e, f in zip(expected, found, strict=True)]
    by_intent = [
        _f1(
            sum(e == f == intent for e, f in pairs),
            sum(e == intent != f for e, f in pairs),
            sum(f == intent != e for e, f in pairs),
        )
        for intent in sorted({e for e, _ in pairs})
    ]
    outside = [f for e, f in pairs if e == OUT]
    counts = entity_counts(expected, found).values()
    return Figures(
        accuracy=sum(e == f for e, f in pairs) / len(pairs),
        macro_f1=sum(by_intent) / len(by_intent),
        out_of_scope_recall=sum(f == OUT for f in outside) / len(outside),
        entity_f1=_f1(*(sum(c[i] for c in counts) for i in range(3))),
    )


def entity_counts(
    expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[int, int, int]]:
    """Right, missed and wrong per kind of entity; out-of-scope messages do not count, nobody acts on theirs."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for wanted, got in zip(expected, found, strict=True):
        if wanted["intent"] == OUT:
            continue
        a, b = Counter(map(_entity_key, wanted["entities"])), Counter(map(_entity_key, got["entities"]))
        for position, bag in enumerate((a & b, a - b, b - a)):
            for (kind, _), times in bag.items():
                counts[kind][position] += times
    return {kind: (c[0], c[1], c[2]) for kind, c in sorted(counts.items())}


def confusions(
    expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]], *, most: int = 25
) -> Iterable[tuple[str, str, int]]:
    """What was taken for what, most frequent first."""
    pairs = Counter((e["intent"], f["intent"]) for e, f in zip(expected, found, strict=True))
    wrong = [(e, f, times) for (e, f), times in pairs.most_common() if e != f]
    return wrong[:most]
