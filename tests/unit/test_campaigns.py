"""Rules of publishing: the cap, the stable groups, the segment. P2, P3."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecom.model.campaigns import (
    CAP,
    CAP_DAYS,
    Campaign,
    Facts,
    Group,
    WrongCampaign,
    check_segment,
    fits,
    is_capped,
    share_of,
)
from telecom.model.preferences import MessageKind, Preference, is_wanted

NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)
MINUTES = st.integers(min_value=0, max_value=60 * 24 * 30)


@settings(deadline=None)
@given(st.lists(MINUTES, max_size=40))
def test_nobody_is_ever_told_more_often_than_the_cap_in_any_span(wishes: list[int]) -> None:
    told: list[datetime] = []
    for minutes in sorted(wishes):
        at = NOW + timedelta(minutes=minutes)
        if not is_capped(told, at):
            told.append(at)
    for at in told:
        assert sum(1 for each in told if at - CAP_DAYS < each <= at) <= CAP


@settings(deadline=None)
@given(st.text(max_size=20), st.integers(0, 90), st.integers(0, 100), st.integers(0, 100))
def test_groups_stay_and_a_larger_share_keeps_who_was_in(person: str, control: int, first: int, second: int) -> None:
    campaign = Campaign(
        name="x", kind=MessageKind.PROMOTIONS, texts={"en": "x"}, drafted_by="a", drafted_at=NOW,
        control_percent=control, rollout_percent=min(first, second),
    )  # fmt: skip
    group, reached = campaign.group_of(person), campaign.reaches(person)
    campaign.rollout_percent = max(first, second)
    assert campaign.group_of(person) is group
    assert campaign.reaches(person) or not reached
    if control == 0:
        assert group is Group.TOLD


def test_shares_are_spread_evenly_and_differ_between_campaigns() -> None:
    people = [f"person {n}" for n in range(4000)]
    in_ten = [p for p in people if share_of("a", "control", p) < 10]
    assert 320 <= len(in_ten) <= 480
    assert in_ten != [p for p in people if share_of("b", "control", p) < 10]


SAID = st.builds(
    Preference,
    holder=st.just("p"),
    kind=st.sampled_from(MessageKind),
    channel=st.sampled_from(["", "sms", "telegram"]),
    wanted=st.booleans(),
    said_at=st.integers(0, 10).map(lambda m: NOW + timedelta(minutes=m)),
)


@settings(deadline=None)
@given(st.lists(SAID, max_size=10), st.sampled_from(MessageKind), st.sampled_from(["sms", "telegram"]))
def test_after_a_stop_nothing_is_wanted_whatever_was_said_before(
    said: list[Preference], kind: MessageKind, channel: str
) -> None:
    stop = Preference(holder="p", kind=kind, channel="", wanted=False, said_at=NOW + timedelta(minutes=11))
    assert not is_wanted([*said, stop], kind, channel)


def test_a_segment_asks_for_all_of_its_criteria() -> None:
    facts = Facts(place="Northgate", age=30, plans=frozenset({"plan-l"}), spent=1200, months=14, data_gb=9.5)
    assert fits({}, facts)
    assert fits({"place": ["Northgate"], "spent_from": 1000, "data_from": 9, "months_from": 12}, facts)
    assert not fits({"place": ["Northgate"], "spent_from": 1201}, facts)
    assert not fits({"age_from": 18}, Facts())
    assert fits({"left": ["spring"]}, Facts(told=frozenset({"spring"})))
    assert not fits({"left": ["spring"]}, Facts(told=frozenset({"spring"}), taken=frozenset({"spring"})))


@pytest.mark.parametrize("wrong", [[], {"colour": 1}, {"place": "Northgate"}, {"spent_from": "much"}, {"plan": []}])
def test_what_cannot_be_a_segment_is_refused(wrong: object) -> None:
    with pytest.raises(WrongCampaign):
        check_segment(wrong)
