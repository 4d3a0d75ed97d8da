"""Giving a product on trial: who may have one, what is said of it, and that it costs nothing on its free days. [P2]"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from telecom.management.segments import facts_of
from telecom.model.access import Actor
from telecom.model.campaigns import Campaign, CampaignMember, CampaignState, Group, fits
from telecom.model.catalogue import Offering
from telecom.model.charges import Discount
from telecom.model.inventory import Product
from telecom.model.ordering import CannotOrder, OrderItem
from telecom.model.parties import Individual, Membership
from telecom.model.trials import Trial, TrialState, can_be_tried, last_day_of
from telecom.model.utterances import Utterance
from telecom.ports import Work


def trial_terms(actor: Actor, campaign_id: str, offering: Offering, customer_id: str, *, work: Work) -> dict[str, Any]:
    """What an order keeps of a trial: the campaign, how long it is free and what it costs then. CannotOrder where the
    campaign is over or is not for this person, or where the customer has had it before."""
    campaign = work.of(Campaign).find(id=campaign_id)
    if campaign is None or campaign.state is not CampaignState.RELEASED or campaign.trial_days is None:
        raise CannotOrder("utter_offers_nothing_to_take")
    if campaign.offering_id != offering.id or not can_be_tried(offering) or not _is_for(campaign, actor, work=work):
        raise CannotOrder("utter_offers_nothing_to_take")
    if work.of(Trial).count(customer_id=customer_id, offering_id=offering.id):
        raise CannotOrder("utter_trial_had_before", product=offering.name, monthly=offering.monthly)
    last_day = last_day_of(work.today(), campaign.trial_days)
    return {"trial": campaign.id, "trial_days": campaign.trial_days, "free_to": last_day, "then": offering.monthly}


def _is_for(campaign: Campaign, actor: Actor, *, work: Work) -> bool:
    """Whether it was offered to this person, or would be now."""
    if work.of(CampaignMember).count(campaign_id=campaign.id, person_id=actor.person_id, group=Group.TOLD):
        return True
    person = work.of(Individual).get(actor.person_id)
    in_segment = fits(campaign.segment, facts_of([person], work=work)[0])
    return in_segment and campaign.group_of(person.id) is Group.TOLD


def could_have(campaign: Campaign, person_ids: Sequence[str], *, work: Work) -> set[str]:
    """Who of these people could still take what a campaign gives on trial: nobody of theirs has had it."""
    if campaign.trial_days is None or not person_ids:
        return set(person_ids)
    belongs = work.of(Membership).list(person_id=list(person_ids))
    tried = work.of(Trial).list(customer_id={m.customer_id for m in belongs}, offering_id=campaign.offering_id)
    had = {trial.customer_id for trial in tried}
    return set(person_ids) - {m.person_id for m in belongs if m.customer_id in had}


def trial_utterance(details: Mapping[str, Any]) -> Utterance | None:
    """The price of a trial in words: until when it is free and what it costs then; None for what is none."""
    if not details.get("trial"):
        return None
    return Utterance("utter_price_trial", {"last_day": details["free_to"], "monthly": details["then"]})


def start_trial(item: OrderItem, product: Product, *, person_id: str, work: Work) -> Trial:
    """The product is free up to and with the last day, and ends then unless it is kept."""
    offering = work.of(Offering).get(product.offering_id)
    trial = Trial(
        campaign_id=item.details["trial"],
        customer_id=product.customer_id,
        person_id=person_id,
        offering_id=offering.id,
        product_id=product.id,
        first_day=product.started_on,
        last_day=_promised(item, product),
    )
    if not work.of(Trial).add_once(trial, key="customer_id,offering_id"):
        raise CannotOrder("utter_trial_had_before", product=offering.name, monthly=offering.monthly)
    free = Discount(
        key=f"trial:{trial.id}",
        account_id=product.account_id,
        product_id=product.id,
        service_id=product.service_id,
        description=offering.name,
        percent=100,
        first_day=trial.first_day,
        last_day=trial.last_day,
    )
    work.of(Discount).add(free)
    return trial


def _promised(item: OrderItem, product: Product) -> date:
    """The last day as it was promised, or later where it began later."""
    promised: date = item.details["free_to"]
    return max(promised, last_day_of(product.started_on, item.details["trial_days"]))


def running_trial(product_id: str, *, work: Work, lock: bool = False) -> Trial | None:
    """The trial that a product is on now, if it is on one."""
    return work.of(Trial).find(product_id=product_id, state=TrialState.RUNNING, lock=lock)
