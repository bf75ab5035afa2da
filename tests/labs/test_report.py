"""What a lab says beside the deck's number, with facts so small that they are measured at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fact_tree import Tree

from labs.course import COURSE_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
FACTS = """from engine.step import STEP

@measured(
    claim=lambda t: t["gain"] > 1, repeats=2, warm_up=0,
    settings=Settings(model="m", dtype="fp32", batch=1, prompt="p", new_tokens=1, threads=1, seed=0),
)
def decode() -> Table:
    "Two ways to decode."
    return Table(step_kv=Seconds(STEP), gain=Ratio(8 / STEP))

@computed()
def heads() -> Count:
    "How many heads there are."
    return Count(8 * STEP)
"""
LAB = """
import sys
from labs.lab import Lab
facts, claims = ("decode", "heads"), {"decode": "The second way is faster."}
sys.exit(Lab(says="A small lab.", facts=facts, claims=claims).main("small.py", ["--repeats", "2"]))
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    tree = Tree.planted(tmp_path)
    (tmp_path / "course.toml").write_text('facts = "engine/facts"\nledger = "engine/facts.json"\n', encoding="utf-8")
    monkeypatch.setenv(COURSE_VARIABLE, str(tmp_path))
    shutil.copytree(ROOT / "labs", tmp_path / "labs", ignore=shutil.ignore_patterns("ch*", "__pycache__"))
    (tmp_path / "build").symlink_to(ROOT / "build")
    tree.change("measure.py", 'Path("/proc/stat")', 'Path("/nowhere")')  # a machine that is always quiet
    tree.change("measure.py", 'find_spec("torch")', "False")
    tree.write("step.py", "STEP = 2\n")
    tree.write("facts/small.py", FACTS)
    assert tree.make_facts().returncode == 0
    return tree


def table(course: Tree) -> tuple[int, list[list[str]]]:
    """A lab's exit code and its rows, split where columns part; a claim is one with its verdict."""
    done = course.python(LAB)
    lines = done.stdout.splitlines()
    shown = [line for line in lines if line.startswith(("step", "gain", "How"))]
    rows = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in shown]
    claims = [[line, lines[place + 1].strip()] for place, line in enumerate(lines) if line.startswith("The second")]
    return done.returncode, rows + claims


def test_a_measured_fact_holds_by_its_claim_in_words_and_a_computed_one_by_its_value(course: Tree) -> None:
    assert table(course) == (
        0,
        [
            ["step KV", "2 s", "2 s"],
            ["gain", "4×", "4×"],
            ["How many heads there are.", "16", "16", "same"],
            ["The second way is faster.", "holds"],
        ],
    )


def test_another_machine_may_be_slower_as_long_as_the_claim_holds(course: Tree) -> None:
    course.change("step.py", "2", "4")
    code, (step, gain, heads, claim) = table(course)
    assert code == 1  # of the computed fact
    assert step == ["step KV", "2 s", "4 s"]
    assert gain == ["gain", "4×", "2×"]
    assert claim[-1] == "holds"
    assert heads[-1].startswith("differs")


def test_a_claim_that_is_false_here_is_a_difference(course: Tree) -> None:
    course.change("step.py", "2", "16")
    code, (step, *_, claim) = table(course)
    assert (code, step) == (1, ["step KV", "2 s", "16 s"])
    assert claim[-1] == "does not hold"
