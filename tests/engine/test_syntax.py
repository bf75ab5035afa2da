"""The normal form of source: the same for sources that do the same, and for no others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.syntax import Import, binds, read

ENGINE = Path(__file__).resolve().parents[2] / "engine"


def form(source: str) -> str:
    return read([ast.parse(source)]).form


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.py")), ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_source_that_is_laid_out_again_has_the_same_form(path):
    source = path.read_text(encoding="utf-8")
    assert form(ast.unparse(ast.parse(source))) == form(source)


@given(st.lists(st.integers(0, 40), max_size=8), st.text(alphabet="abc é'\"#\\", max_size=12))
def test_comments_and_blank_lines_anywhere_between_lines_do_not_show(places, comment):
    lines = [
        "import math",
        "",
        "def area(r):",
        "    if r < 0:",
        "        raise ValueError",
        "    return math.pi * r**2",
    ]
    changed = list(lines)
    for place in places:
        changed.insert(place % len(changed), f"    # {comment}" if place % 2 else "")
    assert form("\n".join(changed)) == form("\n".join(lines))


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_two_constants_have_one_form_only_if_they_are_equal(source, other):
    same = repr(source) == repr(other)
    assert (form(f"X = {source!r}") == form(f"X = {other!r}")) == same


@pytest.mark.parametrize(
    ("source", "other"),
    [
        ("f(a, b)", "f(b, a)"),
        ("f(a, (b, c))", "f(a, b, c)"),
        ("x = 1", "x = 1.0"),
        ("x = '1'", "x = 1"),
        ("x = True", "x = 1"),
        ("a - (b - c)", "a - b - c"),
        ("{**a}", "{a: a}"),
        ("def f(a=1, b=2): pass", "def f(a=1, *, b=2): pass"),
        ("def f():\n    'text'\n    return 1", "def f():\n    return 'text'"),
        ("if x:\n    a()\nb()", "if x:\n    a()\n    b()"),
        ("async def f(): pass", "def f(): pass"),
        ("from .a import b", "from ..a import b"),
        ("x[1:]", "x[:1]"),
    ],
)
def test_source_that_does_something_else_has_another_form(source, other):
    assert form(source) != form(other)


def test_a_standing_string_is_no_text_of_the_program():
    reading = read([ast.parse("'module'\nX = 'used'\n'about X'\ndef f():\n    'docs'\n    return f'{X}.yaml'\n")])
    assert reading.strings == {"used", ".yaml"}


@pytest.mark.parametrize(
    ("imported", "package", "targets"),
    [
        (Import("engine.cost", ("kv_cache",)), "engine.facts", ["engine.cost", "engine.cost.kv_cache"]),
        (Import("", ("kv_cache",), 1), "engine.cost", ["engine.cost", "engine.cost.kv_cache"]),
        (Import("cost.kv", ("f",), 2), "engine.facts", ["engine.cost.kv", "engine.cost.kv.f"]),
        (Import("", ("cost",), 2), "engine.facts", ["engine", "engine.cost"]),
    ],
)
def test_an_import_names_all_modules_that_it_may_load(imported, package, targets):
    assert list(imported.targets(package)) == targets


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a, (b, *c) = f(d)", {"a", "b", "c"}),
        ("import a.b.c, d as e", {"a", "e"}),
        ("a.b['c'].d = e", {"a"}),
        ("a += b", {"a"}),
        ("for a in b:\n    c = 1", {"a", "c"}),
        ("with f() as a:\n    import b", {"a", "b"}),
        ("class A:\n    b = 1", {"A"}),
        ("def a(b):\n    c = 1", {"a"}),
        ("a.update(b)", {"a", "b"}),
        ("from a import *", {"*"}),
        ("'text'", set()),
    ],
)
def test_a_statement_makes_the_names_it_binds_or_may_change(source, names):
    (statement,) = ast.parse(source).body
    assert binds(statement) == names
