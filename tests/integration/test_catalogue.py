"""Looking around the shop, asking prices, and what can be had where. [F1, F2, F3]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.availability import check_place, find_place, free_numbers
from telecom.model.access import Actor
from telecom.model.catalogue import Offering, OfferingStatus
from telecom.model.charges import AccountCharge
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.parties import BillingMode
from telecom.model.resources import Resource
from telecom.support import messaging
from telecom.support.messaging import conversation_at
from telecom.support.search import products_wanted, search_offerings
from tests.asking import Asking
from tests.fakes import FakeOutside
from tests.households import a_home
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        a_shop(work)
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))


def test_the_shelves_are_offered_where_nothing_was_named(telecom: Telecom, jonas: Actor) -> None:
    reply = Asking(telecom).run(jonas, "action_browse_catalogue", intent="browse_catalogue", text="what do you sell")
    assert reply.response == "utter_catalogue_kinds"
    assert {"category": "plan", "service": "mobile"} in [c["entities"] for c in reply.choices]


def test_what_a_partner_offers_is_listed_by_its_name(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        fibre = work.of(Offering).get("fibre-100")
        fibre.terms = {**fibre.terms, "provider": "Northlink"}
    named = {"provider": "Northlink"}
    reply = Asking(telecom).run(jonas, "action_browse_catalogue", intent="browse_catalogue", entities=named)
    assert reply.text.splitlines() == ["From Northlink:", "Fibre 100, £28.00 a month. Fibre 100."]


def test_a_shelf_lists_names_prices_and_what_is_in_them(telecom: Telecom, jonas: Actor) -> None:
    reply = Asking(telecom).run(
        jonas, "action_browse_catalogue", intent="browse_catalogue", entities={"category": "plan", "service": "mobile"}
    )
    assert reply.text.splitlines() == [
        "Mobile plans:",
        "Mobile 10GB, £12.00 a month. Mobile 10GB.",
        "Mobile 50GB, £22.00 a month. Mobile 50GB.",
    ]


def test_the_kind_of_plan_is_read_from_the_words(telecom: Telecom, jonas: Actor) -> None:
    said = {"text": "what broadband plans do you have", "entities": {"category": "plan"}}
    reply = Asking(telecom).run(jonas, "action_browse_catalogue", intent="browse_catalogue", **said)  # type: ignore[arg-type]
    assert reply.text.startswith("Broadband:") and "Mobile" not in reply.text


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("galxy a26 please", "Galaxy A26"),
        ("fiber 100", "Fibre 100"),
        ("roam eu", "Roam EU 5GB"),
        ("a chager", "USB-C Charger"),
    ],
)  # fmt: skip
def test_search_forgives_typing_errors(telecom: Telecom, jonas: Actor, said: str, found: str) -> None:
    with telecom.open_work() as work:
        work.of(Offering).get("fibre-100").also_called = ["fiber 100"]
        work.of(Offering).get("roam-eu-5gb").also_called = ["roam eu"]
    with telecom.open_work() as work:
        assert found in [o.name for o in search_offerings(said, work=work)]


@pytest.mark.parametrize("said", ["how much is fibre a month", "was kostet mich das internet im monat"])
def test_a_kind_alone_is_every_plan_of_it(telecom: Telecom, jonas: Actor, said: str) -> None:
    with telecom.open_work() as work:
        found = search_offerings(said, work=work)
    assert found and {(o.service_kind, o.is_base) for o in found} == {("broadband", True)}


def test_how_many_of_each_is_read_from_the_words(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        wanted = products_wanted("two Galaxy A26 and a USB-C Charger please", work=work)
    assert wanted == ["Galaxy A26", "Galaxy A26", "USB-C Charger"]


def test_a_price_comes_with_terms_options_and_stock(telecom: Telecom, jonas: Actor) -> None:
    chat = Asking(telecom)
    phone = chat.run(jonas, "action_ask_price", intent="ask_price", entities={"product": "Galaxy A26"}).text
    assert "£249.00 once" in phone and "In stock: 5" in phone
    assert "colour: black and mint" in phone and "colour mint: £5.00 once on top" in phone
    assert (
        "Minimum term 12 months"
        in chat.run(jonas, "action_ask_price", intent="ask_price", entities={"product": "Fibre 100"}).text
    )


def test_a_price_is_asked_with_an_option_and_the_choice_goes_into_the_order(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    with telecom.open_work() as work:
        values = [{"value": "standard router"}, {"value": "Wi-Fi 7 router", "one_off": 5900}]
        fibre = work.of(Offering).get("fibre-100")
        fibre.terms = {**fibre.terms, "options": [{"name": "router", "values": values}]}
    chat, named = Asking(telecom), {"product": "Fibre 100"}
    said = "how much is fibre 100 with the wifi 7 router"
    asked = chat.run(jonas, "action_ask_price", intent="ask_price", text=said, entities=named)
    assert "With Wi-Fi 7 router: £59.00 once and £28.00 a month" in asked.text
    taken = asked.choices[1]["entities"]
    assert taken == {"product": "Fibre 100", "options": ["Wi-Fi 7 router"]}
    slots = {**taken, "place": "Northgate", "value": "one more"}
    shown = chat.run(jonas, "action_order_product", slots=slots, turn="turn 2")
    assert "Fibre 100, Wi-Fi 7 router in Northgate: £59.00 once and £28.00 a month" in shown.text
    confirm(telecom, jonas, yes_to(shown.said[0]))
    [(article, _, address)] = outside.warehouse.contents.values()
    assert (article, address) == ("fibre-100: Wi-Fi 7 router", "Northgate")
    with telecom.open_work() as work:
        [charge] = work.of(AccountCharge).list()
    assert (charge.description, charge.amount) == ("Fibre 100, Wi-Fi 7 router", Money(5900, "GBP"))


def test_ones_own_contract_is_not_that_of_what_was_shown_last(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        a_shop(work)
        chat = conversation_at("telegram", "ana", work=work)
    unknown = Actor("", "", chat.id, "telegram", chat.last_seen_at)
    asking = Asking(telecom)
    shown = asking.run(unknown, "action_ask_price", intent="ask_price", entities={"product": "Fibre 100"})
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(chat.id), shown.said, turn_id="t1")
    for text in ("our broadband contract, how long does it run", "how long does my contract run"):
        told = asking.run(unknown, "action_check_contract", intent="check_contract", text=text, turn="t2")
        assert told.response == "proof_required", text
    asks = "how long am I tied in"
    bound = asking.run(unknown, "action_check_contract", intent="check_contract", text=asks, turn="t3")
    assert bound.response == shown.response


def test_a_plan_is_compared_with_what_one_has(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
        work.of(Offering).add(
            Offering(
                id="f9", name="Fibre 900", category="plan", service_kind="broadband", summary="Fast.",
                monthly=Money(4800, "GBP"),
            )
        )  # fmt: skip
    reply = Asking(telecom).run(home.manager, "action_ask_price", intent="ask_price", entities={"product": "Fibre 900"})
    assert "That's £10.00 a month more than your Fibre 500 on Home broadband." in reply.text


def test_what_is_retired_or_for_companies_is_not_shown(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        work.of(Offering).get("mobile-10gb").status = OfferingStatus.RETIRED
        work.of(Offering).get("mobile-50gb").terms = {"business": True}
    reply = Asking(telecom).run(
        jonas, "action_browse_catalogue", intent="browse_catalogue", entities={"category": "plan", "service": "mobile"}
    )
    assert "Mobile" not in reply.text.replace("Mobile plans", "")


@pytest.mark.parametrize(
    ("said", "place"),
    [("7 Mint Street, Old Town", "Old Town"), ("northgat", "Northgate"), ("1 Far Road, Elsewhere", None)],
)  # fmt: skip
def test_an_address_means_a_place_of_the_network(telecom: Telecom, jonas: Actor, said: str, place: str | None) -> None:
    with telecom.open_work() as work:
        found = find_place(said, work=work)
    assert (found.name if found else None) == place


def test_ports_are_counted(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        place = find_place("Northgate", work=work)
        assert place is not None
        assert check_place(place, work=work).ports["broadband"] == 3
        for port in work.of(Resource).list(service_kind="broadband", place="Northgate"):
            port.reserve("somebody")
        work.flush()
        assert "broadband" not in check_place(place, work=work).kinds
        assert free_numbers("mobile", like="%05", work=work) == ["+447700900605"]


@pytest.mark.parametrize(
    ("entities", "response"),
    [
        ({"product": "Fibre 100", "place": "Northgate"}, "utter_availability_yes"),
        ({"product": "TV Family", "place": "Old Town"}, "utter_availability_not_in_place"),
        ({"product": "Galaxy A26"}, "utter_availability_stock"),
        ({"place": "Old Town"}, "utter_availability_place"),
        ({"address": "1 Far Road, Elsewhere"}, "utter_availability_no_network"),
        ({}, "utter_availability_ask_place"),
    ],
)
def test_availability_is_answered_for_products_and_places(
    telecom: Telecom, jonas: Actor, entities: dict[str, str], response: str
) -> None:
    chat = Asking(telecom)
    reply = chat.run(jonas, "action_check_availability", intent="check_availability", entities=entities)
    assert reply.response == response
