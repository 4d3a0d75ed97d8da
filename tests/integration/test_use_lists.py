"""Single uses as a file, days abroad, and what so much more would cost: asked in words, read from the records. [B3]"""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.gateways.paper.drawings import Drawings
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.parties import BillingMode
from telecom.model.usage import UsageRecord, UsageState, UsageZone
from telecom.model.volumes import MEGABYTE, UsageKind
from telecom.ports import Work
from tests.asking import Asking
from tests.households import Household, a_home, a_member
from tests.people import a_subscriber, logged_in

NOON = datetime(2026, 9, 7, 11, tzinfo=UTC)
WEEK = {"period": {"start": "2026-09-07", "end": "2026-09-13"}}


def use(work: Work, service_id: str, kind: UsageKind, day: int, units: int, **more: object) -> None:
    values = {"charge": Money(0, "GBP"), "state": UsageState.RATED} | more
    at = NOON + timedelta(days=day)
    work.of(UsageRecord).add(UsageRecord(service_id=service_id, kind=kind, at=at, units=units, **values))  # type: ignore[arg-type]
    work.flush()


@pytest.fixture
def home(telecom: Telecom) -> Household:
    """Two calls on the landline in the week, one after it."""
    with telecom.open_work() as work:
        made = a_home(work)
        use(work, made["fixed"], UsageKind.VOICE, 0, 125, other_party="+442079460123")
        use(work, made["fixed"], UsageKind.VOICE, 1, 0, incoming=True, answered=False, other_party="=1+1")
        use(work, made["fixed"], UsageKind.VOICE, 8, 60)
        return made


def test_the_calls_of_some_days_come_as_a_file(telecom: Telecom, home: Household) -> None:
    asking = Asking(telecom)
    told = asking.run(home.manager, "action_export_my_data", text="export last week's calls to excel", entities=WEEK)
    assert "Mon 7 Sept to Sun 13 Sept: 2 entries" in told.text
    (paper,) = told.said[0].attachments
    words = [list(map(str, paper.values["header"]))]
    rows = [[cell if isinstance(cell, str | int | float) else "word" for cell in row] for row in paper.values["rows"]]
    drawn = Drawings().draw(paper.name, {"header": words[0], "rows": rows}).decode("utf-8-sig")
    first, second = list(csv.reader(io.StringIO(drawn)))[1:]
    assert first[2:4] == ["2026-09-07", "12:00:00"] and first[6] == "+442079460123" and first[8] == "125"
    # What a spreadsheet would reckon with stays text.
    assert second[6] == "'=1+1"
    everything = asking.run(home.manager, "action_export_my_data", text="give me my data in csv", turn="turn 2")
    assert everything.response == "utter_my_data_export"


def test_who_called_whom_is_for_those_who_see_the_bill(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        looker = a_member(work, home, Function.CHECK, kind="fixed")
    told = Asking(telecom).run(looker, "action_analyse_calls", text="call log for last week please", entities=WEEK)
    assert not told.said[0].attachments


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A mobile used at home, abroad for two days with a call home between, and at home again."""
    with telecom.open_work() as work:
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        line = work.of(Service).find(user_id=person.id)
        assert line is not None
        use(work, line.id, UsageKind.DATA, -3, MEGABYTE)
        for day in (-2, -2, -1):
            use(work, line.id, UsageKind.DATA, day, MEGABYTE, zone=UsageZone.ROAMING, charge=Money(30, "GBP"))
            use(work, line.id, UsageKind.VOICE, day, 60, zone=UsageZone.INTERNATIONAL)
        use(work, line.id, UsageKind.DATA, 0, MEGABYTE)
        return logged_in(work, person)


def test_days_abroad_are_told_by_the_use_on_them(telecom: Telecom, jonas: Actor) -> None:
    asking = Asking(telecom)
    told = asking.run(jonas, "action_explain_bill", text="which days i was in other country?")
    assert "was abroad Sat 5 Sept to Sun 6 Sept: 3 uses, £0.90" in told.text
    none = asking.run(jonas, "action_show_bill", text="what days was i abroad", entities=WEEK, turn="turn 2")
    assert none.response == "utter_abroad_none"


def test_how_much_data_people_used_is_no_money(telecom: Telecom, jonas: Actor) -> None:
    told = Asking(telecom).run(jonas, "action_check_spending", text="which of my people burned through data")
    assert told.response.startswith("utter_usage")
