"""Publishing: the operator's people draft, try, approve, start, pause and stop campaigns; each reaches everybody of its
segment once. [M.3345 5.3.3, P1-P3]"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telecom.management.segments import facts_of
from telecom.management.trials import could_have
from telecom.model.audit import SecurityEvent
from telecom.model.campaigns import (
    Campaign,
    CampaignMember,
    CampaignState,
    Facts,
    Group,
    WrongCampaign,
    check_segment,
    fits,
    is_capped,
)
from telecom.model.catalogue import Offering
from telecom.model.errors import NotFound
from telecom.model.messaging import Priority
from telecom.model.money import Money
from telecom.model.parties import Individual, PartyStatus
from telecom.model.preferences import MessageKind
from telecom.model.staff import Officer, StaffRole
from telecom.model.trials import LONGEST, SHORTEST, can_be_tried
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import OpenWork, Outside, Work
from telecom.support import telling
from telecom.support.audit import note
from telecom.support.due import Due, due
from telecom.support.jobs import job
from telecom.support.preferences import holders_of, wants
from telecom.support.staff import require_role, require_second_person

PUBLISH, DAILY = "publish_campaign", "campaign of the day"
BATCH = 200
SAMPLE = 5
_FIELDS = {
    "name", "kind", "text", "segment", "offering", "trial_days", "emergency", "control", "rollout", "last_day",
}  # fmt: skip
_AUTHORS = (StaffRole.CAMPAIGN_AUTHOR, StaffRole.CAMPAIGN_APPROVER)


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a campaign would reach now: how many, of them in the control group, and a few by name; where it is a trial,
    for how long it is free and what it costs each month then."""

    count: int
    control: int
    sample: Sequence[str]
    free_days: int | None = None
    then: Money | None = None


def draft_campaign(officer: Officer, raw: Mapping[str, Any], *, work: Work) -> Campaign:
    """Write down a campaign, or write a draft anew; nothing goes out. WrongCampaign, RoleMissing."""
    require_role(officer, StaffRole.CAMPAIGN_AUTHOR)
    unknown = set(raw) - _FIELDS
    if unknown or not isinstance(raw.get("name"), str):
        raise WrongCampaign(reason=f"unknown: {', '.join(sorted(unknown))}" if unknown else "it needs a name")
    standing = work.of(Campaign).find(name=raw["name"], lock=True)
    if standing is not None and standing.state is not CampaignState.DRAFT:
        raise WrongCampaign(reason=f"{standing.name} is no draft any more; give the new one another name")
    campaign = standing or Campaign(
        name=raw["name"], kind=MessageKind.PROMOTIONS, texts={}, drafted_by=officer.name, drafted_at=work.now
    )
    _fill(campaign, raw, work=work)
    campaign.drafted_by = officer.name
    if standing is None:
        work.of(Campaign).add(campaign)
        work.flush()
    _note(officer, campaign, "drafted", work=work)
    return campaign


def _fill(campaign: Campaign, raw: Mapping[str, Any], *, work: Work) -> None:
    kinds = {kind.value: kind for kind in MessageKind}
    if raw.get("kind") not in kinds:
        raise WrongCampaign(reason=f"kind is one of {', '.join(kinds)}")
    text = raw.get("text")
    texts = {"en": text} if isinstance(text, str) else text
    if not isinstance(texts, dict) or not texts or not all(isinstance(t, str) and t.strip() for t in texts.values()):
        raise WrongCampaign(reason="text is a sentence, or one for each language")
    offering = raw.get("offering")
    if offering is not None and work.of(Offering).find(id=offering) is None:
        raise WrongCampaign(reason=f"there is no offering {offering!r}")
    campaign.kind, campaign.texts = kinds[str(raw["kind"])], texts
    campaign.segment = check_segment(raw.get("segment") or {})
    campaign.offering_id, campaign.emergency = offering, raw.get("emergency") is True
    campaign.trial_days = _trial_days(raw, offering, work=work)
    campaign.control_percent = _percent(raw, "control", 0, 90)
    campaign.rollout_percent = _percent(raw, "rollout", 100, 100)
    campaign.last_day = raw.get("last_day")
    if campaign.emergency and campaign.kind is not MessageKind.NOTICES:
        raise WrongCampaign(reason="only a general notice can be an emergency")


def _trial_days(raw: Mapping[str, Any], offering_id: Any, *, work: Work) -> int | None:
    """For how many days what is offered is free, None where it is not; only what can end by itself can be tried."""
    days = raw.get("trial_days")
    if days is None:
        return None
    if isinstance(days, bool) or not isinstance(days, int) or not SHORTEST <= days <= LONGEST:
        raise WrongCampaign(reason=f"trial_days is a number of days from {SHORTEST} to {LONGEST}")
    if offering_id is None or not can_be_tried(work.of(Offering).get(offering_id)):
        raise WrongCampaign(reason="only an add-on of ours that is paid by the month can be given on trial")
    return days


def _percent(raw: Mapping[str, Any], name: str, usual: int, most: int) -> int:
    value = raw.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise WrongCampaign(reason=f"{name} is a whole number of percent, up to {most}")
    return value


def find_campaign(name: str, *, work: Work) -> Campaign:
    """A campaign by its name, locked; NotFound."""
    found = work.of(Campaign).find(name=name, lock=True)
    if found is None:
        raise NotFound("utter_campaigns_unknown", name=name)
    return found


def preview_campaign(officer: Officer, name: str, *, work: Work) -> Preview:
    """Whom it would reach, and have it wait for somebody else's approval. Looking at people is audited."""
    require_role(officer, *_AUTHORS)
    campaign = find_campaign(name, work=work)
    fitting = [person for people in _batches(work) for person, facts in people if fits(campaign.segment, facts)]
    if campaign.state is CampaignState.DRAFT:
        campaign.become(CampaignState.TEST)
        campaign.become(CampaignState.WAITING)
    _note(officer, campaign, "previewed", work=work)
    control = sum(1 for person in fitting if campaign.group_of(person.id) is Group.CONTROL)
    offering = work.of(Offering).find(id=campaign.offering_id) if campaign.trial_days else None
    sample, then = [person.name for person in fitting[:SAMPLE]], offering.monthly if offering else None
    return Preview(len(fitting), control, sample, campaign.trial_days, then)


def _batches(work: Work) -> Iterable[list[tuple[Individual, Facts]]]:
    after = ""
    while people := _people_after(after, work=work):
        yield [(person, facts) for person, facts in zip(people, facts_of(people, work=work), strict=True)]
        after = people[-1].id


def _people_after(after: str, *, work: Work) -> list[Individual]:
    return work.of(Individual).list(id__gt=after, status=PartyStatus.VALIDATED, order="id", limit=BATCH)


def approve_campaign(officer: Officer, name: str, *, work: Work) -> Campaign:
    """The second person's yes. SecondPersonNeeded where it is the author's own."""
    require_role(officer, StaffRole.CAMPAIGN_APPROVER)
    campaign = find_campaign(name, work=work)
    require_second_person(officer, campaign.drafted_by)
    if campaign.state is not CampaignState.WAITING:
        raise WrongCampaign(reason=f"it is {campaign.state.value}; only what was previewed can be approved")
    campaign.approved_by = officer.name
    _note(officer, campaign, "approved", work=work)
    return campaign


def start_campaign(officer: Officer, name: str, *, rollout: int | None = None, work: Work) -> Campaign:
    """Let an approved one go out, take a paused one up again, or raise the share of people that it has come to."""
    require_role(officer, *_AUTHORS)
    campaign = find_campaign(name, work=work)
    if campaign.approved_by is None:
        raise WrongCampaign(reason="somebody else has to approve it first")
    if rollout is not None:
        campaign.rollout_percent = _percent({"rollout": rollout}, "rollout", 100, 100)
    campaign.become(CampaignState.RELEASED)
    work.enqueue(PUBLISH, campaign_id=campaign.id, since="", lock=f"campaign:{campaign.id}")
    _note(officer, campaign, "started", work=work)
    return campaign


def pause_campaign(officer: Officer, name: str, *, work: Work) -> Campaign:
    """Nothing more goes out until it is started again; what waits in the outbox waits on."""
    return _move(officer, name, CampaignState.SUSPENDED, "paused", work=work)


def stop_campaign(officer: Officer, name: str, *, work: Work) -> Campaign:
    """End it for good: what has not gone out never will."""
    return _move(officer, name, CampaignState.RETIRED, "stopped", work=work)


def _move(officer: Officer, name: str, state: CampaignState, change: str, *, work: Work) -> Campaign:
    require_role(officer, *_AUTHORS)
    campaign = find_campaign(name, work=work)
    campaign.become(state)
    _note(officer, campaign, change, work=work)
    return campaign


def stop_everything(officer: Officer, *, work: Work) -> int:
    """The kill switch: pause all that runs, emergencies too; says how many there were."""
    require_role(officer, *_AUTHORS)
    running = work.of(Campaign).list(state=CampaignState.RELEASED, order="id", lock=True)
    for campaign in running:
        campaign.become(CampaignState.SUSPENDED)
        _note(officer, campaign, "paused by the kill switch", work=work)
    return len(running)


def _note(officer: Officer, campaign: Campaign, change: str, *, work: Work) -> None:
    told: dict[str, Any] = {"campaign": campaign.name, "change": change, "staff": officer.name}
    note(work, SecurityEvent.PUBLISHED, subject=campaign.id, emergency=campaign.emergency, **told)


def list_campaigns(*, work: Work) -> list[Campaign]:
    """All campaigns, the newest first."""
    return work.of(Campaign).list(order="-drafted_at,id")


def _of_the_day(work: Work) -> Iterable[Due]:
    """Each running campaign once a day: people who have come to fit since, or whose cap is over, are told too."""
    for campaign in work.of(Campaign).list(state=CampaignState.RELEASED):
        yield Due(campaign.id, work.today().isoformat())


@due(DAILY, _of_the_day)
def go_on_today(one: Due, work: Work) -> None:
    """Look through the people again; one whose last day is over ends."""
    campaign = work.of(Campaign).get(one.subject, lock=True)
    if campaign.state is CampaignState.RELEASED and campaign.last_day and campaign.last_day < work.today():
        campaign.become(CampaignState.RETIRED)
    elif campaign.state is CampaignState.RELEASED:
        work.enqueue(PUBLISH, campaign_id=campaign.id, since="", lock=f"campaign:{campaign.id}")


@job(PUBLISH)
def publish_campaign(*, campaign_id: str, since: str, open_work: OpenWork, outside: Outside) -> None:
    """One batch of people: who fits, wants it, and has not had too much lately is told, once; then the next batch."""
    with open_work() as work:
        campaign = work.of(Campaign).get(campaign_id)
        if campaign.state is not CampaignState.RELEASED:
            return
        people = _people_after(since, work=work)
        able = could_have(campaign, [person.id for person in people], work=work)
        for person, facts in zip(people, facts_of(people, work=work), strict=True):
            if person.id in able and fits(campaign.segment, facts) and campaign.reaches(person.id):
                _tell(campaign, person, work=work)
        if len(people) == BATCH:
            lock = f"campaign:{campaign_id}"
            work.enqueue(PUBLISH, campaign_id=campaign_id, since=people[-1].id, lock=lock)


def _tell(campaign: Campaign, person: Individual, *, work: Work) -> None:
    if not campaign.emergency and not _may_be_told(campaign, person, work=work):
        return
    group = campaign.group_of(person.id)
    key = f"campaign:{campaign.id}:{person.id}" if group is Group.TOLD else None
    member = CampaignMember(campaign_id=campaign.id, person_id=person.id, group=group, message_key=key, at=work.now)
    if not work.of(CampaignMember).add_once(member, key="campaign_id,person_id") or key is None:
        return
    priority = Priority.EMERGENCY if campaign.emergency else Priority.PROMOTION
    said = said_of(campaign, person.language)
    telling.push(work, person.id, person.phone_number, said, key=key, priority=priority)


def _may_be_told(campaign: Campaign, person: Individual, *, work: Work) -> bool:
    """Whether they want the kind anywhere at all, and have not had enough; the channel is looked at when it goes."""
    holders = holders_of(person)
    if not any(wants(holders, campaign.kind, channel, work=work) for channel in ("sms", "telegram", "terminal")):
        return False
    told = work.of(CampaignMember).list(person_id=person.id, group=Group.TOLD, order="-at", limit=10)
    return not is_capped((each.at for each in told), work.now)


def said_of(campaign: Campaign, language: str) -> Utterance:
    """The message of a campaign, with what can be done about it."""
    choices = [_choice("utter_choice_why_this", "action_why_message", campaign)]
    if campaign.offering_id is not None:
        choices.insert(0, _choice("utter_choice_take_offer", "action_take_offer", campaign))
    name = "utter_published_offer" if campaign.offering_id else "utter_published"
    name = "utter_published_emergency" if campaign.emergency else name
    return Utterance(name, {"text": campaign.text_in(language)}, [] if campaign.emergency else choices)


def _choice(label: str, action: str, campaign: Campaign) -> Offered:
    content = {"action": action, "slots": {"campaign": campaign.id}}
    return Offered(Utterance(label), ChoiceKind.ACTION, content)
