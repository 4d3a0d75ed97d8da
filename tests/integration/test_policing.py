"""The audit trail held against the policy: alarms once, told by mail, seen live; accounts with too many roles. [S3]"""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from bot.commands.agent import act
from bot.commands.audit import follow
from bot.commands.staff import log_in
from bot.supervisor.errors import CannotStart
from demo.staff import make_staff
from telecom.bootstrap import Telecom
from telecom.management.policing import alarms_since, mixed_accounts, raise_alarms
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.messaging import OutgoingMessage
from telecom.model.policy import StaffRight
from telecom.model.staff import StaffMember, StaffRole
from telecom.support.audit import note, note_look
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.households import a_home


def looks(telecom: Telecom, count: int, *, staff: str = "ann", begin: int = 0) -> None:
    with telecom.open_work() as work:
        for number in range(begin, begin + count):
            note_look(work, staff, subject=f"TT-{number}", customer_id=f"c{number}")


def raised(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [f"{alarm.rule.name}: {alarm.who}" for alarm in raise_alarms(telecom.policy, work=work)]


def test_many_looks_of_one_agent_raise_one_alarm_that_is_told_by_mail(telecom: Telecom, clock: TestClock) -> None:
    looks(telecom, 100)
    looks(telecom, 50, staff="bob")
    assert raised(telecom) == []
    clock.advance(minutes=1)
    looks(telecom, 30, begin=100)
    assert raised(telecom) == ["many looks at subscribers by one agent: ann"]
    clock.advance(minutes=1)
    looks(telecom, 120, begin=130)
    assert raised(telecom) == []
    with telecom.open_work() as work:
        (mail,) = work.of(OutgoingMessage).list(channel="email")
        assert (mail.address, mail.utterance.values["who"]) == ("security@dialtone.example", "ann")
        assert len(alarms_since(telecom.policy, work.now - timedelta(hours=1), work=work)) >= 1
    clock.advance(hours=2)
    looks(telecom, 101, begin=300)
    assert raised(telecom) == ["many looks at subscribers by one agent: ann"]


class Rounds:
    """Stands where the wait between two looks is: something happens in it, and after the second it is over."""

    def __init__(self, happens: Callable[[], None]) -> None:
        self._happens, self._left = happens, 2

    def wait(self, timeout: float) -> bool:
        self._left -= 1
        if self._left:
            self._happens()
        return not self._left


def test_what_happens_is_seen_live_with_its_alarm(telecom: Telecom, clock: TestClock) -> None:
    def refuse() -> None:
        clock.advance(seconds=1)
        with telecom.open_work() as work:
            note(work, SecurityEvent.CONFIRMATION_REFUSED, person_id="p", subject="s", kind="top_up")

    refuse()
    said: list[str] = []
    follow(telecom, said.append, Rounds(refuse))
    assert len(said) == 2
    assert "confirmation refused" in said[0] and "kind=top_up" in said[0] and "person p" in said[0]
    assert said[1].startswith("ALARM") and "something else than was shown: 1 times by all" in said[1]


def test_each_line_of_a_list_that_an_agent_reads_is_a_look(telecom: Telecom, outside: FakeOutside) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
    outside.network.faults[home["broadband"]] = "noisy line"
    Asking(telecom).run(home.manager, "action_report_fault", slots={"service": "broadband"}, text="it crackles")
    for words in (["list"], ["cases"], ["visits"]):
        act(telecom, words, staff="ann")
    assert audited(telecom) == [("ann", "looked at")] * 1


def audited(telecom: Telecom) -> Sequence[tuple[str, str]]:
    with telecom.open_work() as work:
        lines = work.of(AuditRecord).list(event=SecurityEvent.PERSONAL_DATA)
    return [(line.values["staff"], line.values["change"]) for line in lines]


def test_accounts_with_roles_that_are_kept_apart_are_found_and_a_right_needs_its_role(
    telecom: Telecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with telecom.open_work() as work:
        for member in make_staff(work.now):
            work.of(StaffMember).add(member)
    monkeypatch.setenv("DIALTONE_STAFF_PASSWORD", "demo-operator")
    assert log_in(telecom, "max", right=StaffRight.TRAIL).name == "max"
    with pytest.raises(CannotStart):
        log_in(telecom, "ann", right=StaffRight.TRAIL)
    with telecom.open_work() as work:
        assert mixed_accounts(telecom.policy, work=work) == []
        ann = work.of(StaffMember).find(name="ann", lock=True)
        assert ann is not None
        ann.roles = ["agent", "billing"]
        work.flush()
        ((account, roles),) = mixed_accounts(telecom.policy, work=work)
    assert (account.name, roles) == ("ann", {StaffRole.AGENT, StaffRole.BILLING})
