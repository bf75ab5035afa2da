"""Where things stand on every slide, in inches: the master, the layouts and the pages all read these boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from build.drawing.page import PAGE, Box
from build.theme.tokens import Theme

EYEBROW = Box(0.5, 0.32, 8.0, 0.26)
BODY = Box(0.5, 1.41, 12.333, 4.32)  # what a slide is about, between its title and the Beginner's Corner
BODY_TALL = Box(0.5, 1.41, 12.333, 5.63)  # the same where nothing stands in the strip
INDENT = 0.19  # of a list's words, behind their bullet
SUPPORT = Box(0.5, 5.9, 8.02, 1.14)  # the strip below: Beginner's Corner, the hands-on anchor or a time line
STRIP = Box(0.5, 5.9, 12.333, 1.14)  # both in one, for the one thing that stands there
WISDOM = Box(8.72, 5.9, 4.113, 1.14)  # the Wise Owl beside it
NARROW = 3.4  # inches that the owl's card has at the least
TITLE_WISDOM = Box(8.30, 5.86, 4.533, 1.24)  # the same on a title slide, which has no strip
LOGO = Box(0.5, 7.12, 1.3, 0.24)  # before the course line
TITLE_LOGO = Box(4.35, 0.675, 2.4, 0.52)  # on a title slide, up to where the left column ends
PROGRESS = Box(0.0, 7.44, PAGE.w, 0.06)

_FOOTER = Box(0.5, 7.14, 9.0, 0.20)
_NUMBER = Box(11.333, 7.14, 1.5, 0.20)

# Role of a placeholder -> its box. Whoever draws looks it up, so that one place moves both a layout and its pages.
TITLE_SLIDE: Mapping[str, Box] = {
    "title": Box(0.75, 1.30, 6.2, 2.70),
    "body": Box(0.75, 4.40, 5.6, 0.95),
    "footer": _FOOTER,
    "number": _NUMBER,
}
STANDARD: Mapping[str, Box] = {
    "title": Box(0.48, 0.58, 10.3, 0.66),
    "body": Box(BODY.x, BODY.y, 3.65, BODY.h),
    "body2": Box(9.19, BODY.y, 3.65, BODY.h),
    "footer": _FOOTER,
    "number": _NUMBER,
}
PLACEHOLDER_BOXES: Mapping[str, Mapping[str, Box]] = {"title": TITLE_SLIDE, "standard": STANDARD}


def placeholder_box(layout: str, role: str, *, rtl: bool) -> Box:
    """Where a layout's placeholder stands; `rtl`: in a deck whose pages begin at the right."""
    box = PLACEHOLDER_BOXES[layout][role]
    return box.mirrored(PAGE) if rtl else box


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the body of a slide stands, `tall` where nothing stands in the strip below it; the rest keeps beside it.

    `figures` is how large the figures of set kinds are drawn, which are made for our own page's width; where that is
    less than 1, the strip is as much higher as its words have less width.
    """

    tall: Box = field(default_factory=lambda: BODY_TALL)
    figures: float = 1.0

    @property
    def over(self) -> float:
        """Inches that the body is wider than usual."""
        return self.tall.w - BODY_TALL.w

    @property
    def lower(self) -> float:
        """Inches that it ends lower than usual."""
        return self.tall.bottom - BODY_TALL.bottom

    @property
    def _higher(self) -> float:
        """Inches that the strip is higher than usual."""
        return STRIP.h / self.figures - STRIP.h

    @property
    def body(self) -> Box:
        top = self.tall.y - BODY_TALL.y
        return Box(BODY.x, BODY.y + top, BODY.w + self.over, BODY.h + self.lower - top - self._higher)

    @property
    def strip(self) -> Box:
        return self._in_strip(replace(STRIP, w=STRIP.w + self.over))

    def _in_strip(self, box: Box) -> Box:
        return replace(box, y=box.y + self.lower - self._higher, h=box.h + self._higher)

    @property
    def support(self) -> Box:
        return self._in_strip(replace(SUPPORT, w=SUPPORT.w + self.over + (WISDOM.w - self.wisdom.w)))

    @property
    def wisdom(self) -> Box:
        """At the right of the strip: narrower where that is, since its words wrap well."""
        wide = max(min(NARROW, WISDOM.w), WISDOM.w * min(1.0, self.tall.w / BODY_TALL.w))
        return self._in_strip(replace(WISDOM, x=WISDOM.x + self.over + (WISDOM.w - wide), w=wide))

    def part(self, box: Box) -> Box:
        """Where something stands that has this place in the usual body: its share of both sides."""
        if self.tall == BODY_TALL:
            return box
        body = self.body
        wide, high = body.w / BODY.w, body.h / BODY.h
        return Box(body.x + (box.x - BODY.x) * wide, body.y + (box.y - BODY.y) * high, box.w * wide, box.h * high)


def sheet_of(theme: Theme) -> Box:
    """A whole slide: of a company's template its own size."""
    return Box(0.0, 0.0, *theme.template.size) if theme.template else PAGE
