"""Who is to be told something in the thirty days: people with bills that come due, and with pauses."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

from telecom.bootstrap import Telecom, bootstrap
from telecom.model.bills import BillState, CustomerBill
from telecom.model.calendar import Period
from telecom.model.inventory import Service
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode
from telecom.model.suspension import Suspension, pause_moments
from telecom.ports import Work
from telecom.settings import TelecomSettings
from tests.fakes import FakeOutside
from tests.money import account_of, pounds
from tests.people import a_subscriber

FIRST_NUMBER = 100


def open_world(url: str, key: str, clock: Callable[[], datetime]) -> Telecom:
    """The business on a database, with a clock of its own."""
    settings = TelecomSettings(database_url=url, message_key=key, _env_file=None)
    outside = FakeOutside()
    return bootstrap(settings, outside=lambda _: outside, system_clock=clock, pool_size=5)  # type: ignore[arg-type,return-value]


def settle(telecom: Telecom, *, people: int, days: int) -> None:
    """People with an unpaid bill and a pause each, the days of both spread over the time."""
    with telecom.open_work() as work:
        first = work.today()
        for at in range(people):
            person = a_subscriber(work, mode=BillingMode.POSTPAID, name=f"Person {at}", number=FIRST_NUMBER + at)
            due_on = first + timedelta(days=at % days)
            account = account_of(work, person)
            work.of(CustomerBill).add(
                CustomerBill(
                    number=f"BILL-{at}",
                    account_id=account.id,
                    period_start=due_on - timedelta(days=51),
                    period_end=due_on - timedelta(days=21),
                    issued_on=due_on - timedelta(days=14),
                    due_on=due_on,
                    total=pounds(30),
                    paid=pounds(0),
                    state=BillState.SENT,
                )
            )
            _pause(work, work.of(Service).get(_line_of(work, person.id)), first + timedelta(days=1 + at * 7 % days), at)


def _line_of(work: Work, person_id: str) -> str:
    line = work.of(Service).find(user_id=person_id)
    assert line is not None
    return line.id


def _pause(work: Work, line: Service, begins: date, at: int) -> None:
    period = Period(begins, begins + timedelta(days=4 + at % 5))
    starts_at, ends_at = pause_moments(period, work.zone)
    assert period.end is not None and line.user_id is not None
    made = Suspension(
        key=f"pause {at}",
        service_id=line.id,
        asked_by=line.user_id,
        first_day=begins,
        last_day=period.end,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    work.of(Suspension).add(made)


def told(telecom: Telecom) -> Counter[tuple[str, str]]:
    """What everybody was told: to which number, and what."""
    with telecom.open_work() as work:
        return Counter((m.address, m.utterance.response) for m in work.of(OutgoingMessage).list())
