"""Who may run which management function on what: the code equals the written table, and each check counts. R26, S2."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from telecom import management
from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.calendar import Period
from telecom.model.errors import BusinessError, NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.parties import BillingAccount, Role
from telecom.ports import Work
from telecom.support import authorization
from tests.granting import grant, only, somebody
from tests.households import Household, a_home, a_stranger
from tests.rights import CHECKS, asked_rights

TABLE = Path(__file__).with_name("rights.yml")
# What any function that takes a service may be called with, by the names of its parameters.
FILLERS: dict[str, Any] = {
    "turn_id": "turn",
    "key": "key",
    "words": "it does not work",
    "period": Period(date(2026, 9, 15), date(2026, 9, 30)),
    "own": False,
    "lock": False,
}
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
# What is about a SIM finds none on a broadband line, whoever asks; their own tests have lines with one.
_OF_SIMS = frozenset({"sims", "lost_phones"})


def test_every_function_asks_for_the_rights_that_are_written_down() -> None:
    assert asked_rights() == yaml.safe_load(TABLE.read_text())


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_without_any_one_kind_of_check_the_table_is_not_met(check: str) -> None:
    written = yaml.safe_load(TABLE.read_text())
    assert asked_rights(without=check) != written


def _service_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every management function that is about one service and needs nothing else but what FILLERS has."""
    for module in pkgutil.iter_modules(management.__path__):
        if module.name in _OF_SIMS:
            continue
        loaded = import_module(f"telecom.management.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            names = list(inspect.signature(function).parameters)
            is_own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if is_own and names[:2] == ["actor", "service_id"] and set(names[2:]) <= {*FILLERS, "work"}:
                yield f"{module.name}.{name}", function


FUNCTIONS = dict(_service_functions())


def call(name: str, actor: Actor | None, service_id: str, work: Work) -> str:
    """Run a function on a service: refused for want of a right, or let through, whatever came of it then."""
    function = FUNCTIONS[name]
    told = {key: value for key, value in FILLERS.items() if key in inspect.signature(function).parameters}
    try:
        function(actor, service_id, **told, work=work)
    except (ProofRequired, NotAllowed):
        return "refused"
    except NotFound as missing:
        return "refused" if missing.values.get("kind") == "Service" else "let through"
    except BusinessError:
        return "let through"
    return "let through"


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


def outcomes(telecom: Telecom, name: str, people: dict[str, Actor | None], service_id: str) -> dict[str, str]:
    found = {}
    for kind in ACTORS:
        with pytest.raises(RuntimeError), telecom.open_work() as work:
            found[kind] = call(name, people[kind], service_id, work)
            raise RuntimeError  # nothing of it stays for the next one
    return found


def test_there_are_functions_to_be_tried() -> None:
    assert len(FUNCTIONS) >= 5


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_only_who_has_the_right_is_let_through_and_a_foreign_service_is_nobodys(
    telecom: Telecom, home: Household, name: str
) -> None:
    written = yaml.safe_load(TABLE.read_text())[name]
    rights = {Function(right) for right in written if right in {f.value for f in Function}}
    people = actors_for(telecom, home, rights)
    with telecom.open_work() as work:
        zoes = work.of(Service).find(kind="mobile")
        assert zoes is not None
    own = outcomes(telecom, name, people, home["broadband"])
    assert own == {kind: "let through" if kind in MAY else "refused" for kind in ACTORS}
    theirs = outcomes(telecom, name, {**people, "stranger": None}, zoes.id)
    assert set(theirs.values()) == {"refused"}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_whose_check_is_taken_away_lets_a_stranger_through(
    telecom: Telecom, home: Household, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def every_service(actor: Actor | None, function: Function, *, work: Work, **_: Any) -> list[Service]:
        return work.of(Service).list(order="id")

    def any_service(actor: Actor | None, function: Function, service_id: str, *, work: Work, **_: Any) -> Service:
        return work.of(Service).get(service_id)

    with telecom.open_work() as work:
        stranger = a_stranger(work)
    assert outcomes_of(telecom, name, stranger, home["broadband"]) == "refused"
    for module in pkgutil.iter_modules(management.__path__):
        loaded = import_module(f"telecom.management.{module.name}")
        for check, open_door in (("access_services", every_service), ("access_service", any_service)):
            if hasattr(loaded, check):
                monkeypatch.setattr(loaded, check, open_door)
    assert outcomes_of(telecom, name, stranger, home["broadband"]) == "let through"


def outcomes_of(telecom: Telecom, name: str, actor: Actor, service_id: str) -> str:
    found = ""
    with pytest.raises(RuntimeError), telecom.open_work() as work:
        found = call(name, actor, service_id, work)
        raise RuntimeError
    return found


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
