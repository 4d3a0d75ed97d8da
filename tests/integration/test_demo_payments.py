"""The demo's payment provider: one key is one charge, whatever fails and whoever is killed."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from demo.payments import DECLINE, SLOW, SLOWNESS, TIMEOUT_AFTER, TIMEOUT_BEFORE, SimulatedPayments, install
from telecom.model.money import Money
from telecom.ports import PaymentTimeout
from tests.fakes import TestClock
from tests.money import pounds

TOKEN = "card_1"


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def provider(database_url: str, clock: TestClock, waited: list[float]) -> SimulatedPayments:
    """A provider that knows one card with a limit of £100, and one whose bank always says no."""
    install(database_url)
    install(database_url)
    ready = SimulatedPayments(database_url, clock=clock.now, wait=waited.append)
    ready.add_card(TOKEN, expires_on=date(2026, 12, 31), limit=pounds(100))
    ready.add_card("card_refused", expires_on=date(2026, 12, 31), declined=True)
    return ready


def test_the_same_key_is_the_same_charge(provider: SimulatedPayments) -> None:
    first = provider.charge("k", method_token=TOKEN, amount=pounds(60), purpose="P-1")
    assert first.captured
    assert provider.charge("k", method_token=TOKEN, amount=pounds(60), purpose="P-1") == first
    assert provider.find_charge("k") == first
    assert provider.find_charge("never seen") is None


def test_sixteen_at_once_with_one_key_charge_once(provider: SimulatedPayments) -> None:
    with ThreadPoolExecutor(16) as many:
        made = list(
            many.map(lambda _: provider.charge("k", method_token=TOKEN, amount=pounds(60), purpose="P-1"), range(16))
        )
    assert len({charge.reference for charge in made}) == 1


def test_a_card_is_charged_up_to_its_limit(provider: SimulatedPayments) -> None:
    assert provider.charge("a", method_token=TOKEN, amount=pounds(60), purpose="").captured
    over = provider.charge("b", method_token=TOKEN, amount=pounds(40.01), purpose="")
    assert (over.captured, over.reason) == (False, "limit exceeded")
    assert provider.charge("c", method_token=TOKEN, amount=pounds(40), purpose="").captured


@pytest.mark.parametrize(("token", "reason"), [("card_refused", "declined"), ("card_unknown", "unknown card")])
def test_other_cards_are_refused_with_the_reason(provider: SimulatedPayments, token: str, reason: str) -> None:
    denied = provider.charge("k", method_token=token, amount=pounds(1), purpose="")
    assert (denied.captured, denied.reason) == (False, reason)


def test_an_expired_card_is_refused(provider: SimulatedPayments, clock: TestClock) -> None:
    clock.advance(days=120)
    assert provider.charge("k", method_token=TOKEN, amount=pounds(1), purpose="").reason == "expired card"


def test_a_timeout_before_charges_nothing_and_one_after_has_charged(provider: SimulatedPayments) -> None:
    for fault in (TIMEOUT_BEFORE, TIMEOUT_AFTER):
        provider.set_fault(fault)
        with pytest.raises(PaymentTimeout):
            provider.charge(fault, method_token=TOKEN, amount=pounds(5), purpose="")
        with pytest.raises(PaymentTimeout):
            provider.find_charge(fault)
        provider.repair()
    assert provider.find_charge(TIMEOUT_BEFORE) is None
    charged = provider.find_charge(TIMEOUT_AFTER)
    assert charged is not None and charged.captured


def test_a_fault_may_last_for_so_many_calls(provider: SimulatedPayments, waited: list[float]) -> None:
    provider.set_fault(DECLINE, times=1)
    provider.set_fault(SLOW, times=1)
    assert not provider.charge("a", method_token=TOKEN, amount=pounds(1), purpose="").captured
    assert provider.charge("b", method_token=TOKEN, amount=pounds(1), purpose="").captured
    assert waited == [SLOWNESS.total_seconds()]
    with pytest.raises(ValueError, match="no fault"):
        provider.set_fault("gremlins")


def test_what_was_charged_survives_a_killed_process(provider: SimulatedPayments, database_url: str) -> None:
    script = f"""
import os, signal
from datetime import datetime, UTC
from demo.payments import SimulatedPayments
from telecom.model.money import Money
provider = SimulatedPayments({database_url!r}, clock=lambda: datetime(2026, 9, 15, tzinfo=UTC))
provider.charge("k", method_token="card_1", amount=Money(500, "GBP"), purpose="P-1")
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script], env={"PYTHONPATH": str(Path.cwd())}, check=False)
    assert killed.returncode == -signal.SIGKILL
    found = provider.find_charge("k")
    assert found is not None and found.captured
    assert provider.charge("k", method_token=TOKEN, amount=Money(500, "GBP"), purpose="P-1") == found


def test_a_provider_out_of_reach_is_a_timeout(clock: TestClock) -> None:
    gone = SimulatedPayments("postgresql://127.0.0.1:1/none", clock=clock.now)
    with pytest.raises(PaymentTimeout):
        gone.charge("k", method_token=TOKEN, amount=pounds(1), purpose="")
