"""Letting somebody act: granted, used, limited, withdrawn at once; nobody widens their own rights. C5, C6, C12."""

from datetime import date, timedelta

import pytest

from telecom.bootstrap import Telecom
from telecom.management.managers import accept_rights
from telecom.management.suspension import propose_pause
from telecom.model.access import Actor
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.authorization import BeyondGrant, Function, Permission, PermissionStatus
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError, InvalidValue, NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation
from telecom.model.parties import BillingAccount, Individual, Membership, PartyStatus, Role
from telecom.support import identity, proposals, undoing
from telecom.support.authorization import access_accounts, access_services, require_within_limit
from telecom.support.messaging import conversation_at
from telecom.support.rights_said import functions_left
from tests.asking import Asking
from tests.fakes import TestClock
from tests.granting import ANA, everything, grant, only, somebody, told_to, withdraw
from tests.households import Household, a_home, a_stranger
from tests.integration.test_identity import code_in
from tests.money import confirm, pounds, yes_to

TODAY = date(2026, 9, 15)
FRIDAY = date(2026, 9, 18)
SEE_BILLS = [Function.BILL]


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


@pytest.fixture
def partner(telecom: Telecom, home: Household) -> Actor:
    with telecom.open_work() as work:
        return somebody(work, home, "Alex", Role.AUTHORIZED_USER, ending=861)


@pytest.fixture
def child(telecom: Telecom, home: Household) -> Actor:
    with telecom.open_work() as work:
        actor = somebody(work, home, "Tom", Role.USER, ending=862)
        work.of(Service).get(home["fixed"]).user_id = actor.person_id
        return actor


def allowed(telecom: Telecom, actor: Actor, function: Function) -> set[str]:
    """The kinds of the services on which somebody may run a function."""
    with telecom.open_work() as work:
        return {s.kind for s in access_services(actor, function, work=work)}


def log_in_as_ana(telecom: Telecom) -> Actor:
    with telecom.open_work() as work:
        chat = conversation_at("telegram", "ana", work=work)
        code = identity.send_code(chat, ANA.e164, work=work)
        identity.check_code(chat, code.id, code_in(work, code), work=work)
        actor = identity.actor_of(chat, work=work)
        assert actor is not None
        return actor


def test_a_grant_gives_exactly_what_was_shown(telecom: Telecom, home: Household, partner: Actor) -> None:
    said = grant(telecom, home.manager, partner, [Function.CONFIGURE], only(home, "broadband"), turn="1")
    assert said[0].response == "utter_authorization_granted"
    assert allowed(telecom, partner, Function.CONFIGURE) == {"broadband"}
    assert allowed(telecom, partner, Function.CHECK) == {"broadband"}  # who may change it may see it
    assert allowed(telecom, partner, Function.ORDER) == set()
    with telecom.open_work() as work:
        [noted] = work.of(AuditRecord).list(event=SecurityEvent.RIGHTS_CHANGED)
        assert (noted.subject, noted.values["functions"]) == (partner.person_id, ["check", "configure"])
        assert told_to(work, "+447700900861") == ["utter_authorization_told"]


def test_a_grant_ends_by_itself_at_the_end_of_its_last_day(
    telecom: Telecom, home: Household, partner: Actor, clock: TestClock
) -> None:
    until_friday = Period(TODAY, FRIDAY)
    grant(telecom, home.manager, partner, SEE_BILLS, everything(home), period=until_friday, turn="1")
    with telecom.open_work() as work:
        assert len(access_accounts(partner, Function.BILL, work=work)) == 1
    clock.advance(days=3, hours=13.9)  # 23:54 on Friday in London
    with telecom.open_work() as work:
        assert len(access_accounts(partner, Function.BILL, work=work)) == 1
    clock.advance(hours=1)
    with telecom.open_work() as work:
        assert access_accounts(partner, Function.BILL, work=work) == []


def test_a_grant_on_every_line_of_an_account_shows_its_bills_and_one_line_less_does_not(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    grant(telecom, home.manager, partner, SEE_BILLS, only(home, "broadband", "fixed"), turn="1")
    with telecom.open_work() as work:
        assert access_accounts(partner, Function.BILL, work=work) == []
    grant(telecom, home.manager, partner, SEE_BILLS, only(home, "iptv"), turn="2")
    with telecom.open_work() as work:
        assert len(access_accounts(partner, Function.BILL, work=work)) == 1


def test_a_number_of_nobodys_is_invited_and_its_owner_gets_a_profile_by_proving_it(
    telecom: Telecom, home: Household
) -> None:
    said = grant(telecom, home.manager, ANA, SEE_BILLS, everything(home), turn="1")
    assert said[0].response == "utter_authorization_invited"
    with telecom.open_work() as work:
        invited = work.of(Individual).find(phone_number=ANA)
        assert invited is not None
        assert (invited.given_name, invited.status) == ("Ana", PartyStatus.INITIALIZED)
        assert work.of(Permission).list(person_id=invited.id)[0].status is PermissionStatus.GRANTED
        assert told_to(work, ANA.e164) == ["utter_authorization_invitation"]
    ana = log_in_as_ana(telecom)
    with telecom.open_work() as work:
        assert work.of(Individual).get(ana.person_id).status is PartyStatus.VALIDATED
        assert len(access_accounts(ana, Function.BILL, work=work)) == 1
        assert access_services(ana, Function.CHECK, work=work) == []


def test_whether_an_invited_number_has_an_account_is_not_told(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        stranger = a_stranger(work)
        number = work.of(Individual).get(stranger.person_id).phone_number
    assert number is not None
    unknown = grant(telecom, home.manager, ANA, SEE_BILLS, everything(home), turn="1")
    known = grant(telecom, home.manager, number, SEE_BILLS, everything(home), turn="2")
    assert known[0].response == unknown[0].response
    assert known[0].values["who"].values["name"] == "Ana Silva"  # as the granter called them
    with telecom.open_work() as work:
        assert access_accounts(stranger, Function.BILL, work=work)[0].customer_id != everything(home).customer_id
        accept_rights(stranger, work=work)
    with telecom.open_work() as work:
        assert len(access_accounts(stranger, Function.BILL, work=work)) == 2


def test_withdrawing_works_at_once_and_inside_an_open_confirmation(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    grant(telecom, home.manager, partner, [Function.CONFIGURE, *SEE_BILLS], everything(home), turn="1")
    with telecom.open_work() as work:
        shown = propose_pause(partner, home["broadband"], period=Period(TODAY, FRIDAY), turn_id="turn 2", work=work)
    withdraw(telecom, home.manager, partner, Function.CONFIGURE, turn="3")
    with pytest.raises(NotFound):
        confirm(telecom, partner, yes_to(shown))
    assert allowed(telecom, partner, Function.CONFIGURE) == set()
    with telecom.open_work() as work:
        assert len(access_accounts(partner, Function.BILL, work=work)) == 1  # the rest of the grant stands


def test_who_has_no_right_left_is_an_authorized_user_no_more(telecom: Telecom, home: Household, partner: Actor) -> None:
    grant(telecom, home.manager, partner, SEE_BILLS, everything(home), turn="1")
    withdraw(telecom, home.manager, partner, turn="2")
    with telecom.open_work() as work:
        assert work.of(Membership).find(person_id=partner.person_id) is None
        assert told_to(work, "+447700900861")[-1] == "utter_authorization_told_withdrawn"


def test_an_authorized_user_passes_nothing_on_but_a_users_functions_within_their_own(
    telecom: Telecom, home: Household, partner: Actor, child: Actor
) -> None:
    until_friday = Period(TODAY, FRIDAY)
    own = [Function.CONFIGURE, Function.BILL]
    grant(telecom, home.manager, partner, own, only(home, "fixed"), period=until_friday, turn="1")
    for functions, scope, period in (
        ([Function.BILL], only(home, "fixed"), until_friday),  # more than a plain user has
        ([Function.CHECK], only(home, "broadband"), until_friday),  # not their own service
        ([Function.CHECK], everything(home), until_friday),  # nor all of them
        ([Function.REPORT], only(home, "fixed"), until_friday),  # not their own function
        ([Function.CHECK], only(home, "fixed"), Period(TODAY, FRIDAY + timedelta(1))),  # longer than their own
        ([Function.CHECK], only(home, "fixed"), Period(TODAY, None)),
    ):
        with pytest.raises(NotAllowed):
            grant(telecom, partner, child, functions, scope, period=period, turn="2")
    for person in (partner, ANA):  # not for themselves, nor for somebody from outside
        with pytest.raises(NotAllowed):
            grant(telecom, partner, person, [Function.CHECK], only(home, "fixed"), period=until_friday, turn="3")
    grant(telecom, partner, child, [Function.CHECK], only(home, "fixed"), period=until_friday, turn="4")
    assert allowed(telecom, child, Function.CHECK) == {"fixed"}


def test_what_was_passed_on_ends_with_the_right_it_came_from(
    telecom: Telecom, home: Household, partner: Actor, child: Actor
) -> None:
    grant(telecom, home.manager, partner, [Function.CHECK], only(home, "fixed"), turn="1")
    grant(telecom, partner, child, [Function.CHECK], only(home, "fixed"), turn="2")
    withdraw(telecom, home.manager, partner, turn="3")
    assert allowed(telecom, child, Function.CHECK) == set()


def test_a_plain_user_and_a_stranger_grant_nothing(telecom: Telecom, home: Household, child: Actor) -> None:
    grant(telecom, home.manager, child, [Function.CHECK], only(home, "fixed"), turn="1")
    with telecom.open_work() as work:
        stranger = a_stranger(work)
    for actor in (child, stranger):
        with pytest.raises((NotAllowed, NotFound)):
            grant(telecom, actor, ANA, [Function.CHECK], only(home, "fixed"), turn="2")
        with pytest.raises((NotAllowed, NotFound)):
            withdraw(telecom, actor, child, turn="3")


def test_a_plain_user_who_gets_more_becomes_an_authorized_user(telecom: Telecom, home: Household, child: Actor) -> None:
    grant(telecom, home.manager, child, [Function.ORDER], only(home, "fixed"), turn="1")
    with telecom.open_work() as work:
        membership = work.of(Membership).find(person_id=child.person_id)
        assert membership is not None and membership.role is Role.AUTHORIZED_USER


def test_a_limit_is_for_the_month_and_for_all_lines_of_the_grant_together(
    telecom: Telecom, home: Household, partner: Actor, clock: TestClock
) -> None:
    lines = only(home, "broadband", "fixed")
    grant(telecom, home.manager, partner, [Function.ORDER], lines, limit=pounds(20), turn="1")

    def spend(amount: float, kind: str, key: str) -> None:
        with telecom.open_work() as work:
            account = work.of(BillingAccount).get(home.services[kind].account_id)
            require_within_limit(
                partner, Function.ORDER, pounds(amount), account=account, service_id=home[kind], key=key, work=work
            )

    spend(15, "broadband", "order 1")
    with pytest.raises(BeyondGrant) as over:
        spend(6, "fixed", "order 2")
    assert over.value.values["left"] == pounds(5)
    spend(5, "fixed", "order 2")
    clock.advance(days=16)  # October
    spend(20, "fixed", "order 3")
    with pytest.raises(NotAllowed):
        spend(1, "iptv", "order 4")


def test_a_limit_without_spending_or_of_nothing_is_refused(telecom: Telecom, home: Household, partner: Actor) -> None:
    for functions, limit in (([Function.BILL], 20), ([Function.ORDER], 0), ([Function.PAY], -5)):
        with pytest.raises(InvalidValue):
            grant(telecom, home.manager, partner, functions, everything(home), limit=pounds(limit), turn="1")


def test_granting_needs_a_fresh_proof(telecom: Telecom, home: Household, partner: Actor, clock: TestClock) -> None:
    clock.advance(minutes=16)
    with pytest.raises(ProofRequired, match="fresh"):
        grant(telecom, home.manager, partner, SEE_BILLS, everything(home), turn="1")


def test_new_words_replace_the_old_ones(telecom: Telecom, home: Household, partner: Actor) -> None:
    grant(telecom, home.manager, partner, SEE_BILLS, everything(home), period=Period(TODAY, FRIDAY), turn="1")
    grant(telecom, home.manager, partner, SEE_BILLS, everything(home), turn="2")
    with telecom.open_work() as work:
        standing = work.of(Permission).list(person_id=partner.person_id, status=PermissionStatus.ACTIVE)
        assert [p.valid_until for p in standing] == [None]


def test_a_grant_is_undone_for_ten_minutes_and_what_it_replaced_stands_again(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    grant(telecom, home.manager, partner, SEE_BILLS, everything(home), period=Period(TODAY, FRIDAY), turn="1")
    grant(telecom, home.manager, partner, [Function.PAY], everything(home), turn="2")
    with telecom.open_work() as work:
        chat = work.of(Conversation).get(home.manager.conversation_id)
        said = undoing.undo_last(home.manager, chat, turn_id="3", work=work).said
    assert said[0].response == "utter_authorization_withdrawn"
    with telecom.open_work() as work:
        standing = work.of(Permission).list(person_id=partner.person_id, status=PermissionStatus.ACTIVE)
        assert [(p.function, p.valid_until is None) for p in standing] == [(Function.BILL, False)]


def test_another_time_corrects_the_proposal(telecom: Telecom, home: Household, partner: Actor) -> None:
    chat = Asking(telecom)
    shown = chat.run(
        home.manager,
        "action_authorize_user",
        intent="authorize_user",
        entities={"person": "Alex", "function": "bill", "date": "2026-09-18"},
    )
    assert "Shall I allow Alex Home this on everything under the contract?" in shown.text
    assert "until the end of Fri 18 Sept" in shown.text
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(home.manager.conversation_id)
        corrected = proposals.correct(home.manager, conversation, {"date": "2026-09-25"}, turn_id="2", work=work)
    assert corrected is not None
    assert corrected.values["until"].values["end"] == date(2026, 9, 25)
    left = functions_left("only the usage, not the bills", [Function.BILL])
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(home.manager.conversation_id)
        changes = {"functions": [each.value for each in left or ()]}
        narrowed = proposals.correct(home.manager, conversation, changes, turn_id="3", work=work)
    assert narrowed is not None and [each.response for each in narrowed.values["functions"]] == [
        "utter_authorization_may_check"
    ]


def test_the_form_asks_who_what_and_on_what(telecom: Telecom, home: Household, partner: Actor) -> None:
    chat, manager, form = Asking(telecom), home.manager, "validate_authorize_user_form"
    assert chat.run(manager, form).slots["requested_slot"] == "person"
    who = chat.run(manager, "action_ask_authorize_user_form_person")
    assert who.choices[0]["entities"]["person"] == partner.person_id
    slots: dict[str, object] = {"person": "Alex"}
    assert chat.run(manager, form, slots=slots).slots["requested_slot"] == "function"
    what = chat.run(manager, "action_ask_authorize_user_form_function", slots=slots)
    assert [c["entities"]["function"] for c in what.choices][1] == ["check", "bill", "pay"]
    slots["function"] = ["configure"]
    assert chat.run(manager, form, slots=slots).slots["requested_slot"] == "service"
    where = chat.run(manager, "action_ask_authorize_user_form_service", slots=slots)
    assert where.choices[0]["entities"]["group"] == "everything"
    proposed = chat.run(manager, "action_authorize_user", slots={**slots, "service": "broadband"}, turn="turn 9")
    assert "Home broadband" in proposed.text
    assert "- change settings" in proposed.text


def test_an_unknown_name_needs_a_number(telecom: Telecom, home: Household) -> None:
    chat = Asking(telecom)
    slots = {"person": "Ana", "function": ["bill"]}
    assert chat.run(home.manager, "validate_authorize_user_form", slots=slots).slots["requested_slot"] == "phone_number"
    asked = chat.run(home.manager, "action_ask_authorize_user_form_phone_number", slots=slots)
    assert "I don't know Ana" in asked.text
    proposed = chat.run(home.manager, "action_authorize_user", slots={**slots, "phone_number": ANA.e164}, turn="2")
    assert "Ana (+44 7700 900871)" in proposed.text


def test_the_list_says_who_may_do_what_to_those_whom_it_concerns(
    telecom: Telecom, home: Household, partner: Actor, child: Actor
) -> None:
    grant(telecom, home.manager, partner, [Function.ORDER], everything(home), limit=pounds(20), turn="1")
    chat = Asking(telecom)
    mine = chat.run(home.manager, "action_list_authorizations")
    assert "Alex Home, on everything under the contract" in mine.text
    assert "(spending up to £20.00 a month)" in mine.text
    theirs = chat.run(partner, "action_list_authorizations")
    assert "You may do this for others" in theirs.text
    assert "Priya Test" in theirs.text
    assert "Nobody has given you any rights" in chat.run(child, "action_list_authorizations").text


def test_a_question_about_a_right_is_answered_and_no_longer_takes_it_away(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    chat, form = Asking(telecom), "validate_authorize_user_form"
    wish = {"intent": "authorize_user", "entities": {"person": "Alex", "function": "bill"}}
    assert chat.run(home.manager, form, text="can Alex see my bills?", **wish).slots["requested_slot"] is None
    asked = chat.run(home.manager, "action_authorize_user", text="can Alex see my bills?", **wish)
    assert asked.response == "utter_authorization_person_nothing"
    assert asked.choices[0]["entities"] == {"person": partner.person_id, "function": ["bill"]}
    grant(telecom, home.manager, partner, SEE_BILLS, everything(home), turn="1")
    gone = chat.run(home.manager, "action_authorize_user", text="Alex may no longer see the bills", turn="2", **wish)
    assert "Take this away now?" in gone.text


def test_withdrawing_asks_whose_where_nobody_was_named(telecom: Telecom, home: Household, partner: Actor) -> None:
    chat = Asking(telecom)
    with pytest.raises(AssertionError):
        assert chat.run(home.manager, "action_revoke_authorization").choices
    grant(telecom, home.manager, partner, SEE_BILLS, everything(home), turn="1")
    whose = chat.run(home.manager, "action_revoke_authorization")
    assert whose.choices[0]["entities"] == {"person": partner.person_id}
    shown = chat.run(home.manager, "action_revoke_authorization", entities=whose.choices[0]["entities"], turn="2")
    assert "Take this away now?" in shown.text
    assert "- see bills" in shown.text


def test_rights_are_described_and_people_pointed_at_in_plain_words(telecom: Telecom, home: Household) -> None:
    chat, manager = Asking(telecom), home.manager
    said = {"person": "Ana", "phone_number": ANA.e164}
    wish = "let my sister Ana 07700 900871 see my usage on my account"
    form = chat.run(manager, "validate_authorize_user_form", intent="authorize_user", text=wish, entities=said)
    assert (form.slots["function"], form.slots["group"]) == (["check"], "everything")
    slots = {**said, "function": ["check"], "group": "everything"}
    shown = chat.run(manager, "action_authorize_user", slots=slots, turn="2")
    confirm(telecom, manager, yes_to(shown.said[0]))
    pays = chat.run(manager, "validate_authorize_user_form", intent="authorize_user", text="let her see what I owe too")
    assert (pays.slots["phone_number"], pays.slots["function"]) == (ANA.e164, ["bill"])
    for text, entities in (("revoke the rights of ana", {"person": "ana"}), ("take it away from her", {})):
        taken = chat.run(manager, "action_revoke_authorization", text=text, entities=entities, turn=text)
        assert "Take this away now?" in taken.text, text
        assert "(invited, not yet accepted)" in taken.text, text
    with telecom.open_work() as work:
        work.of(Individual).find(phone_number=ANA).given_name = "Elsa"  # whose number it is, is not told
    over = confirm(telecom, manager, yes_to(taken.said[0]))
    assert "Elsa" not in str(over) and "Ana" in str(over)


def test_what_is_said_of_an_open_offer_keeps_the_rest_of_it(telecom: Telecom, home: Household) -> None:
    chat, manager = Asking(telecom), home.manager
    slots = {"person": "Ana", "phone_number": ANA.e164, "function": ["bill"], "group": "everything"}
    chat.run(manager, "action_authorize_user", slots=slots, turn="1")
    until = {"date": FRIDAY.isoformat()}
    form = chat.run(manager, "validate_authorize_user_form", intent="authorize_user", text="only until friday",
                    entities=until, turn="2")  # fmt: skip
    kept = {name: form.slots[name] for name in (*slots, "date")}
    assert kept == {**slots, **until}
    assert "until the end of Fri 18 Sept" in chat.run(manager, "action_authorize_user", slots=kept, turn="3").text


def test_a_refusal_says_nothing_of_what_exists(telecom: Telecom, home: Household) -> None:
    with telecom.open_work() as work:
        stranger = a_stranger(work)
    with pytest.raises(BusinessError):
        grant(telecom, stranger, ANA, [Function.CHECK], only(home, "fixed"), turn="1")
    reply = Asking(telecom).run(
        stranger, "action_authorize_user", entities={"phone_number": ANA.e164, "function": "check", "service": "fixed"}
    )
    assert reply.response == "utter_error_not_found"


def test_him_is_the_only_other_one_and_one_right_more_is_on_the_same_services(
    telecom: Telecom, home: Household, partner: Actor
) -> None:
    chat, wish = Asking(telecom), {"intent": "authorize_user"}
    said = chat.run(home.manager, "validate_authorize_user_form", text="let him pay", **wish)
    assert said.slots["person"] == partner.person_id
    grant(telecom, home.manager, partner, [Function.PAY], everything(home), turn="2")
    more = {"text": "he should report faults too", "turn": "3"}
    assert chat.run(home.manager, "validate_authorize_user_form", **wish, **more).slots["group"] == "everything"
