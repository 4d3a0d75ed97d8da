"""What is too old to be of use is closed: proposals nobody answered, codes nobody could deliver."""

from telecom.model.access import CODE_LIFE
from telecom.model.messaging import DeliveryStatus, OutgoingMessage
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.ports import Work

_AT_ONCE = 200


def expire_proposals(*, work: Work) -> int:
    """Close the proposals whose time is over; says how many."""
    old = work.of(Proposal).list(
        status=ProposalStatus.OPEN, expires_at__lte=work.now, order="id", limit=_AT_ONCE, lock=True
    )
    for proposal in old:
        proposal.status = ProposalStatus.EXPIRED
    return len(old)


def drop_stale_secrets(*, work: Work) -> int:
    """Give up messages whose code is too old to be of use, and erase it; says how many."""
    stale = work.of(OutgoingMessage).list(
        status=[DeliveryStatus.INITIAL, DeliveryStatus.IN_PROGRESS],
        secrets__not=None,
        created_at__lt=work.now - CODE_LIFE,
        limit=_AT_ONCE,
        lock=True,
        order="number",
    )
    dropped = 0
    for message in stale:
        # One that is being sent this moment is closed by whoever sends it.
        if message.claimed_by is None or not work.is_running(message.claimed_by):
            message.status, message.secrets, message.claimed_by = DeliveryStatus.CANCELLED, None, None
            dropped += 1
    return dropped
