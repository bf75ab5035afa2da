"""Where the lines of a text stand in a box or a shape, as viewers place them; checks and renderers ask the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from build.drawing.direction import LEFT_TO_RIGHT, has_right_to_left, is_foreign, levels, places_of_marks, seen_order
from build.drawing.line_breaks import SOFT
from build.drawing.page import Anchor, Box, Paragraph, Run, ShapeKind
from build.drawing.scripts import GAP, gaps
from build.drawing.text_measure import POINTS, Measure
from build.theme.installed_fonts import Typeface

# Office programs put the baseline of a line of exact height a fifth of its largest size above its lower edge.
_BELOW = 0.2
CORNER = 1 - 2**-0.5  # of a corner's radius: how far a square inside a round corner stands off


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a paragraph: where it begins at the left, its width and its baseline in inches.

    `is_first` where a bullet stands before it; `number` is that of a numbered list's paragraph; `before` and
    `after`: the words of the paragraph's lines above and below, on which it may hang which way a number or sign runs.
    """

    paragraph: Paragraph
    runs: tuple[Run, ...]
    x: float
    width: float
    baseline: float
    is_first: bool
    number: int
    before: str = ""
    after: str = ""


def text_area(kind: ShapeKind, box: Box, radius: float) -> Box:
    """Where a shape's text stands: viewers keep it out of the corners. Hexagons and pentagons carry none."""
    if kind in ("round", "round_top"):
        inset = CORNER * min(radius, box.w / 2, box.h / 2)
        bottom = inset if kind == "round" else 0.0
        return Box(box.x + inset, box.y + inset, box.w - 2 * inset, box.h - inset - bottom)
    if kind == "ellipse":
        return box.inset(CORNER * box.w / 2, CORNER * box.h / 2)
    if kind == "diamond":
        return box.inset(box.w / 4, box.h / 4)
    if kind == "triangle":
        return Box(box.x + box.w / 4, box.y + box.h / 2, box.w / 2, box.h / 2)
    return box


@dataclass(frozen=True, slots=True)
class Placed:
    """Letters of one look that one font draws, where they are seen; `backwards` from right to left."""

    run: Run
    face: Typeface | None
    x: float
    width: float
    backwards: bool = False


def placed(
    runs: Sequence[Run], x: float, measure: Measure, *, rtl: bool = False, before: str = "", after: str = ""
) -> Iterator[Placed]:
    """The runs of a line that begins at x inches, cut where font or direction changes, from left to right."""
    parts: list[tuple[Run, Typeface | None, int]] = []
    foreign = rtl and is_foreign(before + "".join(run.text for run in runs) + after)
    places: list[list[int]] = []  # of each run's letters in all that is read
    whole = before
    for run in runs:
        marks, own = places_of_marks(run, foreign=foreign), []
        for i, character in enumerate(run.text):
            whole += LEFT_TO_RIGHT * marks.count(i)
            own.append(len(whole))
            whole += character
        whole += LEFT_TO_RIGHT * marks.count(len(run.text))
        places.append(own)
    whole += after
    of = levels(whole, rtl=rtl) if rtl or has_right_to_left(whole) else [0] * len(whole)
    for run, own in zip(runs, places, strict=True):
        start = 0
        for text, face, _ in measure.stretches(run.text, run.style):
            for level, same in groupby(of[place] for place in own[start : start + len(text)]):
                end = start + len(list(same))
                parts.append((run.part(start, end) if end - start < len(run.text) else run, face, level))
                start = end
    last = ""
    for i in seen_order([level for _, _, level in parts]):
        run, face, level = parts[i]
        if level == 0:
            x += GAP * gaps(last + run.text[:1]) * run.style.drawn / POINTS
            last = run.text[-1:]
        width = measure.width(run.text, run.style)
        yield Placed(run, face, x, width, backwards=level % 2 == 1)
        x += width


def broken(paragraph: Paragraph, width: float, measure: Measure) -> list[tuple[Run, ...]]:
    """The runs of each line. Viewers fill it to the very edge; the page leaves a reserve for wider letters."""
    rows = measure.wrap_runs(paragraph.runs, width - paragraph.indent, reserve=0.0)
    return [*map(_hyphenated, rows[:-1]), *rows[-1:]]


def _hyphenated(row: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a line with the hyphen seen that it ends with, if that is a soft one."""
    if not row or not row[-1].text.endswith(SOFT):
        return row
    return (*row[:-1], replace(row[-1], text=row[-1].text[:-1] + "-"))


def numbers(paragraphs: Sequence[Paragraph]) -> Iterator[int]:
    """Each paragraph's number in its list, 0 for one without. What stands deeper does not end a list."""
    counts: dict[int, int] = {}
    for paragraph in paragraphs:
        level = paragraph.level
        counts = {depth: count for depth, count in counts.items() if depth <= level}
        if paragraph.bullet == "number":
            counts[level] = counts.get(level, paragraph.start - 1) + 1
        else:
            counts.pop(level, None)
        yield counts.get(level, 0)


def lines(
    paragraphs: Sequence[Paragraph], box: Box, measure: Measure, *, anchor: Anchor, wrap: bool = True
) -> Iterator[TextLine]:
    """Paragraphs one below the other in a box, line by line. Without `wrap` only a newline breaks."""
    rows = [broken(paragraph, box.w if wrap else math.inf, measure) for paragraph in paragraphs]
    free = (
        box.h - sum(words.before + words.line * len(own) for words, own in zip(paragraphs, rows, strict=True)) / POINTS
    )
    y = box.y + {"top": 0.0, "middle": free / 2, "bottom": free}[anchor]
    for paragraph, own, number in zip(paragraphs, rows, numbers(paragraphs), strict=True):
        y += paragraph.before / POINTS
        before, texts = "", ["".join(run.text for run in runs) for runs in own]
        for i, runs in enumerate(own):
            y += paragraph.line / POINTS
            width = measure.run_width(runs)
            beside = box.w - paragraph.indent - width
            start = box.x + (0.0 if paragraph.rtl else paragraph.indent)
            x = start + {"left": 0.0, "center": beside / 2, "right": beside}[paragraph.align]
            largest = max((run.style.size for run in runs or paragraph.runs), default=0.0)
            after = "".join(f" {text}" for text in texts[i + 1 :])
            yield TextLine(paragraph, runs, x, width, y - _BELOW * largest / POINTS, i == 0, number, before, after)
            before += texts[i] + " "
