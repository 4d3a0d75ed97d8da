"""Nothing asks the database for what stands sealed: it could not be found there, nor the first by it. [S4]"""

import ast
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect

import telecom.storage  # noqa: F401  (maps every table)
from telecom.storage.columns import Sealed, SealedAlike, SealedWire, mapper

ROOT = Path(__file__).resolve().parents[2]
ASKING = ("find", "list", "count", "total", "sums", "change", "change_summed")


def sealed_names(*kinds: type) -> dict[str, set[str]]:
    """The attributes of each entity that stand sealed in these ways."""
    return {
        each.class_.__name__: {a.key for a in inspect(each).column_attrs if isinstance(a.columns[0].type, kinds)}
        for each in mapper.mappers
    }


def searches(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call like `work.of(Kind).find(...)`, with the name of its kind."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ASKING:
            of = call.func.value
            if isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute) and of.func.attr == "of" and of.args:
                yield ast.unparse(of.args[0]), call


def test_no_search_and_no_first_of_a_list_is_by_a_sealed_column() -> None:
    hidden, unsorted = sealed_names(Sealed, SealedWire), sealed_names(Sealed, SealedWire, SealedAlike)
    assert {"given_name", "address"} <= hidden["Individual"] and "name" in unsorted["LineGroup"]
    found, seen = [], 0
    for path in [p for part in ("telecom", "actions", "bot", "demo") for p in (ROOT / part).rglob("*.py")]:
        for kind, call in searches(ast.parse(path.read_text())):
            seen += 1
            named = {k.arg: k.value for k in call.keywords if k.arg}
            asked = {name.partition("__")[0] for name, value in named.items() if ast.unparse(value) != "None"}
            order = named["order"] if "order" in named else ast.Constant("")
            names = {name.lstrip("-") for name in str(ast.literal_eval(order)).split(",")} if _is_text(order) else set()
            first = names if "limit" in named or getattr(call.func, "attr", "") == "find" else set()
            if asked & hidden.get(kind, set()) or first & unsorted.get(kind, set()):
                found.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert seen > 500
    assert found == []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
