"""Prepaid money and allowances, on a real database."""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.balance import check_balance
from telecom.model.errors import ProofRequired
from telecom.model.money import Money
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
