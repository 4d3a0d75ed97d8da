"""What use costs at home and abroad, with one's own plan and without. [F2]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.parties import BillingMode
from tests.asking import Asking
from tests.billing import set_prices
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        a_shop(work)
        set_prices(work)
        roam = work.of(Offering).get("roam-eu-5gb")
        roam.terms = {**roam.terms, "zone": "roaming", "region": "EU"}
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))


def test_two_countries_are_compared_and_a_follow_up_keeps_them(telecom: Telecom, jonas: Actor) -> None:
    asking = Asking(telecom)
    told = asking.run(jonas, "action_ask_price", intent="ask_price", text="is it cheaper to call germany or spain")
    assert told.text.startswith("To Germany and Spain from home:\nCalls: £") and "All these cost the same" in told.text
    assert "Texts" not in told.text


def test_who_travels_hears_that_it_works_what_it_costs_and_which_pack_fits(telecom: Telecom, jonas: Actor) -> None:
    asking, text = Asking(telecom), "im going to france on friday, will my phone work there"
    told = asking.run(jonas, "action_configure_service", intent="configure_service", text=text)
    assert told.text.startswith("Yes, it works in France: roaming is on") and "Roam EU 5GB" in told.text
    assert told.choices[0]["entities"] == {"product": "Roam EU 5GB"}
    with telecom.open_work() as work:
        line = next(s for s in work.of(Service).list(kind="mobile"))
        line.parameters = {**line.parameters, "roaming": False}
    told = asking.run(jonas, "action_check_availability", intent="check_availability", text=text, turn="turn 2")
    assert told.text.startswith("Not yet in France: roaming is off")
    assert told.choices[0]["entities"]["parameter"] == "roaming"


def test_the_cheapest_of_a_kind_is_shown_at_once(telecom: Telecom, jonas: Actor) -> None:
    asking = Asking(telecom)
    told = asking.run(jonas, "action_browse_catalogue", intent="browse_catalogue", text="what is your cheapest plan")
    assert told.text.startswith("Mobile 10GB: £12.00 a month")
    told = asking.run(jonas, "action_ask_price", intent="ask_price", text="any plan under 25 pounds", turn="turn 2")
    assert told.text.startswith("These fit:\nMobile 10GB")
