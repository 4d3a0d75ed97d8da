"""Cases in `dialtone agent`: who wants to talk to a person, what is known of it, answering, and handing back."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from bot.rendering.render import Renderer
from bot.rendering.texts import load_texts
from telecom.bootstrap import Telecom
from telecom.management.handover import CaseView, hand_back, list_cases, look_at_case, reply_to_case, take_case
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.staff import sign_as


class NotUnderstood(ValueError):
    """The words are none of those that can be said here."""


def list_waiting_cases(work: Work) -> list[str]:
    """A line for each case that waits or is with somebody."""
    return [
        f"{case.number}  {case.status.value:12}  {case.opened_at:%d %b %H:%M}  {case.taken_by or '-'}  {case.wish!r}"
        for case in list_cases(work=work)
    ]


def act_on_case(telecom: Telecom, name: str, number: str, text: str, staff: str, work: Work) -> list[str]:
    """Look at a case, take it, reply or hand it back. NotUnderstood, or WrongCase."""
    signed = sign_as(staff, work=work)
    if name == "case":
        return _show(look_at_case(number, staff, work=work), telecom, work)
    if name == "take":
        case = take_case(number, staff, name=signed, work=work)
        return [f"{case.number}: taken", *_show(look_at_case(number, staff, work=work), telecom, work)]
    if name == "reply" and text:
        reply_to_case(number, staff, text, name=signed, work=work)
        return [f"{number.upper()}: said"]
    if name == "back" and text:
        return [f"{hand_back(number, staff, text, name=signed, work=work).number}: handed back"]
    raise NotUnderstood(f"For a case there is case, take, reply with a text, and back with a summary; not {name!r}.")


def _show(view: CaseView, telecom: Telecom, work: Work) -> list[str]:
    case, packet = view.case, view.case.packet
    renderer = Renderer(load_texts(), telecom.settings.operator_name, ZoneInfo(telecom.settings.time_zone))

    def words(said: Iterable[Utterance]) -> list[str]:
        """In the operator's own language; choices are left out."""
        return [renderer.render(one, channel="terminal", language="en", today=work.today()).text for one in said]

    who = f"{view.person.name}, logged in" if view.person else "nobody is logged in: their word only"
    lines = [f"{case.number}  {case.status.value}  since {case.opened_at:%d %b %H:%M} UTC", f"who: {who}"]
    lines.append(f"wish: {case.wish or '(a button)'}")
    for turn in packet.get("turns", ()):
        lines.append(f"  > {turn['said'] or '(a button)'}")
        lines += [f"  < {text}" for text in words(turn["answered"])]
    lines += _listed("under way", words(packet.get("under_way", ())))
    lines += _listed("tried", packet.get("tried", ()))
    lines += _listed("tested", packet.get("tests", ()))
    lines += [f"  {said.at:%H:%M} {said.author or '>'} {said.text}" for said in view.messages]
    return lines


def _listed(title: str, items: Iterable[Any]) -> list[str]:
    return [f"{title}: {item}" for item in items]
