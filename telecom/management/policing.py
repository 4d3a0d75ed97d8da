"""Holding the audit trail against the security policy: what raises an alarm, and whose roles do not go together.
[M.3345 7.2]"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from telecom.model.audit import AuditRecord
from telecom.model.messaging import Priority
from telecom.model.notices import Notice
from telecom.model.policy import Alarm, SecurityPolicy, find_alarms
from telecom.model.staff import StaffMember, StaffRole
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import telling

ALARM = "alarm"
# An alarm that is noticed late, because nothing ran, is raised all the same.
_LATE = timedelta(hours=1)
_LONGEST = 100


def alarms_since(policy: SecurityPolicy, since: datetime, *, work: Work) -> list[Alarm]:
    """What the policy raises in the trail since a moment, the oldest first. Lines from before count along, as far as
    their rule looks back."""
    found: list[Alarm] = []
    for rule in policy.alarms:
        lines = work.of(AuditRecord).list(event=rule.event, at__gt=since - rule.within, order="at,id")
        found += [alarm for alarm in find_alarms(rule, lines) if alarm.at > since]
    return sorted(found, key=lambda alarm: alarm.at)


def raise_alarms(policy: SecurityPolicy, *, work: Work) -> list[Alarm]:
    """Raise what was not raised yet, once each: whom the rule names is told by mail. Says which are new."""
    new = []
    for alarm in alarms_since(policy, work.now - _LATE, work=work):
        subject = f"{alarm.rule.name}:{alarm.who}"[:_LONGEST]
        # What goes on is one alarm in the time that its rule looks at, not one for each line.
        if work.of(Notice).find(kind=ALARM, subject=subject, found_at__gt=work.now - alarm.rule.within):
            continue
        period = alarm.at.isoformat()
        notice = Notice(kind=ALARM, subject=subject, period=period, found_at=work.now, done_at=work.now)
        if work.of(Notice).add_once(notice, key="kind,subject,period"):
            new.append(alarm)
            _tell(alarm, work)
    return new


def _tell(alarm: Alarm, work: Work) -> None:
    values = {"rule": alarm.rule.name, "who": alarm.who, "count": alarm.count, "at": alarm.at}
    for address in alarm.rule.tell:
        key = f"alarm:{alarm.rule.name}:{alarm.who}:{alarm.at.isoformat()}:{address}"[:160]
        told = Utterance("utter_staff_alarm", values)
        telling.send_mail(work, address, told, key=key, priority=Priority.EMERGENCY)


def mixed_accounts(policy: SecurityPolicy, *, work: Work) -> Sequence[tuple[StaffMember, frozenset[StaffRole]]]:
    """Open accounts with roles that the policy keeps apart."""
    accounts = work.of(StaffMember).list(disabled_at=None, order="name")
    return [(each, mixed) for each in accounts if (mixed := policy.mixed(each.officer.roles)) is not None]
