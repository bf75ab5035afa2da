"""What a check of the ledger says: stale without running anything, and wrong when computed again."""

from __future__ import annotations

import pytest

CHECK = """
import sys
from engine.check_facts import stale
from engine.ledger import read_ledger
from engine.provenance import discover
from engine.recompute import recompute
found = {what}
print(*found, sep="\\n")
print("imported", *sorted(name for name in sys.modules if name.startswith("engine.facts") or name == "torch"))
"""


@pytest.fixture
def course(tree):
    tree.write("facts/cache.py", CACHE)
    tree.write("facts/plain.py", '@computed()\ndef one() -> Count:\n    "One."\n    return Count(1)\n')
    tree.write("formula.py", "from engine.shape import HEADS\n\ndef size():\n    return 2 * HEADS\n")
    tree.write("shape.py", "HEADS = 8\n")
    tree.make_facts()
    return tree


CACHE = """from engine.formula import size

@computed()
def cache() -> Bytes:
    "The cache."
    return Bytes(size())
"""


def check(tree, what: str) -> list[str]:
    return tree.python(CHECK.format(what=what)).stdout.splitlines()


def stale(tree) -> list[str]:
    return check(tree, "stale(read_ledger(), discover())")


def recompute(tree) -> list[str]:
    return check(tree, "recompute(read_ledger(), discover())")


def test_a_fresh_ledger_is_clean_and_nothing_was_imported_to_see_it(course):
    assert stale(course) == ["", "imported"]


def day(tree) -> str:
    return tree.python("from engine.ledger import *; print(read_ledger()['cache'].day)").stdout.strip()


def test_a_stale_fact_is_named_with_what_may_have_changed(course):
    course.change("shape.py", "8", "16")
    assert stale(course) == [
        f"engine/facts/cache.py:6: fact 'cache' is stale: since {day(course)} likely engine/formula.py or "
        "engine/shape.py or what it uses of engine/facts/cache.py changed [F203]",
        "imported",
    ]


def test_a_file_that_a_fresh_fact_depends_on_is_not_suspected(course):
    course.write("facts/other.py", CACHE.replace("cache()", "other()").replace("formula import size", "shape import *"))
    course.change("facts/other.py", "size()", "HEADS")
    course.make_facts()
    course.change("formula.py", "2 *", "4 *")
    (told, _) = stale(course)
    assert "likely engine/formula.py or what it uses of engine/facts/cache.py changed" in told


def test_a_file_behind_many_stale_facts_is_suspected_before_one_behind_few(course):
    for letter in "bcd":
        course.write(f"{letter}_only.py", "from engine.shape import HEADS\n")
        using = f"from engine.{letter}_only import HEADS\n\n@computed()\ndef {letter}() -> Count:\n    'It.'\n"
        course.write(f"facts/{letter}.py", f"{using}    return Count(HEADS)\n")
    course.make_facts()
    course.change("shape.py", "8", "16")
    lines = stale(course)
    assert len(lines) == 5
    assert "fact 'b' is stale: " in lines[0]
    assert "likely engine/shape.py or what it uses of engine/facts/b.py changed" in lines[0]


def test_of_many_files_that_are_equally_likely_none_is_accused(course):
    course.write("data/models.yaml", "heads: 8\n")
    course.write("formula.py", "from engine.shape import HEADS\n\ndef size():\n    return len('models.yaml')\n")
    course.make_facts()
    course.write("data/models.yaml", "heads: 9\n")
    assert stale(course)[0] == (
        f"engine/facts/cache.py:6: fact 'cache' is stale: since {day(course)} something that it depends on "
        "changed [F203]"
    )


def test_only_the_fact_itself_is_suspected_where_all_it_reaches_is_as_it_was(course):
    course.change("facts/plain.py", "Count(1)", "Count(2)")
    assert stale(course)[0] == (
        f"engine/facts/plain.py:4: fact 'one' is stale: since {day(course)} what it uses of "
        "engine/facts/plain.py changed [F203]"
    )


def test_a_fact_that_was_never_recorded_or_is_gone_is_named(course):
    course.write("facts/plain.py", '@computed()\ndef two() -> Count:\n    "Two."\n    return Count(2)\n')
    assert stale(course) == [
        "engine/facts/plain.py:4: fact 'two' was never recorded [F203]",
        "engine/facts/plain.py:4: fact 'one' is in the ledger, and no function has this name any more [F204]",
        "imported",
    ]


def test_computing_again_finds_a_value_that_was_edited_by_hand(course):
    path = course.root / "engine" / "facts.json"
    path.write_text(path.read_text().replace('"value": 16', '"value": 17'))
    assert stale(course)[0] == ""
    assert recompute(course)[0] == (
        "engine/facts/cache.py:6: fact 'cache' comes out otherwise: value was Bytes(17.0) and is Bytes(16.0) [F205]"
    )


def test_computing_again_is_quiet_where_all_agrees_and_tells_what_fails(course):
    assert recompute(course)[0] == ""
    course.change("formula.py", "2 * HEADS", "2 / 0")
    assert recompute(course)[0] == (
        "engine/facts/cache.py:6: fact 'cache' cannot be computed again: ZeroDivisionError: division by zero [F205]"
    )


def test_measured_facts_are_not_run_by_a_check(course):
    course.write(
        "facts/timed.py",
        "@measured(claim=bool, settings=None)\ndef timed() -> Count:\n    'T.'\n    raise SystemExit('was run')\n",
    )
    assert recompute(course)[0] == ""
