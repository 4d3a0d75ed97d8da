"""The same limit for several lines, set or lifted: one proposal, one yes, the result of each line. [F14, F23]"""

from collections.abc import Mapping, Sequence
from typing import Any

from telecom.management.lines import propose_each, told_in_short
from telecom.management.restrictions import LIFT, RESTRICT, propose_lift, propose_restriction
from telecom.management.rules_in_force import standing_on
from telecom.model.access import Actor
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.proposals import Proposal
from telecom.model.restrictions import Limits
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.joined import sums_up


def propose_restrictions(
    actor: Actor | None, service_ids: Sequence[str], *, limits: Limits, turn_id: str, work: Work
) -> Utterance:
    """Propose to set a limit on each of these services; those on which it cannot be set are named with why."""

    def one(service_id: str, key: str) -> Utterance:
        return propose_restriction(actor, service_id, limits=limits, turn_id=key, work=work)

    return propose_each(actor, service_ids, one, turn_id=turn_id, work=work)


def propose_lifts(
    actor: Actor | None, services: Sequence[Service], *, kind: str | None, turn_id: str, work: Work
) -> Utterance:
    """Propose to lift the limits of a kind, or all, from those of these services that have any. NotFound for none."""
    standing = {each.id: [rule.id for rule in standing_on(each, kind=kind, work=work)] for each in services}
    limited = [service_id for service_id, rules in standing.items() if rules]
    if not limited:
        raise NotFound("utter_restriction_none")

    def one(service_id: str, key: str) -> Utterance:
        return propose_lift(actor, service_id, restriction_ids=standing[service_id], turn_id=key, work=work)

    return propose_each(actor, limited, one, turn_id=turn_id, work=work)


@sums_up(RESTRICT)
def sum_up_restrictions(parts: Sequence[Proposal]) -> Utterance:
    """How many, which, and what the limit does: once for all, or for each where their lists differ."""
    shown = [part.shown.values for part in parts]
    values: dict[str, object] = _lines(parts) | {name: shown[0][name] for name in ("what", "period", "emergency")}
    name = "utter_restriction_propose_many_period" if shown[0]["period"] else "utter_restriction_propose_many"
    if any(each["what"] != shown[0]["what"] for each in shown):
        name = "utter_restriction_propose_many_each"
        values["lines"] = _told_alike(shown)
    return Utterance(name, values)


def _told_alike(shown: Sequence[Mapping[str, Any]]) -> list[Utterance]:
    """A line for each limit, with all services that get it."""
    alike: dict[str, list[Mapping[str, Any]]] = {}
    for each in shown:
        alike.setdefault(str(each["what"]), []).append(each)
    told = []
    for same in alike.values():
        names = [str(each["service"].values["name"]) for each in same if "name" in each["service"].values]
        of = names if len(names) == len(same) > 1 else None
        told += [
            Utterance("utter_restriction_of", {"service": of or each["service"], "line": each["what"]})
            for each in (same[:1] if of else same)
        ]
    return told


@sums_up(LIFT)
def sum_up_lifts(parts: Sequence[Proposal]) -> Utterance:
    """How many, and which limits on each."""
    lifted = [
        Utterance("utter_restriction_of", {"service": part.shown.values["service"], "line": line})
        for part in parts
        for line in part.shown.values["lines"]
    ]
    return Utterance("utter_restriction_propose_lift_many", _lines(parts) | {"lifted": lifted})


def _lines(parts: Sequence[Proposal]) -> dict[str, object]:
    lines = told_in_short([part.shown.values["service"] for part in parts])
    return {"count": len(parts), "lines": list(lines), "left_out": []}
