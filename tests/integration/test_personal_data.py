"""One's own data in a file, nobody else's in it; erased as far as the law allows. C10, S4."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.rendering.pictures import save_attachment
from telecom.bootstrap import Telecom
from telecom.management.personal_data import export_my_data, propose_erasure
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, ProofRequired
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Conversation
from telecom.model.parties import Customer, CustomerStatus, Individual, PartyStatus, Role
from telecom.support import identity
from tests.asking import Asking
from tests.fakes import TestClock
from tests.granting import everything, grant, somebody
from tests.households import Household, a_home, a_stranger
from tests.money import a_bill, confirm, yes_to
from tests.people import a_prepaid_subscriber, logged_in


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        home = a_home(work)
        person = work.of(Individual).get(home.manager.person_id)
        person.email, person.pin_hash = "priya@example.com", identity.hash_pin("4711")
        return home


def exported(telecom: Telecom, actor: Actor) -> dict[str, Any]:
    with telecom.open_work() as work:
        read: dict[str, Any] = json.loads(export_my_data(actor, work=work))
        return read


def test_the_copy_holds_what_is_kept_and_no_secret(telecom: Telecom, home: Household) -> None:
    copy = exported(telecom, home.manager)
    assert copy["person"]["email"] == "priya@example.com"
    assert {s["kind"] for s in copy["services"]} == {"broadband", "iptv", "fixed"}
    assert len(copy["log_ins"]) == 1
    assert "argon2" not in json.dumps(copy)


def test_the_copy_holds_nothing_of_anybody_else(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        zoe = work.of(Individual).get(stranger.person_id)
        a_bill(work, zoe, total=30)
        partner = somebody(work, home, "Alex", Role.AUTHORIZED_USER, ending=861)
    grant(telecom, home.manager, partner, [Function.CHECK], everything(home), turn="1")
    text = json.dumps(exported(telecom, home.manager))
    assert zoe.id not in text and str(zoe.phone_number) not in text
    theirs = exported(telecom, partner)
    assert (theirs["bills"], theirs["services"], theirs["contracts"]) == ([], [], [])
    assert [r["function"] for r in theirs["rights_given_to_me"]] == ["check"]
    assert "priya@example.com" not in json.dumps(theirs)


def test_it_comes_as_a_file_after_a_fresh_proof(
    telecom: Telecom, home: Household, clock: TestClock, tmp_path: Path
) -> None:
    reply = Asking(telecom).run(home.manager, "action_export_my_data")
    [document] = reply.said[0].attachments
    path = save_attachment(document, tmp_path, paper=telecom.paper)
    assert path.suffix == ".json"
    assert json.loads(path.read_text())["person"]["given_name"] == "Priya"
    clock.advance(minutes=16)
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        export_my_data(home.manager, work=work)


def test_who_has_services_is_told_what_comes_first(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work, pytest.raises(BusinessError) as first:
        propose_erasure(home.manager, turn_id="1", work=work)
    assert first.value.values["services"] == ["Home broadband", "Landline", "Living room TV"]


def test_erased_is_erased_and_logged_out_and_the_law_is_told(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=0)
        number = str(maya.phone_number)
        actor = logged_in(work, maya)
        line = work.of(Service).find(user_id=maya.id)
        assert line is not None
        line.become(ServiceState.TERMINATED)
    shown = Asking(telecom).run(actor, "action_delete_my_data")
    assert "bills and payments for 6 years" in shown.text
    assert confirm(telecom, actor, yes_to(shown.said[0]))[0].response == "utter_my_data_erased"
    with telecom.open_work() as work:
        person = work.of(Individual).get(maya.id)
        assert (person.name, person.phone_number, person.email, person.status) == ("", None, None, PartyStatus.CLOSED)
        assert identity.actor_of(work.of(Conversation).get(actor.conversation_id), work=work) is None
        assert identity.find_claimed(number, work=work) is None
        [customer] = work.of(Customer).list()
        assert customer.status is CustomerStatus.CLOSED and "Maya" not in customer.name


def test_a_user_of_somebody_elses_contract_is_erased_and_the_line_stays(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        child = somebody(work, home, "Tom", Role.USER, ending=862)
        work.of(Service).get(home["fixed"]).user_id = child.person_id
    grant(telecom, home.manager, child, [Function.CHECK], everything(home), turn="1")
    with telecom.open_work() as work:
        shown = propose_erasure(child, turn_id="2", work=work)
    confirm(telecom, child, yes_to(shown))
    with telecom.open_work() as work:
        line = work.of(Service).get(home["fixed"])
        assert (line.state, line.user_id) == (ServiceState.ACTIVE, None)
