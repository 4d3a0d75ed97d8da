"""Partners: other providers whose products we sell, under which agreement, and what they answer us."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from telecom.model.catalogue import Offering
from telecom.model.contracts import AGREEMENT_LIFE, AgreementStatus, PartyRole
from telecom.model.errors import BusinessError
from telecom.model.money import Money
from telecom.model.states import advance


@dataclass(kw_only=True, eq=False)
class Partner:
    """Another provider and our agreement with it. `id` is how we call it among ourselves, `name` how people know it.

    Where `agent` is set the subscriber's contract is with the partner and we are its agent; else it is with us, and
    the partner carries it out for us.
    """

    id: str
    name: str
    role: PartyRole
    agent: bool = False
    status: AgreementStatus = AgreementStatus.ACTIVE
    begins_on: date
    ends_on: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Whether the agreement holds on a day."""
        started = self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)
        return self.status is AgreementStatus.ACTIVE and started

    def become(self, status: AgreementStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, AGREEMENT_LIFE, subject="partner agreement")


class NotFromPartner(BusinessError):
    """A partner's product cannot be had: no agreement in force, the partner says no, or does not answer."""

    response = "utter_bundle_not_from_partner"


@dataclass(frozen=True, slots=True)
class PartnerProduct:
    """A product in a partner's own catalogue, and what it asks for it each month."""

    id: str
    name: str
    monthly: Money


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether a partner can deliver a product in a place, at what price, or why not."""

    possible: bool
    monthly: Money | None = None
    reason: str | None = None


class PartnerOrderState(Enum):
    """How an order stands at a partner."""

    ACCEPTED = "accepted"
    PROVISIONING = "provisioning"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PartnerOrder:
    """What a partner knows of an order by our key."""

    key: str
    state: PartnerOrderState
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """What another provider says about a number that leaves it or comes to it: yes, or why not."""

    accepted: bool
    reason: str | None = None


def partner_of(offering: Offering) -> str | None:
    """The id of the partner who delivers an offering, None where we do ourselves."""
    found = offering.terms.get("partner")
    return str(found) if found else None


def components_of(offering: Offering) -> list[str]:
    """The ids of the offerings that a ready-made product is put together from; none for any other."""
    return [str(each) for each in offering.terms.get("components") or ()]


def roles_with(partner: Partner, *, ourselves: str) -> dict[PartyRole, str]:
    """Who is what in a contract of which a partner carries something out. [M.3345 3.2]"""
    roles = {PartyRole.PROVIDER: partner.name if partner.agent else ourselves, partner.role: partner.name}
    return roles | {PartyRole.AGENT_FOR: partner.name} if partner.agent else roles
