"""Ratings, comments, suggestions and wishes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.inventory import kind_of, read_named
from telecom.management.feedback import TASKS, US, give_feedback, product_about, rate, stars, what_is_meant
from telecom.model.feedback import FeedbackKind
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work

_ONLY_SAYS = re.compile(
    r"^\W*((and|so|then|where|who|log|i|id|i'd|can|may|let|me|my|want|would|like|to|have|make|leave|give|file|send|wish|a|an|some|us"
    r"|official|officially|formal|how|do|could|please|for|the|your|team|management|company|staff|about)\W+)*"
    r"(feedback|suggestion|complaint|comment|complain|idea|wish)s?"
    r"(\W+(for|about|to|the|your|you|team|management|company|staff|please|officially|it|that|this))*\W*$",
    re.IGNORECASE,
)
_TASK_NAMES = {"ticket": "utter_feedback_ticket", "order": "utter_feedback_order", "case": "utter_feedback_case"}


class RateService(DialtoneAction):
    """Takes one to five stars; asks for them where none were named."""

    called = "action_rate_service"

    def answer(self, asked: Asked, work: Work) -> Answer:
        product = asked.entities.get("product") or asked.entities.get("provider")
        subject = asked.slots.get("rated_subject")
        about = asked.slots.get("rated") or what_is_meant(
            asked.actor, read_named(asked), product=str(product) if product else None, work=work
        )
        rating = asked.value("rating")
        if not isinstance(rating, int):
            return Answer([Utterance("utter_feedback_how_many", {"about": _said(about, work)}, stars(about, subject))])
        kept = rate(asked.actor, rating, about=about, subject=subject, key=asked.turn_id, work=work)
        choices = [ask_for("give_feedback", "utter_choice_comment")]
        if rating <= 2:
            person = {"action": "action_talk_to_agent"}
            choices.append(Offered(Utterance("utter_choice_talk_to_agent"), ChoiceKind.ACTION, person))
        values = {"stars": kept.rating, "about": _said(about, work)}
        return Answer([Utterance("utter_feedback_rated", values, choices)])


def _said(about: str, work: Work) -> Utterance:
    if (product := product_about(about, work=work)) is not None:
        return Utterance("utter_plain", {"text": product})
    if about in TASKS:
        return Utterance(_TASK_NAMES[about])
    return Utterance("utter_feedback_us") if about == US else kind_of(about)


class GiveFeedbackForm(DialtoneForm):
    """The words, where the message had none but the wish to say something."""

    form = "give_feedback_form"
    form_slots = ("symptom",)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        # Who asks for a person in the middle of it is not complaining of one.
        requested = asked.slots.get("requested_slot") == "symptom" and asked.intent not in ("talk_to_agent", "help")
        if asked.text and (requested or asked.intent == "give_feedback") and not _ONLY_SAYS.match(asked.text):
            return {"symptom": asked.text}
        return {}

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        return self.form_slots


class AskFeedback(DialtoneAction):
    """Asks for the words."""

    called = "action_ask_give_feedback_form_symptom"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_feedback_ask_words")])


class GiveFeedback(DialtoneAction):
    """Keeps what was said; who complains is offered a person."""

    called = "action_give_feedback"
    form_slots = ("symptom",)

    def answer(self, asked: Asked, work: Work) -> Answer:
        provider = asked.entities.get("provider")
        said_of = str(provider) if provider else None
        about = what_is_meant(asked.actor, read_named(asked), product=said_of, work=work)
        text = str(asked.value("symptom") or asked.text)
        kept = give_feedback(asked.actor, text, about=about, key=asked.turn_id, work=work)
        if kept.kind is FeedbackKind.COMPLAINT:
            person = Offered(
                Utterance("utter_choice_talk_to_agent"), ChoiceKind.ACTION, {"action": "action_talk_to_agent"}
            )
            return Answer([Utterance("utter_feedback_complaint", {"number": kept.number}, [person])])
        return Answer([Utterance("utter_feedback_kept", {"number": kept.number})])
