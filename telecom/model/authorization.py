"""Rights: which person may run which function on what, granted by whom and until when. [M.3345 5.1]"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from telecom.model.identities import new_id


class Function(Enum):
    """What a right allows: the families of management functions."""

    CHECK = "check"
    CONFIGURE = "configure"
    REPORT = "report"
    BILL = "bill"
    PAY = "pay"
    ORDER = "order"


class PermissionStatus(Enum):
    """Life of a permission (TM Forum 672)."""

    GRANTED = "granted"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(kw_only=True, eq=False)
class Permission:
    """That a person may run a function on one service, or on all of a customer's when `service_id` is None."""

    id: str = field(default_factory=new_id)
    customer_id: str
    granter_id: str
    person_id: str
    function: Function
    service_id: str | None = None
    valid_from: datetime
    valid_until: datetime | None = None
    status: PermissionStatus = PermissionStatus.ACTIVE

    def allows(self, function: Function, service_id: str | None, now: datetime) -> bool:
        in_time = self.valid_from <= now and (self.valid_until is None or now < self.valid_until)
        on_this = self.service_id is None or self.service_id == service_id
        return self.status is PermissionStatus.ACTIVE and in_time and on_this and self.function is function
