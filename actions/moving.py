"""Moving house: where to, which services come along, from when; then one proposal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from actions.appointments import visit_told_last
from actions.asked import Asked
from actions.forms import DialtoneForm
from actions.frame import Answer, DialtoneAction
from actions.periods import asked_day
from telecom.management.availability import find_place, may_name_place, places_served
from telecom.management.moving import MoveAhead, check_move, movable, move_ahead, propose_move, propose_other_day
from telecom.management.order_items import Place
from telecom.model.inventory import Service
from telecom.model.other_days import day_corrected, says_shift
from telecom.model.utterances import Utterance, ask_for
from telecom.model.wire import read_period
from telecom.ports import Work


def coming_along(asked: Asked, work: Work) -> list[Service]:
    """The services that were meant, or all at home."""
    named = asked.value("service")
    kind = str(named) if named else None
    if named and any(s.id == named for s in movable(asked.actor, work=work)):
        return movable(asked.actor, service_id=kind, work=work)
    return movable(asked.actor, kind=kind, work=work)


def _meant_ahead(asked: Asked, work: Work) -> MoveAhead | None:
    """The move that is ordered, where no other place is meant: then it is about its day."""
    ahead = move_ahead(asked.actor, work=work) if asked.actor is not None else None
    place = asked.value("place")
    return ahead if ahead is not None and place in (None, ahead.place) else None


class MoveServiceForm(DialtoneForm):
    """Where to, and when: whether it can be had there is looked at before the day is asked. Of a move that is ordered
    only the day is asked."""

    form = "move_service_form"
    form_slots = ("place", "date")
    also_taken = ("service", "address")

    def needed(self, asked: Asked, work: Work) -> Sequence[str]:
        """Nothing where "move it to Friday" is about the visit that was told just now, which the action then moves."""
        is_visit = asked.intent == "move_service" and not asked.entities.get("place") and visit_told_last(asked, work)
        return () if is_visit else super().needed(asked, work)

    def filled(self, asked: Asked, work: Work) -> Mapping[str, Any]:
        """The place out of an address, or out of what was said when it was asked."""
        if asked.intent not in ("move_service", "inform") or asked.entities.get("place"):
            return {}
        ahead = _meant_ahead(asked, work)
        if ahead is not None and asked.intent == "move_service":
            return {"place": ahead.place}
        address = asked.entities.get("address")
        # "The 14th" tells the day before the place.
        tells_day = bool(asked.entities.get("date") or asked.entities.get("period"))
        waits = asked.slots.get("requested_slot") == "place" and not tells_day and may_name_place(asked.text, work=work)
        said = address or (asked.text if waits else None)
        return {"place": str(said), "address": str(said)} if said else {}

    def check_place(self, value: Any, asked: Asked, work: Work) -> Any:
        place = find_place(str(value), work=work)
        if place is None:
            return Utterance("utter_order_place_unknown", {"places": places_served(work=work)})
        ahead = move_ahead(asked.actor, work=work)
        if ahead is not None and ahead.place == place.name:
            return place.name
        check_move(asked.actor, coming_along(asked, work), place.name, work=work)
        return place.name

    def check_date(self, value: Any, asked: Asked, work: Work) -> Any:
        day = _in_month_told(asked_day(value), asked, work)
        if day is not None and day < work.today():
            return Utterance("utter_order_in_past", {"day": day})
        return day.isoformat() if day is not None else value


def _in_month_told(day: date | None, asked: Asked, work: Work) -> date | None:
    """ "On the 3rd", after a move in November was spoken of, is the 3rd of November."""
    told = asked.last_wish.entities.get("period") if asked.last_wish and asked.intent == "inform" else None
    start = read_period(told).start if told else None
    if day is None or start is None:
        return day
    return day_corrected(start, day.isoformat(), words=asked.text, today=work.today())


class AskMovePlace(DialtoneAction):
    """Asks where to."""

    called = "action_ask_move_service_form_place"

    def answer(self, asked: Asked, work: Work) -> Answer:
        choices = [
            ask_for("move_service", "utter_choice_place", {"place": place}, place=place)
            for place in places_served(work=work)
        ]
        return Answer([Utterance("utter_move_ask_place", {}, choices)])


class AskMoveDate(DialtoneAction):
    """Asks from when; says that it can be had there."""

    called = "action_ask_move_service_form_date"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if (ahead := _meant_ahead(asked, work)) is not None:
            return Answer([Utterance("utter_move_ask_day", {"place": ahead.place, "day": ahead.order.wanted_on})])
        names = [service.name for service in coming_along(asked, work)]
        return Answer([Utterance("utter_move_ask_date", {"services": names, "place": str(asked.value("place"))})])


class MoveService(DialtoneAction):
    """Proposes the move."""

    called = "action_move_service"
    form_slots = ("place", "date", "service", "address")

    def answer(self, asked: Asked, work: Work) -> Answer:
        day = asked_day(asked.value("date")) or work.today()
        if (ahead := _meant_ahead(asked, work)) is not None:
            if says_shift(asked.text) and ahead.order.wanted_on is not None:
                words, today = asked.text, work.today()
                day = day_corrected(ahead.order.wanted_on, None, words=words, today=today) or day
            return Answer([propose_other_day(asked.actor, day=day, turn_id=asked.turn_id, work=work)])
        services = [service.id for service in coming_along(asked, work)]
        to = Place(str(asked.value("place")), asked.value("address"))
        return Answer([propose_move(asked.actor, services, to, day=day, turn_id=asked.turn_id, work=work)])
