"""Who may run which management function: the code equals the written table; what each check lets through. R26, S2."""

from pathlib import Path

import pytest
import yaml

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.contracts import ALWAYS_GIVEN, Agreement, NotInContract
from telecom.model.errors import NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.parties import BillingAccount, Role
from telecom.support import authorization
from tests.granting import grant, only, somebody
from tests.households import Household, a_home, a_stranger
from tests.rights import CHECKS, asked_rights

TABLE = Path(__file__).with_name("rights.yml")
ACTORS = (
    "nobody",
    "stranger",
    "plain user",
    "granted another function",
    "granted another service",
    "granted",
    "manager",
)
MAY = frozenset({"granted", "manager"})


def test_every_function_asks_for_the_rights_that_are_written_down() -> None:
    assert asked_rights() == yaml.safe_load(TABLE.read_text())


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_without_any_one_kind_of_check_the_table_is_not_met(check: str) -> None:
    written = yaml.safe_load(TABLE.read_text())
    assert asked_rights(without=check) != written


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


def actors_for(telecom: Telecom, home: Household, rights: set[Function]) -> dict[str, Actor | None]:
    """One of each kind; who is granted has the rights on the broadband, or others, or the same on the landline."""
    with telecom.open_work() as work:
        people: dict[str, Actor | None] = {
            "nobody": None,
            "stranger": a_stranger(work),
            "manager": home.manager,
            "plain user": somebody(work, home, "Tom", Role.USER, ending=862),
            "granted": somebody(work, home, "Alex", Role.AUTHORIZED_USER, ending=863),
            "granted another service": somebody(work, home, "Kim", Role.AUTHORIZED_USER, ending=864),
            "granted another function": somebody(work, home, "Sam", Role.AUTHORIZED_USER, ending=865),
        }
    granted, elsewhere = people["granted"], people["granted another service"]
    assert granted and elsewhere
    grant(telecom, home.manager, granted, sorted(rights, key=str), only(home, "broadband"), turn="1")
    grant(telecom, home.manager, elsewhere, sorted(rights, key=str), only(home, "fixed"), turn="2")
    if other := people["granted another function"]:
        useless = Function.BILL if Function.BILL not in rights else Function.CHECK
        grant(telecom, home.manager, other, [useless], only(home, "broadband"), turn="3")
    return people


@pytest.mark.parametrize("function", list(Function))
def test_a_managers_rights_end_where_those_of_the_contract_do(
    telecom: Telecom, home: Household, function: Function
) -> None:
    people = actors_for(telecom, home, {function})
    with telecom.open_work() as work:
        given = [each.value for each in Function if each is not function]
        service = work.of(Service).get(home["broadband"])
        work.of(Agreement).add(
            Agreement(number="AG-1", customer_id=service.customer_id, service_id=service.id,
                      begun_on=work.today(), functions=given)
        )  # fmt: skip
    with telecom.open_work() as work:
        for kind in ACTORS[1:]:
            may = kind in MAY and function in ALWAYS_GIVEN
            services = authorization.access_services(people[kind], function, work=work)
            assert (home["broadband"] in {s.id for s in services}) is may, kind
            if not may:
                refusal = NotInContract if kind in MAY else NotFound
                with pytest.raises(refusal):
                    authorization.access_service(people[kind], function, home["broadband"], work=work)
        # What the contract says of one service says nothing of another.
        authorization.access_service(home.manager, function, home["iptv"], work=work)


@pytest.mark.parametrize("function", list(Function))
def test_the_four_checks_themselves(telecom: Telecom, home: Household, function: Function) -> None:
    people = actors_for(telecom, home, {function})
    everywhere = only(home, "broadband", "iptv", "fixed")
    granted = people["granted"]
    assert granted is not None
    grant(telecom, home.manager, granted, [function], everywhere, turn="4")
    with telecom.open_work() as work:
        account = work.of(BillingAccount).find(customer_id=everywhere.customer_id)
        assert account is not None
        for kind in ACTORS[1:]:
            may = kind in MAY
            services = authorization.access_services(people[kind], function, work=work)
            assert (home["broadband"] in {s.id for s in services}) is may, kind
            accounts = authorization.access_accounts(people[kind], function, work=work)
            assert (account.id in {a.id for a in accounts}) is may, kind
            for check, key in (
                (authorization.access_service, home["broadband"]),
                (authorization.access_account, account.id),
            ):
                if may:
                    check(people[kind], function, key, work=work)
                else:
                    with pytest.raises(NotFound):
                        check(people[kind], function, key, work=work)
        for nobodys in (authorization.access_services, authorization.access_accounts):
            with pytest.raises(ProofRequired):
                nobodys(None, function, work=work)
