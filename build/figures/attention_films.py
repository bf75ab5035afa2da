"""Stills of the two films of attention, drawn from the facts that the films show."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.attending import listener, pattern
from build.figures.canvas import LABEL, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError
from build.figures.heat_maps import heat_maps
from build.figures.score_steps import score_steps
from engine.units import Matrix, Table

BAR = 0.34  # inches of what is joined, and of the output layer
GAP = 0.16  # for an arrow above each
FLOW = Line("goldd", 2.25, head=True)


def attention_score_flow(canvas: Canvas, scores: Fact[Matrix], scaled: Fact[Matrix], weights: Fact[Matrix]) -> Drawing:
    """The steps from scores to weights, and the row that the film follows in numbers."""
    reader = weights.value.rows[listener(weights.value)]
    return score_steps(canvas, scores, scaled, weights, highlight=reader)


def multihead_causal_mask(
    canvas: Canvas, first: Fact[Matrix], second: Fact[Matrix], third: Fact[Matrix], fourth: Fact[Matrix],
    shapes: Fact[Table],
) -> Drawing:  # fmt: skip
    """Four real heads, named by where they look; below, all heads of a layer joined, and mixed by its output layer.

    Fields: d_model, heads, head_dim.
    """
    width, n_heads, size = (int(value) for value in shapes.need("d_model", "heads", "head_dim"))
    if n_heads * size != width:
        raise MismatchError(f"{shapes.reference} has {n_heads} heads of {size} numbers, and d_model={width}")
    heads = (first, second, third, fourth)
    box = canvas.box
    below = 2 * (BAR + GAP)
    if box.h < 2 * below:
        raise UnfitError(f"it needs {2 * below:.2f} in of height and has {box.h:.2f} in")
    above = heat_maps(
        canvas.at(Box(box.x, box.y, box.w, box.h - below)), *heads,
        labels=tuple(pattern(head.value) for head in heads), causal="yes",
    )  # fmt: skip
    joined = Box(box.x, box.bottom - below + GAP, box.w, BAR)
    mixed = Box(box.x, box.bottom - BAR, box.w, BAR)
    told = (
        f"joined: {n_heads} heads of {size}, {width:,} numbers a word", f"output layer: mixes them, {width:,} again"
    )  # fmt: skip
    middle = box.x + box.w / 2
    items: list[Drawable] = [*above.items]
    for i, bar in enumerate((joined, mixed)):
        items.append(canvas.arrow(f"into {i + 1}", middle, bar.y - GAP + 0.02, middle, bar.y - 0.02, FLOW))
    for name, bar, words, fill, ink in (
        ("joined", joined, told[0], "navy200", "navy"), ("output", mixed, told[1], "navy", "white"),
    ):  # fmt: skip
        items.append(canvas.with_words(canvas.shape(name, bar, fill), words, TextStyle(LABEL, ink, bold=True)))
    return Drawing(tuple(items), f"{above.alt}. Below, {told[0]}; {told[1]}")
