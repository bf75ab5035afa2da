"""Frames that are held are converted once, and the clip is the same to the byte."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from manim._config.video_encoder import VideoEncoderSpec
from manim.scene.video_segment_encoder import VideoSegmentEncoder

from animations.encoder import HoldingEncoder


def test_a_held_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    spec = VideoEncoderSpec("mp4", "libx264", "yuv420p", 640, 384, Fraction(30), (("preset", "veryfast"),))
    ramp = np.linspace(0, 255, 640, dtype=np.uint8)
    frame = np.ascontiguousarray(np.stack([np.tile(ramp, (384, 1))] * 3 + [np.full((384, 640), 255, np.uint8)], axis=2))
    clips = []
    for encoder in (VideoSegmentEncoder, HoldingEncoder):
        writer = encoder(target=tmp_path / f"{encoder.__name__}.mp4", spec=spec)
        writer.write_frame(frame, repeat=20)
        writer.write_frame(np.ascontiguousarray(frame[:, ::-1]), repeat=3)
        writer.finish()
        clips.append(writer.target.read_bytes())
    assert clips[0] == clips[1]
