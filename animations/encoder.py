"""Writing a film's frames. A picture that is held is converted once, not once a frame; the bytes are the same."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from manim.scene.scene_file_writer import SceneFileWriter
from manim.scene.video_segment_encoder import VideoSegmentEncoder


class HoldingEncoder(VideoSegmentEncoder):  # type: ignore[misc]
    """Repeats the converted frame."""

    def write_frame(self, pixels: np.ndarray, *, repeat: int = 1) -> None:
        self._validate_frame(pixels, repeat)
        frame = av.VideoFrame.from_ndarray(pixels, format="rgba").reformat(format=self.spec.pixel_format)
        frame.time_base = Fraction(1, 1) / self.spec.frame_rate
        for _ in range(repeat):
            frame.pts = self._next_pts
            self._next_pts += 1
            self._container.mux(self._stream.encode(frame))


class HoldingWriter(SceneFileWriter):  # type: ignore[misc]
    """manim's file writer with that encoder."""

    def _create_segment_encoder(self, target: Path) -> VideoSegmentEncoder:
        if self.video_encoder is None:
            return super()._create_segment_encoder(target)
        return HoldingEncoder(target=target, spec=self.video_encoder)
