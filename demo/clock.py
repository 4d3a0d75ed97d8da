"""Moves the demo operator's clock. Only a database that the seed marked as a demo lets it."""

from datetime import timedelta

from sqlalchemy import text

from telecom.storage.work import WorkOpener


class NotADemo(RuntimeError):
    """The database was not made by the demo's seed; its clock is the real one."""


def advance(open_work: WorkOpener, by: timedelta) -> None:
    """Move the clock of a demo onwards; what falls due by that is found by the next tick. ValueError for backwards."""
    if by < timedelta(0):
        raise ValueError("time only goes on")
    with open_work.engine.begin() as connection:
        if connection.execute(text("select 1 from demo_mark")).first() is None:
            raise NotADemo("this database is no demo; its clock stays as it is")
        connection.execute(
            text(
                "insert into clock_offset (single_row, seconds) values (true, :seconds) "
                "on conflict (single_row) do update set seconds = clock_offset.seconds + :seconds"
            ),
            {"seconds": by.total_seconds()},
        )
