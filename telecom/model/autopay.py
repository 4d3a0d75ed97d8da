"""Paying without being asked each time: bills on their due day, credit that runs low, and reminders before a bill."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from telecom.model.money import Money

# After a declined charge the card is tried again, counted in days from the first try; then no more.
TRIES_AFTER = (timedelta(0), timedelta(days=2), timedelta(days=5))
USUAL_REMINDER = 2
LONGEST_REMINDER = 14
# Automatic top-ups a day, so that a fault in the network cannot empty a card.
TOP_UPS_A_DAY = 3
USUAL_THRESHOLD_MINOR = 500
USUAL_TOP_UP_MINOR = 1000
SMALLEST_THRESHOLD_MINOR, LARGEST_THRESHOLD_MINOR = 100, 5000


@dataclass(kw_only=True, eq=False)
class StandingPayment:
    """What is settled for one account: whether bills are paid by themselves, up to which amount, who agreed to it; how
    many days before the due day a reminder comes (0: never); and the automatic top-up of prepaid credit. `pay_day` is
    the day of the month on which bills are paid; None is their due day."""

    account_id: str
    person_id: str
    pays_bills: bool = False
    limit: Money | None = None
    pay_day: int | None = None
    reminder_days: int = USUAL_REMINDER
    top_up: Money | None = None
    threshold: Money | None = None
    changed_at: datetime

    def pays_on(self, issued_on: date, due_on: date) -> date:
        """The day on which a bill is paid by itself: the wished one after it came, where one is, else its due day."""
        for after in range((due_on - issued_on).days + 1):
            if (issued_on + timedelta(days=after)).day == self.pay_day:
                return issued_on + timedelta(days=after)
        return due_on


def next_try_on(first: date, declined: int) -> date | None:
    """The day on which a bill is charged (again) after so many declined tries; None when it is given up."""
    return first + TRIES_AFTER[declined] if declined < len(TRIES_AFTER) else None


# "on the 25th", "every 25th", "day 25", "on 28"; not "5 days before" and not "5 pounds".
_DAY = re.compile(
    r"\b(?:on|every|each|the|day|am)\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th|\.|(?=\s+of\b|\s*$|[,!?]))", re.IGNORECASE
)
_ONLY_A_DAY = re.compile(r"\W*(?:(?:no|make it|rather|better|please)\W+)*(\d{1,2})(?:st|nd|rd|th)\W*", re.IGNORECASE)
_UNDER = re.compile(
    r"\b(?:under|below|less than|lower than|drops? to|falls? to|down to|at|hits?|reach(?:es)?|unter|weniger als)\s*"
    r"[£€$]?\s*(\d{1,3})(?:[.,](\d{2}))?(?!\d|\s*(?:%|am\b|pm\b|:))",
    re.IGNORECASE,
)


def read_pay_day(text: str) -> int | None:
    """The day of the month that is named for paying; None where none is."""
    found = _DAY.search(text) or _ONLY_A_DAY.fullmatch(text)
    return int(found[1]) if found else None


def read_threshold(text: str, *, currency: str) -> Money | None:
    """Under which credit a top-up is to come: "when I'm under 2"; None where none is named."""
    found = _UNDER.search(text)
    return Money(int(found[1]) * 100 + int(found[2] or 0), currency) if found else None
