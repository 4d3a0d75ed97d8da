"""Products of several providers as one: each is asked, one price, all or nothing, whatever dies in between. [F7, F8]"""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest

from telecom.bootstrap import Telecom
from telecom.management.bundles import bundle_options, check_wish, offer_bundle, wish_for
from telecom.management.changing import propose_change
from telecom.management.fulfilment import carry_out_order
from telecom.management.order_items import Place as Where
from telecom.management.order_life import call_off_order
from telecom.management.termination import propose_termination
from telecom.model.access import Actor
from telecom.model.authorization import BeyondGrant, Function
from telecom.model.catalogue import Offering
from telecom.model.contracts import AgreementParty, AgreementStatus, PartyRole
from telecom.model.errors import NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Product, Service, ServiceState
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.ordering import CannotOrder, OrderItem, OrderState, ProductOrder
from telecom.model.parties import BillingMode, Role
from telecom.model.partners import NotFromPartner, Partner, PartnerOrderState
from telecom.model.utterances import Utterance
from telecom.ports import NetworkDown, OpenWork, PartnerDown, Work
from telecom.support import proposals
from telecom.support.authorization import access_accounts, access_services
from telecom.support.jobs import RetryLater, run_job
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.granting import somebody, withdraw
from tests.households import Household
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import Wanted, a_shop, holdings, proposed, states, the_order, work_on

HOME = Where("Northgate", "4 Rope Walk, Northgate")
OURS_AND_THEIRS = ("Fibre 100", "Filmwave Films")
THEIRS = ("Northlink Fibre", "Filmwave Films")


def a_shop_with_partners(work: Work, outside: FakeOutside, *, ports: int = 3) -> None:
    """The shop, a broadband provider and a content provider, and a ready-made product of ours with the latter."""
    a_shop(work, ports=ports)
    since = date(2026, 1, 1)
    for partner in (
        Partner(id="northlink", name="Northlink", role=PartyRole.PROVIDER, agent=True, begins_on=since),
        Partner(id="filmwave", name="Filmwave", role=PartyRole.CONTENT_PROVIDER, agent=True, begins_on=since),
        Partner(id="citynet", name="Citynet", role=PartyRole.NETWORK_OPERATOR, begins_on=since),
    ):
        work.of(Partner).add(partner)
    for name, kind, pence, terms in (
        ("Northlink Fibre", "broadband", 3100, {"months": 12, "partner": "northlink"}),
        ("City Fibre", "broadband", 4500, {"months": 18, "partner": "citynet"}),
        ("Filmwave Films", "iptv", 900, {"months": 1, "partner": "filmwave"}),
        ("Family Home", "broadband", 3700, {"months": 12, "components": ["fibre-100", "filmwave-films"]}),
    ):
        code, price = name.lower().replace(" ", "-"), Money(pence, "GBP")
        category = "bundle" if "components" in terms else "plan"
        work.of(Offering).add(
            Offering(id=code, name=name, category=category, service_kind=kind, summary=name, monthly=price, terms=terms)
        )
        outside.partners.prices[code] = price


@pytest.fixture
def jonas(telecom: Telecom, outside: FakeOutside) -> Actor:
    with telecom.open_work() as work:
        a_shop_with_partners(work, outside)
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))


def offered(telecom: Telecom, actor: Actor, *names: str, turn: str = "turn 1") -> Utterance:
    with telecom.open_work() as work:
        wish = wish_for(names, HOME, work=work)
    [shown] = offer_bundle(actor, wish, turn_id=turn, open_work=telecom.open_work, outside=telecom.outside)
    return shown


def bundled(telecom: Telecom, actor: Actor, *names: str) -> Sequence[Utterance]:
    return confirm(telecom, actor, yes_to(offered(telecom, actor, *names)))


def parties_of(telecom: Telecom) -> set[tuple[PartyRole, str]]:
    with telecom.open_work() as work:
        return {(p.role, p.name) for p in work.of(AgreementParty).list() if p.role is not PartyRole.CUSTOMER}


def test_each_provider_is_asked_and_the_proposal_says_with_whom_each_contract_is(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    shown = offered(telecom, jonas, *THEIRS)
    assert shown.values["total"].values["monthly"] == Money(4000, "GBP")
    contracts = [item.values["contract"] for item in shown.values["items"]]
    assert [each.response for each in contracts] == ["utter_bundle_contract_agent"] * 2
    assert sorted(outside.partners.asked) == ["filmwave", "northlink"]


def test_on_yes_one_order_has_an_item_for_each_provider_and_each_is_provisioned(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    done = bundled(telecom, jonas, *OURS_AND_THEIRS)
    assert done[-1].response == "utter_order_completed"
    with telecom.open_work() as work:
        items = work.of(OrderItem).list(order_id=the_order(work).id, order="position")
        assert [(i.offering_id, i.provider) for i in items] == [("fibre-100", None), ("filmwave-films", "filmwave")]
        films = work.of(Service).get(str(items[1].service_id))
        assert (films.kind, films.state, films.place) == ("iptv", ServiceState.ACTIVE, "Northgate")
    assert outside.partners.orders[films.id].state is PartnerOrderState.DONE
    assert {
        (PartyRole.PROVIDER, "Filmwave"),
        (PartyRole.CONTENT_PROVIDER, "Filmwave"),
        (PartyRole.AGENT_FOR, "Filmwave"),
        (PartyRole.PROVIDER, "self"),
    } <= parties_of(telecom)


def test_a_right_on_a_partners_content_is_good_for_that_and_nothing_else(telecom: Telecom, jonas: Actor) -> None:
    bundled(telecom, jonas, "Northlink Fibre")
    with telecom.open_work() as work:
        line = work.of(Service).list(kind="broadband")[0]
        ana = somebody(work, Household(jonas, {"broadband": line}), "Ana", Role.USER, ending=871)
    said = {"person": ana.person_id, "function": "order", "amount": {"minor": 1000, "currency": "GBP"}}
    shown = Asking(telecom).run(jonas, "action_authorize_user", intent="authorize_user", entities=said, turn="turn g",
                                text="let Ana order films from Filmwave up to 10 pounds a month")  # fmt: skip
    assert "allow Ana Home this on what Filmwave provides" in shown.text, shown.text
    confirm(telecom, jonas, yes_to(shown.said[0]))
    for beyond in (THEIRS, OURS_AND_THEIRS):
        with pytest.raises(NotAllowed):
            offered(telecom, ana, *beyond, turn="turn b")
    confirm(telecom, ana, yes_to(offered(telecom, ana, "Filmwave Films", turn="turn o")))
    with telecom.open_work() as work:
        films = work.of(Service).list(kind="iptv")[0]
        for function in (Function.ORDER, Function.CHECK):
            assert [s.id for s in access_services(ana, function, work=work)] == [films.id]
        assert access_accounts(ana, Function.ORDER, work=work) == []
        assert propose_termination(ana, [films.id], turn_id="turn 2", work=work)
        with pytest.raises(NotFound):
            propose_termination(ana, [line.id], turn_id="turn 3", work=work)
    with pytest.raises(BeyondGrant):
        offered(telecom, ana, "Filmwave Films", turn="turn 4")
    withdraw(telecom, jonas, ana, turn="turn 5")
    with telecom.open_work() as work:
        assert access_services(ana, Function.CHECK, work=work) == []


def test_a_network_operator_of_our_own_product_is_named_and_the_contract_is_ours(
    telecom: Telecom, jonas: Actor
) -> None:
    shown = offered(telecom, jonas, "City Fibre", "Filmwave Films")
    assert shown.values["items"][0].values["contract"].response == "utter_bundle_contract_network"
    confirm(telecom, jonas, yes_to(shown))
    assert {(PartyRole.PROVIDER, "self"), (PartyRole.NETWORK_OPERATOR, "Citynet")} <= parties_of(telecom)


def test_a_ready_made_product_is_ordered_by_its_name_and_stands_in_one_line(telecom: Telecom, jonas: Actor) -> None:
    shown = offered(telecom, jonas, "Family Home")
    assert shown.response == "utter_bundle_propose_ready"
    assert shown.values["total"].values["monthly"] == Money(3700, "GBP")
    done = confirm(telecom, jonas, yes_to(shown))
    assert done[-1].values["what"] == ["Family Home"]


def test_a_ready_made_product_is_never_ordered_without_its_parts(telecom: Telecom, jonas: Actor) -> None:
    with pytest.raises(CannotOrder):
        proposed(telecom, jonas, Wanted("Family Home"))


def test_without_an_agreement_in_force_a_partner_is_not_even_asked(
    telecom: Telecom, jonas: Actor, outside: FakeOutside
) -> None:
    with telecom.open_work() as work:
        work.of(Partner).get("northlink").become(AgreementStatus.TERMINATED)
        work.of(Partner).get("citynet").begins_on = date(2026, 12, 1)
    with pytest.raises(NotFromPartner) as refusal:
        offered(telecom, jonas, *THEIRS)
    assert refusal.value.name == "utter_bundle_no_agreement"
    found = bundle_options("broadband", "Northgate", open_work=telecom.open_work, outside=outside)
    assert [each.name for each in found] == ["Fibre 100", "Fibre 900"]
    assert outside.partners.asked == []


@pytest.mark.parametrize("trouble", ["silent", "not_there", "price"])
def test_what_a_partner_cannot_deliver_is_said_before_anything_is_ordered(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, trouble: str
) -> None:
    if trouble == "price":
        outside.partners.prices["northlink-fibre"] = Money(9900, "GBP")
    else:
        getattr(outside.partners, trouble).add("northlink")
    with pytest.raises(NotFromPartner) as refusal:
        offered(telecom, jonas, *THEIRS)
    assert refusal.value.values["partner"] == "Northlink"
    found = bundle_options("broadband", "Northgate", open_work=telecom.open_work, outside=outside)
    assert "Northlink Fibre" not in [each.name for each in found]


def test_films_alone_need_broadband_and_a_stranger_needs_to_prove_who_they_are(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        with pytest.raises(CannotOrder) as refusal:
            check_wish(jonas, wish_for(["Filmwave Films"], HOME, work=work), work=work)
        assert refusal.value.name == "utter_order_needs_other"
        with pytest.raises(ProofRequired):
            check_wish(None, wish_for(THEIRS, HOME, work=work), work=work)
        with pytest.raises(CannotOrder):
            check_wish(jonas, wish_for(["Fibre 100", "Galaxy A26"], HOME, work=work), work=work)


@pytest.mark.parametrize("names", [OURS_AND_THEIRS, THEIRS])
def test_when_one_refuses_the_rest_is_undone_and_nothing_is_charged(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, names: Sequence[str]
) -> None:
    with telecom.open_work() as work:
        before = holdings(work)
    outside.partners.refuses.add("filmwave")
    bundled(telecom, jonas, *names)
    work_on(telecom, "call_off_order")
    assert states(telecom) == (OrderState.CANCELLED, [OrderState.CANCELLED] * 2)
    with telecom.open_work() as work:
        assert holdings(work) == before
        assert the_order(work).trouble == "filmwave: credit check failed"
    assert outside.network.profiles == {}
    assert {each.state for each in outside.partners.orders.values()} == {PartnerOrderState.CANCELLED}


def test_a_partner_that_takes_its_time_is_asked_until_it_is_done(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    outside.partners.not_yet.add("filmwave")
    bundled(telecom, jonas, *OURS_AND_THEIRS)
    with telecom.open_work() as work:
        # Nothing begins before all of it can.
        assert work.of(Service).count(kind="broadband") == 0
    outside.partners.not_yet.clear()
    clock.advance(hours=3)
    run_due(telecom, "orders under way")
    work_on(telecom)
    assert states(telecom)[0] is OrderState.COMPLETED


def test_a_partners_service_is_ended_at_the_partner_and_is_no_plan_of_ours_to_change(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    bundled(telecom, jonas, *THEIRS)
    with telecom.open_work() as work:
        fibre = work.of(Service).find(kind="broadband")
        assert fibre is not None
        with pytest.raises(CannotOrder) as refusal:
            propose_change(jonas, [fibre.id], "Fibre 900", turn_id="turn 2", work=work)
        assert refusal.value.name == "utter_change_other_provider"
        with pytest.raises(CannotOrder):
            propose_change(jonas, [fibre.id], "Family Home", turn_id="turn 2", work=work)
        shown = propose_termination(jonas, [fibre.id], turn_id="turn 3", work=work)
    confirm(telecom, jonas, yes_to(shown))
    clock.advance(days=31)
    run_due(telecom, "start of order")
    work_on(telecom)
    assert outside.partners.orders[fibre.id].state is PartnerOrderState.CANCELLED
    with telecom.open_work() as work:
        assert work.of(Service).get(fibre.id).state is ServiceState.TERMINATED


class Cut(Exception):
    """The process dies here."""


class Faults:
    """Lets everything pass but the n-th transaction, or the n-th call of a partner or the network, which does what it
    is asked and is not heard, once."""

    _CALLS = (("partners", ("order", "provision", "cancel")), ("network", ("provision", "withdraw")))

    def __init__(self, open_work: OpenWork, outside: FakeOutside, *, at: int) -> None:
        self._open, self._left, self.happened = open_work, at, False
        self._kept: list[tuple[Any, str]] = []
        for part, names in self._CALLS:
            system = getattr(outside, part)
            for name in names:
                down = PartnerDown if part == "partners" else NetworkDown
                setattr(system, name, self._cut(getattr(system, name), down))
                self._kept.append((system, name))

    def _is_now(self) -> bool:
        self._left -= 1
        self.happened = self.happened or self._left == 0
        return self._left == 0

    def _cut(self, call: Callable[..., Any], down: type[Exception]) -> Callable[..., Any]:
        def once(*arguments: Any, **named: Any) -> Any:
            if not self._is_now():
                return call(*arguments, **named)
            call(*arguments, **named)
            raise down("cut")

        return once

    def open_work(self) -> AbstractContextManager[Work]:
        return self._opened()

    @contextmanager
    def _opened(self) -> Iterator[Work]:
        with self._open() as work:
            yield work
            if self._is_now():
                raise Cut()

    def over(self) -> None:
        for system, name in self._kept:
            delattr(system, name)


@pytest.mark.parametrize("refused", [False, True], ids=["all agree", "the second refuses"])
def test_killed_at_any_step_it_ends_as_before_or_done(telecom: Telecom, outside: FakeOutside, refused: bool) -> None:
    with telecom.open_work() as work:
        a_shop_with_partners(work, outside, ports=30)
    if refused:
        outside.partners.refuses.add("filmwave")
    ends = []
    for at in itertools.count(1):
        with telecom.open_work() as work:
            actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))
            conversation = work.of(Conversation).get(actor.conversation_id)
        shown = offered(telecom, actor, *OURS_AND_THEIRS, turn=f"turn {at}")
        faults = Faults(telecom.open_work, outside, at=at)
        with contextlib.suppress(Cut):
            proposals.confirm(actor, yes_to(shown), conversation, open_work=faults.open_work, outside=outside)
        _work_until_over(telecom, actor, outside, faults.open_work)
        faults.over()
        ends.append(_end_of(telecom, actor, outside))
        if not faults.happened:
            break
    assert len(ends) > 8
    assert set(ends) <= {"before", "done"}
    assert ends[0] == "before" and ends[-1] == ("before" if refused else "done")
    assert ("done" in ends) is not refused


def _work_until_over(telecom: Telecom, actor: Actor, outside: FakeOutside, open_work: OpenWork) -> None:
    """What workers do about the orders of a person, again where it was cut."""
    with telecom.open_work() as work:
        orders = [order.id for order in work.of(ProductOrder).list(asked_by=actor.person_id)]
    for order_id in orders:
        for job in (carry_out_order, call_off_order) * 3:
            with contextlib.suppress(Cut, RetryLater):
                job(order_id=order_id, open_work=open_work, outside=outside)


def _end_of(telecom: Telecom, actor: Actor, outside: FakeOutside) -> str:
    with telecom.open_work() as work:
        orders = work.of(ProductOrder).list(asked_by=actor.person_id)
        items = work.of(OrderItem).list(order_id=[order.id for order in orders]) if orders else []
        keys = {str(item.details["service_id"]) for item in items}
        services = work.of(Service).list(id=keys, state=ServiceState.ACTIVE) if keys else []
        products = work.of(Product).count(service_id=keys) if keys else 0
    there = [outside.partners.orders[key].state for key in keys & outside.partners.orders.keys()]
    lit = len(keys & outside.network.profiles.keys())
    if (len(services), products, there, lit) == (2, 2, [PartnerOrderState.DONE], 1):
        return "done"
    gone = set(there) <= {PartnerOrderState.CANCELLED}
    return "before" if (len(services), products, gone, lit) == (0, 0, True, 0) else f"between: {services} {there} {lit}"


def test_a_bundle_is_built_in_the_chat_part_by_part(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    chat = Asking(telecom)
    asked = chat.run(jonas, "validate_build_bundle_form", intent="build_bundle", text="build me a bundle")
    assert asked.slots["requested_slot"] == "place"
    placed = {"place": "Northgate"}
    asked = chat.run(jonas, "action_ask_build_bundle_form_product", slots=placed)
    assert asked.response == "utter_bundle_ask_broadband"
    assert [each["entities"]["product"] for each in asked.choices] == [
        "Fibre 100",
        "Northlink Fibre",
        "City Fibre",
        "Fibre 900",
    ]
    first = chat.run(
        jonas,
        "validate_build_bundle_form",
        slots={**placed, "requested_slot": "product"},
        entities={"product": "Northlink Fibre"},
    )
    assert (first.slots["value"], first.slots["requested_slot"]) == (["Northlink Fibre"], "product")
    chosen = {**placed, "value": first.slots["value"]}
    asked = chat.run(jonas, "action_ask_build_bundle_form_product", slots=chosen)
    assert "Northlink Fibre" in asked.text
    second = chat.run(
        jonas,
        "validate_build_bundle_form",
        slots={**chosen, "requested_slot": "product"},
        entities={"product": "Filmwave Films"},
    )
    assert second.slots["product"] == list(THEIRS)
    shown = chat.run(jonas, "action_build_bundle", slots={**placed, "product": second.slots["product"]})
    assert shown.response == "utter_bundle_propose"
    assert "we act as their agent" in shown.text


def test_several_named_at_once_are_proposed_at_once_also_by_ordering_them(telecom: Telecom, jonas: Actor) -> None:
    chat = Asking(telecom)
    said = "combine fibre 100 and filmwave films in one"
    filled = chat.run(jonas, "validate_build_bundle_form", intent="build_bundle", text=said, slots={"place": None})
    assert filled.slots["product"] == list(OURS_AND_THEIRS)
    ready = {"place": "Northgate", "product": ["Family Home"]}
    shown = chat.run(jonas, "action_order_product", intent="order_product", slots=ready)
    assert shown.response == "utter_bundle_propose_ready"
    assert "Filmwave" in shown.text


def test_the_undoing_is_told(telecom: Telecom, jonas: Actor, outside: FakeOutside) -> None:
    outside.partners.refuses.add("filmwave")
    bundled(telecom, jonas, *OURS_AND_THEIRS)
    with telecom.open_work() as work:
        order = the_order(work)
    run_job("call_off_order", {"order_id": order.id}, open_work=telecom.open_work, outside=outside)
    status = Asking(telecom).run(jonas, "action_order_status", entities={"order_id": order.number})
    assert "called off" in status.text or "cancelled" in status.text
