"""The SIM of a mobile line: a new one as card or eSIM, activated, and told wherever it matters. [F20, R20]"""

from collections.abc import Sequence
from datetime import timedelta

from telecom.management.configuration import APPLY_SETTINGS, applied
from telecom.management.inventory import Meant, label_of, services_meant
from telecom.management.rules_in_force import standing_on
from telecom.model.access import Actor
from telecom.model.audit import SecurityEvent
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Service, ServiceState
from telecom.model.messaging import Conversation, Priority
from telecom.model.parties import Individual
from telecom.model.proposals import Proposal
from telecom.model.restrictions import RestrictionStatus
from telecom.model.sims import SIM_CHANGE_WAITS, Sim, SimKind, SimStatus
from telecom.model.utterances import Attachment, Utterance, ask_for
from telecom.ports import NetworkDown, OpenWork, Outside, WarehouseDown, Work
from telecom.services.calls import SIM_BLOCKED
from telecom.services.smi import service_of
from telecom.support.audit import note
from telecom.support.authorization import access_services, known, require_any, require_fresh_proof
from telecom.support.jobs import RetryLater, job
from telecom.support.proposals import Outcome, carries_out, propose
from telecom.support.telling import push, send_sms, tell_secret

REPLACE, ACTIVATE = "replace_sim", "activate_sim"
BAR_SIM, PREPARE_SIM, USE_SIM = "bar_sim", "prepare_sim", "use_sim"
ARTICLE = "sim-card"
_ASK_AGAIN = timedelta(seconds=30)


def lines_with_sim(actor: Actor | None, meant: Meant, *, work: Work, own: bool = False) -> list[Service]:
    """The lines on a SIM that were meant and that the actor may configure; with `own`, the one they use themselves
    too: whoever loses a phone may have it blocked. NotAllowed, NotFound."""
    actor = known(actor)
    allowed = {s.id: s for s in access_services(actor, Function.CONFIGURE, work=work)}
    if own:
        allowed |= {s.id: s for s in work.of(Service).list(user_id=actor.person_id)}
    lines = [s for s in allowed.values() if _has_sim(s) and s.state is not ServiceState.TERMINATED]
    require_any(lines)
    found = services_meant(sorted(lines, key=lambda s: s.name), meant)
    if not found:
        raise NotFound(kind="Service")
    return found


def _has_sim(service: Service) -> bool:
    return service_of(service).lifecycle.restriction(SIM_BLOCKED) is not None


def access_line(actor: Actor | None, service_id: str, *, work: Work, own: bool = False, lock: bool = False) -> Service:
    (found,) = lines_with_sim(actor, Meant(service_id), work=work, own=own)
    return work.of(Service).get(found.id, lock=lock)


def is_blocked(service: Service, *, work: Work) -> bool:
    """Whether the SIM of a line is blocked."""
    return bool(standing_on(service, kind=SIM_BLOCKED, work=work))


def lift_block(service: Service, *, work: Work) -> None:
    for each in standing_on(service, kind=SIM_BLOCKED, work=work, lock=True):
        each.become(RestrictionStatus.LIFTED)
        each.ended_at = work.now
    if (sim := in_use(service, work=work)) is not None and sim.status is SimStatus.SUSPENDED:
        sim.become(SimStatus.ACTIVE)


def in_use(service: Service, *, work: Work) -> Sim | None:
    return work.of(Sim).find(service_id=service.id, status=[SimStatus.ACTIVE, SimStatus.SUSPENDED], lock=True)


def find_reserved(service: Service, *, work: Work, lock: bool = False) -> Sim | None:
    """The SIM that waits to be activated on a line, or None."""
    return work.of(Sim).find(service_id=service.id, status=SimStatus.RESERVED, order="-asked_at", lock=lock)


def bring_up_to_date(service: Service, *, work: Work) -> None:
    for task in (BAR_SIM, APPLY_SETTINGS):
        work.enqueue(task, service_id=service.id, lock=f"line:{service.id}")


def note_change(service: Service, actor: Actor, change: str, *, work: Work) -> None:
    event, customer_id = SecurityEvent.SERVICE_CHANGED, service.customer_id
    note(work, event, actor=actor, customer_id=customer_id, subject=service.id, change=change)


def barred(said: Sequence[Utterance], service: Service) -> Outcome:
    """The outcome after which the network bars or opens the SIM at once; the job makes up for what fails."""

    def tell_network(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        try:
            bar_sim(service_id=service.id, open_work=open_work, outside=outside)
        except RetryLater:
            return [*said, Utterance("utter_configuration_network_later")]
        later = applied(said, service).follow_up
        return later(open_work, outside) if later else said

    return Outcome(said, tell_network)


@job(BAR_SIM)
def bar_sim(*, service_id: str, open_work: OpenWork, outside: Outside) -> None:
    """Bring the network's SIM to what our records say: barred or open."""
    with open_work() as work:
        barred = is_blocked(work.of(Service).get(service_id), work=work)
    try:
        outside.register.bar_sims(service_id, barred=barred)
    except NetworkDown as down:
        raise RetryLater(after=_ASK_AGAIN) from down


def lacks_address(actor: Actor | None, service_id: str, *, work: Work) -> bool:
    """Whether no address is known to which a card for a line could be sent."""
    service = access_line(actor, service_id, work=work)
    return _address(service, known(actor), work=work) is None


def propose_new_sim(
    actor: Actor | None, service_id: str, *, kind: SimKind, address: str | None = None, turn_id: str, work: Work
) -> Utterance:
    """Propose a new SIM for a line: a card by post, to an address that is told or known, or an eSIM as a picture to
    scan. It costs nothing."""
    service = access_line(actor, service_id, work=work)
    actor = require_fresh_proof(actor, work=work)
    values = {"service": label_of(service), "address": address or _address(service, actor, work=work)}
    if kind is SimKind.CARD and values["address"] is None:
        raise BusinessError("utter_sim_no_address")
    name = "utter_sim_propose_card" if kind is SimKind.CARD else "utter_sim_propose_esim"
    terms = {"service_id": service.id, "kind": kind.value, "address": values["address"]}
    return propose(actor, REPLACE, terms=terms, shown=Utterance(name, values), turn_id=turn_id, work=work)


def _address(service: Service, actor: Actor, *, work: Work) -> str | None:
    """Where a card goes: to who uses the line, else to who asks."""
    user = work.of(Individual).get(service.user_id) if service.user_id else None
    return (user.address if user else None) or work.of(Individual).get(actor.person_id).address


@carries_out(REPLACE)
def order_new_sim(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Reserve a SIM, and have it sent or shown."""
    terms = proposal.terms
    service = access_line(actor, terms["service_id"], work=work, lock=True)
    for older in work.of(Sim).list(service_id=service.id, status=SimStatus.RESERVED, lock=True):
        older.become(SimStatus.ENDED)
        older.ended_at = work.now
    sim = Sim(
        key=proposal.id,
        service_id=service.id,
        kind=SimKind(terms["kind"]),
        asked_by=actor.person_id,
        asked_at=work.now,
        sent_to=terms["address"] if terms["kind"] == SimKind.CARD.value else None,
    )
    work.of(Sim).add(sim)
    work.flush()
    note_change(service, actor, "SIM ordered", work=work)
    work.enqueue(PREPARE_SIM, sim_id=sim.id, conversation_id=actor.conversation_id, lock=f"line:{service.id}")
    name = "utter_sim_card_ordered" if sim.kind is SimKind.CARD else "utter_sim_esim_ordered"
    said = [Utterance(name, {"service": label_of(service), "address": sim.sent_to})]

    def prepare(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        try:
            prepare_sim(sim_id=sim.id, conversation_id=actor.conversation_id, open_work=open_work, outside=outside)
        except RetryLater:
            return [*said, Utterance("utter_configuration_network_later")]
        return said

    return Outcome(said, prepare)


@job(PREPARE_SIM)
def prepare_sim(*, sim_id: str, conversation_id: str, open_work: OpenWork, outside: Outside) -> None:
    """Have the network give out the SIM; the warehouse sends the card, or the chat gets the eSIM's picture, once."""
    with open_work() as work:
        sim = work.of(Sim).get(sim_id)
    if sim.status is not SimStatus.RESERVED:
        return
    is_card = sim.kind is SimKind.CARD
    try:
        card = outside.register.issue_sim(sim.key, sim.service_id, esim=not is_card)
        if is_card:
            outside.warehouse.send(sim.key, article=ARTICLE, count=1, address=str(sim.sent_to))
    except (NetworkDown, WarehouseDown) as down:
        raise RetryLater(after=_ASK_AGAIN) from down
    with open_work() as work:
        work.of(Sim).get(sim_id, lock=True).iccid = card.iccid
        if card.activation_code is None:
            return
        service = work.of(Service).get(sim.service_id)
        picture = Attachment("picture", "qr", {"code": ""})
        activate = ask_for("activate_sim", "utter_choice_activate_now", service=service.id)
        shown = Utterance("utter_sim_esim_picture", {"service": label_of(service)}, [activate], [picture])
        conversation = work.of(Conversation).get(conversation_id)
        tell_secret(work, conversation, shown, key=f"esim:{sim.id}", secrets={"code": card.activation_code})


def propose_activation(actor: Actor | None, service_id: str, *, turn_id: str, work: Work) -> Utterance:
    """Propose to have the line run on the SIM that waits. NotFound with what there is instead where none does."""
    service = access_line(actor, service_id, work=work)
    sim = find_reserved(service, work=work)
    if sim is None or sim.iccid is None:
        raise NoSimWaits(service=label_of(service))
    actor = require_fresh_proof(actor, work=work)
    values = {"service": label_of(service), "ending": sim.iccid[-4:], "wait": SIM_CHANGE_WAITS}
    terms = {"service_id": service.id, "sim_id": sim.id}
    name = "utter_sim_propose_activation_first" if sim.is_first else "utter_sim_propose_activation"
    shown = Utterance(name, values)
    return propose(actor, ACTIVATE, terms=terms, shown=shown, turn_id=turn_id, work=work)


class NoSimWaits(NotFound):
    """No SIM waits to be activated on the line."""

    response = "utter_sim_none_waits"


@carries_out(ACTIVATE)
def activate_sim(actor: Actor, proposal: Proposal, *, work: Work) -> Outcome:
    """Have the line run on the new SIM. From now on money and rights wait for whoever proves by it. [R20]"""
    service = access_line(actor, proposal.terms["service_id"], work=work, lock=True)
    sim = work.of(Sim).get(proposal.terms["sim_id"], lock=True)
    if sim.status is not SimStatus.RESERVED:
        raise NoSimWaits(service=label_of(service))
    if (before := in_use(service, work=work)) is not None:
        before.become(SimStatus.ENDED)
        before.ended_at = work.now
        work.flush()
    sim.become(SimStatus.ACTIVE)
    sim.activated_at = work.now
    # A line that has never run has no earlier SIM whose place could have been stolen.
    sim.money_waits_until = None if sim.is_first else work.now + SIM_CHANGE_WAITS
    lift_block(service, work=work)
    note_change(service, actor, "SIM changed", work=work)
    work.enqueue(USE_SIM, sim_id=sim.id, lock=f"line:{service.id}")
    bring_up_to_date(service, work=work)
    _tell_of_change(service, sim, actor, work=work)
    name = "utter_sim_activated" if sim.money_waits_until else "utter_sim_activated_first"
    said = [Utterance(name, {"service": label_of(service), "until": sim.money_waits_until})]

    def tell_network(open_work: OpenWork, outside: Outside) -> Sequence[Utterance]:
        try:
            use_sim(sim_id=sim.id, open_work=open_work, outside=outside)
        except RetryLater:
            return [*said, Utterance("utter_configuration_network_later")]
        return said

    return Outcome(said, tell_network)


def _tell_of_change(service: Service, sim: Sim, actor: Actor, *, work: Work) -> None:
    """Both channels are told of a changed SIM: the number itself, and the chat of whoever uses the line. [R20]"""
    notice = Utterance("utter_sim_changed_notice", {"service": label_of(service), "until": sim.money_waits_until})
    if sim.money_waits_until is None or service.phone_number is None:
        return
    send_sms(work, service.phone_number, notice, key=f"sim:{sim.id}:sms", priority=Priority.EMERGENCY)
    told = {service.user_id, actor.person_id} - {None}
    for person_id in sorted(str(each) for each in told):
        push(work, person_id, None, notice, key=f"sim:{sim.id}:{person_id}", priority=Priority.EMERGENCY)


@job(USE_SIM)
def use_sim(*, sim_id: str, open_work: OpenWork, outside: Outside) -> None:
    """Have the network run the line on its SIM, opened or barred as our records say."""
    with open_work() as work:
        sim = work.of(Sim).get(sim_id)
    if sim.status not in (SimStatus.ACTIVE, SimStatus.SUSPENDED) or sim.iccid is None:
        return
    try:
        outside.register.use_sim(sim.service_id, sim.iccid)
    except NetworkDown as down:
        raise RetryLater(after=_ASK_AGAIN) from down
    bar_sim(service_id=sim.service_id, open_work=open_work, outside=outside)
