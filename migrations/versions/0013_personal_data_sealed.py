"""What is personal stands sealed, with the key of the settings; rows that stood before are carried over."""

import base64
import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Texts that become sealed bytes, with the type that each had.
TEXTS: dict[str, dict[str, str]] = {
    "individuals": {
        "given_name": "varchar(80)", "family_name": "varchar(80)", "email": "varchar(254)", "address": "varchar(300)",
        "born_on": "date",
    },
    "customers": {"name": "varchar(120)"},
    "services": {"name": "varchar(80)"},
    "bill_deliveries": {"address": "varchar(80)"},
    "sims": {"sent_to": "varchar(200)"},
    "trouble_tickets": {"words": "text", "resolution": "text"},
    "ticket_notes": {"text": "text"},
    "fault_reports": {"words": "text"},
    "experience_reports": {"words": "text"},
    "window_wishes": {"words": "text", "answer": "text"},
    "disputes": {"words": "varchar(500)"},
    "warranty_claims": {"words": "varchar(1000)", "address": "varchar(200)"},
    "party_interactions": {"text": "text", "answer": "text"},
    "tips": {"text": "text"},
    "bill_lines": {"description": "varchar(120)"},
    "charges": {"description": "varchar(120)"},
}  # fmt: skip
# Texts that stay texts, the same sealed alike.
ALIKE: dict[str, dict[str, str]] = {
    "line_groups": {"name": "varchar(60)"},
    "own_services": {"name": "varchar(40)"},
    "agreement_parties": {"name": "varchar(120)"},
    "open_questions": {"question": "varchar(200)"},
}
# The same for those of them that are mail addresses; numbers stay.
ADDRESSES: dict[str, dict[str, str]] = {
    "outbox": {"address": "varchar(80)"},
    "one_time_codes": {"subject": "varchar(80)"},
    "failed_proofs": {"subject": "varchar(80)"},
}
# Raw values, in columns of JSON before and after.
VALUES: dict[str, tuple[str, ...]] = {
    "outbox": ("utterance",),
    "choices": ("content",),
    "proposals": ("terms", "shown", "result"),
    "approvals": ("terms", "shown", "result"),
    "changes": ("terms", "result"),
    "order_items": ("details",),
    "payments": ("said",),
    "staff_tasks": ("needs",),
    "services": ("parameters",),
    "own_parts": ("value",),
}
# Sealed with another cipher until now: bytes, and texts in columns of JSON.
BYTES_BEFORE: dict[str, tuple[str, ...]] = {
    "sms_fragments": ("text",),
    "agent_cases": ("wish", "packet", "summary"),
    "case_messages": ("text",),
    "inbox": ("text",),
    "outbox": ("secrets",),
    "payment_methods": ("token",),
    "payments": ("link",),
    "card_requests": ("link",),
    "passing_secrets": ("value",),
}
VALUES_BEFORE: dict[str, tuple[str, ...]] = {"conversations": ("waiting", "later")}
_MAIL, _BATCH = "mail:", 2000


class NoKey(SystemExit):
    """Rows stand that cannot be carried over without the right key."""


class _Cipher:
    """Both ciphers of the message key: the one before, and the one from here on."""

    def __init__(self, message_key: str) -> None:
        derived = HKDF(SHA256(), 70, salt=None, info=b"dialtone columns 1").derive(
            base64.urlsafe_b64decode(message_key)
        )
        self.mark, self.siv, self.fernet = derived[64:], AESSIV(derived[:64]), Fernet(message_key)

    def seal(self, clear: bytes) -> bytes:
        nonce = os.urandom(16)
        return self.mark + nonce + self.siv.encrypt(clear, [nonce])

    def open(self, sealed: bytes) -> bytes:
        self._check(sealed)
        return self.siv.decrypt(sealed[22:], [sealed[6:22]])

    def seal_alike(self, clear: bytes) -> bytes:
        return self.mark + self.siv.encrypt(clear, None)

    def open_alike(self, sealed: bytes) -> bytes:
        self._check(sealed)
        return self.siv.decrypt(sealed[6:], None)

    def _check(self, sealed: bytes) -> None:
        if sealed[:6] != self.mark:
            raise InvalidTag


def upgrade() -> None:
    _retype({table: dict.fromkeys(columns, "text") for table, columns in (TEXTS | ALIKE | ADDRESSES).items()})
    for table in _tables():
        _carry(table, lambda cipher, table=table: _sealing(cipher, table))
    _retype({table: dict.fromkeys(columns, "bytea") for table, columns in TEXTS.items()}, "decode({0}, 'base64')")
    _retype({table: dict.fromkeys(columns, "text") for table, columns in (ALIKE | ADDRESSES).items()}, "{0} || ''")
    _retype({table: dict.fromkeys(columns, "jsonb") for table, columns in VALUES.items()}, "{0} #> '{{}}'")
    op.drop_index("ix_bill_deliveries_address", table_name="bill_deliveries")


def downgrade() -> None:
    _retype({table: dict.fromkeys(columns, "text") for table, columns in TEXTS.items()}, "encode({0}, 'base64')")
    for table in _tables():
        _carry(table, lambda cipher, table=table: _opening(cipher, table))
    _retype(TEXTS | ALIKE | ADDRESSES, "{0}::{1}")
    op.create_index("ix_bill_deliveries_address", "bill_deliveries", ["address"])


def _tables() -> list[str]:
    return sorted({*TEXTS, *ALIKE, *ADDRESSES, *VALUES, *BYTES_BEFORE, *VALUES_BEFORE})


def _retype(wanted: dict[str, dict[str, str]], using: str = "{0}::text") -> None:
    """Give columns other types. That writes the tables anew: what stood there in the clear is gone from their files."""
    for table, columns in wanted.items():
        changes = ", ".join(
            f'alter column "{name}" type {to} using {using.format(chr(34) + name + chr(34), to)}'
            for name, to in columns.items()
        )
        op.execute(f"alter table {table} {changes}")


def _carry(table: str, changes_of: Callable[[_Cipher], dict[str, Callable[[Any], Any]]]) -> None:
    """Change every row of a table, some thousands with each statement; nothing needs a key where there are none."""
    bind = op.get_bind()
    if bind.execute(sa.text(f"select 1 from {table} limit 1")).first() is None:
        return
    changes = changes_of(_cipher())
    kinds = {
        column["name"]: str(column["type"].compile(bind.dialect)) for column in sa.inspect(bind).get_columns(table)
    }
    (key,) = sa.inspect(bind).get_pk_constraint(table)["constrained_columns"]
    names = ", ".join(f'"{name}"' for name in changes)
    given = ", ".join(f"cast(:{name} as {kinds[name]}[])" for name in (key, *changes))
    values = ", ".join(f'"{name}" = given."{name}"' for name in changes)
    update = sa.text(
        f'update {table} t set {values} from unnest({given}) as given("{key}", {names}) where t."{key}" = given."{key}"'
    )
    for rows in _batches(table, key, names):
        columns = {name: [_changed(row[name], change) for row in rows] for name, change in changes.items()}
        bind.execute(update, {key: [row[key] for row in rows], **columns})


def _changed(value: Any, change: Callable[[Any], Any]) -> Any:
    return None if value is None else change(value)


def _batches(table: str, key: str, names: str) -> Iterator[list[Any]]:
    """All rows as they stood before the first was changed, by their key."""
    bind = op.get_bind()
    after: Any = None
    while True:
        where = f'where "{key}" > :after' if after is not None else ""
        query = sa.text(f'select "{key}", {names} from {table} {where} order by "{key}" limit {_BATCH}')
        rows = list(bind.execute(query, {"after": after} if after is not None else {}).mappings())
        if not rows:
            return
        yield rows
        after = rows[-1][key]


def _cipher() -> _Cipher:
    key = context.config.attributes.get("message_key")
    if not key:
        raise NoKey("This step seals what is personal: set DIALTONE_MESSAGE_KEY to the key that the service runs with.")
    return _Cipher(key)


def _sealing(cipher: _Cipher, table: str) -> dict[str, Callable[[Any], Any]]:
    """How each column of a table is sealed."""

    def text(value: str, as_day: bool = False) -> str:
        packed = {"_": "day", "on": value} if as_day else value
        return _written(cipher.seal(json.dumps(packed).encode()))

    def alike(value: str) -> str:
        return _written(cipher.seal_alike(value.encode()))

    def address(value: str) -> str:
        return _MAIL + alike(value) if "@" in value else value

    def before(value: bytes) -> bytes:
        try:
            return cipher.seal(cipher.fernet.decrypt(value))
        except InvalidToken as error:
            raise NoKey(f"{table} was written with another DIALTONE_MESSAGE_KEY than the one that is set.") from error

    return {
        **{name: _day_or(text, kind) for name, kind in TEXTS.get(table, {}).items()},
        **dict.fromkeys(ALIKE.get(table, ()), alike),
        **dict.fromkeys(ADDRESSES.get(table, ()), address),
        **dict.fromkeys(VALUES.get(table, ()), lambda v: json.dumps(_written(cipher.seal(json.dumps(v).encode())))),
        **dict.fromkeys(BYTES_BEFORE.get(table, ()), before),
        **dict.fromkeys(VALUES_BEFORE.get(table, ()), lambda v: json.dumps(_written(before(v.encode())))),
    }


def _day_or(text: Callable[..., str], kind: str) -> Callable[[str], str]:
    return lambda value: text(value, kind == "date")


def _opening(cipher: _Cipher, table: str) -> dict[str, Callable[[Any], Any]]:
    """How each column of a table is opened."""

    def opened(value: bytes) -> bytes:
        try:
            return cipher.open(value)
        except InvalidTag as error:
            raise NoKey(f"{table} was written with another DIALTONE_MESSAGE_KEY than the one that is set.") from error

    def text(value: str) -> str:
        packed = json.loads(opened(_read(value)))
        return str(date.fromisoformat(packed["on"])) if isinstance(packed, dict) else str(packed)

    def alike(value: str) -> str:
        return cipher.open_alike(_read(value)).decode()

    def address(value: str) -> str:
        return alike(value.removeprefix(_MAIL)) if value.startswith(_MAIL) else value

    return {
        **dict.fromkeys(TEXTS.get(table, ()), text),
        **dict.fromkeys(ALIKE.get(table, ()), alike),
        **dict.fromkeys(ADDRESSES.get(table, ()), address),
        **dict.fromkeys(VALUES.get(table, ()), lambda v: opened(_read(v)).decode()),
        **dict.fromkeys(BYTES_BEFORE.get(table, ()), lambda v: cipher.fernet.encrypt(opened(v))),
        **dict.fromkeys(
            VALUES_BEFORE.get(table, ()), lambda v: json.dumps(cipher.fernet.encrypt(opened(_read(v))).decode())
        ),
    }


def _written(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()


def _read(written: str) -> bytes:
    return base64.b64decode(written)
