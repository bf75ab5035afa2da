"""A course's facts have a home of their own: the engine is read with them, and they are not read with the engine."""

from __future__ import annotations

import sys

import pytest
from fact_tree import HEAD

from engine.home import ENGINE, PACKAGE, Home
from engine.ledger import Ledger, here_beside, read_ledger, write_ledger
from engine.provenance import FactsError, discover
from engine.record import make_facts

FACT = '@computed()\ndef {}() -> Count:\n    """A number."""\n    return Count({})\n'


@pytest.fixture
def home(tmp_path) -> Home:
    folder = tmp_path / "material" / "numbers"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text(f"{HEAD}from facts.shared import TWO\n{FACT.format('two', 'TWO')}")
    (folder / "shared.py").write_text("TWO = 2\n")
    return Home(root=tmp_path, folder="material/numbers", ledger=tmp_path / "facts.json", behind=ENGINE.ledger)


@pytest.fixture(autouse=True)
def forget():
    """The package of one test is not that of the next."""
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def said(home: Home, *names: str, here: bool = False) -> tuple[int, list[str]]:
    lines: list[str] = []
    return make_facts(names, here=here, home=home, say=lines.append), lines


def test_a_course_has_its_own_facts_only(home):
    assert {name: fact.defined for name, fact in discover(home).items()} == {"two": "material/numbers/a.py:5"}
    assert discover(home)["two"].whole == {"material/numbers/shared.py"}


def test_without_a_folder_there_are_no_facts(home, tmp_path):
    nowhere = Home(root=tmp_path / "none", folder="facts", ledger=tmp_path / "none.json")
    assert discover(nowhere) == {}
    assert not nowhere.recorded()


def test_a_folder_is_the_package_facts_whatever_it_is_called_and_whatever_python_has_under_that_name(home, tmp_path):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "__init__.py").write_text("raise SystemExit('another one')\n")
    sys.path.insert(0, str(tmp_path))
    try:
        assert said(home)[0] == 0
    finally:
        sys.path.remove(str(tmp_path))
    assert read_ledger(home.ledger)["two"].value == 2


def test_two_courses_in_one_process_do_not_meet(home, tmp_path):
    other = Home(root=tmp_path / "other", folder="facts", ledger=tmp_path / "other" / "facts.json")
    (other.root / "facts").mkdir(parents=True)
    (other.root / "facts" / "a.py").write_text(f"{HEAD}{FACT.format('three', '3')}")
    assert (said(home)[0], said(other)[0], said(home, "two")[0]) == (0, 0, 0)
    assert (read_ledger(home.ledger)["two"].value, read_ledger(other.ledger)["three"].value) == (2, 3)


def test_a_package_may_begin_with_code_of_its_own(home):
    (home.root / home.folder / "__init__.py").write_text("THREE = 3\n")
    (home.root / home.folder / "b.py").write_text(f"{HEAD}from facts import THREE\n{FACT.format('three', 'THREE')}")
    before = discover(home)["three"].digest
    assert said(home, "three")[0] == 0
    (home.root / home.folder / "__init__.py").write_text("THREE = 4\n")
    assert discover(home)["three"].digest != before


def test_a_fact_goes_stale_with_the_engine_that_it_uses_and_with_nothing_else_of_it(home):
    path = home.root / home.folder / "b.py"
    used = FACT.format("width", "DTYPE_BYTES['bf16']")
    path.write_text(f"{HEAD}from engine.cost.dtypes import DTYPE_BYTES\n{used}")
    assert "engine/cost/dtypes.py" in discover(home)["width"].whole
    assert "engine/model.py" not in discover(home)["width"].whole


def test_the_engine_never_reads_a_course(home):
    """Whatever strings the engine holds: a course's files are none of its data."""
    path = home.root / home.folder
    path.joinpath("b.py").write_text(f"{HEAD}from engine.presets import preset\n{FACT.format('x', '1')}USED = preset\n")
    path.joinpath("c.py").write_text(f"{HEAD}from engine.presets import preset\n{FACT.format('y', 'bool(preset)')}")
    before = discover(home)["y"].digest
    for name in ("models.yaml", "data.json", "x.toml"):
        (path / name).write_text("1")
    assert discover(home)["y"].digest == before


def test_a_name_of_the_products_is_refused_with_both_places(home):
    name = next(iter(read_ledger()))
    (home.root / home.folder / "b.py").write_text(f"{HEAD}{FACT.format(name, '1')}")
    with pytest.raises(FactsError, match=f"b.py:4: fact '{name}': it is defined in engine/facts/"):
        discover(home)


def test_what_is_named_in_decks_is_the_courses_and_the_products(home):
    assert said(home)[0] == 0
    facts = home.recorded()
    assert facts["two"].value == 2
    assert set(read_ledger()) < set(facts)


def test_with_here_measured_facts_are_those_of_this_machine_and_the_others_stay(home):
    assert said(home)[0] == 0
    assert here_beside(home.ledger).name == "facts.here.json"
    assert home.recorded(here=True)["two"].value == 2
    assert home.recorded(here=True).here


def test_one_name_in_both_ledgers_is_refused(home):
    name, record = next(iter(read_ledger().items()))
    write_ledger(Ledger({name: record}), home.ledger)
    with pytest.raises(ValueError, match=f"^two facts are called '{name}', in .* and .*; rename the course's$"):
        home.recorded()


def test_a_cluster_has_the_products_facts_only(home):
    with pytest.raises(ValueError, match=r"^a course's own facts are run here, not by a cluster"):
        make_facts(address="tcp://127.0.0.1:9", home=home)
