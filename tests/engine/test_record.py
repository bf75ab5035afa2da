"""What gets into the ledger, and what keeps a number out of it."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from fact_tree import Tree

from engine.again import differs
from engine.fact import Settings, computed, marks_of, measured
from engine.ledger import Ledger, read_ledger, write_ledger
from engine.measure import BusyError, Load, sample
from engine.provenance import Definition
from engine.record import FactError, run
from engine.units import Bytes, Count, Matrix, Ratio, Seconds, Series, Table

SETTINGS = Settings(model="m", dtype="fp32", batch=1, prompt="p", new_tokens=2, threads=1, seed=123)
calm = partial(sample, load=lambda: Load(0.0, 0.0, 0.0, 2))


def recorded(function, sampler=calm):
    """The record of a decorated function."""
    marks = marks_of(function)
    unit = function.__annotations__["return"]
    definition = Definition(
        name=function.__name__, kind=marks.kind, unit=unit, says="What it is.", path="engine/facts/a.py", line=7,
        digest="d1g", whole=frozenset(),
    )  # fmt: skip
    return run(definition, function, marks, sampler=sampler)


def speeds(*pairs, claim=lambda t: t["speedup"] > 1, repeats=None):
    """A measured fact that gives these pairs of seconds, the first of them as warm-up."""
    left = iter(pairs)

    @measured(claim=claim, settings=SETTINGS, repeats=repeats or len(pairs) - 1)
    def decode() -> Table:
        plain, cached = next(left)
        return Table(plain=Seconds(plain), cached=Seconds(cached), speedup=Ratio(plain / cached))

    return decode


def test_a_measured_record_keeps_every_raw_sample_and_the_median_ratio_of_repeats():
    record = recorded(speeds((99, 1), (10, 1), (30, 2), (24, 8)))
    assert record.samples == {"plain": [10, 30, 24], "cached": [1, 2, 8], "speedup": [10, 15, 3]}
    assert record.value["speedup"] == {"unit": "Ratio", "value": 10}
    assert record.value["plain"]["value"] / record.value["cached"]["value"] == 12
    assert record.settings == SETTINGS.as_dict()
    assert (record.kind, record.digest, record.defined, record.unit) == (
        "measured",
        "d1g",
        "engine/facts/a.py:7",
        "Table",
    )


def test_the_machine_is_told_by_its_parts_and_never_by_its_name():
    import platform

    record = recorded(speeds((2, 1), (2, 1)))
    assert set(record.machine) == {"cpu", "cores", "memory_gib"}
    assert record.versions["python"] == platform.python_version()
    assert platform.node() not in record.machine.values()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", record.day)


def test_a_computed_record_holds_no_machine_so_that_it_is_the_same_everywhere():
    @computed(source="A paper")
    def size() -> Bytes:
        return Bytes(12)

    record = recorded(size)
    assert (record.value, record.unit, record.source) == (12, "Bytes", "A paper")
    assert not record.machine
    assert not record.versions
    assert not record.samples


def test_a_false_claim_is_an_error_that_shows_what_was_measured():
    with pytest.raises(FactError, match=r"^its claim is false here: plain 1 s, cached 2 s, speedup 50%$"):
        recorded(speeds((9, 1), (1, 2), (1, 2)))


def test_the_claim_is_tested_on_the_medians_not_on_each_sample():
    assert recorded(speeds((9, 9), (1, 2), (4, 2), (6, 2))).value["speedup"]["value"] == 2


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Count(1), r"it says Bytes and returned Count Count\(1\.0\)"),
        (3.0, r"it says Bytes and returned float 3\.0"),
        (Bytes("nan"), "not a finite number: value"),
        (Bytes("inf"), "not a finite number: value"),
    ],
)
def test_what_is_not_what_the_fact_says_is_not_recorded(value, message):
    @computed()
    def size() -> Bytes:
        return value

    with pytest.raises(FactError, match=message):
        recorded(size)


def test_a_machine_that_is_too_busy_is_an_error():
    readings = (Load(float(t), 2.0 * t, 0.0, 2) for t in range(999))
    with pytest.raises(BusyError, match=r"(99|100)% of the CPU"):
        recorded(speeds(*[(2, 1)] * 99, repeats=2), partial(sample, load=readings.__next__, sleep=lambda seconds: None))


TABLE = Table(a=Count(1), b=Seconds(2))
SERIES = Series("n", (1, 2), Bytes, {"x": (1.0, 2.0)})
MATRIX = Matrix(("r",), ("c", "d"), ((0.25, 0.75),))


@pytest.mark.parametrize(
    ("was", "now", "atol", "told"),
    [
        (Bytes(10), Bytes(10), 0, ""),
        (Bytes(10), Bytes(11), 0, "value was Bytes(10.0) and is Bytes(11.0)"),
        (Bytes(10), Bytes(11), 1, ""),
        (Bytes(10), Count(10), 0, "it was Bytes and is Count"),
        (Ratio(0.3), Ratio(0.1 + 0.2), 0, ""),
        (TABLE, Table(a=Count(1), b=Seconds(2)), 0, ""),
        (TABLE, Table(a=Count(1), b=Seconds(3)), 0, "b was Seconds(2.0) and is Seconds(3.0)"),
        (TABLE, Table(a=Count(1), b=Count(2)), 0, "b was Seconds(2.0) and is Count(2.0)"),
        (TABLE, Table(a=Count(1)), 0, "it has other fields: a"),
        (SERIES, Series("n", (1, 2), Bytes, {"x": (1.0, 2.5)}), 0, "x[2] was Bytes(2.0) and is Bytes(2.5)"),
        (SERIES, Series("n", (1, 2), Count, {"x": (1.0, 2.0)}), 0, "it was in Bytes and is in Count"),
        (SERIES, Series("n", (1, 4), Bytes, {"x": (1.0, 2.0)}), 0, "it has other fields: x[1], x[4]"),
        (MATRIX, Matrix(("r",), ("c", "d"), ((0.26, 0.74),)), 0.02, ""),
        (MATRIX, Matrix(("r",), ("c", "d"), ((0.26, 0.74),)), 0.001, "r[c] was 0.25 and is 0.26"),
    ],
)
def test_two_values_of_a_computed_fact_differ_by_more_than_its_tolerance(was, now, atol, told):
    assert differs(was, now, atol=atol) == told


# ---- whole runs, each in a process with an engine of its own --------------------------------------------
SIZES = """
from engine.shape import HEADS

@computed()
def heads() -> Count:
    "Heads."
    return Count(HEADS)

@published(source="A data sheet")
def memory() -> Bytes:
    "Memory."
    return Bytes(80)
"""
DECODE = """
from engine.step import seconds
SET = Settings(model="m", dtype="fp32", batch=1, prompt="p", new_tokens=2, threads=1, seed=123)

@measured(claim=lambda t: t["step"] < 5, settings=SET, repeats=3)
def decode() -> Table:
    "A step."
    return Table(step=Seconds(seconds()))
"""


def plant(tree):
    """Three facts, one of each kind, on a machine that is always quiet and without torch."""
    tree.write("facts/sizes.py", SIZES)
    tree.write("facts/decode.py", DECODE)
    tree.write("shape.py", "HEADS = 8\n")
    tree.write("step.py", "def seconds():\n    return 2.0\n")
    tree.change("measure.py", 'Path("/proc/stat")', 'Path("/nowhere")')
    tree.change("measure.py", 'find_spec("torch")', "False")
    return tree


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


def ledger(tree, name="facts.json"):
    return read_ledger(tree.root / "engine" / name)


def test_facts_are_recorded_with_a_line_for_each(course):
    done = course.make_facts()
    assert done.returncode == 0
    lines = [re.sub(r"\d+\.\d s\)", "… s)", line) for line in done.stderr.splitlines()]
    assert lines == [
        "heads: 8 (computed, … s)",
        "memory: 80 B (published, … s)",
        "decode: measuring …",
        "decode: step 2.0 s (measured, … s)".replace("2.0", "2"),
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


def test_an_engine_from_elsewhere_is_refused(course, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "engine" / "facts"
    elsewhere.mkdir(parents=True)
    (elsewhere / "sizes.py").write_text((course.root / "engine/facts/sizes.py").read_text())
    done = course.python(
        "from pathlib import Path; from engine.record import *; "
        f"root = Path({str(tmp_path / 'elsewhere')!r}); make_facts(home=Home(root=root, ledger=root / 'facts.json'))"
    )
    assert "fact 'heads' is not recorded: engine.facts.sizes is loaded from" in done.stderr


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


def test_an_interrupted_run_keeps_what_it_had(course):
    course.change("step.py", "return 2.0", "raise KeyboardInterrupt")
    assert course.make_facts().returncode != 0
    assert set(ledger(course)) == {"heads", "memory"}


def test_six_recorders_at_once_lose_none_of_their_records(course):
    names = [f"fact_{i}" for i in range(6)]
    course.write(
        "facts/many.py",
        "import time\n"
        + "\n\n".join(
            f'@computed()\ndef {name}() -> Count:\n    """How many."""\n    time.sleep(0.2)\n    return Count({i})\n'
            for i, name in enumerate(names)
        ),
    )
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(course.make_facts, names))
    assert [run.returncode for run in done] == [0] * 6
    facts = ledger(course)
    assert {name: facts[name].value for name in names} == {name: i for i, name in enumerate(names)}


def test_a_measured_record_is_in_the_ledger_before_the_next_fact_is_run(course):
    course.write("facts/killed.py", DECODE.replace("decode", "killed").replace("seconds()", "exit_now()"))
    course.write("step.py", "import os\ndef seconds():\n    return 2.0\ndef exit_now():\n    os.kill(os.getpid(), 9)\n")
    course.change("facts/killed.py", "import seconds", "import exit_now")
    assert course.make_facts().returncode == -9
    assert set(ledger(course)) == {"decode", "heads", "memory"}


def test_an_empty_ledger_can_be_written_and_read(tmp_path):
    write_ledger(Ledger(), tmp_path / "facts.json")
    assert dict(read_ledger(tmp_path / "facts.json")) == {}
