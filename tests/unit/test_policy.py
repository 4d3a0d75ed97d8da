"""The security policy: what can be written down, and when lines of the trail are too many. [S3, S5]"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.policy import (
    AT_MOST,
    AlarmRule,
    CountedBy,
    StaffRight,
    WrongPolicy,
    find_alarms,
    parse_policy,
)
from telecom.model.staff import StaffRole
from telecom.settings import TelecomSettings

AT = datetime(2026, 9, 15, 9, tzinfo=UTC)
FILE = TelecomSettings(_env_file=None).policy  # type: ignore[call-arg]


def written() -> Any:
    return yaml.safe_load(FILE.read_text("utf-8"))


def look(minute: float, subject: str, staff: str = "ann") -> AuditRecord:
    values = {"staff": staff, "change": "looked at"}
    at = AT + timedelta(minutes=minute)
    return AuditRecord(event=SecurityEvent.PERSONAL_DATA, at=at, person_id="p", subject=subject, values=values)


def rule(**more: Any) -> AlarmRule:
    fields: dict[str, Any] = {"more_than": 2, "within": timedelta(minutes=10), "values": {"change": "looked at"}}
    return AlarmRule("looks", SecurityEvent.PERSONAL_DATA, CountedBy.STAFF, **{**fields, **more})


def test_the_demo_operators_policy_gives_each_right_to_the_roles_that_may_have_it() -> None:
    policy = parse_policy(written())
    assert policy.rights == AT_MOST
    assert policy.mixed({StaffRole.AGENT, StaffRole.BILLING, StaffRole.AUDITOR}) == {StaffRole.AGENT, StaffRole.BILLING}
    assert policy.mixed({StaffRole.AGENT, StaffRole.AUDITOR}) is None


def change(**parts: Any) -> Callable[[Any], Any]:
    return lambda raw: {**raw, **parts}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda raw: [], "three parts"),
        (lambda raw: {**raw, "extra": 1}, "three parts"),
        (lambda raw: {**raw, "rights": {**raw["rights"], "fly": ["agent"]}}, "each of these once"),
        (lambda raw: {**raw, "rights": {**raw["rights"], "let money out": ["agent"]}}, "does not let 'agent' do that"),
        (change(apart=[["agent", "king"]]), "apart: a role is one of"),
        (lambda raw: {**raw, "alarms": raw["alarms"][:1] * 2}, "written twice"),
        (lambda raw: {**raw, "alarms": [{**raw["alarms"][0], "event": "sneeze"}]}, "event is one of"),
        (lambda raw: {**raw, "alarms": [{**raw["alarms"][0], "within": "soon"}]}, "such as 10m"),
        (lambda raw: {**raw, "alarms": [{**raw["alarms"][0], "more_than": True}]}, "whole number"),
        (lambda raw: {**raw, "alarms": [{**raw["alarms"][0], "loud": True}]}, "no other than"),
    ],
)
def test_what_is_no_policy_is_refused_with_the_reason(spoil: Callable[[Any], Any], why: str) -> None:
    with pytest.raises(WrongPolicy, match=why):
        parse_policy(spoil(written()))


def test_settings_name_a_policy_that_is_missing_or_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "policy.yaml"
    wrong.write_text("rights: []")
    for path in (wrong, tmp_path / "none.yaml"):
        with pytest.raises(ValidationError, match="policy"):
            TelecomSettings(policy=path, _env_file=None)  # type: ignore[call-arg]


def test_one_too_many_within_the_time_is_an_alarm_and_then_it_is_counted_anew() -> None:
    lines = [look(minute, f"c{minute}") for minute in range(7)]
    assert [(alarm.who, alarm.count, alarm.at) for alarm in find_alarms(rule(), lines)] == [
        ("ann", 3, AT + timedelta(minutes=2)),
        ("ann", 3, AT + timedelta(minutes=5)),
    ]


def test_slow_looks_looks_of_others_and_the_same_subject_again_are_none() -> None:
    assert find_alarms(rule(), [look(minute * 6, f"c{minute}") for minute in range(9)]) == []
    assert (
        find_alarms(rule(), [look(at, f"c{at}", staff) for at, staff in enumerate(("ann", "bob", "ann", "bob"))]) == []
    )
    assert find_alarms(rule(distinct=True), [look(minute, "c") for minute in range(9)]) == []
    assert find_alarms(rule(), [AuditRecord(event=SecurityEvent.LOG_IN, at=AT, person_id="p")] * 9) == []


def test_every_right_is_somebodys() -> None:
    assert set(AT_MOST) == set(StaffRight) and all(AT_MOST.values())
