"""Talks about money and the shop: what "it" is below an answer, and what all costs a month. [F1, F2, F13, B14, C8]"""

from datetime import date
from typing import Any

import pytest

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation
from telecom.model.parties import BillingMode
from telecom.model.utterances import Utterance
from telecom.model.volumes import MEGABYTE
from telecom.support import messaging
from tests.asking import Asking, Reply
from tests.billing import a_line, a_plan, at, bill_due, go_to, set_prices, use
from tests.fakes import TestClock
from tests.households import Household, a_home, an_offering, runs_on
from tests.money import a_payer
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        household = a_home(work)
        sports = an_offering(work, "Sports Pack", "iptv", monthly=1500)
        sports.category, sports.terms = "TV pack", {"channels": ["football"]}
        runs_on(work, household.services["iptv"], sports)
        return household


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        a_shop(work)
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))


def ask(telecom: Telecom, actor: Actor, wish: str, text: str, **more: Any) -> Reply:
    return Asking(telecom).run(actor, f"action_{wish}", intent=wish, text=text, **more)


def told(telecom: Telecom, actor: Actor, *said: Utterance) -> None:
    """Have these be the last answer in the actor's chat."""
    with telecom.open_work() as work:
        messaging.answer(work, work.of(Conversation).get(actor.conversation_id), said, turn_id="turn 0")


def test_the_tv_thing_of_a_mobile_is_its_one_tv_pack(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        line = a_line(work, plan=a_plan(work, "basic", monthly=700), since=date(2026, 9, 1))
        anywhere = an_offering(work, "TV Anywhere", "mobile", monthly=800)
        anywhere.category = "TV pack"
        runs_on(work, line.service, anywhere)
        actor, line_id = logged_in(work, line.person), line.service.id
    form, tv = "validate_terminate_service_form", {"service": "iptv"}
    asked = Asking(telecom).run(actor, form, intent="terminate_service", text="stop the tv thing", entities=tv)
    assert (asked.slots["product"], asked.slots["service"]) == ("TV Anywhere", line_id)


def test_what_all_costs_a_month_is_its_prices(telecom: Telecom, home: Household) -> None:
    reply = ask(telecom, home.manager, "check_spending", "so what is the lot costing us every month")
    assert "All together: £73.00 a month" in reply.text
    assert ask(telecom, home.manager, "check_spending", "what did we spend").response == "utter_spending_so_far"


@pytest.mark.parametrize(
    ("said", "left"),
    [("what would it be a month without football", "£58.00"), ("how much a month if we drop the landline", "£63.00")],
)
def test_what_is_left_to_pay_without_something(telecom: Telecom, home: Household, said: str, left: str) -> None:
    assert left in ask(telecom, home.manager, "list_services", said).text
    if "without" in said:
        assert left in ask(telecom, home.manager, "ask_price", said).text


@pytest.mark.parametrize("said", ["bin the sports one please", "take it off then"])
def test_a_pack_ends_that_is_named_by_its_own_word_or_was_told_of(telecom: Telecom, home: Household, said: str) -> None:
    line = Utterance("utter_dispute_kind_recurring", {"description": "Sports Pack"})
    told(telecom, home.manager, Utterance("utter_dispute_propose", {"what": line, "amount": "", "number": ""}))
    form = Asking(telecom).run(
        home.manager, "validate_terminate_service_form", intent="terminate_service", text=said, turn="turn 1"
    )
    assert form.slots["product"] == "Sports Pack"


def test_moving_is_said_to_cost_nothing(telecom: Telecom, home: Household) -> None:
    reply = ask(telecom, home.manager, "ask_price", "what do you take for it", before=["move_service"])
    assert reply.response == "utter_costs_nothing"


@pytest.mark.parametrize(
    ("said", "response"),
    [
        ("let it go out alone so that i never have to remember it", "utter_autopay_propose"),
        ("do it without bothering me", "utter_autopay_propose"),
    ],
)
def test_having_no_trouble_is_why_it_is_wished(telecom: Telecom, said: str, response: str) -> None:
    assert ask(telecom, a_payer(telecom), "set_autopay", said).response.startswith(response)


def test_who_never_pays_is_told_what_comes(telecom: Telecom) -> None:
    payer = a_payer(telecom)
    assert ask(telecom, payer, "arrange_payment", "and if i just never pay").response == "utter_arrears_if_late"
    late = ask(
        telecom, payer, "arrange_payment", "half now, the rest when the wages come", entities={"date": "2027-03-01"}
    )
    assert [each.response for each in late.said] == ["utter_arrears_promise_limits", "utter_arrears_possible"]


def test_what_waits_for_a_yes_has_not_gone_through(telecom: Telecom) -> None:
    payer = a_payer(telecom)
    offered = ask(telecom, payer, "pay_bill", "pay it", turn="turn 0")
    told(telecom, payer, *offered.said)
    for wish in ("order_status", "show_payments"):
        assert ask(telecom, payer, wish, "has that gone through").response == "utter_help_offered"


def test_what_was_shown_is_asked_about_and_taken_as_often_as_wished(telecom: Telecom, jonas: Actor) -> None:
    shown = ask(telecom, jonas, "ask_price", "the A26", turn="turn 0", entities={"product": "Galaxy A26"})
    told(telecom, jonas, *shown.said)
    assert "mint" in ask(telecom, jonas, "browse_catalogue", "do you have any in mint").text
    form = Asking(telecom).run(
        jonas, "validate_order_product_form", intent="order_product", text="three of those please", turn="turn 2"
    )
    assert form.slots["product"] == ["Galaxy A26"] * 3


def test_several_lines_are_wished_before_their_plan_is_chosen(telecom: Telecom, jonas: Actor) -> None:
    asked = ask(telecom, jonas, "order_product", "we need two more sims")
    form = Asking(telecom).run(
        jonas, "action_ask_order_product_form_product", intent="order_product", text="we need two more sims"
    )
    assert asked.response == "utter_order_ask_product"
    assert ["Mobile 10GB", "Mobile 10GB"] in [each["entities"]["product"] for each in form.choices]


def test_how_long_each_of_several_plans_binds(telecom: Telecom, jonas: Actor) -> None:
    listed = ask(telecom, jonas, "browse_catalogue", "mobile plans", turn="turn 0", entities={"category": "plan"})
    told(telecom, jonas, *listed.said)
    reply = ask(telecom, jonas, "check_contract", "how long would we be locked in with each?")
    assert reply.response == "utter_catalogue_terms" and "Minimum term 12 months" in reply.text


def test_why_a_plan_was_advised_is_the_use(telecom: Telecom, jonas: Actor) -> None:
    advice: dict[str, Any] = {"best": "Mobile 10GB", "used": [], "months": 3, "service": "", "price": "", "saves": ""}
    told(telecom, jonas, Utterance("utter_recommend_cheaper", {**advice, "current": "Mobile 50GB"}))
    for wish in ("recommend_product", "help"):
        assert ask(telecom, jonas, wish, "why that?").response == "utter_why_covers"


def test_how_near_a_limit_is_sets_no_alarm(telecom: Telecom, jonas: Actor) -> None:
    reply = ask(telecom, jonas, "set_alerts", "could you tell me whether i'm close to the end of it")
    assert reply.response.startswith("utter_usage")


def test_one_is_put_on_the_plan_that_was_advised(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        service = work.of(Service).list()[0]
        runs_on(work, service, work.of(Offering).get("mobile-10gb"))
    advice: dict[str, Any] = {"best": "Mobile 50GB", "used": [], "months": 3, "service": "", "price": "", "saves": ""}
    told(telecom, jonas, Utterance("utter_recommend_cheaper", {**advice, "current": "Mobile 10GB"}))
    form = Asking(telecom).run(
        jonas, "validate_change_plan_form", intent="change_plan", text="put me on it from october", turn="turn 1"
    )
    assert form.slots["product"] == "Mobile 50GB"


def test_goods_are_narrowed_to_the_make_that_is_named(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        price = work.of(Offering).get("galaxy-a26").one_off
        for name, maker in (("Pear 5", "Pearworks"), ("Pixel", "Google")):
            phone = Offering(
                id=name, name=name, category="handset", service_kind=None, summary="", one_off=price, terms={}
            )
            phone.terms = {"provider": maker}
            work.of(Offering).add(phone)
    said = ask(telecom, jonas, "browse_catalogue", "any samsung phones", entities={"category": "handset"}).text
    assert "Galaxy A26" in said and "Pear" not in said


def test_two_that_were_shown_are_set_side_by_side(telecom: Telecom, jonas: Actor) -> None:
    listed = ask(telecom, jonas, "browse_catalogue", "mobile plans", turn="turn 0", entities={"category": "plan"})
    told(telecom, jonas, *listed.said)
    reply = ask(telecom, jonas, "ask_price", "whats the difference between the last two?")
    assert "Side by side" in reply.text


def test_in_two_goes_names_no_day(telecom: Telecom) -> None:
    payer = a_payer(telecom)
    period = {"start": "2026-09-01", "end": "2026-09-30"}
    reply = ask(telecom, payer, "arrange_payment", "can we do it in two goes this month", entities={"period": period})
    assert reply.response == "utter_arrears_propose_parts"
    bits = ask(telecom, payer, "arrange_payment", "could we do three bits", turn="turn 2")
    assert len(bits.said[0].values["parts"]) == 3


def test_the_notice_of_what_a_product_runs_on(telecom: Telecom, home: Household) -> None:
    asked = {"product": "Fibre 500"}
    reply = ask(telecom, home.manager, "list_services", "what is the notice on the fibre 500", entities=asked)
    assert reply.response.startswith("utter_contract_one")


def test_a_gigabyte_on_top_is_an_extra_of_that_size_at_home(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        price = work.of(Offering).get("galaxy-a26").one_off
        for name, units, terms in (("Data Boost 5GB", 5, {}), ("Data Boost 1GB", 1, {})):
            boost = Offering(
                id=name, name=name, category="add-on", service_kind="mobile", summary="", one_off=price, terms=terms
            )
            boost.allowances = {"data": units * 10**9}
            work.of(Offering).add(boost)
    for said, product in (("how much is a gig more", "Data Boost 1GB"), ("price of 5gb extra here", "Data Boost 5GB")):
        assert ask(telecom, jonas, "ask_price", said).text.startswith(product)


def test_a_mobile_for_a_child_is_the_one_made_for_children(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        plan = an_offering(work, "Kids Mobile", "mobile", monthly=600, audience="children")
        plan.category = "plan"
    reply = ask(telecom, jonas, "recommend_product", "which sim is right for a girl of nine")
    assert reply.text.startswith("Kids Mobile")


def test_a_line_of_the_bill_is_told_by_its_sum_or_whose_it_is(telecom: Telecom, clock: TestClock) -> None:
    go_to(clock, date(2026, 9, 15))
    with telecom.open_work() as work:
        set_prices(work)
        line = a_line(work, plan=a_plan(work, "basic", monthly=700), since=date(2026, 9, 1))
        line.service.name = "Leo's mobile"
        use(work, line.service, 30 * MEGABYTE, at(date(2026, 9, 14)))
        payer = logged_in(work, line.person)
    go_to(clock, date(2026, 10, 5))
    bill_due(telecom)
    with telecom.open_work() as work:
        payer = logged_in(work, line.person)
    shown = ask(telecom, payer, "show_bill", "my bill", turn="turn 0")
    told(telecom, payer, *shown.said)
    for said in ("and the 0.30?", "and Leo?"):
        assert "Data on Leo's mobile: £0.30" in ask(telecom, payer, "explain_bill", said).text.splitlines()[0]
    assert ask(telecom, payer, "explain_bill", "and the 77.77?").response != "utter_bill_line_told"


def test_ten_more_of_something_are_ten(telecom: Telecom, jonas: Actor) -> None:
    reply = ask(telecom, jonas, "ask_price", "what are 10 more of the Galaxy A26", entities={"product": "Galaxy A26"})
    assert reply.response == "utter_catalogue_several" and "10" in reply.text
