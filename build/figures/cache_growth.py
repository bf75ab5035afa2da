"""A cache that grows token by token: at each pass what is computed, what is kept, and how many positions that are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, Drawable, TextStyle
from build.figures.canvas import BOLD, LABEL, PLAIN, QUIET, Canvas, Drawing, UnfitError, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import State, cell, legend
from engine.units import Table

WIDE = 6.6  # inches from which steps, cells and counts stand in columns
TOKENS = ("The", "cat", "sat", "on", "the", "mat", "and")
MOST_STEPS, MOST_TOKENS = 3, 9
ROW = 0.26  # height of a row of cells
LEAST, LETTER = 0.15, 0.22  # the lowest row of cells, and the lowest that holds a letter
AIR = 0.05  # between cells
DISC = 0.36
NAVY, GOLD = replace(BOLD, color="navy"), replace(BOLD, color="goldink")


def cache_growth(canvas: Canvas, reuse: Fact[Table], *, tokens: tuple[str, ...] = TOKENS) -> Drawing:
    """A row of K and one of V for each pass: gold is computed now, pale kept, dashed not there yet.

    Fields: prompt, steps, computed_without, computed_with.
    """
    prompt, steps, without, with_cache = map(int, reuse.need("prompt", "steps", "computed_without", "computed_with"))
    if len(tokens) != prompt + steps or len(tokens) > MOST_TOKENS or steps > MOST_STEPS:
        raise MismatchError(
            f"{reuse.reference} has {prompt} + {steps} tokens and tokens={len(tokens)} words; "
            f"{MOST_TOKENS} are drawn, {MOST_STEPS} of them steps"
        )
    counts = [prompt, *(1 for _ in range(steps))]
    again = [prompt + step for step in range(steps + 1)]
    if (sum(again), sum(counts)) != (without, with_cache):
        raise MismatchError(
            f"{reuse.reference} counts {without} and {with_cache}, its drawing {sum(again)} and {sum(counts)}"
        )
    steps_told = _Steps(canvas, tokens, prompt, again)
    items = steps_told.wide() if canvas.box.w >= WIDE else steps_told.narrow()
    rest = ", ".join(f"then “{token}” alone" for token in tokens[prompt:])
    alt = (
        f"Keys and values of “{' '.join(tokens[:prompt])}” are computed together and kept, {rest}: "
        f"{with_cache} positions in all, {without} without a cache"
    )
    return Drawing(tuple(items), alt)


class _Steps:
    """The passes of one request, drawn in columns or one below the other."""

    def __init__(self, canvas: Canvas, tokens: Sequence[str], prompt: int, again: Sequence[int]) -> None:
        self.canvas, self.tokens, self.prompt, self.again = canvas, tokens, prompt, again

    def wide(self) -> list[Drawable]:
        """Step, cells, count: three columns with a head, a rule below each row, a legend at the foot."""
        canvas, n = self.canvas, len(self.again)
        head, *rows, foot = stack(canvas.box, (0.28, *(0.24 + 2 * ROW for _ in range(n)), 0.26), (0.1, *[0.16] * n))
        left = DISC + 0.14 + canvas.widest([self.name(step) for step in range(n)], BOLD) + 0.2
        right = canvas.widest(["K/V computed", *(self.saved(step) for step in range(n))], BOLD) + 0.1
        grid = Box(canvas.box.x + left, 0, canvas.box.w - left - right - 0.1, 0)
        titles = (("step", canvas.box.x, left, "Step"), ("grid", grid.x, grid.w, "Keys and values after the pass"))
        items = [canvas.text(f"head {role}", words, Box(x, head.y, wide, head.h), NAVY, align="left")
                 for role, x, wide, words in titles]  # fmt: skip
        last = Box(canvas.box.right - right, head.y, right, head.h)
        items.append(canvas.text("head count", "K/V computed", last, NAVY, align="right"))
        drawn: list[Drawable] = [*items]
        for step, row in enumerate(rows):
            drawn.append(canvas.rule(f"rule {step + 1}", canvas.box.x, canvas.box.right, row.y - 0.07, "line"))
            middle = row.y + row.h / 2
            drawn += self._numbered(step, Box(canvas.box.x, middle - DISC / 2, DISC, DISC))
            named = Box(canvas.box.x + DISC + 0.14, middle - 0.25, left - DISC - 0.3, 0.25)
            drawn += [
                canvas.text(f"step {step + 1}", self.name(step), named, NAVY, align="left"),
                canvas.text(f"step {step + 1} goes", "goes in", replace(named, y=middle), QUIET, align="left"),
            ]
            drawn += self._cells(step, Box(grid.x, row.y, grid.w, row.h), min(1.02, grid.w / len(self.tokens)))
            told = Box(canvas.box.right - right, middle - 0.26, right, 0.28)
            ink = TextStyle(18, "goldink", bold=True)
            drawn.append(canvas.text(f"count {step + 1}", f"{self.computed(step)}", told, ink, align="right"))
            beside = replace(QUIET, color="brick") if step else QUIET
            drawn.append(
                canvas.text(
                    f"saved {step + 1}", self.saved(step), replace(told, y=middle, h=0.25), beside, align="right"
                )
            )
        drawn.append(canvas.rule("rule foot", canvas.box.x, canvas.box.right, foot.y - 0.06, "line"))
        total = self.total()
        wide = canvas.wide_of(total, BOLD) + 0.02
        drawn += legend(canvas, Box(grid.x - 0.1, foot.y, canvas.box.right - grid.x - wide, foot.h), self._meanings())
        place = Box(canvas.box.right - wide, foot.y, wide, foot.h)
        drawn.append(canvas.text("total", total, place, NAVY, align="right"))
        return drawn

    def narrow(self) -> list[Drawable]:
        """Each pass with its name and its count above its cells."""
        canvas, n = self.canvas, len(self.again)
        heights = [height for _ in range(n) for height in (0.26, 0.22 + 2 * ROW)]
        *rows, foot, last = stack(canvas.box, (*heights, 0.24, 0.24), (*[0.02, 0.1] * n, 0.02))
        items: list[Drawable] = []
        for step in range(n):
            head, row = rows[2 * step], rows[2 * step + 1]
            disc = min(0.28, head.h)
            items += self._numbered(step, Box(head.x, head.y + (head.h - disc) / 2, disc, disc), size=LABEL)
            told = f"{self.computed(step)} computed"
            wide = canvas.wide_of(told, BOLD) + 0.02
            named = Box(head.x + disc + 0.1, head.y, head.w - disc - 0.1 - wide, head.h)
            items += [
                canvas.text(f"step {step + 1}", f"{self.name(step)} goes in", named, NAVY, align="left"),
                canvas.text(f"count {step + 1}", told, replace(head, x=head.right - wide, w=wide), GOLD, align="right"),
            ]  # fmt: skip
            items += self._cells(step, row, row.w / len(self.tokens))
        items += legend(canvas, foot, self._meanings())
        items.append(canvas.text("total", self.total(), last, NAVY))
        return items

    # ---- words ---------------------------------------------------------------------------------------
    def name(self, step: int) -> str:
        return f"“{self.tokens[self.prompt + step - 1]}”" if step else "prompt"

    def computed(self, step: int) -> int:
        return 1 if step else self.prompt

    def saved(self, step: int) -> str:
        return f"not {self.again[step]}" if step else "the prompt"

    def total(self) -> str:
        return f"{self.prompt + len(self.again) - 1} in all, {sum(self.again)} without a cache"

    # ---- strokes -------------------------------------------------------------------------------------
    def _meanings(self) -> tuple[tuple[State, str], ...]:
        return (("new", "computed now"), ("stored", "kept"), ("later", "not yet"))

    def _numbered(self, step: int, box: Box, size: float = 16.0) -> list[Drawable]:
        return [
            self.canvas.shape(f"disc {step + 1}", box, "navy", kind="ellipse"),
            self.canvas.text(f"number {step + 1}", str(step + 1), box, TextStyle(size, "goldlt", bold=True)),
        ]

    def _cells(self, step: int, box: Box, pitch: float) -> list[Drawable]:
        """A word above each pair of cells; what is not there yet has three dots."""
        canvas, there = self.canvas, self.again[step]
        tall = (box.h - 0.22) / 2
        if tall < LEAST:
            raise UnfitError(f"its cells need {2 * LEAST + 0.22:.2f} in of height and have {box.h:.2f} in")
        items: list[Drawable] = []
        for i, token in enumerate(self.tokens):
            x = box.x + i * pitch
            now = i >= there - self.computed(step)
            words = token if i < there else "…"
            style = (BOLD if now and i < there else PLAIN) if i < there else QUIET
            items.append(
                canvas.text(f"pass {step + 1} word {i + 1}", words, Box(x, box.y, pitch - AIR / 2, 0.22), style)
            )
            state: State = "later" if i >= there else "new" if now else "stored"
            for row, letter in enumerate("KV"):
                place = Box(x, box.y + 0.22 + row * tall, pitch - AIR, tall - 0.03)
                role = f"pass {step + 1} {letter} {i + 1}"
                items.append(cell(canvas, role, place, state, letter if i < there and tall >= LETTER else ""))
        return items
