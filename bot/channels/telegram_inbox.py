"""Keeps what came from Telegram, once, before Telegram is told that we have it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.telegram_updates import Arrival
from bot.intake import make_plain, take_out_secrets
from telecom.management.chat_payments import take_chat_payment
from telecom.model.messaging import Conversation, IncomingMessage, OutgoingMessage
from telecom.model.money import Money
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import messaging

CHANNEL = "telegram"
_SAY_AGAIN_AFTER = timedelta(minutes=1)
_FOUR_DIGITS = re.compile(r"(?:\d[ -]?){4}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an update: whether a turn has to answer it, whether it shows a secret, and what to send now."""

    for_a_turn: bool = False
    secret: bool = False
    to_send: Sequence[str] = ()


def keep(arrival: Arrival, *, work: Work) -> Kept:
    """Record an update; the same one again changes nothing. [R1, R2]"""
    recorded = messaging.record(
        work,
        channel=CHANNEL,
        source=arrival.source,
        address=arrival.address,
        kind=arrival.kind,
        text=arrival.text,
    )
    conversation = recorded.conversation
    secret = shows_secret(arrival.written, conversation)
    if not recorded.is_new:
        return Kept(secret=secret)
    acts = arrival.declined is None and arrival.blocked is None and arrival.paid is None
    # Who writes or presses does not block us, whatever we heard before.
    conversation.blocked_at = (conversation.blocked_at or work.now) if arrival.blocked else None
    if acts:
        return Kept(for_a_turn=True, secret=secret)
    message = work.of(IncomingMessage).find(channel=CHANNEL, source=arrival.source)
    if message is None or message.handled_at is not None:
        return Kept(secret=secret)
    message.handled_at = work.now
    if arrival.paid is not None:
        return Kept(to_send=_take_payment(arrival, conversation, message, work=work))
    return Kept(secret=secret, to_send=_decline(arrival, conversation, message, work=work))


def shows_secret(written: str, conversation: Conversation) -> bool:
    """Whether a text that stands in the chat holds a card number, a PIN, or the code or PIN that we asked for."""
    plain = make_plain(written)
    found = take_out_secrets(plain)
    if found.card_removed or found.pin_removed:
        return True
    asked = (conversation.waiting or {}).get("kind") in ("code", "pin")
    return asked and _FOUR_DIGITS.search(plain) is not None


def _take_payment(
    arrival: Arrival, conversation: Conversation, message: IncomingMessage, *, work: Work
) -> Sequence[str]:
    """Count the money and say so, in the transaction that keeps the update: once, however often it comes. [R2]"""
    paid = arrival.paid
    assert paid is not None
    said = take_chat_payment(
        paid.payload, Money(paid.minor, paid.currency), reference=paid.reference, address=arrival.address, work=work
    )
    sent = messaging.answer(work, conversation, [said], turn_id=message.turn_id) if said else []
    return [one.id for one in sent]


def _decline(arrival: Arrival, conversation: Conversation, message: IncomingMessage, *, work: Work) -> Sequence[str]:
    """Say the one line, and not once more for each picture of an album."""
    if arrival.declined is None:
        return ()
    newest = work.of(OutgoingMessage).find(conversation_id=conversation.id, order="-number")
    just_said = newest is not None and work.now - newest.created_at < _SAY_AGAIN_AFTER
    if newest is not None and just_said and newest.utterance.response == arrival.declined:
        return ()
    said = messaging.answer(work, conversation, [Utterance(arrival.declined)], turn_id=message.turn_id)
    return [one.id for one in said]
