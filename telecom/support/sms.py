"""What the network says of our text messages, long messages put together, and papers behind a link.
[SES infrastructure support service]"""

import hashlib
import secrets
from typing import Any, TypeVar

from telecom.model.messaging import Conversation, DeliveryStatus, OutgoingMessage
from telecom.model.sms import (
    LINK_LIFE,
    NOT_DELIVERED,
    PARTS_KEPT,
    RECEIPTS_KEPT,
    REPEATED_WITHIN,
    PaperLink,
    Receipt,
    SmsArrival,
    SmsFragment,
    SmsPart,
)
from telecom.model.utterances import Attachment
from telecom.ports import Work
from telecom.support import messaging

_TOKEN_BYTES = 24
_AT_ONCE = 500
T = TypeVar("T")


def note_part(message_id: str, centre_id: str, *, work: Work) -> None:
    """The message centre took a part of a message under this id; a receipt that came before is applied now."""
    part = SmsPart(centre_id=centre_id, message_id=message_id, noted_at=work.now)
    if work.of(SmsPart).add_once(part, key="centre_id"):
        return
    standing = work.of(SmsPart).find(centre_id=centre_id, lock=True)
    assert standing is not None
    standing.message_id = message_id
    if standing.receipt is not None:
        _apply(standing, work=work)


def take_receipt(centre_id: str, receipt: Receipt, *, work: Work) -> None:
    """The message centre says what became of a part; early, repeated and unknown receipts do no harm."""
    part = SmsPart(centre_id=centre_id, receipt=receipt, noted_at=work.now)
    if work.of(SmsPart).add_once(part, key="centre_id"):
        return
    standing = work.of(SmsPart).find(centre_id=centre_id, lock=True)
    assert standing is not None
    if standing.receipt in (None, Receipt.UNKNOWN):
        standing.receipt = receipt
        _apply(standing, work=work)


def _apply(part: SmsPart, *, work: Work) -> None:
    """A message has arrived when all its parts have; it has failed when one of them has."""
    message = work.of(OutgoingMessage).find(id=part.message_id, lock=True)
    if message is None:
        return
    receipts = [one.receipt for one in work.of(SmsPart).list(message_id=message.id)]
    if part.receipt in NOT_DELIVERED:
        if message.status in (DeliveryStatus.COMPLETED, DeliveryStatus.UNKNOWN):
            message.status = DeliveryStatus.FAILED
    elif all(receipt is Receipt.DELIVERED for receipt in receipts):
        message.delivered_at = message.delivered_at or work.now


def put_together(
    sender: str, *, reference: int, total: int, position: int, text: str, work: Work
) -> tuple[str, str] | None:
    """Keep a part of a long message; the whole text and a name for it once every part is there, None before."""
    # Parts that come at the same moment over two links are taken one after the other.
    work.of(Conversation).get(messaging.conversation_at("sms", sender, work=work).id, lock=True)
    fragment = SmsFragment(
        sender=sender, reference=reference, total=total, position=position, text=text, received_at=work.now
    )
    work.of(SmsFragment).add_once(fragment, key="sender,reference,total,position")
    found = work.of(SmsFragment).list(sender=sender, reference=reference, total=total, order="position", lock=True)
    if len(found) < total:
        return None
    whole = "".join(one.text for one in found)
    name = found[0].id
    for one in found:
        work.of(SmsFragment).remove(one)
    return whole, name


def is_repeated(sender: str, text: str, *, link: str, work: Work) -> bool:
    """Whether this message was brought before over an earlier link: the centre never heard that we have it.

    SMPP has no id of a message on its way in. Over one link nothing is brought twice, so the same words again are
    meant again; the same words soon after a link broke are the same message.
    """
    digest = hashlib.sha256(f"{sender}\0{text}".encode()).hexdigest()
    earlier = work.of(SmsArrival).list(digest=digest, received_at__gte=work.now - REPEATED_WITHIN, link__not=link)
    if earlier:
        for one in earlier:
            work.of(SmsArrival).remove(one)
        return True
    work.of(SmsArrival).add(SmsArrival(digest=digest, link=link, received_at=work.now))
    return False


def make_link(message_id: str, position: int, *, work: Work) -> str:
    """A token with which one paper of a message can be fetched for a day. 192 random bits, kept only as a hash."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    work.of(PaperLink).add(
        PaperLink(
            token_hash=_hashed(token),
            message_id=message_id,
            position=position,
            expires_at=work.now + LINK_LIFE,
        )
    )
    return token


def find_paper(token: str, *, work: Work) -> tuple[OutgoingMessage, Attachment] | None:
    """The message and paper behind a token; None for one that never was or is over, without saying which."""
    link = work.of(PaperLink).find(token_hash=_hashed(token))
    if link is None or link.expires_at <= work.now:
        return None
    message = work.of(OutgoingMessage).find(id=link.message_id)
    if message is None or link.position >= len(message.utterance.attachments):
        return None
    return message, message.utterance.attachments[link.position]


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def drop_old(*, work: Work) -> int:
    """Remove links that are over, parts without their others, and receipts and digests that are of no more use; says
    how many."""
    before = work.now - PARTS_KEPT
    return (
        _drop(PaperLink, work=work, expires_at__lt=work.now)
        + _drop(SmsFragment, work=work, received_at__lt=before)
        + _drop(SmsArrival, work=work, received_at__lt=before)
        + _drop(SmsPart, work=work, noted_at__lt=work.now - RECEIPTS_KEPT)
    )


def _drop(kind: type[T], *, work: Work, **where: Any) -> int:
    found = work.of(kind).list(order="id", limit=_AT_ONCE, **where)
    for one in found:
        work.of(kind).remove(one)
    return len(found)
