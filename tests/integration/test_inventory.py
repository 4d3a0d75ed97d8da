"""What people have, and which of it they mean. [F9]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.inventory import Meant, access_meant, list_services, sold_on
from telecom.model.authorization import Function
from telecom.model.errors import NotAllowed, NotFound, ProofRequired
from telecom.model.testing import Sold
from tests.asking import Asking
from tests.households import Household, a_home, a_member, a_stranger


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


def test_each_service_is_listed_with_what_runs_on_it(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        reports = list_services(home.manager, work=work)
    assert [(r.service.kind, list(r.offerings)) for r in reports] == [
        ("broadband", ["Fibre 500"]),
        ("fixed", ["Landline plan"]),
        ("iptv", ["Living room TV plan"]),
    ]


def test_a_member_sees_only_what_was_granted(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        member = a_member(work, home, Function.CHECK)
        assert [r.service.id for r in list_services(member, work=work)] == [home["broadband"]]


def test_a_member_without_any_right_is_told_so(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work, pytest.raises(NotAllowed):
        list_services(a_member(work, home), work=work)


def test_nobody_sees_services_without_proof(telecom: Telecom) -> None:
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        list_services(None, work=work)


@pytest.mark.parametrize(
    ("meant", "kinds"),
    [
        (Meant("broadband"), ["broadband"]),
        (Meant("living room tv"), ["iptv"]),
        (Meant("living room"), ["iptv"]),
        (Meant("mobile"), ["fixed"]),
        (Meant(number="+442079460123"), ["fixed"]),
        (Meant(), ["broadband", "fixed", "iptv"]),
    ],
)
def test_a_service_is_meant_by_kind_name_or_number(
    telecom: Telecom, home: Household, meant: Meant, kinds: list[str]
) -> None:
    with telecom.open_work() as work:
        assert [s.kind for s in access_meant(home.manager, Function.CHECK, meant, work=work)] == kinds


def test_anothers_service_does_not_exist(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        for meant in (Meant(home["broadband"]), Meant(number="+442079460123"), Meant("Living room TV")):
            with pytest.raises(NotFound):
                access_meant(stranger, Function.CHECK, meant, work=work)


def test_seeing_is_not_changing(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        member = a_member(work, home, Function.CHECK)
        with pytest.raises(NotAllowed):
            access_meant(member, Function.CONFIGURE, Meant("broadband"), work=work)


def test_the_speed_sold_comes_from_the_offering(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        assert sold_on(home.services["broadband"], work=work) == Sold(500_000_000, 90_000_000)
        assert sold_on(home.services["fixed"], work=work) == Sold()


def test_my_services_in_words(telecom: Telecom, home: Household) -> None:
    reply = Asking(telecom).run(home.manager, "action_list_services", intent="list_services")
    assert "Home broadband: Fibre 500, working" in reply.text
    assert "Landline (+44 20 7946 0123): Landline plan, working" in reply.text


def test_what_all_of_it_costs_is_told_with_the_sum(telecom: Telecom, home: Household) -> None:
    reply = Asking(telecom).run(home.manager, "action_list_services", text="what do all our lines cost together")
    *each, together = reply.text.splitlines()[1:]
    pounds = [float(line.partition("£")[2].split(" ")[0]) for line in each]
    assert len(each) > 1 and together == f"All together: £{sum(pounds):.2f} a month"
