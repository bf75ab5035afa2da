"""Finds an item of a laid-out page by its name, and reads its words."""

from __future__ import annotations

from collections.abc import Callable

from build.drawing.page import Book, Drawable, Page, TextBox
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic
from build.theme.choose import load_theme

MEASURE = Measure(load_theme(THEME).fonts)
LayOut = Callable[[str], tuple[Book, list[Diagnostic]]]


def named(page: Page, role: str) -> Drawable:
    return next(item for item in page.items if item.name == f"{page.id} {role}")


def box(page: Page, role: str) -> TextBox:
    item = named(page, role)
    assert isinstance(item, TextBox)
    return item


def words(item: Drawable) -> str:
    assert isinstance(item, TextBox)
    return "\n".join("".join(run.text for run in paragraph.runs) for paragraph in item.paragraphs)


def page(kinds: Book, number: int) -> Page:
    return kinds.pages[number - 1]
