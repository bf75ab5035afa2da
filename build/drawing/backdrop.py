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
from build.theme.template import Mark, MarkLine
from build.theme.tokens import Theme

_VIEW = 1000.0  # units of a path's view, to a side


def backdrop_of(theme: Theme, key: str) -> tuple[Drawable, ...]:
    """All that a layout of the theme's template and its master draw, the background first; nothing without a template.

    Pictures are named `template.pptx!/part`.
    """
    template = theme.template
    return _drawn(template.layout(key).marks, str(template.path)) if template and key else ()


@lru_cache(maxsize=64)
def _drawn(marks: tuple[Mark, ...], path: str) -> tuple[Drawable, ...]:
    return tuple(item for number, mark in enumerate(marks, start=1) for item in _items(mark, number, path))


def _items(mark: Mark, number: int, template: str) -> list[Drawable]:
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
                name=f"{name} words", box=Box(*mark.inner), paragraphs=words, anchor=mark.anchor,
                rotation=mark.rotation,
            )
        )  # fmt: skip
    return made


def _fill(mark: Mark) -> Fill:
    if len(mark.fill) == 2:
        return Gradient(mark.fill[0], mark.fill[1], mark.angle)
    return mark.fill[0] if mark.fill else None


def _paragraph(line: MarkLine) -> Paragraph:
    runs = tuple(
        Run(run.text, Style(run.size, run.color, face=run.face, bold=run.bold, italic=run.italic)) for run in line.runs
    )
    size = max(run.style.size for run in runs)
    return Paragraph(runs=runs, line=size * line.spacing, align=line.align)


def _scaled(data: str) -> str:
    """Path data in shares of a box, in units of its view."""
    return " ".join(word if word.isalpha() else f"{float(word) * _VIEW:.6g}" for word in data.split())
