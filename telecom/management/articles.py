"""How to set up and use services, products and devices, from the operator's articles. [M.3345 5.1.1, A13]"""

from collections.abc import Collection, Sequence

from telecom.model.access import Actor
from telecom.model.articles import Article, OpenQuestion
from telecom.model.authorization import Function
from telecom.ports import Articles, Work
from telecom.support.authorization import access_services

LONGEST_QUESTION = 200


def ask_how_to(
    actor: Actor | None, question: str, *, kind: str | None, language: str, articles: Articles, work: Work
) -> Sequence[Article]:
    """The articles that answer a question, the best first; anybody may ask.

    Those about the kind of service that was named, or else about what the asker has, come before others. A question
    that none answers is counted.
    """
    if kind is not None and (found := articles.find(question, kinds=[kind], language=language)):
        return found
    kinds = _held(actor, work=work)
    found = articles.find(question, language=language)
    if not found:
        count_open_question(question, work=work)
    return sorted(found, key=lambda article: not kinds or not set(article.services) & set(kinds))


def _held(actor: Actor | None, *, work: Work) -> Collection[str]:
    return {service.kind for service in access_services(actor, Function.CHECK, work=work)} if actor else ()


def count_open_question(question: str, *, work: Work) -> None:
    """Count a question that no article answered, in plain small letters without figures that could be private."""
    plain = " ".join("".join(c if c.isalpha() or c.isspace() else " " for c in question.casefold()).split())
    plain = plain[:LONGEST_QUESTION]
    if not plain:
        return
    new = OpenQuestion(question=plain, first_at=work.now, last_at=work.now)
    if not work.of(OpenQuestion).add_once(new, key="question"):
        standing = work.of(OpenQuestion).find(question=plain, lock=True)
        if standing is not None:
            standing.times, standing.last_at = standing.times + 1, work.now


def list_open_questions(*, work: Work, limit: int = 50) -> list[OpenQuestion]:
    """What people asked and no article answered, the most asked first: for the people who write the articles."""
    return work.of(OpenQuestion).list(order="-times,-last_at", limit=limit)
