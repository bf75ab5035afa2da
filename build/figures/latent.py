"""Latent attention: keys and values squeezed into a latent, only it cached, expanded when read."""

from __future__ import annotations

from typing import Literal

from build.figures.canvas import Canvas, Drawing, stack
from build.figures.facts import Fact, shown
from build.figures.marks import Amount, State, amounts, at_length, cell
from build.page import Box, Drawable, Freeform, Line, Path
from engine.units import Table

CACHED = 5  # latents drawn on the shelf, the newest last


def latent(
    canvas: Canvas, latent: Fact[Table], *, unit: str = "", shows: Literal["cache", "values"] = "cache"
) -> Drawing:
    """A funnel from hidden state to latent, the shelf of latents, and a fan back to K and V.

    Fields: cache_mha and cache_mla, with seq_len where the length of the text is to be told; or kv_values and
    latent_values, the numbers stored a token and layer. Given both, the caches are shown unless `shows` says values.
    """
    full, small = latent.maybe("cache_mha"), latent.maybe("cache_mla")
    told = at_length("Cache", latent.maybe("seq_len"))
    if full is None or small is None or shows == "values":
        full, small = latent.need("kv_values", "latent_values")
        told = "Values a token\nand layer"
    token, funnel, shelf, fan, both, sizes = stack(
        canvas.box, (0.4, 0.56, 0.62, 0.56, 0.4, 0.52), (0.03, 0.03, 0.03, 0.03, 0.24)
    )
    middle = canvas.box.x + canvas.box.w / 2
    narrow = 0.62
    wide = canvas.box.w * 0.86
    items: list[Drawable] = [
        canvas.shape(
            "token", Box(middle - wide / 2, token.y, wide, token.h), radius=0.08, fill="gold", line="goldd",
            words="new token", size=16, color="navy", bold=True,
        ),
        _trapezoid(canvas, "compress shape", funnel, middle, wide, narrow, "teal100"),
        canvas.text("compress", "compress", funnel, size=16, color="teal", bold=True),
    ]  # fmt: skip
    items += _shelf(canvas, shelf, middle, narrow)
    items += [
        _trapezoid(canvas, "expand shape", fan, middle, narrow, wide, "navy50"),
        canvas.text("expand", "expand", fan, size=16, color="navy", bold=True),
    ]
    half = (wide - 0.1) / 2
    for name, x in (("K", middle - wide / 2), ("V", middle + 0.05)):
        items.append(
            canvas.shape(
                f"rebuilt {name}", Box(x, both.y, half, both.h), radius=0.08, fill="white", line="navy300",
                dash="dash", words=f"{name} for reading", size=15, color="navy", bold=True,
            )
        )  # fmt: skip
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (both.bottom + sizes.y) / 2, "line"))
    bars = (
        Amount("MHA", full, shown(full, unit), "navy", "navy"),
        Amount("MLA", small, shown(small, unit), "teal", "teal"),
    )
    items += amounts(canvas, "size", sizes, bars, told)
    alt = (
        "A new token is compressed to a small latent; only latents are cached; keys and values are expanded from "
        f"them when read. {' '.join(told.split())}: MHA {bars[0].shown}, MLA {bars[1].shown}"
    )
    return Drawing(tuple(items), alt)


def _shelf(canvas: Canvas, row: Box, middle: float, narrow: float) -> list[Drawable]:
    """The newest latent in the middle of the flow, earlier ones to its left, an empty slot to its right."""
    pitch = narrow + 0.08
    left = middle - narrow / 2 - (CACHED - 3) * pitch
    frame = Box(left - 0.08, row.y, pitch * (CACHED - 1) + 0.08, row.h)
    items: list[Drawable] = [canvas.shape("shelf", frame, radius=0.08, fill="white", line="teal", width=1.5)]
    for i in range(CACHED - 1):
        place = Box(left + i * pitch, row.y + 0.08, narrow, row.h - 0.16)
        newest = i == CACHED - 3
        state: State = "new" if newest else ("later" if i > CACHED - 3 else "stored")
        items.append(cell(canvas, f"latent {i + 1}", place, state, "latent" if newest else ""))
    place = Box(frame.right + 0.1, row.y, canvas.box.right - frame.right - 0.1, row.h)
    items.append(canvas.text("shelf name", "the cache", place, size=16, color="teal", bold=True, align="left"))
    return items


def _trapezoid(canvas: Canvas, role: str, row: Box, middle: float, above: float, below: float, fill: str) -> Freeform:
    wide = max(above, below)
    box = Box(middle - wide / 2, row.y, wide, row.h)
    view = (0.0, 0.0, wide * 1000, row.h * 1000)
    a, b = (wide - above) * 500, (wide - below) * 500
    data = f"M {a:.0f} 0 L {wide * 1000 - a:.0f} 0 L {wide * 1000 - b:.0f} {view[3]:.0f} L {b:.0f} {view[3]:.0f} Z"
    path = Path(data, fill=fill, line=Line(color=fill, width=0.75))
    return Freeform(name=canvas.name(role), decorative=True, box=box, view=view, paths=(path,))
