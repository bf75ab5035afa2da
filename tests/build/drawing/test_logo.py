"""The logo of whoever gives the course: drawn beside the course line, told where it cannot be."""

from __future__ import annotations

import os
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from drawn_pictures import bomb
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from build.commands.deck import make_deck
from build.drawing.find_picture import PictureError
from build.drawing.logo import read_logo
from build.drawing.page import Page, Picture, TextBox
from build.files.course import product
from build.files.pictures_named import logo_files
from build.files.places import THEME
from build.files.wanted import Wanted
from build.pipeline import build_book
from build.render.powerpoint.write import write
from build.render.svg.page import page_svg
from build.theme.choose import load_theme
from engine.ledger import Ledger

SPEC = """\
---
course: A course
logo: pictures/mark.png
---

# Two slides

## Slide 1: Title - A first slide

Central Text:
- Chip: ONE

Wisdom: "Begin small."

## Slide 2: Session Takeaway - A last slide

Key Takeaways:
1. **Start** with one slide

What You Can Now Do (Take it home):
- **Build** a deck

Wisdom: "End small."
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "two.md"
    path.write_text(SPEC, encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (400, 100), "#7A1E3C").save(tmp_path / "pictures" / "mark.png")
    return path


def pages_of(spec: Path) -> tuple[Page, ...]:
    outcome = build_book(spec, load_theme(THEME), Ledger(), clips=spec.parent)
    assert outcome.book is not None
    assert [str(finding) for finding in outcome.diagnostics if finding.severity == "error"] == []
    return outcome.book.pages


def logo_of(page: Page) -> Picture:
    (found,) = (item for item in page.items if isinstance(item, Picture))
    return found


def test_the_logo_is_read_out_once_and_keeps_its_shape(spec: Path) -> None:
    first, second = map(logo_of, pages_of(spec))
    assert (first.alt, first.decorative) == ("Logo of A course", False)
    assert (second.alt, second.decorative) == ("", True)
    for logo in (first, second):
        assert Path(logo.path) == spec.parent / "pictures" / "mark.png"
        assert logo.box.w / logo.box.h == pytest.approx(4)
    assert first.box.h > second.box.h


def test_its_own_words_come_first(spec: Path) -> None:
    spec.write_text(SPEC.replace("course:", "logo_alt: Northfield College\ncourse:"), encoding="utf-8")
    assert logo_of(pages_of(spec)[0]).alt == "Northfield College"


def test_the_course_line_stands_beside_it_and_nothing_is_covered(spec: Path) -> None:
    for page in pages_of(spec):
        logo = logo_of(page).box
        boxes = [item.box for item in page.items if isinstance(item, TextBox)]
        assert all(
            box.right <= logo.x or logo.right <= box.x or box.bottom <= logo.y or logo.bottom <= box.y for box in boxes
        )
    footer = next(item for item in page.items if isinstance(item, TextBox) and item.placeholder == "footer")
    assert footer.box.x == pytest.approx(logo.right + 0.14)
    assert footer.box.right == pytest.approx(9.5)  # where it ends without one


def broken(path: Path, kind: str) -> str:
    """Make a logo that will not do; its name."""
    match kind:
        case "flat" | "tall" | "tiny":
            size = {"flat": (700, 100), "tall": (100, 250), "tiny": (80, 40)}[kind]
            Image.new("RGB", size).save(path / f"{kind}.png")
            return f"{kind}.png"
        case "type":
            (path / "mark.svg").write_text("<svg/>")
            return "mark.svg"
        case "damaged":
            (path / "bad.jpg").write_bytes(b"no picture")
            return "bad.jpg"
        case "large":
            Image.new("1", (13_000, 10_000)).save(path / "large.png")
            return "large.png"
        case "bomb":
            return bomb(path / "bomb.png").name
        case "folder":
            (path / "folder.png").mkdir()
            return "folder.png"
        case "pipe":
            os.mkfifo(path / "pipe.png")
            return "pipe.png"
        case "heavy":
            (path / "heavy.png").touch()
            os.truncate(path / "heavy.png", 6_000_000)
            return "heavy.png"
        case "absolute":
            return str(path / "mark.png")
        case _:
            return "pictures/marc.png"


@pytest.mark.parametrize(
    ("kind", "message", "hint"),
    [
        ("missing", "there is no logo pictures/marc.png", "it is looked for from the spec's folder, {folder}"),
        ("type", "the logo mark.svg is not one of .png, .jpg, .jpeg", "save it as a PNG 400 pixels high"),
        ("damaged", "the logo bad.jpg is no picture that can be read", "save it again as a PNG"),
        ("heavy", "the logo heavy.png has 6,000,000 bytes", "it has at most 5,242,880; 400 pixels of height do"),
        ("large", "the logo large.png has 130 million pixels", "it has at most 120 million; 400 pixels of height do"),
        ("bomb", "the logo bomb.png has 3,600 million pixels", "it has at most 120 million; 400 pixels of height do"),
        ("folder", "the logo folder.png is a folder", "name a PNG or JPEG"),
        ("pipe", "the logo pipe.png is no ordinary file", "name a PNG or JPEG"),
        ("flat", "the logo flat.png is 700 × 100 pixels",
         "it is at most 6 times as wide as high, and 2 times as high as wide"),
        ("tall", "the logo tall.png is 100 × 250 pixels",
         "it is at most 6 times as wide as high, and 2 times as high as wide"),
        ("tiny", "the logo tiny.png is 40 pixels high", "from 96 on it is sharp; 400 are good at 8K"),
        ("absolute", "the logo {folder}/mark.png is on one machine only",
         "put it beside the spec and name it from there"),
    ],
)  # fmt: skip
def test_a_logo_that_will_not_do_is_told_where_it_stands(spec: Path, kind: str, message: str, hint: str) -> None:
    name = broken(spec.parent, kind)
    spec.write_text(SPEC.replace("pictures/mark.png", name), encoding="utf-8")
    outcome = build_book(spec, load_theme(THEME), Ledger(), clips=spec.parent)
    (found,) = (str(finding) for finding in outcome.diagnostics if finding.code == "C601")
    said, _, rest = found.partition("\n")
    assert said == f"{spec}:3:7: {message.format(folder=spec.parent)} [C601]"
    assert rest.endswith(f"  hint: {hint.format(folder=spec.parent)}")
    with pytest.raises(PictureError):
        read_logo(spec, name)


@pytest.mark.parametrize(
    "line", ["logo: pictures/mark.png", 'logo : "pictures/mark.png"  # ours', "{course: x, logo: 'pictures/mark.png'}"]
)
def test_the_file_of_a_logo_is_found_without_reading_yaml(spec: Path, line: str) -> None:
    spec.write_text(SPEC.replace("logo: pictures/mark.png", line), encoding="utf-8")
    assert spec.parent / "pictures" / "mark.png" in logo_files(spec)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("it's.png", "it's.png"),
        ('"it\'s, 1.png"', "it's, 1.png"),
        ("'it''s.png'", "it's.png"),
        ("a,b}.png # x", "a,b}.png"),
        ('"#1.png"', "#1.png"),
        ("a#1.png", "a#1.png"),
    ],
)
def test_the_file_of_a_logo_is_found_whatever_its_name_holds(spec: Path, written: str, name: str) -> None:
    spec.write_text(SPEC.replace("pictures/mark.png", written), encoding="utf-8")
    (spec.parent / name).write_bytes((spec.parent / "pictures" / "mark.png").read_bytes())
    outcome = build_book(spec, load_theme(THEME), Ledger(), clips=spec.parent)
    assert not [finding for finding in outcome.diagnostics if finding.code == "C601"]
    assert spec.parent / name in logo_files(spec)


def test_another_picture_in_the_same_file_is_a_change(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = Wanted(dist=spec.parent / "dist")

    def build() -> str:
        assert make_deck(spec, wanted) == 0
        return capsys.readouterr().out

    assert ("nothing changed" in build(), "nothing changed" in build()) == (False, True)
    Image.new("RGB", (400, 100), "#1E3C7A").save(spec.parent / "pictures" / "mark.png")
    assert "nothing changed" not in build()


def test_a_logo_stands_on_the_line_of_its_key(spec: Path) -> None:
    spec.write_text(SPEC.replace("logo: ", "logo: >\n  "), encoding="utf-8")
    outcome = build_book(spec, load_theme(THEME), Ledger(), clips=spec.parent, course=product())
    assert "'logo' is not one text [P102]" in "\n".join(map(str, outcome.diagnostics))


def photograph(path: Path, kind: str) -> tuple[int, int]:
    """Save a picture, red above or at its left, as cameras and print shops do; its width and height as it is shown."""
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("red", (0, 0, 200, 200))
    match kind:
        case "turned":
            exif = picture.getexif()
            exif[0x0112] = 6  # the camera was held upright
            picture.save(path, "JPEG", exif=exif)
            return 200, 400
        case "for print":
            picture.convert("CMYK").save(path, "JPEG")
        case "two in one":
            picture.save(path, "MPO", save_all=True, append_images=[picture])
        case "another name":
            picture.save(path, "JPEG" if path.suffix == ".png" else "PNG")
        case _:
            picture.save(path)
    return picture.size


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
@pytest.mark.parametrize("kind", ["plain", "turned", "for print", "two in one", "another name"])
def test_deck_and_still_show_the_same_picture(spec: Path, tmp_path: Path, kind: str, suffix: str) -> None:
    mark = spec.parent / f"mark{suffix}"
    size = photograph(mark, kind)
    spec.write_text(SPEC.replace("pictures/mark.png", mark.name), encoding="utf-8")
    outcome = build_book(spec, load_theme(THEME), Ledger(), clips=spec.parent)
    assert outcome.book is not None
    assert not [finding for finding in outcome.diagnostics if "logo" in finding.message]
    write(outcome.book, load_theme(THEME), tmp_path / "deck.pptx")
    (shown,) = (
        shape
        for shape in Presentation(str(tmp_path / "deck.pptx")).slides[0].shapes
        if shape.shape_type == MSO_SHAPE_TYPE.PICTURE
    )
    drawn = page_svg(outcome.book.pages[0], load_theme(THEME))
    data = re.search(r'data:image/(png|jpeg);base64,([^"]+)"', drawn)
    assert data is not None
    assert shown.image.content_type == f"image/{data[1]}"
    assert shown.image.blob == b64decode(data[2])
    assert shown.width / shown.height == pytest.approx(size[0] / size[1], rel=1e-3)
    with Image.open(BytesIO(shown.image.blob)) as picture:
        assert (picture.size, picture.mode, picture.getexif().get(0x0112, 1)) == (size, "RGB", 1)
        red = picture.getpixel((size[0] // 4, size[1] // 4))
        assert isinstance(red, tuple)
        assert red[0] > 200
        assert max(red[1:]) < 60
    if kind == "plain":
        assert shown.image.blob == mark.read_bytes()


def test_no_device_and_no_endless_name_is_read(spec: Path) -> None:
    os.mkfifo(spec.parent / "pipe.png")
    (spec.parent / "zero.png").symlink_to("/dev/zero")
    Image.effect_noise((300, 200), 90).save(spec.parent / "cut.png")
    os.truncate(spec.parent / "cut.png", 20_000)
    for name in ("pipe.png", "zero.png", "cut.png", "n" * 5000 + ".png", "a\0b.png", "."):
        with pytest.raises(PictureError):
            read_logo(spec, name)
        spec.write_text(SPEC.replace("pictures/mark.png", name), encoding="utf-8")
        assert make_deck(spec, Wanted(dist=spec.parent / "dist")) == 2
