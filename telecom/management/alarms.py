"""Alarms: somebody sets when and where they want to be told, and is told once per period. [M.3345 7.1, F15, P4]"""

from collections.abc import Iterable, Sequence
from typing import Any

from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.notices import may_tell_now
from telecom.model.access import Actor
from telecom.model.alarms import THRESHOLDS, USUAL_PERCENT, Alarm, AlarmSubject, AlarmWish, NothingToWatch, NoticeWish
from telecom.model.authorization import Function
from telecom.model.balance import Bucket, LedgerEntry
from telecom.model.calendar import start_of_day
from telecom.model.errors import InvalidValue, NotAllowed
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import BillingMode, Individual
from telecom.model.undoing import Change
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support import ledger, telling
from telecom.support.authorization import access_accounts, access_services, known
from telecom.support.due import Due, due
from telecom.support.proposals import Outcome
from telecom.support.undoing import remember, undoes

SET_ALARMS = "set_alerts"
USED, SPENT, LEFT = "alarm usage", "alarm spending", "alarm credit"
CHANNELS = ("sms", "telegram", "email")
_COUNTED = [UsageState.RATED, UsageState.RERATED, UsageState.BILLED]


def list_alarms(actor: Actor | None, *, work: Work) -> list[Utterance]:
    """What the asker is told of by itself, a line each: their thresholds, and what they turned off or moved."""
    actor = known(actor)
    running = work.of(Alarm).list(person_id=actor.person_id, ended_at=None, order="set_at,id")
    lines = [_line(each, work=work) for each in running]
    for wish in work.of(NoticeWish).list(person_id=actor.person_id, order="subject"):
        what = Utterance(f"utter_alarms_about_{wish.subject.value}")
        if not wish.wanted:
            lines.append(Utterance("utter_alarms_line_off", {"what": what}))
        elif wish.channel is not None:
            lines.append(Utterance("utter_alarms_line_channel", {"what": what, "channel": _by(wish.channel)}))
    return lines


def _by(channel: str) -> Utterance:
    return Utterance(f"utter_preferences_by_{channel}")


def _line(alarm: Alarm, *, work: Work) -> Utterance:
    values: dict[str, Any] = {"amount": alarm.amount, "percent": alarm.percent}
    if alarm.service_id is not None:
        values["service"] = label_of(work.of(Service).get(alarm.service_id))
    if alarm.kind is not None:
        values["kind"] = Utterance(f"utter_alarms_kind_{alarm.kind.value}")
    return Utterance(f"utter_alarms_line_{alarm.subject.value}", values)


def set_alarms(
    actor: Actor | None,
    wish: AlarmWish,
    *,
    meant: Meant,
    amount: Money | None = None,
    channel: str | None = None,
    turn_id: str,
    work: Work,
) -> Outcome:
    """Set, change or end alarms about one thing, or choose the channel; it can be taken back.

    InvalidValue, NothingToWatch; NotAllowed, ProofRequired. A turn that is run again says the same.
    """
    actor = known(actor)
    if channel is not None and channel not in CHANNELS:
        raise InvalidValue("utter_preferences_no_such_channel", channel=channel)
    if work.of(Change).find(key=turn_id) is not None:
        return Outcome([Utterance("utter_alarms_done", {"alarms": list_alarms(actor, work=work)})])
    assert wish.subject is not None
    before = _standing(actor, wish.subject, work=work)
    ended: Sequence[Alarm] = ()
    if wish.subject in THRESHOLDS and not wish.off:
        ended = _set_thresholds(actor, wish, meant, amount, key=turn_id, work=work)
    elif wish.subject in THRESHOLDS:
        ended = _end(work.of(Alarm).list(person_id=actor.person_id, subject=wish.subject, ended_at=None), work=work)
    _choose(actor, wish.subject, wanted=not wish.off, channel=channel, work=work)
    terms = {"subject": wish.subject.value, "before": before, "ended": [each.id for each in ended], "key": turn_id}
    undo = remember(actor, SET_ALARMS, terms=terms, key=turn_id, work=work)
    work.flush()
    what = Utterance(f"utter_alarms_about_{wish.subject.value}")
    if wish.off:
        return Outcome([Utterance("utter_alarms_off", {"what": what}, [undo])])
    if wish.subject in THRESHOLDS:
        return Outcome([Utterance("utter_alarms_done", {"alarms": list_alarms(actor, work=work)}, [undo])])
    values = {"what": what, "channel": _by(channel) if channel else Utterance("utter_alarms_where_you_are")}
    return Outcome([Utterance("utter_alarms_on", values, [undo])])


def _standing(actor: Actor, subject: AlarmSubject, *, work: Work) -> list[Any] | None:
    wish = work.of(NoticeWish).find(person_id=actor.person_id, subject=subject)
    return [wish.wanted, wish.channel] if wish else None


def _choose(actor: Actor, subject: AlarmSubject, *, wanted: bool, channel: str | None, work: Work) -> None:
    wish = work.of(NoticeWish).find(person_id=actor.person_id, subject=subject, lock=True)
    if wish is None:
        wish = work.of(NoticeWish).add(NoticeWish(person_id=actor.person_id, subject=subject))
    wish.wanted, wish.channel = wanted, channel or wish.channel


def _set_thresholds(
    actor: Actor, wish: AlarmWish, meant: Meant, amount: Money | None, *, key: str, work: Work
) -> list[Alarm]:
    """Set what was asked on everything that was meant; what stood there ends, unless another one was asked for."""
    new = list(_asked_alarms(actor, wish, meant, amount, key=key, work=work))
    if not new:
        raise NothingToWatch()
    ended: list[Alarm] = []
    if not wish.adds:
        watched: dict[str, Any] = {"service_id": {a.service_id for a in new}} if new[0].service_id else {}
        kind: dict[str, Any] = {"kind": new[0].kind} if new[0].kind else {}
        standing = work.of(Alarm).list(
            person_id=actor.person_id, subject=wish.subject, ended_at=None, **watched, **kind
        )
        ended = _end(standing, work=work)
    for alarm in new:
        work.of(Alarm).add(alarm)
    return ended


def _end(alarms: Sequence[Alarm], *, work: Work) -> list[Alarm]:
    for alarm in alarms:
        alarm.ended_at = work.now
    return list(alarms)


def _asked_alarms(
    actor: Actor, wish: AlarmWish, meant: Meant, amount: Money | None, *, key: str, work: Work
) -> Iterable[Alarm]:
    assert wish.subject is not None
    common: dict[str, Any] = {"person_id": actor.person_id, "subject": wish.subject, "set_at": work.now}
    if wish.subject is not AlarmSubject.USAGE and (amount is None or not amount.is_positive):
        raise InvalidValue("utter_alarms_which_amount")
    if wish.subject is AlarmSubject.CREDIT:
        for account in access_accounts(actor, Function.CHECK, work=work):
            if account.mode is BillingMode.PREPAID:
                yield Alarm(key=f"{key}:{account.id}", account_id=account.id, amount=amount, **common)
        return
    percents = wish.percents or (USUAL_PERCENT,)
    if any(not 0 < percent <= 100 for percent in percents):
        raise InvalidValue("utter_alarms_percent_range")
    for service in access_meant(actor, Function.CHECK, meant, work=work):
        if wish.subject is AlarmSubject.SPENDING:
            yield Alarm(key=f"{key}:{service.id}", service_id=service.id, amount=amount, **common)
        elif work.of(Bucket).count(service_id=service.id, kind=wish.kind, valid_until__gt=work.now):
            for percent in sorted(set(percents)):
                name = f"{key}:{service.id}:{percent}"
                yield Alarm(key=name, service_id=service.id, kind=wish.kind, percent=percent, **common)


@undoes(SET_ALARMS)
def undo_alarms(actor: Actor, change: Change, *, work: Work) -> Outcome:
    """Have the alarms about one thing as they were."""
    subject = AlarmSubject(change.terms["subject"])
    for alarm in work.of(Alarm).list(person_id=actor.person_id, subject=subject, set_at=change.done_at):
        alarm.ended_at = work.now
    for alarm in work.of(Alarm).list(id=change.terms["ended"]):
        alarm.ended_at = None
    wish = work.of(NoticeWish).find(person_id=actor.person_id, subject=subject, lock=True)
    before = change.terms["before"]
    if wish is not None and before is None:
        work.of(NoticeWish).remove(wish)
    elif wish is not None:
        wish.wanted, wish.channel = before
    work.flush()
    return Outcome([Utterance("utter_alarms_undone", {"what": Utterance(f"utter_alarms_about_{subject.value}")})])


def _usage_reached(work: Work) -> Iterable[Due]:
    """Alarms whose share of the running allowance is used up: once per alarm and allowance."""
    alarms = work.of(Alarm).list(subject=AlarmSubject.USAGE, ended_at=None) if may_tell_now(work) else []
    if not alarms:
        return
    services = {a.service_id for a in alarms}
    held = work.of(Bucket).list(service_id=services, valid_from__lte=work.now, valid_until__gt=work.now)
    for alarm in alarms:
        fitting = [b for b in held if (b.service_id, b.kind) == (alarm.service_id, alarm.kind)]
        if alarm.is_reached(sum(min(b.used, b.granted) for b in fitting), sum(b.granted for b in fitting)):
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
