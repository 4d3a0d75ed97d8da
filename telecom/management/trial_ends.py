"""What becomes of a trial: it is asked in time whether to keep it; kept on a yes, ended by itself without one. [P2]"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from telecom.management.changing import end_product
from telecom.management.inventory import label_of
from telecom.management.notices import may_tell_now
from telecom.management.termination import propose_termination
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering
from telecom.model.errors import BusinessError
from telecom.model.inventory import Product, ProductStatus, Service
from telecom.model.messaging import Conversation, Priority
from telecom.model.money import Money
from telecom.model.notices import REMIND_AT
from telecom.model.parties import BillingAccount, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.proposals import Proposal
from telecom.model.trials import Trial, TrialOver, TrialState, TrialWish, read_trial_wish
from telecom.model.utterances import ChoiceKind, Offered, Utterance, ask_for
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.authorization import access_service, access_services, require_fresh_proof, require_within_limit
from telecom.support.due import Due, due
from telecom.support.identity import actor_of
from telecom.support.proposals import Outcome, carries_out, propose
from telecom.support.telling import push

KEEP, ASK, OVER = "keep_trial", "trial ends soon", "trial over"
ACTION = "action_trial"
_RUNS = (ProductStatus.ACTIVE, ProductStatus.SUSPENDED)


def trial_wish(text: str, conversation: Conversation, *, work: Work) -> TrialWish | None:
    """What a message says of a trial that its sender has; None where it is about something else, or they have none.
    Who writes from a number that no log-in has proved yet may mean the trial that this number was asked about."""
    wish = read_trial_wish(text, was_asked=True)
    if wish is None:
        return None
    actor = actor_of(conversation, work=work)
    if actor is not None:
        return wish if _look_at(actor, read_trial_wish(text, was_asked=False) is None, work=work) else None
    if conversation.channel not in ("sms", "terminal"):
        return None
    owner = work.of(Individual).find(phone_number=PhoneNumber(conversation.address))
    of_it = {"person_id": owner.id, "state": TrialState.RUNNING, "asked_at__not": None} if owner else None
    return wish if of_it and work.of(Trial).count(**of_it) else None


def _look_at(actor: Actor, asked_only: bool, *, work: Work) -> bool:
    return any(trial.asked_at is not None or not asked_only for trial, _ in trials_for(actor, work=work))


def trials_for(actor: Actor | None, *, work: Work) -> list[tuple[Trial, Service]]:
    """The running trials on services that the actor may order for, each with its service, the first to end first."""
    services = {service.id: service for service in access_services(actor, Function.ORDER, work=work)}
    held = work.of(Product).list(service_id=set(services), status=_RUNS) if services else []
    on = {product.id: services[str(product.service_id)] for product in held}
    found = work.of(Trial).list(product_id=set(on), state=TrialState.RUNNING, order="last_day,id") if on else []
    return [(trial, on[trial.product_id]) for trial in found]


def show_trials(actor: Actor | None, *, work: Work) -> Utterance:
    """Until when each trial is free, what it costs then, and that it ends by itself. TrialOver where there is none."""
    found = trials_for(actor, work=work)
    if not found:
        raise TrialOver()
    lines = [Utterance("utter_trial_line", _values(trial, service, work=work)) for trial, service in found]
    trial = found[0][0]
    choices = [_choice("utter_choice_keep_trial", "keep", trial), _choice("utter_choice_end_trial", "end", trial)]
    return Utterance("utter_trial_status", {"trials": lines}, choices if len(found) == 1 else _each(found, work=work))


def _each(found: Iterable[tuple[Trial, Service]], *, work: Work) -> list[Offered]:
    return [
        _choice("utter_choice_keep_which", "keep", trial, product=_offering(trial, work=work).name)
        for trial, _ in found
    ]


def _choice(label: str, wish: str, trial: Trial, **values: str) -> Offered:
    content = {"action": ACTION, "slots": {"trial": trial.id, "wish": wish}}
    return Offered(Utterance(label, values), ChoiceKind.ACTION, content)


def _values(trial: Trial, service: Service, *, work: Work) -> dict[str, object]:
    offering = _offering(trial, work=work)
    names = {"product": offering.name, "service": label_of(service), "monthly": offering.monthly}
    return {**names, "last_day": trial.last_day, "from_day": trial.last_day + timedelta(days=1)}


def _offering(trial: Trial, *, work: Work) -> Offering:
    return work.of(Offering).get(trial.offering_id)


def _meant(actor: Actor, trial_id: str | None, *, work: Work) -> tuple[Trial, Service]:
    """The trial of this id, else the one that ends first; TrialOver."""
    found = [each for each in trials_for(actor, work=work) if trial_id in (None, each[0].id)]
    if not found:
        raise TrialOver()
    return found[0]


def propose_keep(actor: Actor | None, trial_id: str | None = None, *, turn_id: str, work: Work) -> Utterance:
    """Propose to keep what is on trial at its normal price: from when, how much. TrialOver, BeyondGrant,
    ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    trial, service = _meant(actor, trial_id, work=work)
    monthly = _offering(trial, work=work).monthly
    assert monthly is not None
    _require_limit(actor, service, monthly, key=None, work=work)
    shown = Utterance("utter_trial_propose_keep", _values(trial, service, work=work))
    terms = {"trial_id": trial.id, "monthly": monthly}
    return propose(actor, KEEP, terms=terms, shown=shown, turn_id=turn_id, work=work)


def _require_limit(actor: Actor, service: Service, monthly: Money, *, key: str | None, work: Work) -> None:
    account = work.of(BillingAccount).get(service.account_id)
    require_within_limit(
        actor, Function.ORDER, monthly, account=account, service_id=service.id, key=key, work=work
    )  # fmt: skip


@carries_out(KEEP)
def keep_trial(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """The yes: the product goes on at its normal price after its free days. TrialOver where it has ended meanwhile."""
    trial = work.of(Trial).get(proposal.terms["trial_id"], lock=True)
    product = work.of(Product).get(trial.product_id, lock=True)
    service = access_service(actor, Function.ORDER, str(product.service_id), work=work)
    if trial.state is not TrialState.RUNNING or product.status not in _RUNS:
        raise TrialOver()
    monthly = _offering(trial, work=work).monthly
    if monthly is None or monthly != proposal.terms["monthly"]:
        raise BusinessError("utter_proposal_changed")
    _require_limit(actor, service, monthly, key=proposal.id, work=work)
    trial.become(TrialState.KEPT, at=work.now)
    event, customer_id = SecurityEvent.SERVICE_CHANGED, trial.customer_id
    note(work, event, actor=actor, customer_id=customer_id, subject=product.id, change="trial kept")
    choices = [ask_for("list_services", "utter_choice_services")]
    return Outcome([Utterance("utter_trial_kept", _values(trial, service, work=work), choices)])


def propose_end_of_trial(actor: Actor | None, trial_id: str | None = None, *, turn_id: str, work: Work) -> Utterance:
    """Propose to end what is on trial now, before its free days are over. TrialOver, ProofRequired."""
    actor = require_fresh_proof(actor, work=work)
    trial, service = _meant(actor, trial_id, work=work)
    product = _offering(trial, work=work).name
    return propose_termination(actor, [service.id], product=product, turn_id=turn_id, work=work)


def _to_ask(work: Work) -> Iterable[Due]:
    """Trials two days before their last one, from nine in the morning."""
    if not may_tell_now(work):
        return
    for trial in work.of(Trial).list(state=TrialState.RUNNING, asked_at=None):
        if datetime.combine(trial.ask_on, REMIND_AT, tzinfo=work.zone) <= work.now and trial.last_day >= work.today():
            yield Due(trial.id, trial.last_day.isoformat())


@due(ASK, _to_ask)
def ask_whether_to_keep(one: Due, work: Work) -> None:
    """Ask whoever took it whether it is to be kept; nothing where it has been decided or has ended meanwhile."""
    trial = work.of(Trial).get(one.subject, lock=True)
    product = work.of(Product).get(trial.product_id)
    if trial.state is not TrialState.RUNNING or product.status not in _RUNS:
        return
    trial.asked_at = work.now
    choices = [_choice("utter_choice_keep_trial", "keep", trial), _choice("utter_choice_end_trial", "end", trial)]
    _tell(trial, product, "utter_trial_ask", "ask", choices, work=work)


def _over(work: Work) -> Iterable[Due]:
    """Trials whose last day is over."""
    for trial in work.of(Trial).list(state=TrialState.RUNNING, last_day__lt=work.today()):
        yield Due(trial.id, trial.last_day.isoformat())


@due(OVER, _over)
def end_by_itself(one: Due, work: Work) -> None:
    """Nobody said that it is to be kept: the product ends on its last free day, and nothing is charged."""
    trial = work.of(Trial).get(one.subject, lock=True)
    if trial.state is not TrialState.RUNNING or trial.last_day >= work.today():
        return
    trial.become(TrialState.ENDED, at=work.now)
    product = work.of(Product).get(trial.product_id, lock=True)
    if product.status not in _RUNS:
        return  # It was ended before.
    end_product(product, last_day=trial.last_day, work=work)
    event, person_id, customer_id = SecurityEvent.SERVICE_CHANGED, trial.person_id, trial.customer_id
    note(work, event, person_id=person_id, customer_id=customer_id, subject=product.id, change="trial ended")
    again = ask_for("order_product", "utter_choice_order_after_trial", product=_offering(trial, work=work).name)
    _tell(trial, product, "utter_trial_ended", "over", [again], work=work)


def _tell(trial: Trial, product: Product, sentence: str, what: str, choices: Iterable[Offered], *, work: Work) -> None:
    service, person = work.of(Service).get(str(product.service_id)), work.of(Individual).get(trial.person_id)
    notice = Utterance(sentence, _values(trial, service, work=work), tuple(choices))
    key = f"trial:{trial.id}:{what}"
    push(work, person.id, person.phone_number, notice, key=key, priority=Priority.PROGRESS)
