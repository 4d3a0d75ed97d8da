"""Sums of money, percentages and ratings, with the sign that was written: refusing a negative sum is not done here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from nlu.components.recognising.numbers import SPOKEN_NUMBER, WRITTEN_NUMBER, spoken_number, written_number
from nlu.components.recognising.setting import Found, Setting

# What number some words are, if they are one.
ValueOf = Callable[[str], Decimal | int | None]
SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
NAMES = {
    "quid": "GBP", "pound": "GBP", "pounds": "GBP", "gbp": "GBP", "sterling": "GBP", "squid": "GBP", "nicker": "GBP",
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "dollar": "USD", "dollars": "USD", "usd": "USD", "bucks": "USD",
}  # fmt: skip
SLANG = {"tenner": 10, "fiver": 5, "grand": 1000}
HUNDREDTHS = {"p", "pence", "penny", "cent", "cents"}
_NAME = "|".join(sorted(NAMES, key=len, reverse=True))
_MINUS = r"(?P<minus>(?:(?<![\w-])-|minus |negative )\s?)?"
SIGNED = re.compile(rf"{_MINUS}(?P<sign>[£€$])\s?(?P<minus2>-\s?)?(?P<number>{WRITTEN_NUMBER})(?P<grand>k\b)?(?![\w%])")
NAMED = re.compile(
    rf"{_MINUS}(?<![\w.,£€$])(?P<number>{WRITTEN_NUMBER})\s?(?P<name>{_NAME}|tenners?|fivers?|grand|[£€$](?!\s?\d))(?![a-z])"
    rf"(?:\s(?:and )?(?P<rest>\d\d|\d(?=\s?p))(?:\s?p(?:ence)?)?(?![\w.,%:]))?"
)
SPELLED = re.compile(
    rf"{_MINUS}(?<!\w)(?P<number>{SPOKEN_NUMBER}|an?|couple of)\s(?P<name>{_NAME}|tenners?|fivers?|grand)(?!\w)"
    rf"(?:\s(?:and )?(?P<rest>{SPOKEN_NUMBER})(?:\spence)?)?"
)
PENCE = re.compile(rf"{_MINUS}(?<![\w.,])(?P<number>\d{{1,5}})\s?(?P<name>p|pence|cents?|penny)(?!\w)")
SLANGY = re.compile(r"(?<!\w)(?P<name>tenner|fiver)(?!\w)")
BARE = re.compile(
    rf"(?:(?P<minus>(?<![\w.,:/'-])(?:-|minus\s|negative\s)\s?)|(?<![\w.,:/'-]))(?P<number>{WRITTEN_NUMBER}|{SPOKEN_NUMBER})(?![\w%])(?![.,:/'-]\w)"
    r"(?!\s?(?:%|gb|mb|gig|gigs|percent|per cent|days?|weeks?|months?|years?|hours?|hrs?|min|mins|minutes?|am|pm|texts?|"
    r"stars?|times?|people|users?|lines?|numbers?|channels?|o'?clock|th|st|nd|rd|phones?|sims?|mbps|meg|megs|g"
    r"|bits|parts|goes|chunks|payments|rates|halves|lots|pieces)\b)"
)
NOT_BEFORE = re.compile(
    r"(?:ending|ends|ending in|ends in|number|(?<=\w )no|line|fibre|option|channel|room|flat|for|pin|code|#)\.?\s?$"
)
PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{WRITTEN_NUMBER}|{SPOKEN_NUMBER})\s?(?:%|percent\b|per ?cent\b|pct\b)")
RATING = re.compile(
    r"(?<![\w.,])(?P<number>[1-5]|one|two|three|four|five)\s?(?:(?:out of|of|/)\s?(?:5|five)(?![\w%])|stars?\b|\*)"
)
RATED = re.compile(r"(?<![\w.,:/'-])(?P<number>[1-5]|one|two|three|four|five)(?![\w%])(?![.,:/'-]\w)")
# A charge named by its bare sum: "this call of 4.50"; "at 9.30" is an hour.
CHARGED = re.compile(
    r"(?<![\w.,:/£€$-])(?<!at )(?<!around )(?<!from )(?<!until )(?<!um )(?<!gegen )(?P<number>\d{1,4}[.,]\d\d)(?![\w%]|[.,:/-]\w| uhr)"
)
# A limit named by its bare sum: "max 50 a month", "not more than 20 per month".
CAPPED = re.compile(
    r"(?<!\w)(?:max(?:imum)?|up to|at most|no more than|not more than|limit(?: of)?|höchstens|maximal|bis zu)\s"
    r"(?P<number>\d{1,4})\s(?:a|per|each|every|im|pro)\s(?:month|monat)(?!\w)"
)
CAPPED_WISHES = frozenset({"authorize_user", "restrict_calls"})
CHARGE_WISHES = frozenset({"dispute_charge", "explain_bill", "show_payments"})
TO_A_NUMBER = re.compile(r" \x00")
"""What was read before stands behind it: "2 07700 900456" is a "to"."""
MONEY_WISHES = frozenset(
    "inform top_up pay_bill transfer_credit set_spending_limit arrange_payment set_autopay redeem_points".split()
)


def _minor(value: Decimal | int | None, *, rest: Decimal | int | None = None, negative: bool = False) -> int | None:
    if value is None:
        return None
    exact = Decimal(value) * 100 + (Decimal(rest) if rest is not None else 0)
    minor = int(exact.to_integral_value(ROUND_HALF_UP))
    return -minor if negative else minor


def _value(words: str) -> Decimal | int | None:
    if words[:1].isdigit():
        return written_number(words)
    if words in {"a", "an"}:
        return 1
    return 2 if words.endswith("couple of") else spoken_number(words)


def _amount(match: re.Match[str], minor: int | None, currency: str) -> Iterable[Found]:
    if minor is not None:
        yield Found("amount", match.start(), match.end(), {"minor": minor, "currency": currency})


def find_amounts(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Sums that name their currency: £15.50, 10 quid, a tenner, fifteen pounds fifty, 50p."""
    for match in SIGNED.finditer(text):
        value = written_number(match["number"])
        value = value * 1000 if value is not None and match["grand"] else value
        negative = bool(match["minus"] or match["minus2"])
        yield from _amount(match, _minor(value, negative=negative), SIGNS[match["sign"]])
    for match in NAMED.finditer(text):
        currency = NAMES.get(match["name"]) or SIGNS.get(match["name"], "GBP")
        value, each = written_number(match["number"]), SLANG.get(match["name"].rstrip("s"), 1)
        rest = int(match["rest"]) if match["rest"] else None
        minor = _minor(value * each if value is not None else None, rest=rest, negative=bool(match["minus"]))
        yield from _amount(match, minor, currency)
    for match in SPELLED.finditer(text):
        each = SLANG.get(match["name"].rstrip("s"), 1)
        value = _value(match["number"])
        rest = spoken_number(match["rest"]) if match["rest"] else None
        minor = _minor(value * each if value is not None else None, rest=rest, negative=bool(match["minus"]))
        yield from _amount(match, minor, NAMES.get(match["name"], "GBP"))
    for match in PENCE.finditer(text):
        minor = -int(match["number"]) if match["minus"] else int(match["number"])
        yield from _amount(match, minor, setting.currency)
    for match in SLANGY.finditer(text):
        yield from _amount(match, _minor(SLANG[match["name"]]), "GBP")


def percents_in(text: str, pattern: re.Pattern[str], value_of: ValueOf) -> Iterable[Found]:
    """Percentages of 0 to 1000 as a language writes them, whole ones as whole numbers."""
    for match in pattern.finditer(text):
        value = value_of(match["number"])
        if value is not None and 0 <= value <= 1000:
            whole = int(value) if value == int(value) else float(value)
            yield Found("percent", match.start(), match.end(), whole)


def ratings_in(
    text: str, setting: Setting, rating: re.Pattern[str], bare: re.Pattern[str], value_of: ValueOf
) -> Iterable[Found]:
    """Ratings of 1 to 5 as a language writes them; a bare number is one where a rating is given or asked for."""
    patterns = (rating, bare) if setting.asks_for("rating", "stars") or setting.wish == "rate_service" else (rating,)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield Found("rating", match.start(), match.end(), int(value_of(match["number"]) or 1))


def find_percents(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Percentages: 80%, eighty per cent."""
    return percents_in(text, PERCENT, _value)


def find_ratings(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Ratings of 1 to 5: four stars, 4 out of 5, or just 4 where a rating is given or asked for."""
    return ratings_in(text, setting, RATING, RATED, _value)


def find_bare_numbers(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """A number without a unit: what was asked for, or a sum where the wish is about money ("make it 20")."""
    # A wish of its own amid the open question ("top up with 10") is read for itself.
    answering = setting.requested_slot and (not setting.form or setting.wish == setting.form.removesuffix("_form"))
    if answering:
        is_money = setting.asks_for("amount", "sum", "limit", "price", "instalment")
        is_percent = setting.asks_for("percent", "threshold")
    else:
        is_money, is_percent = setting.wish in MONEY_WISHES, False
    if setting.wish in CHARGE_WISHES:
        for match in CHARGED.finditer(text):
            yield from _amount(match, _minor(written_number(match["number"])), setting.currency)
    if setting.wish in CAPPED_WISHES:
        for match in CAPPED.finditer(text):
            yield from _amount(match, _minor(written_number(match["number"])), setting.currency)
    if not (is_money or is_percent):
        return
    for match in BARE.finditer(text):
        if match["number"] in {"2", "4"} and TO_A_NUMBER.match(text, match.end()):
            continue
        if not answering and NOT_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        value = _value(match["number"])
        if value is None or (not is_percent and not match["number"][0].isdigit() and match["number"] == "one"):
            continue
        if is_percent and 0 <= value <= 1000:
            yield Found("percent", match.start(), match.end(), int(value))
        elif is_money:
            yield from _amount(match, _minor(value, negative=bool(match["minus"])), setting.currency)
