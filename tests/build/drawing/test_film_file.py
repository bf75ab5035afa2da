"""Films of somebody's: their shape, and the picture that stands for them."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from drawn_pictures import box, cut, film

from build.drawing.film_file import film_size, first_frame


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_film_is_as_large_as_it_is_shown(tmp_path: Path, turned: int) -> None:
    path = film(tmp_path / "a.mp4", (640, 360), turned)
    assert film_size(path) == ((360, 640) if turned % 180 else (640, 360)) + (turned,)


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\0\x18ftypmp42", box(b"ftyp", b"isom"), box(b"moov", b""), b"\0\0\0\0ftyp"]
)
def test_what_is_no_whole_film_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"MP4|early|no pictures"):
        film_size(path)
    with pytest.raises(ValueError, match="early"):
        film_size(cut(film(tmp_path / "b.mp4"), 0.7))


def test_a_film_of_sounds_has_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no pictures"):
        film_size(film(tmp_path / "a.mp4", (0, 0)))


@pytest.mark.parametrize("size", [(64, 36), (36, 64), (100, 300)])
def test_without_a_frame_a_sign_is_drawn_in_the_films_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    real = builtins.__import__

    def without_av(name: str, *rest: Any, **named: Any) -> Any:
        if name == "av":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without_av)
    shown = first_frame(film(tmp_path / "a.mp4", size))
    assert shown.width / shown.height == pytest.approx(size[0] / size[1], rel=0.02)
    low, high = shown.convert("L").getextrema()
    assert low < 60  # type: ignore[operator]
    assert high > 200  # type: ignore[operator]


@pytest.mark.parametrize("turned", [0, 90])
def test_its_first_frame_stands_for_it_turned_as_it_is_shown(tmp_path: Path, turned: int) -> None:
    av = pytest.importorskip("av", reason="PyAV, which comes with what makes films")
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as made:
        stream = made.add_stream("mpeg4", rate=10)
        stream.width, stream.height = 64, 32
        for color in ("red", "blue"):
            from PIL import Image

            made.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (64, 32), color))))
        made.mux(stream.encode(None))
    if turned:
        whole = path.read_bytes()
        straight = b"\0\1\0\0" + bytes(12) + b"\0\1\0\0" + bytes(12) + b"\x40\0\0\0"
        at = whole.index(straight, whole.index(b"tkhd"))
        across = bytes(4) + b"\0\1\0\0" + bytes(4) + b"\xff\xff\0\0" + bytes(16) + b"\x40\0\0\0"
        path.write_bytes(whole[:at] + across + whole[at + 36 :])
    shown = first_frame(path)
    assert shown.size == ((32, 64) if turned else (64, 32))
    red, green, blue = shown.convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert red > 180
    assert max(green, blue) < 80
