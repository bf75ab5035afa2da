"""Mixture of experts: a router sends each token to a few of many feed-forward networks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, Drawable, Gradient, Line, Shape, TextStyle
from build.figures.canvas import LABEL, QUIET, Canvas, Drawing, in_columns, stack
from build.figures.figure_fact import Fact, MismatchError, as_text, part_of
from build.figures.marks import Amount, amounts
from engine.units import Quantity, Table

NAMED = 8  # experts that have room for a name each; more are a field of cells
MOST = 512
ACROSS = 32  # cells in a row of the field, at most
ORDER = (1, 4, 6, 2, 5, 7, 0, 3)  # which of the named ones the token goes to: not neighbours
ROUTER = 1.6
FILLED, NAME, EDGE = 0.92, 0.3, 0.04  # inches of an expert that is filled, of its name in it, of the rim
DARK = Gradient("navy", "navy700", 0)
THIN_ARROW = Line("goldd", 2, head=True)
LEAST = 0.01  # a smaller share is not told more exactly


def experts(
    canvas: Canvas, moe: Fact[Table], load: Fact[Table] | None = None, *, unit: str = "billion", model: str = ""
) -> Drawing:
    """Token, router, all experts of which `top_k` are lit, and the parameters that a `model` stores and uses.

    Fields: n_experts, top_k, total, active. With a `load` (even, expert_1, expert_2 … as shares of a trained
    router's picks) each expert is filled as far as it is picked, and its share stands below it.
    """
    n_experts, top_k, total, active = moe.need("n_experts", "top_k", "total", "active")
    number, chosen = int(n_experts), int(top_k)
    if not 0 < chosen <= number <= MOST:
        raise MismatchError(f"{moe.reference} chooses {top_k} of {n_experts} experts; up to {MOST} are drawn")
    shares = _shares(load, number) if load else ()
    token, router, net, below, sizes = stack(
        canvas.box, (0.36, 0.42, FILLED if shares else 0.68, 0.5 if shares else 0.36, 0.5),
        (0.22, 0.44, 0.04 if shares else 0.5, 0.26),
    )  # fmt: skip
    slots = _slots(net, number)
    lit = _lit(number, chosen)
    middle = canvas.box.x + canvas.box.w / 2
    items: list[Drawable] = [
        _node(canvas, canvas.shape("token", _centred(token, 1.2), "gold"), "token"),
        canvas.arrow("token in", middle, token.bottom + 0.02, middle, router.y - 0.01),
        _node(canvas, canvas.shape("router", _centred(router, ROUTER), DARK), "router", "white"),
        _pick_count(canvas, router, f"picks {top_k} of {n_experts}"),
    ]
    for i in sorted(range(number), key=lambda i: i in lit):  # lit ones on top
        if number <= NAMED or i in lit:
            items.append(_route(canvas, i, slots[i], router, net, lit=i in lit))
    if load:
        items += _filled(canvas, slots, shares, lit)
        items += _picks(canvas, load, slots, shares, below)
    else:
        items += [_expert(canvas, i, slot, lit=i in lit, named=number <= NAMED) for i, slot in enumerate(slots)]
        items += [_collect(canvas, i, slots[i], net, below) for i in sorted(lit)]
        output = canvas.shape("output", _centred(below, 1.7), "white", Line("navy300"))
        items.append(_node(canvas, output, "weighted sum"))
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (below.bottom + sizes.y) / 2, "line"))
    bars = (
        Amount("Stored", total, canvas.shown(total, unit), "navy300", "navy"),
        Amount("Used", active, canvas.shown(active, unit), "gold", "goldink"),
    )
    items += amounts(canvas, "parameters", sizes, bars, f"Parameters of\n{model}" if model else "Parameters")
    alt = (
        f"A router sends each token to {top_k} of {n_experts} experts and adds their outputs. "
        f"Parameters{f' of {model}' if model else ''} stored: {bars[0].shown}; used for a token: {bars[1].shown}, "
        f"{part_of(active, total)}"
    )
    return Drawing(tuple(items), alt + (_load_told(load, shares) if load else ""))


def _lit(number: int, chosen: int) -> set[int]:
    """The experts that the drawn token goes to: an example, whatever was picked most elsewhere."""
    return set([i for i in ORDER if i < number][:chosen]) if number <= NAMED else _scattered(number, chosen)


def _expert(canvas: Canvas, i: int, slot: Box, *, lit: bool, named: bool) -> Drawable:
    fill, line, ink = ("gold", "goldd", "navy") if lit else ("navy50", "navy200", "mute")
    return canvas.with_words(
        canvas.shape(f"expert {i + 1}", slot, fill, Line(line, 1 if named else 0.75), radius=0.08 if named else 0.02),
        f"E{i + 1}" if named else "",
        TextStyle(16, ink, bold=True),
    )


# ---- what a trained router picks ----------------------------------------------------------------------
def _shares(load: Fact[Table], number: int) -> tuple[Quantity, ...]:
    if number > NAMED:
        raise MismatchError(f"{load.reference} fills experts with names, and only up to {NAMED} have room for one")
    shares = load.need(*(f"expert_{i}" for i in range(1, number + 1)))
    if load.maybe(f"expert_{number + 1}") is not None:
        raise MismatchError(f"{load.reference} tells of more than the {number} experts that are drawn")
    return shares


def _filled(canvas: Canvas, slots: Sequence[Box], shares: Sequence[float], lit: set[int]) -> list[Drawable]:
    """Experts as vessels: the fuller, the more often a router of ours picked it; the name stays above the fill."""
    items: list[Drawable] = []
    for i, (slot, share) in enumerate(zip(slots, shares, strict=True)):
        pale, line = ("gold100", "goldd") if i in lit else ("white", "navy200")  # gold is where the token goes
        high = max(0.02, (slot.h - NAME) * share / max(shares))
        level = Box(slot.x + EDGE, slot.bottom - EDGE - high, slot.w - 2 * EDGE, high)
        name = Box(slot.x, slot.y, slot.w, NAME)
        items += [
            canvas.shape(f"expert {i + 1}", slot, pale, Line(line, 1.5 if i in lit else 1), radius=0.08),
            canvas.shape(f"level {i + 1}", level, "navy300", radius=0.06),
            canvas.text(f"name {i + 1}", f"E{i + 1}", name, TextStyle(16, "navy", bold=True)),
        ]
    return items


def _picks(
    canvas: Canvas, load: Fact[Table], slots: Sequence[Box], shares: Sequence[Quantity], row: Box
) -> list[Drawable]:
    """The shares below their experts, the level that would be even, and what was counted."""
    (even,) = load.need("even")
    net = slots[0]
    level = net.bottom - EDGE - (net.h - NAME) * even / max(shares)
    items: list[Drawable] = [
        canvas.arrow("even level", net.x - 0.03, level, slots[-1].right + 0.03, level, Line("slate", 1.5, dash="dash"))
    ]
    for i, (slot, share) in enumerate(zip(slots, shares, strict=True)):
        place = Box(slot.x - 0.04, row.y, slot.w + 0.08, 0.24)
        most = share == max(shares)
        ink = "navy" if most else "slate"
        items.append(canvas.text(f"share {i + 1}", _percent(share), place, TextStyle(LABEL, ink, bold=most)))
    told = Box(row.x, row.y + 0.24, row.w, row.h - 0.24)
    words = f"fill: picks of a small router of ours; even: {canvas.shown(even, 'percent')}"
    return [*items, canvas.text("picks told", words, told, QUIET)]


def _percent(share: Quantity) -> str:
    """A share without decimals; next to nothing is said as such."""
    return f"{share:percent.0}" if share >= LEAST else "<1%"


def _load_told(load: Fact[Table], shares: Sequence[Quantity]) -> str:
    (even,) = load.need("even")
    most, least = max(shares), min(shares)
    busy, idle = shares.index(most) + 1, shares.index(least) + 1
    return (
        f". In a router that we trained, expert {busy} gets {_percent(most)} of the picks and expert {idle} "
        f"{_percent(least)}; even would be {as_text(even, 'percent')}"
    )


# ---- where they stand ---------------------------------------------------------------------------------
def _slots(net: Box, number: int) -> list[Box]:
    """A box for each expert: one row where they are few, else rows of cells."""
    if number <= NAMED:
        return in_columns(net, number, 0.08)
    lines = _lines(number)
    across = math.ceil(number / lines)
    wide, tall = net.w / across, net.h / lines
    edge = min(0.04, wide * 0.2)
    return [Box(net.x + i % across * wide, net.y + i // across * tall, wide - edge, tall - edge) for i in range(number)]


def _scattered(number: int, chosen: int) -> set[int]:
    """As many as are chosen, spread evenly across the field and over its rows."""
    across = math.ceil(number / _lines(number))
    lit: set[int] = set()
    for k in range(chosen):
        i = int((k + 0.5) / chosen * across) + across * (k * 5 // 2 % _lines(number))
        while i in lit or i >= number:
            i = (i + 1) % number
        lit.add(i)
    return lit


def _lines(number: int) -> int:
    """Rows of the field."""
    return next((n for n in (2, 4, 8) if math.ceil(number / n) <= ACROSS), 16)


def _route(canvas: Canvas, i: int, slot: Box, router: Box, net: Box, *, lit: bool) -> Drawable:
    """The way from the router to an expert's column."""
    middle, x = router.x + router.w / 2, slot.x + slot.w / 2
    start = middle + (x - middle) / net.w * ROUTER * 0.9
    if lit:
        return canvas.arrow(f"route {i + 1}", start, router.bottom, x, net.y - 0.01, THIN_ARROW)
    return canvas.arrow(f"route {i + 1}", start, router.bottom, x, net.y, Line("line2", 1, dash="dash"))


def _collect(canvas: Canvas, i: int, slot: Box, net: Box, out: Box) -> Drawable:
    """The way from a lit expert's column to the sum."""
    middle, x = out.x + out.w / 2, slot.x + slot.w / 2
    end = middle + (x - middle) * 0.22
    return canvas.arrow(f"collect {i + 1}", x, net.bottom + 0.01, end, out.y - 0.02, THIN_ARROW)


def _node(canvas: Canvas, shape: Shape, words: str, ink: str = "navy") -> Drawable:
    """A stage of the way that a token takes."""
    return canvas.with_words(replace(shape, radius=0.08, shadow="soft"), words, TextStyle(16, ink, bold=True))


def _centred(row: Box, wide: float) -> Box:
    return Box(row.x + (row.w - wide) / 2, row.y, wide, row.h)


def _pick_count(canvas: Canvas, row: Box, words: str) -> Drawable:
    """How many the router picks, at its right."""
    left = row.x + row.w / 2 + ROUTER / 2 + 0.1
    place = Box(left, row.y, row.right - left, row.h)
    style = canvas.largest(TextStyle(LABEL, "goldink", bold=True), (16, 15, LABEL), (words,), place.w)
    if canvas.wide_of(words, style) > place.w:
        words = words.replace(" of", "\nof")
    return canvas.text("chosen", words, place, style, align="left")
