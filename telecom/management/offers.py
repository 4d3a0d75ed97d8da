"""What readers do with published messages: take the offer, ask why it came, look at what is on; and what came of it.
[M.3345 5.1.2, 5.3.3, P6, S3]"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telecom.management.campaigns import said_of
from telecom.management.order_items import Wanted
from telecom.management.ordering import propose_order
from telecom.management.segments import facts_of, takers_of
from telecom.management.tastes import likings
from telecom.management.trials import could_have
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.campaigns import Campaign, CampaignMember, CampaignState, Facts, Group, RideAlong, fits
from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError
from telecom.model.messaging import Conversation, DeliveryStatus, OutgoingMessage
from telecom.model.parties import Individual
from telecom.model.preferences import MessageKind, Preference
from telecom.model.trials import Trial, TrialState
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.authorization import access_services, known
from telecom.support.preferences import holder_at, holders_of, wants

NEWS = (MessageKind.ANNOUNCEMENTS, MessageKind.EVENTS, MessageKind.NOTICES)
OFFERS = (MessageKind.PROMOTIONS, MessageKind.ANNOUNCEMENTS)


class NothingToTake(BusinessError):
    """No offer was made lately, or it is over."""

    response = "utter_offers_nothing_to_take"


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What came of a campaign in one group; for the control group only how many took it anyway."""

    group: Group
    people: int
    sent: int
    delivered: int
    unknown: int
    taken: int
    opted_out: int

    @property
    def rate(self) -> float:
        """The share that took the offer, in percent."""
        return 100 * self.taken / self.people if self.people else 0.0


def take_offer(actor: Actor | None, *, campaign_id: str | None = None, turn_id: str, work: Work) -> Utterance:
    """Propose the order of what was offered: by its button, or (without an id) what was offered last."""
    actor = known(actor)
    campaign = _meant(actor, campaign_id, work=work)
    if campaign is None or campaign.offering_id is None or campaign.state is not CampaignState.RELEASED:
        raise NothingToTake()
    offering = work.of(Offering).get(campaign.offering_id)
    service_id = None
    if not offering.is_goods and not offering.is_base:
        lines = access_services(actor, Function.ORDER, work=work, kind=offering.service_kind)
        service_id = lines[0].id if lines else None
    trial = campaign.id if campaign.trial_days is not None else None
    wanted = Wanted(offering.name, service_id=service_id, trial=trial)
    return propose_order(actor, [wanted], turn_id=turn_id, work=work)


def _meant(actor: Actor, campaign_id: str | None, *, work: Work) -> Campaign | None:
    if campaign_id is not None:
        return work.of(Campaign).find(id=campaign_id)
    told = work.of(CampaignMember).list(person_id=actor.person_id, group=Group.TOLD, order="-at", limit=1)
    return work.of(Campaign).get(told[0].campaign_id) if told else None


def why_told(actor: Actor | None, *, campaign_id: str | None = None, work: Work) -> Utterance:
    """Why a published message came: what it was chosen by, and how to have no more of them."""
    actor = known(actor)
    campaign = _meant(actor, campaign_id, work=work)
    if campaign is None:
        return Utterance("utter_offers_why_nothing", {}, [ask_for("opt_out", "utter_choice_opt_out")])
    reasons = [Utterance(f"utter_offers_why_{name}") for name in campaign.segment]
    choices = [ask_for("opt_out", "utter_choice_opt_out", message_kind=campaign.kind.value)]
    kind = Utterance(f"utter_preferences_{campaign.kind.value}")
    if not reasons:
        return Utterance("utter_offers_why_everybody", {"kind": kind}, choices)
    return Utterance("utter_offers_why", {"kind": kind, "reasons": reasons}, choices)


def running_for(actor: Actor | None, kinds: Sequence[MessageKind], *, offers: bool, work: Work) -> list[Utterance]:
    """The messages of what is on for somebody now; for whom nobody knows, what is for everybody."""
    person = work.of(Individual).get(actor.person_id) if actor else None
    facts = facts_of([person], work=work)[0] if person else None
    found = work.of(Campaign).list(state=CampaignState.RELEASED, kind=list(kinds), order="-drafted_at,id", limit=20)
    on = [c for c in found if (c.offering_id is not None) is offers and _is_for(c, person, facts, work=work)]
    on = _likeliest_first(actor, on, work=work)
    return [said_of(each, person.language if person else "en") for each in on]


def ride_along(actor: Actor | None, conversation: Conversation, *, turn_id: str, work: Work) -> list[Utterance]:
    """The offer that fits somebody, to go along with an answer: once a talk, and never to who opted out. [P7]"""
    if actor is None:
        return []
    person = work.of(Individual).get(actor.person_id)
    holders = [*holders_of(person), holder_at(conversation.channel, conversation.address)]
    if not wants(holders, MessageKind.PROMOTIONS, conversation.channel, work=work):
        return []
    running = work.of(Campaign).list(state=CampaignState.RELEASED, kind=MessageKind.PROMOTIONS, order="-drafted_at,id")
    facts = facts_of([person], work=work)[0] if running else None
    fitting = [c for c in running if c.offering_id is not None and _is_for(c, person, facts, work=work)]
    found = next(iter(_likeliest_first(actor, fitting, work=work, least=0)), None)
    if found is None:
        return []
    ours = {"campaign_id": found.id, "person_id": person.id}
    said = RideAlong(talk=conversation.rasa_id, turn_id=turn_id, at=work.now, **ours)
    is_first = work.of(RideAlong).add_once(said, key="talk")
    if not is_first and work.of(RideAlong).find(talk=conversation.rasa_id, turn_id=turn_id) is None:
        return []
    return [said_of(found, person.language)]


def _likeliest_first(
    actor: Actor | None, campaigns: Sequence[Campaign], *, work: Work, least: int | None = None
) -> list[Campaign]:
    """The campaigns with what the reader is likeliest to want first; what counts less than `least` is left out."""
    offerings = work.of(Offering).list(id={c.offering_id for c in campaigns if c.offering_id}, order="id")
    liked = likings(actor, offerings, work=work)

    def score(campaign: Campaign) -> int:
        liking = liked.get(campaign.offering_id or "")
        return liking.score if liking else 0

    kept = [each for each in campaigns if least is None or score(each) >= least]
    return sorted(kept, key=lambda each: -score(each))


def _is_for(campaign: Campaign, person: Individual | None, facts: Facts | None, *, work: Work) -> bool:
    if person is None or facts is None:
        return not campaign.segment
    is_in = fits(campaign.segment, facts) and campaign.group_of(person.id) is Group.TOLD
    return is_in and bool(could_have(campaign, [person.id], work=work))


def results_of(campaign: Campaign, *, work: Work) -> list[GroupResult]:
    """What came of a campaign: sent, delivered, taken and opted out for who was told, taken for the others."""
    return [_result(campaign, group, work=work) for group in Group]


def _result(campaign: Campaign, group: Group, *, work: Work) -> GroupResult:
    members = work.of(CampaignMember).list(campaign_id=campaign.id, group=group)
    keys = [m.message_key for m in members if m.message_key]
    messages = work.of(OutgoingMessage).list(key=keys) if keys else []
    statuses = [m.status for m in messages]
    return GroupResult(
        group=group,
        people=len(members),
        sent=statuses.count(DeliveryStatus.COMPLETED),
        delivered=sum(1 for m in messages if m.delivered_at is not None),
        unknown=statuses.count(DeliveryStatus.UNKNOWN),
        taken=len(takers_of(campaign, members, work=work)),
        opted_out=_opted_out(campaign, members, work=work),
    )


def _opted_out(campaign: Campaign, members: Sequence[CampaignMember], *, work: Work) -> int:
    """Who said since they were reached that they want no more of this kind."""
    people = work.of(Individual).list(id=[m.person_id for m in members]) if members else []
    since = {m.person_id: m.at for m in members}
    names = {name: person.id for person in people for name in holders_of(person)}
    said = work.of(Preference).list(holder=set(names), kind=campaign.kind, wanted=False) if names else []
    return len({names[each.holder] for each in said if each.said_at >= since[names[each.holder]]})


def trials_of(campaign: Campaign, *, work: Work) -> list[str]:
    """What became of the trials that came from a campaign, as a line of the report; none where nothing is tried."""
    if campaign.trial_days is None:
        return []
    states = [trial.state for trial in work.of(Trial).list(campaign_id=campaign.id)]
    running, kept, ended = (states.count(state) for state in TrialState)
    return [f"trials of {campaign.trial_days} days: {len(states)} begun, {running} run, {kept} kept, {ended} ended"]


def lift_of(results: Sequence[GroupResult]) -> float | None:
    """How many percentage points more of those told took it than of the control group; None without one."""
    by_group = {each.group: each for each in results}
    told, control = by_group[Group.TOLD], by_group[Group.CONTROL]
    return told.rate - control.rate if told.people and control.people else None


def table_of(results: Sequence[GroupResult]) -> list[str]:
    """The results as lines of a table."""
    head = f"{'group':<9}{'people':>8}{'sent':>8}{'arrived':>9}{'unknown':>9}{'taken':>8}{'share':>9}{'opted out':>11}"
    lines = [
        f"{r.group.value:<9}{r.people:>8}{r.sent:>8}{r.delivered:>9}{r.unknown:>9}{r.taken:>8}{r.rate:>8.1f}%"
        f"{r.opted_out:>11}"
        for r in results
    ]
    lift = lift_of(results)
    return [head, *lines, "no control group to compare with" if lift is None else f"lift {lift:+.1f} points"]


def picture_of(name: str, results: Sequence[GroupResult]) -> dict[str, Any]:
    """The results as the values of a picture: the share that took the offer, by group."""
    lift = lift_of(results)
    title = name if lift is None else f"{name}: lift {lift:+.1f} points"
    return {
        "title": title,
        "unit": "% took it",
        "labels": [r.group.value for r in results],
        "amounts": [r.rate for r in results],
    }
