"""Becoming a customer."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.catalogue import order_it
from actions.forms import REQUESTED_SLOT, DialtoneForm
from actions.frame import Answer, DialtoneAction, say
from actions.mentioned import products_of
from telecom.management.accounts import request_account
from telecom.management.order_items import find_offering
from telecom.management.profile import read_name, show_profile
from telecom.model.catalogue import Offering
from telecom.model.messaging import NUMBERED_CHANNELS
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

# What no name or address begins with, or has in it: a question, a refusal.
_NO_ANSWER = re.compile(
    r"^\W*(?:not|no|never|actually|maybe|later|wait|stop|bye|thanks|lol|haha|why|what\w*|who\w*|how\w*|when\w*|where\w*"
    r"|is|are|can|could|do|does|show|tell|give|i(?:'?d| would)? (?:want|need|like|wish)|let me)\b|\?\s*$"
    r"|\b(?:not now|think about|never mind)\b",
    re.I,
)
# A name is a few words, none of them one of those that sentences are made of; an address has a number or a comma.
_IS_NAME = re.compile(
    r"^(?!.*\b(?:and|or|which|the|for|with|to|this|that|these|one|ones|it|more|good|fee|free|cheap\w*|bigger|between|them"
    r"|before|of|on|in|please|sim|phone|price\w*|me|my|up|us|you|ok|okay|yes|yeah|sure|join|start|und|oder|der|die|das|für|mit|bitte)\b)\W*(?:[^\W\d_][\w'.’-]*\W*){1,5}$",
    re.I,
)
_IS_PLACE = re.compile(r"\d|,")
# "What do you need from me?", "do I have to give an e-mail?" while somebody becomes a customer.
_ASKS_WHAT_FOR = re.compile(
    r"^\W*(?:(?:and|so|but|ok|wait|um+|und|aber)\W+)*"
    r"(?:what|which|why|how come|do|must|is|are|was|welche\w*|warum|wieso|wozu|muss|braucht?)\b"
    r".*\b(?:need\w*|give|tell|have to|must|want|for|address|e-?mail|id|passport|documents?|details?|data|brauch\w*"
    r"|angeben|adresse|daten|ausweis|wozu|dafür)\b"
    r"|\b(?:why|warum|wieso|wozu)\b.{0,30}$",
    re.I,
)
_LONGEST = 14
# What is asked of these is about what is sold.
_OF_THE_SHOP = frozenset({"ask_price", "browse_catalogue", "recommend_product", "check_availability", "order_product"})
# So far back stands what was spoken of before somebody told who they are.
_TURNS_BACK = 7


# "Do I need an account just to ask?"
_WHETHER_NEEDED = re.compile(
    r"\b(?:do|must|have|does|is|muss|brauche?)\b.{0,20}"
    r"\b(?:need|have to|must|sign up|register|necessary|konto|account)\b"
    r".*\b(?:ask\w*|question\w*|look\w*|brows\w*|talk\w*|chat\w*|fragen?|schauen)\b"
    r"|\bwithout (?:an? )?(?:account|signing up|registering)\b|\bohne (?:konto|anmeldung)\b",
    re.I,
)
_JOINS = ask_for("request_account", "utter_choice_become_customer")


def asks_whether_needed(asked: Asked) -> bool:
    """Whether it is asked if an account is needed at all."""
    return _WHETHER_NEEDED.search(asked.text) is not None


class RequestAccountForm(DialtoneForm):
    """Name, phone number and address; the language where it is said."""

    form = "request_account_form"
    form_slots = ("person", "phone_number", "address")
    also_taken = ("language",)
    for_anybody = True

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        return () if asked.actor is not None or asks_whether_needed(asked) else self.form_slots

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """The whole answer is the name or the address, where that was asked and nothing else was read in it; a chat
        that has a number needs none to be typed."""
        found: dict[str, Any] = {}
        if asked.conversation.channel in NUMBERED_CHANNELS and not asked.slots.get("phone_number"):
            found["phone_number"] = asked.entities.get("phone_number") or asked.conversation.address
        requested, text = asked.slots.get(REQUESTED_SLOT), asked.text.strip(" .!?")
        is_answer = bool(text) and asked.intent != "request_account" and not _NO_ANSWER.search(text)
        is_answer = is_answer and (_IS_NAME if requested == "person" else _IS_PLACE).search(text) is not None
        if requested in ("person", "address") and is_answer and asked.entities.get(requested) is None:
            found[requested] = text
        return found

    def check_person(self, value: Any, asked: Asked, work: Work) -> Any:
        read_name(str(value))
        return value


class AskName(DialtoneAction):
    """Says what is needed, and asks for the name."""

    called = "action_ask_request_account_form_person"
    for_anybody = True

    def answer(self, asked: Asked, work: Work) -> Answer:
        return say("utter_account_ask_name")


class AskPhone(DialtoneAction):
    """Asks for the phone number."""

    called = "action_ask_request_account_form_phone_number"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return say("utter_account_ask_phone")


class AskAddress(DialtoneAction):
    """Asks for the address."""

    called = "action_ask_request_account_form_address"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return say("utter_account_ask_address")


class RequestAccount(DialtoneAction):
    """Opens the account once the number is proved."""

    called = "action_request_account"
    form_slots = ("person", "phone_number", "address", "language")
    for_anybody = True

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asked.actor is not None:
            profile = show_profile(asked.actor, work=work)
            return say("utter_account_have", name=profile.name, customers=profile.customers or ["-"])
        if asks_whether_needed(asked):
            return Answer([Utterance("utter_account_not_needed", {}, [_JOINS])])
        missing = [name for name in RequestAccountForm.form_slots if asked.value(name) is None]
        if missing:
            return AskName().answer(asked, work)
        language = asked.value("language")
        made = request_account(
            asked.conversation,
            name=str(asked.value("person")),
            number=PhoneNumber(str(asked.value("phone_number"))),
            address=str(asked.value("address")),
            language=str(language) if language else None,
            work=work,
        )
        values: dict[str, Any] = {"name": made.person.given_name, "customer": made.customer.number}
        if made.stood_before:
            return Answer([Utterance("utter_account_stood", values)])
        wanted = _spoken_of(asked, work)
        values |= {"full": made.person.name, "number": made.person.phone_number, "address": made.person.address}
        values["next"] = Utterance("utter_account_what_next")
        choices = [
            ask_for("browse_catalogue", "utter_choice_browse"),
            ask_for("check_availability", "utter_choice_at_home"),
        ]
        if wanted is not None:
            choices = [order_it(wanted), choices[0]]
            values["next"] = Utterance("utter_account_go_on", {"product": wanted.name})
        return Answer([Utterance("utter_account_opened", values, choices)])


def _spoken_of(asked: Asked, work: Work) -> Offering | None:
    """The one plan that was spoken of before the account was opened: it is most likely wanted now."""
    for said in messaging.answers_lately(asked.conversation, turns=_TURNS_BACK, work=work):
        names = products_of(said)
        if names:
            found = find_offering(names[0], work=work) if len(names) == 1 else None
            return found if found is not None and found.is_base else None
    return None


def about_the_account(asked: Asked, work: Work) -> Answer | None:
    """What is needed of somebody who is just becoming a customer, and what for; None where they ask nothing of it."""
    if asked.actor is not None or len(asked.text.split()) > _LONGEST or not _ASKS_WHAT_FOR.search(asked.text):
        return None
    is_asked = asked.conversation.form == RequestAccountForm.form
    is_proving = (asked.conversation.waiting or {}).get("kind") == "contact"
    if not (is_asked or is_proving) or asked.intent in _OF_THE_SHOP:
        return None
    return say("utter_account_needs")


DialtoneAction.below_last.append(about_the_account)
