"""Several things under the same questions: a tick where a fact says 1, a dash where it says 0."""

from __future__ import annotations

from collections.abc import Sequence

from build.drawing.art import icon
from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import LABEL, Canvas, Drawing, UnfitError, in_columns, in_rows
from build.figures.figure_fact import Fact, MismatchError, in_words
from engine.units import Table

HEAD = 0.3  # inches of the questions above
NAMED = 0.38  # of the width, for the names at the left
DISC, LEAST_DISC = 0.46, 0.26
ANSWER = 0.26
MOST_ROW = 1.05
MOST = 6


def yes_no(
    canvas: Canvas, answers: Fact[Table], *, rows: tuple[str, ...], columns: tuple[str, ...],
    labels: tuple[str, ...] = (), heads: tuple[str, ...] = (),
) -> Drawing:  # fmt: skip
    """A row a thing and a column a question; the field `question_thing` is a Count, 1 for yes and 0 for no."""
    names, asked = labels or tuple(map(in_words, rows)), heads or tuple(map(in_words, columns))
    _must_pair("labels", labels, "rows", rows)
    _must_pair("heads", heads, "columns", columns)
    told = [[_answer(answers, f"{column}_{row}") for column in columns] for row in rows]

    box = canvas.box
    area = Box(box.x, box.y + HEAD, box.w, min(box.h - HEAD, MOST_ROW * len(rows)))
    lines = in_rows(area, len(rows), 0.0)
    disc = min(DISC, lines[0].h - ANSWER - 0.12)
    if disc < LEAST_DISC:
        need = HEAD + (LEAST_DISC + ANSWER + 0.12) * len(rows)
        raise UnfitError(f"{len(rows)} rows need {need:.2f} in of height and have {box.h:.2f} in")
    left = box.w * NAMED
    places = in_columns(Box(box.x + left, box.y, box.w - left, HEAD), len(columns), 0.04)
    style = canvas.fitting(TextStyle(15, "navy", bold=True), (15, LABEL), asked, places[0].w)
    items: list[Drawable] = [
        canvas.text(f"question {j + 1}", question, place, style)
        for j, (question, place) in enumerate(zip(asked, places, strict=True))
    ]
    for i, (name, line, row) in enumerate(zip(names, lines, told, strict=True)):
        items.append(canvas.rule(f"rule {i + 1}", box.x, box.right, line.y, "line"))
        words = Box(line.x, line.y, left - 0.08, line.h)
        items.append(canvas.text(f"row {i + 1}", name, words, TextStyle(16, "navy", bold=True), align="left"))
        for j, (place, yes) in enumerate(zip(places, row, strict=True)):
            items += _mark(canvas, f"answer {i + 1}.{j + 1}", Box(place.x, line.y, place.w, line.h), disc, yes=yes)
    return Drawing(
        tuple(items), "; ".join(_in_words(canvas, name, asked, row) for name, row in zip(names, told, strict=True))
    )


def _must_pair(what: str, given: Sequence[str], of: str, things: Sequence[str]) -> None:
    """Raises MismatchError where names are not one for each, or there are more than can be drawn."""
    if given and len(given) != len(things):
        raise MismatchError(f"{what} names {len(given)} for {len(things)} {of}")
    if not 1 <= len(things) <= MOST:
        raise MismatchError(f"{of} names {len(things)}; 1 to {MOST} are drawn")


def _answer(answers: Fact[Table], field: str) -> bool:
    """Raises MismatchError for a field that is missing or neither 1 nor 0."""
    (value,) = answers.need(field)
    if float(value) not in (0.0, 1.0):
        raise MismatchError(f"{answers.reference}.{field} is {value}, which is neither 1, yes, nor 0, no")
    return bool(value)


def _mark(canvas: Canvas, role: str, box: Box, disc: float, *, yes: bool) -> list[Drawable]:
    """A disc over its word, so that neither colour nor sign is alone."""
    top = box.y + (box.h - disc - ANSWER - 0.02) / 2
    place = Box(box.x + (box.w - disc) / 2, top, disc, disc)
    fill, line, ink = (
        ("teal100", Line("teal", 1.5), "teal") if yes else ("white", Line("line2", 1.5, dash="dash"), "mute")
    )
    middle = place.y + disc / 2
    sign: Drawable = (
        icon("check", place.inset(disc * 0.22), color="teal", name_prefix=canvas.name(role))
        if yes
        else canvas.arrow(
            f"{role} dash", place.x + disc * 0.32, middle, place.right - disc * 0.32, middle, Line("mute", 2)
        )
    )
    words = Box(box.x, place.bottom + 0.02, box.w, ANSWER)
    return [
        canvas.shape(role, place, fill, line, kind="ellipse"),
        sign,
        canvas.text(f"{role} word", _said(canvas, yes), words, TextStyle(LABEL, ink, bold=yes)),
    ]


def _said(canvas: Canvas, yes: bool) -> str:
    return canvas.said.answer_yes if yes else canvas.said.answer_no


def _in_words(canvas: Canvas, name: str, asked: Sequence[str], row: Sequence[bool]) -> str:
    told = (f"{question.rstrip('?')}: {_said(canvas, yes)}" for question, yes in zip(asked, row, strict=True))
    return f"{name}: {', '.join(told)}"
