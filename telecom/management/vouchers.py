"""Putting prepaid credit on a line by the code of a voucher. It costs nothing, so it is done at once. [B8]"""

from dataclasses import dataclass
from datetime import timedelta

from telecom.management.topup import credit_account, prepaid_line
from telecom.model.access import Actor, FailedProof
from telecom.model.audit import SecurityEvent
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.money import Money
from telecom.model.parties import BillingAccount, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.vouchers import WRONG_CODES_AN_HOUR, Voucher, hash_voucher_code, parse_voucher_code
from telecom.ports import Work
from telecom.support import ledger
from telecom.support.audit import note
from telecom.support.authorization import known


class WrongVoucher(BusinessError):
    """No voucher on sale has this code; used and expired ones of others sound the same."""

    response = "utter_voucher_wrong"


class TooManyVouchers(BusinessError):
    """Too many wrong codes within an hour."""

    response = "utter_voucher_locked"


class UsedVoucher(BusinessError):
    """The actor has used this voucher before."""

    response = "utter_voucher_used"


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a voucher was worth, the line it went on, and the credit there now."""

    value: Money
    line: PhoneNumber | None
    credit: Money


def redeem_voucher(
    actor: Actor | None, code: str, *, phone_number: PhoneNumber | None = None, turn_id: str, work: Work
) -> Redeemed | WrongVoucher | TooManyVouchers | UsedVoucher:
    """Use a voucher, once ever, and once per turn. A refusal is returned, so that wrong codes stay counted: five an
    hour per person. `prepaid_line` says what is raised for the line."""
    actor = known(actor)
    line = prepaid_line(actor, phone_number, work=work)
    # One at a time per person: guesses sent side by side are counted too.
    work.of(Individual).get(actor.person_id, lock=True)
    plain = parse_voucher_code(code)
    voucher = work.of(Voucher).find(code_hash=hash_voucher_code(plain), lock=True) if plain else None
    if voucher is not None and voucher.redeemed_by == actor.person_id:
        return _repeated(voucher, turn_id, line, work=work)
    subject = f"voucher:{actor.person_id}"
    wrong = work.of(FailedProof).count(subject=subject, at__gt=work.now - timedelta(hours=1))
    if wrong >= WRONG_CODES_AN_HOUR:
        return TooManyVouchers(minutes=60)
    if voucher is None or not voucher.is_valid(work.today()):
        counted = FailedProof(id=f"voucher:{turn_id}"[:40], subject=subject, at=work.now)
        work.of(FailedProof).add_once(counted, key="id")
        return WrongVoucher(tries=WRONG_CODES_AN_HOUR - wrong - 1)
    return _use(voucher, actor, line, turn_id, work=work)


def _repeated(voucher: Voucher, turn_id: str, line: Service, *, work: Work) -> Redeemed | UsedVoucher:
    if voucher.redeemed_turn != turn_id:
        return UsedVoucher(value=voucher.value, at=voucher.redeemed_at)
    account = work.of(BillingAccount).get(voucher.account_id)
    credit = ledger.balance_of(credit_account(account, work=work), work=work)
    return Redeemed(voucher.value, line.phone_number, credit)


def _use(voucher: Voucher, actor: Actor, line: Service, turn_id: str, *, work: Work) -> Redeemed:
    account = work.of(BillingAccount).get(line.account_id)
    voucher.redeemed_at, voucher.redeemed_by, voucher.redeemed_turn = work.now, actor.person_id, turn_id
    voucher.account_id = account.id
    credit = credit_account(account, work=work)
    sold = ledger.operators_account("vouchers", work=work)
    ledger.move(work, voucher.value, source=sold, target=credit, key=f"voucher:{voucher.id}", reason="voucher")
    note(
        work,
        SecurityEvent.MONEY_MOVED,
        actor=actor,
        customer_id=account.customer_id,
        subject=f"voucher:{voucher.id}",
        purpose="voucher",
        amount=voucher.value,
    )
    return Redeemed(voucher.value, line.phone_number, ledger.balance_of(credit, work=work))
