"""Reading what somebody says they are: a phone number or a customer number."""

import re

import phonenumbers

_CUSTOMER = re.compile(r"\bC-?(\d{4,8})\b", re.IGNORECASE)


def parse_claim(text: str, *, country: str) -> str | None:
    """A phone number in E.164 or a customer number (C-1001) found in the text, or None."""
    if match := _CUSTOMER.search(text):
        return f"C-{match.group(1)}"
    for found in phonenumbers.PhoneNumberMatcher(text, country, leniency=phonenumbers.Leniency.POSSIBLE):
        return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
    return None
