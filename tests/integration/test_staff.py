"""The operator's people: log-in, least rights by role, a second person, and nothing unseen. [S5]"""

import pytest

from bot.commands.agent import moves_money
from demo.staff import make_staff
from telecom.bootstrap import Telecom
from telecom.management.staff import add_staff, change_password, change_roles, disable_staff, list_staff
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.errors import InvalidValue
from telecom.model.staff import (
    WRONG_PASSWORDS,
    Officer,
    RoleMissing,
    SecondPersonNeeded,
    StaffMember,
    StaffRole,
    WrongLogIn,
)
from telecom.support.staff import log_in_staff, require_role, require_second_person, sign_as
from tests.fakes import TestClock

PASSWORD = "demo-operator"


@pytest.fixture
def people(telecom: Telecom) -> Telecom:
    with telecom.open_work() as work:
        for member in make_staff(work.now):
            work.of(StaffMember).add(member)
    return telecom


def officer(telecom: Telecom, name: str) -> Officer:
    return log_in_staff(name, PASSWORD, open_work=telecom.open_work)


def test_the_demos_people_log_in_and_have_one_role_each(people: Telecom) -> None:
    roles = [officer(people, name).roles for name in ("ann", "bea", "cora", "dev", "max", "ivy", "fay")]
    assert all(len(each) == 1 for each in roles) and frozenset().union(*roles) == frozenset(StaffRole)


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_sounds_the_same_and_is_written_down(
    people: Telecom, name: str, password: str
) -> None:
    with pytest.raises(WrongLogIn) as refusal:
        log_in_staff(name, password, open_work=people.open_work)
    assert refusal.value.values == {}
    with people.open_work() as work:
        (line,) = work.of(AuditRecord).list(event=SecurityEvent.LOG_IN_FAILED)
    assert line.values == {"staff": name}


def test_many_wrong_passwords_lock_the_account_for_a_while(people: Telecom, clock: TestClock) -> None:
    for _ in range(WRONG_PASSWORDS):
        with pytest.raises(WrongLogIn):
            log_in_staff("ann", "guessed", open_work=people.open_work)
    with pytest.raises(WrongLogIn):
        officer(people, "ann")
    clock.advance(minutes=16)
    assert officer(people, "ann").signs_as == "Ann Okafor"


@pytest.mark.parametrize("name", ["ann", "bea", "cora", "dev", "max"])
def test_only_administrators_look_after_accounts(people: Telecom, name: str) -> None:
    by = officer(people, name)
    with people.open_work() as work:
        with pytest.raises(RoleMissing):
            add_staff(by, "eve", full_name="Eve", roles=["agent"], password=PASSWORD, work=work)
        with pytest.raises(RoleMissing):
            change_roles(by, name, ["administrator"], work=work)
        with pytest.raises(RoleMissing):
            disable_staff(by, "ivy", work=work)


def test_a_role_allows_its_own_work_and_no_other(people: Telecom) -> None:
    for name, role in (("ann", StaffRole.AGENT), ("bea", StaffRole.BILLING), ("ivy", StaffRole.ADMINISTRATOR)):
        by = officer(people, name)
        assert require_role(by, role) is by
        for other in set(StaffRole) - {role}:
            with pytest.raises(RoleMissing):
                require_role(by, other)


def test_nobody_changes_their_own_rights(people: Telecom) -> None:
    ivy = officer(people, "ivy")
    with people.open_work() as work:
        with pytest.raises(SecondPersonNeeded):
            change_roles(ivy, "ivy", ["billing"], work=work)
        with pytest.raises(SecondPersonNeeded):
            disable_staff(ivy, "ivy", work=work)
        with pytest.raises(SecondPersonNeeded):
            require_second_person(ivy, None)


def test_an_administrator_adds_changes_and_closes_accounts_and_each_is_written_down(people: Telecom) -> None:
    ivy = officer(people, "ivy")
    with people.open_work() as work:
        add_staff(ivy, "Eve", full_name="", roles=["agent", "billing"], password=PASSWORD, work=work)
        change_roles(ivy, "eve", ["campaign-author"], work=work)
    assert officer(people, "eve").roles == {StaffRole.CAMPAIGN_AUTHOR}
    with people.open_work() as work:
        change_password(Officer("eve", "Eve", frozenset()), "another password", work=work)
    with pytest.raises(WrongLogIn):
        officer(people, "eve")
    with people.open_work() as work:
        disable_staff(ivy, "eve", work=work)
        assert [m.name for m in list_staff(ivy, work=work)] == ["ann", "bea", "cora", "dev", "eve", "fay", "ivy", "max"]
    with pytest.raises(WrongLogIn):
        log_in_staff("eve", "another password", open_work=people.open_work)
    with people.open_work() as work:
        changes = [line.values["change"] for line in work.of(AuditRecord).list(event=SecurityEvent.RIGHTS_CHANGED)]
        assert sign_as("ann", work=work) == "Ann Okafor"
    assert sorted(changes) == ["added: agent, billing", "closed", "password changed", "roles: campaign author"]


def test_the_first_account_is_an_administrators_and_the_next_needs_one(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        with pytest.raises(InvalidValue):
            add_staff(None, "ann", full_name="Ann", roles=["agent"], password=PASSWORD, work=work)
        with pytest.raises(InvalidValue):
            add_staff(None, "ivy", full_name="Ivy", roles=["administrator"], password="short", work=work)
        add_staff(None, "ivy", full_name="Ivy", roles=["administrator"], password=PASSWORD, work=work)
        work.flush()
        with pytest.raises(RoleMissing):
            add_staff(None, "ann", full_name="Ann", roles=["agent"], password=PASSWORD, work=work)


def test_what_moves_money_is_known_by_its_words() -> None:
    assert moves_money(["resolve", "TASK-7", "credit"])
    assert not moves_money(["resolve", "TASK-7", "reject"]) and not moves_money(["resolve", "TT-7", "credit"])
