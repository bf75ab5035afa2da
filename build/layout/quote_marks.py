"""The sign that opens a quotation, as a language writes it, drawn large: “, „ and ”, « or 「."""

from __future__ import annotations

from build.drawing.curves import commands
from build.drawing.page import Box, Freeform, Path
from build.spec.said import Said

VIEW = (0.0, 0.0, 1060.0, 900.0)

_SIXES = (
    "M 0 662 C 0 330 190 90 450 0 L 476 155 C 330 215 225 310 205 426 C 215 424 226 424 238 424 "
    "C 370 424 476 530 476 662 C 476 794 370 900 238 900 C 106 900 0 794 0 662 Z",
    "M 584 662 C 584 330 774 90 1034 0 L 1060 155 C 914 215 809 310 789 426 C 799 424 810 424 822 424 "
    "C 954 424 1060 530 1060 662 C 1060 794 954 900 822 900 C 690 900 584 794 584 662 Z",
)  # fmt: skip
_ANGLES = (
    "M 0 480 L 330 60 L 476 60 L 190 480 L 476 900 L 330 900 Z",
    "M 530 480 L 860 60 L 1006 60 L 720 480 L 1006 900 L 860 900 Z",
)
_CORNER = ("M 0 0 L 620 0 L 620 130 L 150 130 L 150 900 L 0 900 Z",)


def opening_mark(name: str, box: Box, said: Said, *, backwards: bool) -> Freeform:
    """The sign, gold; `backwards` where words run from right to left on a page that is not turned as a whole."""
    sign = said.quotes.split("|")[0].strip()
    strokes = {"«": _ANGLES, "「": _CORNER}.get(sign, _SIXES)
    nines, points = sign in ("„", "”"), sign == "«"
    if nines or (points and backwards):
        strokes = tuple(_turned(stroke, down=nines) for stroke in strokes)
    paths = tuple(Path(stroke, fill="gold") for stroke in strokes)
    return Freeform(name=name, decorative=True, box=box, view=VIEW, paths=paths, turns=points)


def _turned(data: str, *, down: bool = False) -> str:
    """A stroke with its left at the right, and its top `down`."""
    said = []
    for command, numbers in commands(data):
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        said += [command, *(f"{VIEW[2] - x:g} {VIEW[3] - y if down else y:g}" for x, y in pairs)]
    return " ".join(said)
