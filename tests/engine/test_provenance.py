"""What a fact depends on is found in the source: all of that, and nothing else, is in its digest."""

from __future__ import annotations

import sys

import pytest

from engine.provenance import FactsError

GIBIBYTE = '@computed()\ndef cache() -> Bytes:\n    """The cache."""\n    return Bytes(2 * HEADS)\n'


@pytest.fixture
def simple(tree):
    tree.write("facts/a.py", "from engine.shape import HEADS\nOTHER = 1\n\n" + GIBIBYTE)
    tree.write("shape.py", '"""Shapes."""\nfrom engine import deep\n\nHEADS = deep.BASE * 2  # a comment\n')
    tree.write("deep.py", "BASE = 4\n")
    tree.write("apart.py", "X = 1\n")
    return tree


def test_a_fact_is_described_without_being_imported(simple):
    cache = simple.definitions()["cache"]
    assert (cache.kind, cache.unit, cache.says, cache.defined) == (
        "computed",
        "Bytes",
        "The cache.",
        "engine/facts/a.py:7",
    )
    assert "engine.facts.a" not in sys.modules
    assert {"engine/shape.py", "engine/deep.py"} < cache.whole
    assert "engine/apart.py" not in cache.whole


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("facts/a.py", "2 * HEADS", "3 * HEADS"),
        ("facts/a.py", "@computed()", "@computed(atol=1.0)"),
        ("facts/a.py", "def cache() -> Bytes", "def cache() -> Count"),
        ("shape.py", "* 2", "* 3"),
        ("deep.py", "4", "5"),
    ],
)
def test_a_change_in_the_fact_or_in_anything_it_reaches_shows(simple, path, old, new):
    before = simple.digest("cache")
    simple.change(path, old, new)
    assert simple.digest("cache") != before


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("facts/a.py", "OTHER = 1", "OTHER = 2"),
        ("facts/a.py", "The cache.", "The cache, said better.\n\n    At length."),
        ("facts/a.py", "Bytes(2 * HEADS)", "Bytes(\n        2\n        * HEADS  # doubled\n    )"),
        ("facts/a.py", "OTHER", "\n\n\nOTHER"),
        ("shape.py", "Shapes.", "Shapes of models."),
        ("shape.py", "  # a comment", ""),
        ("apart.py", "1", "2"),
        ("units.py", '"ms": UnitScale', '"minutes": UnitScale(60, " min"), "ms": Scale'),
        ("fact.py", '"""What a decorator says of its function."""', "more: int = 1"),
    ],
)
def test_comments_docstrings_layout_and_what_it_does_not_reach_do_not_show(simple, path, old, new):
    before = simple.digest("cache")
    simple.change(path, old, new)
    assert simple.digest("cache") == before


FACT = "@computed()\ndef fact() -> Count:\n    'A count.'\n    return Count({})\n"


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("from engine.far.off import VALUE", "VALUE"),
        ("from engine.far import off", "off.VALUE"),
        ("import engine.far.off as o", "o.VALUE"),
        ("import engine.far.off", "engine.far.off.VALUE"),
        ("from ..far.off import VALUE", "VALUE"),
        ("from ..far import off", "off.VALUE"),
        ("from engine.far.off import *", "VALUE"),
        ("def helper():\n    from engine.far.off import VALUE\n    return VALUE", "helper()"),
        ("TABLE = {'off': 'engine.far.off'}", "load(TABLE['off'])"),
        ("TABLE = {}\nfrom engine.far.off import VALUE\nTABLE.update(v=VALUE)", "TABLE['v']"),
        ("TABLE = {}\nfrom engine.far.off import VALUE\nTABLE['v'] = VALUE", "TABLE['v']"),
        ("try:\n    from engine.far.off import VALUE\nexcept ImportError:\n    VALUE = 0", "VALUE"),
        ("from engine.far.off import VALUE\nclass Shape:\n    heads = VALUE", "Shape.heads"),
        ("", "__import__('engine.far.off')"),
    ],
)
def test_a_module_is_reached_however_it_is_imported(tree, before, value):
    tree.write("far/__init__.py", "")
    tree.write("far/off.py", "VALUE = 1\n")
    tree.write("facts/a.py", f"{before}\n\n{FACT.format(value)}")
    digest = tree.digest("fact")
    tree.write("far/off.py", "VALUE = 23\n")
    assert tree.digest("fact") != digest


def test_what_a_decorator_uses_is_used_by_the_fact(tree):
    tree.write("far/off.py", "VALUE = 1\n")
    claimed = FACT.format(1).replace("computed()", "measured(claim=lambda n: n > VALUE, settings=None)")
    tree.write("facts/a.py", f"from engine.far.off import VALUE\n\n{claimed}")
    digest = tree.digest("fact")
    tree.write("far/off.py", "VALUE = 23\n")
    assert tree.digest("fact") != digest


def test_imports_inside_functions_of_other_modules_count(tree):
    tree.write("facts/a.py", "from engine.near import get\n\n" + GIBIBYTE.replace("2 * HEADS", "get()"))
    tree.write("near.py", "def get():\n    from . import late\n    return late.N\n")
    tree.write("late.py", "N = 1\n")
    before = tree.digest("cache")
    tree.write("late.py", "N = 22\n")
    assert tree.digest("cache") != before


def test_a_package_that_is_loaded_on_the_way_counts(tree):
    tree.write("facts/a.py", "from engine.far.off import HEADS\n\n" + GIBIBYTE)
    tree.write("far/off.py", "HEADS = 1\n")
    tree.write("far/__init__.py", "")
    before = tree.digest("cache")
    tree.write("far/__init__.py", "import engine.far.off as off\noff.HEADS = 2\n")
    assert tree.digest("cache") != before


def test_an_import_for_types_alone_does_not_count(tree):
    guarded = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from engine.late import Late\nHEADS = 1\n"
    tree.write("facts/a.py", "from engine.near import HEADS\n\n" + GIBIBYTE)
    tree.write("near.py", guarded)
    tree.write("late.py", "class Late: ...\n")
    assert "engine/late.py" not in tree.definitions()["cache"].whole


@pytest.mark.parametrize(
    "literal", ["'models.yaml'", "'data/models.yaml'", "f'{name}.yaml'", "'*.yaml'", "DATA / 'models' + '.yaml'"]
)
def test_a_data_file_that_a_reached_module_names_counts(tree, literal):
    tree.write("facts/a.py", "from engine.near import HEADS\n\n" + GIBIBYTE)
    tree.write("near.py", f"def load(name):\n    return open({literal})\nHEADS = 1\n")
    tree.write("data/models.yaml", "heads: 8\n")
    tree.write("data/other.txt", "8\n")
    before = tree.digest("cache")
    tree.write("data/other.txt", "9\n")
    assert tree.digest("cache") == before
    tree.write("data/models.yaml", "heads: 16\n")
    assert tree.digest("cache") != before
    assert "engine/data/models.yaml" in tree.definitions()["cache"].whole


def test_a_data_file_counts_the_same_with_either_line_end(tree):
    tree.write("facts/a.py", GIBIBYTE.replace("2 * HEADS", "len(open('shapes.txt').read())"))
    (tree.root / "engine" / "shapes.txt").write_bytes(b"a\nb\n")
    before = tree.digest("cache")
    (tree.root / "engine" / "shapes.txt").write_bytes(b"a\r\nb\r\n")
    assert tree.digest("cache") == before


def test_a_measured_fact_depends_on_the_protocol_that_samples_it(tree):
    tree.write("facts/a.py", "@measured(claim=bool, settings=None)\n" + GIBIBYTE.partition("\n")[2])
    before = tree.digest("cache")
    tree.change("measure.py", "statistics.median(many)", "statistics.mean(many)")
    assert tree.digest("cache") != before


def test_marks_are_known_by_any_name_they_are_imported_under(tree):
    body = "def {}() -> Count:\n    'A count.'\n    return Count(1)\n"
    tree.write(
        "facts/a.py",
        "import engine.fact\nfrom engine import fact\nfrom engine.fact import computed as worked_out\n"
        + "@worked_out()\n" + body.format("one")
        + "@fact.measured(claim=bool, settings=None)\n" + body.format("two")
        + "@engine.fact.published(source='A paper')\n" + body.format("three")
        + "@fact.graded(source='By us')\n" + body.format("four")
        + body.format("no_fact"),
    )  # fmt: skip
    kinds = {name: definition.kind for name, definition in tree.definitions().items()}
    assert kinds == {"one": "computed", "two": "measured", "three": "published", "four": "graded"}


def test_two_facts_of_one_name_are_an_error_that_names_both_places(tree):
    tree.write("facts/a.py", GIBIBYTE)
    tree.write("facts/b.py", "\n\n" + GIBIBYTE)
    with pytest.raises(FactsError) as error:
        tree.definitions()
    assert str(error.value) == "engine/facts/b.py:6: fact 'cache': it is defined in engine/facts/a.py:4 too [F201]"


def test_everything_that_keeps_functions_from_being_facts_is_told_at_once(tree):
    tree.write(
        "facts/a.py",
        "@computed()\ndef bare():\n    'A.'\n\n"
        "@computed()\ndef wide(n: int) -> Count:\n    'A.'\n\n"
        "@computed()\ndef strange() -> float:\n    'A.'\n\n"
        "@computed()\ndef mute() -> Count:\n    return Count(1)\n",
    )
    tree.write("facts/b.py", "def broken(:\n")
    with pytest.raises(FactsError) as error:
        tree.definitions()
    assert [(finding.path, finding.line, finding.code) for finding in error.value.findings] == [
        ("engine/facts/a.py", 4, "F201"),
        ("engine/facts/a.py", 8, "F201"),
        ("engine/facts/a.py", 12, "F201"),
        ("engine/facts/a.py", 16, "F201"),
        ("engine/facts/b.py", 3, "F202"),
    ]
    assert "fact 'wide': a fact takes no arguments: one name, one experiment" in str(error.value)
    assert "fact 'strange': float is not a unit; there are: Bytes, " in str(error.value)


@pytest.mark.parametrize("text", ["def broken(:\n", "x = '\0'\n"])
def test_a_reached_module_that_is_no_python_is_told_with_its_place(simple, text):
    simple.write("deep.py", text)
    with pytest.raises(FactsError, match=r"^engine/deep\.py:1: not Python: "):
        simple.definitions()
