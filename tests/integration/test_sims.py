"""The life of a SIM: blocked at once, opened again, replaced, activated, and money that waits after it. [F20, R20]"""

from typing import Any

import psycopg
import pytest

from telecom.bootstrap import Telecom
from telecom.management.call_rules import moment_of
from telecom.management.configuration import interface_of
from telecom.management.lost_phones import access_puk, propose_block, propose_unblock, tell_puk
from telecom.management.sims import (
    BAR_SIM,
    PREPARE_SIM,
    NoSimWaits,
    find_reserved,
    is_blocked,
    propose_activation,
    propose_new_sim,
)
from telecom.management.topup import propose_top_up
from telecom.model.access import Actor
from telecom.model.errors import NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode, Individual, Membership, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.sims import Sim, SimChangeWaits, SimKind, SimStatus
from telecom.services.mobile import MobileService
from telecom.support.authorization import require_fresh_proof
from telecom.support.jobs import run_job
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.money import confirm, pounds, yes_to
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in

FRIEND = "+447700900222"


class Line:
    """Somebody with a mobile, logged in."""

    def __init__(self, telecom: Telecom) -> None:
        with telecom.open_work() as work:
            self.person = a_prepaid_subscriber(work, credit=500)
            self.person.address = "4 Rope Walk, Northgate"
            service = work.of(Service).find(user_id=self.person.id)
            assert service is not None
            self.id, self.actor = service.id, logged_in(work, self.person)


@pytest.fixture
def line(telecom: Telecom) -> Line:
    return Line(telecom)


def block(telecom: Telecom, line: Line, *, turn: str = "turn 1") -> str:
    with telecom.open_work() as work:
        shown = propose_block(line.actor, line.id, turn_id=turn, work=work)
    return confirm(telecom, line.actor, yes_to(shown))[0].response


def get_sim(telecom: Telecom, line: Line, kind: SimKind, *, turn: str = "turn 2") -> str:
    with telecom.open_work() as work:
        shown = propose_new_sim(line.actor, line.id, kind=kind, turn_id=turn, work=work)
    return confirm(telecom, line.actor, yes_to(shown))[0].response


def activate(telecom: Telecom, line: Line, *, turn: str = "turn 3") -> str:
    with telecom.open_work() as work:
        shown = propose_activation(line.actor, line.id, turn_id=turn, work=work)
    return confirm(telecom, line.actor, yes_to(shown))[0].response


def may_call(telecom: Telecom, line: Line) -> bool:
    with telecom.open_work() as work:
        service = work.of(Service).get(line.id)
        interface = interface_of(service, work=work)
        assert isinstance(interface, MobileService)
        return interface.may_call(FRIEND, moment_of(service, at=work.now, work=work)).allowed


def test_a_lost_sim_is_blocked_without_another_proof(
    telecom: Telecom, line: Line, clock: TestClock, outside: FakeOutside
) -> None:
    clock.advance(minutes=30)  # the proof is old, and the code would go to the lost phone
    assert block(telecom, line) == "utter_sim_blocked"
    assert line.id in outside.register.barred
    assert not may_call(telecom, line)


def test_a_network_that_is_away_bars_it_later(telecom: Telecom, line: Line, outside: FakeOutside) -> None:
    outside.register.silent = True
    block(telecom, line)
    outside.register.silent = False
    run_job(BAR_SIM, {"service_id": line.id}, open_work=telecom.open_work, outside=outside)
    assert line.id in outside.register.barred


def test_a_found_phone_is_opened_again_with_a_fresh_proof(
    telecom: Telecom, line: Line, clock: TestClock, outside: FakeOutside
) -> None:
    block(telecom, line)
    with telecom.open_work() as work:
        shown = propose_unblock(line.actor, line.id, turn_id="turn 2", work=work)
    confirm(telecom, line.actor, yes_to(shown))
    assert may_call(telecom, line) and line.id not in outside.register.barred
    block(telecom, line, turn="turn 3")
    clock.advance(minutes=16)
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        propose_unblock(line.actor, line.id, turn_id="turn 4", work=work)


def test_a_block_made_by_mistake_is_undone_and_not_twice(telecom: Telecom, line: Line, outside: FakeOutside) -> None:
    block(telecom, line)
    chat = Asking(telecom)
    assert chat.run(line.actor, "action_undo", turn="turn 2").response == "utter_sim_unblocked"
    assert may_call(telecom, line) and line.id not in outside.register.barred
    assert chat.run(line.actor, "action_undo", turn="turn 3").response == "utter_undo_nothing"


def test_a_user_blocks_their_own_line_and_nobody_elses(telecom: Telecom, line: Line) -> None:
    with telecom.open_work() as work:
        tom, service = _an_employee(work, line)
        other = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Zoe"))
    with telecom.open_work() as work:
        shown = propose_block(tom, service, turn_id="turn 1", work=work)
        with pytest.raises(NotFound):
            propose_block(tom, line.id, turn_id="turn 2", work=work)
        with pytest.raises(NotFound):
            propose_block(other, service, turn_id="turn 3", work=work)
    confirm(telecom, tom, yes_to(shown))
    with telecom.open_work() as work:
        assert is_blocked(work.of(Service).get(service), work=work)
        with pytest.raises(NotAllowed):
            propose_unblock(tom, service, turn_id="turn 4", work=work)


def _an_employee(work: Any, line: Line) -> tuple[Actor, str]:
    tom = work.of(Individual).add(
        Individual(given_name="Tom", family_name="T", phone_number=PhoneNumber("+447700900555"))
    )
    first = work.of(Service).get(line.id)
    work.flush()
    work.of(Membership).add(Membership(customer_id=first.customer_id, person_id=tom.id, role=Role.USER))
    owner = {"customer_id": first.customer_id, "account_id": first.account_id}
    service = Service(**owner, kind="mobile", name="Tom's mobile", phone_number=tom.phone_number, user_id=tom.id)
    work.of(Service).add(service)
    work.flush()
    return logged_in(work, tom), service.id


def test_a_new_card_is_sent_and_activated(telecom: Telecom, line: Line, outside: FakeOutside) -> None:
    block(telecom, line)
    assert get_sim(telecom, line, SimKind.CARD) == "utter_sim_card_ordered"
    ((article, count, address),) = outside.warehouse.contents.values()
    assert (article, count, address) == ("sim-card", 1, "4 Rope Walk, Northgate")
    assert not may_call(telecom, line)
    assert activate(telecom, line) == "utter_sim_activated"
    assert may_call(telecom, line)
    with telecom.open_work() as work:
        (sim,) = work.of(Sim).list()
    assert sim.status is SimStatus.ACTIVE and outside.register.in_use[line.id] == sim.iccid


def test_an_esim_comes_as_a_code_to_scan_that_is_kept_nowhere(
    telecom: Telecom, line: Line, outside: FakeOutside, database_url: str
) -> None:
    assert get_sim(telecom, line, SimKind.ESIM) == "utter_sim_esim_ordered"
    with telecom.open_work() as work:
        (message,) = [m for m in work.of(OutgoingMessage).list() if m.utterance.response == "utter_sim_esim_picture"]
    (card,) = outside.register.issued.values()
    assert message.secrets == {"code": card.activation_code}
    assert message.utterance.attachments[0].name == "qr"
    with psycopg.connect(database_url) as connection:
        found = connection.execute("select count(*) from outbox t where t::text like %s", ("%LPA:1%",)).fetchone()
    assert found == (0,)
    picture = telecom.paper.draw("qr", {"code": str(card.activation_code)})
    assert picture.startswith(b"\x89PNG")


def test_preparing_an_esim_again_after_a_crash_shows_it_once(
    telecom: Telecom, line: Line, outside: FakeOutside
) -> None:
    get_sim(telecom, line, SimKind.ESIM)
    with telecom.open_work() as work:
        sim = find_reserved(work.of(Service).get(line.id), work=work)
    assert sim is not None
    again = {"sim_id": sim.id, "conversation_id": line.actor.conversation_id}
    run_job(PREPARE_SIM, again, open_work=telecom.open_work, outside=outside)
    with telecom.open_work() as work:
        assert [m.utterance.response for m in work.of(OutgoingMessage).list()].count("utter_sim_esim_picture") == 1
    assert len(outside.register.issued) == 1


def test_after_a_change_money_and_rights_wait_and_reading_goes_on(
    telecom: Telecom, line: Line, clock: TestClock
) -> None:
    get_sim(telecom, line, SimKind.ESIM)
    activate(telecom, line)
    with telecom.open_work() as work, pytest.raises(SimChangeWaits):
        require_fresh_proof(line.actor, work=work)
    with telecom.open_work() as work, pytest.raises(SimChangeWaits):
        propose_top_up(line.actor, amount=pounds(10), turn_id="turn 9", work=work)
    assert "£5.00" in Asking(telecom).run(line.actor, "action_check_balance").text
    clock.advance(hours=24)
    with telecom.open_work() as work, pytest.raises(ProofRequired):  # no longer the SIM, only the age of the proof
        require_fresh_proof(line.actor, work=work)


def test_a_yes_from_before_the_change_waits_too(telecom: Telecom, line: Line) -> None:
    get_sim(telecom, line, SimKind.ESIM)
    with telecom.open_work() as work:
        shown = propose_new_sim(line.actor, line.id, kind=SimKind.CARD, turn_id="turn 5", work=work)
        sim = find_reserved(work.of(Service).get(line.id), work=work)
        assert sim is not None
        sim.become(SimStatus.ACTIVE)
        sim.money_waits_until = work.now.replace(hour=23)
    with pytest.raises(SimChangeWaits):
        confirm(telecom, line.actor, yes_to(shown))


def test_a_thief_with_the_new_sim_is_still_locked_out_by_blocking_it(telecom: Telecom, line: Line) -> None:
    get_sim(telecom, line, SimKind.ESIM)
    activate(telecom, line)
    assert block(telecom, line, turn="turn 8") == "utter_sim_blocked"


def test_both_the_number_and_the_chat_are_told_of_a_change(telecom: Telecom, line: Line) -> None:
    get_sim(telecom, line, SimKind.ESIM)
    activate(telecom, line)
    with telecom.open_work() as work:
        told = [
            m.channel for m in work.of(OutgoingMessage).list() if m.utterance.response == "utter_sim_changed_notice"
        ]
    assert sorted(told) == ["sms", "terminal"]


def test_without_a_new_sim_there_is_nothing_to_activate(telecom: Telecom, line: Line) -> None:
    with telecom.open_work() as work, pytest.raises(NoSimWaits):
        propose_activation(line.actor, line.id, turn_id="turn 1", work=work)


def test_the_puk_is_told_to_the_manager_only_and_stands_nowhere(
    telecom: Telecom, line: Line, outside: FakeOutside, database_url: str, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        tom, service = _an_employee(work, line)
    with telecom.open_work() as work, pytest.raises(NotAllowed):
        access_puk(tom, service, work=work)
    with telecom.open_work() as work:
        found = access_puk(line.actor, line.id, work=work)
    chat = line.actor.conversation_id
    said = tell_puk(found, chat, turn_id="turn 1", open_work=telecom.open_work, outside=outside)
    assert [each.response for each in said] == ["utter_sim_puk_follows"]
    with telecom.open_work() as work:
        (message,) = work.of(OutgoingMessage).list()
    assert message.secrets == {"puk": "48151623"}
    with psycopg.connect(database_url) as connection:
        found_in = connection.execute("select count(*) from outbox t where t::text like '%48151623%'").fetchone()
    assert found_in == (0,)
    clock.advance(minutes=16)
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        access_puk(line.actor, line.id, work=work)


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("my phone was stolen", "utter_sim_propose_block"),
        ("unblock my sim i found it down the sofa", "utter_sim_not_blocked"),
        ("what is my PUK code", "utter_sim_puk_follows"),
    ],
)
def test_lost_found_and_locked_are_told_apart(telecom: Telecom, line: Line, text: str, response: str) -> None:
    reply = Asking(telecom).run(line.actor, "action_report_lost_phone", intent="report_lost_phone", text=text)
    assert reply.response == response


def test_the_wish_for_a_sim_offers_what_there_is(telecom: Telecom, line: Line) -> None:
    chat = Asking(telecom)
    offered = chat.run(line.actor, "action_activate_sim", intent="activate_sim", text="my sim isnt active yet")
    assert offered.response == "utter_sim_none_waits"
    esim = chat.run(line.actor, "action_activate_sim", entities=offered.choices[0]["entities"], turn="turn 2")
    assert esim.response == "utter_sim_propose_esim"
    confirm(telecom, line.actor, yes_to(esim.said[0]))
    now = chat.run(line.actor, "action_activate_sim", intent="activate_sim", text="activate my esim", turn="turn 3")
    assert now.response == "utter_sim_propose_activation"


def test_where_no_address_is_known_a_card_is_asked_where_to_go(telecom: Telecom, line: Line) -> None:
    with telecom.open_work() as work:
        work.of(Individual).get(line.person.id).address = None
    chat, form = Asking(telecom), "validate_activate_sim_form"
    asked = chat.run(line.actor, form, intent="activate_sim", text="my sim is broken, send a new card by post")
    assert asked.slots["requested_slot"] == "address" and asked.slots["sim_kind"] == "card"
    told = {"requested_slot": "address", "sim_kind": "card"}
    where = "14 Mill Lane, Northgate"
    answer = chat.run(line.actor, form, intent="out_of_scope", slots=told, text=where, turn="t2")
    assert answer.slots["address"] == where and answer.slots["requested_slot"] is None
    with telecom.open_work() as work:
        shown = propose_new_sim(line.actor, line.id, kind=SimKind.CARD, address=where, turn_id="t3", work=work)
    assert shown.values["address"] == where
