"""What a company's template draws behind its slides, as items that any renderer draws."""

from __future__ import annotations

from functools import lru_cache

from build.drawing.page import (
    Box,
    Drawable,
    Fill,
    Freeform,
    Gradient,
    Line,
    Paragraph,
    Path,
    Picture,
    Run,
    Shape,
    TextBox,
)
from build.drawing.page import TextStyle as Style
from build.theme.template import Area, Mark, MarkLine, TemplateLayout
from build.theme.tokens import Theme

_VIEW = 1000.0  # units of a path's view, to a side


def backdrop(layout: TemplateLayout) -> tuple[Drawable, ...]:
    """All that a layout and its master draw, the background first. Pictures are named `template.pptx!/part`."""
    return tuple(item for number, mark in enumerate(layout.marks, start=1) for item in _items(mark, number))


def backdrop_of(theme: Theme, key: str) -> tuple[Drawable, ...]:
    """The same for a page, with where pictures lie; nothing without a template."""
    template = theme.template
    if template is None:
        return ()
    return _with_pictures(template.layout(key), str(template.path)) if key else ()


@lru_cache(maxsize=64)
def _with_pictures_of(marks: tuple[Mark, ...], path: str) -> tuple[Drawable, ...]:
    found = []
    for number, mark in enumerate(marks, start=1):
        found += _items(mark, number, path)
    return tuple(found)


def _with_pictures(layout: TemplateLayout, path: str) -> tuple[Drawable, ...]:
    return _with_pictures_of(layout.marks, path)


def _items(mark: Mark, number: int, template: str = "") -> list[Drawable]:
    name, box = f"template {number}", Box(*mark.area)
    line = Line(mark.line[0], mark.line[1], mark.dash) if mark.line else None
    made: list[Drawable] = []
    if mark.picture:
        made.append(Picture(name=name, decorative=True, box=box, path=f"{template}!{mark.picture}"))
    elif mark.kind in ("path", "line"):
        paths = tuple(
            Path(_scaled(data), fill=_fill(mark) if mark.kind == "path" else None, line=line) for data in mark.paths
        )
        made.append(Freeform(name=name, decorative=True, box=box, view=(0.0, 0.0, _VIEW, _VIEW), paths=paths))
    elif mark.fill or line:
        kind = mark.kind if mark.kind in ("rect", "round", "ellipse") else "rect"
        made.append(
            Shape(
                name=name, decorative=True, box=box, kind=kind, radius=mark.radius, fill=_fill(mark), line=line,
                rotation=mark.rotation,
            )
        )  # fmt: skip
    if mark.lines:
        words = tuple(map(_paragraph, mark.lines))
        made.append(
            TextBox(
                name=f"{name} words", box=_inner(mark.area, mark.insets), paragraphs=words, anchor=mark.anchor,
                rotation=mark.rotation,
            )
        )  # fmt: skip
    return made


def _fill(mark: Mark) -> Fill:
    if len(mark.fill) == 2:
        return Gradient(mark.fill[0], mark.fill[1], mark.angle)
    return mark.fill[0] if mark.fill else None


def _inner(area: Area, insets: Area) -> Box:
    (x, y, w, h), (left, top, right, bottom) = area, insets
    return Box(x + left, y + top, max(0.01, w - left - right), max(0.01, h - top - bottom))


def _paragraph(line: MarkLine) -> Paragraph:
    runs = tuple(
        Run(run.text, Style(run.size, run.color, face=run.face, bold=run.bold, italic=run.italic)) for run in line.runs
    )
    size = max(run.style.size for run in runs)
    return Paragraph(runs=runs, line=size * line.spacing, align=line.align)


def _scaled(data: str) -> str:
    """Path data in shares of a box, in units of its view."""
    return " ".join(word if word.isalpha() else f"{float(word) * _VIEW:.6g}" for word in data.split())
