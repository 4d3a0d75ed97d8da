"""One wish for several lines: settings and limits shown together, done with one yes, with the result of each. [F23]"""

import pytest

from telecom.bootstrap import Telecom
from telecom.management.configuration import change_setting
from telecom.management.configuration_lines import propose_settings
from telecom.management.restriction_lines import propose_lifts, propose_restrictions
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation
from telecom.model.money import Money
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.restrictions import Limits, Restriction, RestrictionStatus
from telecom.services.smi import service_of
from telecom.support.undoing import undo_last
from tests.asking import Asking
from tests.fakes import FakeOutside
from tests.households import Household, a_home, a_stranger
from tests.money import confirm, yes_to

NUMBERS = ("+447700900871", "+447700900872")


@pytest.fixture
def home(telecom: Telecom) -> Household:
    """A home with two mobiles and a landline, beside broadband and TV."""
    with telecom.open_work() as work:
        home = a_home(work)
        first = home.services["fixed"]
        for at, number in enumerate(NUMBERS):
            line = Service(
                customer_id=first.customer_id, account_id=first.account_id, kind="mobile",
                name=f"Mobile {at + 1}", phone_number=PhoneNumber(number),
            )  # fmt: skip
            home.services[f"mobile {at + 1}"] = work.of(Service).add(line)
        return home


def phones(home: Household) -> list[str]:
    return [home[kind] for kind in ("mobile 1", "mobile 2", "fixed")]


def voicemail(telecom: Telecom, home: Household) -> list[bool]:
    with telecom.open_work() as work:
        return [bool(service_of(work.of(Service).get(each)).configuration()["voicemail"]) for each in phones(home)]


def test_a_setting_of_several_lines_is_one_proposal_and_is_taken_back_as_one(
    telecom: Telecom, home: Household, outside: FakeOutside
) -> None:
    with telecom.open_work() as work:
        change_setting(home.manager, home["fixed"], parameter="voicemail", value=False, turn_id="turn 0", work=work)
    with telecom.open_work() as work:
        ids = [*phones(home), home["iptv"]]
        shown = propose_settings(home.manager, ids, parameter="voicemail", value=False, turn_id="turn 1", work=work)
    assert (shown.response, shown.values["count"]) == ("utter_configuration_propose_many", 2)
    why = [each.response for each in shown.values["left_out"]]
    assert why == ["utter_lines_left_out", "utter_configuration_same", "utter_service_parameter_unknown"]
    [done] = confirm(telecom, home.manager, yes_to(shown))
    assert [each.response for each in done.values["results"]] == ["utter_configuration_done"] * 2
    assert voicemail(telecom, home) == [False, False, False]
    assert outside.register.settings[home["mobile 2"]]["voicemail"] is False
    with telecom.open_work() as work:
        chat = work.of(Conversation).get(home.manager.conversation_id)
        undo_last(home.manager, chat, turn_id="turn 2", work=work)
    assert voicemail(telecom, home) == [True, True, False]


def test_a_secret_is_each_lines_own_and_others_lines_are_not_there(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        two = [home["broadband"], home["fixed"]]
        with pytest.raises(BusinessError):
            propose_settings(home.manager, two, parameter="wifi password", value="x" * 9, turn_id="turn 1", work=work)
        zoe = a_stranger(work)
        with pytest.raises(NotFound):
            propose_settings(zoe, phones(home), parameter="voicemail", value=False, turn_id="turn 2", work=work)
        with pytest.raises(NotFound):
            propose_restrictions(zoe, phones(home), limits=Limits("receive only"), turn_id="turn 3", work=work)


def test_a_limit_is_set_on_several_lines_with_one_yes_and_lifted_with_one(telecom: Telecom, home: Household) -> None:
    limits = Limits("no premium numbers")
    with telecom.open_work() as work:
        shown = propose_restrictions(home.manager, phones(home), limits=limits, turn_id="turn 1", work=work)
    assert (shown.response, shown.values["count"]) == ("utter_restriction_propose_many", 3)
    [done] = confirm(telecom, home.manager, yes_to(shown))
    assert len(done.values["results"]) == 3
    with telecom.open_work() as work:
        assert {r.service_id for r in work.of(Restriction).list(status=RestrictionStatus.RUNNING)} == set(phones(home))
        services = [work.of(Service).get(each) for each in phones(home)]
        shown = propose_lifts(home.manager, services, kind=None, turn_id="turn 2", work=work)
    assert shown.response == "utter_restriction_propose_lift_many"
    confirm(telecom, home.manager, yes_to(shown))
    with telecom.open_work() as work:
        assert work.of(Restriction).count(status=RestrictionStatus.RUNNING) == 0


def test_lines_that_differ_in_their_lists_are_read_back_each(telecom: Telecom, home: Household) -> None:
    said = []
    for ids, number in (([home["fixed"]], "+447700900111"), (phones(home), "+447700900222")):
        limits = Limits("blocked numbers", numbers=(number,))
        with telecom.open_work() as work:
            said.append(propose_restrictions(home.manager, ids, limits=limits, turn_id=number, work=work))
        confirm(telecom, home.manager, yes_to(said[-1]))
    assert [each.response for each in said] == ["utter_restriction_propose", "utter_restriction_propose_many_each"]


def test_several_lines_are_named_in_the_chat(telecom: Telecom, home: Household) -> None:
    chat, actor = Asking(telecom), home.manager
    said = "turn voicemail off on all my mobiles"
    named = {"group": "all my mobiles"}
    form = "validate_configure_service_form"
    asked = chat.run(actor, form, intent="configure_service", text=said, entities=named)
    assert (asked.slots["requested_slot"], asked.slots["group"]) == (None, "all my mobiles")
    slots = {name: asked.slots[name] for name in ("parameter", "value", "group")}
    shown = chat.run(actor, "action_configure_service", slots=slots, turn="turn 2")
    assert "Set voicemail to off on 2 lines?" in shown.text
    said = "no premium numbers on all lines"
    named = {"group": "all lines"}
    asked = chat.run(actor, "validate_restrict_calls_form", intent="restrict_calls", text=said, entities=named)
    assert asked.slots["requested_slot"] is None
    slots = {"restriction": asked.slots["restriction"], "group": "all lines"}
    shown = chat.run(actor, "action_restrict_calls", slots=slots, turn="turn 3")
    assert "So for 2 lines, from now until you lift it" in shown.text


def test_the_group_that_may_be_called_is_not_the_one_that_is_limited(telecom: Telecom, home: Household) -> None:
    chat, said = Asking(telecom), "let 07700 900871 only call the family"
    named = {"phone_number": NUMBERS[0], "group": "the family"}
    asked = chat.run(home.manager, "validate_restrict_calls_form", intent="restrict_calls", text=said, entities=named)
    assert asked.slots["service"] == home["mobile 1"]
    assert asked.slots.get("group") is None


def test_everybody_else_gets_a_cap_beside_the_one_that_is_offered(telecom: Telecom, home: Household) -> None:
    chat, actor = Asking(telecom), home.manager
    with telecom.open_work() as work:
        cap = Limits("spending limit", amount=Money(1000, "GBP"))
        propose_restrictions(actor, [home["mobile 1"]], limits=cap, turn_id="turn 1", work=work)
    twenty = {"amount": {"minor": 2000, "currency": "GBP"}}
    wish = {"intent": "set_spending_limit", "entities": twenty}
    reply = chat.run(actor, "action_set_spending_limit", text="and everybody else to 20", turn="turn 2", **wish)
    assert reply.response == "utter_restriction_propose_many_each"
    first, other = (str(line) for line in reply.said[0].values["lines"])
    assert "Mobile 1" in first and "1000" in first
    assert "Mobile 2" in other and "2000" in other
