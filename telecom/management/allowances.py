"""Allowances go on: included ones begin anew, weekly packs are paid from prepaid credit or end. [B7, P4]"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telecom.management.notices import tell_managers
from telecom.model.balance import BalanceTooLow, Bucket, BucketStatus
from telecom.model.calendar import as_utc
from telecom.model.catalogue import Offering
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import ledger
from telecom.support.due import Due, due

RENEWAL = "allowance renewal"


@dataclass(frozen=True, slots=True)
class _Ended:
    """An allowance whose time is over, and what it belongs to."""

    key: str
    service: Service
    offering: Offering
    product: Product
    buckets: Sequence[Bucket]
    ended_at: datetime


def _ended_allowances(work: Work) -> Iterable[Due]:
    """Allowances whose time is over: one per service, offering and end, however many kinds of usage it grants.
    Those of a paused service wait for its return: nothing is charged for a line that cannot be used."""
    buckets = work.of(Bucket).list(status=BucketStatus.ACTIVE, valid_until__lte=work.now, order="valid_until")
    paused = {s.id for s in work.of(Service).list(id={b.service_id for b in buckets}, state=ServiceState.INACTIVE)}
    for bucket in buckets:
        if bucket.service_id not in paused:
            yield Due(f"{bucket.service_id}/{bucket.offering_id}", bucket.valid_until.isoformat())


@due(RENEWAL, _ended_allowances)
def renew_allowance(one: Due, work: Work) -> None:
    """End what is over, and begin it anew where it goes on: a month of a plan is on the bill anyway, another week of a
    pack is paid from the credit; where that does not reach, the pack ends and its people are told."""
    service_id, _, offering_id = one.subject.partition("/")
    ended_at = datetime.fromisoformat(one.period)
    service, offering = work.of(Service).get(service_id, lock=True), work.of(Offering).get(offering_id)
    buckets = work.of(Bucket).list(
        service_id=service_id, offering_id=offering_id, valid_until=ended_at, status=BucketStatus.ACTIVE, lock=True
    )
    for bucket in buckets:
        bucket.status = BucketStatus.EXPIRED
    product = work.of(Product).find(service_id=service_id, offering_id=offering_id, status=ProductStatus.ACTIVE)
    if not buckets or product is None or service.state is not ServiceState.ACTIVE:
        return
    ended = _Ended(
        f"{RENEWAL}:{service_id}:{offering_id}:{ended_at:%Y%m%d%H%M}", service, offering, product, buckets, ended_at
    )
    if offering.terms.get("renews"):
        _renew_pack(ended, work)
    elif offering.valid_days is None and offering.monthly is not None:
        _grant_again(ended, work)


def _renew_pack(ended: _Ended, work: Work) -> None:
    offering = ended.offering
    held = ledger.find_credit_account(ended.service.account_id, work=work)
    price = offering.one_off or offering.monthly
    if held is None or price is None:
        return
    values = {"offering": offering.name, "line": ended.service.name, "price": price}
    try:
        revenue = ledger.operators_account("revenue", work=work)
        ledger.move(work, price, source=held, target=revenue, key=ended.key, reason="pack renewal")
    except BalanceTooLow as refusal:
        ended.product.become(ProductStatus.TERMINATED)
        ended.product.ended_on = work.today()
        values["credit"] = refusal.values["balance"]
        _tell(ended, Utterance("utter_notice_pack_ended", values, [ask_for("top_up", "utter_choice_top_up")]), work)
        return
    values |= {"ends": _grant_again(ended, work), "credit": ledger.balance_of(held, work=work)}
    _tell(
        ended, Utterance("utter_notice_pack_renewed", values, [ask_for("check_balance", "utter_choice_balance")]), work
    )


def _tell(ended: _Ended, notice: Utterance, work: Work) -> None:
    tell_managers(ended.service.customer_id, notice, key=ended.key, priority=Priority.PROGRESS, work=work)


def _grant_again(ended: _Ended, work: Work) -> datetime:
    """The same allowance for the next span; from now where that span would be over too. Says until when."""
    start, end = ended.ended_at, end_of_span(ended.offering, ended.ended_at, zone=work.zone)
    if end <= work.now:
        start, end = work.now, end_of_span(ended.offering, work.now, zone=work.zone)
    # Use that came in meanwhile has begun the month already.
    running = work.of(Bucket).list(
        service_id=ended.service.id, offering_id=ended.offering.id, valid_until__gt=work.now, order="valid_until"
    )
    for old in ended.buckets:
        if any(bucket.kind is old.kind for bucket in running):
            end = running[-1].valid_until
            continue
        work.of(Bucket).add(
            Bucket(
                service_id=old.service_id,
                offering_id=old.offering_id,
                kind=old.kind,
                granted=old.granted,
                valid_from=start,
                valid_until=end,
            )
        )
    return end


def end_of_span(offering: Offering, start: datetime, *, zone: ZoneInfo) -> datetime:
    """When an allowance that starts now ends: after its days, else after a month, at the same time of the day."""
    local = start.astimezone(zone)
    if offering.valid_days is not None:
        return as_utc(local + timedelta(days=offering.valid_days))
    year, month = (local.year, local.month + 1) if local.month < 12 else (local.year + 1, 1)
    day = min(local.day, calendar.monthrange(year, month)[1])
    return as_utc(local.replace(year=year, month=month, day=day))
