"""A kind of service that nobody knew before: declaring it is all that every wish needs to work for it. [E1, X1]"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from telecom.bootstrap import Telecom
from telecom.management.configuration import interface_of
from telecom.management.rules_in_force import standing_on
from telecom.model.inventory import Service, ServiceState
from telecom.model.restrictions import Restriction
from telecom.model.testing import Health
from telecom.services import smi
from telecom.services.calls import Moment
from telecom.services.declaring import SWITCH, Level, Lifecycle, Need, Parameter, RestrictionKind, Shape
from telecom.services.smi import BaseService
from tests.asking import Asking, Reply
from tests.fakes import FakeNetwork, FakeOutside
from tests.households import Household, a_home, an_offering, runs_on
from tests.money import confirm, yes_to


@dataclass(frozen=True, slots=True)
class Disarming:
    """Whether the keypad disarms the alarm now, and the restriction that keeps it from doing so."""

    allowed: bool
    restriction: Restriction | None = None


class AlarmService(BaseService):
    """A burglar alarm over the line at home."""

    kind = "alarm"
    lifecycle = Lifecycle(
        parameters=[
            Parameter("siren", True, SWITCH, also_called=["siren sound"]),
            Parameter("entry delay", 30, (15, 30, 60), level=Level.SUPER_USER, also_called=["delay"]),
            Parameter("alarm number", "nobody", shape=Shape.PHONE_NUMBER, also_called=["who is called"]),
        ],
        metrics=["latency", "loss"],
        tests=["sensors"],
        restrictions=[
            RestrictionKind("keypad locked", also_called=["lock the keypad"]),
            RestrictionKind("quiet hours", needs=[Need.HOURS], also_called=["keypad at night"]),
        ],
        dependencies=["broadband"],
    )

    def may_disarm(self, now: Moment) -> Disarming:
        """Whether the keypad disarms the alarm now."""
        for each in self.holding(now.at):
            if each.kind == "keypad locked" or each.within_hours(now.at):
                return Disarming(False, each)
        return Disarming(self.runs)


@pytest.fixture
def home(telecom: Telecom, monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    """A home that has the alarm too."""
    monkeypatch.setitem(smi._KINDS, "alarm", AlarmService)
    with telecom.open_work() as work:
        home = a_home(work)
        line = home.services["broadband"]
        owner = {"customer_id": line.customer_id, "account_id": line.account_id}
        alarm = work.of(Service).add(Service(**owner, kind="alarm", name="House alarm", place=line.place))
        work.flush()
        runs_on(work, alarm, an_offering(work, "Safe Home", "alarm", monthly=900))
        home.services["alarm"] = alarm
    yield home


@pytest.fixture
def chat(telecom: Telecom, home: Household) -> "Chat":
    return Chat(telecom, home)


class Chat:
    """The manager's chat, each message a turn of its own."""

    def __init__(self, telecom: Telecom, home: Household) -> None:
        self.telecom, self.home, self._asking, self._turns = telecom, home, Asking(telecom), 0

    def __call__(self, intent: str, text: str = "", **entities: object) -> Reply:
        """A wish with its form, as the language model runs them."""
        self._turns += 1
        turn = {"turn": f"turn {self._turns}", "intent": intent, "text": text, "entities": entities}
        slots = {}
        if intent not in ("list_services", "undo"):
            slots = dict(self._asking.run(self.home.manager, f"validate_{intent}_form", **turn).slots)
        return self._asking.run(self.home.manager, f"action_{intent}", slots=slots, **turn)

    def agree(self, reply: Reply) -> str:
        return confirm(self.telecom, self.home.manager, yes_to(reply.said[0]))[0].response

    def interface(self) -> AlarmService:
        with self.telecom.open_work() as work:
            found = interface_of(work.of(Service).get(self.home["alarm"]), work=work)
        assert isinstance(found, AlarmService)
        return found


def test_it_is_listed_and_shown_with_its_settings(chat: Chat) -> None:
    assert "House alarm: Safe Home, working" in chat("list_services").text
    assert "entry delay: 30" in chat("list_services", service="House alarm").text


def test_its_settings_are_changed_and_taken_back(chat: Chat, home: Household, outside: FakeOutside) -> None:
    assert "Done: siren of House alarm is off now" in chat("configure_service", "turn the siren off").text
    assert outside.register.settings[home["alarm"]]["siren"] is False
    assert chat("undo").response == "utter_configuration_undone"
    assert "entry delay of House alarm is 60 now" in chat("configure_service", "set the entry delay to 60").text


def test_it_is_paused_alone_and_with_the_line_it_needs(chat: Chat, home: Household) -> None:
    period = {"start": "2026-09-15", "end": "2026-09-21"}
    assert "House alarm needs it" in chat("pause_service", service="broadband", period=period).text
    assert chat.agree(chat("pause_service", service="House alarm", period=period)) == "utter_suspension_begun"
    assert chat.interface().execution_state() is ServiceState.INACTIVE


def test_it_is_tested_and_reported(chat: Chat, home: Household, outside: FakeOutside) -> None:
    assert "all is well" in chat("test_service", service="House alarm").text
    outside.network.faults[home["alarm"]] = "cable cut"
    assert chat("report_fault", "my alarm is dead", service="House alarm").text
    with chat.telecom.open_work() as work:
        report = chat.interface().management_report(FakeNetwork().read_line("x"), at=work.now)
    assert (report.health, {m.code for m in report.metrics}) == (Health.OK, {"latency", "loss"})


def test_its_own_limits_are_set_by_chat_and_obeyed(chat: Chat, telecom: Telecom, home: Household) -> None:
    shown = chat("restrict_calls", "lock the keypad", service="House alarm")
    assert "So for House alarm, from now until you lift it: keypad locked." in shown.text
    with telecom.open_work() as work:
        now = Moment(at=work.now.astimezone(work.zone))
    assert chat.interface().may_disarm(now).allowed
    assert chat.agree(shown) == "utter_restriction_done"
    refused = chat.interface().may_disarm(now)
    assert refused.restriction is not None and refused.restriction.kind == "keypad locked"
    with telecom.open_work() as work:
        assert len(standing_on(home.services["alarm"], work=work)) == 1
