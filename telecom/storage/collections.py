"""Finding, adding and counting entities in the database."""

import builtins
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar, cast

from sqlalchemy import ARRAY, ColumnElement, Select, Table, Update, bindparam, func, inspect, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql.dml import ReturningInsert

from telecom.model.errors import NotFound
from telecom.ports import By, Duplicate
from telecom.storage.columns import Sealed, SealedWire
from telecom.storage.memory import note_changed
from telecom.storage.read_once import forget_read, note_read, question, read_before
from telecom.storage.sorting import sealed_among, sorted_by

T = TypeVar("T")
_COMPARE = {
    "": "__eq__",
    "lt": "__lt__",
    "lte": "__le__",
    "gt": "__gt__",
    "gte": "__ge__",
    "not": "__ne__",
    "like": "like",
}


class StoredCollection(Generic[T]):
    """`telecom.ports.Collection` over one mapped table."""

    def __init__(self, session: Session, kind: type[T]) -> None:
        self._session = session
        self._kind = kind

    def add(self, entity: T) -> T:
        self._session.add(entity)
        return entity

    def add_rows(self, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self._session.flush()
            forget_read(self._session)
            arrays = {f"all_{name}": list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
            self._session.execute(_many_rows(cast(Any, self._kind), tuple(names)), arrays)

    def get(self, key: Any, *, lock: bool = False) -> T:
        if lock:
            forget_read(self._session)
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
        shape, values = _shape_of(where)
        kind = cast(Any, self._kind)
        if any(value == [] for value in values.values()):  # one of none is nothing
            return []
        asked = None if lock else question(kind, shape, order, limit, values=values)
        if (known := read_before(self._session, asked)) is not None:
            return known
        if lock:
            forget_read(self._session)
        found = self._found(_Search(kind, shape, order, limit, lock), values)
        note_read(self._session, asked, found)
        return found

    def _found(self, search: "_Search", values: dict[str, Any]) -> builtins.list[T]:
        """What the database has; by what stands sealed it is sorted here."""
        if not (names := sealed_among(search.kind, search.order or "")):
            return list(self._session.scalars(_selection(*search), values))
        if search.limit is not None:
            raise TypeError(f"the first by {', '.join(names)} are not known to the database: it stands sealed")
        found = list(self._session.scalars(_selection(*search._replace(order=None)), values))
        return sorted_by(found, cast(str, search.order))

    def count(self, **where: Any) -> int:
        shape, values = _shape_of(where)
        query = select(func.count()).select_from(self._kind).where(*_conditions(self._kind, shape))
        return int(self._session.scalar(query, values) or 0)

    def total(self, column: str, **where: Any) -> int:
        shape, values = _shape_of(where)
        query = select(func.coalesce(func.sum(getattr(self._kind, column)), 0)).where(*_conditions(self._kind, shape))
        return int(self._session.scalar(query, values) or 0)

    def sums(
        self, columns: Sequence[str], *, by: Sequence[str], **where: Any
    ) -> builtins.list[tuple[tuple[Any, ...], tuple[int, ...]]]:
        shape, values = _shape_of(where)
        keys = [getattr(self._kind, name) for name in by]
        query = select(*keys, *(func.sum(getattr(self._kind, name)) for name in columns))
        query = query.where(*_conditions(self._kind, shape)).group_by(*keys)
        found = self._session.execute(query, values).all()
        return [(tuple(row[: len(by)]), tuple(int(each) for each in row[len(by) :])) for row in found]

    def change(self, values: Mapping[str, Any], **where: Any) -> int:
        statement, named = self._change(values, where)
        result = self._session.execute(statement, named, execution_options={"synchronize_session": False})
        return int(cast(Any, result).rowcount)

    def change_summed(
        self,
        values: Mapping[str, Any],
        columns: Sequence[str],
        *,
        by: Sequence[str],
        counting: Mapping[str, Any],
        **where: Any,
    ) -> builtins.list[tuple[tuple[Any, ...], tuple[int, ...]]]:
        statement, named = self._change(values, where)
        mapped: Mapper[Any] = inspect(self._kind)
        shape, compared = _shape_of(dict(counting))
        named |= {f"counting_{name}": value for name, value in compared.items()}
        returned = dict.fromkeys([*by, *columns, *(name.partition("__")[0] for name in counting)])
        changed = statement.returning(*(mapped.columns[name] for name in returned)).cte("changed")
        keys = [changed.c[name] for name in by]
        query = select(*keys, *(func.sum(changed.c[name]) for name in columns)).group_by(*keys)
        query = query.where(*_conditions(changed.c, shape, prefix="counting_"))
        found = self._session.execute(query, named).all()
        return [(tuple(row[: len(by)]), tuple(int(each) for each in row[len(by) :])) for row in found]

    def _change(self, values: Mapping[str, Any], where: dict[str, Any]) -> tuple[Update, dict[str, Any]]:
        """The statement that sets attributes of all that fit, and the values that it needs."""
        shape, compared = _shape_of(where)
        self._session.flush()
        forget_read(self._session)
        note_changed(self._session, self._kind)
        plain = {name: value for name, value in values.items() if not isinstance(value, By)}
        differing = {name: value for name, value in values.items() if isinstance(value, By)}
        named = {f"to_{name}": value for name, value in plain.items()}
        named |= {f"where_{name}": value for name, value in compared.items()}
        for name, each in differing.items():
            named |= {f"of_{name}": list(each.values), f"by_{name}": list(each.values.values())}
        looked_up = tuple((name, each.attribute) for name, each in differing.items())
        return _changing(cast(Any, self._kind), tuple(plain), looked_up, shape), named

    def remove(self, entity: T) -> None:
        self._session.delete(entity)

    def add_once(self, entity: T, *, key: str) -> bool:
        columns, values = _row_of(entity)
        # What the new row may refer to has to stand first; what was only changed can wait.
        if self._session.new:
            self._session.flush()
        forget_read(self._session)
        given = self._session.execute(_insertion(cast(Any, self._kind), key, columns), values).first()
        if given is None:
            return False
        note_changed(self._session, self._kind)
        for name, value in zip(given._fields, given, strict=True):
            setattr(entity, name, value)
        return True


def duplicate_of(error: IntegrityError) -> Duplicate | None:
    """Duplicate when a unique key was broken (SQLSTATE 23505), else None."""
    state = getattr(error.orig, "sqlstate", None)
    return (
        Duplicate(str(getattr(getattr(error.orig, "diag", None), "constraint_name", ""))) if state == "23505" else None
    )


# Which attribute is compared, and how: the part of a search that stays the same while its values change.
_Shape = tuple[tuple[str, str], ...]


class _Search(NamedTuple):
    """A search without its values: for each there is one statement, made once."""

    kind: type
    shape: _Shape
    order: str | None
    limit: int | None
    lock: bool


def _shape_of(where: dict[str, Any]) -> tuple[_Shape, dict[str, Any]]:
    """A search without its values, and the values by the names that they have in the statement."""
    shape: list[tuple[str, str]] = []
    values: dict[str, Any] = {}
    for name, value in where.items():
        _, _, comparison = name.partition("__")
        if value is None:
            shape.append((name, "is not null" if comparison == "not" else "is null"))
        else:
            is_many = not comparison and isinstance(value, list | tuple | set | frozenset)
            shape.append((name, "in" if is_many else comparison))
            values[name] = list(value) if is_many else value
    return tuple(shape), values


@lru_cache(maxsize=2000)
def _selection(kind: type, shape: _Shape, order: str | None, limit: int | None, lock: bool) -> Select[Any]:
    """The statement of a search, made once: making it takes as long as running it."""
    query: Select[Any] = select(kind).where(*_conditions(kind, shape))
    for name in (order or "").split(","):
        if name:
            column = getattr(kind, name.lstrip("-"))
            query = query.order_by(column.desc() if name.startswith("-") else column)
    if limit is not None:
        query = query.limit(limit)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return query


def _conditions(kind: Any, shape: _Shape, *, prefix: str = "") -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for name, comparison in shape:
        column = getattr(kind, name.partition("__")[0])
        if isinstance(column.type, Sealed | SealedWire) and not comparison.startswith("is "):
            raise TypeError(f"{name} stands sealed: it cannot be looked for")
        if comparison == "is null":
            conditions.append(column.is_(None))
        elif comparison == "is not null":
            conditions.append(column.is_not(None))
        elif comparison == "in":
            conditions.append(column.in_(bindparam(prefix + name, expanding=True)))
        else:
            conditions.append(getattr(column, _COMPARE[comparison])(bindparam(prefix + name, type_=column.type)))
    return conditions


def _row_of(entity: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The attributes of a new entity that its row is made of, and their values."""
    values = {}
    for attribute in inspect(type(entity)).column_attrs:
        value, column = getattr(entity, attribute.key, None), attribute.columns[0]
        # Numbers that the database gives are left to it.
        if value is not None or not (column.primary_key or column.identity is not None):
            values[column.name] = value
    return tuple(values), values


@lru_cache(maxsize=200)
def _insertion(kind: type, key: str, columns: tuple[str, ...]) -> ReturningInsert[Any]:
    """The statement that adds a row once: making it takes as long as running it."""
    mapped: Mapper[Any] = inspect(kind)
    table = cast(Table, mapped.local_table)
    unique = [mapped.attrs[name].columns[0] for name in key.split(",")]
    statement = insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in columns})
    given = [column for column in table.columns if column.primary_key or column.identity is not None]
    return statement.on_conflict_do_nothing(index_elements=unique).returning(*given)


@lru_cache(maxsize=200)
def _changing(kind: type, names: tuple[str, ...], looked_up: tuple[tuple[str, str], ...], shape: _Shape) -> Update:
    """The statement that sets attributes of all that fit; those `looked_up` by what stands in another attribute, in
    two lists of the same length: only what stands there is changed."""
    mapped: Mapper[Any] = inspect(kind)
    columns = mapped.columns
    statement = update(cast(Table, mapped.local_table)).where(*_conditions(kind, shape, prefix="where_"))
    # A parameter that is called like a column would be taken for a value to set.
    values: dict[Any, Any] = {columns[name]: bindparam(f"to_{name}", type_=columns[name].type) for name in names}
    for name, attribute in looked_up:
        of = bindparam(f"of_{name}", type_=ARRAY(columns[attribute].type))
        by = bindparam(f"by_{name}", type_=ARRAY(columns[name].type))
        table = func.unnest(of, by).table_valued("of", "by").render_derived(name=f"found_{name}")
        statement = statement.where(columns[attribute] == table.c["of"])
        values[columns[name]] = table.c["by"]
    return statement.values(values)


@lru_cache(maxsize=50)
def _many_rows(kind: type, names: tuple[str, ...]) -> Insert:
    """The statement that adds many rows, given as one list for each column."""
    mapped: Mapper[Any] = inspect(kind)
    columns = [mapped.columns[name] for name in names]
    lists = [bindparam(f"all_{name}", type_=ARRAY(of.type)) for name, of in zip(names, columns, strict=True)]
    rows = func.unnest(*lists).table_valued(*(column.name for column in columns)).render_derived(name="given")
    given = select(*(rows.c[column.name] for column in columns))
    return insert(cast(Table, mapped.local_table)).from_select([column.name for column in columns], given)
