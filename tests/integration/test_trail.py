"""The audit trail is chained and sealed: whatever is altered, removed or slipped in is found. R30."""

import threading
from collections.abc import Callable

import psycopg
import pytest

from bot.commands.audit import in_words
from telecom.bootstrap import Telecom
from telecom.management.trail import TrailReport, check_trail, due_seal, seal_trail
from telecom.model.audit import AuditRecord, AuditSeal, SecurityEvent
from telecom.support.audit import note
from tests.fakes import TestClock


@pytest.fixture
def trail(telecom: Telecom) -> Telecom:
    """Ten lines about each of two customers and one person, sealed."""
    for number in range(10):
        with telecom.open_work() as work:
            for customer in ("ann", "bob"):
                note(work, SecurityEvent.MONEY_MOVED, customer_id=customer, person_id="p", subject="s", minor=number)
            note(work, SecurityEvent.LOG_IN, person_id="p", subject="s")
    with telecom.open_work() as work:
        seal_trail(work=work)
    return telecom


def check(telecom: Telecom) -> TrailReport:
    with telecom.open_work() as work:
        return check_trail(work=work)


def tamper(database_url: str, *statements: str) -> None:
    """What somebody does who owns the database and stops at nothing."""
    with psycopg.connect(database_url) as connection:
        for table in ("audit_trail", "audit_links", "audit_seals"):
            connection.execute(f"alter table {table} disable trigger append_only")
        connection.execute("alter table audit_links drop constraint fk_audit_links_record_id")
        for statement in statements:
            connection.execute(statement)


NEWEST = "(select record_id from audit_links where chain = 'customer:ann' and number = 10)"
FIFTH = "(select record_id from audit_links where chain = 'customer:ann' and number = 5)"


def test_an_untouched_trail_is_found_so(trail: Telecom) -> None:
    report = check(trail)
    assert report.findings == ()
    assert (report.lines, report.chains, report.seals) == (30, 3, 1)
    assert in_words(report) == "The audit trail is as it was written: 30 lines in 3 chains, 1 seals.\n"


@pytest.mark.parametrize(
    "statements",
    [
        [f"update audit_trail set subject = 'x' where id = {FIFTH}"],
        [f'update audit_trail set "values" = \'{{"minor": 99}}\' where id = {FIFTH}'],
        [f"update audit_trail set at = at + interval '1 second' where id = {NEWEST}"],
        [f"update audit_trail set customer_id = 'bob' where id = {FIFTH}"],
        [f"delete from audit_trail where id = {FIFTH}"],
        [f"delete from audit_trail where id = {NEWEST}", "delete from audit_links where record_id = " + NEWEST],
        ["delete from audit_links where number = 5", "update audit_links set number = number - 1 where number > 5"],
        ["insert into audit_trail values ('new', 'log-in', now(), 'p', 'ann', 's', '{}')"],
        ["update audit_heads set number = 9 where chain = 'customer:ann'"],
        ["update audit_seals set digest = repeat('0', 64)"],
        ["delete from audit_trail", "delete from audit_links", "delete from audit_heads"],
    ],
)
def test_whatever_is_done_to_it_is_found(trail: Telecom, database_url: str, statements: list[str]) -> None:
    tamper(database_url, *statements)
    report = check(trail)
    assert report.findings
    assert "was touched" in in_words(report)


def test_a_chain_written_anew_from_the_changed_line_on_is_found_by_its_seal(trail: Telecom, database_url: str) -> None:
    from telecom.model.audit import BEGINNING, link_digest

    with trail.open_work() as work:
        lines = work.of(AuditRecord).list(customer_id="ann")
    with psycopg.connect(database_url) as connection:
        order = [r[0] for r in connection.execute(
            "select record_id from audit_links where chain = 'customer:ann' order by number").fetchall()]  # fmt: skip
    by_id = {line.id: line for line in lines}
    by_id[order[4]].subject = "x"
    digest, statements = BEGINNING, [f"update audit_trail set subject = 'x' where id = '{order[4]}'"]
    for record_id in order:
        digest = link_digest(digest, by_id[record_id])
        statements.append(f"update audit_links set digest = '{digest}' where record_id = '{record_id}'")
    statements.append(f"update audit_heads set digest = '{digest}' where chain = 'customer:ann'")
    tamper(database_url, *statements)
    assert [f.what for f in check(trail).findings] == ["a line is not the one that was sealed"]


def test_what_was_rolled_back_is_in_no_chain(telecom: Telecom) -> None:
    with pytest.raises(RuntimeError), telecom.open_work() as work:
        note(work, SecurityEvent.LOG_IN, person_id="p", subject="s")
        work.flush()
        raise RuntimeError
    with telecom.open_work() as work:
        note(work, SecurityEvent.LOG_IN, person_id="p", subject="s")
    report = check(telecom)
    assert (report.lines, report.findings) == (1, ())


def test_many_writers_on_two_chains_in_either_order_all_get_their_place(telecom: Telecom) -> None:
    failed: list[Exception] = []

    def write(first: str, second: str) -> None:
        try:
            for _ in range(5):
                with telecom.open_work() as work:
                    note(work, SecurityEvent.LOG_IN, customer_id=first, subject="s")
                    note(work, SecurityEvent.LOG_IN, customer_id=second, subject="s")
        except Exception as error:
            failed.append(error)

    names: list[Callable[[], None]] = [lambda: write("a", "b"), lambda: write("b", "a")] * 3
    threads = [threading.Thread(target=each) for each in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    report = check(telecom)
    assert (report.lines, report.chains, report.findings) == (60, 2, ())


def test_an_hour_brings_a_seal_of_what_has_grown_and_none_of_what_has_not(trail: Telecom, clock: TestClock) -> None:
    with trail.open_work() as work:
        assert list(due_seal(work)) == []
    clock.advance(hours=1)
    with trail.open_work() as work:
        assert len(list(due_seal(work))) == 1
        assert seal_trail(work=work) is None
        note(work, SecurityEvent.LOG_IN, customer_id="ann", subject="s")
    with trail.open_work() as work:
        seal = seal_trail(work=work)
        assert seal is not None and list(seal.heads) == ["customer:ann"]
    with trail.open_work() as work:
        assert work.of(AuditSeal).count() == 2
    assert check(trail).findings == ()
