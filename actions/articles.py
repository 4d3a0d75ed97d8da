"""How-to questions: the short answer first, the steps on request."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import KINDS
from actions.use_prices import about_use
from telecom.management.articles import ask_how_to
from telecom.model.articles import Article
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

OTHERS_OFFERED = 2


class AskHowTo(DialtoneAction):
    """Finds the article that answers, says its short answer, and offers the steps."""

    called = "action_ask_how_to"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if told := about_use(asked, work, home=self.telecom.settings.country):
            return Answer(told)
        named = asked.entities.get("service")
        kind = str(named) if named in KINDS else None
        question = asked.text or " ".join(str(value) for value in asked.entities.values())
        found = ask_how_to(
            asked.actor,
            question,
            kind=kind,
            language=asked.conversation.language,
            articles=self.telecom.articles,
            work=work,
        )
        if not found:
            choices = [ask_for("report_fault", "utter_choice_fault"), ask_for("help", "utter_choice_help")]
            return Answer([Utterance("utter_howto_none", {}, choices)])
        return _in_short(found)


def _in_short(found: Sequence[Article]) -> Answer:
    """The short answer of the best, with its steps and the others to choose."""
    best, *others = found
    choices = [_open(best, "utter_choice_steps")] if best.steps else []
    choices += [_open(each, "utter_choice_article", title=each.title) for each in others[:OTHERS_OFFERED]]
    return Answer([Utterance("utter_howto_short", {"title": best.title, "short": best.short}, choices)])


# "And how do I change the password?" below the Wi-Fi for guests is of the Wi-Fi, and of no PIN.
_HOW = re.compile(r"^\W*(?:(?:and|ok|so|but|und|aber|also)\W+)*(?:how|where|wie|wo)\b", re.I)
_TOLD = ("utter_howto_short", "utter_howto_steps")
_UNCLEAR = frozenset({"change_pin", "out_of_scope"})


def below_article(asked: Asked, work: Work) -> Answer | None:
    """A further question on what an article was just about, where it is clear only from that; None else."""
    if asked.intent not in _UNCLEAR or not _HOW.search(asked.text):
        return None
    said = messaging.latest_answers(asked.conversation, work=work)
    told = [str(each.values["title"]) for each in said if each.response in _TOLD]
    if not told:
        return None
    articles, language = DialtoneAction.telecom.articles, asked.conversation.language
    found = articles.find(f"{asked.text} {told[-1]}", language=language, limit=len(told) + OTHERS_OFFERED)
    further = [each for each in found if each.title not in told]
    return _in_short(further) if further else None


DialtoneAction.below_last.append(below_article)


def _open(article: Article, label: str, **values: str) -> Offered:
    return Offered(
        Utterance(label, values), ChoiceKind.ACTION, {"action": ShowArticle.called, "slots": {"article": article.name}}
    )


class ShowArticle(DialtoneAction):
    """The steps of an article."""

    called = "action_show_article"

    def answer(self, asked: Asked, work: Work) -> Answer:
        article = self.telecom.articles.get(str(asked.slots.get("article")), language=asked.conversation.language)
        if article is None:
            return Answer([Utterance("utter_howto_none")])
        steps = [
            Utterance("utter_howto_step", {"number": number, "step": step})
            for number, step in enumerate(article.steps, start=1)
        ]
        choices = [ask_for("report_fault", "utter_choice_fault")]
        values = {"title": article.title, "short": article.short, "steps": steps}
        return Answer([Utterance("utter_howto_steps", values, choices)])
