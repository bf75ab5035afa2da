"""A spec's `Visual:` drawn in a box: facts looked up, heading and note set, the rest left to the figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb

from build.drawing.formula import typeset
from build.drawing.mathml import FormulaError
from build.drawing.mirror import kept
from build.drawing.page import Box, Chart, Drawable, Freeform, NativeTable, Shape, TextStyle
from build.drawing.text_measure import height
from build.figures.axis import speak_for_themselves
from build.figures.canvas import ASIDE, LABEL, TILE, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError
from build.figures.figure_table import ALONG_AXIS, FIGURES, KEPT
from build.figures.inputs import COMMON, Problem, match
from build.figures.own_figures import FigureFileError, find_figure, own_figures
from build.files.build_cache import MEMORY
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, Span
from build.findings.file_messages import display_path
from build.spec.deck import Call
from engine.quoted import quoted
from engine.units import Series

HEADING = 18.0
HEADING_SIZES = (HEADING, 17.0, 16.0)  # the largest at which it is one line, for a theme's letters may be wide
HEADING_HEIGHT = 0.3
HEADING_GAP = 0.1
NOTE_GAP = 0.06
FORMULA_SIZES = (20.0, 18.0, 16.0, LABEL)
FORMULA_PADDING = (0.14, 0.06)
FORMULA_GAP = 0.12
EMPTY = Drawing((), "")


def draw(
    call: Call, canvas: Canvas, course: Course, *, path: str = "", source: str = ""
) -> tuple[Drawing, list[Diagnostic]]:
    """The drawing of a call on a canvas, and what is wrong with it. With an error, the drawing is empty.

    It is empty too for a figure or a fact that does not exist, which the spec's checks have told.
    `path` and `source` are the spec's file and text: with them a message shows the line and marks the word.
    """
    problems, drawing = _draw(call, canvas, course)
    return drawing, [_diagnostic(problem, call.span, path, source) for problem in problems]


def _draw(call: Call, canvas: Canvas, course: Course) -> tuple[list[Problem], Drawing]:
    try:
        figure = find_figure(call.figure, course)
    except FigureFileError as error:
        return [Problem(call.figure, "L209", f"{call.figure}: {error}", _correct(call.figure, course, error))], EMPTY
    if figure is None:
        return [], EMPTY
    common = {key: value for key, value in call.parameters if key in COMMON}
    own = tuple((key, value) for key, value in call.parameters if key not in COMMON)
    facts, parameters, problems = match(figure, replace(call, parameters=own), canvas.ledger)
    if problems or facts is None:
        return problems, EMPTY
    try:
        heading, foot, inner = _frame(canvas, common, course.dist / MEMORY)
        drawing = figure(canvas.at(inner), *facts, **parameters)
        if canvas.measure.reads_from_right and _keeps_its_sides(call.figure, facts):
            drawing = replace(drawing, items=kept(drawing.items, inner))
    except (MismatchError, FormulaError) as error:
        return [Problem(call.figure, "L206", f"{call.figure}: {error}")], EMPTY
    except UnfitError as error:
        hint = "shorten it, or give the slide a wider visual"
        return [Problem(call.figure, "L207", f"{call.figure} does not fit: {error}", hint)], EMPTY
    except (Exception, SystemExit) as error:
        if call.figure in FIGURES:
            raise
        why = f"{call.figure} fails: {type(error).__name__}: {error}"
        return [Problem(call.figure, "L209", why, _correct(call.figure, course, error))], EMPTY
    if not _is_drawing(drawing):
        why = f"{call.figure} returns {quoted(repr(drawing))}, which is no Drawing"
        return [Problem(call.figure, "L209", why, _correct(call.figure, course))], EMPTY
    alt = " ".join(map(_sentence, filter(None, (common.get("title", ""), drawing.alt, common.get("says", "")))))
    return [], Drawing((*heading, *(_with_alt(item, alt) for item in drawing.items), *foot), alt)


def _keeps_its_sides(name: str, facts: Iterable[object]) -> bool:
    """Whether a figure looks in a deck that is read from right to left as in any other: a course's own does.

    Months, names and years run as words do, other numbers along an axis do not.
    """
    if name in ALONG_AXIS:
        series = (fact.value for fact in facts if isinstance(fact, Fact) and isinstance(fact.value, Series))
        return not all(speak_for_themselves(one.x) for one in series)
    return name in KEPT or name not in FIGURES


def _correct(name: str, course: Course, error: BaseException | None = None) -> str:
    """Where a course's own figure is to be mended: at the last line of its folder that ran, else at its `def`."""
    figure = own_figures(course)[name]
    place = figure.path, figure.line
    while error is not None:
        for frame in extract_tb(error.__traceback__):
            if Path(frame.filename).parent == figure.path.parent:
                place = Path(frame.filename), frame.lineno or figure.line
        error = error.__cause__
    return f"correct {display_path(place[0])}:{place[1]}"


def _is_drawing(made: object) -> bool:
    """Whether a function has returned what it says, as somebody's need not."""
    return isinstance(made, Drawing) and all(isinstance(item, Drawable) for item in made.items)


def _sentence(words: str) -> str:
    """Words with a mark at their end, as they are where they have one."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _frame(canvas: Canvas, common: Mapping[str, str], memory: Path) -> tuple[list[Drawable], list[Drawable], Box]:
    """Heading, what stands at the foot, and the box that they leave."""
    box = canvas.box
    heading: list[Drawable] = []
    foot: list[Drawable] = []
    if title := common.get("title"):
        place = Box(box.x, box.y, box.w, HEADING_HEIGHT)
        style = canvas.largest(TextStyle(HEADING, "navy", bold=True), HEADING_SIZES, (title,), place.w)
        heading.append(canvas.text("heading", title, place, style, align="left"))
        used = HEADING_HEIGHT + HEADING_GAP
        box = Box(box.x, box.y + used, box.w, box.h - used)
    if note := common.get("note"):
        wide = _balanced(canvas, note)
        tall = height((canvas.paragraph(note, Box(0, 0, wide, box.h), ASIDE),)) + 0.03
        place = Box(box.x + (box.w - wide) / 2, box.bottom - tall, wide, tall)
        foot.append(canvas.text("note", note, place, ASIDE))
        box = Box(box.x, box.y, box.w, box.h - tall - NOTE_GAP)
    if latex := common.get("formula"):
        if not common.get("says"):
            raise MismatchError('a formula is also told in words, for those who do not see it: says="…"')
        band, drawn = _formula(canvas, latex, box, common["says"], memory)
        foot += [band, drawn]
        box = Box(box.x, box.y, box.w, band.box.y - FORMULA_GAP - box.y)
    return heading, foot, box


def _formula(canvas: Canvas, latex: str, box: Box, says: str, memory: Path) -> tuple[Shape, Freeform]:
    """A formula in a pale band at the foot of a box, as large as its width allows."""
    formula = typeset(latex, size=FORMULA_SIZES[0], color="navy", theme=canvas.theme, memory=memory)
    sized = (formula.at(size) for size in FORMULA_SIZES)
    found = next((formula for formula in sized if formula.width <= box.w - 2 * FORMULA_PADDING[0]), None)
    if found is None:
        raise UnfitError(
            f"the formula {quoted(latex)} is wider than {box.w - 2 * FORMULA_PADDING[0]:.2f} in at {LABEL:g} pt"
        )
    tall = found.height + 2 * FORMULA_PADDING[1]
    band = Box(box.x, box.bottom - tall, box.w, tall)
    return (
        canvas.shape("formula band", band, "navy50", radius=TILE),
        found.in_middle_of(band, name=canvas.name("formula"), alt=says),
    )


def _balanced(canvas: Canvas, note: str) -> float:
    """The narrowest width that takes no more lines, so that the last line is no single word."""
    wide = canvas.box.w
    lines = len(canvas.paragraph(note, canvas.box, ASIDE).lines)
    while lines > 1 and wide > 1.0:
        try:
            if len(canvas.paragraph(note, Box(0, 0, wide - 0.1, canvas.box.h), ASIDE).lines) > lines:
                break
        except UnfitError:
            break
        wide -= 0.1
    return wide


def _with_alt(item: Drawable, alt: str) -> Drawable:
    """Charts and tables cannot stand in a group that has alt text, so they carry it themselves."""
    return replace(item, alt=alt) if isinstance(item, Chart | NativeTable) and not item.alt else item


def _diagnostic(problem: Problem, span: Span, path: str, source: str) -> Diagnostic:
    """The problem at its word where the source is at hand, else at the call."""
    lines = source.splitlines()
    line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
    column = line.find(problem.word, span.column - 1) if line else -1
    if column >= 0:
        span = Span(span.line, column + 1, column + 1 + len(problem.word))
    return Diagnostic(
        path=path, span=span, code=problem.code, message=problem.message, hint=problem.hint, line_text=line
    )
