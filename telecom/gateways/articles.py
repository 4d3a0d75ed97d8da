"""Finds how-to articles by plain words. The operator keeps them as Markdown files in a folder of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from telecom.model.articles import Article

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_WORD = re.compile(r"[a-z0-9]+")
_STEP = re.compile(r"^\d+\.\s+(.*)$", re.MULTILINE)
# Of the words of a question that say something, more than this share must stand in an article for it to be an answer;
# who tells a whole story says less of the matter in more words.
ENOUGH, ENOUGH_OF_A_STORY, STORY = 0.5, 0.3, 5
# Words that no article is about, and words that only tell how one article is nearer than another.
_IDLE = frozenset(
    _WORD.findall(
        """how do does did can could would should will please tell show explain what where when which way thing my mine
        i the a an to on in of for it is are am be and or with from one you your there have has got any some if at by
        into that this kindly need want help just dont anything so good as may whats its not know instructions guide
        wants daughter son wife husband mum mother dad father gran nan grandma grandad friend"""
    )
)
_WEAK = frozenset(
    ["set", "setup", "up", "new", "first", "time", "use", "work", "get", "make", "put", "turn", "off", "chang"]
)
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
        self._indexed: list[_Indexed] = []
        self._index: Any = None

    def find(self, question: str, *, kinds: Sequence[str] = (), limit: int = 3) -> Sequence[Article]:
        """The articles that answer a question, the best first; those for one of `kinds` of service only, if any."""
        if self._index is None:
            self._read()
        asked = _words(question)
        if not asked or not self._indexed:
            return []
        scores = self._index.get_scores(asked)
        whole = _plain(question)
        # Who asks it in just the words of an article means that one.
        ranked = sorted(
            zip(scores, self._indexed, strict=True), key=lambda each: (whole not in each[1].questions, -float(each[0]))
        )
        found = [
            each.article
            for score, each in ranked
            if score > 0 and _answers(each, asked) and (not kinds or set(kinds) & set(each.article.services))
        ]
        return found[:limit]

    def get(self, name: str) -> Article | None:
        """An article by its name."""
        if self._index is None:
            self._read()
        return next((each.article for each in self._indexed if each.article.name == name), None)

    def _read(self) -> None:
        import bm25s

        self._indexed = [_index(path) for path in sorted(self._folder.glob("*.md"))]
        index = bm25s.BM25()
        corpus = [[*each.names] * _WEIGHT + [*each.words] for each in self._indexed]
        index.index(corpus or [["nothing"]], show_progress=False)
        self._index = index


def _answers(each: _Indexed, asked: Sequence[str]) -> bool:
    """Whether enough of what was asked stands in an article, at least one word of it in its title or questions."""
    wanted = set(asked) - _WEAK
    enough = ENOUGH if len(wanted) < STORY else ENOUGH_OF_A_STORY
    return bool(wanted & each.names) and len(wanted & (each.words | each.names)) > enough * len(wanted)


def _index(path: Path) -> _Indexed:
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
    return _Indexed(article, frozenset(_words(body)), frozenset(_words(names)), questions)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "")))


def _words(text: str) -> list[str]:
    """The words of a text that say something, in their stem."""
    import Stemmer

    plain = text.casefold().replace("’", "").replace("'", "").replace("wi-fi", "wifi").replace("set-top", "settop")
    plain = plain.replace("set top", "settop").replace("answer phone", "answerphone").replace("voice mail", "voicemail")
    words = [word for word in _WORD.findall(plain) if word not in _IDLE]
    return [str(word) for word in Stemmer.Stemmer("english").stemWords(words)]
