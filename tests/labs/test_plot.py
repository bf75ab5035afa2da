"""Plots in a notebook: IPython shows them as pictures."""

from __future__ import annotations

import io

from IPython.core.formatters import PNGFormatter
from PIL import Image

from engine.units import Ratio, Series
from labs.plot import curves, heat_map


def test_a_plot_is_a_picture_in_a_notebook_and_the_same_one_each_time() -> None:
    series = Series("tokens", (16.0, 32.0), Ratio, {"before": (16.0, 32.0)})
    for draw in (lambda: curves(series, "Variance", "of_one"), lambda: heat_map([[1.0]], ["The"], "One word")):
        first, second = PNGFormatter()(draw()), PNGFormatter()(draw())
        assert isinstance(first, bytes)
        assert first == second
        darkest, lightest = Image.open(io.BytesIO(first)).convert("L").getextrema()
        assert darkest < lightest, "there is something on it"
