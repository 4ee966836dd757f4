"""How the tests themselves are written."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.tree import imported_by, modules, name_of

CHANCE = frozenset(
    {"uuid1", "uuid4", "token_hex", "token_bytes", "token_urlsafe", "urandom", "randbytes"}
    | {"now", "today", "time_ns", "random", "randint", "randrange", "choice"}
)
"""Calls whose answer differs each time."""


def met_on_import(node: ast.AST) -> Iterator[str]:
    """Name what a module calls while it is imported: not the bodies of its functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            for decorator in child.decorator_list:
                yield from called_in(decorator)
        elif isinstance(child, ast.ClassDef):
            yield from met_on_import(child)
        elif isinstance(child, ast.stmt):
            yield from called_in(child)


def called_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Lambda | ast.FunctionDef):
        return
    if isinstance(node, ast.Call):
        function = node.func
        yield getattr(function, "attr", getattr(function, "id", ""))
    for child in ast.iter_child_nodes(node):
        yield from called_in(child)


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("GONE = uuid4()", {"uuid4"}),
        ("@parametrize('who', [uuid1()])\ndef test(who): pass", {"parametrize", "uuid1"}),
        ("def test():\n    uuid4()", set()),
        ("make = lambda: uuid4()", set()),
        ("class A:\n    b = datetime.now()", {"now"}),
    ],
)
def test_what_is_called_on_import_is_told_from_what_is_called_later(source, called):
    assert set(met_on_import(ast.parse(source))) == called


@pytest.mark.parametrize("path", tuple(modules("tests")), ids=name_of)
def test_no_test_takes_its_examples_from_chance(path):
    """Each process would collect another test, and a failure could not be repeated."""
    drawn = CHANCE & set(met_on_import(ast.parse(path.read_text())))
    assert drawn == set(), f"{name_of(path)} calls this while it is collected"


def test_tests_do_not_look_into_each_other():
    strangers = {
        f"{name_of(path)} imports {name}"
        for path in modules("tests")
        for name in imported_by(path)
        if name.startswith("tests.") and name.split(".")[-1].startswith("test_")
    }
    assert strangers == set()
