"""Type is large enough for the last row, and as wide as it was measured."""

from __future__ import annotations

from collections.abc import Iterator

from build.checks.pages.parts import runs
from build.checks.pages.view import Fault, View
from build.drawing.page import Chart, Drawable, TextBox
from build.theme.fonts import TWINS
from build.theme.template import FOOT
from build.theme.tokens import Font, Theme
from engine.quoted import quoted

_INLINE_CODE = 0.8  # of the floor: a file's name in a sentence is never the only carrier


def large_enough(view: View) -> Iterator[Fault]:
    """Content is no smaller than the smallest annotation; what stands on every slide may be."""
    if view.theme.template:
        return  # the layout tells what is small under one
    floor = view.theme.size("annotation_floor")
    for item in view.leaves:
        if isinstance(item, Chart) and item.label_size < floor:
            yield Fault(
                "L411", f"the labels of {quoted(item.name)} are {item.label_size:g} pt; the least is {floor:g}", item
            )
        for run in () if _is_chrome(item) else runs(item):
            least = floor * _INLINE_CODE if run.highlight else floor
            if run.style.size < least:
                size = f"{quoted(item.name)} is set in {run.style.size:g} pt"
                message = f"{size}; the least is {least:g}: {quoted(run.text.strip()[:40])}"
                yield Fault("L411", message, item)
                break


def of_unknown_widths(theme: Theme) -> list[Font]:
    """The fonts of a theme that are measured with one not known to be as wide. A fixed pitch is planned by itself."""
    fonts = (theme.fonts.display, theme.fonts.body, theme.fonts.mono)
    return [font for font in fonts if not font.advance and font.twin not in (font.name, TWINS.get(font.name))]


def _is_chrome(item: Drawable) -> bool:
    return item.name.endswith("wisdom label") or (isinstance(item, TextBox) and item.placeholder in FOOT)
