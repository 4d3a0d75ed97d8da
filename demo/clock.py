"""Moves the demo operator's clock. Only a database that the seed marked as a demo lets it."""

from datetime import timedelta

from telecom.storage.work import WorkOpener

_MOVE = """
insert into clock_offset (single_row, seconds) values (true, %s)
on conflict (single_row) do update set seconds = clock_offset.seconds + %s
"""
# The queue goes by the machine's clock: what it was told to do later has come that much nearer too.
_JOBS = (
    "update procrastinate_jobs set scheduled_at = scheduled_at - %s where status = 'todo' and scheduled_at is not null"
)


class NotADemo(RuntimeError):
    """The database was not made by the demo's seed; its clock is the real one."""


def advance(open_work: WorkOpener, by: timedelta) -> None:
    """Move the clock of a demo onwards; what falls due by that is found by the next tick. ValueError for backwards."""
    if by < timedelta(0):
        raise ValueError("time only goes on")
    connection = open_work.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("select 1 from demo_mark")
        if cursor.fetchone() is None:
            raise NotADemo("this database is no demo; its clock stays as it is")
        cursor.execute(_MOVE, (by.total_seconds(), by.total_seconds()))
        cursor.execute(_JOBS, (by,))
        connection.commit()
        open_work.clock.moved()
    finally:
        connection.close()
