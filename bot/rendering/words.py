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
from telecom.model.translated import Translated
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind, Volume

LOCALES = {"en": "en_GB", "de": "de_DE"}
_MINUTE = 60
_HOUR = 3600
_NARROW_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Wording:
    """The little words between values in one language, and how it writes a day."""

    yes: str = "yes"
    no: str = "no"
    near_days: tuple[str, str, str] = ("yesterday", "today", "tomorrow")
    weekday: str = "EEE d MMM"
    dated: str = "d MMM y"
    short: str = "d MMM"
    at: str = "{day} at {time}"
    days: tuple[str, str] = ("{count} day", "{count} days")
    texts: tuple[str, str] = ("{count} text", "{count} texts")
    between: str = "{first} to {last}"
    since: str = "since {first}"
    until: str = "until {last}"
    always: str = "all the time"


_WORDINGS = {
    "en": Wording(),
    "de": Wording(
        yes="ja",
        no="nein",
        near_days=("gestern", "heute", "morgen"),
        weekday="EEE d. MMM",
        dated="d. MMM y",
        short="d. MMM",
        at="{day} um {time}",
        days=("{count} Tag", "{count} Tage"),
        texts=("{count} SMS", "{count} SMS"),
        between="{first} bis {last}",
        since="seit {first}",
        until="bis {last}",
        always="unbefristet",
    ),
}


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
        return LOCALES.get(self.language, "en_GB")

    @property
    def wording(self) -> Wording:
        return _WORDINGS.get(self.language, _WORDINGS["en"])

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
            (Translated, lambda text: text.for_reader(self.language)),
            (bool, lambda yes: self.wording.yes if yes else self.wording.no),
            (int, lambda n: format_decimal(n, locale=self.locale)),
            (float, lambda n: format_decimal(round(n, 2), locale=self.locale)),
            (list, lambda items: format_list([self.say(i) for i in items], locale=self.locale)),
            (tuple, lambda items: format_list([self.say(i) for i in items], locale=self.locale)),
        ]

    def money(self, amount: Money) -> str:
        """£12.40; whole pounds too with their pence, so that nobody wonders. The space of other languages is a plain
        one: a text message knows no other."""
        units = Decimal(amount.minor) / MINOR_UNITS_PER_UNIT
        return format_currency(units, amount.currency, locale=self.locale).translate(_NARROW_SPACES)

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
        return self._counted(self.wording.texts, volume.units)

    def _counted(self, forms: tuple[str, str], count: int) -> str:
        return forms[count != 1].format(count=format_decimal(count, locale=self.locale))

    def day(self, day: date) -> str:
        """today, tomorrow, yesterday, Fri 18 Sept; with the year where it is another one."""
        if self.on_paper:
            return format_date(day, self.wording.dated, locale=self.locale)
        away = (day - self.today).days
        if away in (-1, 0, 1):
            return self.wording.near_days[away + 1]
        pattern = self.wording.weekday if day.year == self.today.year else self.wording.dated
        return format_date(day, pattern, locale=self.locale)

    def short_day(self, day: date) -> str:
        """18 Sept, for where there is little room."""
        return format_date(day, self.wording.short, locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """today at 18:00, Fri 18 Sept at 09:30, in the operator's zone."""
        local = moment.astimezone(self.zone)
        time = format_time(local, "HH:mm", locale=self.locale, tzinfo=self.zone)
        if self.on_paper:
            return f"{self.short_day(local.date())}, {time}"
        return self.wording.at.format(day=self.day(local.date()), time=time)

    def duration(self, duration: timedelta) -> str:
        """3 days, 2 h 5 min, 40 s."""
        seconds = int(duration.total_seconds())
        if seconds >= 24 * _HOUR:
            return self._counted(self.wording.days, round(seconds / (24 * _HOUR)))
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
        if period.start and period.end:
            is_short = self.on_paper and period.start.year == period.end.year
            first = self.short_day(period.start) if is_short else self.day(period.start)
            return self.wording.between.format(first=first, last=self.day(period.end))
        if period.start:
            return self.wording.since.format(first=self.day(period.start))
        return self.wording.until.format(last=self.day(period.end)) if period.end else self.wording.always

    def number(self, number: PhoneNumber) -> str:
        """+44 7700 900123, as people write it."""
        parsed = phonenumbers.parse(number.e164)
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
