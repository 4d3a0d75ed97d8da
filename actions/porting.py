"""Bringing a number in and taking it away: which way, which line, which provider, the code; then one proposal."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.inventory import ask_which
from actions.periods import asked_day
from telecom.management.porting import (
    check_incoming,
    lines_with_numbers,
    other_providers,
    propose_bringing,
    propose_leaving,
    provider_named,
)
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

IN, OUT = "in", "out"
# "My PAC is STU123456": whoever has a code already brings a number.
_CODE = re.compile(r"\b[a-z]{3}\s?\d{6}\b", re.IGNORECASE)
_OUT = re.compile(
    r"\b(port out|take (my |the |it )?(old )?(number )?(away|to|with)|leaving|leave|release|away|text me the code|"
    r"(get|give|send|need|want)\b.*\b(pac|porting|code)|my pac\b"
    r"|to (another|a different|a new|my new) (operator|provider|network))\b"
)
_IN = re.compile(
    r"\b(keep|bring|port in|from|come (here|over|to)|switch(ing)? to you|to you|here|my old|import|retain)\b"
)
# "Would I keep my number?" asks what becomes of it, and wants nothing moved.
_KEEPS = re.compile(
    r"\b(?:keep\w*|lose|losing|stays?|same|change|behalte?n?|bleibt|verlier\w*)\b.{0,30}\b(?:numbers?|\w*nummern?)\b"
    r"|\b(?:numbers?|\w*nummern?)\b.{0,30}\b(?:stays?|same|change|keep|kept|lost|behalten|bleib\w*|gleich\w*|weg)\b",
    re.I,
)
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|ok|okay|but|und|also|aber)\W+)*(?:would|wud|will|do|does|can|cani|could|is|what happens|must"
    r"|kann|behalte|bleibt|verliere|muss|wird|darf|geht|ist)\b|\?\s*$",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:provider|network|operator|anbieter|netz|elsewhere|to you|zu euch|zu ihnen|leave|leaving|port\w*|old)\b", re.I
)
_SLOTS = ("value", "service", "phone_number", "provider", "voucher_code", "date")


def way_said(text: str) -> str | None:
    """Whether a number comes or goes, where a message says so."""
    said = text.casefold()
    if _CODE.search(said):
        return IN
    if _OUT.search(said):
        return OUT
    return IN if _IN.search(said) else None


def asks_to_keep(asked: Asked) -> bool:
    """Whether it is only asked what becomes of one's number, not where another one comes from."""
    if asked.entities or asked.intent != "port_number" or not _ASKS.search(asked.text):
        return False
    return _KEEPS.search(asked.text) is not None and _OTHERS.search(asked.text) is None


# "Could I take the number with me?", "how does that go?" want to know it first.
_HOW = re.compile(
    r"\bhow (?:does|do|would|will|can|is|should)\b.{0,30}\b(?:go|work|done|do|it|that|i)\b"
    r"|\bwhat (?:do|would|must) i (?:need|have to)\b"
    r"|\bwie (?:geht|läuft|funktioniert)\b",
    re.I,
)
_MAY = re.compile(
    r"^(?:.*\b(?:and|so|but|,))?\W*(?:can|could|may|would|am|is|do|kann|könnte|darf)\b.{0,20}\b(?:i|we|it|ich|wir)\b"
    r".*\b(?:take|keep|bring|with me|mitnehmen|behalten)\b",
    re.I,
)


def asks_how_to_leave(asked: Asked) -> bool:
    """Whether it is asked if and how a number may go along, before any provider was named."""
    if asked.intent != "port_number" or asked.entities.get("provider") or way_said(asked.text) != OUT:
        return False
    return _HOW.search(asked.text) is not None or _MAY.search(asked.text) is not None


def line_meant(asked: Asked, work: Work) -> Service | None:
    """The line that was chosen, the only one there is, or None where it has to be asked."""
    lines = lines_with_numbers(asked.actor, work=work)
    named = asked.value("service")
    if asked.value("value") == OUT and asked.value("phone_number"):
        lines = [s for s in lines if str(s.phone_number) == str(asked.value("phone_number"))] or lines
    chosen = [each for each in lines if each.id == named]
    return chosen[0] if chosen else lines[0] if len(lines) == 1 else None


class PortNumberForm(DialtoneForm):
    """Which way, which line, which number, which provider and with which code."""

    form = "port_number_form"
    form_slots = ("value", "phone_number", "provider", "voucher_code", "service")
    also_taken = ("date",)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """The way and the code out of the words, and the provider by its name."""
        if asked.intent not in ("port_number", "inform") or not asked.text:
            return {}
        found: dict[str, Any] = {}
        if asked.slots.get("value") not in (IN, OUT):
            found["value"] = way_said(asked.text)
        if code := _CODE.search(asked.text):
            found["voucher_code"] = code.group().replace(" ", "").upper()
        said = asked.text.casefold()
        named = [each.id for each in other_providers(work=work) if each.name.casefold() in said]
        if named or asked.slots.get("requested_slot") == "provider":
            found["provider"] = named[0] if named else asked.text
        return found

    def check_value(self, value: Any, asked: Asked, work: Work) -> Any:
        return value if value in (IN, OUT) else None

    def check_provider(self, value: Any, asked: Asked, work: Work) -> Any:
        return provider_named(str(value), work=work).id

    def check_phone_number(self, value: Any, asked: Asked, work: Work) -> Any:
        way = asked.slots.get("value") or way_said(asked.text)
        return str(value) if way == OUT else str(check_incoming(str(value), work=work))

    def check_voucher_code(self, value: Any, asked: Asked, work: Work) -> Any:
        code = str(value).replace(" ", "").upper()
        return code if _CODE.fullmatch(code) else Utterance("utter_port_code_form")

    def check_service(self, value: Any, asked: Asked, work: Work) -> Any:
        # A kind, "my mobile", says nothing here: only mobile numbers move.
        return value if any(s.id == value for s in lines_with_numbers(asked.actor, work=work)) else None

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        way = asked.slots.get("value")
        if asks_to_keep(asked) or asks_how_to_leave(asked):
            return ()
        try:
            lines = self._lines(asked, work)
            which = [] if line_meant(asked, work) is not None else ["service"]
        except BusinessError:
            return ()
        if not lines:  # nothing is asked of who has no number to move; the action says so
            return ()
        if way is None:
            return ("value",)
        return ("phone_number", "provider", "voucher_code", *which) if way == IN else (*which, "provider")

    @staticmethod
    def _lines(asked: Asked, work: Work) -> list[Service]:
        return lines_with_numbers(asked.actor, work=work)


class AskPortWay(DialtoneAction):
    """Asks whether the number comes or goes."""

    called = "action_ask_port_number_form_value"

    def answer(self, asked: Asked, work: Work) -> Answer:
        choices = [
            ask_for("port_number", "utter_choice_port_in", value=IN),
            ask_for("port_number", "utter_choice_port_out", value=OUT),
        ]
        return Answer([Utterance("utter_port_ask_way", {}, choices)])


class AskPortService(DialtoneAction):
    """Asks which line."""

    called = "action_ask_port_number_form_service"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return ask_which("port_number", lines_with_numbers(asked.actor, work=work), value=asked.slots.get("value"))


class AskPortNumber(DialtoneAction):
    """Asks which number is to come."""

    called = "action_ask_port_number_form_phone_number"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_port_ask_number")])


class AskPortProvider(DialtoneAction):
    """Asks which provider has the number, or is to have it."""

    called = "action_ask_port_number_form_provider"

    def answer(self, asked: Asked, work: Work) -> Answer:
        way = asked.slots.get("value")
        choices = [
            ask_for("port_number", "utter_choice_port_provider", {"provider": p.name}, value=way, provider=p.id)
            for p in other_providers(work=work)
        ]
        name = "utter_port_ask_new_provider" if way == OUT else "utter_port_ask_old_provider"
        return Answer([Utterance(name, {}, choices)])


class AskPortCode(DialtoneAction):
    """Asks for the code that the other provider gave."""

    called = "action_ask_port_number_form_voucher_code"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_port_ask_code")])


class PortNumber(DialtoneAction):
    """Proposes that the number comes or goes."""

    called = "action_port_number"
    in_general = "utter_port_in_general"
    form_slots = _SLOTS

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asks_to_keep(asked):
            return Answer([Utterance("utter_port_keeps")])
        if asks_how_to_leave(asked):
            leaves = ask_for("port_number", "utter_choice_port_out", value=OUT)
            return Answer([Utterance("utter_port_how_to_leave", {}, [leaves])])
        line = line_meant(asked, work)
        if line is None:
            return Answer([Utterance("utter_port_no_line")])
        day, partner = asked_day(asked.value("date")), str(asked.value("provider"))
        if asked.value("value") == OUT:
            shown = propose_leaving(asked.actor, line.id, partner_id=partner, day=day, turn_id=asked.turn_id, work=work)
            return Answer([shown])
        shown = propose_bringing(
            asked.actor,
            line.id,
            number=str(asked.value("phone_number")),
            partner_id=partner,
            code=str(asked.value("voucher_code")),
            day=day,
            turn_id=asked.turn_id,
            work=work,
        )
        return Answer([shown])
