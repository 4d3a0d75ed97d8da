"""What is next to what one has, and what is in the packs that are sold. [F1, F2]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.model.catalogue import Offering
from telecom.ports import Work
from tests.asking import Asking
from tests.households import Household, a_home, an_offering, runs_on


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        household = a_home(work)
        for monthly, name in ((2800, "Fibre 100"), (4800, "Fibre 900"), (6000, "Fibre 2000")):
            an_offering(work, name, "broadband", monthly=monthly)
        _pack(work, "Sports Pack", ["football", "Eurosport"])
        held = _pack(work, "Children's Pack", ["cartoons"])
        runs_on(work, household.services["iptv"], held)
        return household


def _pack(work: Work, name: str, channels: list[str]) -> Offering:
    pack = an_offering(work, name, "iptv", monthly=500)
    pack.category, pack.terms = "TV pack", {"channels": channels}
    return pack


@pytest.mark.parametrize(
    ("said", "product"), [("how much is the faster one", "Fibre 900"), ("a slower internet, cheaper", "Fibre 100")]
)
def test_a_comparative_means_the_next_to_ones_own(telecom: Telecom, home: Household, said: str, product: str) -> None:
    reply = Asking(telecom).run(home.manager, "action_ask_price", intent="ask_price", text=said)
    assert reply.text.startswith(f"{product}: ") and "your Fibre 500" in reply.text


def test_cheaper_without_a_kind_compares_all_at_home(telecom: Telecom, home: Household) -> None:
    reply = Asking(telecom).run(
        home.manager, "action_recommend_product", intent="recommend_product", text="something cheaper"
    )
    assert "Home broadband: Fibre 100 for £28.00 a month, £10.00 less than your Fibre 500" in reply.text
    assert "your Living room TV plan is the cheapest" in reply.text
    assert reply.choices[0]["entities"] == {"service": home["broadband"], "product": "Fibre 100"}


def test_what_a_pack_has_is_found_and_ones_own_named(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)

    def ask(text: str) -> str:
        return chat.run(home.manager, "action_browse_catalogue", intent="browse_catalogue", text=text).text

    assert ask("is there football") == "Football: in Sports Pack, £5.00 a month."
    assert ask("have we got cartoons") == "Cartoons: yes, in your Children's Pack."
    assert "Your Children's Pack" in ask("what channels do we get")
    assert "Sports Pack" not in ask("who won the football")
