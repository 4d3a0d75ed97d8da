"""Choosing a number: which ones are free, and a new line on the one that was chosen. [F3, F4]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.inventory import Service
from telecom.model.parties import BillingMode
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.resources import NothingFree, Resource, ResourceKind, ResourceStatus
from telecom.model.sims import SimKind
from telecom.model.utterances import Utterance
from tests.asking import Asking, Reply
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import Wanted, a_shop, ordered, proposed

FREE, OTHER, LANDLINE = "+447700900605", "+447700900606", "+442079460400"


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        a_shop(work)
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))


def asked(telecom: Telecom, actor: Actor, text: str, **entities: str) -> Reply:
    said = {"intent": "check_availability", "text": text, "entities": entities}
    return Asking(telecom).run(actor, "action_check_availability", **said)  # type: ignore[arg-type]


def numbers_in(said: Utterance) -> list[str]:
    return [number.e164 for number in said.values["numbers"]]


@pytest.mark.parametrize(
    "wish",
    [
        "a number ending in 605 please",
        "can i have one that ends in 605",
        "one of your numbers that ends with 0 605",
        "is a number with 0605 to be had",
        "numbers starting with 07700 900605",
        "Nummer mit 605 hinten",
        "any number beginning +44 7700 900605",
    ],
)
def test_numbers_are_found_by_how_they_read(telecom: Telecom, jonas: Actor, wish: str) -> None:
    reply = asked(telecom, jonas, wish)
    assert reply.response == "utter_availability_numbers", reply.text
    assert numbers_in(reply.said[0]) == [FREE]
    assert reply.choices[0]["entities"]["phone_number"] == FREE


def test_where_none_reads_so_others_are_shown_and_of_a_landline_only_those(telecom: Telecom, jonas: Actor) -> None:
    reply = asked(telecom, jonas, "numbers ending in 999999")
    assert (reply.response, len(numbers_in(reply.said[0]))) == ("utter_availability_other_numbers", 3)
    with telecom.open_work() as work:
        work.of(Resource).add(Resource(kind=ResourceKind.NUMBER, service_kind="fixed", value=LANDLINE))
    assert numbers_in(asked(telecom, jonas, "which landline numbers are free").said[0]) == [LANDLINE]


def test_of_a_certain_number_it_is_said_whether_it_is_free_and_never_whose_it_is(
    telecom: Telecom, jonas: Actor
) -> None:
    free = asked(telecom, jonas, "is 07700 900605 free", phone_number=FREE)
    assert (free.response, free.choices[0]["entities"]["phone_number"]) == ("utter_availability_number_free", FREE)
    with telecom.open_work() as work:
        found = work.of(Resource).find(value=FREE)
        assert found is not None
        found.reserve("somebody's")
        [mine] = [s.phone_number for s in work.of(Service).list() if s.phone_number]
    taken = asked(telecom, jonas, "is 07700 900605 free", phone_number=FREE)
    assert taken.response == "utter_availability_number_theirs" and "somebody" not in taken.text
    assert taken.choices[-1]["intent"] == "port_number"
    assert asked(telecom, jonas, "is it free", phone_number=mine.e164).response == "utter_availability_number_own"


def test_the_new_line_has_the_number_that_was_chosen(telecom: Telecom, jonas: Actor) -> None:
    [*_, done] = ordered(telecom, jonas, Wanted("Mobile 10GB", number=OTHER, sim=SimKind.ESIM))
    with telecom.open_work() as work:
        line = work.of(Service).find(phone_number=PhoneNumber(OTHER))
        assert line is not None, done
        [number] = work.of(Resource).list(service_id=line.id, value=OTHER)
        assert number.status is ResourceStatus.STANDBY


def test_a_number_that_was_taken_meanwhile_is_said_and_nothing_is_ordered(telecom: Telecom, jonas: Actor) -> None:
    shown = proposed(telecom, jonas, Wanted("Mobile 10GB", number=FREE, sim=SimKind.ESIM))
    assert shown.values["item"].values["number"] == PhoneNumber(FREE)
    with telecom.open_work() as work:
        found = work.of(Resource).find(value=FREE)
        assert found is not None
        found.reserve("somebody else's")
    with pytest.raises(NothingFree) as refusal:
        confirm(telecom, jonas, yes_to(shown))
    assert refusal.value.name == "utter_availability_number_taken"
    with pytest.raises(NothingFree):
        proposed(telecom, jonas, Wanted("Fibre 100", number=OTHER), turn="turn 2")


def test_an_order_takes_the_number_from_its_words_or_from_the_choice(telecom: Telecom, jonas: Actor) -> None:
    chat = Asking(telecom)
    words = {"intent": "order_product", "text": "get me Mobile 10GB with a number ending in 606"}
    slots = chat.run(jonas, "validate_order_product_form", **words).slots  # type: ignore[arg-type]
    assert slots["phone_number"] == OTHER
    filled = {"product": ["Mobile 10GB"], "phone_number": OTHER, "sim_kind": "esim"}
    reply = chat.run(jonas, "action_order_product", intent="order_product", slots=filled)
    assert "Mobile 10GB with the number +44 7700 900606, with an eSIM" in reply.text
