"""What the demo operator's people used in three months: data, calls and messages, always the same."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.identities import DEMO_START, SEED
from telecom.model.usage import UsageZone
from telecom.model.volumes import MEGABYTE, UsageKind

FIRST_DAY = date(2026, 6, 1)
LAST_DAY = date(2026, 9, 15)
_AWAKE = (7.5, 22.5)
_LONGEST_CALL = timedelta(hours=1)
_WORKING = (9.0, 17.5)
# Numbers that exist only in stories, so that nobody real is ever called.
_INTERNATIONAL = ("+12025550143", "+12025550178")
_PREMIUM = "+449098790042"


@dataclass(frozen=True, slots=True)
class Use:
    """One use before it has a price."""

    at: datetime
    kind: UsageKind
    units: int
    zone: UsageZone = UsageZone.HOME
    incoming: bool = False
    answered: bool = True
    other_party: str | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """How a service is used on an average day: MB of data in so many sessions, calls of so many minutes, messages.

    `weekend` multiplies all of it on Saturdays and Sundays. `abroad` are the days spent in other countries.
    """

    megabytes: float = 0.0
    sessions: int = 1
    calls: float = 0.0
    minutes: float = 3.0
    incoming_share: float = 0.45
    unanswered_share: float = 0.12
    messages: float = 0.0
    weekend: float = 1.0
    working_hours: bool = False
    international_calls: float = 0.0
    premium_calls: float = 0.0
    abroad: tuple[date, date] | None = None
    abroad_share: float = 0.05


HABITS = {
    "prepaid mobile": Habit(
        megabytes=260, sessions=2, calls=1.2, minutes=3.5, messages=2.2, weekend=1.3, premium_calls=0.01
    ),
    "postpaid mobile": Habit(
        megabytes=900, sessions=3, calls=2.6, minutes=4.0, messages=3.0, weekend=1.2, international_calls=0.12,
        abroad=(date(2026, 8, 15), date(2026, 8, 23)),
    ),
    "home broadband": Habit(megabytes=11_000, weekend=1.5),
    "home tv": Habit(megabytes=6_500, weekend=1.6),
    "home line": Habit(calls=3.2, minutes=6.0, weekend=1.3, international_calls=0.05),
    "business office": Habit(megabytes=24_000, weekend=0.06),
    "sister mobile": Habit(),
    "business calls": Habit(
        calls=58, minutes=4.2, incoming_share=0.86, unanswered_share=0.14, weekend=0.0, working_hours=True
    ),
}  # fmt: skip
_TEAM = Habit(megabytes=330, sessions=2, calls=4.5, minutes=3.0, messages=1.5, weekend=0.3, working_hours=True)
_HEAVY = Habit(megabytes=820, sessions=3, calls=8.0, minutes=3.5, messages=2.0, weekend=0.5, international_calls=0.3)


def habit_keys() -> list[str]:
    """The keys of all services that are used."""
    return [*HABITS, *(f"business {ending}" for ending in range(300, 310))]


def habit_of(key: str) -> Habit:
    """How the service of this key is used. The team's drivers (303, 307) use the most."""
    if key in HABITS:
        return HABITS[key]
    return _HEAVY if key in ("business 303", "business 307") else _TEAM


def make_uses(key: str, zone: ZoneInfo) -> list[Use]:
    """Everything the service of this key was used for up to the demo's start, the oldest first."""
    chance = random.Random(f"{SEED}:{key}")
    habit = habit_of(key)
    contacts = [f"+447700900{chance.randrange(400, 900)}" for _ in range(12)]
    contacts += [f"+442079460{chance.randrange(100, 900)}" for _ in range(4)]
    uses: list[Use] = []
    for day in _days():
        uses += _of_day(chance, habit, day, contacts, zone)
    return sorted((use for use in uses if use.at < DEMO_START), key=lambda use: (use.at, use.kind.value, use.units))


def make_uses_between(key: str, since: datetime, until: datetime, zone: ZoneInfo) -> list[tuple[str, Use]]:
    """What the service of this key is used for after a moment and up to another, with a name for each use; a day is
    always the same, however time is moved."""
    habit = habit_of(key)
    found: list[tuple[str, Use]] = []
    day = since.astimezone(zone).date()
    while day <= until.astimezone(zone).date():
        chance = random.Random(f"{SEED}:{key}:{day}")
        contacts = [f"+447700900{chance.randrange(400, 900)}" for _ in range(6)]
        uses = sorted(_of_day(chance, habit, day, contacts, zone), key=lambda use: (use.at, use.kind.value, use.units))
        found += [(f"{day} {number}", use) for number, use in enumerate(uses) if since < use.at <= until]
        day += timedelta(days=1)
    return found


def calls_under_way(key: str, now: datetime, zone: ZoneInfo) -> int:
    """How many calls the service of this key carries at a moment, by the same uses that its records are made of."""
    since = now - _LONGEST_CALL
    return sum(
        use.kind is UsageKind.VOICE and use.at + timedelta(seconds=use.units) > now
        for _, use in make_uses_between(key, since, now, zone)
    )


def _days() -> Iterator[date]:
    day = FIRST_DAY
    while day <= LAST_DAY:
        yield day
        day += timedelta(days=1)


def _of_day(chance: random.Random, habit: Habit, day: date, contacts: Sequence[str], zone: ZoneInfo) -> Iterable[Use]:
    much = habit.weekend if day.weekday() >= 5 else 1.0
    away = habit.abroad is not None and habit.abroad[0] <= day <= habit.abroad[1]
    where = UsageZone.ROAMING if away else UsageZone.HOME
    for _ in range(habit.sessions if habit.megabytes and much else 0):
        megabytes = habit.megabytes / habit.sessions * much * chance.uniform(0.45, 1.55)
        units = int(megabytes * MEGABYTE * (habit.abroad_share if away else 1))
        yield Use(_moment(chance, habit, day, zone), UsageKind.DATA, units, where)
    for _ in range(_count(chance, habit.calls * much)):
        yield _call(chance, habit, _moment(chance, habit, day, zone), where, chance.choice(contacts))
    for _ in range(_count(chance, habit.messages * much)):
        incoming = chance.random() < 0.5
        yield Use(
            _moment(chance, habit, day, zone), UsageKind.SMS, 1, where, incoming, other_party=chance.choice(contacts)
        )
    for _ in range(_count(chance, habit.international_calls)):
        at, seconds = _moment(chance, habit, day, zone), chance.randrange(60, 900)
        abroad = UsageZone.INTERNATIONAL
        yield Use(at, UsageKind.VOICE, seconds, abroad, other_party=chance.choice(_INTERNATIONAL))
    if chance.random() < habit.premium_calls:
        at, seconds = _moment(chance, habit, day, zone), chance.randrange(40, 150)
        yield Use(at, UsageKind.VOICE, seconds, UsageZone.PREMIUM, other_party=_PREMIUM)


def _call(chance: random.Random, habit: Habit, at: datetime, where: UsageZone, other: str) -> Use:
    incoming = chance.random() < habit.incoming_share
    answered = chance.random() >= habit.unanswered_share
    seconds = int(min(chance.expovariate(1 / habit.minutes) + 0.2, 60) * 60) if answered else 0
    return Use(at, UsageKind.VOICE, seconds, where, incoming, answered, other)


def _moment(chance: random.Random, habit: Habit, day: date, zone: ZoneInfo) -> datetime:
    first, last = _WORKING if habit.working_hours else _AWAKE
    seconds = int(chance.uniform(first, last) * 3600)
    clock = time(seconds // 3600, seconds % 3600 // 60, seconds % 60)
    return datetime.combine(day, clock, tzinfo=zone)


def _count(chance: random.Random, mean: float) -> int:
    """A whole number that is `mean` on average."""
    low = max(0.0, mean * 0.4)
    wanted = chance.uniform(low, 2 * mean - low)
    return int(wanted) + (chance.random() < wanted - int(wanted))
