"""A firm whose manager pays, with three who act for it: one configures and reports, one checks, one sees bills.

The scenario of M.3345 Appendix I-1, as far as it stands.
"""

from datetime import date

import pytest

from bot.own_word import OwnWord
from bot.plans import Run
from telecom.bootstrap import Telecom
from telecom.management.bills import list_bills, show_bill
from telecom.management.inventory import list_services
from telecom.management.payments import propose_payment
from telecom.management.suspension import propose_pause
from telecom.management.testing import begin_service_test
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.bills import CustomerBill
from telecom.model.calendar import Period
from telecom.model.errors import NotAllowed, NotFound
from telecom.model.parties import Individual, Role
from telecom.support.authorization import access_services
from tests.asking import Asking
from tests.granting import everything, grant, only, somebody, withdraw
from tests.households import Household, a_home
from tests.money import a_bill, a_card, confirm, pounds, yes_to

WEEK = Period(date(2026, 9, 15), date(2026, 9, 21))


@pytest.fixture
def firm(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        firm = a_home(work)
        manager = work.of(Individual).get(firm.manager.person_id)
        manager.phone_number = firm.services["fixed"].phone_number
        a_card(work, manager)
        a_bill(work, manager, total=30)
        return firm


@pytest.fixture
def users(telecom: Telecom, firm: Household) -> tuple[Actor, Actor, Actor]:
    """Who configures and reports on the broadband, who checks everything, who sees the bills."""
    with telecom.open_work() as work:
        one, two, three = (
            somebody(work, firm, name, Role.USER, ending=861 + at) for at, name in enumerate(("Ana", "Ben", "Cleo"))
        )
    grant(telecom, firm.manager, one, [Function.CONFIGURE, Function.REPORT], only(firm, "broadband"), turn="1")
    grant(telecom, firm.manager, two, [Function.CHECK], everything(firm), turn="2")
    grant(telecom, firm.manager, three, [Function.BILL], everything(firm), turn="3")
    return one, two, three


def test_each_does_their_part_and_nothing_else_and_the_manager_pays(
    telecom: Telecom, firm: Household, users: tuple[Actor, Actor, Actor]
) -> None:
    configures, checks, bills = users
    with telecom.open_work() as work:
        shown = propose_pause(configures, firm["broadband"], period=WEEK, turn_id="4", work=work)
        assert len(list_services(checks, work=work)) == 3
        [bill] = work.of(CustomerBill).list()
        assert len(list_bills(bills, work=work)) == 1
        assert show_bill(bills, number=bill.number, work=work)
    assert confirm(telecom, configures, yes_to(shown))[0].response == "utter_suspension_begun"
    for actor, service in ((checks, "broadband"), (bills, "broadband"), (configures, "iptv")):
        with telecom.open_work() as work, pytest.raises(NotFound):
            propose_pause(actor, firm[service], period=WEEK, turn_id="5", work=work)
    with telecom.open_work() as work, pytest.raises(NotFound):
        begin_service_test(checks, firm["broadband"], turn_id="6", work=work)
    for actor in users:
        with telecom.open_work() as work, pytest.raises(NotAllowed):
            propose_payment(actor, turn_id="7", work=work)
    with telecom.open_work() as work:
        proposed = propose_payment(firm.manager, turn_id="8", work=work)
    confirm(telecom, firm.manager, yes_to(proposed))
    with telecom.open_work() as work:
        [paid] = work.of(CustomerBill).list()
        assert paid.paid == pounds(30)


def test_who_sees_the_bill_asks_and_the_manager_approves_the_payment(
    telecom: Telecom, firm: Household, users: tuple[Actor, Actor, Actor]
) -> None:
    chat, bills = Asking(telecom), users[2]
    refused = chat.run(bills, "action_pay_bill", intent="pay_bill", turn="4")
    [choice] = refused.choices
    assert "I've asked Priya" in chat.run(bills, choice["action"], slots=choice["slots"], turn="5").text
    waiting = chat.run(firm.manager, "action_list_authorizations", turn="6")
    question = waiting.said[-1]
    assert "Cleo Home asks you for this" in waiting.text and "£30.00" in waiting.text
    approve = question.choices[0].content
    OwnWord(telecom).decide(firm.manager.conversation_id, Run(approve["action"], slots=approve["slots"]))
    with telecom.open_work() as work:
        assert work.of(CustomerBill).list()[0].paid == pounds(30)


def test_a_right_withdrawn_is_gone_for_one_and_stays_for_the_others(
    telecom: Telecom, firm: Household, users: tuple[Actor, Actor, Actor]
) -> None:
    withdraw(telecom, firm.manager, users[0], turn="4")
    with telecom.open_work() as work:
        assert access_services(users[0], Function.CONFIGURE, work=work) == []
        assert len(access_services(users[1], Function.CHECK, work=work)) == 3
