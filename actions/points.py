"""Points: how many there are, and changing them into credit."""

import re

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.inventory import ask_which, read_meant
from telecom.management.availability import home_place
from telecom.management.order_items import Place, Wanted, find_offering
from telecom.management.order_rules import takers
from telecom.management.ordering import propose_order
from telecom.management.points import PointsReport, propose_exchange, show_points
from telecom.model.catalogue import Offering
from telecom.model.points import SMALLEST_EXCHANGE
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.search import products_wanted

_POINTS = re.compile(r"\b(\d{1,6})\s*(?:of (?:my|the) )?(?:loyalty |bonus |reward )?(?:points?|pts)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(all|everything)\b", re.IGNORECASE)


class RedeemPoints(DialtoneAction):
    """Shows the points and what they are worth; proposes to change so many as were named, or to put them towards what
    was named."""

    called = "action_redeem_points"

    def answer(self, asked: Asked, work: Work) -> Answer:
        report = show_points(asked.actor, work=work)
        wish = str(asked.entities.get("value") or asked.text)
        whole = report.points // SMALLEST_EXCHANGE * SMALLEST_EXCHANGE
        products = [str(each) for each in asked.every.get("product", ())] or products_wanted(asked.text, work=work)
        if products:
            return _towards(asked, find_offering(products[0], work=work), work)
        named = _POINTS.search(wish)
        wanted = int(named[1]) if named else whole if _ALL.search(wish) and whole else None
        if wanted is not None:
            return Answer([propose_exchange(asked.actor, points=wanted, turn_id=asked.turn_id, work=work)])
        values = {
            "points": report.points,
            "worth": report.worth,
            "smallest": SMALLEST_EXCHANGE,
            "ending": _first(report),
        }
        if not whole:
            return Answer([Utterance("utter_points_held_few", values)])
        offered = sorted({SMALLEST_EXCHANGE, whole})
        choices = [
            ask_for("redeem_points", "utter_choice_points", {"points": points}, value=f"{points} points")
            for points in offered
        ]
        return Answer([Utterance("utter_points_held", values, choices)])


def _first(report: PointsReport) -> list[Utterance]:
    """Those that run out first, where not all of them do."""
    if report.ending is None:
        return []
    return [Utterance("utter_points_first_to_end", {"points": report.ending.left, "last_day": report.ending.last_day})]


def _towards(asked: Asked, offering: Offering, work: Work) -> Answer:
    """The order of something, with points going towards its price."""
    if offering.is_base:
        return Answer([Utterance("utter_points_not_for_plans")])
    lines = [] if offering.is_goods else takers(asked.actor, offering, read_meant(asked), work=work)
    if len(lines) > 1:
        return ask_which("redeem_points", lines, product=offering.name)
    wanted = Wanted(offering.name, service_id=lines[0].id if lines else None)
    home = home_place(asked.actor, work=work)
    place = Place(home.name if home else None)
    return Answer([propose_order(asked.actor, [wanted], place=place, points=True, turn_id=asked.turn_id, work=work)])
