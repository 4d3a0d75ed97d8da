"""What has to be true when all is over: every update answered once, every yes done once, the money right."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg

from bot.rendering.texts import load_texts
from telecom.bootstrap import Telecom
from telecom.model.balance import LedgerEntry, LedgerTransaction
from telecom.model.bills import CustomerBill
from telecom.model.messaging import Choice, DeliveryStatus, IncomingMessage, OutgoingMessage, Priority
from telecom.model.payments import Payment, PaymentState, Purpose
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.suspension import Suspension
from telecom.model.vouchers import Voucher
from telecom.ports import Work
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.records import Message

PAID_BY = {"top_up", "pay_bill"}
Row = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Books:
    """All that is written down at the end."""

    inbox: Sequence[IncomingMessage]
    outbox: Sequence[OutgoingMessage]
    proposals: Mapping[str, Proposal]
    payments: Sequence[Payment]
    movements: Mapping[str, LedgerTransaction]
    entries: Sequence[LedgerEntry]
    vouchers: Sequence[Voucher]
    pauses: Sequence[Suspension]
    bills: Sequence[CustomerBill]
    choices: Mapping[str, Choice]


def read_books(work: Work) -> Books:
    return Books(
        work.of(IncomingMessage).list(order="number"),
        work.of(OutgoingMessage).list(channel="telegram", order="number"),
        {one.id: one for one in work.of(Proposal).list()},
        work.of(Payment).list(),
        {one.key: one for one in work.of(LedgerTransaction).list()},
        work.of(LedgerEntry).list(),
        work.of(Voucher).list(),
        work.of(Suspension).list(),
        work.of(CustomerBill).list(),
        {one.id: one for one in work.of(Choice).list()},
    )


def assert_answered_once(books: Books, bot: FakeBot) -> list[Row]:
    """Every update of Telegram stands in the inbox once and was answered by one turn. [R1, R2, R7]"""
    sources = [int(one.source) for one in books.inbox]
    assert sorted(sources) == sorted(bot.updates.ever)
    assert [one for one in books.inbox if one.handled_at is None] == []
    by_turn: dict[str, list[OutgoingMessage]] = {}
    for message in books.outbox:
        if message.turn_id is not None:
            by_turn.setdefault(message.turn_id, []).append(message)
    assert set(by_turn) == {one.turn_id for one in books.inbox}
    for turn_id, answers in by_turn.items():
        # One transaction wrote them: had the turn been finished twice, they would differ in their moment.
        assert len({one.created_at for one in answers}) == 1, turn_id
        assert [one.key for one in answers] == [f"{turn_id}:{place}" for place in range(len(answers))]
    return [("updates brought, handled once", len(bot.updates.ever), len(books.inbox))]


def assert_sent(books: Books, bot: FakeBot) -> list[Row]:
    """Every answer is in its chat; twice at most what was being sent at a kill, and never anything else. [R7, R37]"""
    in_chats = {str(one.message_id): one for one in bot.sent}
    left = [one for one in books.outbox if one.status is not DeliveryStatus.COMPLETED]
    assert [one for one in left if one.priority <= Priority.BILL] == []
    went = {one.channel_message_id: one for one in books.outbox if one.status is DeliveryStatus.COMPLETED}
    assert set(went) <= set(in_chats)
    again = Counter[tuple[int, str]]()
    for number, outgoing in went.items():
        shown = in_chats[str(number)]
        again[shown.chat_id, _first_words(shown.text)] += outgoing.attempts - 1
    twice = [one for number, one in in_chats.items() if number not in went]
    _assert_known(twice, again)
    tried = sum(one.attempts - 1 for one in books.outbox)
    return [
        ("answers and notices, in their chats", len(books.outbox), len(went)),
        ("sent again after a kill; had come the first time", tried, len(twice)),
    ]


def _first_words(text: str) -> str:
    """A text as it was the first time: one that is sent again says so in a last line."""
    return text.removesuffix(f"\n{_said_again()}")


@cache
def _said_again() -> str:
    return load_texts().find("utter_sent_again", language="en", channel="telegram").text


def _assert_known(twice: Iterable[Message], again: Counter[tuple[int, str]]) -> None:
    for message in twice:
        words = _first_words(message.text)
        again[message.chat_id, words] -= 1
        assert again[message.chat_id, words] >= 0, f"sent twice for no reason: {message.text}"


def assert_done_once(books: Books, confirmed: set[str]) -> list[Row]:
    """Every yes had one effect, and nothing had one without a yes. [R9]"""
    said_yes = {books.choices[choice].content["proposal_id"] for choice in confirmed}
    done = {key for key, one in books.proposals.items() if one.status is ProposalStatus.DONE}
    assert done == said_yes, {key: books.proposals[key].status for key in done ^ said_yes}
    kinds = {key: books.proposals[key].kind for key in done}
    paid = [key for key, kind in kinds.items() if kind in PAID_BY]
    assert sorted(one.key for one in books.payments if one.key in books.proposals) == sorted(paid)
    paused = [key for key, kind in kinds.items() if kind == "pause_service"]
    assert sorted(one.key for one in books.pauses) == sorted(paused)
    over = {one.id for one in books.pauses if one.ended_at is not None}
    resumed = [key for key, kind in kinds.items() if kind == "resume_service"]
    ended = {books.proposals[key].terms["suspension_id"] for key in resumed}
    # Who pauses a line again that is paused already gives its pause other days: another one takes its place.
    moved = {terms["instead_of"] for key in paused if (terms := books.proposals[key].terms).get("instead_of")}
    assert over == ended | moved
    return [
        ("yes said, done once", len(said_yes), len(done)),
        ("  to payments", len(paid), sum(one.key in kinds for one in books.payments)),
        ("  to pauses", len(paused), len(books.pauses)),
        ("  to the end of pauses, or to other days for them", len(ended | moved), len(over)),
    ]


def assert_money_right(books: Books, telecom: Telecom, url: str) -> list[Row]:
    """The provider charged what we booked, and every movement of the ledger sums to zero. [R9, R11, R13]"""
    ours = {one.key: one for one in books.payments if one.key in books.proposals}
    assert {one.state for one in ours.values()} <= {PaymentState.DONE}
    with psycopg.connect(url) as connection:
        charged: dict[str, Any] = dict(
            connection.execute("select key, amount_minor from outside.charges where captured").fetchall()
        )
    assert {key: one.amount.minor for key, one in ours.items()} == charged
    sums = Counter[str]()
    for entry in books.entries:
        sums[entry.transaction_id] += entry.amount.minor
    assert set(sums.values()) == {0}
    topped_up = {f"payment:{one.id}" for one in ours.values() if one.purpose is Purpose.TOP_UP}
    assert topped_up == {key for key in books.movements if key.startswith("payment:")} - _seeded(books)
    used = [one for one in books.vouchers if one.redeemed_at is not None]
    assert {f"voucher:{one.id}" for one in used} == {key for key in books.movements if key.startswith("voucher:")}
    on_bills = sum(one.amount.minor for one in books.payments if one.purpose is Purpose.BILL)
    assert sum(one.paid.minor for one in books.bills) == on_bills
    return [
        ("charges at the provider, booked", len(charged), len(ours)),
        ("vouchers used, credited once", len(used), len([k for k in books.movements if k.startswith("voucher:")])),
        ("movements in the ledger, sum zero", len(books.movements), sum(one == 0 for one in sums.values())),
    ]


def _seeded(books: Books) -> set[str]:
    """The movements of payments that the demo began with."""
    return {f"payment:{one.id}" for one in books.payments if one.key not in books.proposals}


def table_of(rows: Iterable[Row]) -> str:
    """The rows for the reader: what, how many were begun, how many came to be."""
    return "\n".join(f"  {name:48} {wanted:6} {found:6}" for name, wanted, found in rows)
