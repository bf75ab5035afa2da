"""The shapes of a slide that we built, by what their names say they are; those of somebody else apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pptx.oxml.ns import qn
from pptx.shapes.group import GroupShape

from build.compare.slide_content import SlideContent
from build.deck_file.snapshot import role_of
from build.imports.powerpoint.own_numbers import OwnNumbers
from build.imports.powerpoint.own_slides import OwnSlide, spaced
from build.imports.powerpoint.paragraphs import NOWHERE, blocks_in, without_bold
from build.imports.powerpoint.pictures import picture_of
from build.imports.powerpoint.reading_order import arrange
from build.imports.powerpoint.shapes import ShapeReader
from build.imports.powerpoint.tables import grid_of
from build.imports.powerpoint.text_styles import styles_of
from build.imports.powerpoint.told import Here
from build.imports.powerpoint.words import text_of
from build.spec.content import Block, CodeBlock
from build.spec.deck import Grid, Text, Words
from build.spec.walk import change, texts_in

_OURS = re.compile(r"s\d+ |!!|Wise Owl$")  # how the names begin that a build gives
_CODE = re.compile(r"code|listing \d+")
_BODY = re.compile(r"(?:text\d*|column\d+)(?: block)?(?: \d+)?")  # of slides of ordinary Markdown: any block
_TABLE = re.compile(rf"(?P<body>{_BODY.pattern}) table")
_UNNAMED = ("settings", "statement", "statement unit")  # a number and its unit, or none of the slide's own
_DRAWN = re.compile(r"film|logo|visual|owl|mascot|formula")


def read_shapes(slide: Any, here: Here, was: SlideContent, numbers: OwnNumbers) -> tuple[OwnSlide, list[Block]]:
    """What our shapes say, by their names; and the pictures, with what somebody has added, as blocks."""
    record: dict[str, list[str]] = {}
    for part in was.parts:
        record.setdefault(part.place, []).append(part.text)
    own, blocks = OwnSlide(record=record), list[Block]()
    size = slide.part.package.presentation_part.presentation
    wide, high = float(size.slide_width or 1), float(size.slide_height or 1)
    reader = ShapeReader(slide, here, (wide, high))
    added = [item for shape in slide.shapes if not _OURS.match(shape.name) for item in reader.items(shape)]
    for shape in all_shapes(shape for shape in slide.shapes if _OURS.match(shape.name)):
        name = role_of(shape.name)
        if shape.has_text_frame and _BODY.fullmatch(name):
            own.blocks[name] = _blocks(shape, slide, here, was, numbers)
        elif shape.has_text_frame:
            if texts := _texts(shape, slide, here, was, numbers):
                own.texts.setdefault(name, []).extend(texts)
        elif getattr(shape, "has_table", False):
            grid = grid_of(shape, here)
            if isinstance(grid, Grid):
                shown = _grid(grid, was, numbers)
                if inside := _TABLE.fullmatch(name):
                    own.blocks[inside["body"]] = [shown]
                else:
                    own.grids[name] = shown
        elif shape._element.tag == qn("p:pic") and not _DRAWN.match(name):
            image = picture_of(shape, here)
            if image and _BODY.fullmatch(name):
                own.blocks[name] = [image]
            else:
                blocks += [image] if image else []
    return own, [*blocks, *arrange(added, wide).blocks]


def all_shapes(shapes: Any) -> Iterator[Any]:
    """Shapes, with those in groups in place of these."""
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from all_shapes(shape.shapes)
        else:
            yield shape


def has(slide: Any, role: str) -> bool:
    """Whether a slide has a shape of that name."""
    return any(role_of(shape.name) == role for shape in all_shapes(slide.shapes))


def _texts(
    shape: Any, slide: Any, here: Here, was: SlideContent, numbers: OwnNumbers, *, code: bool = False
) -> list[Text]:
    styles, found = styles_of(shape, slide), list[Text]()
    name = role_of(shape.name)
    for paragraph in shape._element.iter(qn("a:p")):
        text = text_of(paragraph, styles, 0, shape, here)
        is_named = bool(text.plain.strip()) and not was.film and name not in _UNNAMED
        found.append(numbers.in_text(text, was) if is_named else text)
    return found if code or _CODE.fullmatch(name) else [each for each in found if each.plain.strip()]


def _blocks(shape: Any, slide: Any, here: Here, was: SlideContent, numbers: OwnNumbers) -> list[Block]:
    """What a shape says that holds blocks: code where all of its letters are."""
    blocks = blocks_in(shape, slide, here)
    texts = texts_in(blocks)
    if texts and all(isinstance(piece, Words) and piece.code for text in texts for piece in text.pieces):
        lines = (text.plain for text in _texts(shape, slide, here, was, numbers, code=True))
        return [CodeBlock(text=tuple(line.replace("\xa0", " ") for line in lines), span=NOWHERE)]
    return list(change(tuple(blocks), Text, lambda text: spaced(numbers.in_text(text, was))))


def _grid(grid: Grid, was: SlideContent, numbers: OwnNumbers) -> Grid:
    named = all(_is_bold(row[0]) for row in grid.rows)  # as the first column is drawn
    cells = (_as_written(row) if named else row for row in grid.rows)
    rows = tuple(tuple(numbers.in_text(cell, was) for cell in row) for row in cells)
    header = tuple(numbers.in_text(without_bold(cell), was) for cell in grid.header)
    return replace(grid, rows=rows, header=header)


def _as_written(row: Sequence[Text]) -> tuple[Text, ...]:
    """A row's cells: in one that is marked, and drawn bold, the first alone is."""
    is_marked = len(row) > 1 and all(map(_is_bold, row))
    first, *others = row
    return (first, *map(without_bold, others)) if is_marked else (without_bold(first), *others)


def _is_bold(text: Text) -> bool:
    return all(piece.bold for piece in text.pieces)
