"""A company's own template as values: its pages' size, its layouts with their places, what it draws, its colours.

Read by `template_read`. Areas are in inches; colours are `#1A365D`, or `#1A365D80` where one sees through them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Area = tuple[float, float, float, float]  # left, top, width, height
Role = Literal["title", "body", "body2", "footer", "number", "date"]
Align = Literal["left", "center", "right"]
Anchor = Literal["top", "middle", "bottom"]
MarkKind = Literal["rect", "round", "ellipse", "path", "line", "picture"]

HIGH = 7.5  # inches of the page that sizes in points are meant for
FOOT: tuple[Role, ...] = ("footer", "number", "date")  # of pages, read last or not at all


def _within(area: Area, insets: Area) -> Area:
    (x, y, w, h), (left, top, right, bottom) = area, insets
    return x + left, y + top, max(0.0, w - left - right), max(0.0, h - top - bottom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A placeholder of a layout, and how words look in it that say nothing else. `index` is its `idx`."""

    role: Role
    type: str
    index: int
    area: Area
    insets: Area  # left, top, right, bottom
    size: float  # points
    color: str
    face: Literal["display", "body"]
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: Align = "left"
    anchor: Anchor = "top"
    spacing: float = 1.2  # line height as a multiple of the size

    @property
    def inner(self) -> Area:
        """Where its words stand."""
        return _within(self.area, self.insets)


@dataclass(frozen=True, slots=True)
class MarkRun:
    """Words that the template itself says."""

    text: str
    size: float
    color: str
    bold: bool = False
    italic: bool = False
    face: Literal["display", "body"] = "body"


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A paragraph of them."""

    runs: tuple[MarkRun, ...]
    align: Align = "left"
    spacing: float = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that a template draws on its pages.

    `fill` holds one colour, or two of a gradient at an `angle`; `line` a colour and points. `paths` are SVG path data
    in shares of the area (0 to 1). `picture` is the name of a part of the package.
    """

    kind: MarkKind
    area: Area
    name: str = ""
    rotation: float = 0.0
    radius: float = 0.0
    fill: tuple[str, ...] = ()
    angle: float = 90.0
    line: tuple[str, float] | None = None
    dash: Literal["solid", "dash", "dot"] = "solid"
    paths: tuple[str, ...] = ()
    picture: str = ""
    lines: tuple[MarkLine, ...] = ()
    anchor: Anchor = "top"
    insets: Area = (0.1, 0.05, 0.1, 0.05)

    @property
    def inner(self) -> Area:
        """Where its words stand."""
        return _within(self.area, self.insets)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLayout:
    """One layout. `key` is unlike that of any other; `body` what slides may fill; `grounds` the colours behind that."""

    key: str
    name: str
    number: int  # among all layouts of all masters, from 0
    type: str
    places: Mapping[Role, Place]
    marks: tuple[Mark, ...]
    body: Area
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template. `kinds` says which layout carries a kind of slide; `scheme` has its theme's colours by slot."""

    path: Path
    digest: str
    size: tuple[float, float]
    layouts: tuple[TemplateLayout, ...]
    kinds: Mapping[str, TemplateLayout]
    scheme: Mapping[str, str]
    major: str
    minor: str
    undrawn: tuple[str, ...] = ()  # what stills cannot show, in words

    @property
    def unit(self) -> float:
        """How large a point of type is meant here: 1 on a page that is 7.5 inches high."""
        return self.size[1] / HIGH

    def layout_of(self, kind: str) -> TemplateLayout:
        return self.kinds.get(kind) or self.kinds["content"]

    def layout(self, key: str) -> TemplateLayout:
        return next(layout for layout in self.layouts if layout.key == key)

    @property
    def main(self) -> TemplateLayout:
        """What most slides stand on."""
        return self.kinds["content"]
