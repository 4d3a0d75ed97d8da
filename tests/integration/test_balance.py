"""Prepaid money and allowances, on a real database."""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.balance import check_balance
from telecom.model.balance import LedgerAccount
from telecom.model.errors import ProofRequired
from telecom.model.money import Money
from telecom.support import ledger
from tests.asking import Asking
from tests.people import a_prepaid_subscriber, logged_in


def test_the_balance_is_the_sum_of_what_went_on_and_off(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = a_prepaid_subscriber(work, credit=1240)
        actor = logged_in(work, maya)
        report = check_balance(actor, work=work)
    assert list(report.credit) == [Money(1240, "GBP")]


def test_nobody_sees_a_balance_without_proof(telecom: Telecom) -> None:
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        check_balance(None, work=work)


def test_where_credit_went_is_told_by_what_it_was_for(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=1500))
        held = work.of(LedgerAccount).list(floor=0)[0]
        revenue = ledger.operators_account("revenue", work=work)
        ledger.move(
            work, Money(800, "GBP"), source=held, target=revenue, key="allowance renewal: 1", reason="pack renewal"
        )
    asking = Asking(telecom)
    told = asking.run(maya, "action_explain_bill", intent="explain_bill", text="where did my credit go")
    assert "£7.00." in told.text and "Your pack, renewed: -£8.00" in told.text
    past = {"period": {"start": "2026-09-01", "end": "2026-09-02"}}
    told = asking.run(
        maya, "action_show_current_charges", intent="show_current_charges", entities=past, text="x", turn="t2"
    )
    assert told.text.startswith("Nothing was taken from your credit") and "renewed" in told.text


def test_how_long_credit_lasts_is_told_by_the_pace_of_the_last_weeks(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=1500))
        held = work.of(LedgerAccount).list(floor=0)[0]
        revenue = ledger.operators_account("revenue", work=work)
    asks, asking = "how long will my credit last", Asking(telecom)
    assert asking.run(maya, "action_check_balance", text=asks).response == "utter_credit_lasts_on"
    with telecom.open_work() as work:
        ledger.move(work, Money(1000, "GBP"), source=held, target=revenue, key="pace", reason="pack renewal")
    told = asking.run(maya, "action_check_balance", text=asks, turn="t2")
    assert told.said[0].values["weekly"] == Money(250, "GBP") and "29 Sept" in told.text
