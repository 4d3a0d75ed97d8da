"""A new SIM or eSIM, its activation; a lost phone, blocked, found again; the PUK."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import AskService, ServiceForm, ask_which, read_meant
from telecom.management.inventory import Meant, label_of
from telecom.management.lost_phones import access_puk, propose_block, propose_unblock, tell_puk
from telecom.management.sims import (
    NoSimWaits,
    find_reserved,
    is_blocked,
    lacks_address,
    lines_with_sim,
    propose_activation,
    propose_new_sim,
)
from telecom.model.inventory import Service
from telecom.model.sims import SimKind
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_PUK = re.compile(r"\bpuk\b|\b(sim|pin)\b.{0,25}\b(locked|wrong|blocked itself)\b|\bwrong\b.{0,20}\bpin\b", re.I)
_FOUND = re.compile(
    r"\b(found|unblock\w*|unbar\w*|turned up|(got|gave).{0,20}\bback|lift|take the block off|work again)\b", re.I
)
_ESIM = re.compile(r"\be-?\s?sim\b|\bqr\b", re.I)
_CARD = re.compile(r"\b(sim[ -]card|card by post|by post|plastic|nano|physical sim|normal sim|real sim)\b", re.I)
_ANOTHER = re.compile(r"\b(another|order|replace|replacement|send me)\b", re.I)
_WORN = re.compile(
    r"\b(?:replac\w*|new|another)\b.*\b(?:sim ?cards?|sim|card|e-?sim)\b"
    r"|\b(?:sim ?card|sim|card)\b.*\b(?:broken?|cracked|scratched|damaged|snapped"
    r"|worn|faulty|kaputt|defekt)\b|\b(?:ersatz|neue)\w*\b.*\b(?:sim|karte)\b",
    re.I,
)
_GONE = re.compile(
    r"\b(?:lost|los[te]\w*|stol\w*|nick\w*|missing|gone|block\w*|puk|pin|found|verloren|gestohlen|weg)\b", re.I
)
_ADDRESS = re.compile(r"(?=.*\d)(?:\S+\s+){1,}\S+")
_POST = re.compile(r"\b(post|send|card|order|nano|plastic)\b", re.I)


def sim_said(text: str) -> SimKind | None:
    """The kind of SIM that a text names: an eSIM, or a card by post."""
    if _ESIM.search(text):
        return SimKind.ESIM
    return SimKind.CARD if _CARD.search(text) else None


# What would be done if it happened one day.
_IF = re.compile(
    r"\b(?:if|in case|should|falls|wenn)\b.*\b(?:lose|lost|gets?|got|is|were|stolen|nicked|verlier\w*|gestohlen)\b",
    re.I,
)
_HAPPENED = re.compile(r"\b(?:i'?ve|i have|i|was|has been|habe) (?:just )?(?:lost|stolen|nicked|verloren)\b", re.I)


def asks_what_if(asked: Asked) -> bool:
    """Whether nothing is lost, and it is only asked what to do then."""
    return _IF.search(asked.text) is not None and _HAPPENED.search(asked.text) is None


class ReportLostPhoneForm(ServiceForm):
    """Which line; nothing else is asked while a phone may be in wrong hands."""

    form = "report_lost_phone_form"

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        return () if asks_what_if(asked) else super().needed(asked, work)

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return lines_with_sim(asked.actor, meant, work=work, own=True)


class AskLostLine(AskService):
    """Asks which phone."""

    called = "action_ask_report_lost_phone_form_service"
    asks_for = ReportLostPhoneForm


class ReportLostPhone(DialtoneAction):
    """Proposes to block the SIM, to open it again, or tells the PUK."""

    called = "action_report_lost_phone"
    form_slots = ("service", "phone_number")

    def answer(self, asked: Asked, work: Work) -> Answer:
        if asks_what_if(asked):
            return Answer([Utterance("utter_sim_if_lost")])
        if _WORN.search(asked.text) and not _GONE.search(asked.text):  # nobody else has it: a new one is all it takes
            return ActivateSim().answer(asked, work)
        services = lines_with_sim(asked.actor, read_meant(asked), work=work, own=True)
        what = _wish(asked)
        if len(services) > 1:
            return ask_which("report_lost_phone", services, **({what: True} if what else {}))
        line = services[0]
        if what == "puk":
            return self._puk(asked, line, work)
        propose = propose_unblock if what == "found" else propose_block
        return Answer([propose(asked.actor, line.id, turn_id=asked.turn_id, work=work)])

    def _puk(self, asked: Asked, line: Service, work: Work) -> Answer:
        service = access_puk(asked.actor, line.id, work=work)
        chat, turn = asked.conversation.id, asked.turn_id

        def follow_up(telecom: Any) -> Sequence[Utterance]:
            return tell_puk(service, chat, turn_id=turn, open_work=telecom.open_work, outside=telecom.outside)

        return Answer([], follow_up=follow_up)


def _wish(asked: Asked) -> str | None:
    """Whether the phone was found or a PUK is wanted; None where it is lost."""
    for name, pattern in (("puk", _PUK), ("found", _FOUND)):
        if asked.entities.get(name) or pattern.search(asked.text):
            return name
    return None


class ActivateSimForm(ServiceForm):
    """Which line."""

    form = "activate_sim_form"
    form_slots = ("service", "address")
    also_taken = ("phone_number", "sim_kind")

    def candidates(self, meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
        return _needing(meant, asked, work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """The kind of SIM that was said, and the address where it was asked for."""
        found = dict(super().filled(asked, work))
        kind = _kind(asked) if asked.intent == "activate_sim" else None
        if kind is not None:
            found["sim_kind"] = kind.value
        if asked.slots.get("requested_slot") == "address" and _ADDRESS.search(asked.text):
            found["address"] = asked.text.strip(" .!?")
        return found

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        lines = self._found(read_meant(asked), asked, work)
        if len(lines) != 1 or asked.value("sim_kind") != SimKind.CARD.value:
            return super().needed(asked, work)
        return ("address",) if lacks_address(asked.actor, lines[0].id, work=work) else ()


def _needing(meant: Meant, asked: Asked, work: Work) -> Sequence[Service]:
    """The lines that were meant; where none was named, the one whose SIM is blocked: that is what needs a new one."""
    found = lines_with_sim(asked.actor, meant, work=work)
    blocked = [line for line in found if is_blocked(line, work=work)] if meant == Meant() else []
    return blocked if len(blocked) == 1 else found


class AskSimLine(AskService):
    """Asks on which line the SIM is to run."""

    called = "action_ask_activate_sim_form_service"
    asks_for = ActivateSimForm


class AskSimAddress(DialtoneAction):
    """Asks where a card is to be sent."""

    called = "action_ask_activate_sim_form_address"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([Utterance("utter_sim_ask_address")])


class ActivateSim(DialtoneAction):
    """Proposes to activate the SIM that waits, or to get one."""

    called = "action_activate_sim"
    in_general = "utter_sim_in_general"
    form_slots = ("service", "phone_number", "address", "sim_kind")

    def answer(self, asked: Asked, work: Work) -> Answer:
        services = _needing(read_meant(asked), asked, work)
        kind = _kind(asked)
        if len(services) > 1:
            return ask_which("activate_sim", services, sim_kind=kind.value if kind else None)
        line = services[0]
        waits = find_reserved(line, work=work)
        # A word about an eSIM is no wish for a second one while the first waits.
        if kind is not None and (waits is None or waits.kind is not kind or asked.entities.get("sim_kind")):
            told = asked.value("address")
            address = str(told) if told else None
            shown = propose_new_sim(asked.actor, line.id, kind=kind, address=address, turn_id=asked.turn_id, work=work)
            return Answer([shown])
        try:
            return Answer([propose_activation(asked.actor, line.id, turn_id=asked.turn_id, work=work)])
        except NoSimWaits as none:
            choices = [
                ask_for("activate_sim", "utter_choice_esim", service=line.id, sim_kind=SimKind.ESIM.value),
                ask_for("activate_sim", "utter_choice_sim_card", service=line.id, sim_kind=SimKind.CARD.value),
            ]
            return Answer([Utterance(none.name, {"service": label_of(line)}, choices)])


def _kind(asked: Asked) -> SimKind | None:
    """The kind of new SIM that is wanted; None where it was not said."""
    told = asked.value("sim_kind")
    if told:
        return SimKind(str(told))
    if _ESIM.search(asked.text):
        return SimKind.ESIM
    wants = re.search(r"\b(new|another|order|replace\w*|broken|damaged|scratched|cracked)\b", asked.text, re.I)
    return SimKind.CARD if _POST.search(asked.text) and wants else None
