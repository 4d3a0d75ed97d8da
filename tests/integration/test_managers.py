"""Managers: appointed and accepted, dismissed, one always remains, both sides are told. C13."""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.grantees import Grantee
from telecom.management.managers import accept_rights, propose_dismissal, propose_manager
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, NotAllowed, NotFound, ProofRequired
from telecom.model.parties import Individual, Membership, Role
from telecom.support.authorization import access_services, managed_customers
from tests.asking import Asking
from tests.fakes import TestClock
from tests.granting import somebody, told_to
from tests.households import Household, a_home, a_stranger
from tests.money import confirm, yes_to


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


@pytest.fixture
def partner(telecom: Telecom, home: Household) -> Actor:
    with telecom.open_work() as work:
        return somebody(work, home, "Alex", Role.USER, ending=861)


def appoint(telecom: Telecom, manager: Actor, person: Actor, *, turn: str = "1") -> None:
    with telecom.open_work() as work:
        shown = propose_manager(manager, Grantee(person.person_id), turn_id=turn, work=work)
    confirm(telecom, manager, yes_to(shown))


def accept(telecom: Telecom, person: Actor) -> None:
    with telecom.open_work() as work:
        accept_rights(person, work=work)


def dismiss(telecom: Telecom, manager: Actor, person: Actor, *, turn: str) -> str:
    with telecom.open_work() as work:
        shown = propose_dismissal(manager, Grantee(person.person_id), turn_id=turn, work=work)
    return confirm(telecom, manager, yes_to(shown))[0].response


def manages(telecom: Telecom, person: Actor) -> bool:
    with telecom.open_work() as work:
        return bool(managed_customers(person, work=work))


def test_a_manager_is_one_only_after_accepting_and_both_sides_are_told(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    appoint(telecom, home.manager, partner)
    assert not manages(telecom, partner)
    accept(telecom, partner)
    assert manages(telecom, partner)
    with telecom.open_work() as work:
        number = str(work.of(Individual).get(home.manager.person_id).phone_number)
        assert told_to(work, "+447700900861") == ["utter_managers_invitation"]
        assert told_to(work, number) == ["utter_managers_told_new"]
        assert len(access_services(partner, Function.ORDER, work=work)) == 3


def test_accepting_needs_a_fresh_proof_and_comes_in_time(
    telecom: Telecom, home: Household, partner: Actor, clock: TestClock
) -> None:
    appoint(telecom, home.manager, partner)
    clock.advance(minutes=16)
    with pytest.raises(ProofRequired):
        accept(telecom, partner)
    clock.advance(days=8)
    late = Actor(partner.person_id, partner.session_id, partner.conversation_id, "terminal", clock.now())
    with pytest.raises(NotFound):
        accept(telecom, late)
    assert not manages(telecom, partner)


def test_one_manager_always_remains(telecom: Telecom, home: Household, partner: Actor) -> None:
    with pytest.raises(BusinessError) as last:
        dismiss(telecom, home.manager, home.manager, turn="1")
    assert last.value.name == "utter_managers_one_remains"
    appoint(telecom, home.manager, partner, turn="2")
    accept(telecom, partner)
    with telecom.open_work() as work:
        mine = propose_dismissal(home.manager, Grantee(home.manager.person_id), turn_id="3", work=work)
        theirs = propose_dismissal(partner, Grantee(partner.person_id), turn_id="4", work=work)
    confirm(telecom, home.manager, yes_to(mine))
    with pytest.raises(BusinessError):  # shown while there were two
        confirm(telecom, partner, yes_to(theirs))
    assert manages(telecom, partner)


def test_a_manager_is_replaced_and_can_do_nothing_more(telecom: Telecom, home: Household, partner: Actor) -> None:
    appoint(telecom, home.manager, partner, turn="1")
    accept(telecom, partner)
    assert dismiss(telecom, partner, home.manager, turn="2") == "utter_managers_dismissed"
    assert not manages(telecom, home.manager)
    with pytest.raises(NotAllowed):
        appoint(telecom, home.manager, partner, turn="3")


def test_an_appointment_falls_with_who_made_it(telecom: Telecom, home: Household, partner: Actor) -> None:
    with telecom.open_work() as work:
        other = somebody(work, home, "Kim", Role.USER, ending=863)
    appoint(telecom, home.manager, partner, turn="1")
    accept(telecom, partner)
    appoint(telecom, partner, other, turn="2")
    dismiss(telecom, home.manager, partner, turn="3")
    with pytest.raises(NotFound):
        accept(telecom, other)


def test_nobody_but_a_manager_appoints_or_dismisses(telecom: Telecom, home: Household, partner: Actor) -> None:
    with telecom.open_work() as work:
        authorized = somebody(work, home, "Kim", Role.AUTHORIZED_USER, ending=863)
        stranger = a_stranger(work)
    for actor in (partner, authorized):
        with pytest.raises(NotAllowed):
            appoint(telecom, actor, actor)
        with pytest.raises(NotAllowed):
            dismiss(telecom, actor, home.manager, turn="2")
    with pytest.raises(BusinessError):
        dismiss(telecom, stranger, home.manager, turn="3")
    with telecom.open_work() as work:
        membership = work.of(Membership).find(person_id=home.manager.person_id)
        assert membership is not None and membership.role is Role.MANAGER


def test_by_words(telecom: Telecom, home: Household, partner: Actor) -> None:
    chat = Asking(telecom)
    said = {"person": "Alex", "role": "manager"}
    assert chat.run(home.manager, "validate_authorize_user_form", slots=said).slots["requested_slot"] is None
    shown = chat.run(home.manager, "action_authorize_user", slots=said)
    assert "Make Alex Home a manager of Priya Test?" in shown.text
    confirm(telecom, home.manager, yes_to(shown.said[0]))
    waiting = chat.run(partner, "action_list_authorizations")
    assert "be a manager" in waiting.text
    accepted = chat.run(partner, "action_accept_rights")
    assert "You're now a manager of Priya Test" in accepted.text
    gone = chat.run(partner, "action_revoke_authorization", entities={"person": "Priya", "role": "manager"}, turn="2")
    assert "Take the manager's office" in gone.text


def test_who_says_remove_me_means_themselves_and_who_has_no_rights_is_taken_off_the_list(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    chat, manager = Asking(telecom), home.manager
    wish = {"intent": "revoke_authorization", "text": "remove me as manager", "entities": {"role": "manager"}}
    assert chat.run(manager, "action_revoke_authorization", **wish).response == "utter_managers_one_remains"
    appoint(telecom, manager, partner)
    accept(telecom, partner)
    gone = chat.run(manager, "action_revoke_authorization", turn="2", **wish)
    assert gone.response == "utter_managers_propose_stepping_down"
    with telecom.open_work() as work:
        somebody(work, home, "Rita", Role.USER, ending=862)
    removed = chat.run(
        manager, "action_revoke_authorization", text="remove rita", entities={"person": "rita"}, turn="3"
    )
    assert removed.response == "utter_people_propose_remove"
    rights = {"text": "remove ritas rights", "entities": {"person": "rita"}}
    assert chat.run(manager, "action_revoke_authorization", turn="4", **rights).response != removed.response
