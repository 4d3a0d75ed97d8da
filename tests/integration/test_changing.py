"""Another plan, and the end of services and add-ons: what it costs, and that it happens on its day. [F11, F13, F17]"""

from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.changing import propose_change
from telecom.management.contracts import check_contract
from telecom.management.inventory import Meant
from telecom.management.order_items import Wanted
from telecom.management.termination import propose_termination
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.charges import AccountCharge
from telecom.model.contracts import Agreement, AgreementStatus
from telecom.model.errors import NotFound
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.money import Money
from telecom.model.ordering import CannotOrder, OrderState
from telecom.model.parties import BillingMode, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.resources import Resource, ResourceKind, ResourceStatus
from telecom.model.utterances import Utterance
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import FakeOutside, TestClock
from tests.households import a_stranger
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import a_shop, killed_at_each_step, ordered, states, work_on


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """A postpaid subscriber who has just got Fibre 100 with twelve months."""
    with telecom.open_work() as work:
        a_shop(work)
        actor = logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas"))
    ordered(telecom, actor, Wanted("Fibre 100"))
    return actor


def fibre_of(telecom: Telecom) -> Service:
    with telecom.open_work() as work:
        found = work.of(Service).find(kind="broadband")
        assert found is not None
        return found


def change(telecom: Telecom, actor: Actor, product: str, *, turn: str = "turn 2", **more: date) -> Utterance:
    with telecom.open_work() as work:
        return propose_change(actor, [fibre_of(telecom).id], product, turn_id=turn, work=work, **more)


def end(telecom: Telecom, actor: Actor, *, turn: str = "turn 3", **more: object) -> Utterance:
    with telecom.open_work() as work:
        return propose_termination(actor, [fibre_of(telecom).id], turn_id=turn, work=work, **more)  # type: ignore[arg-type]


def plans(telecom: Telecom) -> list[tuple[str, str, date | None]]:
    with telecom.open_work() as work:
        found = work.of(Product).list(service_id=fibre_of(telecom).id, order="started_on,offering_id")
        return [(p.offering_id, p.status.value, p.ended_on) for p in found]


def test_a_dearer_plan_comes_at_once_and_the_network_gives_its_speed(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, clock: TestClock
) -> None:
    clock.advance(days=10)
    with telecom.open_work() as work:
        jonas = logged_in(work, work.of(Individual).get(jonas.person_id))
    shown = change(telecom, jonas, "Fibre 900")
    assert shown.values["day"] == date(2026, 9, 25)
    assert (shown.values["before"], shown.values["after"]) == (Money(2800, "GBP"), Money(4800, "GBP"))
    assert confirm(telecom, jonas, yes_to(shown))[0].response == "utter_change_done"
    assert plans(telecom) == [
        ("fibre-100", "terminated", date(2026, 9, 24)),
        ("fibre-900", "active", None),
    ]
    assert outside.network.profiles[fibre_of(telecom).id][1] == 900_000_000


def test_a_cheaper_plan_comes_with_the_next_period_and_may_cost_a_fee(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        work.of(Offering).get("fibre-900").monthly = Money(1800, "GBP")
    shown = change(telecom, jonas, "Fibre 900")
    assert shown.values["day"] == date(2026, 10, 1)
    # Ten pounds less for the twelve months from 1 October, the begun ones whole, and half of that.
    assert shown.values["fee"][0].values["fee"] == Money(6000, "GBP")
    assert confirm(telecom, jonas, yes_to(shown))[0].response == "utter_change_scheduled"
    assert [plan[1] for plan in plans(telecom)] == ["active"]
    clock.advance(days=16)
    run_due(telecom, "start of order")
    work_on(telecom)
    assert [plan[:2] for plan in plans(telecom)] == [("fibre-100", "terminated"), ("fibre-900", "active")]
    with telecom.open_work() as work:
        assert [c.amount for c in work.of(AccountCharge).list()] == [Money(6000, "GBP")]


def test_a_plan_change_that_has_not_begun_is_taken_back_for_ten_minutes_and_costs_nothing(
    telecom: Telecom, jonas: Actor, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        work.of(Offering).get("fibre-900").monthly = Money(1800, "GBP")
    [said] = confirm(telecom, jonas, yes_to(change(telecom, jonas, "Fibre 900")))
    [undo] = [each for each in said.choices if each.label.response == "utter_choice_undo"]
    clock.advance(minutes=9)
    chat = Asking(telecom)
    shown = chat.run(jonas, "action_undo", intent="undo", entities=undo.content["entities"], turn="turn 7")
    assert shown.response == "utter_order_cancelled"
    again = chat.run(jonas, "action_undo", intent="undo", entities=undo.content["entities"], turn="turn 8")
    assert again.response == "utter_undo_nothing"
    clock.advance(days=16)
    run_due(telecom, "start of order")
    assert [plan[:2] for plan in plans(telecom)] == [("fibre-100", "active")]
    with telecom.open_work() as work:
        assert work.of(AccountCharge).count() == 0


def test_what_ends_shows_the_fee_its_last_day_and_ends_on_the_day_after(
    telecom: Telecom, jonas: Actor, clock: TestClock, outside: FakeOutside
) -> None:
    shown = end(telecom, jonas)
    assert shown.values["last_day"] == date(2026, 10, 15)
    # Eleven months, one of them begun, of £28, and half of that.
    assert shown.values["fee"][0].values["fee"] == Money(15400, "GBP")
    assert confirm(telecom, jonas, yes_to(shown))[0].response == "utter_terminate_scheduled"
    fibre = fibre_of(telecom)
    clock.advance(days=30)
    run_due(telecom, "start of order")
    assert fibre_of(telecom).state is ServiceState.ACTIVE
    clock.advance(days=1)
    run_due(telecom, "start of order")
    work_on(telecom)
    assert states(telecom) == (OrderState.COMPLETED, [OrderState.COMPLETED])
    assert fibre_of(telecom).state is ServiceState.TERMINATED
    assert plans(telecom) == [("fibre-100", "terminated", date(2026, 10, 15))]
    assert fibre.id not in outside.network.profiles
    with telecom.open_work() as work:
        assert work.of(Resource).count(service_kind="broadband", status=ResourceStatus.AVAILABLE) == 6
        [agreement] = work.of(Agreement).list(service_id=fibre.id)
        assert (agreement.status, agreement.ends_on) == (AgreementStatus.TERMINATED, date(2026, 10, 15))
        assert [c.amount for c in work.of(AccountCharge).list()] == [Money(15400, "GBP")]


def test_killed_at_every_step_an_order_a_change_and_an_end_come_out_whole_and_are_charged_once(
    telecom: Telecom, outside: FakeOutside, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        a_shop(work)
        work.of(Offering).get("fibre-900").monthly = Money(1800, "GBP")
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")

    def on_the_day(days: int) -> int:
        clock.advance(days=days)
        run_due(telecom, "start of order")
        return killed_at_each_step(telecom)

    def jonas() -> Actor:
        with telecom.open_work() as work:
            return logged_in(work, work.of(Individual).get(person.id))

    ordered(telecom, jonas(), Wanted("Fibre 100"), day=date(2026, 9, 20))
    assert on_the_day(5) > 1 and states(telecom)[0] is OrderState.COMPLETED
    assert outside.network.profiles.keys() == {fibre_of(telecom).id}
    changing = change(telecom, jonas(), "Fibre 900")
    assert confirm(telecom, jonas(), yes_to(changing))[0].response == "utter_change_scheduled"
    assert on_the_day(12) > 1 and [plan[1] for plan in plans(telecom)] == ["terminated", "active"]
    ending = end(telecom, jonas())
    assert confirm(telecom, jonas(), yes_to(ending))[0].response == "utter_terminate_scheduled"
    assert on_the_day(32) > 1 and [plan[1] for plan in plans(telecom)] == ["terminated"] * 2
    with telecom.open_work() as work:
        assert [s.state for s in work.of(Service).list(kind="broadband")] == [ServiceState.TERMINATED]
        charged = [c.amount for c in work.of(AccountCharge).list(order="added_at")]
        assert len(charged) == 2, "what leaving the first plan and the second one costs, each once"
        assert {r.status for r in work.of(Resource).list(kind=ResourceKind.PORT)} == {ResourceStatus.AVAILABLE}


def test_an_end_can_be_later_but_not_before_the_notice(telecom: Telecom, jonas: Actor) -> None:
    assert end(telecom, jonas, day=date(2026, 12, 31)).values["last_day"] == date(2026, 12, 31)
    early = end(telecom, jonas, day=date(2026, 9, 20), turn="turn 4")
    assert early.values["last_day"] == date(2026, 10, 15)
    assert early.values["notice"][0].response == "utter_terminate_notice"


def test_an_add_on_ends_and_the_service_goes_on(telecom: Telecom, jonas: Actor, clock: TestClock) -> None:
    ordered(telecom, jonas, Wanted("Wi-Fi Plus", service_id=fibre_of(telecom).id), turn="turn 2")
    shown = end(telecom, jonas, product="Wi-Fi Plus")
    assert shown.response == "utter_terminate_propose_add_on"
    confirm(telecom, jonas, yes_to(shown))
    clock.advance(days=31)
    run_due(telecom, "start of order")
    work_on(telecom)
    with telecom.open_work() as work:
        extra = work.of(Product).find(offering_id="wi-fi-plus")
        assert extra is not None and extra.status is ProductStatus.TERMINATED
    assert fibre_of(telecom).state is ServiceState.ACTIVE


def test_one_change_at_a_time(telecom: Telecom, jonas: Actor) -> None:
    confirm(telecom, jonas, yes_to(end(telecom, jonas)))
    with pytest.raises(CannotOrder) as refusal:
        change(telecom, jonas, "Fibre 900", turn="turn 5")
    assert refusal.value.name == "utter_change_under_way"


@pytest.mark.parametrize(
    ("product", "response"),
    [
        ("Fibre 100", "utter_order_has_already"),
        ("Mobile 50GB", "utter_order_wrong_kind"),
        ("Wi-Fi Plus", "utter_order_wrong_kind"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(telecom: Telecom, jonas: Actor, product: str, response: str) -> None:
    with pytest.raises(CannotOrder) as refusal:
        change(telecom, jonas, product)
    assert refusal.value.name == response


def test_a_stranger_changes_and_ends_nothing(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        stranger = a_stranger(work)
    for attempt in (lambda: change(telecom, stranger, "Fibre 900"), lambda: end(telecom, stranger)):
        with pytest.raises(NotFound):
            attempt()


def test_a_contract_says_its_parties_term_notice_and_what_leaving_costs(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        [report] = check_contract(jonas, Meant("broadband"), work=work)
    assert report.agreement.first_end == date(2027, 9, 14)
    assert (report.last_day, report.fee) == (date(2026, 10, 15), Money(15400, "GBP"))
    reply = Asking(telecom).run(
        jonas, "action_check_contract", intent="check_contract", entities={"service": "broadband"}
    )
    assert "Provider: Dialtone Mobile." in reply.text and "Leaving then costs £154.00 once." in reply.text
    with telecom.open_work() as work, pytest.raises(NotFound):
        check_contract(a_stranger(work), Meant("broadband"), work=work)


def test_what_the_contract_does_not_give_nobody_can_do_until_another_plan_gives_it(
    telecom: Telecom, jonas: Actor
) -> None:
    given = [each.value for each in Function if each is not Function.CONFIGURE]
    with telecom.open_work() as work:
        work.of(Offering).get("fibre-100").terms = {**work.of(Offering).get("fibre-100").terms, "functions": given}
        agreement = work.of(Agreement).find(service_id=fibre_of(telecom).id)
        assert agreement is not None
        agreement.functions = given
    chat = Asking(telecom)
    refused = chat.run(jonas, "action_configure_service", intent="configure_service",
                       slots={"service": "broadband", "parameter": "guest wifi", "value": "on"})  # fmt: skip
    assert "(Fibre 100) doesn't include changing settings or pausing" in refused.text
    assert "or take a plan that includes it, such as Fibre 900" in refused.text
    told = chat.run(
        jonas, "action_check_contract", intent="check_contract", entities={"service": "broadband"}, turn="2"
    )
    assert "Not included for you to do here: changing settings or pausing." in told.text
    confirm(telecom, jonas, yes_to(change(telecom, jonas, "Fibre 900")))
    work_on(telecom)
    done = chat.run(jonas, "action_configure_service", intent="configure_service", turn="3",
                    slots={"service": "broadband", "parameter": "guest wifi", "value": "on"})  # fmt: skip
    assert done.response == "utter_configuration_done", done.text


def test_many_lines_change_in_one_order_and_those_that_cannot_are_named(telecom: Telecom, jonas: Actor) -> None:
    with telecom.open_work() as work:
        first = work.of(Service).find(user_id=jonas.person_id, kind="mobile")
        assert first is not None
        lines = [first]
        for number in range(2):
            line = Service(
                customer_id=first.customer_id, account_id=first.account_id, kind="mobile", name=f"Team {number}",
                phone_number=PhoneNumber(f"+44770090065{number}"),
            )  # fmt: skip
            work.of(Service).add(line)
            work.flush()
            lines.append(line)
        for line, plan in zip(lines, ("mobile-10gb", "mobile-10gb", "mobile-50gb"), strict=True):
            work.of(Product).add(
                Product(
                    customer_id=line.customer_id, account_id=line.account_id, offering_id=plan, service_id=line.id,
                    started_on=date(2026, 1, 1),
                )
            )  # fmt: skip
    chat = Asking(telecom)
    entities = {"group": "all lines", "product": "Mobile 50GB"}
    reply = chat.run(jonas, "action_change_plan", intent="change_plan", entities=entities, turn="turn 7")
    assert reply.text.startswith("Change 2 lines to Mobile 50GB, from today?")
    assert "Together £24.00 a month now, £44.00 then." in reply.text
    assert "Left out:" in reply.text and "Team 1 (+44 7700 900651) has Mobile 50GB already." in reply.text
    confirm(telecom, jonas, yes_to(reply.said[0]))
    assert states(telecom) == (OrderState.COMPLETED, [OrderState.COMPLETED] * 2)
