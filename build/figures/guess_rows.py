"""One pass of guessing ahead: the text so far, the guesses, what the model makes of each, and what comes out."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, TILE, Canvas, Drawing, in_columns, stack
from build.figures.figure_fact import Fact, MismatchError
from engine.units import Series

LINES = ("text", "guessed", "kept", "own")
MOST = 6  # guesses
NAMES = ("Text", "Guesses", "Large model", "Verdict", "Answer")
BAND = "one pass checks all"


def guess_rows(canvas: Canvas, trace: Fact[Series]) -> Drawing:
    """Guesses dashed, kept ones teal, the first miss brick, what stands behind it dropped; the model's own token gold.

    A Series by token, `1: word`, with the lines text, guessed, kept and own: 1 where the token is that.
    """
    series = trace.value
    missing = [line for line in LINES if line not in series.lines]
    if missing:
        raise MismatchError(f"{trace.reference} has no line {', '.join(map(repr, missing))}")
    words = [str(name).partition(":")[2].strip() or str(name) for name in series.x]

    def told(line: str) -> list[str]:
        return [word for word, is_one in zip(words, series.lines[line], strict=True) if is_one]

    text, guessed, kept, own = (told(line) for line in LINES)
    if not 1 <= len(guessed) <= MOST or len(own) != 1 or guessed[: len(kept)] != kept:
        raise MismatchError(f"{trace.reference} has {len(guessed)} guesses, {len(kept)} kept, {len(own)} of the model")
    rows = stack(canvas.box, (0.42, 0.42, 0.42, 0.42, 0.42), (0.18, 0.16, 0.16, 0.16))
    left = canvas.widest(NAMES, BOLD) + 0.16
    places = in_columns(Box(canvas.box.x + left, 0, canvas.box.w - left, 0), max(len(guessed), len(kept) + 1), 0.08)
    sizes = (18, 17, 16, 15, LABEL)
    style = canvas.largest(TextStyle(LABEL, "navy", bold=True), sizes, [*guessed, *own], places[0].w - 0.14)
    items: list[Drawable] = []
    for name, row in zip(NAMES, rows, strict=True):
        items.append(canvas.text(f"row {name}", name, Box(row.x, row.y, left, row.h), BOLD, align="left"))
    given = " ".join(text)
    line = Box(canvas.box.x + left, rows[0].y, canvas.box.w - left, rows[0].h)
    plain = canvas.largest(TextStyle(18, "char"), sizes, (given,), line.w)
    items.append(canvas.text("text", given, line, plain, align="left"))
    band = canvas.shape("pass", Box(line.x, rows[2].y, line.w, rows[2].h), "navy", radius=TILE)
    light = canvas.largest(TextStyle(16, "goldlt", bold=True), sizes[2:], (BAND,), line.w - 0.1)
    items.append(canvas.with_words(band, BAND, light))

    def tile(role: str, row: Box, i: int, word: str, fill: str, edge: Line, ink: str) -> None:
        shape = canvas.shape(role, Box(places[i].x, row.y, places[i].w, row.h), fill, edge, radius=TILE)
        items.append(canvas.with_words(shape, word, TextStyle(style.size, ink, bold=True)))

    for i, word in enumerate(guessed):
        tile(f"guess {i + 1}", rows[1], i, word, "gold50", Line("goldd", 1.25, dash="dash"), "navy")
        verdict = ("teal100", Line("teal", 1.25), "teal")
        if i >= len(kept):
            verdict = ("brick100", Line("brick", 1.25), "brick")
        if i > len(kept):
            verdict = ("white", Line("line2", 1, dash="dash"), "slate")
        tile(f"verdict {i + 1}", rows[3], i, word, *verdict)
        if i < len(kept):
            tile(f"answer {i + 1}", rows[4], i, word, "teal", Line("teal", 1), "white")
    tile("answer own", rows[4], len(kept), own[0], "gold", Line("goldd", 1), "navy")
    dropped = len(guessed) - len(kept) - 1
    alt = (
        f"Behind “{given}” {len(guessed)} tokens are guessed: {', '.join(guessed)}. One pass checks all: "
        f"{len(kept)} are kept, then the model writes {own[0]} itself, and {max(0, dropped)} behind it are dropped"
    )
    return Drawing(tuple(items), alt)
