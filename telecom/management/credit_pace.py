"""How long prepaid credit lasts at the pace of the last four weeks. [B2]"""

from dataclasses import dataclass
from datetime import date, timedelta

from telecom.management.credit_history import USE, credit_history
from telecom.model.access import Actor
from telecom.model.calendar import Period
from telecom.model.money import Money, total
from telecom.ports import Work

WEEKS = 4
_GOES = frozenset({USE, "pack renewal"})


@dataclass(frozen=True, slots=True)
class CreditPace:
    """The credit now, what went in the last weeks, that by the week, and on which day it is used up; None for never."""

    credit: Money
    taken: Money
    weekly: Money
    ends_on: date | None


def credit_pace(actor: Actor | None, *, work: Work) -> CreditPace | None:
    """The pace at which the asker's prepaid credit goes; None where they have none, or pay by bill. ProofRequired."""
    days = 7 * WEEKS
    told = credit_history(actor, Period(work.today() - timedelta(days=days - 1), work.today()), work=work)
    if told is None:
        return None
    gone = [-each.amount for each in told.movements if each.reason in _GOES and not each.amount.is_positive]
    taken = total(gone, currency=work.currency)
    if not taken.is_positive:
        return CreditPace(told.after, taken, taken, None)
    left = max(0, told.after.minor * days // taken.minor)
    return CreditPace(told.after, taken, taken.share(1, WEEKS), work.today() + timedelta(days=left))
