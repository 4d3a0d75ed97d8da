"""Which running instance looks after which conversation."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from telecom.model.messaging import Conversation

# A claim of a dead instance is void at once: its advisory lock went with its connection.
_CLAIM = text(
    """
    update conversations set claimed_by = :instance
    where id = (
        select c.id from conversations c
        where exists (select 1 from inbox i where i.conversation_id = c.id and i.handled_at is null)
          and (c.claimed_by is null or not exists (
                select 1 from pg_locks l where l.locktype = 'advisory' and l.granted
                and l.database = (select oid from pg_database where datname = current_database())
                and ((l.classid::bigint << 32) | l.objid::bigint) = c.claimed_by))
        order by (select min(i.number) from inbox i where i.conversation_id = c.id and i.handled_at is null)
        limit 1 for update of c skip locked)
    returning id
    """
)


def claim_next(session: Session, instance: int) -> Conversation | None:
    """The conversation whose oldest unhandled message waits longest and which nobody alive looks after; now ours."""
    found = session.execute(_CLAIM, {"instance": instance}).scalar()
    return session.get(Conversation, found, populate_existing=True) if found else None
