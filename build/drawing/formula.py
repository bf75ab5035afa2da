"""LaTeX as curves: a formula that is drawn as sharply as an icon, is recoloured with the theme, and needs no font.

`\\textcolor{token}{…}` takes a colour token of the theme. Sizes are in points, places in inches.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import groupby
from pathlib import Path as File
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from build.drawing.curves import commands, extent
from build.drawing.mathml import FormulaError, read_latex, reason, require_modest, usual
from build.drawing.page import Box, Equation, Freeform, Path
from build.drawing.text_measure import POINTS
from build.files.build_cache import MEMORY, digest, remembered
from build.files.course import product
from engine.quoted import quoted

if TYPE_CHECKING:
    from build.theme.tokens import Theme

EM = 24.0  # points that formulas are typeset in
OVERLAP = 0.1 * EM  # at most, of the hook of a root and its rule
EDGE = 0.02  # of an em around the ink, so that no curve touches the edge of its box

_LIBRARIES = ("latex2mathml", "ziafont", "ziamath")  # what a formula comes out as is theirs
_SIGNED = re.compile(  # a sign behind a relation or an opening bracket; words are left as they are
    r"(?P<words>\\(?:text\w*|mbox|mathrm|operatorname)\{[^{}]*\})"
    r"|(?P<before>(?:[=<>(,]|(?<!\\)\[|\\(?:approx|leq?|geq?|neq?|equiv|sim|to|rightarrow|Rightarrow)(?![A-Za-z]))\s*)(?P<sign>[-+])"
)
_COLORED = re.compile(r"\\textcolor\{(\w+)\}")


@dataclass(frozen=True)
class Formula:
    """Typeset curves with colour tokens, `size` points high; `view` is the extent of their ink at `EM` points."""

    paths: tuple[Path, ...]
    view: tuple[float, float, float, float]
    size: float
    latex: str = ""
    color: str = ""

    @property
    def width(self) -> float:
        """Inches."""
        return self.view[2] * self.size / EM / POINTS

    @property
    def height(self) -> float:
        """Inches."""
        return self.view[3] * self.size / EM / POINTS

    def at(self, size: float) -> Formula:
        """The same in another size: nothing but its scale changes."""
        return replace(self, size=size)

    def in_middle_of(self, box: Box, *, name: str, alt: str, editable: bool = False) -> Freeform:
        """The formula at its own size in the middle of a box, told in words by `alt`.

        `editable`: where programs set formulas, the box is the equation's.
        """
        x, y = box.x + (box.w - self.width) / 2, box.y + (box.h - self.height) / 2
        place = Box(x, y, self.width, self.height)
        equation = Equation(self.latex, self.size, self.color) if editable else None
        room = box if editable else None
        return Freeform(name=name, alt=alt, box=place, view=self.view, paths=self.paths, equation=equation, room=room)


def typeset(latex: str, *, size: float, color: str, theme: Theme, memory: File | None = None) -> Formula:
    """A formula in `size` points, in one colour token where it names no other. Raises FormulaError.

    Its curves are kept in the folder `memory`, else in the product's.
    """
    require_modest(latex)
    memory = memory or product().dist / MEMORY
    tokens = [color, *dict.fromkeys(_COLORED.findall(latex))]
    for token in tokens:
        if token not in theme.colors:
            raise FormulaError(f"unknown colour {quoted(token)} in {quoted(latex)}")
    # Each token stands for itself as a colour that nothing else has: the theme decides what it looks like.
    stand_ins = {token: f"#{i:06X}" for i, token in enumerate(tokens, start=1)}
    colored = _COLORED.sub(lambda match: rf"\textcolor{{{stand_ins[match[1]]}}}", latex)
    names = {stand_in: token for token, stand_in in stand_ins.items()}
    pieces = _pieces(colored, stand_ins[color], memory)
    if other := next((fill for _, fill in pieces if fill not in names), None):
        raise FormulaError(f"unknown colour {quoted(other)} in {quoted(latex)}")
    paths = tuple(
        Path(" ".join(data for data, _ in group), fill=names[fill])
        for fill, group in groupby(pieces, key=lambda piece: piece[1])
    )
    ink = extent(" ".join(data for data, _ in pieces)).inset(-EM * EDGE)
    return Formula(paths, (ink.x, ink.y, ink.w, ink.h), size, latex, color)


def _pieces(latex: str, color: str, memory: File) -> tuple[tuple[str, str], ...]:
    """Path data and fill of every glyph and rule; remembered, for the library takes its time to start."""
    key = digest(File(__file__).read_bytes(), *map(version, _LIBRARIES), usual(latex), color)
    file = memory / f"formula-{key[:16]}.json"
    return tuple((data, fill) for data, fill in remembered(file, key, lambda: list(_drawn(latex, color))))


def _drawn(latex: str, color: str) -> Iterator[tuple[str, str]]:
    read_latex(latex)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # how the library finds its font is old
        from ziamath.config import config
        from ziamath.zmath import Latex

    try:
        config.svg2 = False  # glyphs in their places, not as uses of symbols
        root = Latex(_with_signs(usual(latex)), size=EM, color=color).svgxml()
    except Exception as error:  # the library raises whatever it trips over
        raise FormulaError(f"cannot read the formula {quoted(latex)}: {reason(error)}") from error
    drawn = [element for element in root.iter() if element.tag.rpartition("}")[2] in ("path", "rect")]
    _join_roots(drawn)
    found = [(_outline(element), _fill(element, color)) for element in drawn]
    if not found:
        raise FormulaError(f"the formula {quoted(latex)} draws nothing")
    yield from found


def _with_signs(latex: str) -> str:
    """The formula with braces around each sign of a number or name, which the library takes for a difference."""
    return _SIGNED.sub(lambda found: found[0] if found["words"] else f"{found['before']}{{{found['sign']}}}", latex)


def _join_roots(drawn: Sequence[ElementTree.Element]) -> None:
    """Each rule over a root begins where its hook ends: what two shapes of a path both cover is drawn as a gap."""
    hooks = [extent(_outline(element)) for element in drawn if element.tag.endswith("path")]
    for rule in drawn:
        if rule.tag.endswith("path"):
            continue
        x, y, w, h = (float(rule.get(name, "0")) for name in ("x", "y", "width", "height"))
        beside = (hook.right for hook in hooks if abs(hook.y - y) < h and hook.h > 3 * h)
        end = min((right for right in beside if abs(right - x) < OVERLAP), key=lambda right: abs(right - x), default=x)
        rule.set("x", f"{end}")
        rule.set("width", f"{w + x - end}")


def _fill(element: ElementTree.Element, color: str) -> str:
    """What a part is filled with: stretched braces say nothing, and rules that they are black."""
    given = element.get("fill") or color
    return color if given in ("black", "none") else given


def _outline(element: ElementTree.Element) -> str:
    """What a part fills: a glyph, a rule, or the stroke of a frame or of a line through something."""
    thick = float(element.get("stroke-width", "0"))
    if element.tag.endswith("path"):
        data = element.get("d", "")
        return _stroke(data, thick) if thick else _cubic(data)
    x, y, w, h = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
    if not thick:
        return _rectangle(x, y, w, h)
    sides = ((x, y, w, thick), (x, y + h - thick, w, thick), (x, y, thick, h), (x + w - thick, y, thick, h))
    return " ".join(_rectangle(*side) for side in sides)


def _rectangle(x: float, y: float, w: float, h: float) -> str:
    return _polygon(((x, y), (x + w, y), (x + w, y + h), (x, y + h)))


def _stroke(data: str, thick: float) -> str:
    """A straight line of some thickness as a shape."""
    (x1, y1), (x2, y2) = ((numbers[-2], numbers[-1]) for _, numbers in commands(data, "ML"))
    half = thick / 2 / (math.dist((x1, y1), (x2, y2)) or 1.0)
    dx, dy = (y2 - y1) * half, (x1 - x2) * half
    return _polygon(((x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)))


def _polygon(points: Sequence[tuple[float, float]]) -> str:
    return "M " + " L ".join(f"{x:.3f} {y:.3f}" for x, y in points) + " Z"


def _cubic(data: str) -> str:
    """The same path with cubic curves for quadratic ones: the only ones that a page has."""
    parts: list[str] = []
    x = y = 0.0
    for command, numbers in commands(data, "MLQCZ"):
        if command == "Q":
            cx, cy, ex, ey = numbers
            numbers = (
                x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, ex + (cx - ex) * 2 / 3, ey + (cy - ey) * 2 / 3, ex, ey
            )  # fmt: skip
            command = "C"
        if numbers:
            x, y = numbers[-2:]
        parts.append(" ".join([command, *(f"{number:.3f}" for number in numbers)]))
    return " ".join(parts)
