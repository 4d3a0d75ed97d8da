"""Opting in to and out of what we publish, per kind and channel."""

import re
from collections.abc import Sequence
from typing import ClassVar

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.preferences import choose_messages
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

# "Which messages do I get from you?" changes nothing.
_ONLY_ASKS = re.compile(
    r"^\W*(?:(?:so|and|ok|but|und|aber|also)\W+)*(?:which|what|who|do|am|are|why|how|welche\w*|was|wer|warum|wieso|wie"
    r"|bekomme|kriege?|schickt)\b",
    re.I,
)
_DOES = re.compile(
    r"\b(stop|unsubscribe|no more|end|send me|get rid|opt|off|sign me|subscribe|keine?|nicht mehr"
    r"|abbestell\w*|abmeld\w*|anmeld\w*|weg|aus|beenden|los)\b",
    re.I,
)


_POINTS = re.compile(r"(?<!\w)(?:those|these|that|them|this|die|das|diese)(?!\w)", re.I)
_ENDS_ADVERTISING = re.compile(
    r"\b(?:stop|no|end|off|kein\w*|ohne|stopp\w*)\b.*\b(?:promo\w*|marketing|offers?|advert\w*|ads|werb\w*|angebote?)\b"
    r".*\b(?:keep|but not|except|behalt\w*|außer|aber)\b",
    re.I,
)
_OF_OFFERS = frozenset({"show_offers", "recommend_product"})
_WHY_IT_CAME = ("utter_offers_why", "utter_published")


def _just_spoken_of(asked: Asked, work: Work) -> Sequence[str]:
    """ "Stop sending those" below offers is about offers, and about nothing else that we send."""
    is_last = asked.last_wish is not None and asked.last_wish.intent in _OF_OFFERS
    told = messaging.latest_answers(asked.conversation, work=work)
    is_last = is_last or any(each.response.startswith(_WHY_IT_CAME) for each in told)
    about_offers = is_last and _POINTS.search(asked.text)
    return ["promotions"] if about_offers or ends_advertising(asked.text) else ()


def ends_advertising(text: str) -> bool:
    """Whether offers are to end and something else is to go on: "no marketing, but keep the outage alerts"."""
    return _ENDS_ADVERTISING.search(text) is not None


class OptOut(DialtoneAction):
    """Ends kinds of published messages. Nobody has to log in to have fewer of them."""

    called = "action_opt_out"
    wanted: ClassVar[bool] = False

    def answer(self, asked: Asked, work: Work) -> Answer:
        if _ONLY_ASKS.search(asked.text) and not _DOES.search(asked.text):
            choices = [
                ask_for("opt_out", "utter_choice_opt_out"),
                ask_for("opt_in", "utter_choice_opt_in"),
            ]
            return Answer([Utterance("utter_preferences_what", {}, choices)])
        named = asked.every.get("message_kind") or _just_spoken_of(asked, work)
        channel = asked.entities.get("channel")
        said = choose_messages(
            asked.conversation,
            [str(kind) for kind in named],
            channel=str(channel) if channel else None,
            wanted=self.wanted,
            work=work,
        )
        return Answer([said])


# "No more about events" ends them, whatever it was taken for; "I get none any more, I want them back" does not.
_NO_MORE = re.compile(
    r"\b(?:keine?n?|nicht)\b.*\bmehr\b|\bno more\b|\bstop\b|\bdon'?t (?:want|send)\b|\bverzichte\b", re.I
)
_BACK = re.compile(r"\b(?:wieder|again|back|trotzdem|aber|but|still|weiter\w*)\b", re.I)


class OptIn(OptOut):
    """Takes them up again."""

    called = "action_opt_in"
    wanted = True

    def answer(self, asked: Asked, work: Work) -> Answer:
        if _NO_MORE.search(asked.text) and not _BACK.search(asked.text):
            return OptOut().answer(asked, work)
        return super().answer(asked, work)
