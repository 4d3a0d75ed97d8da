"""A phone number that is claimed, or that a text message comes from, is nothing without the code to its SIM. R21-R23.

A contact shared in Telegram is tried in `telegram/test_channel_login.py`, links in `sms/test_sms_web.py`.
"""

from telecom.bootstrap import Telecom
from telecom.model.access import ChatSession
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode
from telecom.model.payments import Payment
from telecom.model.proposals import Proposal
from tests.counting import talk_counted
from tests.fakes import TestClock
from tests.money import a_bill, a_card
from tests.people import a_subscriber

MEANT = {
    "my bill": ("action_show_bill", {}),
    "pay my bill": ("action_pay_bill", {}),
    "who am i": ("action_show_profile", {}),
}
PRIVATE = ("Jonas", "30.00", "4242", "Rope Walk")


def code_sent_to(telecom: Telecom, number: str) -> str:
    """The newest code that went to a SIM."""
    with telecom.open_work() as work:
        sent = work.of(OutgoingMessage).find(channel="sms", address=number, secrets__not=None, order="-number")
        assert sent is not None and sent.secrets is not None
        return str(sent.secrets["code"])


def test_the_number_of_a_text_message_opens_nothing_before_the_code_to_its_sim_comes_back(
    telecom: Telecom, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        jonas = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        jonas.address = "4 Rope Walk"
        a_card(work, jonas)
        a_bill(work, jonas, total=30)
    assert jonas.phone_number is not None
    number = jonas.phone_number.e164
    # Whoever writes in the owner's name reads nothing, pays nothing and is nobody.
    _, texts = talk_counted(telecom, number, ["my bill", "pay my bill", "who am i", "yes"], MEANT, channel="sms")
    assert texts and not [word for word in PRIVATE for text in texts if word in text]
    with telecom.open_work() as work:
        assert work.of(ChatSession).count() == work.of(Proposal).count() == work.of(Payment).count() == 0
    # The code went to the SIM and comes back from it: the wish it was asked for is carried out.
    _, texts = talk_counted(telecom, number, [code_sent_to(telecom, number)], MEANT, channel="sms", first=10)
    assert any("Jonas" in text for text in texts)
    # A quarter of an hour later the number alone is not enough for money again.
    clock.advance(minutes=16)
    talk_counted(telecom, number, ["pay my bill", "yes"], MEANT, channel="sms", first=20)
    with telecom.open_work() as work:
        assert work.of(Proposal).count() == work.of(Payment).count() == 0
    assert code_sent_to(telecom, number)
