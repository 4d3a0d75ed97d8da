"""A phone number that is claimed, or that a text message comes from, is nothing without the code to its SIM. R21-R23.

A contact shared in Telegram is tried in `telegram/test_channel_login.py`, links in `sms/test_sms_web.py`.
"""

from telecom.bootstrap import Telecom
from telecom.model.access import ChatSession
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode
from telecom.model.payments import Payment
from telecom.model.proposals import Proposal
from telecom.model.sealed_yes import number_of
from telecom.support.guessing import count_failure
from telecom.support.messaging import conversation_at
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


def test_who_forges_the_number_of_a_text_message_cannot_say_yes_to_what_stands_open(
    telecom: Telecom, clock: TestClock
) -> None:
    with telecom.open_work() as work:
        jonas = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        a_card(work, jonas)
        a_bill(work, jonas, total=30)
    assert jonas.phone_number is not None
    number = jonas.phone_number.e164

    def say(*texts: str, first: int) -> str:
        return "\n".join(talk_counted(telecom, number, list(texts), MEANT, channel="sms", first=first)[1])

    def payments() -> int:
        with telecom.open_work() as work:
            return work.of(Payment).count()

    def own_number() -> str:
        with telecom.open_work() as work:
            shown = work.of(Proposal).list(order="-created_at,-id", limit=1)[0].shown
        found = number_of(shown.choices[0].kind, shown.choices[0].content)
        assert found is not None
        return found

    say("who am i", first=0)
    say(code_sent_to(telecom, number), "pay my bill", first=10)
    # The right code came back just now, and an offer stands: what a forger can know is not enough.
    clock.advance(minutes=1)
    told = say("yes", "1", "yes please", "do it", first=20)
    assert payments() == 0 and told.count(own_number()) == 4
    wrong = str(1000 + (int(own_number()) - 999) % 9000)
    assert "isn't the number" in say(wrong, f"yes {wrong}", first=30) and payments() == 0
    assert "done nothing" in say(wrong, own_number(), first=40) and payments() == 0
    # Ten wrong ones in a day are too many, and then the right one does not help either.
    with telecom.open_work() as work:
        for _ in range(7):
            count_failure(number, conversation_at("sms", number, work=work), None, work=work)
    assert "too many" in say("pay my bill", own_number(), first=50).casefold() and payments() == 0
    # Its owner reads the number beside the yes, and says it.
    clock.advance(hours=25)
    say("pay my bill", first=60)
    say(code_sent_to(telecom, number), first=70)
    assert "30.00" in say(f"Yes {own_number()}.", first=80) and payments() == 1
    say("yes", own_number(), first=90)
    assert payments() == 1
