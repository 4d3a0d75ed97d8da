"""The demo payment provider's pages, refunds and file: what it does on the web, in its own tables."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from telecom.model.money import Money
from telecom.ports import Charge, NewCard, PaymentPage, Refunded, StatementLine

# Numbers that no bank ever gives out, and what their bank says.
TEST_CARDS: dict[str, tuple[str, str | None]] = {
    "4242424242424242": ("Visa", None),
    "5555555555554444": ("Mastercard", None),
    "4000000000000002": ("Visa", "declined"),
    "4000000000009995": ("Visa", "insufficient funds"),
    "4000000000000069": ("Visa", "expired card"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody types on the page; it stays with the provider."""

    number: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on a page: for what, how much (nothing where a card is only saved), and how it stands."""

    purpose: str
    amount: Money | None
    state: str


def ring(connection: psycopg.Connection, kind: str, key: str) -> None:
    """Note that the shop is to hear of something; in the transaction in which it happens."""
    connection.execute(
        "insert into outside.webhooks (event, kind, key) values (%s, %s, %s)",
        (f"evt_{secrets.token_hex(8)}", kind, key),
    )


def open_page(
    connection: psycopg.Connection, key: str, *, amount: Money | None, purpose: str, expires_at: datetime
) -> None:
    """Open a page once per key."""
    connection.execute(
        "insert into outside.pages (key, token, amount_minor, currency, purpose, expires_at) "
        "values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
        (
            key,
            secrets.token_urlsafe(16),
            amount.minor if amount else None,
            amount.currency if amount else None,
            purpose,
            expires_at,
        ),
    )


def find(
    connection: psycopg.Connection, key: str, *, pages_at: str, now: datetime, charge: Charge | None
) -> PaymentPage | None:
    """A page by its key."""
    row = connection.execute(
        "select token, expires_at, saved_card, brand, last_four, card_expires_on from outside.pages where key = %s",
        (key,),
    ).fetchone()
    if row is None:
        return None
    token, expires_at, saved, brand, last_four, ends = row
    card = NewCard(saved, brand, last_four, ends) if saved else None
    done = charge is not None or card is not None
    return PaymentPage(key, f"{pages_at}/pay/{token}", not done and now < expires_at, charge, card)


def newest(connection: psycopg.Connection, *, now: datetime) -> str | None:
    """The address of the newest page that can still be used."""
    row = connection.execute(
        "select token from outside.pages p where expires_at > %s and saved_card is null "
        "and not exists (select 1 from outside.charges c where c.key = p.key) order by expires_at desc limit 1",
        (now,),
    ).fetchone()
    return row[0] if row else None


def read(connection: psycopg.Connection, token: str, *, now: datetime) -> Shown:
    """What stands on a page."""
    _, amount, purpose, state = _page(connection, token, now=now)
    return Shown(purpose, amount, state)


def _page(connection: psycopg.Connection, token: str, *, now: datetime) -> tuple[str, Money | None, str, str]:
    row = connection.execute(
        "select key, amount_minor, currency, purpose, expires_at, saved_card from outside.pages "
        "where token = %s for update",
        (token,),
    ).fetchone()
    if row is None:
        raise LookupError("no such page")
    key, minor, currency, purpose, expires_at, saved = row
    paid = connection.execute("select 1 from outside.charges where key = %s", (key,)).fetchone()
    state = "done" if paid or (saved and minor is None) else "open" if now < expires_at else "expired"
    return key, Money(minor, currency) if minor is not None else None, purpose, state


def pay(
    connection: psycopg.Connection, token: str, card: Card, *, save: bool, declines: bool, now: datetime
) -> str | None:
    """Charge the card for the page, once; save it where its owner wishes, or where that is what the page is for."""
    key, amount, purpose, state = _page(connection, token, now=now)
    if state == "expired":
        return "this page has expired"
    if state == "done":
        return None
    brand, refusal = TEST_CARDS.get(card.number, ("", "unknown card"))
    refusal = "declined" if declines else "expired card" if card.expires_on < now.date() else refusal
    if refusal:
        return refusal
    saved = f"tok_{secrets.token_hex(12)}"
    if save or amount is None:
        connection.execute("insert into outside.cards values (%s, null, %s, false)", (saved, card.expires_on))
        connection.execute(
            "update outside.pages set saved_card = %s, brand = %s, last_four = %s, card_expires_on = %s where key = %s",
            (saved, brand, card.number[-4:], card.expires_on, key),
        )
    if amount is not None:
        connection.execute(
            "insert into outside.charges values (%s, %s, %s, %s, %s, true, %s, null, %s)",
            (key, saved, amount.minor, amount.currency, purpose, f"ch_{secrets.token_hex(8)}", now),
        )
    ring(connection, "page", key)
    return None


def refund(connection: psycopg.Connection, key: str, *, reference: str, amount: Money, now: datetime) -> Refunded:
    """Give money back once per key, and never more than was taken."""
    taken = connection.execute(
        "select amount_minor from outside.charges where reference = %s and captured for update", (reference,)
    ).fetchone()
    standing = connection.execute(
        "select key, done, reference, reason from outside.refunds where key = %s", (key,)
    ).fetchone()
    if standing is not None:
        return Refunded(*standing)
    row = connection.execute(
        "select coalesce(sum(amount_minor), 0) from outside.refunds where charge = %s and done", (reference,)
    ).fetchone()
    assert row is not None
    reason = "unknown charge" if taken is None else "more than charged" if row[0] + amount.minor > taken[0] else None
    made = Refunded(key, reason is None, f"re_{secrets.token_hex(8)}", reason)
    connection.execute(
        "insert into outside.refunds values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (key, reference, amount.minor, amount.currency, made.done, made.reference, reason, now),
    )
    ring(connection, "refund", key)
    return made


def statement(connection: psycopg.Connection, since: datetime, until: datetime) -> list[StatementLine]:
    """All that was captured and given back in a time, in its order."""
    rows = connection.execute(
        "select key, reference, amount_minor, currency, at from outside.charges "
        "where captured and at >= %(since)s and at < %(until)s "
        "union all select key, reference, -amount_minor, currency, at from outside.refunds "
        "where done and at >= %(since)s and at < %(until)s order by at, key",
        {"since": since, "until": until},
    ).fetchall()
    return [StatementLine(key, reference, Money(minor, currency)) for key, reference, minor, currency, _ in rows]
