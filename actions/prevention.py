"""How a charge is kept from coming again: "how do I stop that happening", below a bill that was explained."""

import re
from collections.abc import Sequence
from typing import Any

from actions.asked import Asked
from actions.bill_lines import charges_spoken_of
from actions.frame import Answer, DialtoneAction
from telecom.management.bill_lines import LineTold
from telecom.model.bills import ChargeKind
from telecom.model.utterances import Offered, Utterance, ask_for
from telecom.ports import Work

_PREVENTS = re.compile(
    r"\b(?:stop|avoid|prevent|make sure|keep|ensure|protect)\w*\b.*\b(?:again|happen\w*|future|next (?:time|month)|that"
    r"|this|it|these|those)\b|(?:\b(?:not|never|without|cannot)|n'?t)\b.*\b(?:again|next (?:time|month)|in future)\b"
    r"|\b(?:verhinder|vermeid)\w*|\b(?:nicht|nie)\b.*\b(?:wieder|nochmal|noch mal|mehr) (?:passier|vorkomm|vor)\w*",
    re.I,
)
_ASKS = re.compile(r"\?|\b(?:how|can|could|what|way|want|wie|kann|was|möchte|will)\b", re.I)
# What is begun by itself: paying and contesting are wishes of their own.
_OTHER = re.compile(r"\b(?:pay|dispute|refund|cancel|order|bill|zahl\w*|rechnung\w*|kündig\w*|stornier\w*)\b", re.I)
_LIMITS = {ChargeKind.PREMIUM: "no premium numbers", ChargeKind.INTERNATIONAL: "no international calls"}
_LONGEST = 16


def how_to_prevent(asked: Asked, work: Work) -> Answer | None:
    """What can be switched off or capped against the charges that were just spoken of; None where it is about
    something else. [M.3345 7.4, C6, F14]"""
    if asked.actor is None or not asked.text or len(asked.text.split()) > _LONGEST:
        return None
    if not (_PREVENTS.search(asked.text) and _ASKS.search(asked.text)) or _OTHER.search(asked.text):
        return None
    lines = charges_spoken_of(asked, work)
    if not lines:
        return None
    warn = ask_for("set_alerts", "utter_wish_set_alerts")
    cap = ask_for("set_spending_limit", "utter_wish_set_spending_limit")
    what = dict.fromkeys(each.line.kind for each in lines)
    values = {"charges": [Utterance(f"utter_dispute_kind_{kind.name.lower()}", {"description": _of(lines, kind)})
                          for kind in what]}  # fmt: skip
    return Answer([Utterance("utter_charges_prevented", values, [*_switches(lines), cap, warn])])


def _of(lines: Sequence[LineTold], kind: ChargeKind) -> str:
    return next(each.line.description for each in lines if each.line.kind is kind)


def _switches(lines: Sequence[LineTold]) -> list[Offered]:
    """What ends a kind of charge on its line; one choice for each kind."""
    found: dict[ChargeKind, Offered] = {}
    for each in lines:
        kind = each.line.kind
        own: dict[str, Any] = {"service": each.service_id} if each.service_id else {}
        if kind in found:
            continue
        if kind is ChargeKind.ROAMING:
            own |= {"parameter": "data abroad", "value": False}
            found[kind] = ask_for("configure_service", "utter_choice_data_abroad_off", **own)
        elif kind in _LIMITS:
            limit = _LIMITS[kind]
            found[kind] = ask_for("restrict_calls", f"utter_limit_{limit.replace(' ', '_')}", **own, restriction=limit)
    return list(found.values())


DialtoneAction.below_last.append(how_to_prevent)
