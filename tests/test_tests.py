"""The tests themselves: each comes to a check, whatever its collections hold."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import HEAVIEST, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

KEEPS_SIZE: Final = frozenset(
    {"dict", "enumerate", "items", "list", "map", "product", "range", "reversed", "sorted"}
    | {"tuple", "values", "zip"}
)
"""Functions whose result is empty only if an argument is."""
RAISING: Final = frozenset({"raises", "warns", "fail", "expect"})
WAITING: Final = ("assert_", "wait_for")
"""What functions of pytest, Playwright and our own are called that fail by themselves."""


@cache
def functions() -> list[tuple[str, ast.FunctionDef]]:
    """Files and functions of the tests."""
    return [
        (path.relative_to(ROOT).as_posix(), node)
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]


def called(node: ast.AST) -> str:
    """Name of what a call calls, without its owner; empty for anything else."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def holds_something(node: ast.expr) -> bool:
    """Tell whether a collection has a member: it is written out, an enumeration or a constant."""
    match node:
        case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Set(elts=members):
            return bool(members)
        case ast.Dict(keys=keys):
            return bool(keys)
        case ast.Name(id=name):
            return name[0].isupper()
        case ast.Call():
            return called(node) in KEEPS_SIZE and _comes_of_something(node)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return True
    return isinstance(node, ast.Constant)


def _comes_of_something(call: ast.Call) -> bool:
    match call:
        case ast.Call(func=ast.Attribute(value=owner), args=[]):
            return holds_something(owner)
        case ast.Call(keywords=[ast.keyword(arg="strict", value=ast.Constant(value=True))]):
            return any(map(holds_something, call.args))
    return all(map(holds_something, call.args[called(call) == "map" :]))


def says_something(test: ast.expr) -> bool:
    """Tell whether what is asserted could be wrong: ``all`` of nothing is true."""
    match test:
        case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp(generators=[first, *_])]):
            return holds_something(first.iter)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="any"), args=[inner])):
            return not isinstance(inner, ast.GeneratorExp) or holds_something(
                inner.generators[0].iter
            )
    return not isinstance(test, ast.Constant)


def checks(statement: ast.stmt, helpers: set[str]) -> bool:
    """Tell whether a statement comes to a check, even if every other collection is empty."""
    match statement:
        case ast.Assert(test=test):
            return says_something(test)
        case ast.With(items=items, body=body):
            return any(_calls(one, helpers) for one in items) or check(body, helpers)
        case ast.For(iter=collection, body=body):
            return holds_something(collection) and check(body, helpers)
        case ast.If(body=body, orelse=other):
            return check(body, helpers) and check(other, helpers)
        case ast.Try(body=body, finalbody=last):
            return check([*body, *last], helpers)
    plain = ast.Expr | ast.Assign | ast.Return
    return isinstance(statement, plain) and _calls(statement, helpers)


def check(statements: Iterable[ast.stmt], helpers: set[str]) -> bool:
    """Tell whether one of some statements comes to a check."""
    return any(checks(one, helpers) for one in statements)


def _calls(node: ast.AST, helpers: set[str]) -> bool:
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Name(id=name)) if name in helpers:
                return True
            case ast.Call(func=ast.Attribute(attr=name)) if name in RAISING:
                return True
            case ast.Call(func=ast.Attribute(attr=name)) if name.startswith(WAITING):
                return True
    return False


def checking_helpers() -> set[str]:
    """Names of functions that come to a check themselves, and of those that call them."""
    found, before = set(RAISING), 0
    while len(found) > before:
        before = len(found)
        helpers = (one for _, one in functions() if not one.name.startswith("test_"))
        found |= {one.name for one in helpers if check(one.body, found)}
    return found


def test_the_files_that_begin_first_are_there() -> None:
    assert len(set(HEAVIEST)) == len(HEAVIEST) > 10
    assert [name for name in HEAVIEST if not (ROOT / "tests" / name).is_file()] == []


def test_every_test_comes_to_a_check() -> None:
    helpers = checking_helpers()
    tests = [(file, one) for file, one in functions() if one.name.startswith("test_")]
    assert len(tests) > 800
    idle = [f"{file}:{one.lineno}" for file, one in tests if not check(one.body, helpers)]
    assert idle == [], "assert the size of a collection before the loop over it"


@pytest.mark.parametrize(
    ("body", "sure"),
    [
        ("assert x", True),
        ("assert 'x'", False),
        ("assert all(a for a in found)", False),
        ("assert not any(a for a in found)", False),
        ("assert not any(a for a in ('b', 'c'))", True),
        ("for a in found: assert a", False),
        ("for a in zip(found, (1, 2), strict=False): assert a", False),
        ("for a in zip(found, (1, 2), strict=True): assert a", True),
        ("for a in ('b', 'c'): assert a", True),
        ("for a in enumerate(Colour): assert a", True),
        ("assert found\nfor a in found: assert a", True),
        ("if x: assert y", False),
        ("with pytest.raises(ValueError): int('x')", True),
        ("def inner(): assert x", False),
    ],
)
def test_a_check_that_may_never_be_reached_is_noticed(body: str, *, sure: bool) -> None:
    assert check(ast.parse(body).body, set(RAISING)) == sure


def test_what_asks_for_chromium_is_left_out_of_the_quick_checks(
    request: pytest.FixtureRequest, chromium: str
) -> None:
    assert chromium
    assert request.node.get_closest_marker("browser") is not None


def test_no_file_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    tops = [folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name[0] != "."]
    files = [path.relative_to(ROOT) for top in tops for path in top.rglob("test_*.py")]
    assert len(files) > 150
    assert {path.parts[0] for path in files} <= {*pytestconfig.getini("testpaths")}
    passed_over = pytestconfig.getini("norecursedirs")
    hidden = [
        str(path)
        for path in files
        if any(fnmatch(name, one) for name in path.parts[:-1] for one in passed_over)
    ]
    assert hidden == []
