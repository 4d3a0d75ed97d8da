"""Vouchers: prepaid credit bought in a shop, put on a line by its code, once."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from telecom.model.identities import new_id
from telecom.model.money import Money

WRONG_CODES_AN_HOUR = 5
_ROUNDS = 20_000
_CODE = re.compile(r"[0-9A-Z]{8,24}")


@dataclass(kw_only=True, eq=False)
class Voucher:
    """A voucher on sale; only the hash of its code is kept. `redeemed_turn` is the turn that used it."""

    id: str = field(default_factory=new_id)
    code_hash: str
    value: Money
    valid_until: date
    redeemed_at: datetime | None = None
    redeemed_by: str | None = None
    redeemed_turn: str | None = None
    account_id: str | None = None

    def is_valid(self, today: date) -> bool:
        return self.redeemed_at is None and today <= self.valid_until


def parse_voucher_code(text: str) -> str | None:
    """The code without spaces and dashes, in capitals; None for what cannot be one."""
    plain = re.sub(r"[\s-]", "", text).upper()
    return plain if _CODE.fullmatch(plain) else None


def hash_voucher_code(code: str) -> str:
    """The form in which a code is kept: slow to compute, so that a stolen table does not give the codes away."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), b"dialtone voucher", _ROUNDS).hex()
