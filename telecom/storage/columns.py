"""Kinds of columns: moments, states, raw values, and secrets that stand encrypted."""

import json
from collections.abc import Sequence
from enum import Enum
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Composite, composite, registry

from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.wire import from_wire, to_wire

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
mapper = registry(metadata=metadata)


class SecretKeyMissing(RuntimeError):
    """A secret was to be read or written before the key was given."""


class _Secrecy:
    """Holds the key for encrypted columns; the key comes from the settings and is never in the database."""

    cipher: Fernet | None = None

    def use(self, key: str) -> None:
        self.cipher = Fernet(key)

    def get(self) -> Fernet:
        if self.cipher is None:
            raise SecretKeyMissing("no message key: set DIALTONE_MESSAGE_KEY or let `dialtone` make one")
        return self.cipher


secrecy = _Secrecy()


class Wire(TypeDecorator[Any]):
    """Raw values as tagged JSON. Assign a new value to change it; changes inside are not seen."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return None if value is None else to_wire(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return from_wire(value)


def _seal(value: Any) -> bytes:
    return secrecy.get().encrypt(json.dumps(to_wire(value)).encode())


def _unseal(sealed: bytes) -> Any:
    try:
        return from_wire(json.loads(secrecy.get().decrypt(sealed)))
    except InvalidToken as error:
        raise SecretKeyMissing("the message key is not the one this was written with") from error


class Encrypted(TypeDecorator[Any]):
    """A text or dictionary that only the holder of the key can read."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else _seal(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        return None if value is None else _unseal(value)


class SealedWire(TypeDecorator[Any]):
    """Raw values that only the holder of the key can read, in a column of JSON."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else _seal(value).decode()

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else _unseal(value.encode())


class Number(TypeDecorator[PhoneNumber]):
    """A phone number in E.164."""

    impl = String(16)
    cache_ok = True

    def process_bind_param(self, value: PhoneNumber | None, dialect: Any) -> str | None:
        return None if value is None else value.e164

    def process_result_value(self, value: str | None, dialect: Any) -> PhoneNumber | None:
        return None if value is None else PhoneNumber(value)


class State(TypeDecorator[Enum]):
    """An enum by its published value."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Enum | None, dialect: Any) -> str | None:
        return None if value is None else str(value.value)

    def process_result_value(self, value: str | None, dialect: Any) -> Enum | None:
        return None if value is None else self.kind(value)


class Rank(TypeDecorator[Enum]):
    """An IntEnum by its number, so that the database can sort by it."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Enum | None, dialect: Any) -> int | None:
        return None if value is None else int(value.value)

    def process_result_value(self, value: int | None, dialect: Any) -> Enum | None:
        return None if value is None else self.kind(value)


def identity() -> Column[str]:
    """The id of an entity: opaque text."""
    return Column("id", String(40), primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False, index: bool = True) -> Column[str]:
    """The id of another entity, which must exist."""
    return Column(name, String(40), ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def moment(name: str, *, nullable: bool = False, index: bool = False) -> Column[Any]:
    """A point in time, kept in UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable, index=index)


def money(name: str, *, nullable: bool = False) -> Sequence[Column[Any]]:
    """Two columns for an amount: `<name>_minor` and `<name>_currency`."""
    return (
        Column(f"{name}_minor", BigInteger, nullable=nullable),
        Column(f"{name}_currency", String(3), nullable=nullable),
    )


def money_of(columns: Any, name: str) -> Composite[Money | None]:
    """The Money attribute over the two columns that `money` made; None where both are empty."""
    return composite(Money, columns[f"{name}_minor"], columns[f"{name}_currency"], return_none_on=_both_empty)


def _both_empty(minor: int | None, currency: str | None) -> bool:
    return minor is None and currency is None
