"""Alarms: somebody sets when and where they want to be told, and is told once per period. [M.3345 7.1, F15, P4]"""

from collections.abc import Iterable, Sequence
from typing import Any

from telecom.management.figure_alarms import list_watches
from telecom.management.inventory import Meant, access_meant, label_of
from telecom.management.lines import short_names
from telecom.model.access import Actor
from telecom.model.alarms import (
    THRESHOLDS,
    USUAL_PERCENT,
    Alarm,
    AlarmSubject,
    AlarmWish,
    NothingToWatch,
    NoticeWish,
    read_wish,
    unit_of,
)
from telecom.model.authorization import Function
from telecom.model.balance import Bucket
from telecom.model.errors import InvalidValue
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.parties import BillingMode
from telecom.model.undoing import Change
from telecom.model.utterances import Utterance
from telecom.model.volumes import Volume
from telecom.model.watching import read_limit
from telecom.ports import Work
from telecom.support.authorization import access_accounts, known
from telecom.support.notice_wishes import choose_notices
from telecom.support.proposals import Outcome
from telecom.support.undoing import amends, remember, undoes

SET_ALARMS = "set_alerts"
ALIKE_FROM = 3
CHANNELS = ("sms", "telegram", "email")


def list_alarms(actor: Actor | None, *, work: Work) -> list[Utterance]:
    """What the asker is told of by itself, a line each: their thresholds, and what they turned off or moved."""
    actor = known(actor)
    running = work.of(Alarm).list(person_id=actor.person_id, ended_at=None, order="set_at,id")
    lines = _lines(running, work=work) + list_watches(actor.person_id, work=work)
    for wish in work.of(NoticeWish).list(person_id=actor.person_id, order="subject"):
        what = Utterance(f"utter_alarms_about_{wish.subject.value}")
        if not wish.wanted:
            lines.append(Utterance("utter_alarms_line_off", {"what": what}))
        elif wish.channel is not None:
            lines.append(Utterance("utter_alarms_line_channel", {"what": what, "channel": _by(wish.channel)}))
    return lines


def _by(channel: str) -> Utterance:
    return Utterance(f"utter_preferences_by_{channel}")


def _lines(alarms: Sequence[Alarm], *, work: Work) -> list[Utterance]:
    """A line each; one for all services on which the same is watched."""
    alike: dict[Any, list[Alarm]] = {}
    for each in alarms:
        same = (each.subject, each.kind, each.percent, each.units, each.when_left, each.amount)
        alike.setdefault(same if each.service_id else each.id, []).append(each)
    lines = []
    for group in alike.values():
        said = [_line(each, work=work) for each in group]
        if len(group) >= ALIKE_FROM:
            services = work.of(Service).list(id={each.service_id for each in group}, order="kind,phone_number,name")
            called = short_names(services, work=work)
            values = {**said[0].values, "service": [called[service.id] for service in services]}
            said = [Utterance(said[0].response, values)]
        lines += said
    return lines


def _line(alarm: Alarm, *, work: Work) -> Utterance:
    values: dict[str, Any] = {"amount": alarm.amount, "percent": alarm.percent}
    if alarm.service_id is not None:
        values["service"] = label_of(work.of(Service).get(alarm.service_id))
    if alarm.kind is not None:
        values["kind"] = Utterance(f"utter_alarms_kind_{alarm.kind.value}")
    if alarm.units is not None and alarm.kind is not None:
        values["volume"] = Volume(alarm.kind, alarm.units)
        return Utterance(f"utter_alarms_line_{'left' if alarm.when_left else 'used'}", values)
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
    choose_notices(actor.person_id, wish.subject, wanted=not wish.off, channel=channel, work=work)
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
    percents = wish.percents or (() if wish.volumes else (USUAL_PERCENT,))
    if any(not 0 < percent <= 100 for percent in percents):
        raise InvalidValue("utter_alarms_percent_range")
    for service in access_meant(actor, Function.CHECK, meant, work=work):
        if wish.subject is AlarmSubject.SPENDING:
            yield Alarm(key=f"{key}:{service.id}", service_id=service.id, amount=amount, **common)
        elif work.of(Bucket).count(service_id=service.id, kind=wish.kind, valid_until__gt=work.now):
            watched: dict[str, Any] = {"service_id": service.id, "kind": wish.kind, **common}
            for percent in sorted(set(percents)):
                yield Alarm(key=f"{key}:{service.id}:{percent}", percent=percent, **watched)
            for units in sorted(set(wish.volumes)):
                yield Alarm(key=f"{key}:{service.id}:{units} units", units=units, when_left=wish.left, **watched)


@amends(SET_ALARMS)
def correct_alarm(actor: Actor, change: Change, text: str, *, turn_id: str, work: Work) -> Outcome | None:
    """Another threshold for the allowance or the money that was named just now; None where no number was said."""
    subject, limit = AlarmSubject(change.terms["subject"]), read_limit(text, bare=True)
    if subject not in THRESHOLDS:
        return None
    made = work.of(Alarm).list(person_id=actor.person_id, subject=subject, set_at=change.done_at)
    if subject is not AlarmSubject.USAGE:
        amount = Money(round(limit * 100), work.currency) if limit else None
        watched = {alarm.service_id for alarm in made}
        meant = Meant(made[0].service_id) if len(watched) == 1 else Meant()
        return (
            set_alarms(actor, AlarmWish(subject), meant=meant, amount=amount, turn_id=turn_id, work=work)
            if amount
            else None
        )
    kinds = {alarm.kind for alarm in made}
    read = read_wish(text)
    if len(kinds) != 1 or not (limit or read.volumes):
        return None
    first = made[0]
    assert first.kind is not None
    said_again = {"volumes": read.volumes} if read.volumes else _same_unit(first, limit or 0)
    wish = AlarmWish(AlarmSubject.USAGE, kind=first.kind, left=first.when_left or read.left, **said_again)
    services = {alarm.service_id for alarm in made}
    meant = Meant(first.service_id) if len(services) == 1 else Meant()
    return set_alarms(actor, wish, meant=meant, turn_id=turn_id, work=work)


def _same_unit(alarm: Alarm, number: float) -> dict[str, Any]:
    """A number without a unit counts in that of the alarm that it corrects."""
    if alarm.units is None:
        return {"percents": [int(number)]}
    return {"volumes": [int(number * unit_of(alarm.kind, alarm.units))]}


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
