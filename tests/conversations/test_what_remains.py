"""After the conversations: the money adds up, each yes paid once, and no secret stands anywhere. [R9, R11, R24]"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import StaticPool, create_engine

from demo.personas import PERSONAS
from telecom.storage.secrecy import secrecy
from tests.conversations.phone import ChatProcess
from tests.conversations.reckoning import assert_each_yes_paid_once, assert_the_ledger_adds_up
from tests.conversations.searching import (
    away,
    find_secrets,
    find_template,
    opened,
    read_database_files,
    read_files,
    read_tables,
)
from tests.databases import MESSAGE_KEY
from tests.personal import IN_CLEAR, personal_values, standing_in_clear

DATABASE = "script"
CARD = "4111 1111 1111 1111"
VOUCHER = "7KQ4-MX2P-9TRA-W3HD"
# Like a voucher and a PIN, but nobody's: wherever one of these stands, it was written there by what was said.
STRANGE_VOUCHER, VOUCHER_IN_A_WISH = "9ZX7-KK3M-4QWE-T6PL", "3BN8-VV5J-7RTY-H2DK"
WRONG_PIN, PIN_IN_WORDS, PIN_BEHIND = "86427531", "97531864", "75319753"
WENT_WRONG = "Something went wrong"


@pytest.fixture(scope="module")
def talked(chat: ChatProcess, chat_home: Path) -> dict[str, str]:
    """What is secret and was said, right and wrong and while things failed. The journeys have been talked before."""
    with opened(chat_home, DATABASE) as connection:
        return _say_secrets(chat, connection)


@pytest.fixture
def connection(talked: dict[str, str], chat_home: Path) -> Iterator[psycopg.Connection]:
    """A way into the database on which the conversations were held."""
    with opened(chat_home, DATABASE) as opened_one:
        yield opened_one


def test_the_ledger_adds_up(connection: psycopg.Connection) -> None:
    assert_the_ledger_adds_up(connection)


def test_each_yes_paid_once(connection: psycopg.Connection) -> None:
    assert_each_yes_paid_once(connection)


def test_what_was_said_is_erased_once_it_is_answered(connection: psycopg.Connection) -> None:
    kept = connection.execute("select number from inbox where handled_at is not null and text is not null").fetchall()
    unsent = connection.execute("select id from outbox where status = 'completed' and secrets is not null").fetchall()
    assert (kept, unsent) == ([], [])


def test_no_secret_stands_in_any_table(talked: dict[str, str], connection: psycopg.Connection, chat_home: Path) -> None:
    """All rows of all tables, but for those of the seed: its figures were there before anybody spoke, and some have
    the four digits of somebody's PIN."""
    with opened(chat_home, find_template(connection)) as seeded:
        before = read_tables(seeded)
    places = {name: "\n".join(rows - before.get(name, set())) for name, rows in read_tables(connection).items()}
    assert sum(map(len, places.values())) > 10_000, "the conversations have left something"
    assert find_secrets(talked.values(), places) == []


def test_nothing_personal_can_be_read_in_any_table_without_the_key(talked: dict[str, str], chat_home: Path) -> None:
    """Who they are, where they live and what they said to us, of everybody in all the conversations."""
    with opened(chat_home, DATABASE) as connection:
        engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
        try:
            secrecy.use(json.loads((chat_home / "keys.json").read_text())["message_key"])
            values = personal_values(engine)
            assert {persona.name for persona in PERSONAS.values() if persona.customer_number} <= values
            assert standing_in_clear(engine, values, allowed=IN_CLEAR) == set()
        finally:
            secrecy.use(MESSAGE_KEY)


def test_no_secret_stands_in_any_file(talked: dict[str, str], chat: ChatProcess, chat_home: Path) -> None:
    places = read_files(chat_home) | {"what the chat complains of": "".join(chat.errors).encode()}
    assert any(b"UndefinedTable" in content for content in places.values()), "something failed, and it was logged"
    assert find_secrets(talked.values(), places) == []
    assert find_secrets([persona.phone_number.lstrip("+") for persona in PERSONAS.values()], places) == []


def test_no_secret_stands_in_the_files_of_the_database(talked: dict[str, str], chat_home: Path) -> None:
    """What was erased or never committed is still there for a while; the PINs of four digits may stand by chance."""
    places = read_database_files(chat_home)
    assert sum(map(len, places.values())) > 10_000_000
    assert find_secrets([secret for secret in talked.values() if len(secret) > 4], places) == []


def _say_secrets(chat: ChatProcess, connection: psycopg.Connection) -> dict[str, str]:
    """Codes, PINs, cards and vouchers through every flow that takes one or should not be given one."""
    _pay_something(chat)
    said = _say_codes(chat, connection)
    said |= _say_pins(chat, connection)
    _say_vouchers_and_cards(chat, connection)
    said |= {f"PIN of {persona.name}": persona.pin for persona in PERSONAS.values() if persona.pin}
    vouchers = {"voucher": VOUCHER, "strange voucher": STRANGE_VOUCHER, "voucher in a wish": VOUCHER_IN_A_WISH}
    return said | vouchers | {"card": CARD, "PIN in words": PIN_IN_WORDS, "PIN behind": PIN_BEHIND}


def _new_phone(chat: ChatProcess, person: str) -> None:
    """Somebody's phone, nobody logged in there, and the codes of before forgotten."""
    chat.say(f"!as {person}")
    chat.say("/cancel")
    chat.say("/logout")
    chat.say("!sms")
    chat.say("!advance 1h")


def _pay_something(chat: ChatProcess) -> None:
    _new_phone(chat, "prepaid")
    chat.log_in("prepaid")
    assert "Shall I" in chat.say("top up 15").text
    assert "Done: £15.00" in chat.say("yes").text
    assert "Done: £15.00" in chat.say("yes").text


def _say_codes(chat: ChatProcess, connection: psycopg.Connection) -> dict[str, str]:
    """A code typed wrong, typed while everything fails, typed right, and typed again where nobody asks for it."""
    _new_phone(chat, "business")
    chat.say("/login")
    code = re.findall(r"\b\d{6}\b", chat.say("!sms").messages[-1]["text"])[0]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert "not the right code" in chat.say(wrong).text
    with away(connection, "failed_proofs"):
        assert WENT_WRONG in chat.say(code).text
    assert "logged in" in chat.say(f"it is {code}").text
    chat.say(code)
    chat.say(f"my code is {code}, what now")
    return {"code": code, "wrong code": wrong}


def _say_pins(chat: ChatProcess, connection: psycopg.Connection) -> dict[str, str]:
    chat.say("!advance 1h")
    assert "type your PIN" in chat.say("pay my bill").text
    with away(connection, "failed_proofs"):
        assert WENT_WRONG in chat.say(WRONG_PIN).text
    assert "PIN isn't right" in chat.say(WRONG_PIN).text
    with away(connection, "audit_trail"):
        assert WENT_WRONG in chat.say("8642").text
    assert "in full" in chat.say("8642").text
    chat.say("no")
    for said in (f"my pin is {PIN_IN_WORDS}, show my services", f"{PIN_BEHIND} is my pin, show my services"):
        assert "don't type a PIN" in chat.say(said).text
        # It may be asked for now, or the services are to be shown: either fails.
        with away(connection, "failed_proofs"), away(connection, "services"):
            assert WENT_WRONG in chat.say(said).text
        chat.say("cancel")
    return {"wrong PIN": WRONG_PIN}


def _say_vouchers_and_cards(chat: ChatProcess, connection: psycopg.Connection) -> None:
    _new_phone(chat, "prepaid")
    chat.log_in("prepaid")
    with away(connection, "vouchers"):
        assert WENT_WRONG in chat.say(f"redeem voucher {STRANGE_VOUCHER}").text
        chat.say("cancel")
        chat.say("redeem a voucher")
        assert WENT_WRONG in chat.say(STRANGE_VOUCHER).text
        chat.say("cancel")
    chat.say(f"redeem voucher {VOUCHER}")
    chat.say(f"redeem voucher {STRANGE_VOUCHER.replace('-', '').lower()}")
    with away(connection, "payment_methods"):
        chat.say(f"top up 10 with my card {CARD}")
        chat.say(f"top up 10 with {CARD.replace(' ', '')}")
        chat.say(f"10 from {CARD.replace(' ', '-')}")
        chat.say("cancel")
    chat.say(f"the internet is down since i paid with {CARD}")
    chat.say("cancel")
    # Nobody is logged in: the wish waits for the code, with all that was said, and here it waits for good.
    chat.say("/logout")
    assert "six-digit code" in chat.say(f"redeem voucher {VOUCHER_IN_A_WISH}").text
