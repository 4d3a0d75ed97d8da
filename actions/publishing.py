"""What is on: offers and news; taking an offer from its message, and why a message came."""

from collections.abc import Sequence
from typing import ClassVar

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction, say
from actions.service_status import OF_WORKS
from telecom.management.offers import NEWS, OFFERS, running_for, take_offer, why_told
from telecom.model.preferences import MessageKind
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work


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


def _campaign(asked: Asked) -> str | None:
    named = asked.slots.get("campaign") or asked.entities.get("campaign")
    return str(named) if named else None
