"""How a bill arrives: by e-mail to an address that was proved by a code, or on paper; every use listed or not."""

import re
from dataclasses import dataclass
from datetime import datetime

from telecom.model.errors import InvalidValue

LONGEST_ADDRESS = 80
_ADDRESS = re.compile(r"[^@\s]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+")


@dataclass(kw_only=True, eq=False)
class BillDelivery:
    """How an account's bills arrive: by e-mail to `address` (None: on paper), every use listed or only sums."""

    account_id: str
    address: str | None = None
    itemised: bool = True
    changed_at: datetime


def check_address(address: str) -> str:
    """An e-mail address as it is kept; InvalidValue for what is none."""
    plain = address.strip().lower()
    if len(plain) > LONGEST_ADDRESS or _ADDRESS.fullmatch(plain) is None:
        raise InvalidValue("utter_e_bill_no_address", address=plain[:LONGEST_ADDRESS])
    return plain
