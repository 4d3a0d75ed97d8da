"""`dialtone audit check` and `dialtone audit follow`: is the trail as it was written, does it keep to the policy, and
what happens this moment?"""

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.commands.beside import business
from bot.commands.staff import log_in
from telecom.bootstrap import Telecom
from telecom.management.policing import alarms_since, mixed_accounts
from telecom.management.trail import TrailReport, check_trail
from telecom.model.audit import AuditRecord
from telecom.model.policy import Alarm, StaffRight

_UNTOUCHED, _TOUCHED = 0, 1
_FROM_THE_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_LOOK_EVERY = 1.0
# A line stands in the trail when its transaction ends, which may be some seconds after its time.
_LATE = timedelta(seconds=15)


def run_audit_check(name: str | None = None, *, database: str | None = None) -> int:
    """Reckon the trail anew and hold it against the policy; the exit code says whether lines were changed, or accounts
    have roles that do not go together. Alarms are said, and were raised when they came."""
    with business(database) as telecom:
        log_in(telecom, name, right=StaffRight.TRAIL)
        with telecom.open_work() as work:
            report = check_trail(work=work)
            alarms = alarms_since(telecom.policy, _FROM_THE_BEGINNING, work=work)
            mixed = [
                f"{account.name} has {' and '.join(sorted(role.value for role in roles))}, which are kept apart"
                for account, roles in mixed_accounts(telecom.policy, work=work)
            ]
    sys.stdout.write(in_words(report))
    sys.stdout.writelines(f"- {alarm_in_words(alarm)}\n" for alarm in alarms)
    sys.stdout.writelines(f"- {each}\n" for each in mixed)
    return _TOUCHED if report.findings or mixed else _UNTOUCHED


def run_audit_follow(name: str | None = None, *, database: str | None = None) -> None:
    """Print each line of the trail as it comes, and each alarm, until interrupted."""
    with business(database) as telecom:
        log_in(telecom, name, right=StaffRight.TRAIL)
        try:
            follow(telecom, sys.stdout.write, threading.Event())
        except KeyboardInterrupt:
            return


class Rest(Protocol):
    """What lies between two looks; says whether it was the last."""

    def wait(self, timeout: float) -> bool: ...


def follow(telecom: Telecom, say: Callable[[str], object], stop: Rest) -> None:
    """Say what comes, until `stop` is set."""
    with telecom.open_work() as work:
        begun = work.now
        seen = {line.id for line in work.of(AuditRecord).list(at__gt=begun - _LATE, at__lte=begun)}
    said: set[tuple[str, str, datetime]] = set()
    while True:
        with telecom.open_work() as work:
            now = work.now
            lines = work.of(AuditRecord).list(at__gt=max(now - _LATE * 2, begun - _LATE), order="at,id")
            alarms = alarms_since(telecom.policy, begun, work=work)
        for line in lines:
            if line.id not in seen:
                seen.add(line.id)
                say(f"{line_in_words(line)}\n")
        for alarm in alarms:
            if (known := (alarm.rule.name, alarm.who, alarm.at)) not in said:
                said.add(known)
                say(f"ALARM  {alarm_in_words(alarm)}\n")
        if stop.wait(_LOOK_EVERY):
            return


def line_in_words(line: AuditRecord) -> str:
    """When, what, who, about what, and what stands with it."""
    values = "  ".join(f"{name}={value}" for name, value in line.values.items() if name != "staff")
    who = line.values.get("staff") or f"person {line.person_id or '-'}"
    return f"{line.at:%d %b %H:%M:%S}  {line.event.value:20}  {who}  {line.subject or '-'}  {values}".rstrip()


def alarm_in_words(alarm: Alarm) -> str:
    """Which rule was broken, by whom and when."""
    return f"{alarm.at:%d %b %H:%M}: {alarm.rule.name}: {alarm.count} times by {alarm.who}"


def in_words(report: TrailReport) -> str:
    """What was looked at, and a line for each thing found."""
    looked = f"{report.lines} lines in {report.chains} chains, {report.seals} seals"
    if not report.findings:
        return f"The audit trail is as it was written: {looked}.\n"
    found = [f"- {each.chain}, number {each.number}: {each.what}\n" for each in report.findings]
    return f"The audit trail was touched ({looked}):\n{''.join(found)}"
