"""Where things stand on every slide, in inches: the master, the layouts and the pages all read these boxes."""

from __future__ import annotations

from collections.abc import Mapping

from build.drawing.page import Box

BODY = Box(0.5, 1.41, 12.333, 4.32)  # what a slide is about, between its title and the Beginner's Corner
INDENT = 0.19  # of a list's words, behind their bullet

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
