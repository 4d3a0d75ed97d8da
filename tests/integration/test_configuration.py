"""Changing settings of a service: any declared one, by whoever may, told to the network, taken back. [F10, X3]"""

from typing import Any

import psycopg
import pytest

from telecom.bootstrap import Telecom
from telecom.management.billing_mode import propose_cycle_day
from telecom.management.configuration import APPLY_SETTINGS, BelowLevel, change_setting, show_settings
from telecom.model.access import Actor
from telecom.model.audit import AuditRecord
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, InvalidValue, NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation
from telecom.model.passing_secrets import PassingSecret
from telecom.model.undoing import Change, NothingToUndo, TooLateToUndo
from telecom.model.utterances import Utterance
from telecom.support import messaging
from telecom.support.jobs import run_job
from telecom.support.undoing import undo_last
from tests.asking import Asking
from tests.fakes import FakeOutside, TestClock
from tests.households import Household, a_home, a_member, a_stranger
from tests.money import confirm, yes_to
from tests.people import a_prepaid_subscriber, logged_in


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


def change(
    telecom: Telecom, actor: Actor, service_id: str, parameter: str, value: Any, *, turn: str = "turn 1"
) -> list[Utterance]:
    with telecom.open_work() as work:
        outcome = change_setting(actor, service_id, parameter=parameter, value=value, turn_id=turn, work=work)
    return list(outcome.follow_up(telecom.open_work, telecom.outside) if outcome.follow_up else outcome.said)


def undo(telecom: Telecom, actor: Actor, *, turn: str = "turn 2", change_id: str | None = None) -> str:
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(actor.conversation_id)
        outcome = undo_last(actor, conversation, change_id=change_id, turn_id=turn, work=work)
    said = outcome.follow_up(telecom.open_work, telecom.outside) if outcome.follow_up else outcome.said
    return said[0].response


def kept(telecom: Telecom, service_id: str) -> dict[str, Any]:
    with telecom.open_work() as work:
        return work.of(Service).get(service_id).parameters


def test_a_change_is_kept_told_to_the_network_and_audited(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    (said,) = change(telecom, home.manager, home["broadband"], "wifi name", "Harbour Cafe")
    assert said.response == "utter_configuration_done"
    assert kept(telecom, home["broadband"])["wifi name"] == "Harbour Cafe"
    assert outside.register.settings[home["broadband"]]["wifi name"] == "Harbour Cafe"
    with telecom.open_work() as work:
        (record,) = work.of(AuditRecord).list(subject=home["broadband"])
    assert record.values["parameter"] == "wifi name"


def test_a_network_that_is_away_gets_it_later(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    outside.register.silent = True
    said = change(telecom, home.manager, home["fixed"], "voicemail", False)
    assert [each.response for each in said] == ["utter_configuration_done", "utter_configuration_network_later"]
    outside.register.silent = False
    run_job(APPLY_SETTINGS, {"service_id": home["fixed"]}, open_work=telecom.open_work, outside=outside)
    assert outside.register.settings[home["fixed"]]["voicemail"] is False


def test_what_is_not_allowed_changes_nothing_and_says_what_is(telecom: Telecom, home: Household) -> None:
    with pytest.raises(InvalidValue) as refused:
        change(telecom, home.manager, home["iptv"], "picture", "8K")
    assert refused.value.values["allowed"] == ["SD", "HD", "4K"]
    with pytest.raises(InvalidValue):
        change(telecom, home.manager, home["iptv"], "roaming", True)
    assert kept(telecom, home["iptv"]) == {}


def test_a_parameter_changes_only_from_its_level_up(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        member, stranger = a_member(work, home, Function.CONFIGURE), a_stranger(work)
    change(telecom, member, home["broadband"], "guest wifi", True)
    with pytest.raises(BelowLevel):
        change(telecom, member, home["broadband"], "parental control", "off", turn="turn 2")
    with pytest.raises(NotFound):
        change(telecom, stranger, home["broadband"], "guest wifi", False, turn="turn 3")
    with telecom.open_work() as work:
        shown = {s.name: s.may_change for s in show_settings(home.manager, home["broadband"], work=work)}
    assert all(shown.values())


def test_who_may_only_look_changes_nothing(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        looker = a_member(work, home, Function.CHECK)
    with telecom.open_work() as work:
        assert not any(s.may_change for s in show_settings(looker, home["broadband"], work=work))
    with pytest.raises(NotFound):
        change(telecom, looker, home["broadband"], "wifi", False)


def test_forwarding_needs_a_fresh_proof_as_a_thief_would_begin_with_it(
    telecom: Telecom, home: Household, clock: TestClock
) -> None:
    clock.advance(minutes=16)
    change(telecom, home.manager, home["fixed"], "voicemail", False)
    with pytest.raises(ProofRequired):
        change(telecom, home.manager, home["fixed"], "forwarding", "+447700900456", turn="turn 2")


def test_a_wifi_password_reaches_the_network_and_stays_nowhere(
    telecom: Telecom, home: Household, outside: FakeOutside, database_url: str
) -> None:
    outside.register.silent = True
    change(telecom, home.manager, home["broadband"], "wifi password", "canary-7731-wifi")
    with psycopg.connect(database_url) as connection:
        assert _written(connection, "canary-7731-wifi") == []
    outside.register.silent = False
    run_job(APPLY_SETTINGS, {"service_id": home["broadband"]}, open_work=telecom.open_work, outside=outside)
    assert outside.register.settings[home["broadband"]]["wifi password"] == "canary-7731-wifi"
    with telecom.open_work() as work:
        assert work.of(PassingSecret).count() == 0
    # What comes later does not send anything in its place.
    change(telecom, home.manager, home["broadband"], "guest wifi", True, turn="turn 2")
    assert outside.register.settings[home["broadband"]]["wifi password"] == "canary-7731-wifi"


def _written(connection: psycopg.Connection[Any], secret: str) -> list[str]:
    """The tables in whose rows a text stands."""
    tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    return [
        name
        for (name,) in tables
        if connection.execute(f"select 1 from {name} t where t::text like %s limit 1", (f"%{secret}%",)).fetchone()
    ]


def test_the_last_change_is_taken_back_once(telecom: Telecom, home: Household, outside: FakeOutside) -> None:
    change(telecom, home.manager, home["fixed"], "voicemail", False)
    change(telecom, home.manager, home["broadband"], "wifi name", "One", turn="turn 2")
    assert undo(telecom, home.manager, turn="turn 3") == "utter_configuration_undone"
    assert outside.register.settings[home["broadband"]]["wifi name"] == "Dialtone"
    assert undo(telecom, home.manager, turn="turn 3") == "utter_configuration_undone"  # the same turn again
    assert kept(telecom, home["fixed"])["voicemail"] is False
    assert undo(telecom, home.manager, turn="turn 4") == "utter_configuration_undone"
    assert kept(telecom, home["fixed"])["voicemail"] is True
    with pytest.raises(NothingToUndo):
        undo(telecom, home.manager, turn="turn 5")


def test_what_was_confirmed_for_good_is_not_said_to_be_no_change(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        shown = propose_cycle_day(home.manager, 10, turn_id="turn 2", work=work)
    assert confirm(telecom, home.manager, yes_to(shown))
    asked = Asking(telecom).run(home.manager, "action_undo", intent="undo", turn="turn 3")
    assert asked.response == "utter_undo_for_good"


def test_an_older_change_is_not_taken_back_for_what_was_confirmed_since(
    telecom: Telecom, home: Household, clock: TestClock
) -> None:
    change(telecom, home.manager, home["fixed"], "voicemail", False)
    clock.advance(seconds=30)
    with telecom.open_work() as work:
        shown = propose_cycle_day(home.manager, 10, turn_id="turn 2", work=work)
    assert confirm(telecom, home.manager, yes_to(shown))
    asked = Asking(telecom).run(home.manager, "action_undo", intent="undo", turn="turn 3")
    assert asked.response == "utter_undo_not_that"
    assert kept(telecom, home["fixed"])["voicemail"] is False
    entities = asked.choices[0]["entities"]
    named = Asking(telecom).run(home.manager, "action_undo", intent="undo", entities=entities, turn="turn 4")
    assert named.response == "utter_configuration_undone"
    assert kept(telecom, home["fixed"])["voicemail"] is True


def test_after_ten_minutes_it_is_too_late(telecom: Telecom, home: Household, clock: TestClock) -> None:
    change(telecom, home.manager, home["fixed"], "voicemail", False)
    clock.advance(minutes=11)
    with pytest.raises(TooLateToUndo):
        undo(telecom, home.manager)


def test_what_was_changed_again_since_is_left_alone(telecom: Telecom, home: Household) -> None:
    change(telecom, home.manager, home["broadband"], "wifi name", "One")
    change(telecom, home.manager, home["broadband"], "wifi name", "Two", turn="turn 2")
    with telecom.open_work() as work:
        first = work.of(Change).find(key="turn 1")
    assert first is not None
    with pytest.raises(BusinessError) as refused:
        undo(telecom, home.manager, turn="turn 3", change_id=first.id)
    assert refused.value.name == "utter_undo_changed_since"


def test_nobody_takes_back_the_change_of_another(telecom: Telecom, home: Household) -> None:
    change(telecom, home.manager, home["fixed"], "voicemail", False)
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        theirs = work.of(Change).find(key="turn 1")
    assert theirs is not None
    with pytest.raises(NothingToUndo):
        undo(telecom, stranger, change_id=theirs.id)


def test_the_form_fills_itself_from_one_sentence(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    text = "change my wifi name to Harbour Cafe"
    filled = chat.run(home.manager, "validate_configure_service_form", intent="configure_service", text=text).slots
    assert filled["parameter"] == "wifi name" and filled["value"] == "Harbour Cafe"
    assert filled["requested_slot"] is None
    done = chat.run(home.manager, "action_configure_service", slots=filled)
    assert "Done: wifi name of Home broadband is Harbour Cafe now. That costs nothing." in done.text
    assert [choice["intent"] for choice in done.choices] == ["undo"]
    undone = chat.run(home.manager, "action_undo", intent="undo", entities=done.choices[0]["entities"], turn="turn 2")
    assert "Taken back: wifi name of Home broadband is Dialtone again." in undone.text


def test_what_is_missing_is_asked_with_the_values_that_are_allowed(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    form = chat.run(
        home.manager, "validate_configure_service_form", intent="configure_service", text="change the picture quality"
    )
    assert form.slots["requested_slot"] == "value"
    asked = chat.run(home.manager, "action_ask_configure_service_form_value", slots={"parameter": "picture"})
    assert "picture is HD now" in asked.text
    assert [choice["entities"]["value"] for choice in asked.choices] == ["SD", "HD", "4K"]
    typed = {"parameter": "picture", "requested_slot": "value"}
    answered = chat.run(home.manager, "validate_configure_service_form", text="4k please", slots=typed)
    assert answered.slots["value"] == "4K"


def test_a_number_in_the_message_is_where_calls_go_not_the_line(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    said = {"text": "forward my landline to 07700 900456", "entities": {"phone_number": "+447700900456"}}
    filled = chat.run(home.manager, "validate_configure_service_form", intent="configure_service", **said).slots
    assert filled["value"] == "+447700900456"
    done = chat.run(home.manager, "action_configure_service", slots=filled)
    assert "forwarding of Landline (+44 20 7946 0123) is +44 7700 900456 now" in done.text


def test_settings_of_one_service_are_shown_with_their_values(telecom: Telecom, home: Household) -> None:
    reply = Asking(telecom).run(home.manager, "action_configure_service", slots={"service": "broadband"})
    shown = {each.content["entities"]["parameter"]: each.label.values for each in reply.said[0].choices}
    assert shown["wifi name"]["value"] == "Dialtone"
    guests = shown["guest wifi"]
    assert [guests[each].for_reader("de") for each in ("parameter", "value")] == ["Gäste-WLAN", "aus"]
    assert "parental control" in {choice["entities"]["parameter"] for choice in reply.choices}


def test_undo_only_drops_what_was_not_done_yet(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    period = {"start": "2026-09-15", "end": "2026-09-21"}
    chat.run(home.manager, "action_pause_service", slots={"service": "iptv", "period": period})
    assert "Nothing had been changed yet" in chat.run(home.manager, "action_undo", intent="undo", turn="turn 2").text


def test_below_what_a_country_costs_no_data_means_none_there(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        maya = logged_in(work, a_prepaid_subscriber(work, credit=1000))
    wish = {"intent": "configure_service", "text": "i only want to call, no data"}
    chat = Asking(telecom)
    assert chat.run(maya, "validate_configure_service_form", **wish).slots["parameter"] == "data"  # type: ignore[arg-type]
    with telecom.open_work() as work:
        talk = work.of(Conversation).get(maya.conversation_id)
        messaging.post_answers(work, talk, [Utterance("utter_use_roaming")], turn_id="told")
    assert chat.run(maya, "validate_configure_service_form", **wish).slots["parameter"] == "data abroad"  # type: ignore[arg-type]
