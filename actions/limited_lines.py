"""Which lines a limit is for, where several are named: a group, all of them, or several of one's own numbers."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.lines import own_numbers
from actions.pointed import lines_told_first
from telecom.management.lines import is_all, lines_meant
from telecom.management.rules_in_force import kinds_of, needs_of
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.ports import Work
from telecom.support.authorization import access_services
from telecom.support.own_service_said import kind_said
from telecom.support.settings_said import find_restriction

# "Only call the group": there the group is who may be called, not who is limited.
_WHO_IS_CALLED = re.compile(
    r"\b(?:only|just|but|except|outside|call|calls|ring|rings|phone|reach|within|inside|from|to)\s+(?:of\s+|the\s+|my\s+|our\s+)*$",
    re.I,
)
_BUT = re.compile(r"\b(?:but|except|excepting|apart from|besides|other than|without|not|außer|ohne)\b", re.I)
WHO_ASKS = re.compile(r"\b(?:me|mine|myself|my (?:own|phone|mobile|line|number)|mir|mich|meine\w*)\b", re.I)
_ALSO = re.compile(r"^\W*(?:and|also|plus|und|auch|außerdem)\b", re.I)
_WHOSE = {"service", "person", "phone_number", "group"}
_LINES = re.compile(
    r"\b(?:lines?|numbers|sims|staff|employees|everyone|everybody|nobody|no one|any(?:one|body))\b", re.I
)


def limited_numbers(asked: Asked, work: Work) -> list[str]:
    """The numbers of one's own that are to be limited together; none where only one is. A list needs other numbers
    too: "0771... may only call 0772..." is about one line, even where both are one's own."""
    if asked.actor is not None:
        every = access_services(asked.actor, Function.CONFIGURE, work=work)
        if top := [s.phone_number.e164 for s in lines_told_first(asked, every, work) if s.phone_number]:
            return top
    own = [*own_numbers(asked, work), *_mine(asked, work)]
    if own and (rest := _all_but(own, asked, work)):
        return rest
    own = own_numbers(asked, work)
    others = [number for number in asked.every.get("phone_number", ()) if number not in own]
    if len(own) > 1 and not others and (kind := find_restriction(asked.text)):
        lines = lines_meant(asked.actor, Function.CONFIGURE, group=None, numbers=own, kind=None, work=work)
        own = [] if any("numbers" in needs_of(line, kind) for line in lines) else own
    return own if len(own) > 1 else []


def _mine(asked: Asked, work: Work) -> list[str]:
    """The asker's own line in "everyone but me", "all except mine"."""
    but = _BUT.search(asked.text)
    if asked.actor is None or but is None or not WHO_ASKS.search(asked.text[but.end() :]):
        return []
    lines = access_services(asked.actor, Function.CONFIGURE, work=work)
    return [s.phone_number.e164 for s in lines if s.user_id == asked.actor.person_id and s.phone_number]


def _all_but(own: Sequence[str], asked: Asked, work: Work) -> list[str]:
    """ "Everyone but Daniel", "all lines except 303": the numbers of the group without those named after the word."""
    group, but = limited_group(asked), _BUT.search(asked.text)
    if group is None or but is None or asked.text.casefold().find(group.casefold()) > but.start():
        return []
    lines = lines_meant(asked.actor, Function.CONFIGURE, group=group, kind="mobile", work=work)
    return [line.phone_number.e164 for line in lines if line.phone_number and line.phone_number.e164 not in own]


def limited_lines(asked: Asked, work: Work) -> list[Service]:
    """The lines that were named together, now or in the form that is open, of those that can be limited; none where one
    line was meant."""
    numbers = asked.slots.get("phone_number")
    numbers = list(numbers) if isinstance(numbers, list) else limited_numbers(asked, work)
    group = None if numbers else limited_group(asked)
    if asked.actor is None or not (group or numbers):
        return []
    found = lines_meant(asked.actor, Function.CONFIGURE, group=group, numbers=numbers, kind=None, work=work)
    kind = kind_said(group or "") or ("mobile" if _says_lines(group) else None)
    of_kind = [line for line in found if kind in (None, line.kind)] or found
    return [line for line in of_kind if kinds_of(line)]


def _says_lines(group: str | None) -> bool:
    """All lines are telephone lines: the mobile ones, where there are some."""
    return _LINES.search(group or "") is not None


def limited_group(asked: Asked) -> str | None:
    """The group that a message, or the form that is open, wants limited."""
    named = [str(each) for each in asked.every.get("group", ())]
    limited = next((group for group in named if False in _calls_to(group, asked)), None)
    kept = asked.slots.get("group") or _limited_before(asked)
    return limited or (str(kept) if kept and not named else None)


def _limited_before(asked: Asked) -> str | None:
    """The group of the limit before: "and not between 22 and 6"."""
    last = asked.last_wish
    if last is None or last.intent != "restrict_calls" or not _ALSO.search(asked.text):
        return None
    return last.entities.get("group") if not _WHOSE & asked.entities.keys() else None


def called_group(asked: Asked, work: Work) -> dict[str, str]:
    """The numbers, by line, of a group that alone may be called: "only within the sales team". Nothing where none is
    called so, or where all of one's own lines are meant, which is a limit of its own."""
    named = [str(each) for each in asked.every.get("group", ()) if True in _calls_to(str(each), asked)]
    if not named or asked.actor is None or is_all(named[0]):
        return {}
    try:
        lines = lines_meant(asked.actor, Function.CONFIGURE, group=named[0], numbers=(), kind=None, work=work)
    except BusinessError:
        return {}
    return {line.id: line.phone_number.e164 for line in lines if line.phone_number}


def _calls_to(group: str, asked: Asked) -> list[bool]:
    """For each place where a group is named whether it is who may be called there: "drivers only call drivers"."""
    found = re.finditer(re.escape(group), asked.text, re.I)
    return [_WHO_IS_CALLED.search(asked.text[: each.start()]) is not None for each in found] or [False]
