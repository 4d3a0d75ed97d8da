"""One transaction: everything in it happens, or nothing."""

import select
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

import procrastinate
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.orm import Session

from telecom.model.access import ChatSession
from telecom.model.calls import CallHour
from telecom.model.messaging import Choice, Conversation, IncomingMessage
from telecom.model.parties import Individual
from telecom.storage.audit import link_records
from telecom.storage.calls import call_hours
from telecom.storage.claims import claim_waiting, is_held, undelivered
from telecom.storage.clock import OperatorClock
from telecom.storage.collections import StoredCollection, duplicate_of
from telecom.storage.columns import Address
from telecom.storage.memory import Memory
from telecom.storage.queues import chat_and_queue, choices_on_screen, next_turn, speaker, waits_beside

T = TypeVar("T")

_MOST_PREPARED, _NEW = 500, "not used yet"
# Enqueues only, inside our own transaction: this connector is never opened.
_jobs = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
_JOBS_WAITING = text(
    "select count(*) from procrastinate_jobs where status = 'doing' "
    "or (status = 'todo' and (scheduled_at is null or scheduled_at <= now()))"
)
_ADDRESS = Address()
_SERIES = ("ticket", "order", "bill", "customer", "payment", "test")


class StoredWork:
    """`telecom.ports.Work` on PostgreSQL."""

    def __init__(
        self, session: Session, *, now: datetime, zone: ZoneInfo, currency: str, memory: Memory | None = None
    ) -> None:
        self.session = session
        self._memory = memory or Memory()
        self.now = now
        self.zone = zone
        self.currency = currency

    def of(self, kind: type[T]) -> StoredCollection[T]:
        return StoredCollection(self.session, kind)

    def enqueue(
        self,
        task: str,
        /,
        *,
        priority: int = 0,
        lock: str | None = None,
        after: timedelta | None = None,
        **arguments: Any,
    ) -> None:
        self.session.flush()
        connection = self.session.connection().connection.driver_connection
        options: dict[str, Any] = {"schedule_in": {"seconds": after.total_seconds()}} if after else {}
        # Jobs stand in the clear, and the lock of a mail is the address that it goes to.
        lock = _ADDRESS.process_bind_param(lock, None)
        _jobs.configure_task(task, connection=connection, lock=lock, priority=priority, **options).defer(**arguments)

    def next_number(self, series: str) -> int:
        if series not in _SERIES:
            raise ValueError(f"no number series {series}")
        return int(self.session.execute(text(f"select nextval('{series}_numbers')")).scalar_one())

    def claim_conversations(self, instance: int, *, limit: int) -> list[str]:
        return claim_waiting(self.session, instance, limit=limit)

    def chat_and_queue(self, channel: str, address: str) -> tuple[Conversation, int] | None:
        return chat_and_queue(self.session, channel, address)

    def next_turn(self, conversation_id: str) -> tuple[Conversation, IncomingMessage | None]:
        return next_turn(self.session, conversation_id)

    def choices_on_screen(self, conversation_id: str) -> list[Choice]:
        return choices_on_screen(self.session, conversation_id, now=self.now)

    def speaker(self, conversation_id: str) -> tuple[ChatSession, Individual] | None:
        return speaker(self.session, conversation_id)

    def waits_beside(self, conversation_id: str, number: int) -> tuple[bool, bool]:
        return waits_beside(self.session, conversation_id, number)

    def is_running(self, instance: int) -> bool:
        return is_held(self.session, instance)

    def undelivered(self, channels: Sequence[str], *, urgent: bool = False, limit: int = 100) -> list[str]:
        self.session.flush()
        return undelivered(self.session, channels, now=self.now, urgent=urgent, limit=limit)

    def call_hours(self, lines: Sequence[str], since: datetime, until: datetime) -> list[CallHour]:
        return call_hours(self.session, lines, since, until, zone=self.zone)

    def recall(self, key: str, find: Callable[[], T], *, of: Sequence[type], during: timedelta) -> T:
        return self._memory.recall(key, find, of=of, now=self.now, during=during)

    def flush(self) -> None:
        try:
            self.session.flush()
        except IntegrityError as error:
            raise duplicate_of(error) or error from error

    def commit(self) -> None:
        try:
            link_records(self.session)
            self.session.commit()
            self._memory.forget(self.session)
        except IntegrityError as error:
            raise duplicate_of(error) or error from error

    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


class WorkOpener:
    """`telecom.ports.OpenWork`: opens units of work on one engine, with the operator's clock, zone and currency."""

    def __init__(self, engine: Engine, *, zone: ZoneInfo, currency: str, system_clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self.clock = OperatorClock()
        self._memory = Memory()
        self._zone = zone
        self._currency = currency
        self._system_clock = system_clock

    @contextmanager
    def __call__(self) -> Iterator[StoredWork]:
        with Session(self.engine, expire_on_commit=False) as session:
            now = self._system_clock() + timedelta(seconds=self.clock.ahead(session))
            work = StoredWork(session, now=now, zone=self._zone, currency=self._currency, memory=self._memory)
            yield work
            work.commit()

    def jobs_waiting(self) -> int:
        """How many jobs are due or being run now, by any worker."""
        with self.engine.connect() as connection:
            return int(connection.execute(_JOBS_WAITING).scalar_one())


def open_engine(url: str, *, pool_size: int = 10, statement_timeout: timedelta | None = None) -> Engine:
    """An engine for psycopg 3. `statement_timeout` bounds each statement, and half of it each wait for a lock."""
    options = ["-c timezone=UTC", "-c application_name=dialtone"]
    if statement_timeout is not None:
        milliseconds = int(statement_timeout.total_seconds() * 1000)
        options += [f"-c statement_timeout={milliseconds}", f"-c lock_timeout={milliseconds // 2}"]
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        # The connection given back last is taken first: it has ready what is asked most.
        pool_use_lifo=True,
        # An error is logged with its statement; what stands in it belongs to a subscriber.
        hide_parameters=True,
        connect_args={"options": " ".join(options), "connect_timeout": 5, "prepare_threshold": 2},
    )
    # Several new rows are one statement, as elsewhere; for psycopg it is left to be asked for.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "connect", _keep_prepared)
    event.listen(engine, "checkout", _refuse_hung_up)
    return engine


def _keep_prepared(connection: Any, record: Any) -> None:
    """A turn has more kinds of questions than are kept prepared by default."""
    connection.prepared_max = _MOST_PREPARED
    record.info[_NEW] = True


def _refuse_hung_up(connection: Any, record: Any, *_: object) -> None:
    """The database says nothing on a connection at rest but that it hangs up, as it does when it is restarted: then
    the pool lets go of all it has and makes a new one. Looking costs no question to the database. Where the new one is
    cut too, the first question on it says so, with the error that everybody knows."""
    if record.info.pop(_NEW, False):
        return
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    if watch.poll(0):
        refusal = DisconnectionError("the database has hung up")
        refusal.invalidate_pool = True
        raise refusal


class Lease:
    """A session-level advisory lock on one connection: held while its process lives, free the moment it dies."""

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine = engine
        self.number = number
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._connection.execute(text("select pg_advisory_lock(:n)"), {"n": self.number})
        return self

    def take_if_free(self) -> bool:
        """Take it without waiting; says whether it is ours now, to be given back by `__exit__`."""
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(text("select pg_try_advisory_lock(:n)"), {"n": self.number}).scalar():
            connection.close()
            return False
        self._connection = connection
        return True

    def still_held(self) -> bool:
        """Whether the connection that holds the lock still answers."""
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("select 1"))
        except Exception:
            return False
        return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
