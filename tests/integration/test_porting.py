"""A number comes from another provider or goes to one; the other side checks, and a no changes nothing. [F19]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.catalogue import base_of
from telecom.management.porting import propose_bringing, propose_leaving
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.contracts import PartyRole
from telecom.model.errors import InvalidValue, NotFound, ProofRequired
from telecom.model.inventory import Service, ServiceState
from telecom.model.ordering import CannotOrder, OrderState
from telecom.model.parties import BillingMode, Individual
from telecom.model.partners import Partner
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.resources import Resource, ResourceStatus
from telecom.model.utterances import Utterance
from telecom.support.authorization import access_services
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import Wanted, a_shop, ordered, states, work_on

NEW = "+447700900888"
CODE = "NLK888888"


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        a_shop(work)
        since = date(2026, 1, 1)
        work.of(Partner).add(
            Partner(id="northlink", name="Northlink", role=PartyRole.PROVIDER, agent=True, begins_on=since)
        )
        actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))
    ordered(telecom, actor, Wanted("Mobile 10GB"), turn="first")
    return actor


def line_of(telecom: Telecom, actor: Actor) -> Service:
    with telecom.open_work() as work:
        found = access_services(actor, Function.ORDER, work=work, kind="mobile")
        return next(service for service in found if base_of(service, work=work) is not None)


def bringing(telecom: Telecom, actor: Actor, **more: date | str) -> Utterance:
    asked = {"number": NEW, "partner_id": "northlink", "code": CODE, "turn_id": "turn 1"} | more
    line = line_of(telecom, actor)
    with telecom.open_work() as work:
        return propose_bringing(actor, line.id, work=work, **asked)  # type: ignore[arg-type]


def test_a_number_comes_and_the_one_before_rests(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    line = line_of(telecom, jonas)
    old = str(line.phone_number)
    done = confirm(telecom, jonas, yes_to(bringing(telecom, jonas)))
    assert done[-1].response == "utter_port_in_done"
    with telecom.open_work() as work:
        assert work.of(Service).get(line.id).phone_number == PhoneNumber(NEW)
        rests = work.of(Resource).find(value=old)
        assert rests is not None and rests.status is ResourceStatus.SUSPENDED
    assert [answer.accepted for answer in outside.partners.numbers.values()] == [True]


def test_whoever_logged_in_with_the_old_number_does_so_with_the_new_one(telecom: Telecom, jonas: Actor) -> None:
    line = line_of(telecom, jonas)
    with telecom.open_work() as work:
        work.of(Individual).get(jonas.person_id).phone_number = line.phone_number
    confirm(telecom, jonas, yes_to(bringing(telecom, jonas)))
    with telecom.open_work() as work:
        assert work.of(Individual).get(jonas.person_id).phone_number == PhoneNumber(NEW)


def test_when_the_old_provider_refuses_everything_stays_and_the_reason_is_told(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    before = line_of(telecom, jonas).phone_number
    outside.partners.refuses.add("northlink")
    done = confirm(telecom, jonas, yes_to(bringing(telecom, jonas)))
    assert done[-1].response == "utter_port_in_refused"
    assert done[-1].values["reason"].response == "utter_port_reason_debt"
    assert line_of(telecom, jonas).phone_number == before
    assert states(telecom)[0] is OrderState.CANCELLED


def test_on_a_later_day_nothing_moves_before(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    before = line_of(telecom, jonas).phone_number
    confirm(telecom, jonas, yes_to(bringing(telecom, jonas, day=date(2026, 9, 20))))
    assert line_of(telecom, jonas).phone_number == before
    clock.advance(days=5)
    run_due(telecom, "start of order")
    work_on(telecom)
    assert line_of(telecom, jonas).phone_number == PhoneNumber(NEW)


def test_what_cannot_come_is_said(telecom: Telecom, jonas: Actor) -> None:
    own = str(line_of(telecom, jonas).phone_number)
    for wrong in ({"number": own}, {"number": "123"}, {"partner_id": "nobody"}):
        with pytest.raises(InvalidValue):
            bringing(telecom, jonas, **wrong)
    with pytest.raises(CannotOrder):
        bringing(telecom, jonas, day=date(2026, 1, 1))


def test_nobody_moves_the_number_of_another(telecom: Telecom, jonas: Actor) -> None:
    line = line_of(telecom, jonas)
    asked = {"number": NEW, "partner_id": "northlink", "code": CODE, "turn_id": "turn 1"}
    with telecom.open_work() as work:
        stranger = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Ana"))
        with pytest.raises(NotFound):
            propose_bringing(stranger, line.id, work=work, **asked)
        with pytest.raises(NotFound):
            propose_leaving(stranger, line.id, partner_id="northlink", turn_id="turn 2", work=work)
        with pytest.raises(ProofRequired):
            propose_leaving(None, line.id, partner_id="northlink", turn_id="turn 3", work=work)


@pytest.mark.parametrize("refuses", [False, True])
def test_a_number_goes_on_its_day_or_stays_where_the_new_provider_refuses(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock, refuses: bool
) -> None:
    line = line_of(telecom, jonas)
    with telecom.open_work() as work:
        shown = propose_leaving(jonas, line.id, partner_id="northlink", turn_id="turn 1", work=work)
    # The notice of the plan is 30 days.
    assert shown.values["last_day"] == date(2026, 10, 15)
    said = confirm(telecom, jonas, yes_to(shown))
    assert said[-1].response == "utter_port_out_scheduled"
    if refuses:
        outside.partners.refuses.add("northlink")
    clock.advance(days=31)
    run_due(telecom, "start of order")
    work_on(telecom)
    if refuses:
        work_on(telecom, "call_off_order")
    with telecom.open_work() as work:
        state = work.of(Service).get(line.id).state
    assert state is (ServiceState.ACTIVE if refuses else ServiceState.TERMINATED)
    assert (line.id in outside.network.profiles) is refuses


def test_a_number_is_brought_in_the_chat_one_question_at_a_time(telecom: Telecom, jonas: Actor) -> None:
    chat, form = Asking(telecom), "validate_port_number_form"
    begun = chat.run(jonas, form, intent="port_number", text="i want to port my number")
    assert begun.slots["requested_slot"] == "value"
    with_way = chat.run(jonas, form, intent="port_number", text="bring my number from another network")
    assert (with_way.slots["value"], with_way.slots["requested_slot"]) == ("in", "phone_number")
    slots = {"value": "in", "phone_number": NEW, "requested_slot": "provider"}
    asked = chat.run(jonas, "action_ask_port_number_form_provider", slots=slots)
    assert asked.response == "utter_port_ask_old_provider"
    unknown = chat.run(jonas, form, text="Acme", slots=slots)
    assert "Northlink" in unknown.text
    named = chat.run(jonas, form, text="northlink", slots=slots)
    assert (named.slots["provider"], named.slots["requested_slot"]) == ("northlink", "voucher_code")
    slots |= {"provider": "northlink", "requested_slot": "voucher_code"}
    whole = chat.run(jonas, form, text="its nlk 888888", slots=slots)
    assert (whole.slots["voucher_code"], whole.slots["requested_slot"]) == (CODE, None)
    shown = chat.run(jonas, "action_port_number", slots={**slots, "voucher_code": CODE})
    assert shown.response == "utter_port_in_propose" and "Northlink" in shown.text


def test_a_wish_to_leave_asks_only_where_to(telecom: Telecom, jonas: Actor) -> None:
    chat = Asking(telecom)
    said = "im leaving for another company and want to take my number with me"
    begun = chat.run(jonas, "validate_port_number_form", intent="port_number", text=said)
    assert (begun.slots["value"], begun.slots["requested_slot"]) == ("out", "provider")
    shown = chat.run(jonas, "action_port_number", slots={"value": "out", "provider": "northlink"})
    assert shown.response == "utter_port_out_propose"


def test_who_asks_whether_a_number_stays_is_answered_and_asked_nothing(telecom: Telecom, jonas: Actor) -> None:
    chat = Asking(telecom)
    for said in ("would i keep my number", "will the phone number stay the same?", "behalte ich meine Nummer?"):
        wish = {"intent": "port_number", "text": said}
        assert chat.run(jonas, "validate_port_number_form", **wish).slots["requested_slot"] is None
        assert chat.run(jonas, "action_port_number", **wish).response == "utter_port_keeps"
    other = chat.run(jonas, "validate_port_number_form", intent="port_number", text="can i keep my old number with you")
    assert (other.slots["value"], other.slots["requested_slot"]) == ("in", "phone_number")


@pytest.mark.parametrize(
    "said", ["could i take it with me if i leave", "i want to take my number away, how does that go"]
)
def test_who_asks_how_a_number_leaves_is_told_first(telecom: Telecom, jonas: Actor, said: str) -> None:
    chat, asks = Asking(telecom), {"intent": "port_number", "text": said}
    assert chat.run(jonas, "validate_port_number_form", **asks).slots["requested_slot"] is None
    assert chat.run(jonas, "action_port_number", **asks).response == "utter_port_how_to_leave"
