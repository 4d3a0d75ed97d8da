"""What the demo's people used until its start, rated as every use is, and their allowances as they stand."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from demo.catalogue import CURRENCY, Catalogue
from demo.identities import DEMO_START, demo_id
from demo.usage import Use, habit_keys, make_uses_between
from telecom.management.rating import receive_usage
from telecom.model.balance import Bucket
from telecom.model.inventory import Service, ServiceState
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, BillingMode
from telecom.model.rating import Allowance, Meter
from telecom.model.tariffs import Tariff
from telecom.model.usage import UsageRecord, UsageState
from telecom.ports import OpenWork


def rate_all(
    service: Service,
    uses: Iterable[Use],
    allowances: Sequence[Allowance],
    catalogue: Catalogue,
    *,
    zone: ZoneInfo,
    flat: bool,
) -> tuple[list[UsageRecord], list[Bucket]]:
    """The priced records of a service, and its allowances as they stand at the demo's start."""
    meter = Meter(service.id, Tariff.of(catalogue.rates), zone, allowances, flat=flat)
    records = [record_of(service, use, demo_id(f"use {service.id} {number}")) for number, use in enumerate(uses)]
    for record in records:
        record.become(UsageState.GUIDED)
        meter.rate(record)
    meter.open_all(DEMO_START)
    running = [bucket for bucket in meter.buckets if bucket.valid_until > DEMO_START]
    for bucket in running:
        bucket.id = demo_id(f"bucket {service.id} {bucket.kind.value}")
    return records, running


def use_meanwhile(open_work: OpenWork, since: datetime, until: datetime) -> int:
    """Have the lines that are billed used as always between two moments; says how many uses there were. Prepaid lines
    rest: their credit is to be what the reader of the README expects."""
    keys = {demo_id(f"service {key}"): key for key in habit_keys()}
    with open_work() as work:
        billed = {account.id for account in work.of(BillingAccount).list(mode=BillingMode.POSTPAID)}
        lines = work.of(Service).list(id=list(keys), state=ServiceState.ACTIVE, order="id")
        uses = [
            record_of(line, use, demo_id(f"use {line.id} {name}"))
            for line in lines
            if line.account_id in billed
            for name, use in make_uses_between(keys[line.id], since, until, work.zone)
        ]
        return receive_usage(uses, work=work)


def record_of(service: Service, use: Use, record_id: str) -> UsageRecord:
    """A use as it is received from the network, before it has a price."""
    return UsageRecord(
        id=record_id,
        service_id=service.id,
        kind=use.kind,
        at=use.at.astimezone(UTC),
        units=use.units,
        zone=use.zone,
        incoming=use.incoming,
        answered=use.answered,
        other_party=use.other_party,
        charge=Money(0, CURRENCY),
    )
