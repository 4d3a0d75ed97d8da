"""Finds how-to articles by plain words. The operator keeps them as Markdown files in a folder of its own.

Those in another language stand beside the English ones, in a folder with the language's name, under the same names.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from telecom.gateways.articles_words import ENGLISH, SPOKEN, SpokenIn
from telecom.model.articles import Article

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_STEP = re.compile(r"^\d+\.\s+(.*)$", re.MULTILINE)
# Of the words of a question that say something, more than this share must stand in an article for it to be an answer;
# who tells a whole story says less of the matter in more words.
ENOUGH, ENOUGH_OF_A_STORY, STORY = 0.5, 0.3, 5
# Two words written as one, such as "guestwifi", are read apart where both stand in an article, none shorter than this.
SHORTEST_PART = 3
# The title and the ways people ask weigh more than the text below.
_WEIGHT = 3


class WrongArticle(ValueError):
    """A file of the folder is not written as an article; the text says which and why."""


@dataclass(frozen=True, slots=True)
class _Indexed:
    article: Article
    words: frozenset[str]
    names: frozenset[str]
    questions: frozenset[str]


class MarkdownArticles:
    """`telecom.ports.Articles` over a folder, with BM25. Read once; the operator restarts to have changes seen."""

    def __init__(self, folder: Path) -> None:
        # Loading the index library takes a moment: only who looks something up pays for it.
        self._folder = folder
        self._shelves: dict[str, _Shelf] = {}

    def find(
        self, question: str, *, kinds: Sequence[str] = (), language: str = ENGLISH, limit: int = 3
    ) -> Sequence[Article]:
        """The articles that answer a question, the best first; those for one of `kinds` of service only, if any.

        Where the operator keeps none in that language, the English ones are looked through.
        """
        return self._shelf(language).find(question, kinds=kinds, limit=limit)

    def get(self, name: str, *, language: str = ENGLISH) -> Article | None:
        """An article by its name, in English where it is not written in that language."""
        return self._shelf(language).get(name) or self._shelf(ENGLISH).get(name)

    def _shelf(self, language: str) -> "_Shelf":
        folder = self._folder / language
        if language not in SPOKEN or not folder.is_dir():
            folder, language = self._folder, ENGLISH
        if language not in self._shelves:
            self._shelves[language] = _Shelf(folder, SPOKEN[language])
        return self._shelves[language]


class _Shelf:
    """The articles in one language."""

    def __init__(self, folder: Path, spoken: SpokenIn) -> None:
        import bm25s

        self._spoken = spoken
        self._indexed = [_index(path, spoken) for path in sorted(folder.glob("*.md"))]
        self._known = frozenset(word for each in self._indexed for word in each.words | each.names)
        self._index: Any = bm25s.BM25()
        corpus = [[*each.names] * _WEIGHT + [*each.words] for each in self._indexed]
        self._index.index(corpus or [["nothing"]], show_progress=False)

    def find(self, question: str, *, kinds: Sequence[str], limit: int) -> Sequence[Article]:
        asked = [part for word in self._spoken.words(question) for part in self._apart(word)]
        if not asked or not self._indexed:
            return []
        scores = self._index.get_scores(asked)
        whole = _plain(question)
        # Who asks it in just the words of an article means that one.
        ranked = sorted(
            zip(scores, self._indexed, strict=True), key=lambda each: (whole not in each[1].questions, -float(each[0]))
        )
        weak = self._spoken.weak
        found = [
            each.article
            for score, each in ranked
            if score > 0 and _answers(each, asked, weak) and (not kinds or set(kinds) & set(each.article.services))
        ]
        return found[:limit]

    def get(self, name: str) -> Article | None:
        return next((each.article for each in self._indexed if each.article.name == name), None)

    def _apart(self, word: str) -> Sequence[str]:
        """A word no article has, as the two that it is made of, if it is."""
        if word in self._known or word in self._spoken.weak:
            return [word]
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            parts = [self._spoken.stem(word[:cut]), self._spoken.stem(word[cut:])]
            if self._known.issuperset(parts):
                return parts
        return [word]


def _answers(each: _Indexed, asked: Sequence[str], weak: Collection[str]) -> bool:
    """Whether enough of what was asked stands in an article, at least one word of it in its title or questions."""
    wanted = set(asked).difference(weak)
    enough = ENOUGH if len(wanted) < STORY else ENOUGH_OF_A_STORY
    return bool(wanted & each.names) and len(wanted & (each.words | each.names)) > enough * len(wanted)


def _index(path: Path, spoken: SpokenIn) -> _Indexed:
    match = _FRONT.match(path.read_text("utf-8"))
    try:
        if match is None:
            raise WrongArticle(f"{path.name}: no lines between --- at the beginning")
        front = yaml.safe_load(match["front"])
        body = match["body"].strip()
        short = body.split("\n\n", 1)[0].strip()
        article = Article(
            path.stem,
            str(front["title"]),
            " ".join(short.split()),
            tuple(_STEP.findall(body)),
            tuple(front.get("services") or ()),
            tuple(str(device) for device in front.get("devices") or ()),
            tuple(front.get("products") or ()),
        )
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise WrongArticle(f"{path.name}: {error}") from error
    names = " ".join([article.title, *front.get("asked", ()), *article.devices])
    questions = frozenset(_plain(str(each)) for each in front.get("asked", ()))
    return _Indexed(article, frozenset(spoken.words(body)), frozenset(spoken.words(names)), questions)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "")))
