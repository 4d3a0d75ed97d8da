"""Telephone numbers, e-mail addresses, and the operator's own numbers for orders, tickets, bills and vouchers."""

from __future__ import annotations

import re
from collections.abc import Iterable

import phonenumbers

from nlu.components.recognising.setting import Found, Setting

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+(?![\w@])")
ORDER = re.compile(r"(?<![\w-])ord(?:er)?[ -]?(?:no\.? ?|number ?|#)?(\d{6,9})(?![\w-])")
TICKET = re.compile(r"(?<![\w-])(?:tt|ticket)[ -]?(?:no\.? ?|number ?|#)?(\d{6,9})(?![\w-])")
BILL = re.compile(r"(?<![\w-])bill[ -]?(?:no\.? ?|number ?|#)?(\d{4})[ -](\d{1,2})[ -](\d{3,8})(?![\w-])")
VOUCHER = re.compile(r"(?<![\w-])([a-z2-9]{4})[ -]?([a-z2-9]{4})[ -]?([a-z2-9]{4})[ -]?([a-z2-9]{4})(?![\w-])")
NUMBERED = re.compile(r"(?<![\w.,+-])\d{6}(?![\w.,]\w)(?!\w)")


def find_emails(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """E-mail addresses, in lower case."""
    for match in EMAIL.finditer(text):
        yield Found("email", match.start(), match.end(), match.group())


def find_identifiers(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """The operator's own identifiers in the way they are printed, however they were typed."""
    for match in BILL.finditer(text):
        year, month, number = match.groups()
        yield Found("bill_id", match.start(), match.end(), f"BILL-{year}-{int(month):02d}-{number}")
    for entity, pattern, prefix in (("order_id", ORDER, "ORD"), ("ticket_id", TICKET, "TT")):
        for match in pattern.finditer(text):
            yield Found(entity, match.start(), match.end(), f"{prefix}-{match.group(1)}")
    for match in _voucher_codes(text):
        groups = match.groups()
        written = original[match.start() : match.end()]
        looks_like_a_code = any(c.isdigit() for c in written) and any(c.isalpha() for c in written)
        if looks_like_a_code and (_is_one_code(groups, written) or setting.asks_for("voucher")):
            yield Found("voucher_code", match.start(), match.end(), "-".join(groups).upper())
    for entity, word, prefix in (("order_id", "order", "ORD"), ("ticket_id", "ticket", "TT")):
        if setting.asks_for(word):
            for match in NUMBERED.finditer(text):
                yield Found(entity, match.start(), match.end(), f"{prefix}-{match.group()}")


def _voucher_codes(text: str) -> Iterable[re.Match[str]]:
    """What may be a code, wherever it begins: "card code 3HJ8 ..." begins with two words of four letters."""
    place = 0
    while match := VOUCHER.search(text, place):
        later = VOUCHER.search(text, match.end(1)) if match[1].isalpha() else None
        if later and later.start() <= match.end(1) + 1:
            place = later.start()
        else:
            place = match.end()
            yield match


def _is_one_code(groups: tuple[str, ...], written: str) -> bool:
    """Four words of four letters are no code: each group has a digit, or the whole is written in capitals."""
    return written.upper() == written or sum(any(c.isdigit() for c in group) for group in groups) >= 3


def find_phone_numbers(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Telephone numbers of any country; without a country code they are the operator's country's."""
    # "Send it 2 07700 900456": a 2 or a 4 that stands for a word is no part of the number behind it.
    text = re.sub(r"(?<![\w.,+-])[24](?= (?:\+|0)\d)", "x", text)
    country = setting.country if setting.country in phonenumbers.SUPPORTED_REGIONS else "GB"
    if sum(character.isdigit() for character in text) < 7:
        return
    matcher = phonenumbers.PhoneNumberMatcher(text, country, leniency=phonenumbers.Leniency.POSSIBLE)
    for match in matcher:
        digits = sum(character.isdigit() for character in match.raw_string)
        begins = text[match.start : match.end].lstrip("( ")[:1]
        if digits >= 9 and (begins in "+0" or setting.asks_for("phone", "number", "line", "recipient")):
            value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            yield Found("phone_number", match.start, match.end, value)
