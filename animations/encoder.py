"""Writing sections of a film, and joining them. A picture that is held is a frame that lasts longer.

It comes again every half second, as a frame in which nothing has changed: players that meet a frame only every few
seconds seek past it (mpv), skip it, or end before it has been seen (VLC).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import cairo
import numpy as np
from av.video.frame import VideoFrame

from animations.quality import Quality

# No frame looks ahead, so sections can be joined packet by packet; one thread: films are made side by side. Bits go to
# frames almost evenly (qcomp), else those in which nothing changes take as many as those that move.
OPTIONS = {"preset": "superfast", "crf": "16", "x264-params": "qcomp=0.9", "bf": "0", "threads": "1"}
AROUND = 8  # pixels about a part: colour is taken from neighbours, too
REPEATS = 2  # a second, of a picture that is held
PLANES = (1, 2, 2)  # pixels of the picture to one of Y, U and V, each way


class SectionEncoder:
    """Writes one section to a file, from pixels that change in parts."""

    def __init__(self, path: Path, quality: Quality) -> None:
        self._container = av.open(str(path), mode="w")
        self._stream = self._container.add_stream("libx264", rate=quality.rate, options=OPTIONS)
        self._stream.pix_fmt = "yuv420p"
        self._stream.width, self._stream.height = quality.width, quality.height
        self._frame = VideoFrame(quality.width, quality.height, "yuv420p")
        self._tick = self._frame.time_base = Fraction(1, quality.rate)
        self._planes = _planes(self._frame)
        self._longest = max(quality.rate // REPEATS, 1)
        self._at = 0
        self._lasting: deque[int] = deque()

    def __enter__(self) -> SectionEncoder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write(None)
        self._container.close()

    def write(self, pixels: np.ndarray, changed: Iterable[cairo.RectangleInt], frames: int) -> None:
        """Show some pixels, [height, width, RGBA], for a number of frames. Only the parts `changed` are looked at."""
        for box in changed:
            self._convert(pixels, box)
        for begun in range(0, frames, self._longest):
            lasts = min(self._longest, frames - begun)
            self._frame.pts = self._at
            self._at += lasts
            self._lasting.append(lasts)
            self._write(self._frame)

    def _write(self, frame: VideoFrame | None) -> None:
        for packet in self._stream.encode(frame):
            packet.duration = int(self._lasting.popleft() * self._tick / packet.time_base)
            self._container.mux(packet)

    def _convert(self, pixels: np.ndarray, box: cairo.RectangleInt) -> None:
        """Bring a part of the pixels into the frame's planes."""
        spans = []
        for start, length, size in ((box.y, box.height, pixels.shape[0]), (box.x, box.width, pixels.shape[1])):
            first, last = max(start - 2, 0) & ~1, min(start + length + 3 & ~1, size)
            spans.append((first, last, max(first - AROUND, 0), min(last + AROUND, size)))
        (top, bottom, above, below), (left, right, before, after) = spans
        part = np.ascontiguousarray(pixels[above:below, before:after])
        converted = VideoFrame.from_ndarray(part, format="rgba").reformat(format="yuv420p")
        for plane, source, step in zip(self._planes, _planes(converted), PLANES, strict=True):
            inner = source[
                (top - above) // step : (bottom - above) // step, (left - before) // step : (right - before) // step
            ]
            plane[top // step : bottom // step, left // step : right // step] = inner


def _planes(frame: VideoFrame) -> list[np.ndarray]:
    """The memory of a frame's Y, U and V."""
    return [np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size) for plane in frame.planes]


def join(sections: Sequence[Path], movie: Path) -> None:
    """One film of sections, their packets as they are. Its index comes first, so that it plays while it is loaded."""
    with av.open(str(movie), mode="w", options={"movflags": "+faststart"}) as film:
        stream = None
        start = 0
        for path in sections:
            with av.open(str(path)) as section:
                source = section.streams.video[0]
                stream = stream or film.add_stream_from_template(source)
                for packet in section.demux(source):
                    if packet.dts is not None:
                        packet.pts, packet.dts = packet.pts + start, packet.dts + start
                        packet.stream = stream
                        film.mux(packet)
                start += source.duration
