"""Figures of a service that somebody watches: which one, and the limit beyond which they want to be told. [A10]"""

from dataclasses import dataclass, field
from datetime import datetime

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id


class NoSuchFigure(BusinessError):
    """The kind of service has no such figure."""

    response = "utter_watching_no_such_figure"


@dataclass(kw_only=True, eq=False)
class FigureWatch:
    """That a person wants to be told of a day on which a figure of a service is beyond a limit. Its unit is the
    figure's. One runs for a person, service and figure."""

    id: str = field(default_factory=new_id)
    person_id: str
    service_id: str
    figure: str
    limit: int
    since: datetime
    ended_at: datetime | None = None
