"""Which rights each management function asks for, read from its source: itself and all that it calls."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("management", "support")
# What is a check, and what it asks where it takes no function.
CHECKS: Mapping[str, str | None] = {
    "access_services": None,
    "access_service": None,
    "access_accounts": None,
    "access_account": None,
    "managed_customers": "manager",
    "granting_customers": "granting",
    "require_fresh_proof": "fresh",
    "require_within_limit": "limit",
    "require_contact_proof": "contact",
    "known": "known",
}
# What only says why nothing was found, once a check has found nothing.
EXPLAINING = frozenset({"refuse_outside_contract", "require_services"})


@dataclass
class Asked:
    """One function: the rights it names itself, and what it calls."""

    takes_actor: bool
    rights: set[str] = field(default_factory=set)
    calls: set[tuple[str, str]] = field(default_factory=set)


def asked_rights(*, without: str | None = None) -> dict[str, list[str]]:
    """The rights that every public management function with an actor asks for, by `module.function`; as if the check
    `without` did not exist, where one is named."""
    functions: dict[tuple[str, str], Asked] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / "telecom" / folder).glob("*.py")):
            functions |= dict(_functions_of(path, f"telecom.{folder}.{path.stem}", without))
    matrix = {}
    for (module, name), asked in sorted(functions.items()):
        if module.startswith("telecom.management.") and asked.takes_actor and not name.startswith("_"):
            matrix[f"{module.rpartition('.')[2]}.{name}"] = sorted(_all_rights((module, name), functions, set()))
    return matrix


def _all_rights(
    at: tuple[str, str], functions: Mapping[tuple[str, str], Asked], seen: set[tuple[str, str]]
) -> set[str]:
    if at in seen or at not in functions:
        return set()
    seen.add(at)
    rights = set(functions[at].rights)
    for called in functions[at].calls:
        rights |= _all_rights(called, functions, seen)
    return rights


def _functions_of(path: Path, module: str, without: str | None) -> Iterator[tuple[tuple[str, str], Asked]]:
    tree = ast.parse(path.read_text())
    known = {
        alias.asname or alias.name: (str(node.module), alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    known |= {name: (module, name) for name in own}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            asked = Asked(bool(node.args.args) and node.args.args[0].arg == "actor")
            for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
                _read_call(call, known, asked, without)
            yield (module, node.name), asked


def _read_call(call: ast.Call, known: Mapping[str, tuple[str, str]], asked: Asked, without: str | None) -> None:
    name = call.func.id if isinstance(call.func, ast.Name) else None
    if name is None or name == without:
        return
    # A function that is handed on, such as access_meant(actor, Function.CHECK, ...), is asked for by who hands it on.
    if without is None or not _leads_to(name, without):
        asked.rights |= {
            each.attr.lower()
            for each in ast.walk(call)
            if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "Function"
        }
    if CHECKS.get(name):
        asked.rights.add(str(CHECKS[name]))
    # What a check does inside is its own affair, and tested as such.
    elif name in known and name not in CHECKS and name not in EXPLAINING:
        asked.calls.add(known[name])


def _leads_to(name: str, check: str) -> bool:
    """Whether a function that takes a right looks it up by this check alone."""
    return {"access_meant": "access_services", "lines_meant": "access_services", "access_line": "access_service"}.get(
        name
    ) == check


if __name__ == "__main__":
    for function, rights in asked_rights().items():
        sys.stdout.write(f"{function}: [{', '.join(rights)}]\n")
