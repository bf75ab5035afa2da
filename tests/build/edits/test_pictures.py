"""Pictures of a built deck: one that somebody has put in is kept, one that the course has changed comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from drawn_pictures import gif, svg
from PIL import Image
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from build.checks.written_package import flaws

CHART = 1
NATIVE = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


@pytest.fixture
def drawings(tmp_path: Path) -> dict[str, Path]:
    """The course's picture before and after it was changed, and somebody's own."""
    for name, color in (("before", "#ff0000"), ("after", "#00ff00")):
        (tmp_path / f"{name}.svg").write_bytes(svg(f'<rect width="40" height="30" fill="{color}"/>'))
    Image.new("RGB", (8, 8), "#0000ff").save(tmp_path / "mine.png")
    return {name: tmp_path / f"{name}.svg" for name in ("before", "after")} | {"mine": tmp_path / "mine.png"}


def exchange(bench: Any, deck: Deck, mine: Path) -> None:
    """What PowerPoint does on "Change picture": another picture in the same shape, without the drawing beside it."""
    shape = bench.shape(deck, CHART, "photo")
    _, id_ = shape.part.get_or_add_image_part(str(mine))
    blip = shape._element.blipFill.find("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")
    blip.set(EMBED, id_)
    for extension in list(blip):
        blip.remove(extension)


def drawing_of(shape: Any) -> str:
    """The SVG of a picture, or nothing."""
    native = next(shape._element.iter(NATIVE), None)
    return "" if native is None else shape.part.related_part(native.get(EMBED)).blob.decode()


def test_a_picture_that_the_course_has_changed_comes_with_its_drawing(bench: Any, drawings: dict[str, Path]) -> None:
    edited = bench.edited(bench.reword, picture=drawings["before"])
    deck, report = bench.again(edited, picture=drawings["after"])
    assert "#00ff00" in drawing_of(bench.shape(deck, CHART, "photo"))
    assert report.conflicts == []
    assert not any("photo" in line for line in report.lines)
    assert flaws(bench.folder / "merged.pptx") == []


def test_a_drawing_stays_one_where_it_was_moved(bench: Any, drawings: dict[str, Path]) -> None:
    def move(deck: Deck) -> None:
        bench.shape(deck, CHART, "photo").left = Inches(2)

    deck, report = bench.again(bench.edited(move, picture=drawings["before"]), picture=drawings["after"])
    shape = bench.shape(deck, CHART, "photo")
    assert (shape.left, "#00ff00" in drawing_of(shape)) == (Inches(2), True)
    assert report.lines == ["slide 2, 'photo': your place is kept"]


@pytest.mark.parametrize("now", ["before", "after"])
def test_a_picture_that_somebody_has_put_in_is_kept(bench: Any, drawings: dict[str, Path], now: str) -> None:
    edited = bench.edited(lambda deck: exchange(bench, deck, drawings["mine"]), picture=drawings["before"])
    deck, report = bench.again(edited, picture=drawings[now])
    shape = bench.shape(deck, CHART, "photo")
    assert shape.image.blob == drawings["mine"].read_bytes()
    assert drawing_of(shape) == ""
    line = "slide 2, 'photo': your picture is kept"
    if now == "after":
        line = line.replace("your", "conflict: your") + ", though the build has changed the same"
    assert report.lines == [line]
    assert flaws(bench.folder / "merged.pptx") == []


def test_a_gif_that_moves_is_the_same_picture_when_it_is_built_again(bench: Any, tmp_path: Path) -> None:
    moving = gif(tmp_path / "a.gif")
    deck, report = bench.again(bench.edited(bench.reword, picture=moving), picture=moving)
    assert bench.shape(deck, CHART, "photo").image.blob == moving.read_bytes()
    assert len(report.lines) == 1
