"""Shows and changes what is known of the person."""

import re
from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction, say
from telecom.management.profile import (
    Profile,
    change_address,
    change_email,
    change_language,
    change_name,
    change_phone_number,
    change_time_zone,
    show_profile,
)
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.time_zones import city_of, zone_said
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

LANGUAGES = ("en", "de")
_ABOUT_TIME = re.compile(r"time ?-?zone|zeitzone", re.IGNORECASE)
_ONLY_NUMBER = re.compile(
    r"\b(?:what|which|whats|what's|tell me|need|welche|wie)\b(?:(?!customer|account|contract).){0,25}"
    r"\b(?:(?:phone |mobile )?number|(?:handy|telefon)?nummer)\b"
    r"(?!.*\b(?:address|email|details|customer|adresse|daten|kundennummer)\b)",
    re.I,
)
_CUSTOMER_NUMBER = re.compile(
    r"\b(?:customer|account|contract|client) (?:number|no|nr|id)\b|\b(?:kunden|vertrags)nummer\b", re.I
)
CHANGEABLE = ("email", "phone_number", "address", "person", "language")


class ShowProfile(DialtoneAction):
    """Name, numbers, contact data and language, and where each preference is changed."""

    called = "action_show_profile"

    def answer(self, asked: Asked, work: Work) -> Answer:
        profile = show_profile(asked.actor, work=work)
        if _ONLY_NUMBER.search(asked.text) and profile.phone_number is not None:
            more = ask_for("show_profile", "utter_wish_show_profile")
            return Answer([Utterance("utter_profile_number", {"number": profile.phone_number}, [more])])
        if _CUSTOMER_NUMBER.search(asked.text) and profile.customers:
            more = ask_for("show_profile", "utter_wish_show_profile")
            return Answer([Utterance("utter_profile_customer_number", {"customers": profile.customers}, [more])])
        values = {
            "name": profile.name,
            "number": profile.phone_number or "-",
            "email": profile.email or "-",
            "address": profile.address or "-",
            "language": language_name(profile.language),
            "zone": city_of(profile.time_zone or work.zone.key),
            "customers": profile.customers or ["-"],
            "bills": _bills(profile),
            "kinds": [Utterance(f"utter_preferences_{kind.value}") for kind in profile.kinds]
            or [Utterance("utter_profile_no_messages")],
        }
        choices = [
            ask_for("update_profile", "utter_choice_change_details"),
            ask_for("set_e_bill", "utter_choice_bill_preference"),
            ask_for("opt_out", "utter_choice_message_preference"),
        ]
        return Answer([Utterance("utter_profile", values, choices)])


def _bills(profile: Profile) -> Utterance:
    if not profile.has_bills:
        return Utterance("utter_profile_no_bills")
    if profile.bills_to is None:
        return Utterance("utter_profile_bills_on_paper")
    return Utterance("utter_profile_bills_by_mail", {"address": profile.bills_to})


def language_name(language: str) -> Utterance:
    """A language by its name, or its code where it has none here."""
    if language in LANGUAGES:
        return Utterance(f"utter_language_{language}")
    return Utterance("utter_plain", {"text": language})


class UpdateProfileForm(DialtoneForm):
    """What is to change, and to what; asked only where nothing was said."""

    form = "update_profile_form"
    form_slots = ("email",)
    also_taken = ("phone_number", "address", "person", "language")

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        is_said = _ABOUT_TIME.search(asked.text) or any(asked.value(name) is not None for name in CHANGEABLE)
        return () if is_said else ("email",)


class AskDetail(DialtoneAction):
    """Asks what should change."""

    called = "action_ask_update_profile_form_email"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return say("utter_profile_ask_what")


class UpdateProfile(DialtoneAction):
    """Changes what was named. A new number or address is proved by a code that goes there."""

    called = "action_update_profile"
    form_slots = CHANGEABLE

    def answer(self, asked: Asked, work: Work) -> Answer:
        if _ABOUT_TIME.search(asked.text):
            zone = zone_said(asked.text)
            return Answer([change_time_zone(asked.actor, zone, work=work)]) if zone else say("utter_profile_ask_zone")
        said: list[Utterance] = []
        # What a code has to prove comes first: the whole wish is taken up again after it.
        if email := asked.value("email"):
            said.append(change_email(asked.actor, str(email), work=work))
        if number := asked.value("phone_number"):
            said.append(change_phone_number(asked.actor, PhoneNumber(str(number)), work=work))
        if address := asked.value("address"):
            said.append(change_address(asked.actor, str(address), work=work))
        if name := asked.value("person"):
            said.append(change_name(asked.actor, str(name), work=work))
        if language := asked.value("language"):
            said.append(_change_language(asked, language, work))
        return Answer(said or [Utterance("utter_profile_ask_what")])


def _change_language(asked: Asked, language: Any, work: Work) -> Utterance:
    if language not in LANGUAGES:
        return Utterance("utter_profile_language_unknown")
    return change_language(asked.actor, asked.conversation, str(language), work=work)


class SetLanguage(DialtoneAction):
    """Another language; asks which where none was named."""

    called = "action_set_language"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if language := asked.value("language"):
            return Answer([_change_language(asked, language, work)])
        choices = [ask_for("set_language", f"utter_language_{each}", language=each) for each in LANGUAGES]
        return Answer([Utterance("utter_profile_ask_language", {}, choices)])
