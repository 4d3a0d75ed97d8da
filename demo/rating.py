"""What the demo's people used until its start, rated as every use is, and their allowances as they stand."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

from demo.catalogue import CURRENCY, Catalogue
from demo.identities import DEMO_START, demo_id
from demo.usage import Use
from telecom.model.balance import Bucket
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.rating import Allowance, Meter
from telecom.model.tariffs import Tariff
from telecom.model.usage import UsageRecord, UsageState


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
