"""Goods named by their kind beside a product: the only one of a kind is ordered too, of others it is said. [F3]"""

from typing import Any

import pytest

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.catalogue import Offering
from telecom.model.parties import BillingMode
from tests.asking import Asking
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop

READY = {"product": ["USB-C Charger"], "place": "Northgate", "address": "4 Rope Walk, Northgate"}
SAID: dict[str, Any] = {
    "intent": "order_product",
    "text": "a USB-C Charger and a phone",
    "entities": {"product": "USB-C Charger", "category": "handset"},
}


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        a_shop(work)
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))


def test_no_kind_is_left_out_unsaid(telecom: Telecom, jonas: Actor) -> None:
    chat = Asking(telecom)
    both = chat.run(jonas, "validate_order_product_form", **SAID).slots
    assert both["product"] == ["USB-C Charger", "Galaxy A26"]
    with telecom.open_work() as work:
        price = work.of(Offering).get("galaxy-a26").one_off
        pixel = Offering(
            id="pixel", name="Pixel", category="handset", service_kind=None, summary="", one_off=price, terms={}
        )
        work.of(Offering).add(pixel)
    one = chat.run(jonas, "validate_order_product_form", turn="2", **SAID).slots
    assert one["product"] == ["USB-C Charger"]
    shown = chat.run(jonas, "action_order_product", slots=READY, turn="3", **SAID)
    assert shown.response == "utter_order_kinds_left"
    assert "left them out" in shown.text and "USB-C Charger" in shown.text
