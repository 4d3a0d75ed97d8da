"""What the demo operator's people reported of the radio in the last four weeks, place by place."""

from collections.abc import Sequence
from datetime import timedelta

from demo.identities import DEMO_START, demo_id
from demo.people import People
from telecom.model.experience import ExperienceReport
from telecom.model.symptoms import symptom_of

# Days before the demo begins, where, and in whose words: the tram works in Old Town are felt.
SAID: Sequence[tuple[int, str, str]] = (
    (26, "Old Town", "one bar at best behind the market hall"),
    (24, "Harbour district", "no signal at all in the car park under Pier 4"),
    (21, "Old Town", "weak signal since the tram works began"),
    (19, "Northgate", "calls drop on the ring road"),
    (17, "Old Town", "no reception in Bridge Street"),
    (13, "Old Town", "poor signal in the town hall"),
    (12, "Harbour district", "no bars on the ferry quay"),
    (9, "Old Town", "weak reception at the tram stop"),
    (8, "Old Town", "my calls keep dropping near the market"),
    (6, "Harbour district", "bad signal in the warehouse"),
    (4, "Old Town", "no signal in the church lane"),
    (2, "Northgate", "mobile internet is slow at the stadium"),
)


def make_coverage_reports(people: People) -> list[ExperienceReport]:
    """The reports, said in turn by the people who have a mobile."""
    mobiles = sorted((s for s in people.services if s.kind == "mobile" and s.user_id), key=lambda s: s.id)
    return [
        ExperienceReport(
            id=demo_id(f"coverage {number}"),
            key=f"past coverage {number}",
            person_id=str(mobiles[number % len(mobiles)].user_id),
            service_id=mobiles[number % len(mobiles)].id,
            kind="mobile",
            place=place,
            symptom=symptom_of(words) or "no signal",
            words=words,
            reported_at=DEMO_START - timedelta(days=days, hours=number % 7),
        )
        for number, (days, place, words) in enumerate(SAID)
    ]
