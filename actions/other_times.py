"""Another time for a visit than those that were just offered: "no, earlier", "friday morning"."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from actions.asked import Asked
from actions.visits import NOON, visit_choice
from telecom.management.appointments import free_slots, list_visits, tickets_to_visit
from telecom.model.appointments import Appointment, Slot
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
_MORNING = re.compile(r"\b(?:morn(?:ing)?s?|before (?:noon|lunch)|vormittags?|morgens|früh)\b", re.I)
_AFTERNOON = re.compile(r"\b(?:aft(?:ernoon)?s?|after (?:lunch|work)|evenings?|nachmittags?|abends?)\b", re.I)
# "The later one" of those shown, and days of the week: wanted, or not.
_ONE_SHOWN = re.compile(
    r"\b(?:the |den |die )?(?:(?P<last>later|latest|last|spätere\w*|letzte\w*)"
    r"|earlier|earliest|first|frühere\w*|erste\w*)"
    r" (?:one|slot|time|termin)\b|\b(?:den|die) (?P<spät>späteren|letzten)\b|\b(?:den|die) (?:früheren|ersten)\b",
    re.I,
)
_WEEKDAY = re.compile(
    r"\b(?P<not>(?:not|no|except|but|can'?t (?:do|make)(?: it)?|(?:won'?t|can'?t) be (?:in|there|here|(?:at )?home)"
    r"|away|nicht|kein\w*|außer"
    r"|(?:i|we)(?:'m| am|'re| are|'ll be| shall be| will be) (?:at|with|in|out|off|working|travelling"
    r"|busy)\b[^,.;?!]{0,30}?)"
    r"\s+(?:on\s+|am\s+|a\s+)?)?"
    r"(?:(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|r|rs|rsday|urday)?s?"
    r"|(?P<tag>montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?)\b",
    re.I,
)
_IS_BAD = re.compile(
    r"\s+(?:(?:is|ist|wäre|morning|afternoon|vormittag|nachmittag)\s+)*"
    r"(?:(?:no|not) (?:good|possible|great)|bad|impossible|(?:doesn'?t|does not|won'?t|can'?t) (?:work|suit|do|be)"
    r"|i(?:'m| am) (?:away|out|busy|at work)|i can'?t|bin ich (?:weg|nicht|bei|beim|in|im|unterwegs|arbeiten)"
    r"|schlecht|ungünstig|(?:geht|passt|klappt|ginge|kann ich)\b.{0,12}\bnicht)\b",
    re.I,
)
_WEEKS = (
    "mon tue wed thu fri sat sun",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
)
_DAYS = {name: at for names in _WEEKS for at, name in enumerate(names.split())}
# Days beside the one that was spoken of: of the visit that is booked, or of the times that are offered.
_BESIDE = (
    (-1, re.compile(r"\bday (?:before|earlier|sooner)\b(?! yesterday)|\btag (?:davor|vorher|zuvor|früher)\b", re.I)),
    (1, re.compile(r"\bday (?:after|later)\b(?! tomorrow)|\btag (?:danach|darauf|später)\b", re.I)),
    (7, re.compile(r"\bweek (?:after|later)\b|\bwoche (?:danach|darauf|drauf|später)\b", re.I)),
)
_BOOKS = "action_book_visit"
_MOST, _ALL = 4, 500
# A visit is wanted in a time of up to so long, such as next week; what is longer is asked about the past.
LONGEST_WISHED = timedelta(days=14)


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
    day = day_beside(asked.text, _spoken_of(asked, told, shown, work)) or _day(asked) or _one_day(shown, asked, work)
    fitting = _fitting(free, shown, day, asked, work)
    slots = fitting or _nearest(free, day, work)
    name = "utter_appointment_others" if fitting else "utter_appointment_nearest"
    choices = [visit_choice(slot, told, work, is_first=slot is slots[0]) for slot in slots[:_MOST]]
    return Utterance(name, {}, choices)


def _speaks_of_times(text: str) -> bool:
    named = any(words.search(text) for words in (_SOONER, _LATER, _MORNING, _AFTERNOON, _ONE_SHOWN))
    named = named or any(words.search(text) for _, words in _BESIDE)
    return named or any(_weekdays(text))


def _weekdays(text: str) -> tuple[set[int], set[int]]:
    """The days of the week that a text wants, and those that it refuses: "sat not fri"."""
    wanted: set[int] = set()
    refused: set[int] = set()
    for match in _WEEKDAY.finditer(text):
        is_bad = match["not"] or _IS_BAD.match(text, match.end())
        (refused if is_bad else wanted).add(_DAYS[(match["day"] or match["tag"]).casefold()])
    return wanted - refused, refused


def times_instead(visit: Appointment, service: Service, asked: Asked, work: Work) -> list[Slot]:
    """Free times in place of a visit that is booked: those that were named, else the soonest."""
    booked = visit.starts_at.astimezone(work.zone).date()
    free = [s for s in free_slots(service, work=work, limit=_ALL) if s.starts_at != visit.starts_at]
    day = day_beside(asked.text, booked) or first_day(asked)
    named = day is not None or _speaks_of_times(asked.text)
    free = _not_before(earliest_hour(asked), free, work) or free
    return (_fitting(free, [visit.starts_at], day, asked, work) if named else []) or _nearest(free, day, work)


def earliest_hour(asked: Asked) -> int:
    """From which hour on a visit would do: noon for an afternoon."""
    if _AFTERNOON.search(asked.text):
        return NOON
    said = str(asked.entities.get("time_of_day") or "")
    return int(said[:2]) if re.fullmatch(r"\d\d:\d\d", said) and int(said[:2]) >= NOON else 0


def _not_before(hour: int, free: Sequence[Slot], work: Work) -> list[Slot]:
    late = max((slot.starts_at.astimezone(work.zone).hour for slot in free), default=0)
    return [slot for slot in free if slot.starts_at.astimezone(work.zone).hour >= min(hour, late)]


def names_another(asked: Asked) -> bool:
    """Whether a day or a time of the day is named, of those on which a visit could be."""
    return first_day(asked) is not None or earliest_hour(asked) > 0 or _speaks_of_times(asked.text)


def day_beside(text: str, day: date) -> date | None:
    """The day before or after the one that is spoken of, or a week later; None where no such day is named."""
    return next((day + timedelta(days=away) for away, words in _BESIDE if words.search(text)), None)


def _spoken_of(asked: Asked, told: Mapping[str, Any], shown: Sequence[datetime], work: Work) -> date:
    """The day of the visit that is to be moved, else the first that is offered."""
    visits = list_visits(asked.actor, work=work) if told.get("visit") else []
    booked = [visit.starts_at for visit, _ in visits if visit.number == told["visit"]]
    return min(booked or shown).astimezone(work.zone).date()


def _one_day(shown: Sequence[datetime], asked: Asked, work: Work) -> date | None:
    """The day of all times shown, where just a part of the day is named: "in the afternoon" below those of Thursday."""
    days = {each.astimezone(work.zone).date() for each in shown}
    part = _MORNING.search(asked.text) or _AFTERNOON.search(asked.text)
    elsewhere = _SOONER.search(asked.text) or _LATER.search(asked.text) or any(_weekdays(asked.text))
    return min(days) if len(days) == 1 and part and not elsewhere else None


def _fitting(free: Sequence[Slot], shown: Sequence[datetime], day: date | None, asked: Asked, work: Work) -> list[Slot]:
    """The free times that are meant: of the day, sooner or later than those shown, in the morning or afternoon."""
    found = list(free)
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
        first, day = min(shown), min(shown).astimezone(work.zone).date()

        def is_later(slot: Slot) -> bool:  # on the first of the days, or after all that were shown
            on_it = slot.starts_at.astimezone(work.zone).date() == day and slot.starts_at not in shown
            return slot.starts_at > (first if on_it else max(shown))

        return [slot for slot in found if is_later(slot)]
    return [slot for slot in found if slot.starts_at not in shown] or found


def _nearest(free: Sequence[Slot], day: date | None, work: Work) -> list[Slot]:
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
    """The day that was named, of several the first that was not refused; a month or a year names none."""
    named = [_read_day(each) for each in asked.every.get("date", ()) or (asked.entities.get("date"),)]
    days = [each for each in named if each is not None]
    refused = _weekdays(asked.text)[1]
    if days:
        return next((each for each in days if each.weekday() not in refused), days[0])
    period = asked.entities.get("period") or {}
    starts, ends = _read_day(period.get("start")), _read_day(period.get("end"))
    is_long = starts is not None and ends is not None and ends - starts > LONGEST_WISHED
    return None if is_long else starts


def _read_day(named: object) -> date | None:
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
