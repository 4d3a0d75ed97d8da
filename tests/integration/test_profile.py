"""Changing one's own data: a new number or address is proved where it leads, the old one is told. C7, C4."""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.profile import change_email, change_phone_number, read_name
from telecom.model.access import Actor
from telecom.model.audit import AuditRecord
from telecom.model.errors import BusinessError, InvalidValue, ProofRequired
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.parties import BillingMode, Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.preferences import MessageKind
from telecom.support.preferences import say_wanted
from tests.asking import Asking
from tests.fakes import TestClock
from tests.integration.test_accounts import prove
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in

NEW = PhoneNumber("+447700900871")


@pytest.fixture
def maya(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        person = a_prepaid_subscriber(work, credit=0)
        person.email = "maya@example.com"
        return logged_in(work, person)


def person(telecom: Telecom, actor: Actor) -> Individual:
    with telecom.open_work() as work:
        return work.of(Individual).get(actor.person_id)


def update(telecom: Telecom, actor: Actor, **entities: str) -> str:
    """Say it, and type the code where one is asked for; the last reply."""
    chat = Asking(telecom)
    reply = chat.run(actor, "action_update_profile", intent="update_profile", entities=entities)
    if reply.response == "proof_required":
        wish = prove(telecom, actor, reply)
        reply = chat.run(actor, "action_update_profile", entities=wish.payload["entities"], turn="2")
    return reply.text


def test_a_new_number_counts_when_its_code_was_typed_and_the_old_one_is_told(telecom: Telecom, maya: Actor) -> None:
    old = str(person(telecom, maya).phone_number)
    reply = Asking(telecom).run(maya, "action_update_profile", entities={"phone_number": NEW.e164})
    assert reply.response == "proof_required"
    assert str(person(telecom, maya).phone_number) == old
    assert "I'll reach you at +44 7700 900871" in update(telecom, maya, phone_number=NEW.e164)
    assert person(telecom, maya).phone_number == NEW
    with telecom.open_work() as work:
        sent = work.of(OutgoingMessage).list(order="number")
        assert [(m.address, m.utterance.response) for m in sent] == [
            (NEW.e164, "utter_access_contact_code_sms"),
            (old, "utter_profile_told_number"),
        ]
        assert "profile: phone number" in [r.values.get("change") for r in work.of(AuditRecord).list()]


def test_a_new_mail_address_is_proved_by_mail(telecom: Telecom, maya: Actor) -> None:
    assert "jo.bright@example.com" in update(telecom, maya, email="Jo.Bright@example.com")
    assert person(telecom, maya).email == "jo.bright@example.com"
    with telecom.open_work() as work:
        sent = work.of(OutgoingMessage).list(channel="email", order="number")
        assert [m.address for m in sent] == ["jo.bright@example.com", "maya@example.com"]


def test_a_number_of_somebody_elses_cannot_be_taken_even_with_its_code(telecom: Telecom, maya: Actor) -> None:
    with telecom.open_work() as work:
        zoe = a_prepaid_subscriber(work, credit=0, name="Zoe")
        number = zoe.phone_number
    assert number is not None
    assert "belongs to another profile" in update(telecom, maya, phone_number=number.e164)


def test_a_proof_is_for_one_contact_one_chat_and_a_quarter_of_an_hour(
    telecom: Telecom, maya: Actor, clock: TestClock
) -> None:
    update(telecom, maya, email="jo@example.com")
    with telecom.open_work() as work, pytest.raises(ProofRequired):
        change_email(maya, "other@example.com", work=work)
    clock.advance(minutes=16)
    with telecom.open_work() as work, pytest.raises(ProofRequired) as stale:
        change_email(maya, "jo@example.com", work=work)
    assert stale.value.level == "fresh"


def test_several_changes_in_one_message_are_all_made(telecom: Telecom, maya: Actor) -> None:
    said = update(telecom, maya, address="8 Chapel Row", email="jo@example.com", person="Maya O'Rourke")
    assert "8 Chapel Row" in said
    changed = person(telecom, maya)
    assert (changed.address, changed.email, changed.name) == ("8 Chapel Row", "jo@example.com", "Maya O'Rourke")


def test_a_language_is_kept_with_the_person_and_the_chat(telecom: Telecom, maya: Actor) -> None:
    chat = Asking(telecom)
    assert "German" in chat.run(maya, "action_set_language", entities={"language": "de"}).text
    assert person(telecom, maya).language == "de"
    with telecom.open_work() as work:
        assert work.of(Conversation).get(maya.conversation_id).language == "de"
    assert "English and German" in chat.run(maya, "action_set_language", entities={"language": "fr"}).text
    assert [c["entities"]["language"] for c in chat.run(maya, "action_set_language").choices] == ["en", "de"]


def test_nothing_said_is_asked_for(telecom: Telecom, maya: Actor) -> None:
    chat = Asking(telecom)
    assert chat.run(maya, "validate_update_profile_form", intent="update_profile").slots["requested_slot"] == "email"
    given = chat.run(maya, "validate_update_profile_form", entities={"address": "8 Chapel Row"})
    assert given.slots["requested_slot"] in (None, "email")


@pytest.mark.parametrize(
    "address", ["", "jo", "jo@", "@example.com", "jo@example", "a b@example.com", "x" * 90 + "@a.com"]
)
def test_what_is_no_mail_address_is_refused(telecom: Telecom, maya: Actor, address: str) -> None:
    with telecom.open_work() as work, pytest.raises(InvalidValue):
        change_email(maya, address, work=work)


def test_ones_own_number_again_is_said(telecom: Telecom, maya: Actor) -> None:
    number = person(telecom, maya).phone_number
    assert number is not None
    with telecom.open_work() as work, pytest.raises(BusinessError):
        change_phone_number(maya, number, work=work)


def test_names_keep_their_capitals_and_get_them_where_there_are_none() -> None:
    assert read_name("ana silva") == ("Ana", "Silva")
    assert read_name("Joost van der Berg") == ("Joost", "van der Berg")
    assert read_name("McKenzie") == ("McKenzie", "")


def test_the_time_zone_is_said_by_a_city_and_asked_for_without_one(telecom: Telecom, maya: Actor) -> None:
    chat = Asking(telecom)
    assert "Say for example" in chat.run(maya, "action_update_profile", text="change my time zone").text
    reply = chat.run(maya, "action_update_profile", text="my timezone is New York", turn="2")
    assert "by the clock of New York nothing comes unasked from 21:00 to 08:00" in reply.text
    assert person(telecom, maya).time_zone == "America/New_York"
    assert "Time zone: New York" in chat.run(maya, "action_show_profile", turn="3").text


def test_the_profile_says_how_bills_and_messages_come(telecom: Telecom, maya: Actor) -> None:
    chat = Asking(telecom)
    assert "Bills: none, you pay in advance" in chat.run(maya, "action_show_profile").text
    asks = "whats my customer number"
    assert "(C-" in chat.run(maya, "action_show_profile", text=asks, turn="3").text
    with telecom.open_work() as work:
        holder = a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas")
        jonas = logged_in(work, holder)
        say_wanted(holder.id, list(MessageKind), wanted=False, work=work)
    said = chat.run(jonas, "action_show_profile", turn="2").text
    assert "Bills: on paper, by post" in said
    assert "besides what you have to know:\nnothing" in said
