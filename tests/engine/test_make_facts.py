"""Which facts a run records, and what it says: each run in a process with an engine of its own."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from fact_tree import Tree
from three_facts import DECODE, SIZES, ledger, plant


@pytest.fixture
def course(tree):
    """With no fact recorded."""
    return plant(tree)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    course = plant(Tree.planted(tmp_path_factory.mktemp("made once") / "tree"))
    assert course.make_facts().returncode == 0
    return course


@pytest.fixture
def made(made_once, tmp_path):
    """With all facts recorded."""
    return Tree(shutil.copytree(made_once.root, tmp_path / "tree"))


def test_facts_are_recorded_with_a_line_for_each(course):
    done = course.make_facts()
    assert done.returncode == 0
    lines = [re.sub(r"\d+\.\d s\)", "… s)", line) for line in done.stderr.splitlines()]
    assert lines == [
        "heads: 8 (computed, … s)",
        "memory: 80 B (published, … s)",
        "decode: measuring …",
        "decode: step 2 s (measured, … s)",
        "engine/facts.json: 3 recorded, 3 facts",
    ]
    assert ledger(course)["decode"].samples == {"step": [2, 2, 2]}


def test_only_what_is_stale_runs_again(made):
    assert made.make_facts().stderr == "engine/facts.json: 3 facts\n"
    made.change("shape.py", "8", "16")
    assert made.make_facts().stderr.splitlines()[-1] == "engine/facts.json: 1 recorded, 3 facts"
    assert ledger(made)["heads"].value == 16


def test_a_value_changed_in_an_imported_module_is_noticed(course):
    # What a notebook cache missed: 2.1 stayed on the page after the module said 0.54.
    course.write("shape.py", "HEADS = 2.1\n")
    course.make_facts()
    course.write("shape.py", "HEADS = 0.54\n")
    assert course.make_facts().returncode == 0
    assert ledger(course)["heads"].value == 0.54


def test_a_value_changed_behind_an_imported_module_is_noticed(course):
    # What a film cache missed: a clip was used again after an imported value went from 2.0 to 9.0.
    course.write("shape.py", "from engine.deeper import HEADS\n")
    course.write("deeper.py", "HEADS = 2.0\n")
    course.make_facts()
    course.write("deeper.py", "HEADS = 9.0\n")
    course.make_facts()
    assert ledger(course)["heads"].value == 9


def test_a_named_fact_runs_though_it_is_not_stale(made):
    done = made.make_facts("decode")
    assert "decode: measuring …" in done.stderr
    assert "heads" not in done.stderr


def test_an_unknown_name_is_told_with_the_likely_one(course):
    done = course.make_facts("decod")
    assert done.returncode == 1
    assert "unknown fact 'decod'; did you mean 'decode'?" in done.stderr


def test_a_false_claim_leaves_the_old_record_and_records_the_others(made):
    before = ledger(made)["decode"]
    made.change("step.py", "2.0", "7.0")
    made.change("shape.py", "8", "16")
    done = made.make_facts()
    assert done.returncode == 1
    assert (
        "engine/facts/decode.py:8: fact 'decode' is not recorded: its claim is false here: step 7 s [F206]\n"
        "  hint: coursewright facts decode\n"
    ) in done.stderr
    assert done.stderr.endswith("engine/facts.json: 1 recorded, 3 facts, 1 failed\n")
    assert ledger(made)["decode"] == before
    assert ledger(made)["heads"].value == 16


def test_a_fact_that_raises_is_told_with_its_place_and_costs_no_other(course):
    course.change("facts/sizes.py", "Count(HEADS)", "Count(1 / 0)")
    done = course.make_facts()
    assert done.returncode == 1
    assert "engine/facts/sizes.py:7: fact 'heads' is not recorded: ZeroDivisionError: division by zero" in done.stderr
    assert set(ledger(course)) == {"memory", "decode"}


def test_a_record_of_a_fact_that_is_gone_is_removed(made):
    made.write("facts/sizes.py", SIZES.replace("def memory", "def memory_of_gpu"))
    done = made.make_facts()
    assert "memory: removed, no fact has this name any more" in done.stderr
    assert set(ledger(made)) == {"heads", "memory_of_gpu", "decode"}


def test_words_and_places_are_brought_up_to_date_without_running_anything(made):
    made.change("facts/decode.py", '"A step."', '"One step of decoding."')
    made.change("facts/decode.py", "SET = ", "# what it was measured with\nSET = ")
    assert made.make_facts().stderr == "engine/facts.json: 3 facts\n"
    assert (ledger(made)["decode"].says, ledger(made)["decode"].defined) == (
        "One step of decoding.",
        "engine/facts/decode.py:9",
    )


def test_recording_again_what_has_not_changed_leaves_the_file_as_it_was(made):
    path = made.root / "engine" / "facts.json"
    old = path.read_text().replace(ledger(made)["heads"].day, "2001-02-03")
    path.write_text(old)
    made.make_facts("heads", "memory")
    assert path.read_text() == old


def test_an_engine_from_elsewhere_is_refused(course, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "engine" / "facts"
    elsewhere.mkdir(parents=True)
    (elsewhere / "sizes.py").write_text((course.root / "engine/facts/sizes.py").read_text())
    done = course.python(
        "from pathlib import Path; from engine.record import *; "
        f"root = Path({str(tmp_path / 'elsewhere')!r}); make_facts(home=Home(root=root, ledger=root / 'facts.json'))"
    )
    assert "fact 'heads' is not recorded: engine.facts.sizes is loaded from" in done.stderr


def test_a_measured_fact_says_what_it_took_the_last_time_and_how_many_are_left(course):
    course.write("facts/later.py", DECODE.replace("decode", "later"))
    assert "decode: measuring … (1 more after it)\nd" in course.make_facts().stderr
    ledger_file = course.root / "engine" / "facts.json"
    written = json.loads(ledger_file.read_text())
    written["facts"]["decode"]["took"] = 90
    ledger_file.write_text(json.dumps(written))
    done = course.make_facts("decode", "later")
    assert "decode: measuring … (about 90 s the last time, 1 more after it)\n" in done.stderr
    assert "later: measuring …\n" in done.stderr


def test_a_fact_can_be_run_again_and_judged_without_writing(made):
    before = ledger(made)
    made.change("shape.py", "8", "9")
    made.change("step.py", "2.0", "6.0")
    done = made.python(
        "from engine.again import *; from engine.ledger import read_ledger\n"
        "for name in ('heads', 'memory', 'decode'):\n"
        "    print(name, run_again(name, repeats=1).verdict(read_ledger()[name]))"
    )
    assert done.stdout.splitlines() == [
        "heads differs: value was Count(8.0) and is Count(9.0)",
        "memory same",
        "decode differs: the claim is false here",
    ]
    assert ledger(made) == before


def test_here_records_measured_facts_alone_and_leaves_the_ledger_as_it_was(made):
    before = (made.root / "engine" / "facts.json").read_bytes()
    made.change("step.py", "2.0", "3.0")
    assert made.make_facts(here=True).returncode == 0
    assert (made.root / "engine" / "facts.json").read_bytes() == before
    assert set(ledger(made, "facts.here.json")) == {"decode"}
    both = ledger(made).overlaid(ledger(made, "facts.here.json"))
    assert (both["decode"].value["step"]["value"], both["heads"].value) == (3, 8)


def test_what_was_measured_on_another_machine_is_not_from_here(course):
    course.make_facts(here=True)
    assert "measuring" not in course.make_facts(here=True).stderr
    path = course.root / "engine" / "facts.here.json"
    records = json.loads(path.read_text())
    records["facts"]["decode"]["machine"]["cpu"] = "Another"
    path.write_text(json.dumps(records))
    assert "decode: measuring …" in course.make_facts(here=True).stderr


def test_here_refuses_a_fact_that_is_not_measured(course):
    assert "unknown measured fact 'heads'" in course.make_facts("heads", here=True).stderr
