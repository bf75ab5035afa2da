"""The pages of a book as a merged deck shows them, so that the checks of pages find what no longer fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from build.deck_file.equations import unmarked
from build.deck_file.package import DeckPackage
from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import BREAK, Body, Placement, ShapeState, role_of
from build.deck_file.snapshot_part import find_snapshot
from build.drawing.page import Box, Drawable, Group, NativeTable, Page, Paragraph, Run, Shape, TextBox

_INCH = 914_400


def edited_pages(pages: Sequence[Page], merged: Path) -> list[Page]:
    """Those pages that look otherwise in a merged deck, with its words and places, in the styles of the build."""
    package = DeckPackage.open(str(merged))
    built = find_snapshot(package)
    reader = SlideReader(plain=True)
    slides = [reader.slide(slide.part) for slide in package.presentation_part.presentation.slides]
    merged_slides = {slide.id: slide for slide in reversed(slides)}
    found = []
    for page, before in zip(pages, built.plain().slides if built else (), strict=False):
        now = merged_slides.get(page.id)
        changed = {
            key: shape
            for key, shape in (now.by_key if now else {}).items()
            if (was := before.by_key.get(key)) and (shape.words, shape.place) != (was.words, was.place)
        }
        if changed:
            found.append(replace(page, items=tuple(_item(item, changed) for item in page.items)))
    return found


def _item(item: Drawable, changed: Mapping[str, ShapeState]) -> Drawable:
    if isinstance(item, Group):
        return replace(item, children=tuple(_item(child, changed) for child in item.children))
    shape = changed.get(role_of(item.name))
    if shape is None:
        return item
    if isinstance(item, NativeTable):
        bodies = iter(shape.bodies)
        rows = tuple(
            tuple(replace(cell, paragraphs=_words(cell.paragraphs, next(bodies, ()))) for cell in row)
            for row in item.rows
        )
        return replace(item, rows=rows)
    if isinstance(item, TextBox | Shape):
        words = _words(item.paragraphs, shape.bodies[0] if shape.bodies else ())
        return replace(item, paragraphs=words, box=_box(shape.place) if shape.place else item.box)
    return item


def _words(paragraphs: Sequence[Paragraph], body: Body) -> tuple[Paragraph, ...]:
    """The words of a text in the paragraphs that are built, each in the style of most letters of its paragraph."""
    if not paragraphs:
        return ()
    found = []
    for i, paragraph in enumerate(body):
        like = paragraphs[min(i, len(paragraphs) - 1)]
        text = unmarked(paragraph.text.replace(BREAK, "\n"))
        if text != like.text and like.runs:
            style = max(like.runs, key=lambda run: len(run.text)).style
            like = replace(like, runs=(Run(text, style),), lines=())
        found.append(like)
    return tuple(found)


def _box(place: Placement) -> Box:
    return Box(place.x / _INCH, place.y / _INCH, place.w / _INCH, place.h / _INCH)
