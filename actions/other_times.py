"""Another time for a visit than those that were just offered: "no, earlier", "friday morning"."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from actions.asked import Asked
from actions.visits import NOON, visit_choice
from telecom.management.appointments import free_slots, list_visits, tickets_to_visit
from telecom.model.appointments import Slot
from telecom.model.inventory import Service
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging

_SOONER = re.compile(r"\b(?:too late|earlier|sooner|before (?:that|then)|früher|eher|zu spät)\b", re.I)
_LATER = re.compile(
    r"\b(?:too (?:early|soon)|later|after (?:that|then)|another|other|different|none of (?:them|these|those)|später"
    r"|andere\w*|zu früh)\b",
    re.I,
)
_MORNING = re.compile(r"\b(?:mornings?|before (?:noon|lunch)|vormittags?|morgens|früh)\b", re.I)
_AFTERNOON = re.compile(r"\b(?:afternoons?|after (?:lunch|work)|evenings?|nachmittags?|abends?)\b", re.I)
# "The later one" of those shown, and days of the week: wanted, or not.
_ONE_SHOWN = re.compile(
    r"\b(?:the |den |die )?(?:(?P<last>later|latest|last|spätere\w*|letzte\w*)"
    r"|earlier|earliest|first|frühere\w*|erste\w*)"
    r" (?:one|slot|time|termin)\b|\b(?:den|die) (?P<spät>späteren|letzten)\b|\b(?:den|die) (?:früheren|ersten)\b",
    re.I,
)
_WEEKDAY = re.compile(
    r"\b(?P<not>(?:not|no|except|but|nicht|kein\w*|außer)\s+(?:on\s+|am\s+|a\s+)?)?"
    r"(?:(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|r|rs|rsday|urday)?s?"
    r"|(?P<tag>montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?)\b",
    re.I,
)
_WEEKS = (
    "mon tue wed thu fri sat sun",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
)
_DAYS = {name: at for names in _WEEKS for at, name in enumerate(names.split())}
_BOOKS = "action_book_visit"
_MOST, _ALL = 4, 500


def other_times(asked: Asked, work: Work) -> Utterance | None:
    """Other free times, where times were offered just now and the words name or refuse some; None else."""
    said = messaging.latest_answers(asked.conversation, work=work)
    offered = [c.content["slots"] for each in said for c in each.choices if c.content.get("action") == _BOOKS]
    if not offered or asked.actor is None or not (_day(asked) or _speaks_of_times(asked.text)):
        return None
    told = {name: value for name, value in offered[0].items() if name != "starts"}
    service = _service(asked, told, work)
    if service is None:
        return None
    shown = [datetime.fromisoformat(each["starts"]) for each in offered]
    free = free_slots(service, work=work, limit=_ALL)
    fitting = _fitting(free, shown, asked, work)
    slots = fitting or _nearest(free, shown, _day(asked), work)
    name = "utter_appointment_others" if fitting else "utter_appointment_nearest"
    choices = [visit_choice(slot, told, work, is_first=slot is slots[0]) for slot in slots[:_MOST]]
    return Utterance(name, {}, choices)


def _speaks_of_times(text: str) -> bool:
    named = any(words.search(text) for words in (_SOONER, _LATER, _MORNING, _AFTERNOON, _ONE_SHOWN))
    return named or any(_weekdays(text))


def _weekdays(text: str) -> tuple[set[int], set[int]]:
    """The days of the week that a text wants, and those that it refuses: "sat not fri"."""
    wanted: set[int] = set()
    refused: set[int] = set()
    for match in _WEEKDAY.finditer(text):
        (refused if match["not"] else wanted).add(_DAYS[(match["day"] or match["tag"]).casefold()])
    return wanted - refused, refused


def _fitting(free: Sequence[Slot], shown: Sequence[datetime], asked: Asked, work: Work) -> list[Slot]:
    """The free times that are meant: of the day, sooner or later than those shown, in the morning or afternoon."""
    day, found = _day(asked), list(free)
    if _MORNING.search(asked.text) or _AFTERNOON.search(asked.text):
        is_early = _MORNING.search(asked.text) is not None
        found = [slot for slot in found if (slot.starts_at.astimezone(work.zone).hour < NOON) is is_early]
    if (one := _ONE_SHOWN.search(asked.text)) is not None:
        at = max(shown) if one["last"] or one["spät"] else min(shown)
        return [slot for slot in free if slot.starts_at == at]
    wanted, refused = _weekdays(asked.text)
    if wanted or refused:
        of_day = {slot.starts_at: slot.starts_at.astimezone(work.zone).weekday() for slot in found}
        fitting = wanted or set(range(7)) - refused
        found = [slot for slot in found if of_day[slot.starts_at] in fitting]
        return (
            found if refused or day is None else [s for s in found if s.starts_at.astimezone(work.zone).date() >= day]
        )
    if day is not None:
        return [slot for slot in found if slot.starts_at.astimezone(work.zone).date() == day]
    if _SOONER.search(asked.text):
        return [slot for slot in found if slot.starts_at < min(shown)]
    if _LATER.search(asked.text):
        return [slot for slot in found if slot.starts_at > max(shown)]
    return [slot for slot in found if slot.starts_at not in shown] or found


def _nearest(free: Sequence[Slot], shown: Sequence[datetime], day: date | None, work: Work) -> list[Slot]:
    """The free times from a day on, else the soonest."""
    later = [slot for slot in free if day is not None and slot.starts_at.astimezone(work.zone).date() >= day]
    return later or list(free)


def _day(asked: Asked) -> date | None:
    """The day that was named; one that was refused is none."""
    found = _named_day(asked)
    return None if found is not None and found.weekday() in _weekdays(asked.text)[1] else found


def first_day(asked: Asked) -> date | None:
    """From which day on a visit would do: the one that was named, the day after one that was refused."""
    found = _named_day(asked)
    refused = found is not None and found.weekday() in _weekdays(asked.text)[1]
    return found + timedelta(days=1) if found and refused else found


def _named_day(asked: Asked) -> date | None:
    named = asked.entities.get("date") or (asked.entities.get("period") or {}).get("start")
    try:
        return date.fromisoformat(str(named)) if named else None
    except ValueError:
        return None


def _service(asked: Asked, told: dict[str, object], work: Work) -> Service | None:
    """The service that the visit is for."""
    if told.get("visit"):
        return next((s for visit, s in list_visits(asked.actor, work=work) if visit.number == told["visit"]), None)
    tickets = tickets_to_visit(asked.actor, work=work)
    return next((s for ticket, s in tickets if ticket.number == told.get("ticket_id")), None)
