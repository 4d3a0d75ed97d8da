"""Taking over the network's hourly figures and its alarms, as the clock goes on. [M.3345 7.1, A8, P4; TM Forum 628]"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from telecom.management.outages import note_alarms
from telecom.model.inventory import Service
from telecom.model.measuring import Measured, Measurement
from telecom.ports import NetworkDown, OpenWork, Outside, Work
from telecom.support.due import Due, due
from telecom.support.jobs import RetryLater, job

COLLECT = "collect_figures"
EVERY = timedelta(minutes=15)
# Taken over in pieces, so that no transaction is long after a long silence.
PIECE = timedelta(days=2)
_ASK_AGAIN = timedelta(minutes=2)


def _time_to_ask(work: Work) -> Iterable[Due]:
    """Every quarter of an hour, where the network's figures are taken over at all."""
    state = work.of(Measured).find()
    if state is not None and work.now - state.asked_at >= EVERY:
        yield Due(state.id, str(int(work.now.timestamp() // EVERY.total_seconds())))


@due("network asked", _time_to_ask)
def ask_network(one: Due, work: Work) -> None:
    """Have the network asked, outside this transaction."""
    work.enqueue(COLLECT, lock=COLLECT)


@job(COLLECT)
def collect_figures(*, open_work: OpenWork, outside: Outside) -> None:
    """Take over alarms, and the figures of every hour that is over. Doing it again changes nothing."""
    try:
        alarms = outside.network.list_alarms()
        with open_work() as work:
            note_alarms(alarms, work=work)
        while _take_over_piece(open_work=open_work, outside=outside):
            pass
    except NetworkDown as down:
        raise RetryLater(after=_ASK_AGAIN) from down


def _take_over_piece(*, open_work: OpenWork, outside: Outside) -> bool:
    """The figures of the next two days; says whether more are waiting."""
    with open_work() as work:
        state = work.of(Measured).find()
        now = work.now
    if state is None:
        return False
    last_full_hour = now.replace(minute=0, second=0, microsecond=0)
    until = min(state.until + PIECE, last_full_hour)
    samples = outside.network.collect(state.until, until) if until > state.until else []
    with open_work() as work:
        state = work.of(Measured).get(state.id, lock=True)
        state.asked_at = work.now
        if until <= state.until:
            return False
        ours = {service.id for service in work.of(Service).list(id={sample.service_id for sample in samples})}
        for sample in samples:
            if sample.service_id in ours and sample.at >= state.until:
                work.of(Measurement).add(
                    Measurement(
                        service_id=sample.service_id,
                        at=sample.at,
                        reachable=sample.reachable,
                        down=sample.down,
                        up=sample.up,
                        latency=sample.latency,
                        loss=sample.loss,
                        snr=sample.snr,
                    )
                )
        state.until = until
    return until < last_full_hour


def begin_measuring(*, since: datetime, work: Work) -> None:
    """Take over the network's figures from now on, those since an hour included."""
    if work.of(Measured).find() is None:
        work.of(Measured).add(Measured(until=since, asked_at=since))


def list_measurements(service: Service, since: datetime, until: datetime, *, work: Work) -> list[Measurement]:
    """The hourly figures of a service in a time, the oldest first."""
    return work.of(Measurement).list(service_id=service.id, at__gte=since, at__lt=until, order="at")
