"""Having the network, or the partner who delivers a line, do what our records say of it: work, or rest. [F12, F8]"""

from collections.abc import Sequence
from datetime import timedelta

from telecom.management.inventory import label_of
from telecom.management.partner_lines import partner_serving, set_working
from telecom.management.staff_tasks import open_task, resolves
from telecom.model.inventory import Product, ProductStatus, Service, ServiceState
from telecom.model.messaging import Priority
from telecom.model.parties import Individual
from telecom.model.partners import Partner
from telecom.model.suspension import Suspension, SuspensionStatus
from telecom.model.tasks import StaffTask
from telecom.model.utterances import Utterance
from telecom.ports import NetworkDown, OpenWork, Outside, PartnerDown, PartnerRefuses, Work
from telecom.services.smi import ExecutionAction, service_of
from telecom.support.approvals import managers_of
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome
from telecom.support.telling import push

SET_LINE = "set_line"
PARTNER_TASK = "partner's line"
_ASK_AGAIN = timedelta(seconds=30)


def told(said: Sequence[Utterance], service: Service) -> Outcome:
    """The outcome after which the network is told at once; the job that was enqueued makes up for a network that is
    away, or for our own end. Where a partner says no, that is said instead."""

    def tell_network(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        try:
            refused = _bring(service.id, open_work=open_work, outside=outside)
        except NetworkDown:
            return [*said, Utterance("utter_suspension_network_later")]
        except PartnerDown:
            return [*said, Utterance("utter_suspension_partner_later")]
        return [refused] if refused else said

    return Outcome(said, tell_network)


@job(SET_LINE)
def set_line(*, service_id: str, open_work: OpenWork, outside: Outside) -> None:
    """Bring the network to what our records say of a service; doing it again changes nothing."""
    try:
        refused = _bring(service_id, open_work=open_work, outside=outside)
    except (NetworkDown, PartnerDown) as down:
        raise RetryLater(after=_ASK_AGAIN) from down
    if refused is not None:
        with open_work() as work:
            _tell(service_id, refused, work=work)


def _bring(service_id: str, *, open_work: OpenWork, outside: Outside) -> Utterance | None:
    """Tell the network, or the partner; what to say where the partner refuses."""
    with open_work() as work:
        service = work.of(Service).get(service_id)
        working, partner = service.state is ServiceState.ACTIVE, partner_serving(service, work=work)
    try:
        set_working(service_id, working=working, partner=partner, outside=outside)
    except PartnerRefuses as refusal:
        assert partner is not None
        with open_work() as work:
            return _refused(service_id, partner, refusal.reason, working=working, work=work)
    return None


def _refused(service_id: str, partner: Partner, reason: str, *, working: bool, work: Work) -> Utterance:
    """The partner says no: a pause that it does not make is none, and nothing less is charged; a line that it does not
    take up again is looked after by people. [F16]"""
    service = work.of(Service).get(service_id, lock=True)
    values = {"service": label_of(service), "partner": partner.name, "reason": reason}
    pause = work.of(Suspension).find(service_id=service.id, status=SuspensionStatus.RUNNING, lock=True)
    if pause is not None and not working:
        give_back(pause, service, work=work)
        return Utterance("utter_suspension_partner_refused", values)
    last = pause or work.of(Suspension).find(service_id=service.id, order="-starts_at")
    task = open_task(
        PARTNER_TASK,
        key=f"{PARTNER_TASK}:{service.id}:{last.id if last else working}",
        customer_id=service.customer_id,
        asked_by=_who(service, work=work).id,
        subject=service.id,
        reason=reason,
        needs={"service": service.name, "partner": partner.name, "should": "work" if working else "rest"},
        work=work,
    )
    return Utterance("utter_suspension_partner_with_people", {**values, "by": task.promised_by})


def give_back(pause: Suspension, service: Service, *, work: Work) -> None:
    """A pause is over, and with it exactly what it suspended."""
    pause.become(SuspensionStatus.ENDED)
    pause.ended_at = work.now
    for product in work.of(Product).list(id=pause.product_ids, status=ProductStatus.SUSPENDED):
        product.become(ProductStatus.ACTIVE)
    if service.state is ServiceState.INACTIVE:
        service_of(service).set_execution_state(ExecutionAction.START)


def _who(service: Service, *, work: Work) -> Individual:
    """Who is told of a service: who paused it last, else who uses it or manages its contract."""
    pause = work.of(Suspension).find(service_id=service.id, order="-starts_at")
    if pause is not None:
        return work.of(Individual).get(pause.asked_by)
    if service.user_id is not None:
        return work.of(Individual).get(service.user_id)
    return managers_of(service.customer_id, work=work)[0]


def _tell(service_id: str, news: Utterance, *, work: Work) -> None:
    person = _who(work.of(Service).get(service_id), work=work)
    key = f"partner:{service_id}:{work.now.isoformat()}"
    push(work, person.id, person.phone_number, news, key=key, priority=Priority.PROGRESS)


@resolves(PARTNER_TASK, "done")
def settle_partners_line(task: StaffTask, resolution: str, *, work: Work) -> None:
    """People have it from the partner that the line is as it should be; the network is told again, and the asker."""
    service, person = work.of(Service).get(task.subject), work.of(Individual).get(task.asked_by)
    work.enqueue(SET_LINE, service_id=service.id, lock=f"line:{service.id}")
    said = Utterance("utter_suspension_partner_settled", {"service": label_of(service)})
    push(work, person.id, person.phone_number, said, key=f"{PARTNER_TASK}:{task.number}", priority=Priority.PROGRESS)
