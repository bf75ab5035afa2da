"""Where things stand on every slide, in inches: the master, the layouts and the pages all read these boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from build.drawing.page import PAGE, Box
from build.theme.tokens import Theme

EYEBROW = Box(0.5, 0.32, 8.0, 0.26)
BODY = Box(0.5, 1.41, 12.333, 4.32)  # what a slide is about, between its title and the Beginner's Corner
BODY_TALL = Box(0.5, 1.41, 12.333, 5.63)  # the same where nothing stands in the strip
INDENT = 0.19  # of a list's words, behind their bullet
SUPPORT = Box(0.5, 5.9, 8.02, 1.14)  # the strip below: Beginner's Corner, the hands-on anchor or a time line
STRIP = Box(0.5, 5.9, 12.333, 1.14)  # both in one, for the one thing that stands there
WISDOM = Box(8.72, 5.9, 4.113, 1.14)  # the Wise Owl beside it
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
    """Where the body of a slide stands, `tall` where nothing stands in the strip below it; the rest keeps beside it."""

    tall: Box = field(default_factory=lambda: BODY_TALL)

    @property
    def over(self) -> float:
        """Inches that the body is wider than usual."""
        return self.tall.w - BODY_TALL.w

    @property
    def _lower(self) -> float:
        return self.tall.bottom - BODY_TALL.bottom

    @property
    def body(self) -> Box:
        top = self.tall.y - BODY_TALL.y
        return Box(BODY.x, BODY.y + top, BODY.w + self.over, BODY.h + self._lower - top)

    @property
    def strip(self) -> Box:
        return Box(STRIP.x, STRIP.y + self._lower, STRIP.w + self.over, STRIP.h)

    @property
    def support(self) -> Box:
        return Box(SUPPORT.x, SUPPORT.y + self._lower, SUPPORT.w + self.over, SUPPORT.h)

    @property
    def wisdom(self) -> Box:
        return Box(WISDOM.x + self.over, WISDOM.y + self._lower, WISDOM.w, WISDOM.h)


def sheet_of(theme: Theme) -> Box:
    """A whole slide: of a company's template its own size."""
    return Box(0.0, 0.0, *theme.template.size) if theme.template else PAGE
