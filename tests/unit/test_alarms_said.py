"""What a message about alarms wants: figures of a line with limits, gigabytes, and days of the week. [A10, F14, F15]"""

import pytest

from telecom.model.alarms import AlarmSubject, read_parts, read_wish
from telecom.model.restrictions import SCHOOL_NIGHTS, WEEKEND, WORKING_DAYS, read_weekdays
from telecom.model.volumes import GIGABYTE, MEGABYTE, UsageKind
from telecom.model.watching import FigureWish, read_figure_wish


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("tell me if my lost calls go over 10%", FigureWish("lost calls", 10, above=True)),
        ("warn me when download drops under 40 mbit", FigureWish("download", 40, above=False)),
        ("if occupancy passes 80 percent", FigureWish("occupancy", 80, above=True)),
        ("alert me when the speed drops under 50 mega", FigureWish("download", 50, above=False)),
        ("warn me if the speed drops under 50", FigureWish("download", 50, above=False)),
        ("sag bescheid wenn die verfügbarkeit unter 98 fällt", FigureWish("availability", 98, above=False)),
        ("tell me when the download is below 80% of what i pay for", FigureWish("speed", 80, above=False)),
        ("want an email if packet loss on our link goes over 2 percent", FigureWish("loss", 2, above=True)),
        ("alarm when latency is above 80 ms", FigureWish("delay", 80, above=True)),
        ("shout if uptime falls below 99.5%", FigureWish("availability", 99.5, above=False)),
        ("let me know if we miss more than one in ten calls", FigureWish("lost calls", 10)),
        ("monitor my broadband and tell me when it gets slow", FigureWish("speed")),
        ("alert if more than 15% of callers don't get through", FigureWish("lost calls", 15, above=True)),
        ("warn me when answered drops below 80%", FigureWish("lost calls", 20, above=True)),
        ("tell me if they are over 90% full", FigureWish("occupancy", 90)),
        ("drop that one about lost calls", FigureWish("lost calls", off=True)),
        ("warne mich wenn über 10% der Anrufe verloren gehen", FigureWish("lost calls", 10, above=True)),
        ("stop watching lost calls", FigureWish("lost calls", off=True)),
        ("can i get notified if network quality gets bad", FigureWish(None)),
        ("ping me when i hit 5gb", None),
        ("tell me when ive downloaded 5gb", None),
        ("tell me when ive used 80% of my data", None),
    ],
)
def test_a_figure_its_limit_and_its_side(said: str, wish: FigureWish | None) -> None:
    assert read_figure_wish(said) == wish


@pytest.mark.parametrize(
    ("said", "kind", "volumes", "left"),
    [
        ("text me when 2 gb are left", UsageKind.DATA, [2 * GIGABYTE], True),
        ("beep me when 500mb left", UsageKind.DATA, [500 * MEGABYTE], True),
        ("ping me when i hit 5gb", UsageKind.DATA, [5 * GIGABYTE], False),
        ("gimme a shout when im down to my last gig", UsageKind.DATA, [GIGABYTE], True),
        ("i would like a notice at 3 GB and again at 5 GB", UsageKind.DATA, [3 * GIGABYTE, 5 * GIGABYTE], False),
        ("a warning when the kids go past 2 hours of calls", UsageKind.VOICE, [7200], False),
        ("warn me at 80% of my data", UsageKind.DATA, [], False),
    ],
)
def test_thresholds_in_gigabytes_and_minutes(said: str, kind: UsageKind, volumes: list[int], left: bool) -> None:
    wish = read_wish(said)
    assert (wish.subject, wish.kind, wish.volumes, wish.left) == (AlarmSubject.USAGE, kind, volumes, left)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("no calls after 9pm on school nights", SCHOOL_NIGHTS),
        ("block the internet monday to friday from 10pm until 6am", WORKING_DAYS),
        ("no telly on mondays and wednesdays before 6pm", (0, 2)),
        ("no calls after 9 except fridays and saturdays", SCHOOL_NIGHTS),
        ("no wifi at weekends", WEEKEND),
        ("no calls on monday", ()),
        ("no calls from monday to friday next week", ()),
        ("block the internet until friday", ()),
    ],
)
def test_days_that_come_again_every_week(said: str, days: tuple[int, ...]) -> None:
    assert read_weekdays(said) == days


@pytest.mark.parametrize(
    ("said", "percents", "amounts", "wished"),
    [
        ("set an alert at 80 percent data and when credit is under 3 pounds", [80], ["3"],
         [(AlarmSubject.USAGE, [80], [], False), (AlarmSubject.CREDIT, [], ["3"], False)]),
        ("remind me when my bill is due and warn me at 90% of my data", [90], [],
         [(AlarmSubject.BILLS, [], [], False), (AlarmSubject.USAGE, [90], [], False)]),
        ("tell me if any line goes over 30 pounds or 80% of its data", [80], ["30"],
         [(AlarmSubject.SPENDING, [], ["30"], False), (AlarmSubject.USAGE, [80], [], False)]),
        ("no more about outages and pauses", [], [],
         [(AlarmSubject.OUTAGES, [], [], True), (AlarmSubject.PAUSES, [], [], True)]),
        ("tell me at 50 and 80% of my data", [50, 80], [], []),
        ("warn me when i spend more than 20 pounds", [], ["20"], []),
    ],
)  # fmt: skip
def test_several_alarms_in_one_message_are_read_apart(
    said: str, percents: list[int], amounts: list[str], wished: list[tuple[AlarmSubject, list[int], list[str], bool]]
) -> None:
    parts = read_parts(said, percents=percents, amounts=amounts)
    read = [(read_wish(p.text, percents=p.percents, has_amount=bool(p.amounts)), p) for p in parts]
    assert [(wish.subject, list(p.percents), list(p.amounts), wish.off) for wish, p in read] == wished
