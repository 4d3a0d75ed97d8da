"""What is on: offers and news; taking an offer from its message, and why a message came."""

import re
from collections.abc import Sequence
from typing import ClassVar

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction, say
from actions.service_status import OF_WORKS
from telecom.management.offers import NEWS, OFFERS, running_for, take_offer, why_told
from telecom.model.preferences import MessageKind
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging


class ShowOffers(DialtoneAction):
    """The offers that are on for whoever asks, each to be taken by its button."""

    called = "action_show_offers"
    kinds: ClassVar[Sequence[MessageKind]] = OFFERS
    offers: ClassVar[bool] = True

    def answer(self, asked: Asked, work: Work) -> Answer:
        found = running_for(asked.actor, self.kinds, offers=self.offers, work=work)
        if found:
            return Answer(found)
        if self.offers:
            choices = [
                ask_for("recommend_product", "utter_wish_recommend_product"),
                ask_for("browse_catalogue", "utter_wish_browse_catalogue"),
            ]
            return Answer([Utterance("utter_offers_none", {}, choices)])
        return say("utter_offers_no_news")


class ShowNews(ShowOffers):
    """Announcements, events and notices that are on."""

    called = "action_show_news"
    kinds = NEWS
    offers = False

    def answer(self, asked: Asked, work: Work) -> Answer:
        # Work on the network is told with how one's own services stand.
        if asked.actor is not None and OF_WORKS.search(asked.text):
            return DialtoneAction.named["action_check_service_status"]().answer(asked, work)
        return super().answer(asked, work)


class TakeOffer(DialtoneAction):
    """Proposes to order what a message offered."""

    called = "action_take_offer"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([take_offer(asked.actor, campaign_id=_campaign(asked), turn_id=asked.turn_id, work=work)])


class WhyMessage(DialtoneAction):
    """Says why a published message came."""

    called = "action_why_message"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([why_told(asked.actor, campaign_id=_campaign(asked), work=work)])


# "Why do you send me these ads?"; below what was said of messages the word for them may be a pointer.
_WHY = re.compile(r"\b(?:why|how come|what for|who decided|warum|wieso|weshalb|weswegen|wozu|woher)\b", re.I)
_COMES = re.compile(
    r"\b(?:get\w*|got|send\w*|sent|receiv\w*|text\w*|krieg\w*|bekomm\w*|schick\w*|kommt|kommen)\b", re.I
)
_MESSAGES = re.compile(
    r"\b(?:offers?|ads?|adverts?|advertising|promo\w*|spam|marketing|newsletters?|werb\w*|angebote?n?|aktionen|reklame)\b",
    re.I,
)
_POINTER = re.compile(r"\b(?:them|these|those|this|that|die|das|diese|sowas|solche|sie)\b", re.I)
_OF_MESSAGES = ("preferences_", "published", "offers_", "campaign")
_OF_MONEY = re.compile(r"\b(?:bill\w*|charg\w*|rechnung\w*|kost\w*|pay\w*|zahl\w*|credit|guthaben)\b", re.I)


def below_messages(asked: Asked, work: Work) -> Answer | None:
    """Why what we publish comes, where that is asked in words; None else."""
    text = asked.text
    if not (_WHY.search(text) and _COMES.search(text)) or _OF_MONEY.search(text):
        return None
    said = messaging.latest_answers(asked.conversation, work=work)
    told = any(each.response.removeprefix("utter_").startswith(_OF_MESSAGES) for each in said)
    if not _MESSAGES.search(text) and not (told and _POINTER.search(text)):
        return None
    return Answer([why_told(asked.actor, work=work)])


DialtoneAction.below_last.append(below_messages)


def _campaign(asked: Asked) -> str | None:
    named = asked.slots.get("campaign") or asked.entities.get("campaign")
    return str(named) if named else None
