"""An MP4 of somebody's: how large it is shown, and a picture of its start."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST = 64 * 2**20  # bytes of what a film says of itself
_ONE = 0x10000  # in numbers with sixteen bits behind the point
_GROUND, _SIGN = "#26303C", "#E8EDF3"  # of the picture where no frame can be read
_STILL = 1280  # pixels of its longer side


class FilmSize(NamedTuple):
    """Pixels as they are shown, and by how many degrees clockwise the frames are turned for that."""

    width: int
    height: int
    turned: int


def film_size(path: Path) -> FilmSize:
    """What the first track with pictures says of itself. Raises OSError, and ValueError for what is no MP4."""
    with path.open("rb") as file:
        return size_in(file, path.stat().st_size, str(path))


def size_in(file: IO[bytes], long: int, name: str) -> FilmSize:
    """The same of a film of so many bytes. Raises ValueError, where it is no MP4."""
    boxes = {kind: (at, size) for kind, at, size in _boxes(file, 0, long)}
    if "moov" not in boxes or "ftyp" not in boxes or boxes["moov"][1] > _MOST:
        raise ValueError(f"{name} is no whole MP4")
    at, size = boxes["moov"]
    for kind, start, length in _boxes(file, at, at + size):
        if kind != "trak":
            continue
        for part, begin, rest in _boxes(file, start, start + length):
            if part == "tkhd" and rest >= 84:
                file.seek(begin)
                if found := _track(file.read(rest)):
                    return found
    raise ValueError(f"{name} has no pictures")


def _boxes(file: IO[bytes], at: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The boxes of a part of a file: kind, where the content begins, and its length (ISO/IEC 14496-12, 4.2)."""
    while at + 8 <= end:
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            long = file.read(8)
            size, head = (struct.unpack(">Q", long)[0], 16) if len(long) == 8 else (0, 16)
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise ValueError("the film ends too early")
        yield kind.decode("latin-1"), at + head, size - head
        at += size


def _track(head: bytes) -> FilmSize | None:
    *matrix, width, height = struct.unpack(">9i2I", head[-44:])
    width, height = width // _ONE, height // _ONE
    if not width or not height:
        return None
    turned = {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}.get((matrix[0] // _ONE, matrix[1] // _ONE), 0)
    return FilmSize(height, width, turned) if turned in (90, 270) else FilmSize(width, height, turned)


def first_frame(path: Path) -> Image:
    """The first frame where PyAV is installed, as it is with what makes films; else a drawing of the same shape.

    Raises OSError and ValueError.
    """
    size = film_size(path)
    try:
        import av
    except ImportError:
        return _drawn(size)
    try:
        with av.open(str(path)) as film:
            frame: Image = next(film.decode(video=0)).to_image()
    except (av.FFmpegError, StopIteration, IndexError):
        return _drawn(size)
    frame = frame.rotate(-size.turned, expand=True) if size.turned else frame
    return frame.resize((size.width, size.height)) if frame.size != (size.width, size.height) else frame


def _drawn(size: FilmSize) -> Image:
    """A sign that something plays here."""
    from PIL import Image, ImageDraw

    share = _STILL / max(size.width, size.height)
    width, height = max(1, round(size.width * share)), max(1, round(size.height * share))
    picture = Image.new("RGB", (width, height), _GROUND)
    x, y, r = width / 2, height / 2, min(width, height) / 8
    ImageDraw.Draw(picture).polygon([(x - 0.8 * r, y - r), (x + r, y), (x - 0.8 * r, y + r)], fill=_SIGN)
    return picture
