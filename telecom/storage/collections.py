"""Finding, adding and counting entities in the database."""

import builtins
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func, inspect, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from telecom.model.errors import NotFound
from telecom.ports import Duplicate

T = TypeVar("T")
_COMPARE = {"lt": "__lt__", "lte": "__le__", "gt": "__gt__", "gte": "__ge__", "not": "__ne__"}


class StoredCollection(Generic[T]):
    """`telecom.ports.Collection` over one mapped table."""

    def __init__(self, session: Session, kind: type[T]) -> None:
        self._session = session
        self._kind = kind

    def add(self, entity: T) -> T:
        self._session.add(entity)
        return entity

    def get(self, key: Any, *, lock: bool = False) -> T:
        found = self._session.get(self._kind, key, with_for_update=lock or None, populate_existing=lock)
        if found is None:
            raise NotFound(kind=self._kind.__name__)
        return found

    def find(self, *, lock: bool = False, order: str | None = None, **where: Any) -> T | None:
        found = self.list(order=order, limit=1, lock=lock, **where)
        return found[0] if found else None

    def list(
        self, *, order: str | None = None, limit: int | None = None, lock: bool = False, **where: Any
    ) -> builtins.list[T]:
        query = select(self._kind).where(*_conditions(self._kind, where))
        for name in (order or "").split(","):
            if name:
                column = getattr(self._kind, name.lstrip("-"))
                query = query.order_by(column.desc() if name.startswith("-") else column)
        if limit is not None:
            query = query.limit(limit)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        return list(self._session.scalars(query))

    def count(self, **where: Any) -> int:
        query = select(func.count()).select_from(self._kind).where(*_conditions(self._kind, where))
        return int(self._session.scalar(query) or 0)

    def total(self, column: str, **where: Any) -> int:
        query = select(func.coalesce(func.sum(getattr(self._kind, column)), 0)).where(*_conditions(self._kind, where))
        return int(self._session.scalar(query) or 0)

    def add_once(self, entity: T, *, key: str) -> bool:
        mapped = inspect(self._kind)
        columns = {}
        for attribute in mapped.column_attrs:
            value, column = getattr(entity, attribute.key, None), attribute.columns[0]
            # Numbers that the database gives are left to it.
            if value is not None or not (column.primary_key or column.identity is not None):
                columns[column.name] = value
        unique = [mapped.attrs[name].columns[0] for name in key.split(",")]
        table = mapped.local_table
        self._session.flush()
        statement = insert(table).values(columns).on_conflict_do_nothing(index_elements=unique)
        return self._session.execute(statement.returning(*table.primary_key)).first() is not None


def duplicate_of(error: IntegrityError) -> Duplicate | None:
    """Duplicate when a unique key was broken (SQLSTATE 23505), else None."""
    state = getattr(error.orig, "sqlstate", None)
    return (
        Duplicate(str(getattr(getattr(error.orig, "diag", None), "constraint_name", ""))) if state == "23505" else None
    )


def _conditions(kind: type, where: dict[str, Any]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for name, value in where.items():
        attribute, _, comparison = name.partition("__")
        column = getattr(kind, attribute)
        if comparison:
            conditions.append(getattr(column, _COMPARE[comparison])(value))
        elif isinstance(value, list | tuple | set | frozenset):
            conditions.append(column.in_(list(value)))
        elif value is None:
            conditions.append(column.is_(None))
        else:
            conditions.append(column == value)
    return conditions
