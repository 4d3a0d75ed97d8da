"""What has to be true of a campaign when all is over: nobody left out or told twice, what is not known is listed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telecom.model.campaigns import CampaignMember
from telecom.model.messaging import DeliveryStatus, OutgoingMessage, Priority
from telecom.ports import Work
from tests.proof.crowd.people import Crowd


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were to be told, how the sending of each stands, and what arrived how often."""

    members: int
    statuses: Mapping[DeliveryStatus, int]
    # Of those whose sending is not known: how many had arrived all the same.
    unknown: int
    unknown_arrived: int
    lost: Sequence[str]
    twice: Sequence[str]
    false: Sequence[str]


def reckon(crowd: Crowd, arrived: Counter[str], *, work: Work) -> Outcome:
    """Hold what we wrote down against what arrived, by address."""
    promotions = work.of(OutgoingMessage).list(priority=Priority.PROMOTION)
    by_address = {message.address: message for message in promotions}
    everybody = [*(str(chat) for chat in crowd.chats), *crowd.numbers]
    unknown = {m.address for m in promotions if m.status is DeliveryStatus.UNKNOWN}
    said_sent = {m.address for m in promotions if m.status is DeliveryStatus.COMPLETED}
    return Outcome(
        members=work.of(CampaignMember).count(),
        statuses=Counter(message.status for message in promotions),
        unknown=len(unknown),
        unknown_arrived=len([address for address in unknown if arrived[address]]),
        lost=[each for each in everybody if not arrived[each] and each not in unknown],
        twice=[each for each in everybody if arrived[each] > 1],
        false=[each for each in everybody if each not in by_address or (each in said_sent and arrived[each] != 1)],
    )
