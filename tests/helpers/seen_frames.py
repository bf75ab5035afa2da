"""What stands on a frame of a film: every shape and line of text, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import manim
import numpy as np

from animations.quality import HEIGHT, WIDTH
from animations.scene import FilmScene
from animations.style import FrameText

SEAM = 0.005  # inches


@dataclass(frozen=True)
class Seen:
    """Something on the frame, in inches from its top left corner; `order` says what is drawn later."""

    words: str
    order: int
    left: float
    top: float
    right: float
    bottom: float
    solid: bool

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: Seen, air: float = -SEAM) -> bool:
        """Whether the two lie on each other, or beside each other with less air than that."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > -air
            and min(self.bottom, other.bottom) - max(self.top, other.top) > SEAM
        )

    def holds(self, other: Seen) -> bool:
        return (
            self.left < other.left + SEAM and other.right < self.right + SEAM
            and self.top < other.top + SEAM and other.bottom < self.bottom + SEAM
        )  # fmt: skip


def seen(film: FilmScene) -> Iterator[Seen]:
    """All that has been drawn and can be seen."""
    for order, part in enumerate(film.get_mobject_family_members()):
        if not isinstance(part, manim.VMobject) or not part.has_points():
            continue
        fill, line = part.get_fill_opacity(), part.get_stroke_opacity() if part.get_stroke_width() else 0
        if fill > 0 or line > 0:
            anchors = np.vstack([each.points[place::4] for each in part.get_family() for place in (0, 3)])
            (left, low, _), (right, high, _) = anchors.min(axis=0), anchors.max(axis=0)
            place = (left + WIDTH / 2, HEIGHT / 2 - high, right + WIDTH / 2, HEIGHT / 2 - low)
            words = part.string if isinstance(part, FrameText) else ""
            yield Seen(words, order, *map(float, place), solid=fill > 0.9)
