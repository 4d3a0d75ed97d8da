"""Planned work of the operator's, by command: announced and listed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.commands.cases import NotUnderstood
from telecom.management.maintenance import list_all_works, plan_work
from telecom.ports import Work

_USE = "Such as: work broadband Mill Hill 2026-09-21T01:00 3 new equipment; Internet is off for half an hour"
# A kind and a place stand before the time.
_BEFORE_TIME = 2


def list_works(staff: str, work: Work) -> list[str]:
    """The work that is planned or running, the next first."""
    zone = work.zone
    return [
        f"{each.kind}  {each.place}  {each.starts_at.astimezone(zone):%a %d %b %H:%M} to"
        f" {each.ends_at.astimezone(zone):%a %d %b %H:%M}  {each.reason}"
        for each in list_all_works(work=work)
    ]


def plan(rest: Sequence[str], work: Work) -> list[str]:
    """Announce work: kind, place, when it begins by the operator's clock, how many hours, why; what people notice."""
    at = next((number for number, word in enumerate(rest) if word[:4].isdigit() and "T" in word), 0)
    try:
        starts = datetime.fromisoformat(rest[at]).replace(tzinfo=work.zone)
        hours = float(rest[at + 1])
    except (ValueError, IndexError) as error:
        raise NotUnderstood(_USE) from error
    reason, _, effect = " ".join(rest[at + 2 :]).partition(";")
    if at < _BEFORE_TIME or not (reason.strip() and effect.strip()):
        raise NotUnderstood(_USE)
    planned = plan_work(
        " ".join(rest[1:at]),
        rest[0],
        starts_at=starts,
        ends_at=starts + timedelta(hours=hours),
        reason=reason.strip(),
        effect=effect.strip(),
        work=work,
    )
    return [f"{planned.kind} in {planned.place}: planned"]
