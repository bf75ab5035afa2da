"""Finds the items of a figure by their names, and reads their words."""

from __future__ import annotations

from build.drawing.page import Drawable, Shape, TextBox
from build.figures.canvas import Drawing


def named(drawing: Drawing, role: str) -> Drawable:
    (item,) = (item for item in drawing.items if item.name == f"s01 visual {role}")
    return item


def shapes(drawing: Drawing, starts: str) -> list[Shape]:
    begin = f"s01 visual {starts}"
    return [item for item in drawing.items if isinstance(item, Shape) and item.name.startswith(begin)]


def text_of(item: Drawable) -> str:
    assert isinstance(item, TextBox | Shape)
    return "".join(run.text for run in item.paragraphs[0].runs)
