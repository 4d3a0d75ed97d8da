"""Services of one's own: which things shall be one, their name, and that name in later wishes."""

import re
from collections.abc import Mapping
from typing import Any

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from telecom.management.own_inventory import find_own, part_in_words
from telecom.management.own_rests import propose_own_end, propose_own_pause, propose_own_resume
from telecom.management.own_services import (
    PartsFound,
    check_name,
    find_parts,
    propose_other_parts,
    propose_own_service,
    refuse_missing,
)
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.inventory import Service
from telecom.model.own_services import OwnService
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.own_service_said import OwnWish, pieces_of, read_name, read_own_wish, takes_out

SLOTS = ("capabilities", "own_name", "group")
OFFERED_NAMES = ("Home", "Family", "Work")
# What is in `value` where a part is to leave, and how an end is meant.
LEAVES, APART, ALL = "leaves", "apart", "all"
FEWEST = 2


def own_slots(asked: Asked, work: Work) -> Mapping[str, Any] | None:
    """The slots of the form for bundles where a message is about own things as one; None where it is about products
    that are to be ordered."""
    if asked.slots.get("requested_slot") == "own_name" and asked.text:
        return {"own_name": asked.value("own_name") or read_name(asked.text)}
    if asked.value("capabilities"):
        return {}
    if asked.intent != "build_bundle" or not asked.text:
        return None
    own = own_named(asked, work)
    if own is not None:
        value = LEAVES if takes_out(asked.text) else None
        return {"capabilities": pieces_of(asked.text), "own_name": own.name, "group": own.name, "value": value}
    wish = read_own_wish(asked.text)
    if wish is None:
        return None
    if asked.actor is not None and not _is_own(wish, find_parts(asked.actor, wish.pieces, work=work)):
        return None
    return {"capabilities": list(wish.pieces), "own_name": wish.name}


def _is_own(wish: OwnWish, found: PartsFound) -> bool:
    return bool(found.parts) if wish.name else len(found.parts) >= FEWEST and not found.missing


_CHANGES = re.compile(r"\b(?:add|put|include|take|remove|drop|leave)\b", re.I)


def changes_parts(asked: Asked, work: Work) -> bool:
    """Whether a message wants something of one's own in or out of what is put together: "add the voicemail to Home"."""
    return _CHANGES.search(asked.text) is not None and own_named(asked, work) is not None


def propose_change(asked: Asked, work: Work) -> Answer:
    """The proposal that what a message names comes to a service of one's own, or leaves it."""
    own = own_named(asked, work)
    assert own is not None
    found = find_parts(asked.actor, pieces_of(asked.text), work=work)
    refuse_missing(found.missing)
    leaves, turn = takes_out(asked.text), asked.turn_id
    return Answer([propose_other_parts(asked.actor, own.id, parts=found.parts, leaves=leaves, turn_id=turn, work=work)])


def is_about_own(asked: Asked, work: Work) -> bool:
    """Whether what the form has gathered is about own things."""
    pieces = asked.value("capabilities")
    if not pieces or asked.actor is None:
        return False
    wish = OwnWish(pieces, asked.value("own_name"))
    return bool(asked.value("group")) or _is_own(wish, find_parts(asked.actor, pieces, work=work))


def checked_name(name: str, asked: Asked, work: Work) -> str:
    """A name that is free; a BusinessError where it is not."""
    if own_named(asked, work) is None:
        check_name(asked.actor, name, find_parts(asked.actor, asked.value("capabilities") or (), work=work), work=work)
    return name


def own_named(asked: Asked, work: Work, function: Function = Function.CONFIGURE) -> OwnService | None:
    """The service of one's own that a message names, None where it names none."""
    group = asked.value("group")
    return find_own(asked.actor, function, str(group) if group else None, work=work)


class AskOwnName(DialtoneAction):
    """Asks what the whole shall be called."""

    called = "action_ask_build_bundle_form_own_name"

    def answer(self, asked: Asked, work: Work) -> Answer:
        pieces = asked.value("capabilities")
        parts = find_parts(asked.actor, pieces, work=work).parts
        lines = [part_in_words(each, work.of(Service).get(each.service_id), work=work) for each in parts]
        choices = [
            ask_for("build_bundle", "utter_choice_value", {"value": name}, capabilities=pieces, own_name=name)
            for name in OFFERED_NAMES
        ]
        return Answer([Utterance("utter_own_ask_name", {"parts": lines}, choices)])


def propose_own(asked: Asked, work: Work) -> Answer:
    """The proposal to put own things together, or to change what is together."""
    own, pieces = own_named(asked, work), asked.value("capabilities")
    found = find_parts(asked.actor, pieces, work=work)
    refuse_missing(found.missing)
    if own is not None:
        leaves = asked.value("value") == LEAVES
        shown = propose_other_parts(
            asked.actor, own.id, parts=found.parts, leaves=leaves, turn_id=asked.turn_id, work=work
        )
        return Answer([shown])
    name = str(asked.value("own_name"))
    shown = propose_own_service(asked.actor, name=name, parts=found.parts, turn_id=asked.turn_id, work=work)
    return Answer([shown])


def pause_own(asked: Asked, own: OwnService, period: Period, work: Work) -> Answer:
    """The proposal to pause all of it."""
    return Answer([propose_own_pause(asked.actor, own.id, period=period, turn_id=asked.turn_id, work=work)])


def resume_own(asked: Asked, own: OwnService, work: Work) -> Answer:
    """The proposal to take all of it up again."""
    return Answer([propose_own_resume(asked.actor, own.id, turn_id=asked.turn_id, work=work)])


def end_own(asked: Asked, own: OwnService, work: Work) -> Answer:
    """The proposal to end it, once it is known whether its services shall end too."""
    how = asked.value("value")
    if how not in (APART, ALL):
        choices = [
            ask_for("terminate_service", label, {"name": own.name}, group=own.name, value=value)
            for label, value in (("utter_choice_own_apart", APART), ("utter_choice_own_end_all", ALL))
        ]
        return Answer([Utterance("utter_own_which_end", {"name": own.name}, choices)])
    shown = propose_own_end(asked.actor, own.id, with_parts=how == ALL, turn_id=asked.turn_id, work=work)
    return Answer([shown])
