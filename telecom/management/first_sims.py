"""The SIM of a new line, ordered along with it: a card by post or an eSIM. [F4, F20]"""

from telecom.management.inventory import label_of
from telecom.management.sims import PREPARE_SIM
from telecom.model.inventory import Service
from telecom.model.ordering import CannotOrder, OrderItem, ProductOrder
from telecom.model.sims import Sim, SimKind, SimStatus
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.services.calls import SIM_BLOCKED
from telecom.services.smi import registered_kinds


def takes_a_sim(kind: str | None) -> bool:
    """Whether services of a kind run on a SIM."""
    declared = registered_kinds().get(kind or "")
    return declared is not None and declared.lifecycle.restriction(SIM_BLOCKED) is not None


def choose_sim(kind: str, wished: SimKind | None, address: str | None) -> SimKind | None:
    """The SIM of a new line: as wished, else a card where there is an address to send it to; None where the kind has
    none. CannotOrder for a card that cannot be sent."""
    if not takes_a_sim(kind):
        return None
    if wished is SimKind.CARD and not address:
        raise CannotOrder("utter_sim_no_address")
    return wished or (SimKind.CARD if address else SimKind.ESIM)


def sim_in_words(kind: str | None, address: str | None) -> Utterance:
    """Which SIM comes with a new line."""
    if kind is None:
        return Utterance("utter_order_no_sim")
    if kind == SimKind.ESIM.value:
        return Utterance("utter_order_esim")
    return Utterance("utter_order_sim_card", {"address": address})


def reserve_first_sim(item: OrderItem, order: ProductOrder, service: Service, *, work: Work) -> None:
    """The new line has its SIM, which is sent or shown at once and waits to be activated."""
    kind = item.details.get("sim")
    if kind is None:
        return
    sim = Sim(
        key=f"order:{item.id}",
        service_id=service.id,
        kind=SimKind(kind),
        asked_by=order.asked_by,
        asked_at=work.now,
        sent_to=item.details.get("address") if kind == SimKind.CARD.value else None,
        is_first=True,
    )
    work.of(Sim).add(sim)
    work.flush()
    chat = item.details["conversation_id"]
    work.enqueue(PREPARE_SIM, sim_id=sim.id, conversation_id=chat, lock=f"line:{service.id}")


def first_sims(service_ids: set[str], *, work: Work) -> list[Utterance]:
    """What is to be done with the first SIMs of these services, a line for each that still waits."""
    sims = work.of(Sim).list(service_id=service_ids, is_first=True, status=SimStatus.RESERVED, order="asked_at,id")
    said = []
    for sim in sims:
        values = {"service": label_of(work.of(Service).get(sim.service_id)), "address": sim.sent_to}
        name = "utter_order_sim_follows" if sim.kind is SimKind.CARD else "utter_order_esim_follows"
        said.append(Utterance(name, values))
    return said
