"""A section's movie: held pictures come seldom, parts that change are brought in, sections joined for every player."""

from __future__ import annotations

from pathlib import Path

import av
import cairo
import numpy as np

from animations.encoder import SectionEncoder, join
from animations.quality import Quality

SMALL = Quality(640, 384, 30)
WHOLE = cairo.RectangleInt(0, 0, 640, 384)


def noise(seed: int) -> np.ndarray:
    """Smooth colours, [384, 640, RGBA]."""
    coarse = np.random.default_rng(seed).integers(0, 255, (24, 40, 4), dtype=np.uint8)
    return np.ascontiguousarray(coarse.repeat(16, axis=0).repeat(16, axis=1))


def read(path: Path) -> list[tuple[float, np.ndarray]]:
    with av.open(str(path)) as clip:
        return [(frame.time, frame.to_ndarray()) for frame in clip.decode(video=0)]


def test_a_part_that_changes_gives_the_frame_of_the_whole_picture(tmp_path: Path) -> None:
    pixels, part = noise(1), cairo.RectangleInt(101, 53, 77, 91)
    other = pixels.copy()
    other[53 : 53 + 91, 101 : 101 + 77] = noise(2)[53 : 53 + 91, 101 : 101 + 77]
    for name, changed in (("part", part), ("whole", WHOLE)):
        with SectionEncoder(tmp_path / f"{name}.mp4", SMALL) as encoder:
            encoder.write(pixels, [WHOLE], 1)
            encoder.write(other, [changed], 1)
    (_, (_, seen)), (_, (_, wanted)) = read(tmp_path / "part.mp4"), read(tmp_path / "whole.mp4")
    assert np.abs(seen.astype(int) - wanted).max() <= 2


def test_a_picture_that_is_held_comes_again_every_half_second_and_takes_hardly_a_byte(tmp_path: Path) -> None:
    with SectionEncoder(tmp_path / "held.mp4", SMALL) as encoder:
        encoder.write(noise(1), [WHOLE], 40)
        encoder.write(noise(2), [WHOLE], 20)
    first, second, third, other, again = read(tmp_path / "held.mp4")
    assert [round(time * 30) for time, _ in (first, second, third, other, again)] == [0, 15, 30, 40, 55]
    assert max(np.abs(first[1].astype(int) - held).max() for _, held in (second, third)) <= 8
    with av.open(str(tmp_path / "held.mp4")) as clip:
        stream = clip.streams.video[0]
        assert stream.duration * stream.time_base == 2
        sizes = [packet.size for packet in clip.demux(stream) if packet.size]
    assert max(sizes[1], sizes[2], sizes[4]) < sizes[0] / 20


def test_sections_are_joined_frame_by_frame_and_to_the_same_bytes(tmp_path: Path) -> None:
    sections = []
    for number, held in enumerate((30, 1, 14)):
        sections.append(tmp_path / f"{number}.mp4")
        with SectionEncoder(sections[-1], SMALL) as encoder:
            encoder.write(noise(number), [WHOLE], held)
            encoder.write(noise(number + 10), [WHOLE], 15)
    for name in ("film.mp4", "again.mp4"):
        join(sections, tmp_path / name)
    assert (tmp_path / "film.mp4").read_bytes() == (tmp_path / "again.mp4").read_bytes()
    joined = read(tmp_path / "film.mp4")
    assert [round(time * 30) for time, _ in joined] == [0, 15, 30, 45, 46, 61, 75]
    parts = [frame for path in sections for _, frame in read(path)]
    assert all(np.array_equal(frame, part) for (_, frame), part in zip(joined, parts, strict=True))
