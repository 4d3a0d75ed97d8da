"""What the business needs from outside itself: storage, clock, jobs, and the operator's own systems."""

from dataclasses import dataclass, field
from typing import Protocol

from telecom.model.readings import Alarm, LineReading, Sample
from telecom.ports.mail import Mail, MailAttachment, MailLater, MailMessage, MailRefused, NoMail
from telecom.ports.network import LineReader, LineRegister, Network, NetworkDown, ShareReading, SimCard
from telecom.ports.papers import Articles, Paper
from telecom.ports.partners import NoPartners, PartnerDown, PartnerRefuses, Partners
from telecom.ports.payments import Charge, NewCard, PaymentGateway, PaymentPage, PaymentTimeout, Refunded, StatementLine
from telecom.ports.storage import By, Collection, Duplicate, OpenWork, Work, first
from telecom.ports.warehouse import Parcel, Repair, Warehouse, WarehouseDown

__all__ = [
    "Alarm",
    "Articles",
    "By",
    "Charge",
    "Collection",
    "Duplicate",
    "LineReader",
    "LineReading",
    "LineRegister",
    "Mail",
    "MailAttachment",
    "MailLater",
    "MailMessage",
    "MailRefused",
    "Network",
    "NetworkDown",
    "NewCard",
    "NoMail",
    "NoPartners",
    "OpenWork",
    "OperatorSettings",
    "Outside",
    "Paper",
    "Parcel",
    "PartnerDown",
    "PartnerRefuses",
    "Partners",
    "PaymentGateway",
    "PaymentPage",
    "PaymentTimeout",
    "Refunded",
    "Repair",
    "Sample",
    "ShareReading",
    "SimCard",
    "StatementLine",
    "Warehouse",
    "WarehouseDown",
    "Work",
    "first",
]


@dataclass(frozen=True, slots=True)
class Outside:
    """The operator's other systems, as the business sees them."""

    payments: PaymentGateway
    network: Network
    warehouse: Warehouse
    register: LineRegister
    mail: Mail = field(default_factory=NoMail)
    partners: Partners = field(default_factory=NoPartners)


class OperatorSettings(Protocol):
    """The few facts about the operator that its business needs."""

    currency: str
    country: str
    time_zone: str
    operator_name: str
