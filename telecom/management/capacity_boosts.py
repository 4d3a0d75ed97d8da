"""More of a share for a time: booked, there on its first day, given back by itself after the last. [A12]"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from telecom.management.capacity import (
    APPLY_SHARE,
    SHARE,
    NoShare,
    Share,
    applied,
    buy_steps,
    end_steps,
    propose_share,
    said_of,
    share_of,
)
from telecom.management.inventory import held_products
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.bill_making import share_of_months
from telecom.model.calendar import Period, overlap
from telecom.model.capacity import OPEN_BOOST, BoostStatus, ShareBoost, ShareOutOfRange, read_count
from telecom.model.errors import BusinessError, InvalidValue
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, Individual
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance, ask_for
from telecom.model.wire import read_period
from telecom.ports import Work
from telecom.support import telling
from telecom.support.audit import note
from telecom.support.authorization import access_service, require_fresh_proof, require_within_limit
from telecom.support.due import Due, due
from telecom.support.proposals import Outcome, carries_out, corrects, propose

BOOST, END_BOOSTS = "boost_share", "end_boosts"
BEGINS, ENDS = "capacity begins", "capacity ends"
LONGEST = timedelta(days=366)


def propose_boost(
    actor: Actor | None, service_id: str, *, count: int, period: Period, turn_id: str, work: Work
) -> Utterance:
    """Propose to have `count` units in a period, more than now: what that costs altogether, or a month where it has no
    end.

    NoShare, ShareOutOfRange, InvalidValue for a time that is past; NotFound for others' services; BeyondGrant.
    """
    share, period = _access(actor, service_id, period, work=work)
    actor = require_fresh_proof(actor, work=work)
    steps = _steps(share, count, period)
    price = _price(share, steps, period, work=work)
    account = work.of(BillingAccount).get(share.service.account_id)
    require_within_limit(actor, Function.ORDER, price, account=account, service_id=service_id, work=work)
    terms = {"service_id": service_id, "steps": steps, "period": period, "before": share.lasting, "price": price}
    values = {**said_of(share), **_times(share, steps, period), "price": price}
    name = "utter_capacity_propose_for" if period.end else "utter_capacity_propose_from"
    return propose(actor, BOOST, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


def _access(
    actor: Actor | None, service_id: str, period: Period, *, work: Work, lock: bool = False
) -> tuple[Share, Period]:
    service = access_service(actor, Function.ORDER, service_id, work=work, lock=lock)
    share = share_of(service, work=work)
    if share is None:
        raise NoShare()
    start = max(period.start or work.today(), work.today())
    if period.end is not None and (period.end < start or period.end - start > LONGEST):
        raise InvalidValue("utter_capacity_period", day=period.end)
    return share, Period(start, period.end)


def _steps(share: Share, count: int, period: Period) -> int:
    """How many steps more than what lasts; ShareOutOfRange beyond what can be had on the fullest of the days."""
    units = count - share.lasting
    if units <= 0:
        raise BusinessError("utter_capacity_same", **said_of(share))
    steps = -(-units // share.terms.step)
    others = sum(boost.steps for boost in share.boosts if boost.last_day and overlap(boost.period, period))
    top = share.lasting + share.terms.step * (steps + others)
    if top > share.terms.most:
        raise ShareOutOfRange(wanted=top, least=share.terms.included, most=share.terms.most)
    return steps


def _price(share: Share, steps: int, period: Period, *, work: Work) -> Money:
    if period.end is None:
        return share.price * steps
    account = work.of(BillingAccount).get(share.service.account_id)
    return share_of_months(share.price, [period], account.cycle_day) * steps


def _times(share: Share, steps: int, period: Period) -> dict[str, Any]:
    count = share.lasting + steps * share.terms.step
    return {"count": count, "before": share.lasting, "period": period, "start": period.start}


@carries_out(BOOST)
def book_boost(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Book what was confirmed; what begins today is there at once, and the network obeys."""
    terms = proposal.terms
    share, period = _access(actor, terms["service_id"], terms["period"], work=work, lock=True)
    service, steps, price = share.service, int(terms["steps"]), terms["price"]
    if share.lasting != terms["before"] or _price(share, steps, period, work=work) != price:
        raise BusinessError("utter_proposal_changed")
    _steps(share, share.lasting + steps * share.terms.step, period)
    account = work.of(BillingAccount).get(service.account_id)
    require_within_limit(
        actor, Function.ORDER, price, account=account, service_id=service.id, key=proposal.id, work=work
    )
    assert period.start is not None
    boost = ShareBoost(
        key=proposal.id, service_id=service.id, asked_by=actor.person_id, steps=steps, first_day=period.start,
        last_day=period.end,
    )  # fmt: skip
    work.of(ShareBoost).add(boost)
    event = SecurityEvent.SERVICE_CHANGED
    note(work, event, actor=actor, customer_id=service.customer_id, subject=service.id, change="share for a time")
    values = {**said_of(share), **_times(share, steps, period)}
    if period.start > work.today():
        return Outcome([Utterance("utter_capacity_booked" if period.end else "utter_capacity_booked_from", values)])
    _begin(boost, share, work=work)
    return applied(Utterance("utter_capacity_done_for" if period.end else "utter_capacity_done", values), service.id)


@corrects(BOOST)
def correct_boost(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another time or another number for what is proposed ("until Sunday", "make it three")."""
    terms, number = proposal.terms, _number(changes)
    period = _period(changes, terms["period"])
    if period is None and number is None:
        return None
    share, period = _access(actor, terms["service_id"], period or terms["period"], work=work)
    units = int(terms["steps"]) * share.terms.step if number is None else number
    return propose_boost(
        actor, terms["service_id"], count=share.lasting + units, period=period, turn_id=turn_id, work=work
    )


@corrects(SHARE)
def correct_share(
    actor: Actor, proposal: Proposal, changes: Mapping[str, Any], *, turn_id: str, work: Work
) -> Utterance | None:
    """Another number, or only for a time, for what is proposed to stay."""
    terms, number = proposal.terms, _number(changes)
    before, count = int(terms["before"]), int(terms["count"])
    if number is not None:
        # Nobody names by its whole what is more than there is: "three" is three more, "12" beside 10 is 12.
        count = number if number > before or count < before else before + number
    period = _period(changes, None)
    if period is not None and count > before:
        return propose_boost(actor, terms["service_id"], count=count, period=period, turn_id=turn_id, work=work)
    if number is None:
        return None
    return propose_share(actor, terms["service_id"], count=count, turn_id=turn_id, work=work)


def _number(changes: Mapping[str, Any]) -> int | None:
    amount = changes.get("amount")
    return int(amount["minor"]) // 100 if isinstance(amount, dict) else read_count(str(changes.get("text") or ""))


def _period(changes: Mapping[str, Any], before: Period | None) -> Period | None:
    """The time that was said; a single day is the last one, or the only one where no time was said before."""
    if changes.get("period"):
        return read_period(changes["period"])
    if not changes.get("date"):
        return None
    day = date.fromisoformat(str(changes["date"]))
    start = before.start if before and before.start else day
    return Period(min(start, day), day)


def propose_end(actor: Actor | None, service_id: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose to give back, or not to have at all, what is there or booked for a time. NoShare; InvalidValue."""
    service = access_service(actor, Function.ORDER, service_id, work=work)
    actor = require_fresh_proof(actor, work=work)
    share = share_of(service, work=work)
    if share is None:
        raise NoShare()
    if not share.boosts:
        raise InvalidValue("utter_capacity_nothing_booked", **said_of(share))
    values = {**said_of(share), "count": share.lasting, "booked": booked_said(share)}
    terms = {"service_id": service_id, "boosts": [boost.id for boost in share.boosts]}
    shown = Utterance("utter_capacity_propose_end", values)
    return propose(actor, END_BOOSTS, terms=terms, shown=shown, turn_id=turn_id, work=work)


@carries_out(END_BOOSTS)
def end_boosts(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """End what was shown, today; what is over already is no error."""
    service = access_service(actor, Function.ORDER, proposal.terms["service_id"], work=work, lock=True)
    for boost in work.of(ShareBoost).list(id=proposal.terms["boosts"], status=OPEN_BOOST, lock=True):
        _end(boost, service, last_day=work.today(), work=work)
    event = SecurityEvent.SERVICE_CHANGED
    note(work, event, actor=actor, customer_id=service.customer_id, subject=service.id, change="share given back")
    work.flush()
    share = share_of(service, work=work)
    assert share is not None
    return applied(Utterance("utter_capacity_done", said_of(share)), service.id)


def booked_said(share: Share) -> list[Utterance]:
    """What is there or booked for a time, a line each."""
    unit = said_of(share)["unit"]
    return [
        Utterance(
            "utter_capacity_line_for" if boost.last_day else "utter_capacity_line_from",
            {"more": boost.steps * share.terms.step, "unit": unit, "period": boost.period, "start": boost.first_day},
        )
        for boost in share.boosts
    ]


def _begin(boost: ShareBoost, share: Share, *, work: Work) -> None:
    """Have the steps run, as many as there is room for now; what has no end simply stays."""
    room = (share.terms.most - share.allotted) // share.terms.step
    made = buy_steps(share, min(boost.steps, room), work=work)
    boost.become(BoostStatus.RUNNING)
    boost.product_ids = [product.id for product in made]
    if boost.last_day is None:
        boost.become(BoostStatus.ENDED)
    work.flush()
    work.enqueue(APPLY_SHARE, service_id=share.service.id, lock=f"line:{share.service.id}")


def _end(boost: ShareBoost, service: Service, *, last_day: date, work: Work) -> None:
    if boost.status is BoostStatus.BOOKED:
        boost.become(BoostStatus.CANCELLED)
        return
    running = [p for p in held_products(service, work=work) if p.id in boost.product_ids]
    end_steps(running, last_day=last_day)
    boost.become(BoostStatus.ENDED)
    work.enqueue(APPLY_SHARE, service_id=service.id, lock=f"line:{service.id}")


def _to_begin(work: Work) -> Iterable[Due]:
    booked = work.of(ShareBoost).list(status=BoostStatus.BOOKED, first_day__lte=work.today())
    return [Due(boost.id, "begins") for boost in booked]


@due(BEGINS, _to_begin)
def begin_boost(one: Due, work: Work) -> None:
    """Have it begin on its first day, and say so; not at all where the service is gone or the time is over."""
    service, boost = _of(one, work)
    share = share_of(service, work=work)
    if boost.status is not BoostStatus.BOOKED:
        return
    is_over = boost.last_day is not None and boost.last_day < work.today()
    if share is None or is_over or service.state is ServiceState.TERMINATED:
        boost.become(BoostStatus.CANCELLED)
        return
    _begin(boost, share, work=work)
    now = share_of(service, work=work)
    assert now is not None
    name = "utter_notice_capacity_begins" if boost.last_day else "utter_notice_capacity_stays"
    _tell(boost, Utterance(name, {**said_of(now), "end": boost.last_day}), "begun", work=work)


def _to_end(work: Work) -> Iterable[Due]:
    running = work.of(ShareBoost).list(status=BoostStatus.RUNNING, last_day__lt=work.today())
    return [Due(boost.id, "ends") for boost in running]


@due(ENDS, _to_end)
def give_back(one: Due, work: Work) -> None:
    """Give it back after its last day, and say so."""
    service, boost = _of(one, work)
    if boost.status is not BoostStatus.RUNNING or boost.last_day is None:
        return
    _end(boost, service, last_day=boost.last_day, work=work)
    work.flush()
    share = share_of(service, work=work)
    if share is not None:
        again = [ask_for("manage_capacity", "utter_choice_capacity", service=service.id)]
        _tell(boost, Utterance("utter_notice_capacity_ends", said_of(share), again), "ended", work=work)


def _of(one: Due, work: Work) -> tuple[Service, ShareBoost]:
    found = work.of(ShareBoost).get(one.subject)
    service = work.of(Service).get(found.service_id, lock=True)
    return service, work.of(ShareBoost).get(one.subject, lock=True)


def _tell(boost: ShareBoost, said: Utterance, what: str, *, work: Work) -> None:
    person = work.of(Individual).get(boost.asked_by)
    telling.push(work, person.id, person.phone_number, said, key=f"boost:{boost.id}:{what}", priority=Priority.PROGRESS)
