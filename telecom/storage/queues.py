"""A conversation together with what waits in it, what it shows and whose it is: asked with every message, so each is
one question."""

from datetime import datetime

from sqlalchemy import DateTime, bindparam, func, select, text
from sqlalchemy.orm import Session

from telecom.model.access import ChatSession
from telecom.model.errors import NotFound
from telecom.model.messaging import Choice, Conversation, DeliveryStatus, IncomingMessage
from telecom.model.parties import Individual
from telecom.storage.access import chat_sessions
from telecom.storage.messaging import choices, conversations, inbox, outbox
from telecom.storage.parties import individuals

_WAITING = (
    select(func.count())
    .select_from(inbox)
    .where(inbox.c.conversation_id == conversations.c.id, inbox.c.handled_at.is_(None))
    .scalar_subquery()
)
_CHAT_AND_QUEUE = select(Conversation, _WAITING).where(
    conversations.c.channel == bindparam("channel"), conversations.c.address == bindparam("address")
)
_NEXT_TURN = (
    select(Conversation, IncomingMessage)
    .outerjoin(inbox, (inbox.c.conversation_id == conversations.c.id) & inbox.c.handled_at.is_(None))
    .where(conversations.c.id == bindparam("id"))
    .order_by(inbox.c.number)
    .limit(1)
    .with_for_update(of=conversations)
    .execution_options(populate_existing=True)
)
_LATELY = 20
_STATES = (DeliveryStatus.INITIAL, DeliveryStatus.IN_PROGRESS, DeliveryStatus.COMPLETED, DeliveryStatus.UNKNOWN)
# Of the newest that have choices: what was pushed and still waits is not shown yet.
_SHOWN = (
    select(outbox.c.id, outbox.c.number, outbox.c.sent_at, outbox.c.turn_id, outbox.c.status)
    .where(outbox.c.conversation_id == bindparam("id"), outbox.c.has_choices, outbox.c.status.in_(_STATES))
    .order_by(outbox.c.number.desc())
    .limit(_LATELY)
    .subquery()
)
_NEWEST_SHOWN = (
    select(_SHOWN.c.id)
    .where(_SHOWN.c.turn_id.is_not(None) | (_SHOWN.c.status != DeliveryStatus.INITIAL))
    .order_by(func.coalesce(_SHOWN.c.sent_at, bindparam("now", type_=DateTime(timezone=True))).desc())
    .order_by(_SHOWN.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_CHOICES_ON_SCREEN = select(Choice).where(choices.c.message_id == _NEWEST_SHOWN).order_by(choices.c.position)
_SPEAKER = (
    select(ChatSession, Individual)
    .join(individuals, individuals.c.id == chat_sessions.c.person_id)
    .where(chat_sessions.c.conversation_id == bindparam("id"), chat_sessions.c.ended_at.is_(None))
    .order_by(chat_sessions.c.started_at.desc())
    .limit(1)
)
# The states stand in the text, so that the small index of what is unsent serves.
_WAITS_BESIDE = text(
    """
    select exists (select 1 from inbox where conversation_id = :id and handled_at is null and number <> :number),
           exists (select 1 from outbox where conversation_id = :id and status in ('initial', 'inProgress'))
    """
)


def choices_on_screen(session: Session, conversation_id: str, *, now: datetime) -> list[Choice]:
    """The choices of the newest message that a chat shows and that has any, in their order."""
    return list(session.scalars(_CHOICES_ON_SCREEN, {"id": conversation_id, "now": now}))


def chat_and_queue(session: Session, channel: str, address: str) -> tuple[Conversation, int] | None:
    """The conversation of an address, and how many of its messages wait; None before the first."""
    found = session.execute(_CHAT_AND_QUEUE, {"channel": channel, "address": address}).first()
    return (found[0], int(found[1])) if found else None


def next_turn(session: Session, conversation_id: str) -> tuple[Conversation, IncomingMessage | None]:
    """A conversation, locked, and the oldest of its messages that waits. NotFound."""
    found = session.execute(_NEXT_TURN, {"id": conversation_id}).first()
    if found is None:
        raise NotFound(kind="Conversation")
    return found[0], found[1]


def speaker(session: Session, conversation_id: str) -> tuple[ChatSession, Individual] | None:
    """The newest session of a chat that was not ended, and the person it speaks for."""
    found = session.execute(_SPEAKER, {"id": conversation_id}).first()
    return (found[0], found[1]) if found else None


def waits_beside(session: Session, conversation_id: str, number: int) -> tuple[bool, bool]:
    """Whether other messages than that of this number wait for an answer, and whether any is still to be sent."""
    with session.no_autoflush:  # what is not written yet changes nothing of it
        found = session.execute(_WAITS_BESIDE, {"id": conversation_id, "number": number}).one()
    return bool(found[0]), bool(found[1])
