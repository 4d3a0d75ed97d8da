"""What is told to people unasked, once per key: to a SIM, a mail address, a chat, or wherever a person wants it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telecom.model.access import ChatSession
from telecom.model.messaging import Conversation, OutgoingMessage, Priority
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.messaging import post
from telecom.support.notice_wishes import wish_for

DELIVER = "deliver"
_JOB_PRIORITY = {
    Priority.CODE: 50,
    Priority.EMERGENCY: 40,
    Priority.ANSWER: 30,
    Priority.BILL: 20,
    Priority.PROGRESS: 10,
}


def send_sms(
    work: Work,
    number: PhoneNumber,
    utterance: Utterance,
    *,
    key: str,
    priority: Priority,
    secrets: Mapping[str, Any] | None = None,
) -> OutgoingMessage:
    """Post a text message to a SIM. `secrets` are values of the sentence that stand encrypted until delivered."""
    return _send(work, "sms", number.e164, utterance, key=key, priority=priority, secrets=secrets)


def send_mail(
    work: Work,
    address: str,
    utterance: Utterance,
    *,
    key: str,
    priority: Priority,
    secrets: Mapping[str, Any] | None = None,
) -> OutgoingMessage:
    """Post a short mail; its first line is the subject. `secrets` as with a text message."""
    return _send(work, "email", address, utterance, key=key, priority=priority, secrets=secrets)


def tell(
    work: Work,
    conversation: Conversation,
    utterance: Utterance,
    *,
    key: str,
    priority: Priority,
    secrets: Mapping[str, Any] | None = None,
) -> None:
    """Tell a chat something that does not answer its latest message, once per key. `secrets` as with a text message."""
    where = (conversation.channel, conversation.address)
    _send(work, *where, utterance, key=key, priority=priority, secrets=secrets, conversation_id=conversation.id)


def tell_secret(
    work: Work, conversation: Conversation, utterance: Utterance, *, key: str, secrets: Mapping[str, Any]
) -> None:
    """Tell a chat something with a secret in it, once per key: it stands encrypted until delivered, then nowhere."""
    tell(work, conversation, utterance, key=key, priority=Priority.CODE, secrets=secrets)


def push(
    work: Work, person_id: str, number: PhoneNumber | None, utterance: Utterance, *, key: str, priority: Priority
) -> bool:
    """Tell a person something they did not ask for, once per key: where they want it, else in their chat where they
    are logged in, otherwise by SMS; says whether there was a way. Nothing where they turned such notices off."""
    wish = wish_for(person_id, utterance.response, priority, work=work)
    if wish is not None and not wish.wanted:
        return False
    channel = wish.channel if wish else None
    plain = replace(utterance, choices=())
    if channel == "email" and (email := work.of(Individual).get(person_id).email):
        send_mail(work, email, plain, key=key, priority=priority)
        return True
    if channel == "sms" and number is not None:
        send_sms(work, number, plain, key=key, priority=priority)
        return True
    if conversation := _open_chat(work, person_id, channel):
        tell(work, conversation, utterance, key=key, priority=priority)
        return True
    if number is None:
        return False
    send_sms(work, number, plain, key=key, priority=priority)
    return True


def _open_chat(work: Work, person_id: str, channel: str | None) -> Conversation | None:
    """The chat a person is logged in at, of one channel where they named one; None where it blocked us."""
    of_channel: dict[str, Any] = {"channel": channel} if channel in ("telegram", "terminal") else {}
    sessions = work.of(ChatSession).list(person_id=person_id, ended_at=None, order="-proved_at", **of_channel)
    session = next((s for s in sessions if s.is_open(work.now)), None)
    conversation = work.of(Conversation).get(session.conversation_id) if session else None
    return conversation if conversation is not None and conversation.blocked_at is None else None


def _send(
    work: Work,
    channel: str,
    address: str,
    utterance: Utterance,
    *,
    key: str,
    priority: Priority,
    secrets: Mapping[str, Any] | None,
    conversation_id: str | None = None,
) -> OutgoingMessage:
    message = post(
        work,
        channel=channel,
        address=address,
        conversation_id=conversation_id,
        turn_id=None,
        key=key,
        utterance=utterance,
        priority=priority,
        secrets=dict(secrets) if secrets else None,
    ).message
    work.enqueue(
        DELIVER,
        message_id=message.id,
        priority=_JOB_PRIORITY.get(priority, 0),
        lock=f"address:{channel}:{address}",
    )
    return message
