"""Pictures of every kind in a written deck and on a page of SVG: the same picture, cut alike, safe, and read out."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from drawn_pictures import film, gif, photo, svg
from openxml_audit import OpenXmlValidator
from PIL import Image
from pptx import Presentation

from build.checks.written_package import flaws
from build.drawing.page import Book, Box, Drawable, Movie, Page, Picture
from build.render.png import png
from build.render.svg.page import page_svg
from build.theme.tokens import Theme

NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
SQUARE = Box(1, 2, 3, 3)
HALVES = '<rect width="40" height="30" fill="#ff0000"/><rect width="40" height="15" fill="#0000ff"/>'

Written = Callable[[Book], Path]


def page_of(book: Book, *items: Drawable) -> Book:
    page = Page(number=1, id="s01", title="t", layout="standard", section="", notes="", items=items)
    return replace(book, pages=(page,))


def a_picture(path: Path, box: Box = SQUARE, **looks: Any) -> Picture:
    return Picture(name="s01 picture", alt="A leaf", box=box, path=str(path), **looks)


def shown(path: Path) -> Any:
    (shape,) = Presentation(str(path)).slides[0].shapes
    return shape


def still(picture: Picture, theme: Theme) -> Image.Image:
    """The page at a hundred pixels an inch."""
    drawn = page_svg(
        Page(number=1, id="s01", title="t", layout="standard", section="", notes="", items=(picture,)), theme
    )
    return Image.open(BytesIO(png(drawn, theme.fonts, width=1333, height=750))).convert("RGB")


def test_an_svg_is_native_with_a_png_beside_it(book: Book, written: Written, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(svg(f"{HALVES}<script>x</script>"))
    path = written(page_of(book, a_picture(tmp_path / "a.svg", Box(1, 2, 4, 3))))
    assert flaws(path) == []
    shape = shown(path)
    assert (shape.image.content_type, shape.image.size) == ("image/png", (4 * 288, 3 * 288))
    assert shape._element.nvPicPr.cNvPr.get("descr") == "A leaf"
    (native,) = shape._element.iterfind(".//asvg:svgBlip", NAMES)
    part = shape.part.related_part(native.get(EMBED))
    assert (part.content_type, part.partname.ext) == ("image/svg+xml", "svg")
    assert b"script" not in part.blob
    assert b"#0000ff" in part.blob


def test_a_validator_of_the_format_finds_nothing(book: Book, written: Written, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(svg(HALVES))
    clip = Movie(
        name="s01 film", alt="A film", box=SQUARE, path=str(film(tmp_path / "a.mp4")), poster=str(tmp_path / "a.mp4")
    )
    items = [a_picture(tmp_path / "a.svg", kind="round_left", radius=0.1), clip]
    items += [replace(a_picture(gif(tmp_path / "a.gif"), cover=True, kind="round"), name="s01 gif")]
    result = OpenXmlValidator().validate(str(written(page_of(book, *items))))
    assert result.is_valid
    assert not list(result.errors)


def test_the_same_svg_is_stored_once(book: Book, written: Written, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(svg(HALVES))
    other = replace(a_picture(tmp_path / "a.svg", Box(5, 2, 3, 3)), name="s01 other")
    path = written(page_of(book, a_picture(tmp_path / "a.svg"), other))
    package = Presentation(str(path)).part.package
    assert sorted(part.partname.ext for part in package.iter_parts() if "/media/" in part.partname) == ["png", "svg"]


def test_a_gif_moves_in_powerpoint_and_stands_still_in_stills(
    book: Book, written: Written, theme: Theme, tmp_path: Path
) -> None:
    path = gif(tmp_path / "a.gif")
    assert shown(written(page_of(book, a_picture(path)))).image.blob == path.read_bytes()
    drawn = page_svg(page_of(book, a_picture(path)).pages[0], theme)
    assert "data:image/png" in drawn
    assert "data:image/gif" not in drawn


@pytest.mark.parametrize("suffix", ["png", "svg"])
@pytest.mark.parametrize("box", [SQUARE, Box(1, 2, 6, 1)])
def test_a_picture_that_covers_its_place_is_cut_alike_everywhere(
    book: Book, written: Written, theme: Theme, tmp_path: Path, suffix: str, box: Box
) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "svg":
        path.write_bytes(svg(HALVES))
    else:
        picture = Image.new("RGB", (400, 300), "#ff0000")
        picture.paste("#0000ff", (0, 0, 400, 150))
        picture.save(path)
    item = a_picture(path, box, cover=True)
    shape = shown(written(page_of(book, item)))
    across, down = (1 - 3 / 4) / 2 if box is SQUARE else 0.0, 0.0 if box is SQUARE else (1 - 4 / 3 / 6) / 2
    cuts = (shape.crop_left, shape.crop_right, shape.crop_top, shape.crop_bottom)
    assert cuts == pytest.approx((across, across, down, down), abs=1e-4)
    page = still(item, theme)
    left, top, right, bottom = (round(100 * side) for side in (box.x, box.y, box.right, box.bottom))
    assert page.getpixel((left + 2, top + 2)) == page.getpixel((right - 3, top + 2)) == (0, 0, 255)
    assert page.getpixel((left + 2, bottom - 3)) == (255, 0, 0)
    assert page.getpixel((left - 3, top + 2)) != (0, 0, 255)


def is_blue(page: Image.Image, at: tuple[int, int]) -> bool:
    """Within what an edge that is drawn smoothly changes."""
    red, green, blue = page.getpixel(at)  # type: ignore[misc]
    return max(red, green) < 40 and blue > 215


@pytest.mark.parametrize(
    ("kind", "preset", "square"),
    [
        ("rect", "rect", {"left top", "right top", "left bottom", "right bottom"}),
        ("round", "roundRect", set()),
        ("round_top", "round2SameRect", {"left bottom", "right bottom"}),
        ("round_left", None, {"right top", "right bottom"}),
    ],
)
def test_corners_are_round_where_the_page_has_them_round(
    book: Book, written: Written, theme: Theme, tmp_path: Path, kind: Any, preset: str | None, square: set[str]
) -> None:
    Image.new("RGB", (40, 40), "#0000ff").save(tmp_path / "a.png")
    item = a_picture(tmp_path / "a.png", kind=kind, radius=0.5)
    path = written(page_of(book, item))
    assert flaws(path) == []
    found = shown(path)._element.spPr.find("a:prstGeom", NAMES)
    assert (None if found is None else found.get("prst")) == preset
    assert (shown(path)._element.spPr.find("a:custGeom", NAMES) is not None) == (preset is None)
    page = still(item, theme)
    corners = {"left top": (102, 202), "right top": (397, 202), "left bottom": (102, 497), "right bottom": (397, 497)}
    assert {name for name, at in corners.items() if is_blue(page, at)} == square
    assert is_blue(page, (250, 350))


def test_a_large_picture_is_as_large_as_its_place_in_both(
    book: Book, written: Written, theme: Theme, tmp_path: Path
) -> None:
    path = photo(tmp_path / "a.jpg", (1500, 1500), quality=95)
    item = a_picture(path, Box(1, 1, 1, 1))
    blob = shown(written(page_of(book, item))).image.blob
    data = re.search(r'data:image/jpeg;base64,([^"]+)"', page_svg(page_of(book, item).pages[0], theme))
    assert data is not None
    assert b64decode(data[1]) == blob
    assert Image.open(BytesIO(blob)).size == (288, 288)
