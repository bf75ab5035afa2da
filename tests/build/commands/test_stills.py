from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from PIL import Image

from build.commands.stills import Size, make_stills, size_of
from build.files.wanted import Wanted
from build.spec.pick import Pick

SMALL = (320, 180)
FRONT = """\
---
course: A course
title: Few slides
author: An author
---

# Few slides
"""
FIRST = """
## Slide 1: Title - A first slide

Central Text:
- Chip: ONE
- Title: A first slide
- Subtitle: With few words

Wisdom: "Begin small."

Notes:
Say hello.
"""
LAST = """
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


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "few.md"
    path.write_text(FRONT + FIRST + LAST, encoding="utf-8")
    return path


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    return Wanted(dist=tmp_path / "dist", clips=tmp_path)


def pixels(file: Path) -> Size:
    with Image.open(file) as picture:
        return picture.size


def times(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in sorted(folder.iterdir())}


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed of the stills, without the folder and the seconds."""
    return capsys.readouterr().out.partition(": ")[2].rpartition(", ")[0]


FILES = ["contact.png", "slide-01.png", "slide-01.svg", "slide-02.png", "slide-02.svg"]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_slide_is_drawn_and_shown_on_a_contact_sheet(
    spec: Path, wanted: Wanted, workers: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_stills(spec, wanted, size=SMALL, workers=workers) == 0
    folder = wanted.dist / "stills" / "few"
    assert sorted(os.listdir(folder)) == FILES
    assert said(capsys) == "2 slides of 320x180, 2 drawn"
    assert pixels(folder / "slide-01.png") == SMALL
    assert pixels(folder / "contact.png") > (2 * 640, 360)


def test_only_what_changed_is_drawn_again(spec: Path, wanted: Wanted, capsys: pytest.CaptureFixture[str]) -> None:
    folder = wanted.dist / "stills" / "few"
    make_stills(spec, wanted, size=SMALL, workers=1)
    before = times(folder)
    make_stills(spec, wanted, size=SMALL, workers=1)
    assert times(folder) == before
    spec.write_text(spec.read_text(encoding="utf-8").replace("With few words", "With other words"), encoding="utf-8")
    make_stills(spec, wanted, size=SMALL, workers=1)
    changed = {name for name, at in times(folder).items() if before[name] != at}
    assert changed == {"slide-01.png", "slide-01.svg", "contact.png"}
    assert capsys.readouterr().out.count("1 drawn") == 1


def test_a_slide_that_is_hidden_now_makes_a_new_contact_sheet(spec: Path, wanted: Wanted) -> None:
    folder = wanted.dist / "stills" / "few"
    make_stills(spec, wanted, size=SMALL, workers=1)
    before = (folder / "contact.png").read_bytes()
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("\nWisdom:", "\nHidden: yes\n\nWisdom:", 1), encoding="utf-8")
    assert make_stills(spec, wanted, size=SMALL, workers=1) == 0
    assert (folder / "contact.png").read_bytes() != before


def test_what_is_missing_or_broken_is_drawn_again(
    spec: Path, wanted: Wanted, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = wanted.dist / "stills" / "few"
    make_stills(spec, wanted, size=SMALL, workers=1)
    whole = (folder / "slide-01.png").read_bytes()
    (folder / "slide-01.png").write_bytes(b"")
    (folder / "slide-02.svg").unlink()
    capsys.readouterr()
    make_stills(spec, wanted, size=SMALL, workers=1)
    assert said(capsys) == "2 slides of 320x180, 2 drawn"
    assert (folder / "slide-01.png").read_bytes() == whole


def test_another_size_is_drawn_over_the_first(spec: Path, wanted: Wanted) -> None:
    make_stills(spec, wanted, size=SMALL, workers=1)
    make_stills(spec, wanted, size=(640, 360), workers=1)
    assert pixels(wanted.dist / "stills" / "few" / "slide-02.png") == (640, 360)


def test_slides_that_the_deck_no_longer_has_are_removed_and_other_files_are_not(spec: Path, wanted: Wanted) -> None:
    folder = wanted.dist / "stills" / "few"
    make_stills(spec, wanted, size=SMALL, workers=1)
    (folder / "notes.txt").touch()
    sheet = (folder / "contact.png").read_bytes()
    spec.write_text(FRONT + FIRST, encoding="utf-8")
    make_stills(spec, wanted, size=SMALL, workers=1)
    assert sorted(os.listdir(folder)) == ["contact.png", "notes.txt", "slide-01.png", "slide-01.svg"]
    assert (folder / "contact.png").read_bytes() != sheet


def test_some_slides_go_to_a_folder_of_their_own(spec: Path, wanted: Wanted) -> None:
    picked = Wanted(dist=wanted.dist, clips=wanted.clips, pick=Pick(slides="2"))
    assert make_stills(spec, picked, size=SMALL, workers=1) == 0
    assert sorted(os.listdir(wanted.dist / "stills" / "few.slides-2")) == [
        "contact.png",
        "slide-02.png",
        "slide-02.svg",
    ]


def test_a_deck_with_an_error_is_not_drawn(spec: Path, wanted: Wanted, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(spec.read_text(encoding="utf-8").replace("few words", "{{ no_such_fact | GiB }}"), encoding="utf-8")
    assert make_stills(spec, wanted, size=SMALL, workers=1) == 2
    assert "unknown fact 'no_such_fact'" in capsys.readouterr().err
    assert not wanted.dist.exists()


def test_a_spec_that_is_not_there_is_said(wanted: Wanted, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make_stills(tmp_path / "none.md", wanted, size=SMALL) == 2
    assert "none.md" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "size"), [("1080p", (1920, 1080)), ("4K", (3840, 2160)), ("8k", (7680, 4320)), ("1280x720", (1280, 720))]
)
def test_sizes_have_names_or_are_pixels(text: str, size: Size) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("large", "'large' is no size; write 1080p, 4k, 8k or WIDTHxHEIGHT"),
        ("-16x-9", "'-16x-9' is no size; write 1080p, 4k, 8k or WIDTHxHEIGHT"),
        ("800x600", "800x600 is not 16 to 9, as slides are: 800x450 would be"),
        ("32000x18000", "32000x18000 is larger than 16384x9216"),
        ("0x0", "'0x0' is no size; write 1080p, 4k, 8k or WIDTHxHEIGHT"),
    ],
)
def test_what_is_no_size_is_said(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        size_of(text)
