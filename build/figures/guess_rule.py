"""Which guesses stay: a draft's chances and a target's side by side, cut into what is kept, rejected, drawn instead."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, Canvas, Drawing, in_columns, stack
from build.figures.figure_fact import Fact, MismatchError, as_text
from build.figures.grid import SUMS_TO
from engine.units import Matrix, Ratio

ROWS = ("draft", "kept", "drawn instead", "target")
MOST = 6  # words
LOOKS = {  # fill and outline
    "kept": ("teal", Line("teal", 1)),
    "rejected": ("brick100", Line("brick", 1, dash="dash")),
    "drawn instead": ("gold", Line("goldd", 1)),
}
OVER = 0.24  # inches of a bar's number above it


def guess_rule(canvas: Canvas, chances: Fact[Matrix]) -> Drawing:
    """Two bars a word: the draft's, kept and rejected, and the target's, kept and drawn instead.

    A Matrix with the rows draft, kept, drawn instead and target, and a column for each word.
    """
    matrix = chances.value
    if set(matrix.rows) != set(ROWS) or not 2 <= len(matrix.columns) <= MOST:
        raise MismatchError(f"{chances.reference} needs the rows {', '.join(ROWS)}, and 2 to {MOST} words")
    draft, kept, redrawn, target = (
        dict(zip(matrix.columns, matrix.values[matrix.rows.index(row)], strict=True)) for row in ROWS
    )
    for word in matrix.columns:
        if abs(kept[word] + redrawn[word] - target[word]) > SUMS_TO or kept[word] > draft[word] + SUMS_TO:
            raise MismatchError(f"{chances.reference}: what is kept and drawn of {word} does not make the target")
    plot, names, words, swatches = stack(canvas.box, (2.3, 0.22, 0.28, 0.26), (0.02, 0.02, 0.14))
    most = max(*draft.values(), *target.values())
    scale = (plot.h - OVER) / most
    items: list[Drawable] = [canvas.rule("base", plot.x, plot.right, plot.bottom, "line2", 1.0)]
    for column, word in zip(in_columns(plot, len(matrix.columns), 0.16), matrix.columns, strict=True):
        pair = in_columns(Box(column.x + 0.02, column.y, column.w - 0.04, column.h), 2, 0.07)
        stacks = (
            ("draft", draft[word], (("kept", kept[word]), ("rejected", draft[word] - kept[word]))),
            ("target", target[word], (("kept", kept[word]), ("drawn instead", redrawn[word]))),
        )
        for (name, whole, parts), bar in zip(stacks, pair, strict=True):
            y = plot.bottom
            for part, chance in parts:
                high = scale * chance
                if high < 1e-6:
                    continue
                fill, line = LOOKS[part]
                y -= high
                place = Box(bar.x, y, bar.w, high)
                items.append(canvas.shape(f"{word} {name} {part}", place, fill, line, kind="rect"))
            over = Box(bar.x - 0.05, y - OVER, bar.w + 0.1, OVER)
            items.append(canvas.text(f"{word} {name} chance", as_text(Ratio(whole), "percent.0"), over, BOLD))
            told = Box(bar.x - 0.06, names.y, bar.w + 0.12, names.h)
            items.append(canvas.text(f"{word} {name} name", name, told, QUIET))
        below = Box(column.x, words.y, column.w, words.h)
        items.append(canvas.text(f"{word} word", word, below, TextStyle(17, "navy", bold=True)))
    items += _key(canvas, swatches)
    shown = ", ".join(
        f"{word} {Ratio(draft[word]):percent.0} and {Ratio(target[word]):percent.0}" for word in matrix.columns
    )
    stays = Ratio(sum(kept.values()), digits=3)
    alt = (
        f"Chances of the draft and of the target: {shown}. A guess is kept as often as both have it in common, "
        f"{stays:percent.0} in all; else a word is drawn from what the target has more. Together that is the target"
    )
    return Drawing(tuple(items), alt)


def _key(canvas: Canvas, box: Box) -> list[Drawable]:
    """What the colours mean, in a row."""
    swatch, gap = 0.18, 0.07
    widths = [swatch + gap + canvas.wide_of(name) for name in LOOKS]
    space = min(0.3, (box.w - sum(widths)) / (len(widths) - 1))
    x = box.x + (box.w - sum(widths) - space * (len(widths) - 1)) / 2
    items: list[Drawable] = []
    for (name, (fill, line)), wide in zip(LOOKS.items(), widths, strict=True):
        place = Box(x, box.y + (box.h - swatch) / 2, swatch, swatch)
        items.append(canvas.shape(f"key {name}", place, fill, line))
        told = Box(x + swatch + gap, box.y, wide - swatch - gap + 0.01, box.h)
        items.append(canvas.text(f"key text {name}", name, told, TextStyle(LABEL), align="left"))
        x += wide + space
    return items
