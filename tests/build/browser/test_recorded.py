"""What is recorded of a lab: the numbers that its file compares, that its assets name, or that it lets one guess."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from build.browser.recorded import given_again, recorded_html
from build.files.course import Course, course_in
from build.findings.diagnostic import Span
from build.parse.deck import parse
from build.parse.source import Source
from build.spec.deck import Anchor, Deck, Text, Words
from engine.ledger import Ledger, Record

NOTEBOOK = """\
# %% tags=["LAB-1"]
compare("One", ("tea", "no such fact"))

# %% [markdown]
# Words.

# %% tags=["LAB-2"]
real = where_installed("cup")
"""
SCRIPT = 'print("cup")\nmain("tea", speed="waits", cache="")\n'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "labs").mkdir()
    (tmp_path / "course.toml").write_text("")
    (tmp_path / "labs" / "notebook.py").write_text(NOTEBOOK)
    (tmp_path / "labs" / "script.py").write_text(SCRIPT)
    return course_in(tmp_path)


@pytest.fixture
def ledger() -> Ledger:
    waits = {"waits": {"unit": "Seconds", "value": 60.0}, "cups": {"unit": "Count", "value": 2}}
    measured = {"kind": "measured", "machine": {"cpu": "A kettle", "cores": 1}, "settings": {"milk": "none"}}
    return Ledger({"tea": record("tea", waits, "Table", **measured), "cup": record("cup", 3, "Count")})


def record(name: str, value: object, unit: str, *, kind: str = "computed", **more: object) -> Record:
    says = f"What a {name} is."
    return Record(
        name=name, kind=kind, says=says, unit=unit, value=value, digest="", defined="", day="2026-11-22", **more
    )  # type: ignore[arg-type]  # fields by their names


def anchor(name: str, *assets: str) -> Anchor:
    return Anchor(id=name, assets=assets, objective=Text((Words(text="wait for it"),)), prerequisites=(), span=Span())


def given(anchor: Anchor, ledger: Ledger, course: Course) -> list[str]:
    return [one.reference for one in given_again(anchor, ledger, course)]


def test_a_notebook_gives_again_what_the_cells_of_the_lab_name(ledger: Ledger, course: Course) -> None:
    assert given(anchor("LAB-1", "notebook.ipynb"), ledger, course) == ["tea"]
    assert given(anchor("LAB-2", "notebook.ipynb"), ledger, course) == ["cup"]


def test_a_script_gives_again_the_fields_that_it_names(ledger: Ledger, course: Course) -> None:
    assert given(anchor("LAB-1", "script.py"), ledger, course) == ["tea.waits"]
    assert given(anchor("LAB-2", "notebook.ipynb", "script.py"), ledger, course) == ["cup", "tea.waits"]


def test_what_the_labs_own_file_compares_comes_before_that_and_what_it_asks_behind(
    ledger: Ledger, course: Course
) -> None:
    file = course.labs / "LAB-1.toml"
    file.write_text('[[predict]]\nquestion = "?"\nanswer = "tea.cups | n"\n')
    assert given(anchor("LAB-1"), ledger, course) == ["tea.cups"]
    file.write_text('[[compared]]\nfact = "tea.waits"\nvalue = "x"\n[[compared]]\nfact = "gone"\nvalue = "y"\n')
    assert given(anchor("LAB-1", "notebook.ipynb"), ledger, course) == ["tea.waits"]


@pytest.mark.parametrize("lab", ["[[compared", "compared = 1", "[[predict]]\nanswer = 1"])
def test_a_file_that_cannot_be_read_says_nothing(ledger: Ledger, course: Course, lab: str) -> None:
    (course.labs / "LAB-1.toml").write_text(lab)
    (course.labs / "script.py").write_text("main(")
    assert given(anchor("LAB-1", "script.py", "gone.py"), ledger, course) == []


def test_the_panel_says_what_to_type_and_how_each_number_was_obtained(ledger: Ledger, course: Course) -> None:
    slide = replace(deck().slides[0], anchor=anchor("LAB-1", "script.py"))
    words = recorded_html(slide, deck(), ledger, course).striptags()
    assert words == (
        "LAB-1Wait for itcoursewright lab LAB-1What a tea is.NumberDeckWaits60 s"
        "Measured, A kettle, 1 core, 22 Nov 2026, milk none"
        "Of a lab its numbers are recorded, not all that it prints. Run it, and yours stand beside these."
    )
    none = recorded_html(replace(slide, anchor=anchor("LAB-3")), deck(), ledger, course).striptags()
    assert none.startswith("LAB-3Wait for itcoursewright lab LAB-3None of its numbers is recorded.")
    assert recorded_html(replace(slide, anchor=None), deck(), ledger, course) == ""


def deck() -> Deck:
    return parse(Source("tea.md", "---\ntitle: Tea\n---\n\n# Tea\n"))[0]
