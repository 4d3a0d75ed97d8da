"""Names are read from the live catalogue: a new offering is found at once, a withdrawn one no more."""

from datetime import date

from telecom.bootstrap import Telecom
from telecom.model.catalogue import Offering, OfferingStatus
from telecom.model.contracts import AgreementStatus, PartyRole
from telecom.model.parties import Role
from telecom.model.partners import Partner
from telecom.model.places import Place
from telecom.support.recognition import recognise
from tests.granting import somebody
from tests.households import a_home, a_stranger
from tests.people import a_prepaid_subscriber, logged_in


def _found(telecom: Telecom, text: str) -> list[tuple[str, str]]:
    with telecom.open_work() as work:
        return [(each["entity"], each["value"]) for each in recognise(text, None, work=work)]


def test_a_new_offering_is_found_without_training_and_a_retired_one_is_not(telecom: Telecom) -> None:
    assert _found(telecom, "Fibre 700 in Northgate") == []
    with telecom.open_work() as work:
        work.of(Place).add(Place(id="northgate", name="Northgate"))
        work.of(Offering).add(
            Offering(id="fibre-700", name="Fibre 700", category="plan", service_kind="broadband", summary="Fast.")
        )
    assert _found(telecom, "Fibre 700 in Northgate") == [("product", "Fibre 700"), ("place", "Northgate")]
    with telecom.open_work() as work:
        work.of(Offering).get("fibre-700").status = OfferingStatus.RETIRED
    assert _found(telecom, "Fibre 700 in Northgate") == [("place", "Northgate")]


def test_ones_own_services_are_found_by_name_and_only_ones_own(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=0))
        a_prepaid_subscriber(work, credit=0, name="Eve")
        [found] = recognise("pause mayas mobile", maya, work=work)
        assert (found["entity"], found["text"], found["value"]) == ("service", "mayas mobile", "Maya's mobile")
        assert recognise("pause eves mobile", maya, work=work) == []
        assert recognise("pause mayas mobile", None, work=work) == []


def test_the_first_word_of_a_name_stands_for_a_service_where_it_is_the_only_one(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)

        def named(text: str) -> list[str]:
            return [each["value"] for each in recognise(text, home.manager, work=work) if each["entity"] == "service"]

        assert named("watch the living closely") == ["Living room TV"]
        assert named("i am at the living room of my aunt") == []
        assert named("the living internet is slow") == []


def test_ones_own_people_are_found_by_name_and_only_ones_own(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
        child = somebody(work, home, "Tomasz", Role.USER, ending=862)
        [found] = recognise("let tomasz see his usage", home.manager, work=work)
        assert (found["entity"], found["value"]) == ("person", "Tomasz")
        [found] = recognise("whats tomasz home's line", home.manager, work=work)
        assert found["value"] == "Tomasz Home"
        stranger = a_stranger(work)
        assert recognise("let tomasz see my usage", stranger, work=work) == []
        assert recognise("let priya see my usage", child, work=work) == []


def test_partners_are_found_by_name_also_where_a_product_is_called_the_same(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        for name in ("Northlink", "Farwave"):
            partner = Partner(id=name.lower(), name=name, role=PartyRole.PROVIDER, begins_on=date(2026, 1, 1))
            work.of(Partner).add(partner)
        work.of(Offering).add(
            Offering(
                id="northlink-fibre",
                name="Northlink Fibre",
                category="plan",
                service_kind="broadband",
                summary="Fast.",
                also_called=["northlink"],
            )
        )
    assert _found(telecom, "from farwave") == [("provider", "Farwave")]
    assert _found(telecom, "with northlink") == [("product", "Northlink Fibre"), ("provider", "Northlink")]
    assert _found(telecom, "my northlink fibre") == [("product", "Northlink Fibre"), ("provider", "Northlink")]
    with telecom.open_work() as work:
        work.of(Partner).get("farwave").become(AgreementStatus.TERMINATED)
    # A partner alone, without a change of what is on sale, is known or forgotten at once.
    assert _found(telecom, "from farwave") == []
    with telecom.open_work() as work:
        work.of(Offering).get("northlink-fibre").status = OfferingStatus.RETIRED
    assert _found(telecom, "from farwave or northlink") == [("provider", "Northlink")]
