"""The sizes that a film can be made in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 40 / 3, 7.5  # inches of a frame, which is a page of the deck


@dataclass(frozen=True)
class Quality:
    """Pixels and frames a second."""

    width: int
    height: int
    rate: int


QUALITIES: Mapping[str, Quality] = {
    "480p": Quality(854, 480, 15),
    "720p": Quality(1280, 720, 30),
    "1080p": Quality(1920, 1080, 30),
    "2160p": Quality(3840, 2160, 30),
}
