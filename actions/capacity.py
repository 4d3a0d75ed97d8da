"""The share of the network that a service has: what is allotted, in use and free, and changing it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import ask_which, read_named
from actions.periods import asked_period
from actions.restrictions import numbers_said
from telecom.bootstrap import Telecom
from telecom.management.calls import recent_load
from telecom.management.capacity import Share, list_shares, propose_share, read_use, said_of
from telecom.management.capacity_boosts import booked_said, propose_boost, propose_end
from telecom.management.inventory import Meant, access_meant
from telecom.model.authorization import Function
from telecom.model.capacity import (
    OVERFLOWS,
    Overflow,
    SharePriority,
    ShareUnit,
    gives_back,
    names_overflow,
    read_overflow,
    read_priority,
    read_wanted,
)
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support import messaging

# Questions about what more would have done, and how the calls are asked whether it was enough.
_ASKS_WHETHER = re.compile(
    r"\b(?:would|will|do (?:we|i)|does it|is it worth|hätten?|würden?|brauchen wir)\b.*"
    r"\b(?:help\w*|difference|need|enough|worth|avoid\w*|prevent\w*|caught|saved|geholfen|helfen|gebracht|nötig|gereicht)\b",
    re.I,
)
_ABOUT_CALLS = frozenset({"analyse_calls", "manage_capacity"})
_ENOUGH = "enough lines"
_GO_ON = re.compile(
    r"\b(?:go|goes|going|send|sent|ring|divert\w*|forward\w*|pass(?:ed)?|roll|transfer\w*)\b.*\b(?:to|on)\b"
    r"|\b(?:weiter(?:leiten|geleitet)?|umleiten|umgeleitet)\b",
    re.I,
)
_MEANT = re.compile(r"\b(?:meant|mean|meinte|meine)\b", re.I)
# Words by which the unit is known where somebody has several shares.
CALLED = {
    ShareUnit.CHANNELS: ("channel", "line", "trunk", "call", "switchboard", "kanal", "kanäle", "leitung", "anruf"),
    ShareUnit.STREAMS: ("stream", "tv", "telly", "tellies", "screen", "watch"),
    ShareUnit.MEGABITS: ("megabit", "mbit", "bandwidth", "guarantee", "broadband", "internet", "link"),
}


class ManageCapacity(DialtoneAction):
    """Shows a share, or proposes another one."""

    called = "action_manage_capacity"

    def answer(self, asked: Asked, work: Work) -> Answer:
        # A choice says by `value` what somebody would have typed.
        text = _with_what_it_corrects(asked) or str(asked.entities.get("value") or "")
        text = f"when full: {text}" if _sends_on(asked, text) else text
        meant, number = _named(asked, text, work)
        shares = _meant(list_shares(asked.actor, meant, work=work), text)
        if (helped := _would_help(asked, text, work)) is not None:
            return helped
        changing = _in_steps([share for share in shares if _changes(share, text)], text)
        if len(changing) > 1:
            changing = _spoken_of(changing, asked, work) or changing
        if not changing:
            shares = _spoken_of(shares, asked, work) or shares
            loads = {share.service.id: _load(share, asked, work) for share in shares}
            return Answer([], follow_up=lambda telecom: _figures(shares, loads, telecom))
        if len(changing) > 1:
            return ask_which(
                "manage_capacity", [share.service for share in changing], value=text,
                period=asked.entities.get("period"), phone_number=number.e164 if number else None,
            )  # fmt: skip
        return Answer([_proposed(asked, changing[0], text, number, work)])


def _would_help(asked: Asked, text: str, work: Work) -> Answer | None:
    """Whether more lines would have helped is told by the calls, and is no wish for them; None for a wish."""
    if not _ASKS_WHETHER.search(text):
        return None
    of = dict(asked.last_wish.entities) if asked.last_wish and asked.last_wish.intent in _ABOUT_CALLS else {}
    again = replace(asked, intent="analyse_calls", entities={**of, **asked.entities}, text=_ENOUGH)
    return DialtoneAction.named["action_analyse_calls"]().answer(again, work)


def _with_what_it_corrects(asked: Asked) -> str:
    """The words; "no, channels I meant" puts right the message before, which says how many."""
    before = list(asked.heard.values())[-2:-1] if _MEANT.search(asked.text) else []
    return " ".join([*before, asked.text])


def _sends_on(asked: Asked, text: str) -> bool:
    """Whether calls are to go to somebody else, below a share: "can they go on to Tom's mobile instead"."""
    is_below = asked.last_wish is not None and asked.last_wish.intent in _ABOUT_CALLS
    return is_below and not names_overflow(text) and _GO_ON.search(text) is not None


def _number_of(named: object, asked: Asked, work: Work) -> list[str]:
    """The number of a mobile of theirs that is named."""
    lines = access_meant(asked.actor, Function.CHECK, Meant(str(named)), work=work) if named else []
    return [each.phone_number.e164 for each in lines[:1] if each.kind == "mobile" and each.phone_number]


def _named(asked: Asked, text: str, work: Work) -> tuple[Meant, PhoneNumber | None]:
    """Which service is meant, and the number to which calls are to be sent on: the last one where overflow is meant."""
    named = asked.entities.get("service")
    if names_overflow(text) and not numbers_said(asked) and (mobile := _number_of(named, asked, work)):
        return Meant(), PhoneNumber(mobile[0])
    numbers = numbers_said(asked)
    if not numbers or not names_overflow(text):
        return read_named(asked), None
    own = numbers[0] if len(numbers) > 1 else None
    return Meant(str(named) if named else None, own), PhoneNumber(numbers[-1])


def _proposed(asked: Asked, share: Share, text: str, number: PhoneNumber | None, work: Work) -> Utterance:
    wanted, period, service_id = _wanted(share, text), asked_period(asked), share.service.id
    if share.boosts and gives_back(text) and (wanted is None or wanted < share.lasting):
        return propose_end(asked.actor, service_id, turn_id=asked.turn_id, work=work)
    if period is not None and wanted is not None and wanted > share.allotted:
        more = wanted - share.allotted + share.lasting
        return propose_boost(asked.actor, service_id, count=more, period=period, turn_id=asked.turn_id, work=work)
    return propose_share(
        asked.actor,
        service_id,
        count=wanted,
        overflow=read_overflow(text, share.terms.unit),
        priority=read_priority(text),
        number=number,
        turn_id=asked.turn_id,
        work=work,
    )


def _meant(shares: Sequence[Share], text: str) -> Sequence[Share]:
    said = text.casefold()
    named = [share for share in shares if any(word in said for word in CALLED[share.terms.unit])]
    return named or shares


def _in_steps(shares: Sequence[Share], text: str) -> Sequence[Share]:
    """Those of which there can be as many as was said: two more are channels, where megabits come in fifties."""
    wanted = {share.service.id: _wanted(share, text) for share in shares}
    fitting = [s for s in shares if ((wanted[s.service.id] or s.allotted) - s.terms.included) % s.terms.step == 0]
    return fitting or shares


def _spoken_of(shares: Sequence[Share], asked: Asked, work: Work) -> list[Share]:
    """The shares that the last answer spoke of, by the choices under it."""
    said = messaging.latest_answers(asked.conversation, work=work)
    named = {(choice.content.get("entities") or {}).get("service") for each in said for choice in each.choices}
    return [share for share in shares if share.service.id in named]


def _load(share: Share, asked: Asked, work: Work) -> list[Utterance]:
    """Whether the channels were enough for the calls of the last thirty days; nothing for other shares."""
    load = recent_load(asked.actor, share.service.id, work=work) if share.terms.unit is ShareUnit.CHANNELS else None
    if load is None:
        return []
    values = {
        "received": load.count.received,
        "lost": load.count.lost,
        "used": round(load.traffic, 1),
        "lines": load.lines,
        "needed": load.needed,
    }
    return [Utterance("utter_capacity_enough" if load.needed <= load.lines else "utter_capacity_too_few", values)]


def _wanted(share: Share, text: str) -> int | None:
    # "Set overflow to voicemail", "give it priority" name no number of units.
    return read_wanted(text, now=share.allotted)


def _changes(share: Share, text: str) -> bool:
    wanted = _wanted(share, text) is not None or read_priority(text) is not None
    back = bool(share.boosts) and gives_back(text)
    return wanted or back or read_overflow(text, share.terms.unit) is not None


def _figures(
    shares: Sequence[Share], loads: Mapping[str, Sequence[Utterance]], telecom: Telecom
) -> Sequence[Utterance]:
    """What is allotted, in use and free now, measured outside any transaction."""
    said = []
    for share in shares:
        reading = read_use(share.service.id, open_work=telecom.open_work, outside=telecom.outside)
        values = {**said_of(share), "price": share.price, "step": share.terms.step, "most": share.terms.most,
                  "booked": booked_said(share), "load": list(loads[share.service.id])}  # fmt: skip
        choices = _choices(share)
        if reading is None:
            said.append(Utterance("utter_capacity_unmeasured", values, choices))
            continue
        values |= {"used": reading.in_use, "free": reading.allotted - reading.in_use, "more": reading.turned_away}
        sent_on = share.settings.overflow is Overflow.OTHER_NUMBER and reading.turned_away
        name = "utter_capacity_full" if reading.turned_away else "utter_capacity"
        name = "utter_capacity_sent_on" if sent_on else name
        said.append(Utterance(name, values, choices))
    return said


def _choices(share: Share) -> list[Offered]:
    step, service = share.terms.step, share.service.id
    choices = []
    if share.allotted + step <= share.terms.most:
        values = {"step": step, "price": share.price}
        choices.append(_say("utter_choice_share_more", f"set to {share.allotted + step}", service, **values))
    if share.allotted - step >= share.terms.included:
        choices.append(_say("utter_choice_share_less", f"set to {share.allotted - step}", service, step=step))
    if share.boosts:
        choices.append(_say("utter_choice_share_end", "give back what is booked", service))
    for overflow in OVERFLOWS[share.terms.unit]:
        if overflow is not share.settings.overflow:
            word = Utterance(f"utter_choice_overflow_{overflow.name.lower()}")
            choices.append(_say("utter_choice_share_overflow", f"when full: {overflow.value}", service, overflow=word))
    high = share.settings.priority is SharePriority.HIGH
    label = "utter_choice_share_normal" if high else "utter_choice_share_first"
    choices.append(_say(label, "normal priority" if high else "high priority", service))
    return choices


def _say(label: str, value: str, service: str, **values: object) -> Offered:
    return ask_for("manage_capacity", label, values, service=service, value=value)
