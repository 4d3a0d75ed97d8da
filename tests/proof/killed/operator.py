"""The demo operator with more subscribers than usual: prepaid ones with cards and vouchers, payers with large bills."""

import random
from dataclasses import dataclass, field
from datetime import date

from demo.payments import SimulatedPayments
from demo.personas import PERSONAS
from demo.seed import seed
from telecom.bootstrap import Telecom
from telecom.model.access import ChatSession
from telecom.model.parties import BillingMode, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import Work
from tests.integration.telegram.serving import log_in
from tests.money import a_bill, a_card, a_voucher
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Person
from tests.people import a_prepaid_subscriber, a_subscriber

PREPAID, PAYERS, NEWCOMERS = 5, 3, 3
VOUCHERS_EACH = 30
VOUCHER_WORTH = 3
FIRST_NUMBER = 500
_CARD_ENDS = date(2099, 12, 31)
_LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"


@dataclass
class Cast:
    """Who writes: prepaid people with their vouchers, payers, and people who have to log in first."""

    prepaid: list[Person] = field(default_factory=list)
    payers: list[Person] = field(default_factory=list)
    newcomers: dict[str, Person] = field(default_factory=dict)
    vouchers: dict[int, list[str]] = field(default_factory=dict)


def set_up(telecom: Telecom, bot: FakeBot, *, owner_url: str, chance: random.Random) -> Cast:
    """Seed the demo, add the subscribers, and let those who are logged in be logged in."""
    seed(telecom, owner_url)
    assert isinstance(telecom.outside.payments, SimulatedPayments)
    cast = Cast()
    numbers = iter(range(FIRST_NUMBER, FIRST_NUMBER + 100))
    with telecom.open_work() as work:
        for number in range(PREPAID + NEWCOMERS):
            is_new = number >= PREPAID
            name = f"{'Newcomer' if is_new else 'Prepaid'} {number}"
            person = a_prepaid_subscriber(work, credit=1000, name=name, number=next(numbers))
            _give_card(work, person, telecom.outside.payments)
            chat = bot.add_person(name)
            if is_new:
                cast.newcomers[str(person.phone_number)] = chat
            else:
                log_in(work, chat, person)
                cast.prepaid.append(chat)
                cast.vouchers[chat.chat_id] = [_sell(work, chance) for _ in range(VOUCHERS_EACH)]
        for number in range(PAYERS):
            person = a_subscriber(work, mode=BillingMode.POSTPAID, name=f"Payer {number}", number=next(numbers))
            _give_card(work, person, telecom.outside.payments)
            a_bill(work, person, total=2000)
            cast.payers.append(bot.add_person(f"Payer {number}"))
            log_in(work, cast.payers[-1], person)
        for key, chats in (("prepaid", cast.prepaid), ("postpaid", cast.payers), ("home", cast.payers)):
            found = work.of(Individual).find(phone_number=PhoneNumber(PERSONAS[key].phone_number))
            assert found is not None
            chats.append(bot.add_person(found.given_name))
            log_in(work, chats[-1], found)
    return cast


def _give_card(work: Work, person: Individual, provider: SimulatedPayments) -> None:
    card = a_card(work, person, expires_on=_CARD_ENDS)
    provider.add_card(card.token, expires_on=card.expires_on)


def _sell(work: Work, chance: random.Random) -> str:
    """A new voucher; its code as it stands on the paper."""
    code = "".join(chance.choices(_LETTERS, k=16))
    a_voucher(work, code, value=VOUCHER_WORTH)
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def renew_proofs(telecom: Telecom) -> None:
    """Nobody has to prove themselves anew because a slow machine makes the proof a long one."""
    with telecom.open_work() as work:
        for session in work.of(ChatSession).list(ended_at=None, lock=True):
            session.proved_at = work.now
