"""A transaction asks each thing once, and anew as soon as it has changed or held something."""

from telecom.bootstrap import Telecom
from telecom.model.parties import Customer, Individual, Membership, Role
from tests.counting import counted
from tests.people import a_prepaid_subscriber

PLACE = "Nowhere"


def test_the_same_is_asked_once(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=500)
    with counted(telecom) as spent, telecom.open_work() as work:
        first = work.of(Membership).list(person_id=maya.id)
        first.clear()  # what the asker does with the list stays with the asker
        again = work.of(Membership).list(person_id=maya.id)
        assert [each.person_id for each in again] == [maya.id]
        assert work.of(Membership).list(person_id=maya.id, role=Role.MANAGER)
    assert len(spent.statements) == 2, spent.statements


def test_nothing_is_asked_for_one_of_none(telecom: Telecom) -> None:
    with counted(telecom) as spent, telecom.open_work() as work:
        assert work.of(Customer).list(id=[]) == []
        assert work.of(Customer).find(id=set()) is None
    assert spent.statements == []


def test_what_was_changed_or_held_is_asked_anew(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=500)
    with telecom.open_work() as work:
        people = work.of(Individual)
        assert len(people.list(place=PLACE)) == 0
        _move_in("Ada", telecom)
        people.get(maya.id, lock=True)  # held after it was asked, so that what others did meanwhile counts
        assert [each.given_name for each in people.list(place=PLACE)] == ["Ada"]
        _move_in("Ben", telecom)
        people.change({"place": PLACE}, id=maya.id)
        assert len(people.list(place=PLACE)) == 3
        people.add(Individual(given_name="Cleo", family_name="New", place=PLACE))
        assert len(people.list(place=PLACE)) == 4


def _move_in(name: str, telecom: Telecom) -> None:
    with telecom.open_work() as other:
        other.of(Individual).add(Individual(given_name=name, family_name="New", place=PLACE))
