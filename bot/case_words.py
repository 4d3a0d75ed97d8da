"""A case in words for the one who works on it: who it is, what they want, what was said, tried and tested."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from bot.rendering.render import Renderer
from bot.rendering.texts import load_texts
from telecom.bootstrap import Telecom
from telecom.management.handover import CaseView
from telecom.model.utterances import Utterance
from telecom.ports import Work


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


def said_in_words(view: CaseView) -> list[str]:
    """What was said in a case, line by line."""
    return [f"  {said.at:%H:%M} {said.author or '>'} {said.text}" for said in view.messages]


def _listed(title: str, items: Iterable[Any]) -> list[str]:
    return [f"{title}: {item}" for item in items]
