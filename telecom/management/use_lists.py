"""Every call, text and piece of data of some days as a list, to be opened in a spreadsheet. [B3, A10]"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from telecom.management.calls import CALLED, in_group
from telecom.management.history import bounded
from telecom.management.inventory import Meant, access_meant
from telecom.management.usage import COUNTED
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.money import Money, total
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.usage import UsageRecord, UsageZone
from telecom.model.utterances import Attachment, Utterance
from telecom.model.volumes import MEGABYTE, UsageKind
from telecom.ports import Work

# More lines than this no spreadsheet is pleasant with; the newest are kept.
MOST_LISTED = 20_000
MOST_CALLED = 5
# So many are told one by one.
FEW = 8
_COLUMNS = (
    "line", "number", "day", "time", "what", "direction", "party", "answered", "seconds", "megabytes", "cost",
)  # fmt: skip


class NoUse(BusinessError):
    """Nothing of what was asked for was used in that time."""

    response = "utter_use_list_none"


@dataclass(frozen=True, slots=True)
class Called:
    """A number that was called: how often, and what that cost."""

    number: PhoneNumber
    count: int
    cost: Money


@dataclass(frozen=True, slots=True)
class UseList:
    """The uses of some days, the oldest first, as a file; `is_cut` where there were more than it holds. `called` are
    the numbers that were called most; `single` are the uses themselves, where they are few."""

    period: Period
    services: Sequence[Service]
    count: int
    is_cut: bool
    paper: Attachment
    called: Sequence[Called] = ()
    single: Sequence[UsageRecord] = ()


def list_use(
    actor: Actor | None,
    meant: Meant,
    *,
    kinds: Collection[UsageKind],
    zones: Collection[UsageZone] = tuple(UsageZone),
    group: str | None = None,
    period: Period | None = None,
    work: Work,
) -> UseList:
    """The single uses of these kinds and zones on what was meant, over a period or the last thirty days, as a file.

    Who called whom is told to those who see the bill, as on its paper. NoUse where there was none; errors as
    access_meant and show_history.
    """
    services = access_meant(actor, Function.BILL, meant, work=work)
    if UsageKind.DATA not in kinds:
        services = [service for service in services if service.kind in CALLED]
    if group is not None:
        _, services = in_group(group, services, work=work)
    days = bounded(period, today=work.today())
    since, until = days.moments(work.zone)
    assert since is not None and until is not None
    found = work.of(UsageRecord).list(
        service_id=[service.id for service in services], kind=list(kinds), zone=list(zones), state=COUNTED,
        at__gte=since, at__lt=until, order="-at", limit=MOST_LISTED + 1,
    )  # fmt: skip
    if not found:
        raise NoUse(period=days)
    told = found[:MOST_LISTED][::-1]
    by_id = {service.id: service for service in services}
    rows = [_row(record, by_id, work=work) for record in told]
    values = {"header": [Utterance(f"utter_use_list_{name}") for name in _COLUMNS], "rows": rows}
    listed = [service for service in services if any(record.service_id == service.id for record in told)]
    return UseList(days, listed, len(told), len(found) > len(told), Attachment("csv", "use-list", values),
                   _called(told, work=work), told if len(told) <= FEW else ())  # fmt: skip


def _called(records: Iterable[UsageRecord], *, work: Work) -> list[Called]:
    """The numbers that were called from here, the most often first."""
    made: dict[str, list[Money]] = {}
    for record in records:
        if record.kind is UsageKind.VOICE and not record.incoming and record.other_party:
            made.setdefault(record.other_party, []).append(record.charge)
    found = []
    for number, costs in sorted(made.items(), key=lambda each: (-len(each[1]), each[0]))[:MOST_CALLED]:
        with suppress(ValueError):
            found.append(Called(PhoneNumber(number), len(costs), total(costs, currency=work.currency)))
    return found


def _row(record: UsageRecord, services: Mapping[str, Service], *, work: Work) -> list[object]:
    """A use as the cells of a line: days, times and numbers as programs write them."""
    service, at = services[record.service_id], record.at.astimezone(work.zone)
    is_call, is_data = record.kind is UsageKind.VOICE, record.kind is UsageKind.DATA
    way = "" if is_data else Utterance("utter_use_list_in" if record.incoming else "utter_use_list_out")
    answered = Utterance("utter_use_list_yes" if record.answered else "utter_use_list_no") if is_call else ""
    return [
        service.name,
        service.phone_number.e164 if service.phone_number else "",
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M:%S}",
        Utterance(f"utter_use_list_{record.kind.value}"),
        way,
        record.other_party or "",
        answered,
        record.units if is_call else "",
        round(record.units / MEGABYTE, 1) if is_data else "",
        f"{record.charge.minor / 100:.2f}",
    ]
