"""The labs' plots: matplotlib in the course's colours and one way to draw a curve."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from build.theme.choose import find_theme, load_theme
from engine.units import Series
from labs.course import the_course
from labs.report import THEME_VARIABLE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from build.theme.tokens import Theme

PALETTE = ("navy", "gqa", "teal", "sky", "brick", "plum")
MARKERS = ("o", "s", "D", "^", "h", "p")


def _theme() -> Theme:
    """The theme that this process was started with, else the course's own."""
    return load_theme(find_theme(os.environ.get(THEME_VARIABLE, ""), the_course()))


def _drawing(width: float, height: float, facecolor: str) -> Figure:
    """An empty figure, in inches, that a notebook shows as a picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    class Drawing(Figure):
        def _repr_png_(self) -> bytes:
            picture = io.BytesIO()
            self.savefig(picture, format="png", metadata={"Software": None})  # the same drawing, the same bytes
            return picture.getvalue()

    figure = Drawing(figsize=(width, height), layout="constrained", facecolor=facecolor)
    FigureCanvasAgg(figure)
    return figure


def curves(series: Series, title: str, unit: str, *, log: bool = False) -> Figure:
    """One line a curve, labelled where it ends. `unit` is a scale of the series' unit, such as GB."""
    theme = _theme()
    figure = _drawing(8, 4.5, theme.color("white"))
    axes = figure.add_subplot()
    scale = series.unit.scale(unit)
    x = [float(value) for value in series.x]
    for (name, line), color, marker in zip(series.lines.items(), PALETTE, MARKERS, strict=False):
        y = [value / scale.factor for value in line]
        axes.plot(x, y, marker=marker, color=theme.color(color), linewidth=2)
        axes.annotate(
            name, (x[-1], y[-1]), xytext=(8, 0), textcoords="offset points", va="center", color=theme.color(color)
        )
    if log:
        axes.set_xscale("log", base=2)
        axes.set_xticks(x, [f"{value:,.0f}" for value in x])
    axes.set(xlabel=series.x_label, ylabel=scale.suffix.strip() or series.unit.__name__)
    axes.set_title(title, loc="left", color=theme.color("navy"))
    axes.set_ylim(bottom=0)
    axes.margins(x=0.18)
    axes.grid(axis="y", color=theme.color("mist"))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def heat_map(weights: Sequence[Sequence[float]], words: Sequence[str], title: str) -> Figure:
    """Weights as shades, a row a token that looks; what lies in its future is left out."""
    from matplotlib.colors import LinearSegmentedColormap

    theme = _theme()
    size = max(4.0, 0.4 * len(words) + 2)
    figure = _drawing(size, size, theme.color("white"))
    axes = figure.add_subplot()
    seen = [
        [weight if column <= row else float("nan") for column, weight in enumerate(line)]
        for row, line in enumerate(weights)
    ]
    shades = LinearSegmentedColormap.from_list("weights", [theme.color(name) for name in theme.ramp])
    axes.imshow(seen, cmap=shades, vmin=0, vmax=1)
    axes.set_xticks(range(len(words)), words, rotation=60, ha="right")
    axes.set_yticks(range(len(words)), words)
    axes.set_xlabel("is looked at")
    axes.set_ylabel("looks")
    axes.set_title(title, loc="left", color=theme.color("navy"))
    axes.spines[:].set_visible(False)
    return figure
