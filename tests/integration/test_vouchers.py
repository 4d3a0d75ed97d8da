"""Vouchers: worth what they say, used once ever, not to be guessed. [B8]"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from telecom.bootstrap import Telecom
from telecom.management.vouchers import Redeemed, TooManyVouchers, UsedVoucher, WrongVoucher, redeem_voucher
from telecom.model.access import Actor, FailedProof
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.errors import ProofRequired
from telecom.model.vouchers import Voucher
from tests.fakes import TestClock
from tests.money import a_voucher, pounds
from tests.people import a_prepaid_subscriber, logged_in

CODE = "4821 7733 9054 1166"
PLAIN = "4821773390541166"
Result = Redeemed | WrongVoucher | TooManyVouchers | UsedVoucher


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    """A prepaid subscriber with £2 of credit; a voucher of £10 is on sale."""
    with telecom.open_work() as work:
        a_voucher(work, PLAIN)
        return logged_in(work, a_prepaid_subscriber(work, credit=200))


def redeem(telecom: Telecom, actor: Actor | None, code: str, *, turn: str = "turn 1") -> Result:
    with telecom.open_work() as work:
        return redeem_voucher(actor, code, turn_id=turn, work=work)


def test_a_voucher_adds_its_value_at_once(telecom: Telecom, maya: Actor) -> None:
    result = redeem(telecom, maya, CODE)
    assert isinstance(result, Redeemed)
    assert (result.value, result.credit) == (pounds(10), pounds(12))


def test_the_same_turn_again_gives_the_same_answer_and_no_second_credit(telecom: Telecom, maya: Actor) -> None:
    first = redeem(telecom, maya, CODE)
    assert redeem(telecom, maya, CODE) == first


def test_a_used_voucher_gives_nothing_more(telecom: Telecom, maya: Actor) -> None:
    redeem(telecom, maya, CODE)
    assert isinstance(redeem(telecom, maya, CODE, turn="turn 2"), UsedVoucher)
    with telecom.open_work() as work:
        other = logged_in(work, a_prepaid_subscriber(work, credit=0, name="Other"))
    assert isinstance(redeem(telecom, other, CODE, turn="turn 3"), WrongVoucher)


def test_of_eight_people_at_once_one_gets_the_voucher(telecom: Telecom, maya: Actor) -> None:
    with telecom.open_work() as work:
        people = [logged_in(work, a_prepaid_subscriber(work, credit=0, name=f"P{n}")) for n in range(8)]
    with ThreadPoolExecutor(8) as many:
        results = list(many.map(lambda each: redeem(telecom, each[1], CODE, turn=f"t{each[0]}"), enumerate(people)))
    assert sum(isinstance(result, Redeemed) for result in results) == 1


def test_the_sixth_wrong_code_within_an_hour_is_not_even_looked_at(
    telecom: Telecom, maya: Actor, clock: TestClock
) -> None:
    tries = []
    for n in range(5):
        result = redeem(telecom, maya, f"000000000000{n}", turn=f"turn {n}")
        assert isinstance(result, WrongVoucher)
        tries.append(result.values["tries"])
    assert tries == [4, 3, 2, 1, 0]
    assert isinstance(redeem(telecom, maya, CODE, turn="right"), TooManyVouchers)
    clock.advance(minutes=61)
    assert isinstance(redeem(telecom, maya, CODE, turn="later"), Redeemed)


def test_wrong_codes_sent_side_by_side_are_all_counted(telecom: Telecom, maya: Actor) -> None:
    with ThreadPoolExecutor(12) as many:
        results = list(many.map(lambda n: redeem(telecom, maya, f"00000000000{n:02d}", turn=f"t{n}"), range(12)))
    assert sum(isinstance(result, WrongVoucher) for result in results) == 5
    assert sum(isinstance(result, TooManyVouchers) for result in results) == 7


def test_a_wrong_code_repeated_by_the_same_turn_counts_once(telecom: Telecom, maya: Actor) -> None:
    redeem(telecom, maya, "no such code", turn="turn 1")
    redeem(telecom, maya, "no such code", turn="turn 1")
    with telecom.open_work() as work:
        assert work.of(FailedProof).count() == 1


def test_an_expired_voucher_is_no_voucher(telecom: Telecom, maya: Actor) -> None:
    with telecom.open_work() as work:
        a_voucher(work, "OLD0OLD0OLD0", valid_until=date(2026, 9, 14))
    assert isinstance(redeem(telecom, maya, "OLD0OLD0OLD0"), WrongVoucher)


def test_a_voucher_needs_to_know_whose_line_it_is(telecom: Telecom) -> None:
    with pytest.raises(ProofRequired):
        redeem(telecom, None, CODE)


def test_the_code_is_nowhere_in_the_tables_and_the_use_is_audited(telecom: Telecom, maya: Actor) -> None:
    redeem(telecom, maya, CODE)
    with telecom.open_work() as work:
        (voucher,) = work.of(Voucher).list()
        (record,) = work.of(AuditRecord).list(event=SecurityEvent.MONEY_MOVED)
    assert PLAIN not in repr(vars(voucher)) + repr(vars(record))
    assert record.values["amount"] == pounds(10)
