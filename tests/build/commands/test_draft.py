"""A deck that is not done yet can be looked at: `--draft` writes it under another name, and tells all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation
from small_decks import FRONT, SLIDE_SPEC

from build.commands.deck import make_deck
from build.commands.stills import make_stills
from build.files.wanted import Wanted

FAULTS = """\
## Slide 2: Concept - A second one
Visual: no_such_figure(no_such_fact)

Extended Annotations (2):
1. **It takes** {{ no_such_fact | GiB }} of memory.
2. **Too long.** %s

Wisdm: "A."

""" % ("It goes on and on. " * 80)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "few.md"
    path.write_text(FRONT + SLIDE_SPEC.format(1, "First") + FAULTS, encoding="utf-8")
    return path


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    return Wanted(dist=tmp_path / "dist", clips=tmp_path, draft=True)


def test_a_draft_has_a_name_of_its_own_and_is_written_whatever_is_wrong(
    spec: Path, wanted: Wanted, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_deck(spec, Wanted(dist=wanted.dist, clips=wanted.clips)) == 2
    assert not list(wanted.dist.glob("*.pptx"))
    faults = capsys.readouterr().err
    assert make_deck(spec, wanted) == 0
    told = capsys.readouterr()
    assert told.err == faults
    assert {"[F101]", "[C301]", "[L101]", "[P104]"} <= {word for word in told.err.split() if word.startswith("[")}
    assert "few.draft.pptx: 2 slides, " in told.out
    assert " errors, " in told.out
    slide = Presentation(str(wanted.dist / "few.draft.pptx")).slides[1]
    runs = [
        run
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    (missing,) = (run for run in runs if "no_such_fact" in run.text)
    assert missing.text == "⟨no_such_fact⟩"
    assert any("⟨no_such_figure⟩" in run.text for run in runs)
    assert any(run.text.endswith("…") for run in runs)
    assert slide.has_notes_slide
    assert "It goes on and on. " * 79 in slide.notes_slide.notes_text_frame.text


def test_even_a_strict_draft_is_written_and_a_second_look_finds_nothing_changed(
    spec: Path, wanted: Wanted, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = Wanted(dist=wanted.dist, clips=wanted.clips, draft=True, strict=True)
    assert make_deck(spec, strict) == 0
    assert make_deck(spec, strict) == 0
    assert "nothing changed" in capsys.readouterr().out


def test_stills_of_a_draft_have_a_folder_of_their_own(spec: Path, wanted: Wanted) -> None:
    assert make_stills(spec, wanted, size=(320, 180), workers=1) == 0
    assert (wanted.dist / "stills" / "few.draft" / "slide-02.png").exists()


def test_what_has_no_slides_cannot_be_drawn(tmp_path: Path, wanted: Wanted) -> None:
    (tmp_path / "none.md").write_text("\n", encoding="utf-8")
    assert make_deck(tmp_path / "none.md", wanted) == 2
    assert make_stills(tmp_path / "none.md", wanted, workers=1) == 2
    assert make_deck(tmp_path / "missing.md", wanted) == 2
