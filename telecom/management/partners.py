"""What partners deliver: ordered from them, put into operation by them, called off, and ended. [M.3345 App. I-2, F8]

A partner knows each thing by the id of its service, so that asking again changes nothing there.
"""

from telecom.management.activation import activate_service, release_new
from telecom.management.changing import release
from telecom.management.order_steps import NotYet, Step, StepRefused, Way, carried_out_by
from telecom.management.termination import end_service
from telecom.model.ordering import Carrying, OrderItem
from telecom.model.partners import PartnerOrder, PartnerOrderState
from telecom.ports import Outside

_OVER = (PartnerOrderState.REFUSED, PartnerOrderState.CANCELLED)


def _key_of(item: OrderItem) -> tuple[str, str]:
    return str(item.provider), str(item.details["service_id"])


def _checked(item: OrderItem, said: PartnerOrder) -> PartnerOrder:
    if said.state in _OVER:
        raise StepRefused(f"{item.provider}: {said.reason or said.state.value}")
    return said


def _order_there(item: OrderItem, outside: Outside) -> None:
    partner, key = _key_of(item)
    place = str(item.details.get("place") or "")
    _checked(item, outside.partners.order(partner, key, product=item.offering_id, place=place))


def _provision_there(item: OrderItem, outside: Outside) -> None:
    """The partner begins, and is asked again until it is done."""
    said = _checked(item, outside.partners.provision(*_key_of(item)))
    if said.state is not PartnerOrderState.DONE:
        raise NotYet()


def _cancel_there(item: OrderItem, outside: Outside) -> None:
    outside.partners.cancel(*_key_of(item))


def _still_delivers(item: OrderItem, outside: Outside) -> bool:
    """Whether an end can still be called off: what the partner has ended cannot be had back."""
    found = outside.partners.find(*_key_of(item))
    return found is not None and found.state not in _OVER


carried_out_by(
    Carrying.NEW_SERVICE,
    Way(
        [
            Step("partner order", ask=_order_there, take_back=_cancel_there),
            Step("partner provisioning", ask=_provision_there),
            Step("activation", do=activate_service),
        ],
        release_new,
    ),
    provider="*",
)
carried_out_by(
    Carrying.END_SERVICE,
    Way([Step("partner", ask=_cancel_there), Step("end", do=end_service)], release, _still_delivers),
    provider="*",
)
