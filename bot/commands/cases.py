"""Cases in `dialtone agent`: who wants to talk to a person, what is known of it, answering, and handing back."""

from bot.case_words import case_in_words
from telecom.bootstrap import Telecom
from telecom.management.handover import hand_back, list_cases, look_at_case, reply_to_case, take_case
from telecom.ports import Work
from telecom.support.staff import sign_as


class NotUnderstood(ValueError):
    """The words are none of those that can be said here."""


def list_waiting_cases(staff: str, work: Work) -> list[str]:
    """A line for each case that waits or is with somebody."""
    return [
        f"{case.number}  {case.status.value:12}  {case.opened_at:%d %b %H:%M}  {case.taken_by or '-'}  {case.wish!r}"
        for case in list_cases(staff, work=work)
    ]


def act_on_case(telecom: Telecom, name: str, number: str, text: str, staff: str, work: Work) -> list[str]:
    """Look at a case, take it, reply or hand it back; `case-next` is the one that waits longest, `case-mine` the one
    they took last. NotUnderstood, or WrongCase."""
    signed = sign_as(staff, work=work)
    if number.casefold() in ("case-next", "case-mine"):
        number = _meant(number.casefold(), staff, work=work)
    if name == "case":
        return case_in_words(look_at_case(number, staff, work=work), telecom, work)
    if name == "take":
        case = take_case(number, staff, name=signed, work=work)
        return [f"{case.number}: taken", *case_in_words(look_at_case(number, staff, work=work), telecom, work)]
    if name == "reply" and text:
        reply_to_case(number, staff, text, name=signed, work=work)
        return [f"{number.upper()}: said"]
    if name == "back" and text:
        return [f"{hand_back(number, staff, text, name=signed, work=work).number}: handed back"]
    raise NotUnderstood(f"For a case there is case, take, reply with a text, and back with a summary; not {name!r}.")


def _meant(word: str, staff: str, *, work: Work) -> str:
    is_next = word == "case-next"
    cases = [case for case in list_cases(staff, work=work) if case.taken_by == (None if is_next else staff)]
    if not cases:
        raise NotUnderstood("No case waits." if is_next else "You have taken none.")
    in_order = sorted(cases, key=lambda case: case.opened_at if is_next else case.taken_at or case.opened_at)
    return in_order[0 if is_next else -1].number
