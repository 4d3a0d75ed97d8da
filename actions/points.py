"""Points: how many there are, and changing them into credit."""

import re

from actions.frame import Answer, Asked, DialtoneAction
from telecom.management.points import propose_exchange, show_points
from telecom.model.points import SMALLEST_EXCHANGE
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_POINTS = re.compile(r"\b(\d{1,6})\s*(?:of (?:my|the) )?(?:loyalty |bonus |reward )?(?:points?|pts)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(all|everything)\b", re.IGNORECASE)


class RedeemPoints(DialtoneAction):
    """Shows the points and what they are worth; proposes to change so many as were named."""

    called = "action_redeem_points"

    def answer(self, asked: Asked, work: Work) -> Answer:
        report = show_points(asked.actor, work=work)
        wish = str(asked.entities.get("value") or asked.text)
        whole = report.points // SMALLEST_EXCHANGE * SMALLEST_EXCHANGE
        named = _POINTS.search(wish)
        wanted = int(named[1]) if named else whole if _ALL.search(wish) and whole else None
        if wanted is not None:
            return Answer([propose_exchange(asked.actor, points=wanted, turn_id=asked.turn_id, work=work)])
        values = {"points": report.points, "worth": report.worth, "smallest": SMALLEST_EXCHANGE}
        if not whole:
            return Answer([Utterance("utter_points_held_few", values)])
        offered = sorted({SMALLEST_EXCHANGE, whole})
        choices = [
            ask_for("redeem_points", "utter_choice_points", {"points": points}, value=f"{points} points")
            for points in offered
        ]
        return Answer([Utterance("utter_points_held", values, choices)])
