"""Management functions called with ids of one's own, of somebody else and of nobody; and what came of it, as text."""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from enum import Enum
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from telecom import management, support
from telecom.management.grantees import Grantee, Scope
from telecom.management.inventory import Meant
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, NotAllowed, NotFound, ProofRequired
from telecom.model.inventory import Service
from telecom.model.parties import BillingAccount, Customer
from telecom.model.phone_numbers import PhoneNumber
from telecom.ports import Work
from telecom.support import authorization
from tests.telling import NAMED, TOLD
from tests.twins import Twin

# Parameters that are entities: whoever has one has found it by a function of this table.
_ENTITIES = frozenset(
    {
        "proposal",
        "change",
        "offering",
        "conversation",
        "services",
        "permissions",
        "lines",
        "raw",
        "wishes",
        "propose_one",
    }
)
# What is made anew each time: ids of proposals, fingerprints of terms, the next number of a series.
_NEW = re.compile(r"(?<=proposal_id: )[\w-]{24}|(?<=[( ]id=)[\w-]{24}|\b[0-9a-f]{64}\b|\bFB-\d+|\bRET-\d+")


@dataclass(frozen=True, slots=True)
class Case:
    """One parameter of one management function that names a thing of a customer's."""

    function: str
    parameter: str
    thing: str
    way: str

    def __str__(self) -> str:
        return f"{self.function}-{self.parameter}"


def names_of(function: str) -> Mapping[str, inspect.Parameter]:
    """What a management function is told, but for the actor and the work."""
    module, name = function.split(".")
    found = inspect.signature(getattr(import_module(f"telecom.management.{module}"), name)).parameters
    return {key: each for key, each in list(found.items())[1:] if key != "work"}


def takes_entities(function: str) -> bool:
    """Whether it is told something that the caller has found and checked before."""
    return bool(_ENTITIES & set(names_of(function))) and function != "spending.check_spending"


def cases(functions: Sequence[str]) -> Iterator[Case]:
    """Every parameter that names a thing of a customer's, of functions that are told no entities."""
    for function in functions:
        parameters = names_of(function)
        if takes_entities(function):
            continue
        for parameter in parameters:
            named = _most_special(NAMED, function, parameter)
            if named is not None:
                yield Case(function, parameter, *named)


def unknown_parameters(functions: Sequence[str]) -> list[str]:
    """Parameters that look as if they named something, of which NAMED does not say what."""
    return [
        f"{function}.{parameter}"
        for function in functions
        for parameter in names_of(function)
        if parameter.endswith(("_id", "_ids", "number", "numbers")) and not _is_said(function, parameter)
    ]


def _is_said(function: str, parameter: str) -> bool:
    module = function.split(".")[0]
    return any(key in NAMED for key in (f"{function}.{parameter}", f"{module}.{parameter}", parameter))


def _most_special(table: Mapping[str, Any], function: str, parameter: str) -> Any:
    module = function.split(".")[0]
    for key in (f"{function}.{parameter}", f"{module}.{parameter}", parameter):
        if key in table:
            return table[key]
    return None


def value_of(way: str, thing: Any) -> Any:
    """A thing as the parameter wants it named."""
    ways = {
        "id": lambda: thing.id,
        "ids": lambda: [thing.id],
        "number": lambda: thing.number,
        "name": lambda: thing.name,
        "names": lambda: [thing.name],
        "given_name": lambda: thing.given_name,
        "grantee": lambda: Grantee(thing.id),
        "scope": lambda: Scope(thing.customer_id, [thing.id]),
        "meant": lambda: Meant(thing.id),
        "phone": lambda: thing.phone_number,
        "phones": lambda: [thing.phone_number],
        "e164": lambda: thing.phone_number.e164,
        "e164s": lambda: [thing.phone_number.e164],
    }
    return ways[way]()


def nobodys(thing: Any) -> Any:
    """What looks like the thing and does not exist."""
    return SimpleNamespace(
        id="n" * 24,
        customer_id="c" * 24,
        number=f"{getattr(thing, 'number', None) or ''}9",
        name="Ghost's",
        given_name="Ghost",
        phone_number=PhoneNumber("+447700903999"),
    )


def call(case: Case, actor: Actor | None, thing: Any, *, others: Twin, work: Work, work_id: str) -> str:
    """What came of naming a thing to a function, as text in which the name itself does not stand. What else it needs
    to be told is of `others`. Nothing of it stays."""
    saved = work.session.begin_nested()  # type: ignore[attr-defined]
    try:
        text = outcome_of(lambda: run(case, actor, thing, others=others, work=work, work_id=work_id))
    finally:
        saved.rollback()
    for mark in sorted(_texts(value_of(case.way, thing)), key=len, reverse=True):
        text = text.replace(mark, "#")
    return _NEW.sub("*", text)


def run(case: Case, actor: Actor | None, thing: Any, *, others: Twin, work: Work, work_id: str) -> Any:
    """Call the function of a case."""
    module, name = case.function.split(".")
    told: dict[str, Any] = {}
    for parameter, each in names_of(case.function).items():
        if parameter == case.parameter:
            told[parameter] = value_of(case.way, thing)
        elif each.default is inspect.Parameter.empty or f"{case.function}.{parameter}" in TOLD:
            told[parameter] = work_id if parameter == "work_id" else _other(case.function, parameter, others)
    return getattr(import_module(f"telecom.management.{module}"), name)(actor, **told, work=work)


def outcome_of(do: Callable[[], Any]) -> str:
    """What was found or said, or why not, as text."""
    try:
        return described(do())
    except ProofRequired as proof:
        return f"! ProofRequired {proof.level}"
    except BusinessError as refusal:
        # Which kind of thing was not found is for the log; no subscriber reads it.
        values = {key: value for key, value in refusal.values.items() if key != "kind"}
        return f"! {_family(refusal)} {refusal.name} {described(values)}"


def _other(function: str, parameter: str, others: Twin) -> Any:
    for key in (f"{function}.{parameter}", parameter):
        if key in TOLD:
            return TOLD[key]
    if parameter == "starts_at":
        return others.has["visit"].starts_at + timedelta(days=7)
    named = _most_special(NAMED, function, parameter)
    if named is None:
        raise KeyError(f"{function} is told {parameter}: say in tests/swapping.py what that is")
    return value_of(named[1], others.has[named[0]])


def _family(refusal: BusinessError) -> str:
    kinds = (NotFound, NotAllowed)
    return next((kind.__name__ for kind in kinds if isinstance(refusal, kind)), type(refusal).__name__)


def is_refused(text: str) -> bool:
    """Whether nothing was found or done."""
    return text.startswith("! ") or text in ("[]", "None", "()", "0")


def described(value: Any) -> str:
    """Everything in a value, as text: what could be read, and more."""
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else str(value)
    if isinstance(value, PhoneNumber):
        return value.e164
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {described(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(described(each) for each in value) + "]"
    if is_dataclass(value) and not isinstance(value, type):
        inner = ", ".join(f"{each.name}={described(getattr(value, each.name))}" for each in fields(value))
        return f"{type(value).__name__}({inner})"
    return str(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, PhoneNumber):
        yield value.e164
    elif isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):  # type: ignore[arg-type]
            yield from _texts(getattr(value, each.name))


def _every_service(actor: Actor | None, function: Function, *, work: Work, **_: Any) -> list[Service]:
    return work.of(Service).list(order="id")


def _any_service(actor: Actor | None, function: Function, service_id: str, *, work: Work, **_: Any) -> Service:
    return work.of(Service).get(service_id)


def _every_account(actor: Actor | None, function: Function, *, work: Work) -> list[BillingAccount]:
    return work.of(BillingAccount).list(order="id")


def _any_account(actor: Actor | None, function: Function, account_id: str, *, work: Work, **_: Any) -> BillingAccount:
    return work.of(BillingAccount).get(account_id)


def _every_customer(actor: Actor | None, *, work: Work) -> list[str]:
    return [customer.id for customer in work.of(Customer).list(order="id")]


# Each check that looks at who asks, and the same as it would be if it let everybody through.
DOORS: Mapping[str, Callable[..., Any]] = {
    "access_services": _every_service,
    "access_service": _any_service,
    "access_accounts": _every_account,
    "access_account": _any_account,
    "managed_customers": _every_customer,
    "granting_customers": _every_customer,
}


@cache
def _users_of(check: str) -> Sequence[Any]:
    """The modules that use a check; what checks do inside stays as it is."""
    names = [m.name for f in (management, support) for m in pkgutil.iter_modules(f.__path__, f"{f.__name__}.")]
    loaded = [import_module(name) for name in names]
    return [module for module in loaded if module is not authorization and hasattr(module, check)]


@contextmanager
def taken_away(*checks: str) -> Iterator[None]:
    """As if these checks did not exist, wherever a function uses them."""
    with pytest.MonkeyPatch.context() as patch:
        for check in checks:
            for module in _users_of(check):
                patch.setattr(module, check, DOORS[check])
        yield
