"""The prepaid ledger: sums to zero, never under its floor, loses nothing among many writers. [R11, R12]"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from telecom.bootstrap import Telecom
from telecom.model.balance import BalanceTooLow, LedgerAccount
from telecom.model.money import Money
from telecom.ports import Work
from telecom.storage.work import StoredWork
from telecom.support import ledger

UNBALANCED = "select transaction_id from ledger_entries group by transaction_id having sum(amount_minor) <> 0"
LONELY = (
    "select id from ledger_transactions t where not exists (select 1 from ledger_entries where transaction_id = t.id)"
)
TOO_LOW = """
    select a.id from ledger_accounts a join ledger_entries e on e.account_id = a.id
    where a.floor is not null group by a.id, a.floor having sum(e.amount_minor) < a.floor
"""


def assert_sound(work: StoredWork) -> None:
    """The proof in SQL, over all that was ever written."""
    for proof in (UNBALANCED, LONELY, TOO_LOW):
        assert work.session.execute(text(proof)).all() == [], proof
    assert work.session.execute(text("select coalesce(sum(amount_minor), 0) from ledger_entries")).scalar() == 0


def an_account(work: Work, name: str, *, floor: int | None = 0) -> LedgerAccount:
    account = LedgerAccount(name=name, currency="GBP", floor=floor)
    work.of(LedgerAccount).add(account)
    work.flush()
    return account


class LedgerMachine(RuleBasedStateMachine):
    """Moves of any size between any accounts, repeated keys among them, against a plain dictionary."""

    telecom: Telecom
    accounts = Bundle("accounts")

    @initialize()
    def begin(self) -> None:
        self.balances: dict[str, int] = {}
        self.held: dict[str, LedgerAccount] = {}
        self.done: set[str] = set()
        self.made = 0
        with self._work() as work:
            for table in ("ledger_entries", "ledger_transactions", "ledger_accounts"):
                work.session.execute(text(f"alter table {table} disable trigger user"))
                work.session.execute(text(f"delete from {table}"))
                work.session.execute(text(f"alter table {table} enable trigger user"))

    @contextmanager
    def _work(self) -> Iterator[StoredWork]:
        with self.telecom.open_work() as work:
            yield work

    @rule(target=accounts, operators=st.booleans())
    def open_account(self, operators: bool) -> str:
        self.made += 1
        with self._work() as work:
            account = an_account(work, f"account {self.made}", floor=None if operators else 0)
        self.held[account.name], self.balances[account.name] = account, 0
        return account.name

    @rule(giver=accounts, taker=accounts, minor=st.integers(1, 10**12), key=st.integers(0, 12))
    def move(self, giver: str, taker: str, minor: int, key: int) -> None:
        if giver == taker:
            return
        name, expected = f"key {key}", f"key {key}" not in self.done
        too_low = self.held[giver].floor is not None and self.balances[giver] < minor
        try:
            with self._work() as work:
                moved = ledger.move(
                    work,
                    Money(minor, "GBP"),
                    source=self.held[giver],
                    target=self.held[taker],
                    key=name,
                    reason="test",
                )
        except BalanceTooLow:
            assert expected and too_low
            return
        assert moved is expected
        if moved:
            assert not too_low
            self.done.add(name)
            self.balances[giver] -= minor
            self.balances[taker] += minor

    @invariant()
    def the_books_are_right(self) -> None:
        if not hasattr(self, "balances"):
            return
        with self._work() as work:
            assert_sound(work)
            for name, expected in self.balances.items():
                assert ledger.balance_of(self.held[name], work=work) == Money(expected, "GBP")


def test_whatever_is_moved_the_books_are_right(telecom: Telecom) -> None:
    machine = type("Machine", (LedgerMachine,), {"telecom": telecom})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_sixteen_writers_on_one_account_lose_nothing(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        credit = an_account(work, "credit")
        clearing = ledger.operators_account("card clearing", work=work)
        ledger.move(work, Money(1000, "GBP"), source=clearing, target=credit, key="opening", reason="opening")

    def write(writer: int) -> int:
        spent = 0
        for turn in range(10):
            with telecom.open_work() as work:
                ledger.move(
                    work, Money(7, "GBP"), source=clearing, target=credit, key=f"in {writer} {turn}", reason="top up"
                )
            try:
                with telecom.open_work() as work:
                    ledger.move(
                        work, Money(50, "GBP"), source=credit, target=clearing, key=f"out {writer} {turn}", reason="use"
                    )
                spent += 1
            except BalanceTooLow:
                continue
        return spent

    with ThreadPoolExecutor(16) as many:
        spent = sum(many.map(write, range(16)))
    with telecom.open_work() as work:
        assert ledger.balance_of(credit, work=work) == Money(1000 + 16 * 10 * 7 - spent * 50, "GBP")
        assert_sound(work)
    assert 0 < spent < 160


def test_sixteen_writers_of_one_movement_move_once(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        credit = an_account(work, "credit")
        clearing = ledger.operators_account("card clearing", work=work)

    def write(_: int) -> bool:
        with telecom.open_work() as work:
            return ledger.move(work, Money(500, "GBP"), source=clearing, target=credit, key="one yes", reason="top up")

    with ThreadPoolExecutor(16) as many:
        assert sum(many.map(write, range(16))) == 1
    with telecom.open_work() as work:
        assert ledger.balance_of(credit, work=work) == Money(500, "GBP")


def test_money_sent_back_and_forth_does_not_lock_up(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        one, two = an_account(work, "one"), an_account(work, "two")
        clearing = ledger.operators_account("card clearing", work=work)
        for account in (one, two):
            ledger.move(work, Money(1000, "GBP"), source=clearing, target=account, key=account.name, reason="opening")

    def write(writer: int) -> None:
        source, target = (one, two) if writer % 2 else (two, one)
        for turn in range(5):
            with telecom.open_work() as work:
                ledger.move(
                    work, Money(1, "GBP"), source=source, target=target, key=f"{writer} {turn}", reason="transfer"
                )

    with ThreadPoolExecutor(16) as many:
        list(many.map(write, range(16)))
    with telecom.open_work() as work:
        assert ledger.balance_of(one, work=work) == Money(1000, "GBP")
        assert_sound(work)


@pytest.mark.parametrize("change", ["update ledger_entries set amount_minor = 1", "delete from ledger_entries"])
def test_what_the_ledger_holds_is_never_changed(telecom: Telecom, change: str) -> None:
    with telecom.open_work() as work:
        clearing = ledger.operators_account("card clearing", work=work)
        ledger.move(work, Money(1, "GBP"), source=clearing, target=an_account(work, "one"), key="one", reason="opening")
    with pytest.raises(DatabaseError), telecom.open_work() as work:
        work.session.execute(text(change))
