"""Products and places are found in what people write, and nothing else is."""

import pytest

from demo.catalogue import read_catalogue
from telecom.support.recognition import Names, find_names


@pytest.fixture(scope="module")
def known() -> list[Names]:
    catalogue, own, names = read_catalogue(), Names(), Names()
    own.add("Maya's mobile", entity="service", value="Maya's mobile")
    for place in catalogue.places:
        for called in (place.name, *place.also_called):
            names.add(called, entity="place", value=place.name)
    for offering in catalogue.offerings.values():
        for called in (offering.name, *offering.also_called):
            names.add(called, entity="product", value=offering.name)
    return [own, names]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("how much is fibre 900?", [("product", "fibre 900", "Fibre 900")]),
        ("fibre900 pls", [("product", "fibre900", "Fibre 900")]),
        ("Fiber 500 in mill hil?", [("product", "Fiber 500", "Fibre 500"), ("place", "mill hil", "Mill Hill")]),
        ("i want the roam eu 5 gb thing", [("product", "roam eu 5 gb", "Roam EU 5GB")]),
        ("mobile unlimted", [("product", "mobile unlimted", "Mobile Unlimited")]),
        ("add the sport pack", [("product", "sport pack", "Sports Pack")]),
        ("what is in family tv", [("product", "family tv", "TV Family")]),
        ("is there an outage in the harbour distrct", [("place", "harbour distrct", "Harbour district")]),
        ("nothing works in Old Town", [("place", "Old Town", "Old Town")]),
        ("galxy a26 in stock?", [("product", "galxy a26", "Galaxy A26")]),
        ("phone cver please", [("product", "phone cver", "Phone Cover")]),
        ("den 10 GB Tarif", [("product", "10 GB Tarif", "Mobile 10GB")]),
        ("one more gig", [("product", "one more gig", "Data Boost 1GB")]),
        ("pause mayas mobile", [("service", "mayas mobile", "Maya's mobile")]),
    ],
)  # fmt: skip
def test_names_are_found_with_typing_errors(known: list[Names], text: str, found: list[tuple[str, str, str]]) -> None:
    assert [(each["entity"], each["text"], each["value"]) for each in find_names(text, known)] == found
    for each in find_names(text, known):
        assert text[each["start"] : each["end"]] == each["text"]


@pytest.mark.parametrize(
    "text",
    [
        "pause my mobile for two weeks",
        "my mobile plan is too expensive",
        "the tv pack does not work",
        "how much data is left on my phone",
        "broadband is slow at home",
        "unlimited",
        "do you sell fibre 300",
        "the family went to the pub in town",
        "i only get 5gb a month and mobile data is out",
        "my new number",
        "i had no phone over christmas",
        "can i move back",
        "sports",
        "",
    ],
)
def test_common_words_are_no_names(known: list[Names], text: str) -> None:
    assert find_names(text, known) == []


def test_a_long_message_is_read_quickly(known: list[Names]) -> None:
    words = "the quick brown person wants something else entirely from the operator today please and thanks " * 10
    assert find_names(words[:1000], known) == []
