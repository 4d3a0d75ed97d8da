"""The demo's payment provider: a system of its own, with cards, limits, refusals, and faults that can be set.

Its tables stand in the schema `outside` and are written over its own connections, so what it charged stays charged
whatever becomes of the business's transaction, or of the process.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta

import psycopg

from demo import payment_pages
from demo.outside import connected, set_up
from demo.payment_pages import Card
from telecom.model.money import Money
from telecom.ports import Charge, PaymentPage, PaymentTimeout, Refunded, StatementLine

DECLINE, SLOW, TIMEOUT_BEFORE, TIMEOUT_AFTER = "decline", "slow", "timeout before", "timeout after"
# What becomes of the messages to us: sent twice, the newest first, not at all.
TWICE, REORDERED, LOST = "webhooks twice", "webhooks reordered", "webhooks lost"
FAULTS = (DECLINE, SLOW, TIMEOUT_BEFORE, TIMEOUT_AFTER, TWICE, REORDERED, LOST)
SLOWNESS = timedelta(seconds=3)
_TABLES = """
create table if not exists outside.cards (
    token text primary key, limit_minor bigint, expires_on date not null, declined boolean not null);
create table if not exists outside.charges (
    key text primary key, token text not null, amount_minor bigint not null, currency text not null,
    purpose text not null, captured boolean not null, reference text not null unique, reason text,
    at timestamptz not null);
create index if not exists ix_charges_token on outside.charges (token);
create table if not exists outside.payment_faults (kind text primary key, remaining integer);
create table if not exists outside.pages (
    key text primary key, token text not null unique, amount_minor bigint, currency text, purpose text not null,
    expires_at timestamptz not null, saved_card text, brand text, last_four text, card_expires_on date);
create table if not exists outside.refunds (
    key text primary key, charge text not null, amount_minor bigint not null, currency text not null,
    done boolean not null, reference text not null unique, reason text, at timestamptz not null);
create table if not exists outside.webhooks (
    id bigint generated always as identity primary key, event text not null unique, kind text not null,
    key text not null, sent_at timestamptz);
create index if not exists ix_webhooks_waiting on outside.webhooks (id) where sent_at is null;
"""


def install(url: str) -> None:
    """Set up the provider's tables, as the owner of the database. Doing it again changes nothing."""
    set_up(url, _TABLES)


def _connection(url: str) -> AbstractContextManager[psycopg.Connection]:
    return connected(url, "payment provider")


class SimulatedPayments:
    """`telecom.ports.PaymentGateway`, simulated. The same key is the same charge, for ever."""

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], datetime],
        wait: Callable[[float], None] = time.sleep,
        pages_at: str = "http://127.0.0.1",
    ) -> None:
        self._url = url
        self._clock = clock
        self._wait = wait
        self._pages_at = pages_at

    def add_card(self, token: str, *, expires_on: date, limit: Money | None = None, declined: bool = False) -> None:
        """Know a card: what can be charged to it in all, until when, and whether its bank always says no."""
        with _connection(self._url) as connection:
            connection.execute(
                "insert into outside.cards values (%s, %s, %s, %s) on conflict (token) do update set "
                "limit_minor = excluded.limit_minor, expires_on = excluded.expires_on, declined = excluded.declined",
                (token, limit.minor if limit else None, expires_on, declined),
            )

    def set_fault(self, kind: str, *, times: int | None = None) -> None:
        """Fail in one of the ways of FAULTS from now on, or only so many times. ValueError for another kind."""
        if kind not in FAULTS:
            raise ValueError(f"{kind!r} is no fault of the payment provider; it has {', '.join(FAULTS)}")
        with _connection(self._url) as connection:
            connection.execute(
                "insert into outside.payment_faults values (%s, %s) "
                "on conflict (kind) do update set remaining = excluded.remaining",
                (kind, times),
            )

    def repair(self) -> None:
        """Work without faults again."""
        with _connection(self._url) as connection:
            connection.execute("delete from outside.payment_faults")

    def faults(self) -> list[str]:
        """The faults that are set now."""
        with _connection(self._url) as connection:
            found = connection.execute("select kind from outside.payment_faults where coalesce(remaining, 1) > 0")
            return [kind for (kind,) in found]

    def charge(self, key: str, *, method_token: str, amount: Money, purpose: str) -> Charge:
        with self._answering(key) as connection:
            if _fails(connection, SLOW):
                self._wait(SLOWNESS.total_seconds())
            declines = _fails(connection, DECLINE)
            # One charge of a card at a time, so that two cannot share what is left of its limit.
            connection.execute("select 1 from outside.cards where token = %s for update", (method_token,))
            if _find(connection, key) is None:
                reason = "declined" if declines else self._refusal(connection, method_token, amount)
                connection.execute(
                    "insert into outside.charges values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
                    (
                        key,
                        method_token,
                        amount.minor,
                        amount.currency,
                        purpose,
                        reason is None,
                        f"ch_{secrets.token_hex(8)}",
                        reason,
                        self._clock(),
                    ),
                )
                payment_pages.ring(connection, "charge", key)
            made = _find(connection, key)
        assert made is not None
        return made

    def find_charge(self, key: str) -> Charge | None:
        with self._answering(key) as connection:
            return _find(connection, key)

    def open_page(self, key: str, *, amount: Money | None, purpose: str, lasts: timedelta) -> PaymentPage:
        with self._answering(key) as connection:
            payment_pages.open_page(connection, key, amount=amount, purpose=purpose, expires_at=self._clock() + lasts)
            page = self._page(connection, key)
        assert page is not None
        return page

    def find_page(self, key: str) -> PaymentPage | None:
        with self._answering(key) as connection:
            return self._page(connection, key)

    def _page(self, connection: psycopg.Connection, key: str) -> PaymentPage | None:
        return payment_pages.find(
            connection, key, pages_at=self._pages_at, now=self._clock(), charge=_find(connection, key)
        )

    def pay_page(self, token: str, card: Card, *, save: bool = False) -> str | None:
        """Somebody fills in the page of this address; why their card was refused, or None. LookupError for no page."""
        with self._reached(token) as connection:
            declines = _fails(connection, DECLINE)
            return payment_pages.pay(connection, token, card, save=save, declines=declines, now=self._clock())

    def read_page(self, token: str) -> payment_pages.Shown:
        """What stands on the page of this address. LookupError for no page."""
        with self._reached(token) as connection:
            return payment_pages.read(connection, token, now=self._clock())

    def newest_page(self) -> str | None:
        """The address of the page that was opened last, if it can still be used."""
        with self._reached("") as connection:
            return payment_pages.newest(connection, now=self._clock())

    def refund(self, key: str, *, reference: str, amount: Money) -> Refunded:
        with self._answering(key) as connection:
            return payment_pages.refund(connection, key, reference=reference, amount=amount, now=self._clock())

    def forget_card(self, token: str) -> None:
        with self._answering(token) as connection:
            connection.execute("delete from outside.cards where token = %s", (token,))

    def statement(self, since: datetime, until: datetime) -> Sequence[StatementLine]:
        with self._reached("statement") as connection:
            return payment_pages.statement(connection, since, until)

    def waiting_webhooks(self) -> list[tuple[int, str, str, str]]:
        """Messages not yet sent: number, event id, kind, key; in the order in which they came up."""
        with self._reached("webhooks") as connection:
            found = connection.execute(
                "select id, event, kind, key from outside.webhooks where sent_at is null order by id limit 100"
            )
            return found.fetchall()

    def mark_sent(self, number: int) -> None:
        """The message with this number was taken."""
        with self._reached("webhooks") as connection:
            connection.execute("update outside.webhooks set sent_at = %s where id = %s", (self._clock(), number))

    @contextmanager
    def _answering(self, key: str) -> Iterator[psycopg.Connection]:
        """A question of the shop: it may stay unanswered, before anything was done or when all of it stands."""
        with self._reached(key) as connection:
            if _fails(connection, TIMEOUT_BEFORE):
                raise PaymentTimeout(key)
            yield connection
            connection.commit()
            if _fails(connection, TIMEOUT_AFTER):
                raise PaymentTimeout(key)

    @contextmanager
    def _reached(self, key: str) -> Iterator[psycopg.Connection]:
        try:
            with _connection(self._url) as connection:
                yield connection
        except psycopg.OperationalError as error:
            raise PaymentTimeout(key) from error

    def _refusal(self, connection: psycopg.Connection, token: str, amount: Money) -> str | None:
        """Why the card's bank says no, or None."""
        card = connection.execute(
            "select limit_minor, expires_on, declined from outside.cards where token = %s", (token,)
        ).fetchone()
        if card is None:
            return "unknown card"
        limit, expires_on, declined = card
        if declined:
            return "declined"
        if self._clock().date() > expires_on:
            return "expired card"
        charged = connection.execute(
            "select coalesce(sum(amount_minor), 0) from outside.charges where token = %s and captured", (token,)
        ).fetchone()
        if limit is not None and charged is not None and charged[0] + amount.minor > limit:
            return "limit exceeded"
        return None


def _fails(connection: psycopg.Connection, kind: str) -> bool:
    """Whether a fault is set; one that is set for so many times is used up by one, whatever comes after."""
    found = connection.execute(
        "update outside.payment_faults set remaining = remaining - 1 "
        "where kind = %s and (remaining is null or remaining > 0) returning 1",
        (kind,),
    ).fetchone()
    connection.commit()
    return found is not None


def _find(connection: psycopg.Connection, key: str) -> Charge | None:
    row = connection.execute(
        "select key, captured, reference, reason from outside.charges where key = %s", (key,)
    ).fetchone()
    return Charge(*row) if row else None
