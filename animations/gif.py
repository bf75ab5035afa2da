"""A film as a GIF for pages that show no video: small, its flat colours exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from animations.canvas import Canvas
from animations.picture import Picture
from animations.quality import QUALITIES

SIZE = QUALITIES["480p"]
TICK = Fraction(1, 100)  # of a second: what a GIF counts in
COLORS, EXACT = 256, 64  # of the palette, and those of them that are as drawn
SAMPLES = 12  # pictures that the palette is made of


def write_gif(path: Path, played: Sequence[tuple[Picture, int]], rate: int) -> None:
    """Write pictures, each held for a number of frames at a rate, as a GIF that goes round."""
    canvas = Canvas(SIZE.width, SIZE.height)
    colors = Colors(_samples(played))
    indices = np.zeros((SIZE.height, SIZE.width), np.uint8)
    with av.open(str(path), mode="w") as gif:
        stream = gif.add_stream("gif", rate=1 / TICK)
        stream.width, stream.height, stream.pix_fmt = SIZE.width, SIZE.height, "pal8"
        for picture, start, end in _ticks(played, rate):
            for box in canvas.show(picture):
                part = (slice(box.y, box.y + box.height), slice(box.x, box.x + box.width))
                indices[part] = colors.nearest(canvas.pixels[part])
            image: Any = (indices, colors.table)
            frame = VideoFrame.from_ndarray(image, format="pal8")
            frame.pts, frame.time_base = start, TICK
            for packet in stream.encode(frame):
                packet.duration = end - start
                gif.mux(packet)
        for packet in stream.encode(None):
            gif.mux(packet)


def _ticks(played: Iterable[tuple[Picture, int]], rate: int) -> Iterator[tuple[Picture, int, int]]:
    """The pictures that stand when a frame of the GIF begins, each with its first tick and the first after it."""
    at = 0
    for picture, frames in played:
        first, last = (-(-number * SIZE.rate // rate) for number in (at, at + frames))
        at += frames
        if first < last:
            yield picture, round(first / SIZE.rate / TICK), round(last / SIZE.rate / TICK)


def _samples(played: Sequence[tuple[Picture, int]]) -> np.ndarray:
    """The pictures that are held the longest, [pictures · height, width, RGB]."""
    canvas = Canvas(SIZE.width, SIZE.height)
    longest = sorted(played, key=lambda held: -held[1])[:SAMPLES]
    drawn = []
    for picture, _ in longest:
        canvas.show(picture)
        drawn.append(canvas.pixels[:, :, :3].copy())
    return np.concatenate(drawn)


class Colors:
    """A palette. `table` is [256, ARGB], as FFmpeg has it."""

    def __init__(self, samples: np.ndarray) -> None:
        codes, counts = np.unique(_codes(samples), return_counts=True)
        exact = codes[np.argsort(-counts, kind="stable")[:EXACT]]
        most = np.stack([exact >> 16, exact >> 8 & 255, exact & 255], axis=1)
        others = Image.fromarray(samples).quantize(COLORS - EXACT).getpalette() or []
        rgb = np.concatenate([most, np.array(others, int).reshape(-1, 3)])[:COLORS]
        self._rgb = np.concatenate([rgb, np.repeat(rgb[:1], COLORS - len(rgb), axis=0)])
        self._known = np.full(1 << 24, -1, np.int16)  # by colour
        self.table = np.concatenate([np.full((COLORS, 1), 255), self._rgb], axis=1).astype(np.uint8)

    def nearest(self, pixels: np.ndarray) -> np.ndarray:
        """The palette's nearest colours to some pixels, [height, width, RGBA], by their numbers."""
        codes = _codes(pixels)
        missing = np.unique(codes[self._known[codes] < 0])
        for some in np.array_split(missing, len(missing) // 4096 + 1):
            rgb = np.stack([some >> 16, some >> 8 & 255, some & 255], axis=1)
            apart = ((rgb[:, None] - self._rgb[None]) ** 2).sum(axis=2)
            self._known[some] = apart.argmin(axis=1)
        nearest: np.ndarray = self._known[codes]
        return nearest


def _codes(pixels: np.ndarray) -> np.ndarray:
    """One number a pixel."""
    red, green, blue = (pixels[..., channel].astype(int) for channel in range(3))
    codes: np.ndarray = red << 16 | green << 8 | blue
    return codes
