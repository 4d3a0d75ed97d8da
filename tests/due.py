"""Having done what falls due, as the scheduler and a worker do."""

from telecom.bootstrap import Telecom
from telecom.model.notices import Notice
from telecom.support.due import tick
from telecom.support.jobs import run_job


def run_due(telecom: Telecom, kind: str) -> None:
    """Find what is due of a kind, and act on it."""
    tick(telecom.open_work, kinds=[kind])
    with telecom.open_work() as work:
        noted = [[notice.subject, notice.period] for notice in work.of(Notice).list(kind=kind, done_at=None)]
    run_job("act_on_due", {"kind": kind, "found": noted}, open_work=telecom.open_work, outside=telecom.outside)
