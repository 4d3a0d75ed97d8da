"""Injected faults, one and two at once, coming and going, poorly measured: nine in ten are diagnosed right. [A1]

The table with what each subscriber read is printed: `python -m pytest tests/proof/test_faults.py -s`.
"""

import pytest

from demo.network import SimulatedNetwork, install
from telecom.bootstrap import Telecom
from telecom.model.inventory import Service
from telecom.model.parties import Individual
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home
from tests.proof.faults.table import as_markdown, cases, inject

ENOUGH = 0.9


@pytest.fixture
def network(telecom: Telecom, outside: FakeOutside, clock: TestClock, database_url: str) -> SimulatedNetwork:
    install(database_url)
    made = SimulatedNetwork(database_url, clock=clock.now)
    outside.network = made  # type: ignore[assignment]
    return made


@pytest.fixture
def home(telecom: Telecom, network: SimulatedNetwork) -> Household:
    """A home with a mobile too, all of it on the simulated network."""
    with telecom.open_work() as work:
        made = a_home(work)
        person = work.of(Individual).get(made.manager.person_id)
        person.place = "Northgate"
        line = made.services["broadband"]
        mobile = Service(
            customer_id=line.customer_id,
            account_id=line.account_id,
            kind="mobile",
            name="Priya's mobile",
            user_id=person.id,
        )
        made.services["mobile"] = work.of(Service).add(mobile)
    for kind, service in made.services.items():
        sold = (500_000_000, 90_000_000) if kind == "broadband" else (None, None)
        network.provision(service.id, kind, down=sold[0], up=sold[1], place="Northgate")
    return made


def test_at_least_nine_in_ten_faults_are_diagnosed_right_in_every_way_of_being_broken(
    telecom: Telecom, network: SimulatedNetwork, home: Household
) -> None:
    chat = Asking(telecom)
    rows = [inject(chat, telecom, network, home, case) for case in cases()]
    table = as_markdown(rows)
    print(f"\n{table}")  # noqa: T201 - the table is what this proof is for
    assert len(rows) >= 40
    for way in {row.case.how for row in rows}:
        broken = [row for row in rows if row.case.how == way]
        assert sum(row.is_right for row in broken) >= ENOUGH * len(broken), (way, table)
