"""The last look at a published message before it goes: is its campaign still on, does its reader still want it?"""

from enum import Enum

from telecom.model.campaigns import Campaign, CampaignMember, CampaignState
from telecom.model.messaging import OutgoingMessage, Priority
from telecom.model.parties import Individual
from telecom.ports import Work
from telecom.support.preferences import holder_at, holders_of, wants


class Verdict(Enum):
    """Whether a message may go."""

    GO = "go"
    WAIT = "wait"
    NEVER = "never"


def may_go(message: OutgoingMessage, *, work: Work) -> Verdict:
    """GO for what belongs to no campaign; otherwise as the campaign stands and its reader wishes at this moment."""
    if message.priority is not Priority.PROMOTION:
        return Verdict.GO
    member = work.of(CampaignMember).find(message_key=message.key)
    if member is None:
        return Verdict.GO
    campaign = work.of(Campaign).get(member.campaign_id)
    if campaign.state is CampaignState.SUSPENDED:
        return Verdict.WAIT
    if campaign.state is not CampaignState.RELEASED:
        return Verdict.NEVER
    person = work.of(Individual).get(member.person_id)
    holders = [*holders_of(person), holder_at(message.channel, message.address)]
    return Verdict.GO if wants(holders, campaign.kind, message.channel, work=work) else Verdict.NEVER
