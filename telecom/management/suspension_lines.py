"""Pausing several lines and taking them up again: one proposal, one yes, the result of each line. [F12, F23]"""

from collections.abc import Sequence

from telecom.management.lines import propose_each
from telecom.management.suspension import PAUSE, RESUME, propose_pause, propose_resume
from telecom.model.access import Actor
from telecom.model.calendar import Period
from telecom.model.money import Money, total
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.joined import sums_up


def propose_pauses(
    actor: Actor | None, service_ids: Sequence[str], *, period: Period, turn_id: str, work: Work
) -> Utterance:
    """Propose to pause each of these services for the same days; those that cannot be are named with why."""

    def one(service_id: str, key: str) -> Utterance:
        return propose_pause(actor, service_id, period=period, turn_id=key, work=work)

    return propose_each(actor, service_ids, one, turn_id=turn_id, work=work)


def propose_resumes(actor: Actor | None, service_ids: Sequence[str], *, turn_id: str, work: Work) -> Utterance:
    """Propose to end the pause of each of these services, or to drop it where it is still to come."""

    def one(service_id: str, key: str) -> Utterance:
        return propose_resume(actor, service_id, turn_id=key, work=work)

    return propose_each(actor, service_ids, one, turn_id=turn_id, work=work)


@sums_up(PAUSE)
def sum_up_pauses(parts: Sequence[Proposal]) -> Utterance:
    """How many, which, until when, and the fees together."""
    before, meanwhile = _sum(parts, "monthly"), _sum(parts, "meanwhile")
    values = _lines(parts) | {
        "period": parts[0].shown.values["period"],
        "back_on": parts[0].shown.values["back_on"],
        "fee": [Utterance("utter_suspension_many_fee", {"monthly": before, "meanwhile": meanwhile})] if before else [],
        "also": [each for part in parts for each in part.shown.values["also"]],
    }
    return Utterance("utter_suspension_propose_many", values)


@sums_up(RESUME)
def sum_up_resumes(parts: Sequence[Proposal]) -> Utterance:
    """How many, which, and the fees together."""
    running = [part for part in parts if part.shown.response != "utter_suspension_propose_drop"]
    monthly = _sum(running, "monthly")
    fee = [Utterance("utter_suspension_many_fee_again", {"monthly": monthly})] if monthly else []
    return Utterance("utter_suspension_propose_resume_many", _lines(parts) | {"fee": fee})


def _lines(parts: Sequence[Proposal]) -> dict[str, object]:
    return {"count": len(parts), "lines": [part.shown.values["service"] for part in parts], "left_out": []}


def _sum(parts: Sequence[Proposal], name: str) -> Money | None:
    found = [fee for part in parts if isinstance(fee := part.shown.values.get(name), Money)]
    return total(found, currency=found[0].currency) if found else None
