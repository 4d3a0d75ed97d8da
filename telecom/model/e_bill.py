"""How a bill arrives: by e-mail to an address that was proved by a code, or on paper; every use listed or not."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_LIFE = timedelta(minutes=30)
CODE_TRIES = 5
CODES_A_DAY = 5


@dataclass(kw_only=True, eq=False)
class BillDelivery:
    """How an account's bills arrive: by e-mail to a proved `address` (None: on paper), every use listed or not.

    `pending` is an address whose code is awaited.
    """

    account_id: str
    address: str | None = None
    itemised: bool = True
    pending: str | None = None
    code_hash: str | None = None
    code_expires_at: datetime | None = None
    tries_left: int = 0
    asked_by: str | None = None
    changed_at: datetime

    def expect(self, address: str, digits: str, *, person_id: str, now: datetime) -> None:
        """Await the code that was sent to an address."""
        self.pending, self.asked_by = address, person_id
        self.code_hash = hash_code(self.account_id, address, digits)
        self.code_expires_at, self.tries_left = now + CODE_LIFE, CODE_TRIES

    def forget_pending(self) -> None:
        """No code is awaited any more."""
        self.pending = self.code_hash = self.code_expires_at = self.asked_by = None
        self.tries_left = 0

    def accepts(self, digits: str, *, now: datetime) -> bool:
        """Whether this is the awaited code; counts a try."""
        if self.pending is None or self.code_hash is None or self.tries_left <= 0:
            return False
        if self.code_expires_at is None or now >= self.code_expires_at:
            return False
        self.tries_left -= 1
        return hmac.compare_digest(self.code_hash, hash_code(self.account_id, self.pending, digits))


def hash_code(account_id: str, address: str, digits: str) -> str:
    """The form in which a code is kept: good for one account and one address."""
    return hmac.new(f"{account_id}:{address}".encode(), digits.encode(), hashlib.sha256).hexdigest()
