"""What a frame shows, as values: shapes that are told apart by their content. Two frames can be compared undrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np
from manim import Mobject, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from manim.utils.family import extract_mobject_family_members

LINE_WIDTH = 0.01  # units of a stroke of 1
MITRE = 5  # a corner reaches so many line widths out


class Line(NamedTuple):
    """How a stroke is drawn: its width in units, and cairo's joins and caps."""

    width: float
    join: int
    cap: int


class Paint(NamedTuple):
    """A colour, or a gradient between two points; along a line, or all inside where there is none."""

    rgbas: tuple[tuple[float, ...], ...]
    ends: tuple[float, ...]
    line: Line | None


@dataclass(frozen=True, eq=False)
class Shape:
    """One path with its paints. Shapes of the same content are the same object."""

    xy: np.ndarray  # [4 · curves, 2]: start, two handles and end of each
    paints: tuple[Paint, ...]
    digest: bytes

    @property
    def reach(self) -> float:
        """How far its lines go beyond its path."""
        return max((MITRE * paint.line.width for paint in self.paints if paint.line), default=0.0)


Picture = tuple[Shape, ...]  # from the back to the front


class Shapes:
    """Describes mobjects as shapes."""

    def __init__(self) -> None:
        self._last: dict[int, Shape] = {}  # by mobject: most have not changed
        self._known: WeakValueDictionary[bytes, Shape] = WeakValueDictionary()

    def of(self, mobjects: Iterable[Mobject]) -> Picture:
        """What can be seen of mobjects and theirs, in the order in which manim draws them."""
        family = extract_mobject_family_members(mobjects, use_z_index=True, only_those_with_points=True)
        return tuple(shape for mobject in family if (shape := self._shape(mobject)) is not None)

    def _shape(self, mobject: Mobject) -> Shape | None:
        if not isinstance(mobject, VMobject):
            raise ValueError(f"a film draws shapes and text, no {type(mobject).__name__}")
        paints = tuple(_paints(mobject))
        if not paints:
            return None
        xy = mobject.points[:, :2]
        last = self._last.get(id(mobject))
        if last is None or last.paints != paints or not np.array_equal(last.xy, xy):
            digest = hashlib.blake2b(xy.tobytes() + repr(paints).encode(), digest_size=16).digest()
            last = self._known.get(digest)
            if last is None:
                self._known[digest] = last = Shape(xy.copy(), paints, digest)
            self._last[id(mobject)] = last
        return last


def _paints(mobject: VMobject) -> Iterable[Paint]:
    """The paints that leave a trace: the line behind, the inside, the line."""
    for rgbas, width in (
        (mobject.get_stroke_rgbas(background=True), mobject.get_stroke_width(background=True)),
        (mobject.get_fill_rgbas(), None),
        (mobject.get_stroke_rgbas(), mobject.get_stroke_width()),
    ):
        if width == 0 or not rgbas[:, 3].any():
            continue
        ends: tuple[float, ...] = ()
        if len(rgbas) > 1:
            ends = tuple(float(n) for end in mobject.get_gradient_start_and_end_points() for n in end[:2])
        line = None if width is None else _line(mobject, width)
        yield Paint(tuple(map(tuple, rgbas.tolist())), ends, line)


def _line(mobject: VMobject, width: Any) -> Line:
    return Line(
        float(width) * LINE_WIDTH, int(LINE_JOIN_MAP[mobject.joint_type]), int(CAP_STYLE_MAP[mobject.cap_style])
    )
