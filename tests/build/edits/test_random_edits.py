"""Edits that nobody thought of: where the spec is the same, the deck that is built again is the edited one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import ShapeState


def all_shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if hasattr(shape, "shapes"):
            yield from all_shapes(shape.shapes)


def move(shape: Any, chance: random.Random) -> None:
    shape.left, shape.top = shape.left + chance.randint(-900_000, 900_000), shape.top + chance.randint(0, 900_000)


def delete(shape: Any, chance: random.Random) -> None:
    shape._element.getparent().remove(shape._element)


def reword(shape: Any, chance: random.Random) -> None:
    runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs] if shape.has_text_frame else []
    for run in runs:
        words = run.text.split(" ")
        words[chance.randrange(len(words))] = chance.choice(["", "new", "two words"])
        run.text, run.font.italic = " ".join(words), chance.choice([None, True])


def copy(shape: Any, chance: random.Random) -> None:
    if shape.shape_type is not None and not shape.is_placeholder and not shape.has_chart:
        shape._element.getparent().append(deepcopy(shape._element))


def bring_to_front(shape: Any, chance: random.Random) -> None:
    shape._element.getparent().append(shape._element)


def dissolve(shape: Any, chance: random.Random) -> None:
    if hasattr(shape, "shapes"):
        for child in list(shape._element)[2:]:
            shape._element.addprevious(child)
        delete(shape, chance)


def put_in_a_group(shape: Any, chance: random.Random) -> None:
    if hasattr(shape._parent, "add_group_shape") and not shape.is_placeholder:
        shape._parent.add_group_shape([shape])


def add(shape: Any, chance: random.Random) -> None:
    if hasattr(shape._parent, "add_textbox"):
        shape._parent.add_textbox(Inches(1), Inches(chance.randint(1, 6)), Inches(2), Inches(1)).text_frame.text = "New"


EDITS = (move, delete, reword, copy, bring_to_front, dissolve, put_in_a_group, add)


def work_on(deck: Deck, chance: random.Random) -> None:
    for _ in range(10):
        slide = chance.choice(list(deck.slides))
        shapes = [shape for shape in all_shapes(slide.shapes) if shape.left is not None]
        if shapes:
            chance.choice(EDITS)(chance.choice(shapes), chance)


def contents(deck: Deck) -> list[list[tuple[object, ...]]]:
    """What each slide shows, shape by shape, in order; names aside."""

    def state_of(shape: ShapeState) -> tuple[object, ...]:
        return shape.kind, shape.place, shape.look, shape.data, shape.alt, shape.bodies

    reader = SlideReader()
    return [[state_of(shape) for shape in reader.slide(slide.part).shapes] for slide in deck.slides]


@pytest.mark.parametrize("seed", range(12))
def test_where_nothing_else_changed_the_deck_is_the_edited_one(bench: Any, seed: int) -> None:
    before: list[Any] = []

    def edit(deck: Deck) -> None:
        work_on(deck, random.Random(seed))
        before.extend(contents(deck))

    deck, report = bench.again(bench.edited(edit))
    assert contents(deck) == before
    assert report.kept
    assert not report.conflicts
    assert not report.lost
