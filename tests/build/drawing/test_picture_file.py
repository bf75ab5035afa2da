"""Pictures as every program shows them: of any type, turned, in RGB, no larger than a slide can show."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path

import pytest
from drawn_pictures import bomb, cut, film, gif, photo, svg
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from build.drawing.page import Box
from build.drawing.picture_file import DENSITY, picture_size, read_picture
from build.drawing.raster import PictureFile, TooManyPixelsError

ROOM = Box(0, 0, 2, 1.5)  # 576 x 432 pixels at 4K
ORIENTATION = 0x0112


def opened(file: PictureFile) -> Image.Image:
    picture = Image.open(BytesIO(file.data))
    assert picture.size == (file.width, file.height)
    return picture


@pytest.mark.parametrize(
    ("name", "options", "type_"),
    [
        ("a.png", {}, "image/png"),
        ("a.jpg", {}, "image/jpeg"),
        ("a.webp", {"lossless": True}, "image/png"),
        ("a.webp", {"quality": 90}, "image/jpeg"),
        ("a.gif", {}, "image/png"),
    ],
)
def test_each_format_is_one_that_every_program_shows(
    tmp_path: Path, name: str, options: dict[str, object], type_: str
) -> None:
    path = photo(tmp_path / name, **options)
    file = read_picture(path, memory=tmp_path)
    assert (file.type, file.width, file.height, file.moving) == (type_, 400, 300, b"")
    assert opened(file).format == type_.removeprefix("image/").upper()
    if name in ("a.png", "a.jpg"):
        assert file.data == path.read_bytes()


def test_a_webp_that_one_sees_through_stays_so(tmp_path: Path) -> None:
    Image.new("RGBA", (20, 10), (255, 0, 0, 90)).save(tmp_path / "a.webp")
    shown = opened(read_picture(tmp_path / "a.webp", memory=tmp_path))
    assert shown.mode == "RGBA"
    assert shown.getchannel("A").getextrema() == (90, 90)


def test_a_gif_that_moves_is_kept_whole_beside_its_first_frame(tmp_path: Path) -> None:
    path = gif(tmp_path / "a.gif")
    file = read_picture(path, memory=tmp_path)
    assert file.moving == path.read_bytes()
    assert file.left_out == ()
    assert opened(file).convert("RGB").getpixel((5, 5)) == (0, 0, 0)


def test_what_moves_in_no_program_is_said(tmp_path: Path) -> None:
    shown = [Image.new("RGB", (20, 10), color) for color in ("red", "blue")]
    shown[0].save(tmp_path / "a.webp", save_all=True, append_images=shown[1:], duration=100)
    assert picture_size(tmp_path / "a.webp", memory=tmp_path) == (20, 10, ("the moving of a WEBP",), False, False)


@pytest.mark.parametrize(("name", "format"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "JPEG")])
def test_a_picture_far_larger_than_its_room_is_made_smaller(tmp_path: Path, name: str, format: str) -> None:
    path = photo(tmp_path / name, (1200, 800))
    file = read_picture(path, ROOM, memory=tmp_path)
    shown = opened(file)
    assert (shown.format, shown.size) == (format, (648, 432))  # fills the room both ways
    assert len(file.data) < path.stat().st_size / 2
    assert picture_size(path, memory=tmp_path)[:2] == (1200, 800)
    assert [kept.name.partition("-")[0] for kept in tmp_path.glob("*.json")] == ["picture", "picture"]
    read_picture.__globals__["_read"].cache_clear()
    assert read_picture(path, ROOM, memory=tmp_path) == file  # from the memory


def test_a_small_file_stays_as_it_is(tmp_path: Path) -> None:
    Image.new("1", (2000, 1500)).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png", ROOM, memory=tmp_path).data == (tmp_path / "a.png").read_bytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_large_photo_is_turned_and_made_smaller(tmp_path: Path, orientation: int) -> None:
    picture = Image.effect_noise((1200, 600), 90).convert("RGB")
    picture.paste("red", (0, 0, 600, 600))
    exif = picture.getexif()
    exif[ORIENTATION] = orientation
    picture.save(tmp_path / "a.jpg", exif=exif, quality=100)
    shown = opened(read_picture(tmp_path / "a.jpg", Box(0, 0, 1, 0.75), memory=tmp_path))
    on_its_side = orientation > 4
    assert shown.size == ((288, 576) if on_its_side else (432, 216))
    assert shown.getexif().get(ORIENTATION, 1) == 1
    first = shown.getpixel((shown.width // 4, shown.height // 4))
    last = shown.getpixel((3 * shown.width // 4, 3 * shown.height // 4))
    assert isinstance(first, tuple)
    assert isinstance(last, tuple)
    redness = [red - (green + blue) / 2 for red, green, blue in (first, last)]
    assert (redness[0] > 100) == (orientation in (1, 4, 5, 6))
    assert (redness[1] > 100) == (orientation in (2, 3, 7, 8))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_a_large_picture_of_any_kind_keeps_its_brightness(tmp_path: Path, mode: str) -> None:
    noise = Image.effect_noise((1200, 900), 40)
    if mode == "I;16":
        picture = noise.convert("I").point(lambda value: value * 256).convert("I;16")
    else:
        picture = noise.convert("RGB").convert(mode)
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    picture.save(path)
    shown = opened(read_picture(path, Box(0, 0, 1, 1), memory=tmp_path))
    assert shown.size == (384, 288)
    low, high = shown.convert("L").resize((4, 3)).getextrema()
    assert 110 < low <= high < 145  # type: ignore[operator]


@settings(max_examples=40)
@given(
    st.integers(1, 3000),
    st.integers(1, 400),
    st.booleans(),
    st.floats(0.1, 13),
    st.floats(0.1, 7),
)
@example(20_000, 10, False, 12, 5.6)
@example(1, 1, True, 12, 5.6)
def test_no_picture_is_enlarged_or_out_of_shape(
    tmp_path: Path, long: int, short: int, upright: bool, wide: float, high: float
) -> None:
    size = (short, long) if upright else (long, short)
    path = tmp_path / "a.png"
    Image.new("RGB", size).save(path, compress_level=0)
    file = read_picture(path, Box(0, 0, wide, high), memory=tmp_path)
    assert file.width <= size[0]
    assert file.height <= size[1]
    if (file.width, file.height) != size:
        share = max(math.ceil(wide * DENSITY) / size[0], math.ceil(high * DENSITY) / size[1])
        assert file.width == pytest.approx(size[0] * share, abs=2)
        assert file.height == pytest.approx(size[1] * share, abs=2)


def test_an_svg_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(b"\xef\xbb\xbf\n" + svg())
    file = read_picture(tmp_path / "a.svg", ROOM, memory=tmp_path)
    assert (file.type, file.width, file.height) == ("image/svg+xml", 40, 30)


def test_what_one_sees_through_at_an_edge_is_known(tmp_path: Path) -> None:
    for name, color in (("solid", (0, 0, 0, 255)), ("clear", (0, 0, 0, 0))):
        picture = Image.new("RGBA", (20, 10), (9, 9, 9, 255))
        picture.paste(color, (19, 0, 20, 10))
        picture.save(tmp_path / f"{name}.png")
    (tmp_path / "solid.svg").write_bytes(svg())
    (tmp_path / "clear.svg").write_bytes(svg("<circle r='9'/>"))
    found = {path.name: picture_size(path, memory=tmp_path) for path in tmp_path.iterdir() if path.suffix != ".json"}
    assert {name for name, size in found.items() if size.clear} == {"clear.png", "clear.svg"}
    assert {name for name, size in found.items() if size.drawing} == {"solid.svg", "clear.svg"}


def test_a_film_gives_a_picture_of_its_start(tmp_path: Path) -> None:
    shown = opened(read_picture(film(tmp_path / "a.mp4", (320, 180)), memory=tmp_path))
    assert (shown.format, shown.width / shown.height) == ("JPEG", pytest.approx(16 / 9, rel=0.01))
    assert shown.convert("L").getextrema()[1] > 200  # type: ignore[operator]  # a sign that it plays


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif"])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.9])
def test_a_cut_file_is_a_value_error(tmp_path: Path, name: str, share: float) -> None:
    path = cut(photo(tmp_path / name), share)
    for read in (read_picture, picture_size):
        with pytest.raises(ValueError, match=r"a\."):
            read(path, memory=tmp_path)


def test_a_picture_that_fills_the_memory_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(TooManyPixelsError, match="3,600 million"):
        read_picture(bomb(tmp_path / "a.png"), memory=tmp_path)


@settings(max_examples=200)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF0000WEBP", b"<svg", b"\0\0\0\x18ftyp"]
    ),
)
def test_any_bytes_are_a_picture_or_a_value_error(tmp_path: Path, content: bytes, start: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(start + content)
    try:
        file = read_picture(path, ROOM, memory=tmp_path)
    except ValueError:
        return
    assert min(file.width, file.height) > 0
