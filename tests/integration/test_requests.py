"""All requests of somebody in one list, and advice from their own use. [X5, C8]"""

from datetime import UTC, datetime
from typing import Any

import pytest

from telecom.bootstrap import Telecom
from telecom.management.feedback import give_feedback, rate
from telecom.management.order_items import Wanted
from telecom.management.recommendation import recommend
from telecom.management.requests import list_requests
from telecom.management.tastes import suggest
from telecom.model.access import Actor
from telecom.model.errors import ProofRequired
from telecom.model.inventory import Product, Service
from telecom.model.money import Money
from telecom.model.parties import BillingMode
from telecom.model.trouble import TroubleTicket
from telecom.model.usage import UsageRecord, UsageState
from telecom.model.volumes import UsageKind
from tests.asking import Asking
from tests.households import a_stranger, an_offering, runs_on
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop, ordered, the_order


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        a_shop(work)
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))


def test_orders_and_tickets_stand_in_one_list(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        line = work.of(Service).find(user_id=jonas.person_id)
        assert line is not None
        work.of(TroubleTicket).add(
            TroubleTicket(
                number="TT-7", customer_id=line.customer_id, service_id=line.id, reporter_id=jonas.person_id,
                words="dead", opened_at=work.now, changed_at=work.now,
            )
        )  # fmt: skip
    ordered(telecom, jonas, Wanted("USB-C Charger"))
    reply = Asking(telecom).run(jonas, "action_list_requests", intent="list_requests")
    with telecom.open_work() as work:
        number = the_order(work).number
        assert list_requests(a_stranger(work), work=work) == []
        with pytest.raises(ProofRequired):
            list_requests(None, work=work)
    assert f"Order {number}, USB-C Charger: being carried out" in reply.text
    assert "Ticket TT-7, Jonas's mobile: our people are on it" in reply.text
    assert {"intent": "order_status", "entities": {"order_id": number}} in reply.choices


def test_with_nothing_under_way_the_list_says_so(telecom: Telecom, jonas: Actor) -> None:
    assert Asking(telecom).run(jonas, "action_list_requests").response == "utter_request_none"


def use(telecom: Telecom, actor: Actor, plan: str, *gigabytes: float, charge: int = 0) -> None:
    """A line on a plan that used so much in June, July and August."""
    with telecom.open_work() as work:
        line = work.of(Service).find(user_id=actor.person_id)
        assert line is not None
        product = runs_on(work, line, an_offering(work, plan, "mobile", monthly=None))
        assert isinstance(product, Product)
        for month, volume in zip((6, 7, 8), gigabytes, strict=False):
            work.of(UsageRecord).add(
                UsageRecord(
                    service_id=line.id, kind=UsageKind.DATA, at=datetime(2026, month, 12, tzinfo=UTC),
                    units=int(volume * 10**9), charge=Money(charge, "GBP"), state=UsageState.RATED,
                )
            )  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "gigabytes", "said"),
    [
        ("Mobile 50GB", (3, 4, 5), "Mobile 10GB would do, for £12.00 a month: £10.00 less than Mobile 50GB"),
        ("Mobile 10GB", (3, 4, 5), "Mobile 10GB is right for you"),
        ("Mobile 10GB", (8, 14, 20), "Mobile 50GB would cover all you use, for £22.00 a month (£10.00 more"),
        ("Mobile 50GB", (70, 80, 90), "none of our plans covers all you use"),
        ("Mobile 50GB", (), "I see no use in the last three months"),
    ],
)
def test_advice_rests_on_the_use_of_three_months(
    telecom: Telecom, jonas: Actor, plan: str, gigabytes: tuple[float, ...], said: str
) -> None:
    use(telecom, jonas, plan, *gigabytes)
    reply = Asking(telecom).run(jonas, "action_recommend_product", intent="recommend_product")
    assert said in reply.text


def test_a_line_of_many_channels_is_advised_no_line_of_one(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        line = work.of(Service).find(user_id=jonas.person_id)
        assert line is not None
        line.kind = "fixed"
        an_offering(work, "Home Talk", "fixed", monthly=900)
        queue = an_offering(work, "Queue Line", "fixed", monthly=3000, share={"unit": "channels", "included": 10})
        runs_on(work, line, queue)
    with telecom.open_work() as work:
        (found,) = recommend(jonas, work=work)
    assert found.best is not None and (found.best.name, found.is_right) == ("Queue Line", True)


def test_the_plan_that_suits_comes_first_in_the_catalogue(telecom: Telecom, jonas: Actor) -> None:
    use(telecom, jonas, "Mobile 10GB", 20, 20, 20)
    reply = Asking(telecom).run(
        jonas, "action_browse_catalogue", intent="browse_catalogue", entities={"category": "plan", "service": "mobile"}
    )
    assert reply.text.splitlines()[1].startswith("Mobile 50GB") and "suits how you use it" in reply.text.splitlines()[1]


def test_ratings_wishes_and_partners_order_the_catalogue_and_say_why(telecom: Telecom, jonas: Actor) -> None:
    shelf: dict[str, Any] = {"intent": "browse_catalogue", "entities": {"category": "TV pack", "service": "iptv"}}
    with telecom.open_work() as work:
        for name, pence, terms in (
            ("Cheap Shows", 100, {}),
            (
                "Filmwave Films",
                900,
                {"channels": ["films"], "partner": "filmwave", "provider": "Filmwave", "months": 1},
            ),
            ("Sports Pack", 1500, {"channels": ["football"]}),
        ):
            made = an_offering(work, name, "iptv", monthly=pence, **terms)
            made.category = "TV pack"
    chat = Asking(telecom)
    before = chat.run(jonas, "action_browse_catalogue", **shelf).text.splitlines()
    assert before[1].startswith("Cheap Shows")
    with telecom.open_work() as work:
        give_feedback(jonas, "i wish you had more football", about="us", key="f1", work=work)
        rate(jonas, 1, about="cheap-shows", key="f2", work=work)
        rate(jonas, 5, about="filmwave-films", key="f3", work=work)
    after = chat.run(jonas, "action_browse_catalogue", turn="turn 2", **shelf).text.splitlines()[1:]
    order = [line.split(",")[0] for line in after]
    assert order.index("Sports Pack") < order.index("Filmwave Films") < order.index("Cheap Shows")
    advice = chat.run(jonas, "action_recommend_product", intent="recommend_product", turn="turn 3")
    assert "You may also like:" in advice.text and 'you told us: "i wish you had more football"' in advice.text
    why = chat.run(jonas, "action_recommend_product", text="why do you suggest that", turn="turn 4",
                   entities={"product": "Filmwave Films"})  # fmt: skip
    assert why.response == "utter_why_suggested" and "you gave Filmwave Films 5 of 5 stars" in why.text
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        assert suggest(stranger, work=work) == []


def test_a_stranger_gets_no_advice_about_others(telecom: Telecom, jonas: Actor) -> None:
    use(telecom, jonas, "Mobile 50GB", 3)
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        assert all(each.service.user_id == stranger.person_id for each in recommend(stranger, work=work))
