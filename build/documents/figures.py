"""A figure of a guide: the same that a slide shows, drawn twice from its facts, wide and narrow, never scaled down.

The drawing's unit is the CSS pixel: letters of 14 are 14 px or more on every screen and 9 pt or more on A4.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from build.drawing.find_picture import PictureError, find_picture, says
from build.drawing.formula import typeset
from build.drawing.mirror import mirrored
from build.drawing.page import Box, Chart, Drawable
from build.drawing.picture_file import read_picture
from build.drawing.text_measure import POINTS, Measure
from build.figures.canvas import Canvas, Drawing
from build.figures.draw import draw
from build.files.build_cache import MEMORY
from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.render.svg.page import drawing_svg
from build.spec.content import Formula, Image
from build.spec.deck import Call, Deck
from build.theme.tokens import Theme
from engine.ledger import Ledger

WIDE = 761 / POINTS  # inches: a card's on a wide screen and on A4
NARROW = 290 / POINTS  # a card's on a phone of 360 px
HEIGHTS = (1.3, 1.7, 2.1, 2.5, 3.0, 3.5, 4.1, 4.8, 5.6, 6.5)  # inches that are tried
TALL = (2.1, 2.5, 3.0, 3.5, 4.1, 4.8, 5.6, 6.5, 7.5, 9.0)
ROOMIER = 2  # steps above the lowest that does
UNFIT = "L207"
FORMULA = 22.0  # px
AIR = 0.03  # inches around a drawing, for half a line's width


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A figure, a formula or a picture; `type` as in an address of data, sizes in px as it was drawn."""

    data: bytes
    type: str
    width: float
    height: float
    alt: str

    @property
    def address(self) -> str:
        """The drawing inside an address, so that a page needs no file beside it."""
        return f"data:{self.type};base64,{base64.b64encode(self.data).decode()}"


@dataclass(frozen=True, kw_only=True)
class Artist:
    """Who draws the figures of one spec. `head` is its path, source and words."""

    theme: Theme
    ledger: Ledger
    course: Course
    head: Deck
    measure: Measure

    def both(self, call: Call) -> tuple[Drawn | None, Drawn | None, list[Diagnostic]]:
        """The wide and the narrow drawing, and what is wrong. None where a figure cannot be drawn so."""
        wide, found = self._first(call, WIDE, HEIGHTS)
        if wide is None:
            return None, None, found
        narrow, unfit = self._first(call, NARROW, TALL)
        told = [replace(one, code="D107", message=f"on a phone, {one.message}", hint="") for one in unfit]
        return wide, narrow, [*found, *told]

    def _first(self, call: Call, width: float, heights: Sequence[float]) -> tuple[Drawn | None, list[Diagnostic]]:
        """The drawing some steps above the lowest height that holds it, so that it has air."""
        found: list[Diagnostic] = []
        for height in heights:
            drawing, found = self._draw(call, Box(0, 0, width, height))
            if drawing.items:
                break
            if not any(one.code == UNFIT for one in found):
                return None, found
        else:
            return None, found
        for taller in sorted([one for one in heights if one > height][:ROOMIER], reverse=True):
            roomy, told = self._draw(call, box := Box(0, 0, width, taller))
            if roomy.items:
                return self._drawn(roomy, box), told
        return self._drawn(drawing, Box(0, 0, width, height)), found

    def _draw(self, call: Call, box: Box) -> tuple[Drawing, list[Diagnostic]]:
        canvas = Canvas(box, self.theme, "figure", self.ledger, self.measure.of_labels, self.head.said)
        drawing, found = draw(call, canvas, self.course, path=self.head.path, source=self.head.source)
        if canvas.measure.reads_from_right:
            drawing = replace(drawing, items=mirrored(drawing.items, box))
        return drawing, found

    def _drawn(self, drawing: Drawing, box: Box) -> Drawn:
        """The drawing without the empty strips above and below it."""
        said, language = self.head.said, self.head.front.language
        items = [_with_marks(item, said.decimal + said.thousands) for item in drawing.items]
        around = Box.around(item.box for item in items)
        seen = Box(box.x, around.y, box.w, around.h).inset(-AIR)
        svg = drawing_svg(items, seen, self.theme, language=language, measure=self.measure)
        return _svg(svg, seen, drawing.alt)

    def formula(self, block: Formula) -> Drawn:
        """A formula that is set apart, told by its LaTeX. Raises FormulaError."""
        memory = self.course.dist / MEMORY
        made = typeset(block.source, size=FORMULA, color="navy", theme=self.theme, memory=memory)
        box = Box(0, 0, made.width, made.height)
        shape = made.in_middle_of(box, name="formula", alt="")
        svg = drawing_svg([shape], box, self.theme, language=self.head.front.language, measure=self.measure)
        return _svg(svg, box, block.source)

    def picture(self, image: Image) -> Drawn:
        """A picture of the course, never larger than it is. Raises PictureError, OSError, ValueError."""
        found = find_picture(Path(self.head.path), image.path, self.course)
        if found.poster:
            raise PictureError(
                f"the film {image.path} moves in no document", "show it on a slide, and lead there: 'See: …'"
            )
        read = read_picture(found.path, Box(0, 0, WIDE, 10), self.course.dist / MEMORY)
        scale = min(1.0, WIDE * POINTS * (image.width or 1.0) / read.width)
        size = {"width": read.width * scale, "height": read.height * scale}
        return Drawn(data=read.data, type=read.type, alt=says(image.alt), **size)


def _svg(svg: str, box: Box, alt: str) -> Drawn:
    return Drawn(data=svg.encode(), type="image/svg+xml", width=box.w * POINTS, height=box.h * POINTS, alt=alt)


def _with_marks(item: Drawable, marks: str) -> Drawable:
    """A chart writes numbers as the guide's language does."""
    return replace(item, marks=marks) if isinstance(item, Chart) else item
