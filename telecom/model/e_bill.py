"""How a bill arrives: by e-mail to an address that was proved by a code, or on paper; every use listed or not."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from telecom.model.errors import InvalidValue

LONGEST_ADDRESS = 80
_ADDRESS = re.compile(r"[^@\s]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+")


@dataclass(kw_only=True, eq=False)
class BillDelivery:
    """How an account's bills arrive: by e-mail to `address` (None: on paper), every use listed or only sums. `lines`
    has the services for which that was chosen otherwise."""

    account_id: str
    address: str | None = None
    itemised: bool = True
    lines: dict[str, bool] = field(default_factory=dict)
    changed_at: datetime

    def lists(self, service_id: str) -> bool:
        """Whether every use of a service stands on the bill."""
        return self.lines.get(service_id, self.itemised)


def check_address(address: str) -> str:
    """An e-mail address as it is kept; InvalidValue for what is none."""
    plain = address.strip().lower()
    if len(plain) > LONGEST_ADDRESS or _ADDRESS.fullmatch(plain) is None:
        raise InvalidValue("utter_e_bill_no_address", address=plain[:LONGEST_ADDRESS])
    return plain
