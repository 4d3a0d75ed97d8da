"""A technician's visits: which times there are, how one is booked, moved and cancelled. [TM Forum 646]"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from telecom.model.calendar import as_utc
from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.states import advance


class AppointmentStatus(Enum):
    """Life of an appointment (TM Forum 646)."""

    INITIALIZED = "initialized"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


APPOINTMENT_LIFE = {
    AppointmentStatus.INITIALIZED: frozenset({AppointmentStatus.CONFIRMED, AppointmentStatus.CANCELLED}),
    AppointmentStatus.CONFIRMED: frozenset({AppointmentStatus.COMPLETED, AppointmentStatus.FAILED}),
}
STANDS = (AppointmentStatus.INITIALIZED, AppointmentStatus.CONFIRMED)
# Technicians in a place at a time; from Monday to Saturday in windows of two hours, until so many days ahead.
TECHNICIANS = 2
WINDOWS = ((time(8), time(10)), (time(10), time(12)), (time(13), time(15)), (time(15), time(17)))
SUNDAY = 6
DAYS_AHEAD = 21
# Who calls less than this before the window would meet a technician on the way.
SHORTEST_NOTICE = timedelta(hours=4)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A window of time in which a technician can come."""

    starts_at: datetime
    ends_at: datetime


@dataclass(kw_only=True, eq=False)
class Appointment:
    """A visit to a service's place, mostly for a ticket. `technician` numbers those who work in a place at a time.

    Confirmed means that the technician has the job; until the evening before it can be moved or cancelled freely.
    """

    id: str = field(default_factory=new_id)
    number: str
    key: str
    customer_id: str
    service_id: str
    person_id: str
    ticket_id: str | None = None
    order_id: str | None = None
    place: str
    technician: int
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus = AppointmentStatus.INITIALIZED
    booked_at: datetime

    def become(self, status: AppointmentStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, APPOINTMENT_LIFE, subject="appointment")


class NoSuchSlot(BusinessError):
    """Nobody can come at that time."""

    response = "utter_appointment_no_slot"


class TooLate(BusinessError):
    """The technician is as good as on the way."""

    response = "utter_appointment_too_late"


def slots_of(day: date, zone: ZoneInfo) -> list[Slot]:
    """The windows of a day; none on a Sunday."""
    if day.weekday() == SUNDAY:
        return []
    return [Slot(*(as_utc(datetime.combine(day, hour, tzinfo=zone)) for hour in window)) for window in WINDOWS]


def slots_ahead(now: datetime, zone: ZoneInfo) -> list[Slot]:
    """Every window that is far enough ahead, for three weeks."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=n) for n in range(DAYS_AHEAD + 1))
    return [slot for day in days for slot in slots_of(day, zone) if slot.starts_at >= now + SHORTEST_NOTICE]


def free_technician(taken: Iterable[int]) -> int | None:
    """The lowest number of a technician who is not taken; None where all are."""
    busy = set(taken)
    return next((number for number in range(1, TECHNICIANS + 1) if number not in busy), None)
