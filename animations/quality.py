"""The sizes and rates that a film can be made in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.did_you_mean import unknown

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
    "4k": Quality(3840, 2160, 30),
    "8k": Quality(7680, 4320, 30),
}


def read_quality(name: str) -> Quality:
    """A quality by its name, with frames a second after it where they are others: `1080p60`. Raises ValueError."""
    match = re.fullmatch(r"(\d+[pk])([1-9]\d{0,2})?", name, re.ASCII)
    if match is None or match[1] not in QUALITIES:
        raise unknown("quality", name, QUALITIES)
    size = QUALITIES[match[1]]
    return replace(size, rate=int(match[2])) if match[2] else size
