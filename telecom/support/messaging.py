"""The inbox, conversations, choices and the outbox. [SES infrastructure support service]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telecom.model.messaging import (
    QUEUE_LENGTH,
    Choice,
    Conversation,
    DeliveryStatus,
    IncomingKind,
    IncomingMessage,
    OutgoingMessage,
    Priority,
)
from telecom.model.utterances import Utterance
from telecom.ports import Work

# Hardly any answer has more messages.
_MOST_OF_A_TURN = 3
_WARN_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an update: its conversation, its message, and whether it was new."""

    conversation: Conversation
    message: IncomingMessage
    is_new: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in the outbox with its choices, and whether it is new: one that stood there comes without them."""

    message: OutgoingMessage
    choices: Sequence[Choice]
    is_new: bool


def conversation_at(channel: str, address: str, *, work: Work) -> Conversation:
    """The conversation of this address on this channel, begun if there was none."""
    found = work.of(Conversation).find(channel=channel, address=address)
    if found is None:
        work.of(Conversation).add_once(Conversation(channel=channel, address=address), key="channel,address")
        found = work.of(Conversation).find(channel=channel, address=address)
        assert found is not None
    return found


def record(work: Work, *, channel: str, source: str, address: str, kind: IncomingKind, text: str | None) -> Recorded:
    """Keep an update once; the same source again gives the message that stands. Over ten waiting ones are dropped,
    and their sender told once. Only after the commit may the channel confirm the update."""
    found = work.chat_and_queue(channel, address)
    conversation, waiting = found or (conversation_at(channel, address, work=work), 0)
    message = IncomingMessage(
        channel=channel,
        source=source,
        address=address,
        conversation_id=conversation.id,
        kind=kind,
        text=text,
        received_at=work.now,
    )
    is_too_many = waiting >= QUEUE_LENGTH
    if is_too_many:
        message.text, message.handled_at = None, work.now
    if not work.of(IncomingMessage).add_once(message, key="channel,source"):
        standing = work.of(IncomingMessage).find(channel=channel, source=source)
        assert standing is not None
        return Recorded(conversation, standing, False)
    if is_too_many and (conversation.warned_at is None or work.now - conversation.warned_at > _WARN_AGAIN):
        conversation.warned_at = work.now
        answer(work, conversation, [Utterance("utter_flood_wait")], turn_id=message.turn_id)
    return Recorded(conversation, message, True)


def answer(
    work: Work, conversation: Conversation, utterances: Sequence[Utterance], *, turn_id: str
) -> list[OutgoingMessage]:
    """Put the answers of a turn into the outbox, once per turn, with their choices stored."""
    return [posted.message for posted in post_answers(work, conversation, utterances, turn_id=turn_id)]


def post_answers(
    work: Work,
    conversation: Conversation,
    utterances: Sequence[Utterance],
    *,
    turn_id: str,
    taken_by: int | None = None,
) -> list[Posted]:
    """The same. `taken_by` is the running instance that sends them right after the commit, in their order; without it
    they wait for whoever takes them."""
    taken: dict[str, Any] = {}
    if taken_by is not None:
        taken = {"status": DeliveryStatus.IN_PROGRESS, "claimed_by": taken_by, "attempts": 1}
    return [
        post(
            work,
            channel=conversation.channel,
            address=conversation.address,
            conversation_id=conversation.id,
            turn_id=turn_id,
            key=f"{turn_id}:{position}",
            utterance=utterance,
            priority=Priority.ANSWER,
            **taken,
        )
        for position, utterance in enumerate(utterances)
    ]


def post(work: Work, *, utterance: Utterance, conversation_id: str | None, **fields: Any) -> Posted:
    message = OutgoingMessage(
        utterance=utterance,
        conversation_id=conversation_id,
        created_at=work.now,
        has_choices=bool(utterance.choices),
        **fields,
    )
    if not work.of(OutgoingMessage).add_once(message, key="key"):
        standing = work.of(OutgoingMessage).find(key=message.key)
        assert standing is not None
        return Posted(standing, [], False)
    offered = utterance.choices if conversation_id else ()
    choices = [
        Choice(
            conversation_id=str(conversation_id),
            message_id=message.id,
            position=position,
            kind=one.kind,
            content=dict(one.content),
            created_at=work.now,
        )
        for position, one in enumerate(offered)
    ]
    for choice in choices:
        work.of(Choice).add(choice)
    return Posted(message, choices, True)


def newest_choices(conversation: Conversation, *, work: Work) -> list[Choice]:
    """The choices of the newest message on the screen that has any, in their order; used ones too.

    A pushed message that still waits is not on the screen; one that had waited is newer than its number says.
    """
    return work.choices_on_screen(conversation.id)


def choices_of(message: OutgoingMessage, *, work: Work) -> list[Choice]:
    """The choices of one message, in their order."""
    return work.of(Choice).list(message_id=message.id, order="position")


def find_choice(conversation: Conversation, choice_id: str, *, work: Work) -> Choice | None:
    """A choice of this conversation by its id; ids of other conversations do not exist here."""
    return work.of(Choice).find(id=choice_id, conversation_id=conversation.id)


def close_turn(work: Work, conversation: Conversation, message: IncomingMessage, *, another_waits: bool) -> bool:
    """The message is answered: erase its text, note when it came, and let go of the conversation unless something
    else waits. Who has let go may not touch the conversation again. False where it was answered already."""
    conversation.last_seen_at = message.received_at
    if not another_waits:
        conversation.claimed_by = None
    handled = {"text": None, "handled_at": work.now}
    return work.of(IncomingMessage).change(handled, number=message.number, handled_at=None) > 0


def answers_of(message: IncomingMessage, *, work: Work) -> list[OutgoingMessage]:
    """What was answered to a message, in order: the same answer for a repeated update."""
    return work.of(OutgoingMessage).list(turn_id=message.turn_id, order="number")


def mark(
    message: OutgoingMessage, status: DeliveryStatus, *, work: Work, channel_message_id: str | None = None
) -> None:
    """Write down how a delivery stands; a delivered message loses its secrets."""
    message.status = status
    if status is DeliveryStatus.COMPLETED:
        message.sent_at, message.secrets = work.now, None
        message.channel_message_id = channel_message_id


def latest_answers(conversation: Conversation, *, work: Work) -> list[Utterance]:
    """The utterances of the newest answered turn of a conversation, in order; none at the beginning."""
    newest = work.of(OutgoingMessage).find(conversation_id=conversation.id, turn_id__not=None, order="-number")
    if newest is None:
        return []
    return [m.utterance for m in work.of(OutgoingMessage).list(turn_id=newest.turn_id, order="number")]


def newest_told(conversation: Conversation, *, work: Work) -> Utterance | None:
    """What a conversation was told last, in answer or unasked; None at the beginning."""
    newest = work.of(OutgoingMessage).find(conversation_id=conversation.id, order="-number")
    return newest.utterance if newest is not None else None


def answers_lately(conversation: Conversation, *, turns: int, work: Work) -> list[list[Utterance]]:
    """The utterances of the newest answered turns of a conversation, the newest turn first, each in its order."""
    own: dict[str, Any] = {"conversation_id": conversation.id, "turn_id__not": None}
    said: dict[str, list[Utterance]] = {}
    for message in work.of(OutgoingMessage).list(order="-number", limit=turns * _MOST_OF_A_TURN, **own):
        said.setdefault(str(message.turn_id), []).insert(0, message.utterance)
    return list(said.values())[:turns]
