"""A case in words for the one who works on it: who it is, what they want, what was said, tried and tested."""

import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from bot.rendering.render import Renderer
from bot.rendering.texts import load_texts
from telecom.bootstrap import Telecom
from telecom.management.handover import CaseView
from telecom.model.utterances import Utterance
from telecom.ports import Work

_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A day is none, and the numbers of cases, orders and bills are shorter.
_LONG_NUMBER = re.compile(r"(?<![\w-])(?!\d{4}-\d\d-\d\d\b)\+?\d(?:[ -]?\d){3,}((?:[ -]?\d){3})\b")


def case_in_words(view: CaseView, telecom: Telecom, work: Work) -> list[str]:
    """All of a case, line by line, in the operator's own language; choices are left out."""
    case, packet = view.case, view.case.packet
    renderer = Renderer(load_texts(), telecom.settings.operator_name, ZoneInfo(telecom.settings.time_zone))

    def words(said: Iterable[Utterance]) -> list[str]:
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
    return lines + said_in_words(view)


def case_for_group(view: CaseView) -> list[str]:
    """What agents need to know to take a case: the wish, what was said, tried and tested; of the person the given name
    alone, and none of our answers. The amounts and addresses in those are for the one who works on it, who looks with
    `dialtone agent show` and stands in the trail for it. [S4, S5]"""
    case, packet = view.case, view.case.packet
    who = f"{view.person.given_name}, logged in" if view.person else "nobody is logged in: their word only"
    lines = [f"who: {who}", f"wish: {case.wish or '(a button)'}"]
    lines += [f"  > {turn['said']}" for turn in packet.get("turns", ()) if turn["said"]]
    lines += [*_listed("tried", packet.get("tried", ())), *_listed("tested", packet.get("tests", ()))]
    return [f"{case.number}  since {case.opened_at:%d %b %H:%M} UTC", *map(shortened, lines), *said_for_group(view)]


def said_for_group(view: CaseView) -> list[str]:
    """What was said in a case, as far as a group may read it."""
    return [shortened(line) for line in said_in_words(view)]


def shortened(line: str) -> str:
    """A line without mail addresses, and with no more than the last three digits of a long number."""
    return _LONG_NUMBER.sub(lambda m: f"...{re.sub(r'[ -]', '', m[1])}", _MAIL_ADDRESS.sub("(a mail address)", line))


def said_in_words(view: CaseView) -> list[str]:
    """What was said in a case, line by line."""
    return [f"  {said.at:%H:%M} {said.author or '>'} {said.text}" for said in view.messages]


def _listed(title: str, items: Iterable[Any]) -> list[str]:
    return [f"{title}: {item}" for item in items]
