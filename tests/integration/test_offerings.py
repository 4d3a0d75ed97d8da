"""An offering is drafted, launched and retired by data, and found at once. [E4]"""

from typing import Any

import pytest

from telecom.bootstrap import Telecom
from telecom.management.offerings import WrongOffering, draft_offering, launch_offering, retire_offering
from telecom.model.catalogue import Offering, OfferingStatus
from telecom.model.errors import IllegalTransition
from telecom.model.money import Money
from telecom.model.resources import StockLevel
from telecom.model.wire import from_wire, to_wire
from telecom.support.recognition import recognise

PACK: dict[str, Any] = {
    "id": "desert-pack",
    "name": "Desert Roamer 3GB",
    "category": "add-on",
    "service_kind": "mobile",
    "summary": "3 GB in the Sahara.",
    "one_off": 1500,
    "valid_days": 14,
    "allowances": {"data": 3, "voice": "unlimited"},
    "also_called": ["desert pack"],
}


def names_found(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        return [str(each["value"]) for each in recognise("the desert pack please", None, work=work)]


def test_an_offering_is_found_from_its_launch_to_its_end(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        draft_offering(PACK, work=work)
    assert names_found(telecom) == []
    with telecom.open_work() as work:
        assert launch_offering("desert-pack", work=work).status is OfferingStatus.LAUNCHED
    assert names_found(telecom) == ["Desert Roamer 3GB"]
    with telecom.open_work() as work:
        retire_offering("desert-pack", work=work)
    assert names_found(telecom) == []


def test_a_draft_says_itself_in_other_languages_and_in_english_where_none_is_given(telecom: Telecom) -> None:
    in_german = {"de": {"summary": "3 GB in der Sahara.", "words": {"sand": "Sand"}}}
    with telecom.open_work() as work:
        draft_offering({**PACK, "said_in": in_german}, work=work)
    with telecom.open_work() as work:
        offering = work.of(Offering).get("desert-pack")
        described, sand = (from_wire(to_wire(each)) for each in (offering.description, offering.word("sand")))
    assert [described.for_reader(each) for each in ("de", "en", "fr")] == [
        "3 GB in der Sahara.", "3 GB in the Sahara.", "3 GB in the Sahara.",
    ]  # fmt: skip
    assert sand.for_reader("de") == "Sand"


def test_a_draft_reads_prices_volumes_and_stock(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        draft_offering({**PACK, "stock": 7}, work=work)
        draft_offering({**PACK, "one_off": 1200, "stock": 9}, work=work)
    with telecom.open_work() as work:
        offering = work.of(Offering).get("desert-pack")
        assert offering.one_off == Money(1200, "GBP")
        assert offering.allowances == {"data": 3 * 10**9} and offering.terms["unlimited"] == ["voice"]
        assert work.of(StockLevel).get("desert-pack").free == 9


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"colour": "red"},
        {"service_kind": "telegraph"},
        {"allowances": {"dreams": 1}},
        {"one_off": -5},
        {"said_in": {"de": "Drei GB."}},
    ],
)
def test_a_wrong_file_is_refused_with_why(telecom: Telecom, wrong: dict[str, Any]) -> None:
    with telecom.open_work() as work, pytest.raises(WrongOffering) as refusal:
        draft_offering({**PACK, **wrong}, work=work)
    assert refusal.value.values["reason"]


def test_what_is_on_sale_is_not_drafted_anew_and_what_is_retired_not_launched(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        draft_offering(PACK, work=work)
        launch_offering("desert-pack", work=work)
        with pytest.raises(WrongOffering):
            draft_offering(PACK, work=work)
        retire_offering("desert-pack", work=work)
        with pytest.raises(IllegalTransition):
            launch_offering("desert-pack", work=work)
