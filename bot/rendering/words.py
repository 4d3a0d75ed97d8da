"""Makes raw values human: money, dates, volumes, times, as people of the operator's country say them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from telecom.model.calendar import Period, month_of
from telecom.model.money import MINOR_UNITS_PER_UNIT, Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind, Volume

_LOCALES = {"en": "en_GB", "de": "de_DE"}
_MINUTE = 60
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Words:
    """Puts values into words for one reader: their language, the operator's time zone, and the present day.

    On paper days are written out, because nobody knows on which day a paper will be read.
    """

    language: str
    zone: ZoneInfo
    today: date
    on_paper: bool = False

    @property
    def locale(self) -> str:
        return _LOCALES.get(self.language, "en_GB")

    def say(self, value: Any) -> str:
        """The value in words; a plain text stays itself."""
        for kind, word in self._by_kind():
            if isinstance(value, kind):
                return word(value)
        return str(value)

    def _by_kind(self) -> list[tuple[type, Callable[[Any], str]]]:
        return [
            (Money, self.money),
            (Volume, self.volume),
            (datetime, self.moment),
            (date, self.day),
            (timedelta, self.duration),
            (Period, self.period),
            (PhoneNumber, self.number),
            (bool, lambda yes: "yes" if yes else "no"),
            (int, lambda n: format_decimal(n, locale=self.locale)),
            (float, lambda n: format_decimal(round(n, 2), locale=self.locale)),
            (list, lambda items: format_list([self.say(i) for i in items], locale=self.locale)),
            (tuple, lambda items: format_list([self.say(i) for i in items], locale=self.locale)),
        ]

    def money(self, amount: Money) -> str:
        """£12.40; whole pounds too with their pence, so that nobody wonders."""
        return format_currency(Decimal(amount.minor) / MINOR_UNITS_PER_UNIT, amount.currency, locale=self.locale)

    def volume(self, volume: Volume) -> str:
        """1.2 GB, 340 MB; 34 min, 40 s; 12 texts."""
        if volume.kind is UsageKind.DATA:
            if volume.units >= GIGABYTE:
                return f"{format_decimal(round(volume.units / GIGABYTE, 1), locale=self.locale)} GB"
            return f"{format_decimal(round(volume.units / MEGABYTE), locale=self.locale)} MB"
        if volume.kind is UsageKind.VOICE:
            if 0 < volume.units < _MINUTE:
                return f"{volume.units} s"
            return f"{format_decimal(round(volume.units / _MINUTE), locale=self.locale)} min"
        return f"{format_decimal(volume.units, locale=self.locale)} {'text' if volume.units == 1 else 'texts'}"

    def day(self, day: date) -> str:
        """today, tomorrow, yesterday, Fri 18 Sept; with the year where it is another one."""
        if self.on_paper:
            return format_date(day, "d MMM y", locale=self.locale)
        away = (day - self.today).days
        if away in (-1, 0, 1):
            return {-1: "yesterday", 0: "today", 1: "tomorrow"}[away]
        pattern = "EEE d MMM" if day.year == self.today.year else "d MMM y"
        return format_date(day, pattern, locale=self.locale)

    def short_day(self, day: date) -> str:
        """18 Sept, for where there is little room."""
        return format_date(day, "d MMM", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """today at 18:00, Fri 18 Sept at 09:30, in the operator's zone."""
        local = moment.astimezone(self.zone)
        if self.on_paper:
            return (
                f"{self.short_day(local.date())}, {format_time(local, 'HH:mm', locale=self.locale, tzinfo=self.zone)}"
            )
        return f"{self.day(local.date())} at {format_time(local, 'HH:mm', locale=self.locale, tzinfo=self.zone)}"

    def duration(self, duration: timedelta) -> str:
        """3 days, 2 h 5 min, 40 s."""
        seconds = int(duration.total_seconds())
        if seconds >= 24 * _HOUR:
            days = round(seconds / (24 * _HOUR))
            return f"{days} day" if days == 1 else f"{days} days"
        if seconds >= _HOUR:
            rest = seconds % _HOUR // _MINUTE
            return f"{seconds // _HOUR} h {rest} min" if rest else f"{seconds // _HOUR} h"
        return f"{seconds // _MINUTE} min" if seconds >= _MINUTE else f"{seconds} s"

    def period(self, period: Period) -> str:
        """August; Mon 3 Aug to Sun 9 Aug; since ..., until ..."""
        if period.start and period.end and period.start == period.end:
            return self.day(period.start)
        if period.start and period == month_of(period.start):
            pattern = "LLLL" if period.start.year == self.today.year and not self.on_paper else "LLLL y"
            return format_date(period.start, pattern, locale=self.locale)
        if period.start and period.end and self.on_paper and period.start.year == period.end.year:
            return f"{self.short_day(period.start)} to {self.day(period.end)}"
        if period.start and period.end:
            return f"{self.day(period.start)} to {self.day(period.end)}"
        if period.start:
            return f"since {self.day(period.start)}"
        return f"until {self.day(period.end)}" if period.end else "all the time"

    def number(self, number: PhoneNumber) -> str:
        """+44 7700 900123, as people write it."""
        parsed = phonenumbers.parse(number.e164)
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
