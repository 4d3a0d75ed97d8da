"""What is wanted, worked out item by item: for which line or place, from which account, at what price. [F4, O1]"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from telecom.management.availability import kind_of_free_number, require_feasible, require_stock
from telecom.management.first_sims import choose_sim, sim_in_words
from telecom.management.inventory import label_of
from telecom.management.order_rules import account_for, check_service_takes, customer_for, name_for
from telecom.management.trials import trial_terms, trial_utterance
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import Offering, Price
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.ordering import MOST_OF_ONE, CannotOrder, Carrying, ItemAction
from telecom.model.parties import BillingAccount, Individual
from telecom.model.partners import components_of, partner_of
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.resources import IN_A_PLACE, NothingFree
from telecom.model.sims import SimKind
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.authorization import access_service


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is wanted: the offering by name, how many, for which service, with which options; a new line with
    which number, on which SIM; as a trial of which campaign."""

    product: str
    quantity: int = 1
    service_id: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    number: str | None = None
    sim: SimKind | None = None
    trial: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is wanted: the place of the network, and the address for the parcel."""

    name: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One item as it will be ordered, worked out and checked."""

    offering: Offering
    carrying: Carrying
    quantity: int
    account: BillingAccount
    service: Service | None
    price: Price
    details: Mapping[str, Any]
    action: ItemAction = ItemAction.ADD

    @property
    def provider(self) -> str | None:
        """The partner who delivers or ends the service, None where we do."""
        whole = self.carrying in (Carrying.NEW_SERVICE, Carrying.END_SERVICE)
        return partner_of(self.offering) if whole else None

    def terms(self) -> dict[str, Any]:
        """What a yes will do, as it is kept with the proposal."""
        return {
            "offering_id": self.offering.id,
            "carrying": self.carrying.value,
            "action": self.action.value,
            "quantity": self.quantity,
            "account_id": self.account.id,
            "service_id": self.service.id if self.service else None,
            "one_off": self.price.one_off,
            "monthly": self.price.monthly,
            "details": dict(self.details),
        }


def find_offering(name: str, *, work: Work) -> Offering:
    """An offering on sale by its name or id, or NotFound."""
    found = work.of(Offering).find(name=name) or work.of(Offering).find(id=name)
    if found is None or not found.is_sold:
        raise NotFound("utter_catalogue_not_sold", product=name)
    return found


def work_out(actor: Actor, wanted: Wanted, place: Place, *, work: Work) -> Line:
    """What is wanted, checked and worked out."""
    offering = find_offering(wanted.product, work=work)
    if not 1 <= wanted.quantity <= MOST_OF_ONE:
        raise CannotOrder("utter_order_too_many", most=MOST_OF_ONE)
    if components_of(offering):
        # A ready-made product is ordered part by part, by whoever asks its providers.
        raise CannotOrder("utter_order_cannot")
    price = offering.price_with(wanted.options).times(wanted.quantity)
    options = {"options": dict(wanted.options)} if wanted.options else {}
    if offering.is_goods:
        return _goods(actor, offering, wanted, place, price, options, work)
    if wanted.service_id is not None:
        service = access_service(actor, Function.ORDER, wanted.service_id, work=work)
        check_service_takes(service, offering, work=work)
        account = work.of(BillingAccount).get(service.account_id)
        if wanted.trial is not None:
            tried = trial_terms(actor, wanted.trial, offering, service.customer_id, work=work)
            return Line(offering, Carrying.ADD_ON, 1, account, service, Price(), {**options, **tried})
        return Line(offering, Carrying.ADD_ON, 1, account, service, price, options)
    return _new_service(actor, offering, wanted, place, price, options, work)


def _goods(
    actor: Actor, offering: Offering, wanted: Wanted, place: Place, price: Price, options: dict[str, Any], work: Work
) -> Line:
    customer, account = customer_for(actor, offering, work=work)
    address = place.address or work.of(Individual).get(actor.person_id).address
    if not address:
        raise CannotOrder("utter_order_needs_address", product=offering.name)
    require_stock(offering, wanted.quantity, work=work)
    details = {**options, "address": address, "customer_id": customer.id}
    return Line(offering, Carrying.GOODS, wanted.quantity, account, None, price, details)


def _new_service(
    actor: Actor, offering: Offering, wanted: Wanted, place: Place, price: Price, options: dict[str, Any], work: Work
) -> Line:
    if not offering.is_base:
        raise CannotOrder("utter_order_needs_plan", product=offering.name)
    customer, account = account_for(actor, offering, work=work)
    person, kind = work.of(Individual).get(actor.person_id), str(offering.service_kind)
    where = place.name or person.place if kind in IN_A_PLACE else None
    require_feasible(offering, where, work=work)
    if wanted.number is not None and kind_of_free_number(wanted.number, work=work) != kind:
        raise NothingFree("utter_availability_number_taken")
    address = place.address or person.address
    sim = choose_sim(kind, wanted.sim, address)
    of_sim = {"sim": sim.value, "conversation_id": actor.conversation_id} if sim else {}
    # A card, or the equipment that was chosen, is sent to an address; a place of the network is one as well.
    sent = {"address": address or where} if sim is SimKind.CARD or options else {}
    details = {
        **options,
        **of_sim,
        **sent,
        "customer_id": customer.id,
        "kind": kind,
        "place": where,
        "name": name_for(kind, person, where, customer.id, work=work),
        "user_id": person.id if kind == "mobile" else None,
        "needs_bill": offering.monthly is not None,
        "number": wanted.number,
        "down": offering.terms.get("down"),
        "up": offering.terms.get("up"),
    }
    return Line(offering, Carrying.NEW_SERVICE, wanted.quantity, account, None, price, details)


def describe(line: Line) -> Utterance:
    """One item in words: what, how many, for which line or where to, and its price."""
    values = {"product": line.offering.name, "price": trial_utterance(line.details) or price_utterance(line.price)}
    chosen = [line.offering.word(value) for value in line.details.get("options", {}).values()]
    values["options"] = (
        Utterance("utter_order_option", {"chosen": chosen}) if chosen else Utterance("utter_order_no_option")
    )
    values["sim"] = sim_in_words(line.details.get("sim"), line.details.get("address"))
    if line.carrying is Carrying.GOODS:
        return Utterance(
            "utter_order_line_goods", {**values, "count": line.quantity, "address": line.details["address"]}
        )
    if line.service is not None:
        return Utterance("utter_order_line_service", {**values, "service": label_of(line.service)})
    if line.details.get("number"):
        values |= {"number": PhoneNumber(line.details["number"]), "place": line.details.get("place") or ""}
        return Utterance("utter_order_line_place_number" if values["place"] else "utter_order_line_number", values)
    if line.details.get("place"):
        return Utterance("utter_order_line_place", {**values, "place": line.details["place"]})
    if line.quantity > 1:
        return Utterance("utter_order_line_several", {**values, "count": line.quantity})
    return Utterance("utter_order_line_new", values)


def price_utterance(price: Price) -> Utterance:
    """A price in words: once, each month, both, or nothing."""
    if price.one_off is not None and price.monthly is not None:
        return Utterance("utter_price_both", {"once": price.one_off, "monthly": price.monthly})
    if price.monthly is not None:
        return Utterance("utter_price_monthly", {"monthly": price.monthly})
    if price.one_off is not None:
        return Utterance("utter_price_once", {"once": price.one_off})
    return Utterance("utter_price_free")
