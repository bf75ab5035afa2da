"""Code of a course's files on slides of ordinary Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.parse.deck import parse
from build.parse.source import read_source
from build.resolve.resolve import resolve
from build.spec.content import CodeBlock, ListingSlide
from engine.ledger import Ledger


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "debounce.js").write_text("// one\nlet a\n\tb()\nc()\n")
    (tmp_path / "src" / "bad.js").write_bytes(b"\xff\xfe\x00")
    return tmp_path


def shown(folder: Path, line: str, facts: Ledger, course: Course) -> tuple[CodeBlock, list[Diagnostic]]:
    spec = folder / "deck.md"
    spec.write_text(f"## One\n\n{line}\n")
    deck, found = parse(read_source(spec)[0])
    assert not found
    resolved, faults = resolve(deck, facts, course)
    (slide,) = resolved.slides
    assert isinstance(slide, ListingSlide)
    return slide.code, faults


@pytest.mark.parametrize(
    ("line", "text", "marked"),
    [
        ("```js file=src/debounce.js\n```", ("// one", "let a", "    b()", "c()"), ()),
        ("``` file=src/debounce.js lines=2-3 {1}\n```", ("let a", "    b()"), (1,)),
        ("{{ code('src/debounce.js', lines='2-3', mark='3') }}", ("let a", "    b()"), (2,)),
    ],
)
def test_a_block_has_the_files_lines(
    folder: Path, line: str, text: tuple[str, ...], marked: tuple[int, ...], facts: Ledger, course: Course
) -> None:
    block, faults = shown(folder, line, facts, course)
    assert faults == []
    assert (block.text, block.marked, block.name) == (text, marked, "src/debounce.js")
    assert block.language in ("javascript", "js")


def test_a_function_of_the_course_is_shown_by_its_name(folder: Path, facts: Ledger, course: Course) -> None:
    block, faults = shown(folder, "{{ code('engine/decode.py::generate', lines='1-2') }}", facts, course)
    assert faults == []
    assert block.text[0].startswith("def generate(")
    assert block.language == "python"


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("```js file=src/debunce.js\n```", "F301", "did you mean 'src/debounce.js'?"),
        ("```js file=src/bad.js\n```", "F308", "save it as UTF-8"),
        ("```js file=src/debounce.js lines=3-9\n```", "F305", ""),
        ("```js file=../../../../../etc/hostname\n```", "F306", "copy it there"),
    ],
)
def test_a_file_that_cannot_be_shown_is_told(
    folder: Path, line: str, code: str, hint: str, facts: Ledger, course: Course
) -> None:
    if "hostname" in line:
        (folder.parent / "outside.js").write_text("a\n")
        line = "```js file=../outside.js\n```"
    _, (fault,) = shown(folder, line, facts, course)
    assert fault.code == code
    assert hint in fault.hint
    assert fault.span.line == 3
