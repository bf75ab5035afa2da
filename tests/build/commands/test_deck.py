from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pptx import Presentation

from build.commands.deck import make_deck, make_decks
from build.files.course import course_in
from build.files.freshness import BuildRecord, surroundings_digest, with_spec
from build.files.places import ROOT
from build.files.wanted import Wanted

SPEC = """\
---
course: A course
title: Two slides
author: An author
---

# Two slides

## Slide 1: Title - A first slide

Central Text:
- Chip: ONE
- Title: A first slide
- Subtitle: With few words

Wisdom: "Begin small."

Notes:
Say hello.

## Slide 2: Session Takeaway - A last slide

Key Takeaways:
1. **Start** with one slide
2. **Go on** with another
3. **Stop** when it is said
4. **Look** at what came out
5. **Change** a word
6. **Build** once more

What You Can Now Do (Take it home):
- **Build** a deck

Wisdom: "End small."
"""
WRONG = SPEC.replace("With few words", "With {{ no_such_fact | GiB }}").replace("Say hello.", "Say {{ nor_this | s }}.")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "two.md"
    path.write_text(SPEC, encoding="utf-8")
    return path


def test_a_spec_becomes_a_deck_of_its_name_and_one_line_says_so(
    spec: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_deck(spec, Wanted(dist=dist)) == 0
    said = capsys.readouterr()
    deck = Presentation(str(dist / "two.pptx"))
    assert [slide.shapes.title.text for slide in deck.slides] == ["A first slide", "A last slide"]
    assert "Say hello." in deck.slides[0].notes_slide.notes_text_frame.text
    assert (said.out.count("\n"), said.err) == (1, "")
    assert said.out.startswith(f"{dist / 'two.pptx'}: 2 slides, 0 warnings, ")


def test_a_second_time_nothing_changed(spec: Path, dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_deck(spec, Wanted(dist=dist))
    before = (dist / "two.pptx").stat().st_mtime_ns
    capsys.readouterr()
    assert make_deck(spec, Wanted(dist=dist)) == 0
    assert capsys.readouterr().out == f"{dist / 'two.pptx'}: nothing changed (2 slides, 0 warnings)\n"
    assert (dist / "two.pptx").stat().st_mtime_ns == before


def test_a_deleted_deck_is_made_again_with_the_same_bytes(spec: Path, dist: Path) -> None:
    make_deck(spec, Wanted(dist=dist))
    before = (dist / "two.pptx").read_bytes()
    (dist / "two.pptx").unlink()
    assert make_deck(spec, Wanted(dist=dist)) == 0
    assert (dist / "two.pptx").read_bytes() == before


def test_a_changed_spec_is_built_again(spec: Path, dist: Path) -> None:
    make_deck(spec, Wanted(dist=dist))
    spec.write_text(SPEC.replace("Say hello.", "Say good morning."), encoding="utf-8")
    assert make_deck(spec, Wanted(dist=dist)) == 0
    deck = Presentation(str(dist / "two.pptx"))
    assert "Say good morning." in deck.slides[0].notes_slide.notes_text_frame.text


def test_all_errors_are_said_at_once_in_order_and_no_file_is_made(
    spec: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec.write_text(WRONG, encoding="utf-8")
    assert make_deck(spec, Wanted(dist=dist)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.index("'no_such_fact'") < said.err.index("'nor_this'")
    assert said.err.count("'no_such_fact'") == 1
    assert not dist.exists() or not list(dist.glob("*.pptx*"))


def test_an_error_leaves_the_deck_that_was_made_before(
    spec: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_deck(spec, Wanted(dist=dist))
    before = (dist / "two.pptx").read_bytes()
    spec.write_text(WRONG, encoding="utf-8")
    assert make_deck(spec, Wanted(dist=dist)) == 2
    assert (dist / "two.pptx").read_bytes() == before
    assert capsys.readouterr().err.endswith(f"{dist / 'two.pptx'} is still the deck that was made before\n")


def test_strict_takes_a_warning_for_an_error(spec: Path, dist: Path) -> None:
    spec.write_text(SPEC.replace("Say hello.", "It takes 7 GiB."), encoding="utf-8")
    assert make_deck(spec, Wanted(dist=dist, strict=True)) == 2
    assert make_deck(spec, Wanted(dist=dist)) == 0
    assert make_deck(spec, Wanted(dist=dist, strict=True)) == 2


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00binary\x00"])
def test_a_spec_that_cannot_be_read_is_an_error_and_no_traceback(
    content: bytes | None, tmp_path: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "unreadable.md"
    if content is not None:
        spec.write_bytes(content)
    assert make_deck(spec, Wanted(dist=dist)) == 2
    said = capsys.readouterr().err
    assert "unreadable.md" in said
    assert "Traceback" not in said


def test_a_deck_goes_where_one_asks(spec: Path, dist: Path, tmp_path: Path) -> None:
    assert make_deck(spec, Wanted(out=tmp_path / "elsewhere" / "deck.pptx", dist=dist)) == 0
    assert [file.name for file in (tmp_path / "elsewhere").iterdir()] == ["deck.pptx"]
    assert not list(dist.glob("*.pptx"))


def test_where_a_deck_cannot_go_is_told_in_words(
    spec: Path, dist: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert make_deck(spec, Wanted(out=tmp_path / "file" / "x.pptx", dist=dist)) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'file'}: a folder belongs here, and what is there is none\n"


def test_where_a_deck_may_not_be_written_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied", str(tmp_path / "dist"))

    monkeypatch.setattr("build.commands.deck._make", refused)
    assert make_deck(tmp_path / "deck.md") == 2
    assert capsys.readouterr().err.endswith("dist: Permission denied\n  hint: --out FILE.pptx writes elsewhere\n")


def test_a_deck_is_built_where_it_cannot_be_noted(spec: Path, dist: Path, tmp_path: Path) -> None:
    dist.touch()  # a file, so nothing can be written below it
    deck = tmp_path / "deck.pptx"
    assert make_deck(spec, Wanted(out=deck, dist=dist)) == 0
    assert len(Presentation(str(deck)).slides) == 2


def test_a_misspelt_fact_of_a_figure_is_told_once_in_each_place(
    spec: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = "Visual: bars(kv_cache_gqa_4kk, kv_cache_gqa_4kk)"
    spec.write_text(f"{SPEC}\n## Slide 3: Memory - A figure\n\n{figure}\n", encoding="utf-8")
    assert make_deck(spec, Wanted(dist=dist)) == 2
    assert capsys.readouterr().err.count("[F101]") == 1


def test_a_deck_of_this_machine_has_a_folder_of_its_own() -> None:
    assert Wanted(here=True).output_of(Path("any/ch04.md")) == ROOT / "dist" / "here" / "ch04.pptx"


def test_a_measurement_that_this_machine_lacks_is_an_error_with_its_command(
    spec: Path, dist: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("engine.ledger.here_beside", lambda _: tmp_path / "facts.here.json")
    measured = SPEC.replace("Say hello.", "Say {{ decode_cache.speedup | x }}.")
    spec.write_text(measured.replace("With few words", "With {{ kv_cache_gqa_4k | GiB }}"), encoding="utf-8")
    assert make_deck(spec, Wanted(dist=dist, here=True)) == 2
    said = capsys.readouterr().err
    assert "fact 'decode_cache' is not recorded" in said
    assert said.endswith("make facts FACTS=here\n")
    assert "kv_cache_gqa_4k" not in said
    assert not (dist / "here" / "two.pptx").exists()


def test_neither_building_nor_finding_nothing_changed_imports_what_is_slow(spec: Path, dist: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from build.commands.deck import Wanted, make_deck;"
        "make_deck(Path(sys.argv[1]), Wanted(dist=Path(sys.argv[2]))); print(' '.join(sys.modules), file=sys.stderr)"
    )

    def imported() -> set[str]:
        run = [sys.executable, "-c", program, str(spec), str(dist)]
        result = subprocess.run(run, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=True)
        return set(result.stderr.split())

    assert not imported() & {"torch", "manim", "numpy", "matplotlib"}
    assert not imported() & {"torch", "manim", "numpy", "pptx", "PIL", "lxml", "jinja2", "markdown_it", "pydantic"}


# ---- the record ------------------------------------------------------------------------------------
@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small repository: two rooms and a spec."""
    root = tmp_path / "house"
    (root / "engine" / "data").mkdir(parents=True)
    (root / "build" / "__pycache__").mkdir(parents=True)
    (root / "engine" / "facts.json").write_text("{}")
    (root / "engine" / "data" / "models.yaml").write_text("a: 1")
    (root / "build" / "parse.py").write_text("x = 1")
    (root / "spec.md").write_text("# A deck")
    (root / "course.toml").touch()
    (root / "clips").mkdir()
    (root / "clips" / "loop.json").write_text("{}")
    return root


def digest(root: Path, *options: str) -> str:
    spec = root / "spec.md"
    around = surroundings_digest(spec, course=course_in(root), clips=root / "clips", options=options, root=root)
    return with_spec(spec, around)


@pytest.mark.parametrize(
    "name", ["spec.md", "engine/facts.json", "engine/data/models.yaml", "build/parse.py", "clips/loop.json"]
)
def test_a_change_of_anything_a_deck_is_made_of_counts(house: Path, name: str) -> None:
    before = digest(house)
    (house / name).write_text("changed")
    assert digest(house) != before


def test_a_file_that_is_moved_away_or_comes_new_counts(house: Path) -> None:
    before = digest(house)
    (house / "build" / "new.py").write_text("")
    with_new = digest(house)
    (house / "build" / "parse.py").unlink()
    assert len({before, with_new, digest(house)}) == 3


def test_an_option_counts_and_a_new_date_or_a_compiled_file_does_not(house: Path) -> None:
    before = digest(house)
    os.utime(house / "spec.md", (1, 1))
    (house / "build" / "__pycache__" / "parse.pyc").write_bytes(b"x")
    assert digest(house) == before
    assert digest(house, "strict=True") != before


@pytest.mark.parametrize("record", ["", "{", "[]", '{"deck.pptx": 1}', "null", "[" * 100_000])
def test_a_record_that_cannot_be_read_is_no_record(tmp_path: Path, record: str) -> None:
    (tmp_path / ".made.json").write_text(record)
    output = tmp_path / "deck.pptx"
    output.write_bytes(b"deck")
    kept = BuildRecord(tmp_path)
    assert kept.unchanged(output, "digest") is None
    kept.note(output, "digest", "1 slide", spec=tmp_path / "spec.md")
    assert BuildRecord(tmp_path).unchanged(output, "digest") == "1 slide"
    assert str(output) in json.loads((tmp_path / ".made.json").read_text())


def test_several_decks_are_built_side_by_side_and_told_in_order(
    tmp_path: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    specs = [tmp_path / f"{name}.md" for name in ("one", "two", "three")]
    for path, text in zip(specs, (SPEC, WRONG, SPEC), strict=True):
        path.write_text(text, encoding="utf-8")
    assert make_decks(specs, Wanted(dist=dist)) == 2
    said = capsys.readouterr()
    assert [line.partition(": ")[0] for line in said.out.splitlines()] == [
        str(dist / f"{n}.pptx") for n in ("one", "three")
    ]
    assert "no_such_fact" in said.err
    assert sorted(path.name for path in dist.glob("*.pptx")) == ["one.pptx", "three.pptx"]
    alone = tmp_path / "alone"
    assert make_deck(specs[0], Wanted(dist=alone)) == 0
    assert (alone / "one.pptx").read_bytes() == (dist / "one.pptx").read_bytes()


def test_another_deck_of_the_course_counts_by_its_anchors_alone(house: Path) -> None:
    (house / "deck_specs").mkdir()
    other = house / "deck_specs" / "other.md"
    other.write_text("# Other\n[Hands-on Anchor: A-1]\nwords")
    before = digest(house)
    other.write_text("# Other deck\n[Hands-on Anchor: A-1]\nother words")
    assert digest(house) == before
    other.write_text("# Other deck\n[Hands-on Anchor: A-2]\nother words")
    assert digest(house) != before
