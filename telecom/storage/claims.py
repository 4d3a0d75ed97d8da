"""Which running instance looks after which conversation, and which messages nobody looks after."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from telecom.model.messaging import Priority

# A number is held while its advisory lock stands, and the lock goes with the connection of whoever held it.
_HELD = """exists (
    select 1 from pg_locks l where l.locktype = 'advisory' and l.granted
    and l.database = (select oid from pg_database where datname = current_database())
    and ((l.classid::bigint << 32) | l.objid::bigint) = {number})"""
# Replies are sent right after their turn and pushed messages by their job; older ones were left behind.
_LEFT_BEHIND, _URGENT_LEFT_BEHIND = timedelta(seconds=3), timedelta(seconds=1)
# A claim of a dead instance is void at once: its advisory lock went with its connection.
_CLAIM = text(
    f"""
    update conversations set claimed_by = :instance
    where id in (
        select c.id from conversations c
        where exists (select 1 from inbox i where i.conversation_id = c.id and i.handled_at is null)
          and (c.claimed_by is null or not {_HELD.format(number="c.claimed_by")})
        order by (select min(i.number) from inbox i where i.conversation_id = c.id and i.handled_at is null)
        limit :limit for update of c skip locked)
    returning id
    """
)
_UNDELIVERED = text(
    f"""
    select o.id from outbox o
    where (o.status in ('initial', 'inProgress') or o.next_try_at is not null) and o.channel = any(:channels)
      and o.priority <= :least
      and ((o.status = 'initial' and coalesce(o.next_try_at, o.created_at + :left_behind) <= :now)
        or (o.status = 'failed' and o.next_try_at <= :now)
        or (o.status = 'inProgress' and (o.claimed_by is null or not {_HELD.format(number="o.claimed_by")})))
    order by o.priority, o.number limit :limit
    """
)


def claim_waiting(session: Session, instance: int, *, limit: int) -> list[str]:
    """Conversations with unhandled messages that nobody alive looks after, the longest waiting first; now ours."""
    return list(session.execute(_CLAIM, {"instance": instance, "limit": limit}).scalars())


def is_held(session: Session, number: int) -> bool:
    """Whether a running instance holds this number."""
    return bool(session.execute(text("select " + _HELD.format(number=":number")), {"number": number}).scalar())


def undelivered(session: Session, channels: Sequence[str], *, now: datetime, urgent: bool, limit: int) -> list[str]:
    """Ids of messages that are due and that nobody is sending, the most urgent first; or only those for which somebody
    waits."""
    least = Priority.ANSWER if urgent else max(Priority)
    left_behind = _URGENT_LEFT_BEHIND if urgent else _LEFT_BEHIND
    values = {"channels": list(channels), "now": now, "left_behind": left_behind, "limit": limit, "least": int(least)}
    return list(session.execute(_UNDELIVERED, values).scalars())
