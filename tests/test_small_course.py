"""A small course of its own, from its facts to its slides, by the commands that an instructor types."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import ROOT, coursewright, imported
from copy_start import Copy, make_alike
from pptx import Presentation

FACTS = '''
from engine.fact import Settings, computed, measured
from engine.formula import size
from engine.units import Bytes, Count, Seconds, Table

SET = Settings(model="m", dtype="fp32", batch=1, prompt="Hi", new_tokens=2, threads=1, seed=123)


@computed(source="A paper")
def cache() -> Bytes:
    """The cache of one request."""
    return Bytes(size())


@computed()
def apart() -> Count:
    """A number that hangs on nothing."""
    return Count(3)


@measured(claim=lambda t: t["step"] > 0, settings=SET, repeats=3)
def decode() -> Table:
    """One step of decoding."""
    return Table(step=Seconds(0.25))
'''
SPEC = """---
course: A course
title: A deck
language: en-GB
hours: {1: 1-2}
---

# A deck

## Slide 1: Memory - What the cache takes

Extended Annotations (2):
1. **Cache.** One request takes {{ cache | B }}, and {{ cache | B }} it is.
2. **Step.** A step takes {{ decode.step | ms }}.

Wisdom: "Count before you build."

Notes:
Say that it is {{ cache | kB(2) }}.

## Slide 2: Words - No number here

Extended Annotations (1):
1. **Words.** This slide says nothing that was counted.

Wisdom: "Some slides only talk."
"""


@dataclass(frozen=True)
class Course:
    root: Path
    started: Copy

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.started.run(*arguments)

    def change(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Course:
    """The machinery with three facts, two modules and one deck; the facts are recorded."""
    root = tmp_path_factory.mktemp("small") / "course"
    passed_over = shutil.ignore_patterns("facts", "facts*.json", "*.txt")  # what is compiled comes along
    for room in ("engine", "build", "deck_specs"):
        shutil.copytree(ROOT / room, root / room, ignore=passed_over)
    for file in ("coursewright.py", "course.toml"):
        shutil.copy(ROOT / file, root)
    for spec in (*(root / "deck_specs").glob("*.md"), root / "deck_specs/claims.yaml", root / "deck_specs/order.yaml"):
        spec.unlink()
    shutil.rmtree(root / "deck_specs" / "packets")
    (root / "engine" / "facts").mkdir()
    (root / "Makefile").touch()
    (root / "engine" / "facts" / "__init__.py").touch()
    (root / "engine" / "facts" / "all.py").write_text(FACTS)
    (root / "engine" / "formula.py").write_text(
        "from engine.shape import HEADS\n\n\ndef size():\n    return 2 * HEADS\n"
    )
    (root / "engine" / "shape.py").write_text("HEADS = 8\n")
    (root / "deck_specs" / "ch01_memory.md").write_text(SPEC)
    course = Course(root, Copy(root))
    course.change("engine/measure.py", 'Path("/proc/stat")', 'Path("/nowhere")')  # a machine that is always quiet
    course.change("engine/measure.py", 'find_spec("torch")', "False")
    done = course("facts")
    assert done.returncode == 0, done.stderr
    shutil.copytree(root, root.with_name("as recorded"))
    return course


@pytest.fixture
def course(recorded) -> Course:
    """As it was recorded, in the one folder whose rooms are loaded."""
    make_alike(recorded.root, recorded.root.with_name("as recorded"))
    return recorded


def test_a_clean_course_is_said_to_be_clean(course):
    done = course("check")
    assert (done.stdout, done.stderr, done.returncode) == ("specs 1, facts 3: clean\n", "", 0)
    assert course("check", "--recompute").returncode == 0


def test_a_check_without_recompute_loads_no_torch_and_runs_no_fact(course):
    course.change("engine/facts/all.py", "from engine.fact ", "raise SystemExit('it was imported')\nfrom engine.fact ")
    done = coursewright("check", root=course.root, python=("-X", "importtime"))
    assert done.returncode == 0
    assert not imported(done) & {"torch", "numpy", "manim"}


def test_a_change_in_a_module_imported_indirectly_goes_all_the_way_to_the_slide(course):
    course.change("engine/shape.py", "8", "500")
    done = course("check")
    assert done.returncode == 1
    assert "engine/facts/all.py:10:1: fact 'cache' is stale: " in done.stderr
    assert "engine/shape.py" in done.stderr
    assert "apart" not in done.stderr
    done = course("facts")
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["cache", "engine/facts.json"]
    assert course("check").returncode == 0
    told = course("why", "ch01", "1").stdout
    assert "1,000 B" in told
    assert "1 kB" in told


def test_warnings_alone_end_with_nought_unless_they_are_taken_for_errors(course):
    course.change("deck_specs/ch01_memory.md", "nothing that was counted", "that 40 GB were counted")
    done = course("check")
    assert (done.returncode, done.stdout) == (0, "specs 1, facts 3, warnings 1\n")
    assert "deck_specs/ch01_memory.md:24:" in done.stderr
    assert course("check", "--strict").returncode == 1


def test_findings_as_data_are_for_editors(course):
    course.change("deck_specs/ch01_memory.md", "{{ cache | B }}, and", "{{ cachet | B }}, and")
    done = course("check", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert told["counts"] == {"specs": 1, "facts": 3, "errors": 1, "warnings": 0}
    assert told["findings"] == [
        {
            "path": "deck_specs/ch01_memory.md", "line": 13, "column": 36, "end": 42, "code": "F101",
            "severity": "error", "message": "unknown fact 'cachet'",
            "hint": "did you mean 'cache'? (engine/facts/all.py:10)",
        }
    ]  # fmt: skip


def test_a_package_is_checked_by_itself(course, tmp_path):
    assert course("deck", "--out", str(tmp_path / "deck.pptx")).returncode == 0
    done = course("check", "--package", str(tmp_path / "deck.pptx"))
    assert (done.stdout, done.stderr, done.returncode) == ("packages 1: clean\n", "", 0)
    done = course("check", "--package", str(tmp_path / "none.pptx"))
    assert done.returncode == 2
    told = "cannot be read: No such file or directory [W101]\n  hint: name a .pptx file\n"
    assert done.stderr == f"{tmp_path}/none.pptx:1:1: {told}"


def test_the_rules_are_listed(course):
    lines = course("check", "--rules").stdout.splitlines()
    assert "L307  text too faint for what lies behind it: take a darker ink, or a lighter ground" in lines
    assert json.loads(course("check", "--rules", "--json").stdout)["C401"]["severity"] == "warning"


def test_findings_in_a_spec_end_with_one(course):
    course.change("deck_specs/ch01_memory.md", "{{ cache | B }}, and", "{{ cachet | B }}, and")
    done = course("check")
    assert done.returncode == 1
    assert "deck_specs/ch01_memory.md:13:36: unknown fact 'cachet' [F101]" in done.stderr


@pytest.mark.parametrize(("content", "told"), [(None, "cannot be read"), (b"", "empty"), (b"\0\1\2", "binary")])
def test_a_spec_that_cannot_be_read_ends_with_two(course, tmp_path, content, told):
    spec = tmp_path / "other.md"
    if content is not None:
        spec.write_bytes(content)
    done = course("check", str(spec))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert course("why", str(spec), "1").returncode == 2


@pytest.mark.parametrize(
    "command", ["deck {}", "check {}", "stills {}", "why {} 1", "look {}", "deck SPEC --out {}", "deck SPEC --theme {}"]
)
def test_a_name_that_no_system_takes_ends_with_two_and_a_sentence(course, tmp_path, command):
    name = tmp_path / ("n" * 300 + (".pptx" if "--out" in command else ".md"))
    spec = course.root / "deck_specs" / "course.md"
    done = course(*command.format(name).replace("SPEC", str(spec)).split())
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "n" * 200 in done.stderr


@pytest.mark.parametrize("command", ["deck", "check", "stills"])
def test_a_pipe_is_no_spec_and_nobody_waits_for_it(course, tmp_path, command):
    os.mkfifo(tmp_path / "pipe.md")
    done = course(command, str(tmp_path / "pipe.md"))
    assert done.returncode == 2
    assert "not a file" in done.stderr


def test_a_ledger_that_cannot_be_read_ends_with_two(course):
    (course.root / "engine" / "facts.json").write_text("{")
    done = course("check")
    assert done.returncode == 2
    assert "facts.json is not a ledger" in done.stderr


def test_a_value_edited_by_hand_is_found_by_computing_again(course):
    course.change("engine/facts.json", '"value": 16', '"value": 17')
    assert course("check").returncode == 0
    done = course("check", "--recompute")
    assert done.returncode == 1
    assert "fact 'cache' comes out otherwise: value was Bytes(17.0) and is Bytes(16.0)" in done.stderr


def test_two_facts_of_one_name_end_check_facts_and_why_with_one_and_both_places(course):
    shutil.copy(course.root / "engine/facts/all.py", course.root / "engine/facts/more.py")
    for command in (["check"], ["facts"], ["why", "ch01", "1"]):
        done = course(*command)
        assert done.returncode == 1
        place = "engine/facts/more.py:10:1" if command == ["check"] else "engine/facts/more.py:10"
        assert f"{place}: fact 'cache': it is defined in engine/facts/all.py:10 too [F201]" in done.stderr


def test_facts_refuses_an_unknown_name(course):
    done = course("facts", "decod")
    assert (done.returncode, done.stderr) == (2, "unknown fact 'decod'; did you mean 'decode'?\n")


def test_a_terminated_run_of_facts_keeps_what_it_had(course):
    course.change(
        "engine/facts/all.py", "Seconds(0.25)", "Seconds(__import__('os').kill(__import__('os').getpid(), 15))"
    )
    course.change("engine/facts/all.py", "Count(3)", "Count(4)")
    done = course("facts")
    assert (done.returncode, "Traceback" in done.stderr) == (128 + 15, False)
    assert "apart" not in course("check").stderr


def test_facts_are_listed_without_running_any(course):
    course.change("engine/facts/all.py", "from engine.fact ", "raise SystemExit('it was imported')\nfrom engine.fact ")
    done = course("facts", "--list")
    assert done.returncode == 0
    assert [line.split(maxsplit=3) for line in done.stdout.splitlines()] == [
        ["apart", "computed", "Count", "A number that hangs on nothing."],
        ["cache", "computed", "Bytes", "The cache of one request."],
        ["decode", "measured", "Table", "One step of decoding."],
    ]


def test_why_tells_the_way_back_of_every_number_on_a_slide(course):
    records = json.loads((course.root / "engine/facts.json").read_text())["facts"]
    decode = records["decode"]
    machine = f"{decode['machine']['cpu']}, {decode['machine']['cores']} cores, {decode['machine']['memory_gib']} GiB"
    versions = ", ".join(f"{name} {version}" for name, version in decode["versions"].items())
    done = course("why", "ch01", "1")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Slide 1: What the cache takes",
        "",
        f"cache · calculated · {decode['day']} · engine/facts/all.py:10",
        "    The cache of one request.",
        "    16 B     (annotations)",
        "    0.02 kB  (notes)",
        "    source: A paper",
        "    again: make facts NAME=cache",
        "",
        f"decode · measured · {decode['day']} · {machine} · {versions} · engine/facts/all.py:22",
        "    One step of decoding.",
        "    250 ms  step  (annotations)",
        "    with model m, dtype fp32, batch 1, prompt Hi, new tokens 2, threads 1, seed 123",
        "    again: make facts NAME=decode",
        "    again, for this machine alone: make facts FACTS=here NAME=decode",
    ]


def test_a_spec_is_named_alike_in_every_command(course, tmp_path):
    (course.root / "deck_specs" / "ch02_other.md").write_text(SPEC)
    for command in (["check", "ch01"], ["stills", "ch01_memory", "--size", "320x180"], ["deck", "ch01_memory.md"]):
        assert (done := course(*command)).returncode == 0, done.stderr
    assert (course.root / "dist" / "ch01_memory.pptx").exists()
    for command in (["check"], ["stills"], ["deck"], ["look"], ["bench"], ["why", "1"]):
        done = course(command[0], "ch0", *command[1:])
        told = "more than one spec 'ch0'; there are: ch01_memory, ch02_other\n"
        assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_the_way_back_that_notes_name_is_found_in_the_folder_of_the_spec(course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    spec = tmp_path / "elsewhere" / "my first.md"
    spec.write_text(SPEC)
    assert course("deck", str(spec)).returncode == 0
    (notes,) = (
        slide.notes_slide.notes_text_frame.text
        for slide in Presentation(str(spec.parent / "dist" / "my first.pptx")).slides
        if "coursewright why" in slide.notes_slide.notes_text_frame.text
    )
    (command,) = (line.partition(": ")[2] for line in notes.splitlines() if "coursewright why" in line)
    done = coursewright(*shlex.split(command)[1:], root=course.root, folder=spec.parent)
    assert (done.returncode, done.stdout.partition("\n")[0]) == (0, "Slide 1: What the cache takes")


def test_why_says_it_of_a_slide_without_numbers_and_of_one_that_is_not_there(course):
    assert course("why", "ch01", "2").stdout == "Slide 2: No number here\n\nIt shows no number.\n"
    done = course("why", "ch01", "9")
    assert (done.returncode, done.stderr) == (2, "deck_specs/ch01_memory.md has no slide 9; it has 1 to 2\n")


def test_why_of_a_spec_without_slides_says_how_one_starts(tmp_path):
    spec = tmp_path / "bare.md"
    spec.write_text("Only a sentence.\n")
    done = coursewright("why", str(spec), "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{spec}:1:1: no slides [P116]\n")


def test_why_gives_programs_one_object(course):
    course.change("engine/shape.py", "8", "9")
    found = json.loads(course("why", "ch01", "1", "--json").stdout)
    assert (found["slide"], found["title"]) == (1, "What the cache takes")
    shown = {(number["shown"], number["reference"], number["stale"]) for number in found["numbers"]}
    assert shown == {("16 B", "cache", True), ("0.02 kB", "cache", True), ("250 ms", "decode.step", False)}
    assert found["numbers"][1]["spread"] == {}  # each sample is the same


def test_here_is_measured_beside_the_ledger_and_shown_on_demand(course):
    course.change("engine/facts/all.py", "Seconds(0.25)", "Seconds(0.5)")
    assert course("facts", "--here").returncode == 0
    assert "250 ms  step" in course("why", "ch01", "1").stdout
    assert "500 ms  step" in course("why", "ch01", "1", "--here").stdout
