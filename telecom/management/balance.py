"""Prepaid money and allowances: what is left, and until when. [M.3345 7.1, B7]"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.balance import Bucket, BucketStatus
from telecom.model.catalogue import Offering
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.parties import BillingMode
from telecom.model.volumes import Volume
from telecom.ports import Work
from telecom.support.authorization import access_accounts, access_services
from telecom.support.ledger import balance_of, find_credit_account


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of one allowance, of how much, from which offering, and when it ends."""

    service_name: str
    offering_name: str
    left: Volume
    granted: Volume
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class BalanceReport:
    """Money by prepaid account (empty where all is paid by bill) and the allowances that run now."""

    credit: Sequence[Money]
    allowances: Sequence[Allowance]


def check_balance(actor: Actor | None, *, work: Work) -> BalanceReport:
    """Prepaid money and allowances of what the actor may see; ProofRequired when nobody is logged in. [B7]"""
    credit = []
    for account in access_accounts(actor, Function.BILL, work=work):
        if account.mode is BillingMode.PREPAID:
            held = find_credit_account(account.id, work=work)
            credit.append(balance_of(held, work=work) if held else Money(0, account.currency))
    services = access_services(actor, Function.CHECK, work=work)
    return BalanceReport(credit, running_allowances(services, work=work))


def running_allowances(services: Sequence[Service], *, work: Work) -> list[Allowance]:
    """The allowances of services that are valid now, soonest end first."""
    names = {service.id: service.name for service in services}
    buckets = work.of(Bucket).list(
        service_id=list(names),
        status=BucketStatus.ACTIVE,
        valid_from__lte=work.now,
        valid_until__gt=work.now,
        order="valid_until,kind",
    )
    offerings = {o.id: o.name for o in work.of(Offering).list(id={b.offering_id for b in buckets})}
    return [
        Allowance(names[b.service_id], offerings[b.offering_id], b.left, Volume(b.kind, b.granted), b.valid_until)
        for b in buckets
    ]
