"""The people and lines of a family: listed, added, moved, removed, in groups; a manager's business alone. C14."""

import pytest

from actions.people import change_meant
from telecom.bootstrap import Telecom
from telecom.management.grantees import Grantee
from telecom.management.people import list_people, propose_removal
from telecom.model.access import Actor
from telecom.model.authorization import Function, Permission, PermissionStatus
from telecom.model.errors import BusinessError, NotAllowed
from telecom.model.inventory import Service
from telecom.model.parties import GroupedLine, Individual, Membership, PartyStatus, Role
from telecom.model.phone_numbers import PhoneNumber
from telecom.support.authorization import access_services
from tests.asking import Asking, Reply
from tests.granting import ANA, everything, grant, only, somebody
from tests.households import Household, a_home, a_stranger
from tests.money import confirm, yes_to

LANDLINE = "+442079460123"


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


@pytest.fixture
def child(telecom: Telecom, home: Household) -> Actor:
    with telecom.open_work() as work:
        return somebody(work, home, "Tom", Role.USER, ending=862)


def say(telecom: Telecom, actor: Actor, text: str, turn: str = "1", **entities: str) -> Reply:
    return Asking(telecom).run(
        actor, "action_manage_people", intent="manage_people", text=text, entities=entities, turn=turn
    )


def do(telecom: Telecom, home: Household, text: str, turn: str = "1", **entities: str) -> str:
    """Say it as the manager, and yes; the receipt."""
    shown = say(telecom, home.manager, text, turn, **entities)
    return confirm(telecom, home.manager, yes_to(shown.said[0]))[0].response


def user_of(telecom: Telecom, home: Household, kind: str) -> str | None:
    with telecom.open_work() as work:
        return work.of(Service).get(home[kind]).user_id


def test_people_and_lines_are_listed_with_who_uses_which(telecom: Telecom, home: Household, child: Actor) -> None:
    with telecom.open_work() as work:
        work.of(Service).get(home["fixed"]).user_id = child.person_id
    text = say(telecom, home.manager, "who uses which number?").text
    assert "- Priya Test, manager: Home broadband" in text
    assert "- Tom Home, user: Landline" in text
    assert "- nobody uses Living room TV" in text


def test_somebody_new_gets_a_profile_and_no_right(telecom: Telecom, home: Household) -> None:
    shown = say(telecom, home.manager, "add my daughter Ana Silva", person="Ana Silva", phone_number=ANA.e164)
    assert "Add Ana Silva (+44 7700 900871) to Priya Test as a user?" in shown.text
    confirm(telecom, home.manager, yes_to(shown.said[0]))
    with telecom.open_work() as work:
        ana = work.of(Individual).find(phone_number=ANA)
        assert ana is not None and ana.status is PartyStatus.INITIALIZED
        assert work.of(Permission).count(person_id=ana.id) == 0
        assert work.of(Membership).list(person_id=ana.id)[0].role is Role.USER


def test_a_new_person_on_one_of_the_lines_is_its_user(telecom: Telecom, home: Household) -> None:
    assert do(telecom, home, "add my daughter Ana", person="Ana", phone_number=LANDLINE) == "utter_people_added"
    with telecom.open_work() as work:
        user = work.of(Service).get(home["fixed"]).user_id
        assert user and work.of(Individual).get(user).given_name == "Ana"


def test_a_line_is_moved_to_another_user_and_to_nobody(telecom: Telecom, home: Household, child: Actor) -> None:
    assert do(telecom, home, "give the broadband to tom", person="Tom", service="broadband") == "utter_people_assigned"
    assert user_of(telecom, home, "broadband") == child.person_id
    assert do(telecom, home, "nobody uses the broadband", "2", service="broadband") == "utter_people_freed"
    assert user_of(telecom, home, "broadband") is None


def test_who_is_removed_loses_every_right_and_the_line_stays(telecom: Telecom, home: Household, child: Actor) -> None:
    grant(telecom, home.manager, child, [Function.ORDER], everything(home), turn="g")
    do(telecom, home, "assign the landline to tom", person="Tom", service="fixed")
    assert do(telecom, home, "remove tom from the list", "2", person="Tom") == "utter_people_removed"
    assert user_of(telecom, home, "fixed") is None
    with telecom.open_work() as work:
        assert access_services(child, Function.ORDER, work=work) == []
        assert work.of(Membership).find(person_id=child.person_id) is None
        assert {p.status for p in work.of(Permission).list(person_id=child.person_id)} == {PermissionStatus.REVOKED}


def test_a_manager_cannot_be_removed_as_a_user(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work, pytest.raises(BusinessError) as refused:
        propose_removal(home.manager, Grantee(home.manager.person_id), turn_id="1", work=work)
    assert refused.value.name == "utter_people_manager_stays"


def test_lines_are_put_into_a_group_and_a_right_is_given_on_it(telecom: Telecom, home: Household, child: Actor) -> None:
    said = "put the landline into the kids group"
    assert do(telecom, home, said, phone_number=LANDLINE) == "utter_people_grouped"
    with telecom.open_work() as work:
        assert [g.service_id for g in work.of(GroupedLine).list()] == [home["fixed"]]
    shown = Asking(telecom).run(
        home.manager,
        "action_authorize_user",
        entities={"person": "Tom", "function": "configure", "group": "the kids group"},
        turn="2",
    )
    confirm(telecom, home.manager, yes_to(shown.said[0]))
    with telecom.open_work() as work:
        assert [s.kind for s in access_services(child, Function.CONFIGURE, work=work)] == ["fixed"]


def test_groups_are_renamed_and_dissolved_and_a_line_moves_between_them(
    telecom: Telecom, home: Household, child: Actor
) -> None:
    with telecom.open_work() as work:
        work.of(Service).get(home["fixed"]).user_id = child.person_id
    assert do(telecom, home, "make a group called kids", "1", phone_number=LANDLINE) == "utter_people_grouped"
    moved = say(telecom, home.manager, "put Tom into the Upstairs group", "2", person="Tom")
    assert "Move Landline to the group Upstairs? They leave kids." in moved.text
    confirm(telecom, home.manager, yes_to(moved.said[0]))
    assert do(telecom, home, "rename the kids group to small ones", "3") == "utter_people_renamed"
    taken = say(telecom, home.manager, "rename upstairs to Small Ones", "4")
    assert taken.response == "utter_people_group_taken"
    back = say(telecom, home.manager, "move Tom from upstairs to small ones", "5", person="Tom")
    assert "They leave Upstairs." in back.text
    assert say(telecom, home.manager, "take Tom out of small ones", "6", person="Tom").response == (
        "utter_people_not_in_group"
    )
    confirm(telecom, home.manager, yes_to(back.said[0]))
    assert do(telecom, home, "take Tom out of small ones", "7", person="Tom") == "utter_people_left"
    assert do(telecom, home, "dissolve the upstairs group", "8") == "utter_people_dissolved"
    assert "Group small ones: no lines yet" in say(telecom, home.manager, "show my groups", "9").text
    for nobody in (child, a_stranger_of(telecom)):
        refused = say(telecom, nobody, "dissolve the small ones group", "10")
        assert refused.response in ("utter_people_not_yours", "utter_authorization_not_yours", "utter_people_no_groups")


def a_stranger_of(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        return a_stranger(work)


def test_nobody_but_a_manager_changes_people_and_a_plain_user_sees_none(
    telecom: Telecom, home: Household, child: Actor
) -> None:
    with telecom.open_work() as work:
        partner = somebody(work, home, "Alex", Role.AUTHORIZED_USER, ending=861)
        stranger = a_stranger(work)
    with telecom.open_work() as work, pytest.raises(NotAllowed):
        list_people(child, work=work)
    assert "Tom Home" in say(telecom, partner, "list our users").text
    assert "Tom" not in say(telecom, stranger, "list our users").text
    refused = say(telecom, partner, "remove tom from the list", person="Tom")
    assert refused.response == "utter_people_not_yours"
    assert say(telecom, stranger, "remove tom from the list", person="Tom").response.startswith("utter_authorization")


def test_a_number_of_somebody_else_is_not_listed_and_not_told_whose_it_is(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        zoe = work.of(Individual).get(a_stranger(work).person_id)
    shown = say(telecom, home.manager, "add Max", person="Max", phone_number=str(zoe.phone_number))
    with pytest.raises(BusinessError) as refused:
        confirm(telecom, home.manager, yes_to(shown.said[0]))
    assert "Zoe" not in str(refused.value.values)
    grant(telecom, home.manager, PhoneNumber(str(zoe.phone_number)), [Function.CHECK], only(home, "fixed"), turn="2")
    listed = Asking(telecom).run(home.manager, "action_list_authorizations").text
    assert "Zoe" not in listed + say(telecom, home.manager, "list our users", "3").text
    assert "Ana Silva" in listed  # as the manager called the number


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("who uses which number", "list"),
        ("staff list with numbers", "list"),
        ("add my daughter to the family account", "add"),
        ("new starter, Tomasz", "add"),
        ("remove my son from the family account he moved out", "remove"),
        ("assign 07700 900456 to Jamie", "assign"),
        ("this line is now used by Priya", "assign"),
        ("Kwame left, give his line to Alain", "remove"),
        ("unassign that number", "free"),
        ("create a group called drivers", "group"),
        ("which numbers belong to the sales team", "list"),
    ],
)
def test_what_is_to_be_done_is_read_from_the_verb(text: str, change: str) -> None:
    assert change_meant(text) == change
