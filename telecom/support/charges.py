"""Writing down what is to stand on the next bill of an account. [SES infrastructure support service]"""

from datetime import date

from telecom.model.bills import ChargeKind
from telecom.model.charges import AccountCharge
from telecom.model.money import Money
from telecom.ports import Work


def add(
    work: Work,
    account_id: str,
    *,
    key: str,
    kind: ChargeKind,
    description: str,
    amount: Money,
    day: date | None = None,
    service_id: str | None = None,
    offering_id: str | None = None,
    reference: str | None = None,
) -> bool:
    """Charge an account once per key (below zero: give back); says whether it was new. It stands on the bill of the
    period that `day` (else today) belongs to, or on the next one if that is out already.

    ValueError for a kind that is worked out from products or usage, InvalidValue for an amount of the wrong sign.
    """
    charge = AccountCharge(
        key=key,
        account_id=account_id,
        kind=kind,
        description=description[:120],
        amount=amount,
        day=day or work.today(),
        added_at=work.now,
        service_id=service_id,
        offering_id=offering_id,
        reference=reference,
    )
    return work.of(AccountCharge).add_once(charge, key="key")


def unbilled(account_id: str, *, work: Work) -> list[AccountCharge]:
    """What is to stand on a bill of the account and does not yet, the oldest first."""
    return work.of(AccountCharge).list(account_id=account_id, bill_id=None, order="day,added_at,key")
