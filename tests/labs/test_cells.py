"""A lab of a notebook runs its own cells and those that are nobody's: as a script, as a notebook, and changed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jupytext
import nbformat
import pytest
from lab_changes import changed_text

from build.files.course import product
from build.findings.diagnostic import Span
from build.spec.deck import Anchor, Text, Words
from labs.cells import labs_in, part
from labs.change import line_of, trial, works
from labs.notebook import pairs, with_outputs
from labs.report import Report, read_json
from labs.runner import run_asset
from labs.session import Wanted, run_lab
from labs.steps import Change

NOTEBOOK = """# %% [markdown]
# # Two labs

# %%
from engine.units import Count
from labs.lab import publish
from labs.shape import estimate

print("set-up")

# %% [markdown] tags=["LAB-1"]
# The first.

# %% tags=["LAB-1"]
size = 3
print("one")
publish("two", estimate("The first", size=Count(size)))

# %% tags=["LAB-1", "LAB-2"]
print("both")

# %% tags=["LAB-2"]
size = 3
assert size < 4
publish("two", estimate("The second", size=Count(10 * size)))

# %% tags=["LAB-3"]
publish("two", estimate("The third", size=Count(1)))
raise RuntimeError("after all was said")

# %% tags=["LAB-4"]
from labs.report import Claim, Report

publish("two", Report(title="The fourth", rows=(), claims=(Claim(says="So it is.", holds=False),)))
"""
TEXTS = {"two": NOTEBOOK, **{path.stem: path.read_text(encoding="utf-8") for path in pairs()}}
PARTS = [(name, lab_id) for name, text in TEXTS.items() for lab_id in labs_in(text)]


@pytest.fixture
def asset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The notebook in a labs/ of its own."""
    course = replace(product(), labs=tmp_path)
    for module in ("change", "runner"):
        monkeypatch.setattr(f"labs.{module}.the_course", lambda: course)
    monkeypatch.setattr("labs.runner.lab_folders", lambda: (tmp_path,))
    monkeypatch.setattr("labs.notebook.LABS", tmp_path)
    monkeypatch.setattr("labs.runner.folder_of", lambda lab_id: tmp_path / "out" / lab_id)
    monkeypatch.setattr("labs.session.folder_of", lambda lab_id: tmp_path / "out" / lab_id)
    script = tmp_path / "ch09" / "main" / "two.py"
    script.parent.mkdir(parents=True)
    script.write_text(NOTEBOOK, encoding="utf-8")
    jupytext.write(jupytext.read(script), script.with_suffix(".ipynb"))
    return script.with_suffix(".ipynb")


@pytest.mark.parametrize(("name", "lab_id"), PARTS)
def test_the_cells_of_a_lab_are_those_that_jupytext_says_and_keep_their_lines(name: str, lab_id: str) -> None:
    text = TEXTS[name]
    cells = jupytext.reads(text, fmt="py:percent").cells
    needed = [cell for cell in cells if lab_id in cell.metadata.get("tags", [lab_id])]
    found = jupytext.reads(part(text, lab_id), fmt="py:percent").cells
    assert [(cell.cell_type, cell.source.strip()) for cell in found] == [
        (cell.cell_type, cell.source.strip()) for cell in needed
    ]
    lines = zip(text.splitlines(), part(text, lab_id).splitlines(), strict=True)
    assert all(line in ("", before) for before, line in lines)


def undefined_names(folder: Path) -> str:
    """What ruff says of names that nothing in a folder's scripts defines, each script by itself."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F821", "--quiet", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_no_lab_needs_a_name_that_another_labs_cells_give(tmp_path: Path) -> None:
    for name, lab_id in PARTS:
        (tmp_path / f"{name}.{lab_id}.py").write_text(part(TEXTS[name], lab_id), encoding="utf-8")
    assert undefined_names(tmp_path) == ""
    text = part(NOTEBOOK.replace('"both"', "size"), "LAB-2")
    (tmp_path / "found.py").write_text(text, encoding="utf-8")
    assert "F821 Undefined name `size`" in undefined_names(tmp_path)


def test_a_script_without_tags_is_whole() -> None:
    text = "# %%\nsize = 3\n"
    assert part(text, "LAB-1") == text


def test_a_lab_runs_the_cells_that_it_needs_and_no_more(asset: Path, tmp_path: Path) -> None:
    said = io.StringIO()
    assert run_asset(asset, tmp_path, lab_id="LAB-2", say=said) == 0
    assert said.getvalue() == "set-up\nboth\n"
    assert [row.here for row in read_json(tmp_path / "two.json").rows] == ["30"]


def test_as_a_notebook_the_same_cells_are_left_executed(asset: Path, tmp_path: Path) -> None:
    assert run_asset(asset, tmp_path, lab_id="LAB-1", notebook=True) == 0
    cells = nbformat.read(tmp_path / "two.ipynb", as_version=4).cells
    assert [cell.source for cell in cells if cell.cell_type == "markdown"] == ["# Two labs", "The first."]
    said = [output.text for cell in cells for output in cell.get("outputs", ())]
    assert said[0] == "set-up\n"
    assert said[1].startswith("one\nThe first\n")
    assert said[2:] == ["both\n"]
    assert [row.here for row in read_json(tmp_path / "two.json").rows] == ["3"]


@pytest.mark.parametrize(
    ("lab_id", "code", "says"),
    [
        ("LAB-3", 2, "RuntimeError: after all was said"),
        ("LAB-4", 1, "two.py: deck and notebook differ, see the table"),
        ("LAB-5", 2, "two.py: no cell is tagged 'LAB-5'; there are cells of LAB-1, LAB-2, LAB-3, LAB-4"),
    ],
)
def test_what_goes_wrong_in_a_cell_is_told(
    lab_id: str, code: int, says: str, asset: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_asset(asset, tmp_path, lab_id=lab_id) == code
    assert capfd.readouterr().err.splitlines()[-1] == says


def test_an_error_names_the_line_of_the_script(asset: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run_asset(asset, tmp_path, lab_id="LAB-3")
    line = NOTEBOOK.splitlines().index('raise RuntimeError("after all was said")') + 1
    assert f'two.py", line {line}, in <module>' in capfd.readouterr().err


def test_a_change_is_made_and_tried_in_the_labs_own_cells(asset: Path, tmp_path: Path) -> None:
    script = asset.with_suffix(".py")
    change = Change(
        file="ch09/main/two.py", line="size = 3", to="size = 4", asks="a", does="b", holds="yours.stops", lab="LAB-2",
        stops_with="AssertionError",
    )  # fmt: skip
    stops = NOTEBOOK.splitlines().index("assert size < 4") + 1
    assert line_of(change, NOTEBOOK) == stops - 1
    yours = tmp_path / "two.py"
    yours.write_text(changed_text(change, NOTEBOOK), encoding="utf-8")
    before, after = (trial(path, change, os.environ, tmp_path / "out") for path in (script, yours))
    assert isinstance(before, Report), before
    assert after == f"two.py:{stops}: AssertionError"
    assert works(change, before, after)
    assert not works(change, before, before)


def test_what_cells_print_is_not_in_the_json(
    asset: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    objective = Text((Words(text="learn"),))
    lab = Anchor(id="LAB-1", assets=("ch09/main/two.ipynb",), objective=objective, prerequisites=(), span=Span())
    monkeypatch.setattr("labs.session.catalogue", lambda: {"LAB-1": lab})
    assert run_lab("LAB-1", Wanted(as_json=True)) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["rows"][0]["value"] == 3
    assert "set-up\none\nboth\n" in printed.err


def test_a_lab_without_a_notebook_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lab("CH4B-LAB-04", Wanted(notebook=True)) == 2
    assert capsys.readouterr().err.startswith("CH4B-LAB-04 has no notebook; it runs ch04/04_gqa/memory_estimator_gqa")


def test_a_notebook_made_twice_is_the_same_file(asset: Path) -> None:
    script = asset.with_suffix(".py")
    script.write_text(NOTEBOOK[: NOTEBOOK.index('# %% tags=["LAB-3"]')], encoding="utf-8")
    first, second = (nbformat.writes(with_outputs(script)) for _ in range(2))
    assert first == second
    assert "set-up" in first


@pytest.mark.parametrize("script", pairs(), ids=lambda path: path.stem)
def test_a_labs_notebook_was_executed_from_top_to_bottom(script: Path) -> None:
    notebook = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "run: python -m labs.notebook"
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]
    assert any(cell.outputs for cell in code)
