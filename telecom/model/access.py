"""Proving who one is: sessions, one-time codes, PINs, and what was tried. [M.3345 7.2]"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telecom.model.errors import InvalidValue
from telecom.model.identities import new_id

SESSION_LIFE = timedelta(days=30)
FRESH_PROOF = timedelta(minutes=15)
CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5
CODES_AN_HOUR = 3
FAILURES_A_DAY = 10
# One guess on each of many accounts: so many accounts from one chat in a day, and so many from anywhere in a while,
# after which chats that never were logged in have to wait.
ACCOUNTS_A_CHAT = 3
ACCOUNTS_AT_ONCE = 40
AT_ONCE = timedelta(minutes=10)
# A PIN that was forgotten and set anew proves money and rights only after this time.
RECOVERED_PIN_WAITS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a person proved on a channel, how lately, and in which conversation.

    `asks_manager`: a wish beyond their own rights is being put together for a manager to decide; see approvals.
    """

    person_id: str
    session_id: str
    conversation_id: str
    channel: str
    proved_at: datetime
    asks_manager: bool = False


@dataclass(kw_only=True, eq=False)
class ChatSession:
    """That a chat speaks for a person, until log-out or expiry."""

    id: str = field(default_factory=new_id)
    person_id: str
    conversation_id: str
    channel: str
    address: str
    started_at: datetime
    proved_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


@dataclass(kw_only=True, eq=False)
class OneTimeCode:
    """A six-digit code sent to a phone or an e-mail address; only its hash is kept. `subject` is where it went."""

    id: str = field(default_factory=new_id)
    subject: str
    purpose: str
    conversation_id: str
    person_id: str | None
    code_hash: str
    created_at: datetime
    expires_at: datetime
    tries_left: int = CODE_TRIES
    used_at: datetime | None = None
    proved_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.tries_left > 0 and now < self.expires_at


@dataclass(kw_only=True, eq=False)
class FailedProof:
    """A wrong code or PIN, counted per subject over all channels together."""

    id: str = field(default_factory=new_id)
    subject: str
    at: datetime
    conversation_id: str | None = None


_ROWS = "01234567890 98765432109"


def check_new_pin(pin: str, *, own_number: str | None, born_year: int | None) -> str:
    """A PIN of four to eight digits that is not guessed at the first try; else InvalidValue."""
    if not re.fullmatch(r"\d{4,8}", pin):
        raise InvalidValue("utter_pin_shape")
    is_row = pin in _ROWS or len(set(pin)) == 1
    is_pair = len(pin) == 2 * len(pin[: len(pin) // 2]) and pin[: len(pin) // 2] == pin[len(pin) // 2 :]
    is_own = (own_number is not None and pin in own_number) or pin == str(born_year)
    if is_row or is_pair or is_own:
        raise InvalidValue("utter_pin_too_easy")
    return pin
