"""Alarms that somebody set are told when their threshold is reached, once per period. [F15, P4]"""

from collections.abc import Iterable, Sequence

from telecom.management.inventory import label_of
from telecom.management.notices import may_tell_now
from telecom.model.access import Actor
from telecom.model.alarms import Alarm, AlarmSubject
from telecom.model.authorization import Function
from telecom.model.balance import Bucket, LedgerEntry
from telecom.model.calendar import start_of_day
from telecom.model.errors import NotAllowed
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import Individual
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import ledger, telling
from telecom.support.authorization import access_accounts, access_services
from telecom.support.due import Due, due

USED, SPENT, LEFT = "alarm usage", "alarm spending", "alarm credit"
_COUNTED = [UsageState.RATED, UsageState.RERATED, UsageState.BILLED]


def _usage_reached(work: Work) -> Iterable[Due]:
    """Alarms whose share of the running allowance is used up: once per alarm and allowance."""
    alarms = work.of(Alarm).list(subject=AlarmSubject.USAGE, ended_at=None) if may_tell_now(work) else []
    if not alarms:
        return
    services = {a.service_id for a in alarms}
    held = work.of(Bucket).list(service_id=services, valid_from__lte=work.now, valid_until__gt=work.now)
    for alarm in alarms:
        fitting = [b for b in held if (b.service_id, b.kind) == (alarm.service_id, alarm.kind)]
        used, granted = sum(min(b.used, b.granted) for b in fitting), sum(b.granted for b in fitting)
        if fitting and alarm.is_reached(used, granted):
            yield Due(alarm.id, max(b.valid_until for b in fitting).isoformat())


@due(USED, _usage_reached)
def tell_usage(one: Due, work: Work) -> None:
    """Say how much of an allowance is used; nothing to whom the service is none of theirs any more."""
    alarm = work.of(Alarm).get(one.subject)
    service = _still_theirs(alarm, work=work)
    if service is None:
        return
    buckets = work.of(Bucket).list(
        service_id=service.id, kind=alarm.kind, valid_from__lte=work.now, valid_until__gt=work.now
    )
    granted, used = sum(b.granted for b in buckets), sum(min(b.used, b.granted) for b in buckets)
    if not granted:
        return
    kind = Utterance(f"utter_alarms_kind_{buckets[0].kind.value}")
    left = sum((b.left for b in buckets[1:]), buckets[0].left)
    values = {"service": label_of(service), "percent": used * 100 // granted, "kind": kind, "left": left}
    choices = [ask_for("check_usage", "utter_choice_usage"), ask_for("browse_catalogue", "utter_wish_browse_catalogue")]
    _tell(alarm, one, Utterance("utter_notice_alarm_usage", values, choices), work=work)


def _spending_reached(work: Work) -> Iterable[Due]:
    """Alarms whose amount was spent beyond the plan this month: once per alarm and month."""
    alarms = work.of(Alarm).list(subject=AlarmSubject.SPENDING, ended_at=None) if may_tell_now(work) else []
    if alarms:
        spent = _spent([str(a.service_id) for a in alarms], work=work)
        month = f"{work.today():%Y-%m}"
        for alarm in alarms:
            if alarm.amount is not None and spent.get(str(alarm.service_id), 0) >= alarm.amount.minor:
                yield Due(alarm.id, month)


def _spent(service_ids: Sequence[str], *, work: Work) -> dict[str, int]:
    """What each service cost beyond its plan since the first of the month, in minor units."""
    since = start_of_day(work.today().replace(day=1), work.zone)
    sums = work.of(UsageRecord).sums(
        ["charge_minor"], by=["service_id"], service_id=list(service_ids), state=_COUNTED, at__gte=since
    )
    return {str(by[0]): amounts[0] for by, amounts in sums}


@due(SPENT, _spending_reached)
def tell_spending(one: Due, work: Work) -> None:
    """Say what a service cost beyond its plan this month."""
    alarm = work.of(Alarm).get(one.subject)
    service = _still_theirs(alarm, work=work)
    if service is None or alarm.amount is None:
        return
    spent = Money(_spent([service.id], work=work).get(service.id, 0), alarm.amount.currency)
    values = {"service": label_of(service), "spent": spent, "amount": alarm.amount}
    choices = [
        ask_for("check_spending", "utter_wish_check_spending"),
        ask_for("set_spending_limit", "utter_wish_set_spending_limit"),
    ]
    _tell(alarm, one, Utterance("utter_notice_alarm_spending", values, choices), work=work)


def _credit_reached(work: Work) -> Iterable[Due]:
    """Alarms whose credit is under their amount: once until credit comes in again."""
    if not may_tell_now(work):
        return
    for alarm in work.of(Alarm).list(subject=AlarmSubject.CREDIT, ended_at=None):
        held = ledger.find_credit_account(str(alarm.account_id), work=work)
        if held is not None and alarm.amount is not None and ledger.balance_of(held, work=work) < alarm.amount:
            came_in = work.of(LedgerEntry).total("amount_minor", account_id=held.id, amount_minor__gt=0)
            yield Due(alarm.id, f"after {came_in}")


@due(LEFT, _credit_reached)
def tell_credit(one: Due, work: Work) -> None:
    """Say that the credit is under what somebody wants to be told at."""
    alarm = work.of(Alarm).get(one.subject)
    held = ledger.find_credit_account(str(alarm.account_id), work=work)
    if held is None or alarm.ended_at is not None or alarm.amount is None:
        return
    if str(alarm.account_id) not in {a.id for a in access_accounts(_as_asker(alarm), Function.CHECK, work=work)}:
        return
    values = {"credit": ledger.balance_of(held, work=work), "amount": alarm.amount}
    choices = [ask_for("top_up", "utter_choice_top_up")]
    _tell(alarm, one, Utterance("utter_notice_alarm_credit", values, choices), work=work)


def _as_asker(alarm: Alarm) -> Actor:
    """The rights of whoever set an alarm, as they are now."""
    return Actor(alarm.person_id, "", "", "", alarm.set_at)


def _still_theirs(alarm: Alarm, *, work: Work) -> Service | None:
    try:
        services = access_services(_as_asker(alarm), Function.CHECK, work=work)
    except NotAllowed:
        return None
    return next((s for s in services if s.id == alarm.service_id and alarm.ended_at is None), None)


def _tell(alarm: Alarm, one: Due, said: Utterance, *, work: Work) -> None:
    person = work.of(Individual).get(alarm.person_id)
    key = f"alarm:{alarm.id}:{one.period}"
    telling.push(work, person.id, person.phone_number, said, key=key, priority=Priority.BILL)
