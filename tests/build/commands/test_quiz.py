"""`coursewright quiz`: files beside the decks, a talk in the terminal, and errors with their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import coursewright

SPEC = """---
kind: quiz
title: Leaves
data:
  cells: {value: 86, unit: billion}
  all: {value: 172, unit: billion}
---
# Leaves

## Q cells: How many cells has a brain?
Answer: {{ cells }}
Mistake: all cells counted -> {{ all }}: half of the cells are no neurons.
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "course.toml").write_text("", encoding="utf-8")
    (tmp_path / "leaves.md").write_text(SPEC, encoding="utf-8")
    return tmp_path


def test_all_files_of_a_quiz_are_written_beside_the_decks(course: Path) -> None:
    done = coursewright("quiz", "--files", folder=course)
    assert (done.stderr, done.returncode) == ("", 0)
    kinds = "HTML, PDF, PDF with answers, GIFT, QTI 1.2, QTI 2.1, Anki"
    assert done.stdout.startswith(f"dist/leaves.html: 1 question, {kinds}, 0 warnings, ")
    assert sorted(path.name for path in (course / "dist").glob("leaves.*")) == [
        "leaves.answers.pdf", "leaves.apkg", "leaves.gift", "leaves.html", "leaves.pdf", "leaves.qti12.zip",
        "leaves.qti21.zip",
    ]  # fmt: skip


def test_a_quiz_is_asked_in_the_terminal(course: Path) -> None:
    done = coursewright("quiz", "leaves", folder=course, typed="172\n")
    assert (done.stderr, done.returncode) == ("", 0)
    assert "! All cells counted\n  Half of the cells are no neurons.\n" in done.stdout
    assert done.stdout.endswith("0 of 1 right.\nTo look at again: cells\n")


def test_a_quiz_with_an_error_is_neither_asked_nor_written(course: Path) -> None:
    text = SPEC.replace("{{ all }}", "{{ cells }}")
    (course / "leaves.md").write_text(text, encoding="utf-8")
    for arguments in ((), ("--files",)):
        done = coursewright("quiz", "leaves", *arguments, folder=course)
        assert (done.stdout, done.returncode) == ("", 2)
        assert (
            done.stderr
            == """\
leaves.md:12:10: 'all cells counted' gives 86 billion, which cannot be told from the right answer, 86 billion [Q201]
    12 | Mistake: all cells counted -> {{ cells }}: half of the cells are no neurons.
       |          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~^
  hint: narrow the tolerance, leave one out, or ask with other numbers
"""
        )
        assert not (course / "dist" / "leaves.html").exists()


def test_a_course_without_a_quiz_says_so(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text("", encoding="utf-8")
    done = coursewright("quiz", folder=tmp_path)
    assert (done.stderr, done.returncode) == ("there is no quiz here; name one\n", 2)


def test_a_check_of_a_course_looks_at_its_quizzes(course: Path) -> None:
    (course / "deck.md").write_text("# Deck\n\n## One\n\n- a\n- b\n", encoding="utf-8")
    text = SPEC.replace("{{ all }}", "{{ cells }}")
    (course / "leaves.md").write_text(text, encoding="utf-8")
    done = coursewright("check", folder=course)
    assert done.returncode == 1
    assert "leaves.md:12:10: 'all cells counted' gives 86 billion" in done.stdout + done.stderr
