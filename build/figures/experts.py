"""Mixture of experts: a router sends each token to a few of many feed-forward networks."""

from __future__ import annotations

import math

from build.figures.canvas import LABEL, RESERVE, Canvas, Drawing, UnfitError, columns, fitting, stack
from build.figures.facts import Fact, MismatchError, shown
from build.figures.marks import Amount, amounts
from build.page import Box, Drawable, Gradient
from build.text import width
from engine.units import Table

NAMED = 8  # experts that have room for a name each; more are a field of cells
MOST = 512
ACROSS = 32  # cells in a row of the field, at most
ORDER = (1, 4, 6, 2, 5, 7, 0, 3)  # which of the named ones the token goes to: not neighbours
ROUTER = 1.6


def experts(canvas: Canvas, moe: Fact[Table], *, unit: str = "billion") -> Drawing:
    """Token, router, all experts of which `top_k` are lit, and the parameters stored and used.

    Fields: n_experts, top_k, total, active.
    """
    n_experts, top_k, total, active = moe.need("n_experts", "top_k", "total", "active")
    number, chosen = int(n_experts), int(top_k)
    if not 0 < chosen <= number <= MOST:
        raise MismatchError(f"{moe.reference} chooses {top_k} of {n_experts} experts; up to {MOST} are drawn")
    token, router, net, out, sizes = stack(canvas.box, (0.36, 0.42, 0.68, 0.36, 0.5), (0.22, 0.44, 0.5, 0.26))
    middle = canvas.box.x + canvas.box.w / 2
    slots = _slots(net, number)
    lit = set([i for i in ORDER if i < number][:chosen]) if number <= NAMED else _scattered(number, chosen)
    items: list[Drawable] = [
        _centred(canvas, "token", token, 1.2, "token", "gold"),
        canvas.arrow("token in", middle, token.bottom + 0.02, middle, router.y - 0.01),
        _centred(canvas, "router", router, ROUTER, "router", Gradient("navy", "navy700", 0), ink="white"),
        _told(canvas, router, f"picks {top_k} of {n_experts}"),
    ]
    for i in sorted(range(number), key=lambda i: i in lit):  # lit ones on top
        if number <= NAMED or i in lit:
            items += _route(canvas, i, slots[i], router, net, out, lit=i in lit)
    for i, slot in enumerate(slots):
        fill, line, ink = ("gold", "goldd", "navy") if i in lit else ("navy50", "navy200", "mute")
        name = f"E{i + 1}" if number <= NAMED else ""
        items.append(
            canvas.shape(
                f"expert {i + 1}", slot, radius=0.08 if name else 0.02, fill=fill, line=line,
                width=1 if name else 0.75, words=name, size=16, color=ink, bold=True,
            )
        )  # fmt: skip
    items += [
        _centred(canvas, "output", out, 1.7, "weighted sum", "white", line="navy300"),
        canvas.rule("rule", canvas.box.x, canvas.box.right, (out.bottom + sizes.y) / 2, "line"),
    ]
    bars = (
        Amount("Stored", total, shown(total, unit), "navy300", "navy"),
        Amount("Used", active, shown(active, unit), "gold", "goldink"),
    )
    items += amounts(canvas, "parameters", sizes, bars, "Parameters")
    alt = (
        f"A router sends each token to {top_k} of {n_experts} experts and adds their outputs. Parameters stored: "
        f"{bars[0].shown}; used for a token: {bars[1].shown}"
    )
    return Drawing(tuple(items), alt)


def _slots(net: Box, number: int) -> list[Box]:
    """A box for each expert: one row where they are few, else rows of cells."""
    if number <= NAMED:
        return columns(net, number, 0.08)
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


def _route(canvas: Canvas, i: int, slot: Box, router: Box, net: Box, out: Box, *, lit: bool) -> list[Drawable]:
    """The way to an expert's column, and from a lit one on to the sum."""
    middle = router.x + router.w / 2
    x = slot.x + slot.w / 2
    start = middle + (x - middle) / net.w * ROUTER * 0.9
    if not lit:
        line = canvas.arrow(
            f"route {i + 1}", start, router.bottom, x, net.y, color="line2", width=1, head=False, dash="dash"
        )
        return [line]
    end = middle + (x - middle) * 0.22
    return [
        canvas.arrow(f"route {i + 1}", start, router.bottom, x, net.y - 0.01, width=2),
        canvas.arrow(f"collect {i + 1}", x, net.bottom + 0.01, end, out.y - 0.02, width=2),
    ]


def _centred(
    canvas: Canvas, role: str, row: Box, wide: float, words: str, fill: str | Gradient, *, ink: str = "navy",
    line: str = "",
) -> Drawable:  # fmt: skip
    box = Box(row.x + (row.w - wide) / 2, row.y, wide, row.h)
    return canvas.shape(
        role, box, radius=0.08, fill=fill, line=line, words=words, size=16, color=ink, bold=True, shadow="soft"
    )


def _told(canvas: Canvas, row: Box, words: str) -> Drawable:
    """How many the router picks, at its right."""
    left = row.x + row.w / 2 + ROUTER / 2 + 0.1
    place = Box(left, row.y, row.right - left, row.h)
    try:
        size = fitting((16, 15, LABEL), (words,), place.w, bold=True)
    except UnfitError:
        size = LABEL  # on two lines
    if width(words, size=size, bold=True) * RESERVE > place.w:
        words = words.replace(" of", "\nof")
    return canvas.text("chosen", words, place, size=size, color="goldink", bold=True, align="left")
