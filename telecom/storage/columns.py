"""Kinds of columns: moments, states, raw values, and what stands sealed: secrets, and what is personal."""

import base64
import json
from collections.abc import Sequence
from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, LargeBinary, MetaData, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Composite, composite, registry

from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.wire import from_wire, to_wire
from telecom.storage.secrecy import secrecy

MAIL = "mail:"

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


class Wire(TypeDecorator[Any]):
    """Raw values as tagged JSON. Assign a new value to change it; changes inside are not seen."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return None if value is None else to_wire(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return from_wire(value)


def _packed(value: Any) -> bytes:
    return json.dumps(to_wire(value)).encode()


def _unpacked(clear: bytes) -> Any:
    return from_wire(json.loads(clear))


class Sealed(TypeDecorator[Any]):
    """What only the holder of the key can read. It can be looked for by nothing but whether there is any."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else secrecy.seal(_packed(value))

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        return None if value is None else _unpacked(secrecy.open(value))


class SealedWire(TypeDecorator[Any]):
    """Raw values that only the holder of the key can read, in a column of JSON."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else base64.b64encode(secrecy.seal(_packed(value))).decode()

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else _unpacked(secrecy.open(base64.b64decode(value)))


class SealedAlike(TypeDecorator[str]):
    """A text that only the holder of the key can read, and that whoever knows it finds: the same is sealed alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else base64.b64encode(secrecy.seal(value.encode(), alike=True)).decode()

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else secrecy.open(base64.b64decode(value), alike=True).decode()


class Address(SealedAlike):
    """Where somebody is reached: a number or a chat as it is, a mail address sealed alike."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return value if value is None or "@" not in value else f"{MAIL}{super().process_bind_param(value, dialect)}"

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        if value is None or not value.startswith(MAIL):
            return value
        return super().process_result_value(value.removeprefix(MAIL), dialect)


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
