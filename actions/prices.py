"""What something costs: a product, or calling, texting and using data."""

import re
from dataclasses import replace

from actions.asked import Asked
from actions.bills import asks_of_the_end
from actions.catalogue import (
    choice_utterance,
    details_utterance,
    list_utterance,
    product_choices,
    shelf_choices,
    shelf_label,
)
from actions.choosing import boost_of_size, next_to_named
from actions.contents import about_contents
from actions.explaining import about_the_offer
from actions.frame import Answer, DialtoneAction
from actions.mentioned import products_meant
from actions.ones_own import OF_MY_OWN
from actions.running_out import about_running_out
from actions.use_prices import about_use
from actions.without import told_without
from telecom.management.catalogue import browse
from telecom.management.inventory import list_services
from telecom.management.order_items import find_offering, price_utterance
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging, proposals
from telecom.support.search import products_wanted

# Wishes that cost nothing, whatever they are about: "what will it cost me?" right after one.
# After these the price that is asked for is that of leaving.
_LEAVES = frozenset({"check_contract", "terminate_service"})
_FREE = frozenset(
    {"pause_service", "resume_service", "restrict_calls", "report_fault", "manage_appointment", "activate_sim"}
    | {"report_lost_phone", "port_number", "set_alerts", "authorize_user", "revoke_authorization", "test_service"}
    | {"move_service"}
)
# "What would that cost?" below the figures of a share is about more of it.
CAPACITY = "manage_capacity"


_LEFT_TO_PAY = re.compile(
    r"^(?!.*\bsav(?:e|ing)\b).*(?:\bwithout\b.*\b(?:come to|pay|cost|be|month)\b"
    r"|\b(?:come to|pay|cost|month)\b.*\bwithout\b)",
    re.I,
)
# Somebody who comes to look at a fault asks for no money.
_VISIT = re.compile(r"\b(?:visit|technician|engineer|call ?out|send\w* someone|techniker\w*|besuch\w*|anfahrt)\b", re.I)
# "How much would I pay for that?" while something is offered is about the offer.
_POINTS = re.compile(r"\b(?:that|it|this|das|dafür|dies)\b", re.I)
_MONEY = ("bill", "charges", "spending", "payment", "arrears")
_OF_A_BILL = re.compile(r"\b(?:bills?|invoice|spen[dt]\w*|owe|rechnung\w*)\b", re.I)


def is_about_money(asked: Asked, work: Work) -> bool:
    """Whether a bill or spending is spoken of, in this message or in the last answer."""
    said = messaging.latest_answers(asked.conversation, work=work)
    told = tuple(f"utter_{each}" for each in _MONEY)
    return _OF_A_BILL.search(asked.text) is not None or any(each.response.startswith(told) for each in said)


class AskPrice(DialtoneAction):
    """What a product costs, its terms and options, and how it compares with what one has."""

    called = "action_ask_price"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return self._of_the_talk(asked, work) or self._named(asked, work) or self._of_the_shelves(asked, work)

    def _of_the_talk(self, asked: Asked, work: Work) -> Answer | None:
        """The price of use, of what is offered, of all there is: what the talk so far makes of the question."""
        if not asked.entities.get("product") and (boost := boost_of_size(asked, work)):
            return Answer([details_utterance(asked, boost[0], work)])
        if told := about_use(asked, work, home=self.telecom.settings.country, follows=True):
            return Answer(told)
        if then := about_running_out(asked, work):
            return Answer(then)
        if asks_of_the_end(asked.text) and asked.actor is not None and is_about_money(asked, work):
            return DialtoneAction.named["action_show_current_charges"]().answer(asked, work)
        if _POINTS.search(asked.text) and (offered := about_the_offer(asked, work)):
            return Answer(offered)
        if asked.actor is not None and _LEFT_TO_PAY.search(asked.text):  # "what would that come to without the sports"
            left = told_without(asked, list_services(asked.actor, work=work), work)
            return Answer([left]) if left is not None else None
        return None

    @staticmethod
    def _named(asked: Asked, work: Work) -> Answer | None:
        """The product that is named, or several of it; what has no price."""
        named = next_to_named(asked, work) or asked.entities.get("product")
        if not named and _VISIT.search(asked.text):
            return Answer([Utterance("utter_costs_nothing")])
        if isinstance(named, str):
            wanted = [name for name in products_wanted(asked.text, work=work) if name == named]
            said = details_utterance(asked, named, work)
            if len(wanted) > 1:
                price = find_offering(named, work=work).price.times(len(wanted))
                values = {"count": len(wanted), "product": named, "price": price_utterance(price)}
                return Answer([Utterance("utter_catalogue_several", values), said])
            return Answer([said])
        if (chosen := about_contents(asked, work) or choice_utterance(asked, work)) is not None:
            return Answer([chosen])
        if OF_MY_OWN.search(asked.text) and not proposals.open_proposal(asked.conversation, work=work):
            return DialtoneAction.named["action_list_services"]().answer(asked, work)
        return None

    def _of_the_shelves(self, asked: Asked, work: Work) -> Answer:
        """What is sold of the kind that was named; else what the last answer spoke of, or the last wish costs."""
        category, kind = asked.entities.get("category"), asked.entities.get("service")
        if not category and not kind and (pointed := self._pointed_at(asked, work)) is not None:
            return pointed
        goes_on = asked.last_wish is not None and asked.last_wish.intent == CAPACITY and not asked.entities
        found = (
            [] if goes_on else browse(asked.actor, category=category, service_kind=kind, words=asked.text, work=work)
        )
        if len(found) == 1:
            return Answer([details_utterance(asked, found[0].offering.name, work)])
        if found:
            title = shelf_label(category, kind) if category else Utterance("utter_catalogue_title_found")
            return Answer([list_utterance(title, found)])
        if (offer := proposals.open_proposal(asked.conversation, work=work)) is not None:
            return Answer([Utterance("utter_help_price"), offer.shown])
        return self._of_the_last_wish(asked, work)

    @staticmethod
    def _of_the_last_wish(asked: Asked, work: Work) -> Answer:
        if asked.last_wish is not None and asked.last_wish.intent == CAPACITY:
            return DialtoneAction.named[f"action_{CAPACITY}"]().answer(replace(asked, entities={}), work)
        if asked.last_wish is not None and asked.last_wish.intent in _LEAVES and not asked.entities:
            leaving = replace(asked, entities=dict(asked.last_wish.entities))
            return DialtoneAction.named["action_check_contract"]().answer(leaving, work)
        if asked.last_wish is not None and asked.last_wish.intent in _FREE and not asked.entities:
            return Answer([Utterance("utter_costs_nothing")])
        return Answer([Utterance("utter_catalogue_price_ask", {}, shelf_choices(asked, work))])

    @staticmethod
    def _pointed_at(asked: Asked, work: Work) -> Answer | None:
        """The price of what is offered right now, or of what was just spoken of."""
        if offer := about_the_offer(asked, work):
            return Answer(offer)
        meant = products_meant(asked, work)
        if len(meant) == 1:
            return Answer([details_utterance(asked, meant[0], work)])
        if meant:
            offerings = [find_offering(name, work=work) for name in meant]
            return Answer([Utterance("utter_catalogue_which", {}, product_choices(offerings))])
        return None
