"""Mixture of experts: a router sends each token to a few of many feed-forward networks."""

from __future__ import annotations

from build.figures.canvas import Canvas, Drawing, stack
from build.figures.facts import Fact, MismatchError, shown
from build.figures.marks import Amount, amounts
from build.page import Box, Drawable, Gradient
from engine.units import Table

MOST = 8  # experts drawn; further ones are dots
CHOSEN = (1, 4, 6, 2, 5, 7, 0, 3)  # which of the drawn ones the token goes to: any few, apart from each other


def experts(canvas: Canvas, moe: Fact[Table], *, unit: str = "billion") -> Drawing:
    """Token, router, experts of which `top_k` are lit, and the parameters stored and used.

    Fields: n_experts, top_k, total, active.
    """
    n_experts, top_k, total, active = moe.need("n_experts", "top_k", "total", "active")
    drawn = min(MOST, int(n_experts))
    if not 0 < top_k <= drawn:
        raise MismatchError(f"{moe.reference} chooses {top_k} of {n_experts} experts; {drawn} are drawn")
    more = n_experts > drawn
    lit = {i for i in CHOSEN if i < drawn}
    lit = set([i for i in CHOSEN if i < drawn][: int(top_k)])
    token, router, net, told, out, sizes = stack(
        canvas.box, (0.36, 0.42, 0.66, 0.24, 0.36, 0.5), (0.2, 0.4, 0.06, 0.24, 0.28)
    )
    middle = canvas.box.x + canvas.box.w / 2
    items: list[Drawable] = [
        _centred(canvas, "token", token, 1.3, "token", "gold", "navy"),
        canvas.arrow("token in", middle, token.bottom + 0.02, middle, router.y - 0.01),
        _centred(canvas, "router", router, 1.9, "router", Gradient("navy", "navy700", 0), "white"),
    ]
    pitch = canvas.box.w / (drawn + (0.6 if more else 0))
    slots = [Box(canvas.box.x + i * pitch + 0.04, net.y, pitch - 0.08, net.h) for i in range(drawn)]
    links = sorted(range(drawn), key=lambda i: i in lit)  # lit ones on top
    for i in links:
        x = slots[i].x + slots[i].w / 2
        start = middle + (i - (drawn - 1) / 2) * 1.5 / drawn
        items.append(
            canvas.arrow(f"route {i + 1}", start, router.bottom, x, net.y - 0.01, color="goldd", width=2.5)
            if i in lit
            else canvas.arrow(
                f"route {i + 1}", start, router.bottom, x, net.y, color="line2", width=1, head=False, dash="dash"
            )
        )  # fmt: skip
    for i, slot in enumerate(slots):
        fill, line, ink = ("gold", "goldd", "navy") if i in lit else ("navy50", "navy200", "mute")
        items.append(
            canvas.shape(f"expert {i + 1}", slot, radius=0.08, fill=fill, line=line, words=f"E{i + 1}", size=16,
                         color=ink, bold=True)
        )  # fmt: skip
        if i in lit:
            x = slot.x + slot.w / 2
            items.append(
                canvas.arrow(
                    f"collect {i + 1}", x, net.bottom + 0.02, middle + (x - middle) * 0.25, out.y - 0.02,
                    width=2, color="goldd",
                )
            )  # fmt: skip
    if more:
        x = slots[-1].right + pitch * 0.3
        items += [
            canvas.shape(
                f"more {i + 1}", Box(x - 0.07 + i * 0.07, net.y + net.h / 2, 0.05, 0.05), kind="ellipse", fill="slate"
            )
            for i in range(3)
        ]
    items += [
        _centred(canvas, "output", out, 1.9, "weighted sum", "white", "navy", line="navy300"),
        *_told(canvas, told, slots, lit, f"{top_k} of {n_experts} run"),
        canvas.rule("rule", canvas.box.x, canvas.box.right, (out.bottom + sizes.y) / 2, "line"),
    ]
    bars = (
        Amount("Stored", total, shown(total, unit), "navy300", "navy"),
        Amount("Used", active, shown(active, unit), "brick", "brick"),
    )
    items += amounts(canvas, "parameters", sizes, bars)
    alt = (
        f"A router sends each token to {top_k} of {n_experts} experts and adds their outputs. Parameters stored: "
        f"{bars[0].shown}; used for a token: {bars[1].shown}"
    )
    return Drawing(tuple(items), alt)


def _centred(
    canvas: Canvas, role: str, row: Box, wide: float, words: str, fill: str | Gradient, ink: str, line: str = ""
) -> Drawable:
    box = Box(row.x + (row.w - wide) / 2, row.y, wide, row.h)
    return canvas.shape(
        role, box, radius=0.08, fill=fill, line=line, words=words, size=16, color=ink, bold=True, shadow="soft"
    )


def _told(canvas: Canvas, row: Box, slots: list[Box], lit: set[int], words: str) -> list[Drawable]:
    """How many run, at the right of the arrows that come together."""
    return [
        canvas.text("chosen", words, row, size=16, color="goldink", bold=True, align="right")
    ]
