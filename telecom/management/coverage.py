"""Coverage reports of the last weeks by place: how many said what, and where an outage goes on. [App. I-1, A9]"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from telecom.management.outages import list_outages
from telecom.model.access import Actor
from telecom.model.experience import ExperienceReport
from telecom.model.places import Place
from telecom.ports import Work
from telecom.support.authorization import known

LOOKS_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PlaceReports:
    """What people reported of a kind of service in a place: how many reports, the most frequent trouble, and whether an
    outage goes on there. Nothing in it says who reported."""

    place: Place
    count: int
    symptom: str | None
    outage: bool


def list_coverage(actor: Actor | None, *, kind: str = "mobile", work: Work) -> Sequence[PlaceReports]:
    """The reports of the last thirty days in every place that has the kind of service, the most first. Whoever is known
    may see them: they tell of places, not of people."""
    known(actor)
    since = work.now - LOOKS_BACK
    reports = work.of(ExperienceReport).list(kind=kind, reported_at__gte=since)
    found = []
    for place in work.of(Place).list(order="name"):
        if kind in place.kinds:
            symptoms = Counter(each.symptom for each in reports if each.place == place.name)
            first = symptoms.most_common(1)
            outage = bool(list_outages(place.name, kind=kind, work=work))
            found.append(PlaceReports(place, symptoms.total(), first[0][0] if first else None, outage))
    return sorted(found, key=lambda each: -each.count)
