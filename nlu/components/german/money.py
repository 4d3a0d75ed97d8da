"""Sums, percentages and ratings in German: 20 Euro, fünfzig Cent, 80 Prozent, 4 von 5 Sternen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from nlu.components.german.numbers import SPOKEN_NUMBER, spoken_number
from nlu.components.recognising.money import (
    CHARGE_WISHES,
    CHARGED,
    MONEY_WISHES,
    SIGNED,
    SIGNS,
    percents_in,
    ratings_in,
)
from nlu.components.recognising.numbers import WRITTEN_NUMBER, written_number
from nlu.components.recognising.setting import Found, Setting

NAMES = {
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "pfund": "GBP", "gbp": "GBP", "dollar": "USD", "usd": "USD",
    "franken": "CHF",
}  # fmt: skip
SLANG = {"zehner": 10, "zwanziger": 20, "fuffziger": 50, "fünfziger": 50, "fuffi": 50, "hunni": 100, "fünfer": 5}
_NAME = "|".join(sorted(NAMES, key=len, reverse=True))
_MINUS = r"(?P<minus>(?:(?<![\w-])-|minus )\s?)?"
_NUMBER = rf"{WRITTEN_NUMBER}|{SPOKEN_NUMBER}"
NAMED = re.compile(
    rf"{_MINUS}(?<![\w.,£€$])(?P<number>{_NUMBER})\s?(?P<name>{_NAME}|[£€$](?!\s?\d))(?![a-zäöü])"
    rf"(?:\s(?:und )?(?P<rest>\d\d?)(?:\s?cent)?(?![\w.,%:]))?"
)
CENTS = re.compile(rf"{_MINUS}(?<![\w.,])(?P<number>\d{{1,5}}|{SPOKEN_NUMBER})\s?(?:cent|ct|pence)(?!\w)")
SLANGY = re.compile(rf"(?<!\w)(?P<name>{'|'.join(SLANG)})(?!\w)")
BARE = re.compile(
    rf"(?:(?P<minus>(?<![\w.,:/'-])(?:-|minus\s)\s?)|(?<![\w.,:/'-]))(?P<number>{_NUMBER})(?![\w%])(?![.,:/'-]\w)(?!\.\s?[a-zäöü])"
    r"(?!\s?(?:%|gb|mb|giga?|gigabyte|prozent|tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten?|uhr|sms|sterne?|mal"
    r"|personen|leute|leitungen|nummern|kanäle|sender|handys|karten|mbit|punkte?)\b)"
)
NOT_BEFORE = re.compile(r"(?:endet auf|endung|nummer|nr|leitung|option|kanal|zimmer|pin|code|um|gegen|#)\.?\s?$")
PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?:%|prozent(?!\w))")
_STARS = "[1-5]|eins|einen?|zwei|drei|vier|fünf|fuenf"
RATING = re.compile(
    rf"(?<![\w.,])(?P<number>{_STARS})\s?(?:(?:von|/)\s?(?:5|fünf)(?:\ssternen)?(?![\w%])|sterne?n?(?!\w)|\*)"
)
# In "eine glatte 4" the article is no one.
_ARTICLE = r"(?!eine?n?\s(?:\w+\s)?(?:[1-5]|eins|zwei|drei|vier|fünf|fuenf)(?!\w))"
RATED = re.compile(rf"(?<![\w.,:/'-]){_ARTICLE}(?P<number>{_STARS})(?![\w%])(?![.,:/'-]\w)")


def _value(words: str) -> Decimal | int | None:
    return written_number(words) if words[:1].isdigit() else spoken_number(words)


def _amount(match: re.Match[str], units: Decimal | int | None, currency: str, *, rest: int = 0) -> Iterable[Found]:
    if units is None:
        return
    minor = int((Decimal(units) * 100 + rest).to_integral_value())
    negative = match.groupdict().get("minus") or match.groupdict().get("minus2")
    yield Found("amount", match.start(), match.end(), {"minor": -minor if negative else minor, "currency": currency})


def find_amounts(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Sums that name their currency: 20 Euro, 15,50 €, zwanzig Pfund, 50 Cent."""
    for match in SIGNED.finditer(text):
        yield from _amount(match, written_number(match["number"]), SIGNS[match["sign"]])
    for match in NAMED.finditer(text):
        currency = NAMES.get(match["name"]) or SIGNS[match["name"]]
        yield from _amount(match, _value(match["number"]), currency, rest=int(match["rest"] or 0))
    for match in CENTS.finditer(text):
        cents = _value(match["number"])
        yield from _amount(match, None if cents is None else Decimal(cents) / 100, setting.currency)
    for match in SLANGY.finditer(text):
        yield from _amount(match, SLANG[match["name"]], setting.currency)


def find_percents(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Percentages: 80 %, achtzig Prozent."""
    return percents_in(text, PERCENT, _value)


def find_ratings(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Ratings of 1 to 5: vier Sterne, 4 von 5, or just 4 where a rating is given or asked for."""
    return ratings_in(text, setting, RATING, RATED, _value)


def find_bare_numbers(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """A number without a unit: what was asked for, or a sum where the wish is about money ("mach 20 draus")."""
    answering = setting.requested_slot and (not setting.form or setting.wish == setting.form.removesuffix("_form"))
    if answering:
        is_money = setting.asks_for("amount", "sum", "limit", "price", "instalment")
        is_percent = setting.asks_for("percent", "threshold")
    else:
        is_money, is_percent = setting.wish in MONEY_WISHES, False
    if setting.wish in CHARGE_WISHES:
        for match in CHARGED.finditer(text):
            yield from _amount(match, written_number(match["number"]), setting.currency)
    if not (is_money or is_percent):
        return
    for match in BARE.finditer(text):
        words = match["number"]
        is_article = words.startswith("ein") and len(words) <= 5
        if is_article or (not answering and NOT_BEFORE.search(text[max(0, match.start() - 12) : match.start()])):
            continue
        value = _value(words)
        if value is None:
            continue
        if is_percent and 0 <= value <= 1000:
            yield Found("percent", match.start(), match.end(), int(value))
        elif is_money:
            yield from _amount(match, value, setting.currency)
