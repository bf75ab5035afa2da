"""`coursewright import`: what is written, what is told, and the exit codes."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from build.commands.choice import spec_meant
from build.commands.import_deck import import_deck

DECK = """---
marp: true
theme: gaia
---
# Leaves

---
## Light

- point
"""


def run(file: Path, out: Path | None = None, *, check: bool = False, force: bool = False, as_json: bool = False) -> int:
    return import_deck(file, out, check=check, force=force, as_json=as_json)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_deck_becomes_a_folder_that_is_named_like_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "leaves.slides.md").write_text(DECK)
    assert run(Path("leaves.slides.md")) == 0
    assert (folder / "leaves" / "leaves.md").read_text() == (
        "---\ntitle: Leaves\n---\n\n# Leaves\n\n## Light\n\n- point\n"
    )
    assert capsys.readouterr().out == (
        "leaves/leaves.md: 2 slides, from Marp\n"
        "  nothing was left out\n"
        "  the theme decides, and these say nothing: theme:\n"
        "  next: coursewright check leaves/leaves.md\n"
    )


def test_its_folder_names_the_spec_for_other_commands(folder: Path) -> None:
    (folder / "leaves.md").write_text(DECK)
    assert run(Path("leaves.md")) == 0
    assert spec_meant(Path("leaves")) == Path("leaves/leaves.md")


def test_what_is_there_is_left_as_it_is_unless_that_is_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text(DECK)
    (folder / "a").mkdir()
    (folder / "a" / "a.md").write_text("mine")
    (folder / "a" / "other.md").write_text("mine too")
    assert run(Path("a.md")) == 2
    assert capsys.readouterr().err == (
        "a is there already, and is left as it is; name another folder with --out, "
        "or take --force to replace what is called the same in it\n"
    )
    assert (folder / "a" / "a.md").read_text() == "mine"
    assert run(Path("a.md"), force=True) == 0
    assert (folder / "a" / "a.md").read_text().startswith("---\ntitle: Leaves")
    assert (folder / "a" / "other.md").read_text() == "mine too"


def test_check_writes_nothing_and_says_what_would_be_lost(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text(DECK)
    (folder / "b.md").write_text(DECK + "\n![x](lost.png)\n\n<iframe src='https://x.org'></iframe>\n")
    assert run(Path("a.md"), check=True) == 0
    assert capsys.readouterr().out.startswith("a.md: 2 slides, of Marp\n  nothing would be left out\n")
    assert run(Path("b.md"), check=True) == 1
    assert capsys.readouterr().out == (
        "b.md: 2 slides, of Marp\n"
        "  2 things would be left out:\n"
        "    b.md:12: the picture 'lost.png': it is not there, or outside the deck's folder\n"
        "    b.md:14: <iframe>: https://x.org: a link stands in its place\n"
        "  the theme decides, and these say nothing: theme:\n"
    )
    assert sorted(path.name for path in folder.iterdir()) == ["a.md", "b.md"]


def test_a_machine_reads_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.md").write_text(DECK)
    assert run(Path("a.md"), Path("out/talk"), as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {
        "program": "Marp", "spec": "out/talk/a.md", "slides": 2, "files": [],
        "left": [{"where": "a.md:3", "what": "theme:", "instead": "", "look": True}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("none.md", None, "there is no file none.md\n"),
        ("a.docx", "x", "a.docx is none that can be imported; it may be Markdown (.md, .qmd, .Rmd), reveal.js (.html), "
                        "a notebook (.ipynb) or PowerPoint (.pptx)\n"),
        ("a.ipynb", "{}", "a.ipynb is no Jupyter notebook: its JSON has no cells\n"),
        ("a.md", "<!-- nothing -->\n", "a.md has no slides: nothing in it is shown\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error(
    name: str, text: str | None, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (folder / name).write_text(text)
    assert run(Path(name)) == 2
    assert capsys.readouterr().err == message
    assert not (folder / "a").exists()


def test_a_folder_that_may_not_be_written_is_named_as_it_was_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(path: str, *_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    (folder / "talk.md").write_text(DECK)
    monkeypatch.setattr(os, "mkdir", refused)
    assert run(folder / "talk.md", folder / "leaves") == 2
    assert capsys.readouterr().err == "leaves: Permission denied\n"
