"""Numbers as people write and say them: 1,5 and 1.000,50 and fifteen, and what only looks like one."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SPOKEN = {word: value for value, word in enumerate(UNITS)} | {word: 20 + 10 * i for i, word in enumerate(TENS)}
SPOKEN["fourty"] = 40
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
ORDINALS = {word: number for number, word in enumerate(_ORDINALS, start=1)} | {"thirtieth": 30}
ORDINALS |= {f"twenty{join}{_ORDINALS[n - 1]}": 20 + n for n in range(1, 10) for join in " -"}
ORDINALS |= {f"thirty{join}first": 31 for join in " -"}
_WORD = "|".join(sorted([*SPOKEN, "hundred", "thousand"], key=len, reverse=True))
SPOKEN_NUMBER = rf"(?:(?:an? )?(?:{_WORD})(?:(?: |-| and )(?:{_WORD}))*)(?![a-z])"
WRITTEN_NUMBER = r"\d(?:[\d.,']*\d)?"
SMALL = rf"(?:\d{{1,4}}|an?|one|a couple of|couple of|{SPOKEN_NUMBER})"
LARGEST = Decimal(10) ** 10


def spoken_number(words: str) -> int | None:
    """The value of a number in words, `None` where it is none."""
    total, current = 0, 0
    for word in re.split(r"[ -]+", words.strip()):
        if word in {"and", "a", "an"}:
            continue
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word in SPOKEN:
            current += SPOKEN[word]
        else:
            return None
    return total + current


def written_number(digits: str) -> Decimal | None:
    """The value of a number in digits, whichever sign parts thousands and whichever decimals; `None` if unclear."""
    digits = digits.replace("'", "")
    separators = [character for character in digits if character in ".,"]
    if separators:
        decimal = separators[-1] if _has_decimals(digits, separators) else None
        whole, _, rest = digits.rpartition(decimal) if decimal else (digits, "", "")
        groups = re.split(r"[.,]", whole)
        if len(groups) > 1 and (not all(len(group) == 3 for group in groups[1:]) or len(groups[0]) > 3):
            return None
        digits = "".join(groups) + ("." + rest if rest else "")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value < LARGEST else None


def _has_decimals(digits: str, separators: list[str]) -> bool:
    after = len(digits) - max(digits.rfind("."), digits.rfind(",")) - 1
    if len(set(separators)) > 1:
        return True
    return len(separators) == 1 and (after != 3 or digits[:1] == "0")


def small_number(words: str) -> int | None:
    """The number in `for 3 weeks`, `a couple of days`, `two months`."""
    words = words.strip()
    if words in {"a", "an", "one"}:
        return 1
    if words.endswith("couple of"):
        return 2
    return int(words) if words.isdigit() else spoken_number(words)
